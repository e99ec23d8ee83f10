"""Pronouns that nobody annotated, for the teacher to answer: the other ones of GAP's texts, and those of news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from claims.extraction.coreference import Page, View, look
from claims.extraction.coreference_scene import PRONOUNS, REFLEXIVE
from claims.extraction.gap import Snippet
from claims.extraction.mentions import FEMALE, MALE, Candidate, find_mentions
from claims.extraction.pronouns import candidates_of, tokens_at
from claims.extraction.records import Span
from claims.training.coreference_examples import Example, seen
from claims.training.coreference_names import Renamer
from claims.training.coreference_teacher import Question

SENTENCES = (3, 6)  # of a window of news
LONGEST_WINDOW = 800  # characters
MOST_TOKENS = 300


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A pronoun as the teacher reads it, and as the program sees it: once, or with other names a second time.

    ``excluded`` marks the mentions whose gender was another before all got names of one gender.
    """

    question: Question
    variants: tuple[Example, ...]
    excluded: NDArray[np.bool_]


def question_of(view: View) -> Question:
    """Return the question that the teacher reads in the whole doc."""
    doc, token = view.page.doc, view.pronoun
    spans = (Span(doc[one.start].idx, doc[one.end - 1].idx + len(doc[one.end - 1])) for one in view.mentions)
    return Question(doc.text, Span(token.idx, token.idx + len(token)), tuple(spans))


def others_of(snippet: Snippet, doc: Doc, renamer: Renamer) -> Iterator[Unlabelled]:
    """Yield the pronouns of a GAP text beside the annotated one that may mean several, each with other names too."""
    given, candidates, page = tokens_at(doc, snippet.pronoun).root.i, candidates_of(snippet, doc), Page.of(doc)
    for token in _personal(doc):
        view = look(page, token, candidates)
        if token.i != given and view is not None and _is_open(view):
            other = _renamed(doc, token, candidates, renamer)
            variants = [seen(view, set()), *([seen(other, set())] if other and _places(other) == _places(view) else [])]
            yield Unlabelled(question_of(view), tuple(variants), np.zeros(len(view.mentions), dtype=bool))


def _renamed(doc: Doc, token: Token, candidates: Sequence[Candidate], renamer: Renamer) -> View | None:
    gender = PRONOUNS[token.lower_][0]
    other = renamer.opposite(gender)
    known = [replace(one, gender=other) if one.gender == gender else one for one in candidates]
    changed = renamer.renamed(doc, [one for one in candidates if one.is_person], other)
    return look(Page.of(changed), changed[token.i], known)


def windows_of(doc: Doc, renamer: Renamer, random: Random) -> Iterator[Unlabelled]:
    """Yield the pronouns of a news text, read in windows in which all persons got names of one gender.

    So more of them are open for the one who learns; the teacher's answer leaves out whom the true gender excludes.
    """
    persons = [one for one in find_mentions(doc) if one.is_person]
    for start, end in _windows(doc, random):
        inside = [replace(one, start=one.start - start, end=one.end - start) for one in _within(persons, start, end)]
        if len({one.entity for one in inside}) > 1 and end - start <= MOST_TOKENS:
            yield from _asked(doc[start:end].as_doc(), inside, random.choice((MALE, FEMALE)), renamer)


def _windows(doc: Doc, random: Random) -> Iterator[tuple[int, int]]:
    starts = [*(sentence.start for sentence in doc.sents), len(doc)]
    first = 0
    while first < len(starts) - 1:
        wanted, last = random.randint(*SENTENCES), first + 1
        while last < len(starts) - 1 and last - first < wanted and _length(doc, starts, first, last) <= LONGEST_WINDOW:
            last += 1
        yield starts[first], starts[last]
        first = last


def _length(doc: Doc, starts: Sequence[int], first: int, last: int) -> int:
    return int(doc[starts[first] : starts[last + 1]].end_char - doc[starts[first]].idx)


def _within(persons: Sequence[Candidate], start: int, end: int) -> list[Candidate]:
    return [one for one in persons if start <= one.start and one.end <= end]


def _asked(part: Doc, persons: Sequence[Candidate], gender: str, renamer: Renamer) -> Iterator[Unlabelled]:
    pronouns = list(_personal(part))
    if not pronouns:
        return
    changed = renamer.renamed(part, persons, gender)
    known, page = [replace(one, gender=gender if one.gender else "") for one in persons], Page.of(changed)
    genders = {one.entity: one.gender for one in reversed(persons) if one.gender}
    for token in pronouns:
        view = look(page, changed[token.i], known)
        if view is not None and _is_open(view):
            allowed = ("", PRONOUNS[token.lower_][0])
            excluded = [genders.get(one.entity, "") not in allowed for one in view.mentions]
            yield Unlabelled(question_of(view), (seen(view, set()),), np.array(excluded))


def _personal(doc: Doc) -> Iterator[Token]:
    """Yield "he" and "she" in their forms, but not those that mean the subject anyway."""
    yield from (token for token in doc if PRONOUNS.get(token.lower_, ("", ""))[0] and token.lower_ not in REFLEXIVE)


def _is_open(view: View) -> bool:
    return len({one.entity for one in view.mentions}) > 1


def _places(view: View) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in view.mentions]
