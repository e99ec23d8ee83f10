"""To whom a claim is put: who is told or asked, of whom something is demanded, whom an accusation names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import spans
from claims.extraction.lexicon import read_roles
from claims.extraction.records import Act, Attribution, Speaker

OBJECTS = frozenset({"dobj", "dative", "iobj"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# Acts whose content names, as its subject, the one who is to act.
ASKING = frozenset({Act.DEMAND, Act.APPEAL, Act.THREATEN})
MODALS = frozenset({"must", "should", "shall", "to", "need", "has", "have", "ought"})
NEAR = 6  # tokens behind the cue in which a preposition may lead to the one addressed
LEAST = 0.5


def places_of(doc: Doc, attribution: Attribution, act: Act) -> Iterator[tuple[TokenSpan, str]]:
    """Yield the noun phrases that may name the addressee, the surest first, each with the reason."""
    cue = doc.char_span(*spans.cover(attribution.cue), alignment_mode="expand") if attribution.cue else None
    if cue is not None:
        yield from _objects(cue)
        yield from _behind_prepositions(cue, attribution)
    if act in ASKING:
        yield from _asked(doc, attribution)


def _objects(cue: TokenSpan) -> Iterator[tuple[TokenSpan, str]]:
    """ "urged Kyiv to …", "told the council that …", "accused Moscow of …"."""
    roles = read_roles()
    for verb in cue:
        lemma = verb.lemma_.lower()
        if lemma not in roles.telling | roles.persuading | roles.blaming:
            continue
        after = [child for child in verb.children if child.i > verb.i]
        objects = [child for child in after if child.dep_ in OBJECTS]
        yield from ((_phrase(child), f"object:{lemma}") for child in objects)
        for child in after if not objects else ():
            if child.dep_ in {"ccomp", "xcomp"} and lemma in roles.persuading:
                yield from ((_phrase(own), f"object:{lemma}") for own in child.children if own.dep_ in SUBJECTS)


def _behind_prepositions(cue: TokenSpan, attribution: Attribution) -> Iterator[tuple[TokenSpan, str]]:
    """ "said to …", "demanded from …", "called on …"; a preposition inside the content belongs to it."""
    doc, inside = cue.doc, spans.SpanIndex(spans.merge(attribution.content))
    for token in doc[cue.start : min(cue.end + NEAR, cue.sent.end)]:
        is_towards = token.lower_ in read_roles().towards and (
            token.dep_ in {"prep", "dative", "prt"} or token.i >= cue.end
        )
        if not is_towards or inside.at(token.idx) is not None or token.head.i < cue.start or token.head.i >= cue.end:
            continue
        yield from ((_phrase(child), f"towards:{token.lower_}") for child in token.children if child.dep_ == "pobj")


def _asked(doc: Doc, attribution: Attribution) -> Iterator[tuple[TokenSpan, str]]:
    """The subject of what must be done: "Kyiv must withdraw", "Ukraine to consider talks"."""
    for place in attribution.content:
        content = doc.char_span(*place, alignment_mode="expand")
        for token in content or ():
            if token.dep_ in SUBJECTS and _is_asked(token):
                yield _phrase(token), "asked"
                return


def _is_asked(subject: Token) -> bool:
    verb = subject.head
    return verb.tag_ == "VB" or any(child.lower_ in MODALS for child in verb.children if child.dep_ in {"aux", "mark"})


def _phrase(noun: Token) -> TokenSpan:
    """The phrase of a noun without clauses behind it."""
    end = next(
        (
            t.i
            for t in noun.subtree
            if t.i > noun.i and (t.tag_[:2] in {"VB", "WP", "WD", "MD"} or t.lower_ in {"that", ","})
        ),
        None,
    )
    last = noun.right_edge.i + 1 if end is None else end
    return noun.doc[noun.left_edge.i : max(last, noun.i + 1)]


def is_hearer(phrase: TokenSpan) -> bool:
    """Tell whether somebody only hears it because he or she asks: "told reporters"."""
    return phrase.root.lower_ in read_roles().hearers


def addressed(found: Sequence[tuple[Speaker, str]], speaker: Speaker) -> Speaker | None:
    """Return the first who is known and not the speaker."""
    for other, reason in found:
        if not other.is_open and other.confidence >= LEAST and other.actors[:1] != speaker.actors[:1]:
            return replace(other, reason=(*other.reason, reason))
    return None
