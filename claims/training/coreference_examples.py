"""Examples for the coreference model: GAP's, and some for "it" and "they", put in the place of a repeated name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from claims.extraction.coreference_features import Features, Scene, features_of, may_mean
from claims.extraction.coreference_input import quoted_tokens
from claims.extraction.gap import Snippet
from claims.extraction.mentions import PLURAL, Candidate, find_mentions
from claims.extraction.pronouns import A, B, candidates_of, tokens_at
from claims.extraction.records import Span
from claims.training.coreference_names import Renamer

SENTENCES = (1, 6)  # before the pronoun's own, in an example that is made
PLURAL_BODIES = 0.25  # share of "they" for an organisation
FORMS = {  # possessive, object, subject
    "it": ("its", "it", "it"),
    "they": ("their", "them", "they"),
}
LONGEST = 900  # characters of an example that is made


@dataclass(frozen=True, slots=True)
class Example:
    """A pronoun and the mentions it may mean. ``right`` marks the mentions it means, and at the end "none of them"."""

    text: str
    pronoun: Span
    mentions: tuple[Span, ...]
    features: Features
    right: NDArray[np.bool_]
    entities: tuple[str, ...]


def gap_examples(snippet: Snippet, doc: Doc, renamer: Renamer, *, variants: int) -> Iterator[Example]:
    """Yield the example as given, then ``variants`` times with other names and, every second time, the other gender."""
    pronoun = tokens_at(doc, snippet.pronoun).root
    candidates = [one for one in candidates_of(snippet, doc) if one.entity in (A, B) or may_mean(pronoun, one)]
    meant = {entity for entity, is_meant in zip((A, B), snippet.answer or (False, False), strict=True) if is_meant}
    right = [one.entity in meant if meant else one.entity not in (A, B) for one in candidates]
    known = np.array([*right, not meant])
    yield _example(doc, pronoun, candidates, known)
    for number in range(variants):
        gender = snippet.gender if number % 2 else renamer.opposite(snippet.gender)
        yield renamer.renamed(_example(doc, pronoun, candidates, known), doc, gender)


def body_examples(doc: Doc, random: Random, *, share: float) -> Iterator[Example]:
    """Yield an example for a ``share`` of the repeated names of states and organisations: a pronoun replaces them.

    Texts use "it" and "they" for more than names, so their own pronouns tell nothing without annotation.
    """
    mentions = find_mentions(doc)
    starts = [sentence.start for sentence in doc.sents]
    bodies = [one for one in mentions if not one.is_person]
    for mention in bodies:
        token = doc[mention.start]
        acts = mention.end - mention.start == 1 and token.dep_ in {"nsubj", "poss"} and token.left_edge.i == token.i
        if acts and random.random() < share:
            forms = FORMS["they" if random.random() < PLURAL_BODIES else "it"]
            made = _replaced(doc, mention, bodies, _window(doc, starts, token, random), forms)
            if made is not None:
                yield made


def _replaced(
    doc: Doc, mention: Candidate, mentions: Sequence[Candidate], window: tuple[int, int], forms: tuple[str, str, str]
) -> Example | None:
    first, end = window
    inside = [one for one in mentions if first <= one.start and one.end <= end]
    if not _is_telling(mention, inside):
        return None
    part, at = _with_pronoun(doc, first, end, mention.start, forms)
    gone = end - first - len(part)
    kept = [one for one in inside if one.start != mention.start]
    moved = [_moved(one, first + (gone if one.start > mention.start else 0)) for one in kept]
    right = np.array([*(one.entity == mention.entity for one in kept), False])
    return _example(part, part[at], moved, right)


def _is_telling(mention: Candidate, inside: Sequence[Candidate]) -> bool:
    """The name was there before, near enough, and somebody else was named too."""
    before = [one for one in inside if one.end <= mention.start]
    return any(one.entity == mention.entity for one in before[-3:]) and any(
        one.entity != mention.entity and one.number != PLURAL for one in before
    )


def _moved(one: Candidate, offset: int) -> Candidate:
    return replace(one, start=one.start - offset, end=one.end - offset, gender="")


def _with_pronoun(doc: Doc, first: int, end: int, at: int, forms: tuple[str, str, str]) -> tuple[Doc, int]:
    """Copy a part of a doc with a pronoun for the name at ``at``; return also its place."""
    part = doc[first:end].as_doc()
    at -= first
    owns = at + 1 < len(part) and part[at + 1].tag_ == "POS"
    oblique = part[at].dep_ in {"dobj", "pobj", "dative"}
    form = forms[0] if owns else forms[1] if oblique else forms[2]
    kept = [number for number in range(len(part)) if not (owns and number == at + 1)]
    place = {number: new for new, number in enumerate(kept)}
    words = [part[number].text for number in kept]
    words[at] = form.capitalize() if part[at].is_sent_start else form
    spaces = [bool(part[number].whitespace_) for number in kept]
    spaces[at] = bool(part[at + 1].whitespace_) if owns else spaces[at]
    tags = [part[number].tag_ for number in kept]
    tags[at] = "PRP$" if owns else "PRP"
    heads = [place.get(part[number].head.i, place[at]) for number in kept]
    deps = [part[number].dep_ for number in kept]
    kinds = [_kind(part[number]) for number in kept]
    kinds[at] = "O"
    made = Doc(part.vocab, words=words, spaces=spaces, tags=tags, heads=heads, deps=deps, ents=_repaired(kinds))
    return made, at


def _kind(token: Token) -> str:
    return f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"


def _repaired(kinds: Sequence[str]) -> list[str]:
    """An entity whose first word is gone begins with the next one."""
    found: list[str] = []
    for kind in kinds:
        goes_on = kind[:1] == "I" and bool(found) and found[-1][2:] == kind[2:]
        found.append(kind if kind == "O" or goes_on or kind[0] == "B" else f"B{kind[1:]}")
    return found


def _window(doc: Doc, starts: Sequence[int], token: Token, random: Random) -> tuple[int, int]:
    at = int(np.searchsorted(starts, token.i, side="right")) - 1
    first = max(0, at - random.randint(*SENTENCES))
    after = at + 1 + random.randint(0, 1)
    end = starts[after] if after < len(starts) else len(doc)
    while first < at and doc[starts[first] : end].end_char - doc[starts[first]].idx > LONGEST:
        first += 1
    return starts[first], end


def _example(doc: Doc, pronoun: Token, candidates: Sequence[Candidate], right: NDArray[np.bool_]) -> Example:
    spans = [Span(doc[one.start].idx, doc[one.end - 1].idx + len(doc[one.end - 1])) for one in candidates]
    table = features_of(Scene(doc, pronoun, candidates, quoted_tokens(doc), [sentence.start for sentence in doc.sents]))
    return Example(
        doc.text,
        Span(pronoun.idx, pronoun.idx + len(pronoun)),
        tuple(spans),
        table,
        right,
        tuple(one.entity for one in candidates),
    )
