"""GAP answered: the pronoun of each snippet resolved among the names of its text, A and B among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.coreference import Candidate, Coreference, find_mentions
from claims.extraction.gap import GapError, Snippet
from claims.extraction.lexicon import read_words
from claims.extraction.mentions import SINGULAR, gender_of, read_genders, unite
from claims.extraction.pipeline import build_pipeline
from claims.extraction.records import Span
from claims.extraction.spans import overlaps

BATCH = 64  # snippets parsed together
A, B = "a", "b"  # the entities of the two names


def answer_gap(snippets: Sequence[Snippet]) -> Iterator[tuple[bool, bool]]:
    """Yield for each snippet whether its pronoun means A and whether it means B."""
    coreference = Coreference()
    nlp = build_parser()
    docs = nlp.pipe((snippet.text for snippet in snippets), batch_size=BATCH)
    for snippet, doc in zip(snippets, docs, strict=True):
        yield answer(coreference, snippet, doc)


def build_parser() -> Language:
    """Return the pipeline without the search for attributions, which pronouns do not need."""
    nlp = build_pipeline()
    nlp.remove_pipe("attributions")
    return nlp


def answer(coreference: Coreference, snippet: Snippet, doc: Doc) -> tuple[bool, bool]:
    """Answer one snippet from its text and the places of pronoun and names; at most one of the two is meant."""
    ranked = coreference.resolve(doc, tokens_at(doc, snippet.pronoun), candidates_of(snippet, doc))
    shares = {one.candidate.entity: one.probability for one in ranked}
    return decide(shares.get(A, 0.0), shares.get(B, 0.0), coreference.threshold)


def tokens_at(doc: Doc, span: Span) -> TokenSpan:
    """Return the tokens that hold these characters."""
    found = doc.char_span(*span, alignment_mode="expand")
    if found is None:
        raise GapError(f"The text of {len(doc.text)} characters has no tokens at {span.start} to {span.end}.")
    return found


def decide(a: float, b: float, threshold: float) -> tuple[bool, bool]:
    """Choose the likelier of the two names, if it is likely enough."""
    return a >= b and a > threshold, b > a and b > threshold


def candidates_of(snippet: Snippet, doc: Doc) -> list[Candidate]:
    """Return the mentions of the text; those of A's name are one entity, those of B's another."""
    given = [_given(doc, span, entity) for span, entity in ((snippet.a, A), (snippet.b, B))]
    taken = [Span(one.start, one.end) for one in given]
    others = [one for one in find_mentions(doc) if not any(overlaps(Span(one.start, one.end), it) for it in taken)]
    united = unite(doc, [*(_named_alike(one, given, doc) for one in others), *given])
    found = [_as_given(one, snippet) if one.entity in (A, B) else one for one in united]
    return sorted([*found, *_repeated(doc, found)], key=lambda one: (one.start, one.end))


def _repeated(doc: Doc, known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield where a word of A's or B's name stands again that the parser took for no name ("Dolly bumps into")."""
    held = {place for one in known for place in range(one.start, one.end)}
    owners: dict[str, dict[str, Candidate]] = {}
    for one in known:
        for word in (doc[one.start], doc[one.end - 1]) if one.entity in (A, B) else ():
            if _tells_who(word):
                owners.setdefault(word.text, {})[one.entity] = one
    for token in doc:
        named = [] if token.i in held else list(owners.get(token.text, {}).values())
        if len(named) == 1:
            yield replace(named[0], start=token.i, end=token.i + 1)


def _tells_who(word: Token) -> bool:
    """Titles and common words ("Queen", "Will") stand for others and other things too."""
    text, common = word.text, read_words().titles | read_words().not_names | read_genders().words.keys()
    return len(text) > 2 and text.isalpha() and text[0].isupper() and not word.is_stop and text.lower() not in common


def _as_given(mention: Candidate, snippet: Snippet) -> Candidate:
    """GAP gives persons only, and of the pronoun's gender; a guess that says otherwise is wrong."""
    gender = mention.gender if mention.gender == snippet.gender else ""
    return replace(mention, gender=gender, is_person=True, number=SINGULAR)


def _given(doc: Doc, span: Span, entity: str) -> Candidate:
    tokens = tokens_at(doc, span)
    return Candidate(tokens.start, tokens.end, gender_of(doc, tokens.start, tokens.end), entity=entity)


def _named_alike(mention: Candidate, given: Iterable[Candidate], doc: Doc) -> Candidate:
    words = _words(doc, mention)
    alike = [one for one in given if words <= _words(doc, one) or _words(doc, one) <= words]
    return replace(mention, entity=alike[0].entity) if len(alike) == 1 else replace(mention, entity="")


def _words(doc: Doc, mention: Candidate) -> set[str]:
    return {token.text.lower() for token in doc[mention.start : mention.end]}
