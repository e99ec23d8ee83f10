"""Source, cue and content by quotation marks, a cue lexicon and the dependency parse; writes ``doc.spans``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import clauses, spans
from claims.extraction.drafts import Draft, attach_quotations, without_nested
from claims.extraction.lexicon import Cue, CueLexicon, read_cues
from claims.extraction.quotations import Quotation, find_quotations
from claims.extraction.records import Attribution, Kind, SegmentKind, Span

GROUPS = ("sources", "cues", "contents")
COMPLEMENTIZERS = frozenset({"that", "if", "whether"})
FRONTED = frozenset({"however", "but", "and", "meanwhile", "still", "yet", "instead", "also", "so", "now", "then"})
EDGES = " \t\n\r\u00a0,;:–—-"

Doc.set_extension("attributions", default=(), force=True)


@Language.factory(
    "attributions",
    requires=["doc._.segments", "token.tag", "token.dep", "token.lemma"],
    assigns=["doc.spans", "doc._.attributions"],
)
def make_attributions(nlp: Language, name: str) -> Attributions:  # noqa: ARG001
    return Attributions(read_cues())


class Attributions:
    """The border of this component: a parsed ``Doc`` with segments in, ``list[Attribution]`` out."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        doc._.attributions = tuple(self.find(doc))
        for name in GROUPS:
            doc.spans[name] = []
        for attribution in doc._.attributions:
            for name, found in zip(GROUPS, (attribution.source, attribution.cue, attribution.content), strict=True):
                doc.spans[name].extend(list(_token_spans(doc, found)))
        return doc

    def find(self, doc: Doc) -> list[Attribution]:
        """Return the attributions in the order of their content; nested ones only under "according to"."""
        page = read_page(doc)
        drafts = [draft for token, cue in self._cues(page) if (draft := self._draft(page, token, cue))]
        drafts.extend(_according_to(page))
        attach_quotations(page.text, page.paragraphs, page.quotations, drafts)
        complete = without_nested([draft for draft in drafts if draft.content])
        return sorted((_attribution(page, draft) for draft in complete), key=lambda found: found.content[0])

    def _cues(self, page: Page) -> Iterator[tuple[Token, Cue]]:
        strings = page.doc.vocab.strings
        for token in page.doc:
            cue = self.lexicon.find(strings[token.lemma], token.tag_)
            if cue and page.searched.at(token.idx) and not page.quoted.at(token.idx):
                yield token, cue

    def _draft(self, page: Page, token: Token, entry: Cue) -> Draft | None:
        phrase = _phrasal(self.lexicon, token)
        if phrase:
            entry = replace(entry, act=phrase[1], preps=entry.preps | {phrase[0]}, takes=entry.takes - {"person"})
        if token.tag_ == "VBN" and not _is_finite(token) and not clauses.is_passive(token):
            return None
        if entry.subjects and not _has_subject(token, entry):
            return None
        source, subject = _source(page, token, entry)
        cue = _cue_span(page.doc, token, entry)
        content = _content(page, token, entry, subject, cue)
        if source is None and (not content or token.tag_ in {"VBG", "VB"}):
            return None
        speaks = "quote" in entry.takes
        reason = ["subject:words"] if entry.subjects else []
        return Draft(source=source, cue=cue, content=content, speaks=speaks, lemma=token.lemma_, reason=reason)


@dataclass(frozen=True, slots=True)
class Page:
    """A document with what every cue needs, found once: searched paragraphs and their quotations."""

    doc: Doc
    text: str
    paragraphs: list[Span]
    quotations: list[Quotation]
    searched: spans.SpanIndex = field(repr=False)
    quoted: spans.SpanIndex = field(repr=False)


def read_page(doc: Doc) -> Page:
    text = doc.text  # spaCy joins the words anew at each access
    kinds = {SegmentKind.HEADLINE, SegmentKind.BODY}
    paragraphs = [Span(segment.start, segment.end) for segment in doc._.segments if segment.kind in kinds]
    quotations = [found for paragraph in paragraphs for found in find_quotations(text, paragraph)]
    quoted = spans.SpanIndex([quotation.span for quotation in quotations])
    return Page(doc, text, paragraphs, quotations, spans.SpanIndex(paragraphs), quoted)


def _token_spans(doc: Doc, found: Sequence[Span]) -> Iterator[TokenSpan]:
    for span in found:
        token_span = doc.char_span(span.start, span.end, alignment_mode="expand")
        if token_span is not None:
            yield token_span


def _characters(doc: Doc, first: int, last: int) -> Span:
    return Span(doc[first].idx, doc[last].idx + len(doc[last]))


def _phrasal(lexicon: CueLexicon, token: Token) -> tuple[str, str] | None:
    for child in token.rights:
        act = lexicon.phrasal.get((token.lemma_, child.lower_))
        if act:
            return child.lower_, act
    return None


def _is_finite(token: Token) -> bool:
    """A participle counts if it has auxiliaries or shares those of a verb it is joined to."""
    if any(child.dep_ in {"aux", "auxpass"} for child in token.lefts):
        return True
    return token.dep_ == "conj" and token.head.tag_.startswith("VB") and token.head.tag_ != "VBG"


def _source(page: Page, token: Token, entry: Cue) -> tuple[Span | None, Token | None]:
    if entry.is_noun:
        return _noun_source(page, token)
    subject = clauses.subject_of(_speaking_verb(page, token))
    if entry.subjects and subject is not None:
        return _owner(page, subject)
    if subject is None or subject.lower_ in clauses.NOT_SOURCE - clauses.RELATIVES:  # "it is said"
        return None, None
    if subject.lower_ in clauses.RELATIVES and subject.lower_ != "whom" and subject.dep_ != "pobj":
        return _characters(page.doc, subject.i, subject.i), subject
    first, last = _outside(clauses.noun_phrase(subject), token.i)
    if first > last:
        return None, None
    return _trimmed(page, _characters(page.doc, first, last)), subject


def _speaking_verb(page: Page, token: Token) -> Token:
    """The verb whose subject acts in ``token``: itself, or the cue that a trailing participle goes with."""
    if token.tag_ != "VBG" or not clauses.after_comma(token):
        return token
    lexicon = read_cues()

    def is_cue(verb: Token) -> bool:
        return lexicon.find(verb.lemma_, verb.tag_) is not None and not page.quoted.at(verb.idx)

    return clauses.governing_cue(token, is_cue)


def _has_subject(token: Token, entry: Cue) -> bool:
    subject = clauses.subject_of(token)
    return subject is not None and subject.lemma_ in entry.subjects


def _outside(phrase: tuple[int, int], cue: int) -> tuple[int, int]:
    """Keep a source phrase on one side of its cue."""
    first, last = phrase
    return (first, min(last, cue - 1)) if first < cue else (max(first, cue + 1), last)


def _noun_source(page: Page, token: Token) -> tuple[Span | None, Token | None]:
    """The possessor of a cue noun ("their demand that ..."), or the subject of the verb it is the object of."""
    owner = _owner(page, token)
    if owner[0] is not None:
        return owner
    subject = clauses.subject_of(token.head) if token.head.tag_.startswith("VB") and token.dep_ == "dobj" else None
    if subject is None:
        return None, None
    first, last = _outside(clauses.noun_phrase(subject), token.i)
    return (_trimmed(page, _characters(page.doc, first, last)), subject) if first <= last else (None, None)


def _owner(page: Page, noun: Token) -> tuple[Span | None, Token | None]:
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    return (_characters(page.doc, owner.left_edge.i, owner.i), owner) if owner is not None else (None, None)


def _trimmed(page: Page, span: Span) -> Span | None:
    paragraph = page.searched.at(span.start) or span
    inside = Span(max(span.start, paragraph.start), min(span.end, paragraph.end))
    stripped = spans.strip(page.text, inside, EDGES)
    return stripped if stripped.start < stripped.end else None


def _cue_span(doc: Doc, token: Token, entry: Cue) -> Span:
    first, last = (token.i, token.i) if entry.is_noun else clauses.verb_group(token)
    subject = clauses.subject_of(token) if entry.subjects else None
    if subject is not None and subject.i < first:
        first = subject.i
    if entry.is_noun and token.dep_ == "dobj" and token.head.tag_.startswith("VB") and token.i - token.head.i <= 4:
        first = clauses.verb_group(token.head)[0]
    if last + 1 < len(doc) and doc[last + 1].head.i == token.i and doc[last + 1].lower_ in entry.preps | {"by"}:
        last += 1
    return _characters(doc, first, last)


def _content(page: Page, token: Token, entry: Cue, subject: Token | None, cue: Span) -> list[Span]:
    found = clauses.content_range(token, entry)
    if found is None:
        return []
    first, last = found
    if first < token.i:
        return _before(page, first, last, subject)
    last = clauses.end_of_content(page.doc[last], token)
    span = _characters(page.doc, max(first, token.i + 1), last)
    span = Span(max(span.start, cue.end), span.end)
    return _kept(page, _cut_at_next_cue(page, span, token))


def _before(page: Page, first: int, last: int, subject: Token | None) -> list[Span]:
    """Content in front of source and cue; a fronted "However," is the reporter's."""
    doc = page.doc
    while first < last and doc[first].lower_ in FRONTED and doc[first + 1].lower_ == ",":
        first += 2
    if subject is not None and first <= subject.left_edge.i <= last:
        last = subject.left_edge.i - 1
    return _kept(page, _characters(doc, first, last)) if first <= last else []


def _cut_at_next_cue(page: Page, span: Span, token: Token) -> Span:
    """End content where another cue takes over: ", adding ...", ", who said ...", "and stressed that ..."."""
    for other in token.doc[token.i + 1 :]:
        if other.idx >= span.end:
            break
        if _takes_over(other, token) and not page.quoted.at(other.idx):
            start = other.doc[_opening(other)].idx
            return Span(span.start, start) if start > span.start + 1 else span
    return span


def _takes_over(other: Token, token: Token) -> bool:
    cue = read_cues().find(other.lemma_, other.tag_)
    if cue is None or cue.is_noun:
        return False
    before = other.doc[_opening(other)]
    comma = before.i > 0 and other.doc[before.i - 1].lower_ in {",", "–", "—"}
    if before.lower_ in {"who", "which"}:
        return comma
    if other.tag_ == "VBG":
        return comma and other.dep_ in {"advcl", "acl", "conj"}
    joined = before.i > 0 and other.doc[before.i - 1].dep_ == "cc"
    return joined and other.tag_ == token.tag_ and other.dep_ == "conj" and _has_that(other)


def _opening(verb: Token) -> int:
    """The index where the clause of ``verb`` opens: its relative pronoun, or its verb group."""
    relative = next((child for child in verb.lefts if child.lower_ in {"who", "which"}), None)
    return relative.i if relative is not None else clauses.verb_group(verb)[0]


def _has_that(verb: Token) -> bool:
    return any(child.dep_ == "ccomp" and child.left_edge.lower_ == "that" for child in verb.rights)


def _kept(page: Page, span: Span) -> list[Span]:
    """Clip to the paragraph, join quotations cut by the parse, strip commas and a conjunction at the edges."""
    paragraph = page.searched.at(span.start)
    if paragraph is None:
        return []
    span = Span(span.start, min(span.end, paragraph.end))
    span = spans.strip(page.text, span, EDGES)
    for conjunction in (" and", " but", " while"):
        if page.text[span.start : span.end].endswith(conjunction):
            span = spans.strip(page.text, Span(span.start, span.end - len(conjunction)), EDGES)
    return [span] if span.start < span.end else []


def _according_to(page: Page) -> Iterator[Draft]:
    for token in page.doc:
        if token.lower_ != "according" or not page.searched.at(token.idx) or page.quoted.at(token.idx):
            continue
        to = next((child for child in token.rights if child.lower_ == "to"), None)
        noun = next((child for child in to.rights if child.dep_ == "pobj"), None) if to is not None else None
        if to is None or noun is None:
            continue
        source = _trimmed(page, _characters(page.doc, *clauses.noun_phrase(noun)))
        cue = _characters(page.doc, token.i, to.i)
        content = _rest_of_clause(page, token, cue, source or cue)
        yield Draft(source=source, cue=cue, content=content, speaks=False, lemma="according", outer=True)


def _rest_of_clause(page: Page, token: Token, cue: Span, source: Span) -> list[Span]:
    """The sentence around "according to X" without these words."""
    sentence = token.sent
    whole = _characters(page.doc, sentence.start, sentence.end - 1)
    parts = spans.subtract(whole, spans.cover((cue, source)))
    kept = [span for part in parts for span in _kept(page, part) if len(page.text[span.start : span.end]) > 3]
    return [_without_stop(page.text, max(kept, key=lambda span: span.end - span.start))] if kept else []


def _without_stop(text: str, span: Span) -> Span:
    return spans.strip(text, span, EDGES + ".")


def _attribution(page: Page, draft: Draft) -> Attribution:
    content = tuple(_without_stop_outside(page, span) for span in draft.content)
    kind = _kind(page, content)
    reason = (f"cue:{draft.lemma}", *draft.reason)
    source = (draft.source,) if draft.source else ()
    return Attribution(content, source, (draft.cue,), kind, _confidence(draft, kind), reason)


def _without_stop_outside(page: Page, span: Span) -> Span:
    """A full stop or comma at the end belongs to the content only inside quotation marks."""
    return span if page.quoted.at(span.end - 1) else _without_stop(page.text, span)


def _kind(page: Page, content: Sequence[Span]) -> Kind:
    quotes = [found.span for found in page.quotations if any(spans.overlaps(found.span, span) for span in content)]
    if not quotes:
        return Kind.INDIRECT
    outside = [part for span in content for part in _minus(span, quotes)]
    words = [word for part in outside for word in page.text[part.start : part.end].split()]
    plain = [word for word in words if word.strip(EDGES + ".'\"“”").lower() not in COMPLEMENTIZERS | {""}]
    return Kind.MIXED if plain else Kind.DIRECT


def _minus(span: Span, cuts: Sequence[Span]) -> list[Span]:
    parts = [span]
    for cut in cuts:
        parts = [rest for part in parts for rest in spans.subtract(part, cut)]
    return parts


def _confidence(draft: Draft, kind: Kind) -> float:
    base = 0.9 if kind is not Kind.INDIRECT else 0.7
    return round(base if draft.source else base - 0.35, 2)
