"""What the parse, the distance, the names and the quotation marks say about a pronoun and a mention, as numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log1p

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from claims.extraction.mentions import FEMALE, MALE, PLURAL, SINGULAR, Candidate

Features = NDArray[np.float32]

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), (MALE, SINGULAR)),
    **dict.fromkeys(("she", "her", "hers", "herself"), (FEMALE, SINGULAR)),
    **dict.fromkeys(("it", "its", "itself"), ("", SINGULAR)),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("", PLURAL)),
}
POSSESSIVE = frozenset({"his", "her", "its", "their"})
REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves"})
ROLES = {
    **dict.fromkeys(("nsubj", "nsubjpass", "csubj"), "subject"),
    **dict.fromkeys(("dobj", "dative", "attr", "oprd"), "object"),
    **dict.fromkeys(("pobj", "agent"), "oblique"),
    "poss": "possessor",
    "appos": "apposition",
    "conj": "conjunct",
}
ROLE_NAMES = ("subject", "object", "oblique", "possessor", "apposition", "conjunct", "other")
CLAUSES = frozenset({"ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "parataxis"})
FEATURES = (
    *("same_sentence", "one_before", "two_before", "far_before", "after", "sentence_after", "tokens", "paragraphs"),
    *("nearest", "second", "rank", "latest_of_entity"),
    *(f"is_{role}" for role in ROLE_NAMES),
    *(f"pronoun_{role}" for role in ROLE_NAMES[:4]),
    *("parallel", "both_subjects", "first_in_sentence", "first_subject", "main_clause", "same_clause"),
    *("governs", "governed", "commands", "holds_pronoun", "owned", "apposed_owner", "coordinated", "pronoun_first"),
    *("frequency", "most_frequent", "first_of_text", "full_name", "last_subject", "entity_subject_before"),
    *("speaks_here", "quoted_apart", "both_quoted"),
    *("gender_agrees", "gender_open", "gender_conflicts", "person", "plural_agrees"),
)
INDEX = {name: number for number, name in enumerate(FEATURES)}


@dataclass(frozen=True)
class Scene:
    """One pronoun with its candidates, in reading order.

    ``quoted`` tells of each token of the doc whether quotation marks enclose it; ``starts`` are its sentences' tokens.
    """

    doc: Doc
    pronoun: Token
    candidates: Sequence[Candidate]
    quoted: Sequence[bool]
    starts: Sequence[int]

    @cached_property
    def heads(self) -> list[Token]:
        return [self.doc[one.start : one.end].root for one in self.candidates]

    @cached_property
    def sentences(self) -> list[int]:
        return [self.sentence(one.start) for one in self.candidates]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(one.entity for one in self.candidates)

    @cached_property
    def nearness(self) -> dict[int, int]:
        """The rank of each earlier mention that may agree, 0 for the nearest."""
        before = [
            number
            for number, one in enumerate(self.candidates)
            if one.end <= self.pronoun.i and may_mean(self.pronoun, one)
        ]
        return {number: rank for rank, number in enumerate(reversed(before))}

    def sentence(self, token: int) -> int:
        return bisect_right(self.starts, token) - 1


def may_mean(pronoun: Token, mention: Candidate) -> bool:
    """Tell whether gender, number and kind leave it open that the pronoun means the mention."""
    gender, number = PRONOUNS.get(pronoun.text.lower(), ("", ""))
    if gender:
        return mention.is_person and mention.number != PLURAL and mention.gender in ("", gender)
    if number == SINGULAR:
        return not mention.is_person and mention.number != PLURAL
    return number != PLURAL or mention.number != SINGULAR or not mention.is_person


def features_of(scene: Scene) -> Features:
    """Return one row of FEATURES for each candidate of the scene."""
    table = np.zeros((len(scene.candidates), len(FEATURES)), dtype=np.float32)
    for number in range(len(scene.candidates)):
        for name, value in _named(scene, number):
            table[number, INDEX[name]] = value
    return table


def _named(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    yield from _distance(scene, number)
    yield from _roles(scene, number)
    yield from _structure(scene, number)
    yield from _topic(scene, number)
    yield from _quotation(scene, number)
    yield from _agreement(scene, number)


def _distance(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    mention, pronoun = scene.candidates[number], scene.pronoun
    apart = scene.sentence(pronoun.i) - scene.sentences[number]
    names = {0: "same_sentence", 1: "one_before", 2: "two_before"}
    yield names.get(apart, "far_before" if apart > 0 else "sentence_after"), 1.0
    yield "after", float(mention.start > pronoun.i)
    yield "tokens", log1p(abs(pronoun.i - mention.start)) / 5
    between = scene.doc[min(mention.end, pronoun.i) : max(mention.start, pronoun.i)].text
    yield "paragraphs", min(between.count("\n"), 4) / 4
    rank = scene.nearness.get(number)
    yield "nearest", float(rank == 0)
    yield "second", float(rank == 1)
    yield "rank", 1.0 if rank is None else min(rank, 10) / 10
    later = [one for one in scene.candidates[number + 1 :] if one.start < pronoun.i and one.entity == mention.entity]
    yield "latest_of_entity", float(mention.start < pronoun.i and not later)


def _roles(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    role, mine = role_of(scene.heads[number]), role_of(scene.pronoun)
    yield f"is_{role}", 1.0
    if mine in ROLE_NAMES[:4]:
        yield f"pronoun_{mine}", 1.0
    yield "parallel", float(role == mine)
    yield "both_subjects", float(role == mine == "subject")
    same = [other for other in range(number) if scene.sentences[other] == scene.sentences[number]]
    yield "first_in_sentence", float(not same)
    subjects = [other for other in same if role_of(scene.heads[other]) == "subject"]
    yield "first_subject", float(role == "subject" and not subjects)


def _structure(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    """Who governs whom: a pronoun is free in its own clause, and who owns a thing is not the thing owned."""
    head, pronoun = scene.heads[number], scene.pronoun
    verb, mine = _clause(head), _clause(pronoun)
    owned = pronoun.head if pronoun.dep_ == "poss" else None
    yield "main_clause", float(verb.dep_ == "ROOT")
    yield "same_clause", float(verb.i == mine.i)
    yield "governs", float(verb.i != mine.i and verb.is_ancestor(mine))
    yield "governed", float(verb.i != mine.i and mine.is_ancestor(verb))
    yield "commands", float(_phrase(head).head.is_ancestor(pronoun) and head.i < pronoun.i)
    yield "holds_pronoun", float(head.is_ancestor(pronoun))
    yield "owned", float(owned is not None and (owned.i == head.i or owned.is_ancestor(head)))
    apposed = owned is not None and owned.dep_ in {"appos", "conj"} and owned.head.i == head.i
    yield "apposed_owner", float(apposed)
    yield "coordinated", float(pronoun in head.conjuncts)
    yield "pronoun_first", float(pronoun.i < head.i)


def _topic(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    mention, pronoun = scene.candidates[number], scene.pronoun
    count = scene.counts[mention.entity]
    yield "frequency", min(count, 8) / 8
    yield "most_frequent", float(count == max(scene.counts.values()))
    yield "first_of_text", float(mention.entity == scene.candidates[0].entity)
    yield "full_name", float(mention.end - mention.start > 1)
    last = scene.sentence(pronoun.i) - 1
    subjects = [
        other
        for other, head in enumerate(scene.heads)
        if role_of(head) == "subject" and scene.candidates[other].end <= pronoun.i
    ]
    yield "last_subject", float(bool(subjects) and subjects[-1] == number)
    before = {scene.candidates[other].entity for other in subjects if scene.sentences[other] == last}
    yield "entity_subject_before", float(mention.entity in before)


def _quotation(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    """Nobody calls himself "he" in a quotation of his own."""
    mention, quoted = scene.candidates[number], scene.quoted[scene.pronoun.i]
    theirs = scene.quoted[mention.start]
    verb = scene.heads[number].head
    near = scene.sentence(scene.pronoun.i) == scene.sentences[number]
    speaks = quoted and not theirs and near and role_of(scene.heads[number]) == "subject"
    yield "speaks_here", float(speaks and (verb.dep_ == "ROOT" or verb.dep_ == "parataxis"))
    yield "quoted_apart", float(quoted != theirs)
    yield "both_quoted", float(quoted and theirs)


def _agreement(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    mention = scene.candidates[number]
    gender, amount = PRONOUNS.get(scene.pronoun.text.lower(), ("", ""))
    yield "gender_agrees", float(bool(gender) and mention.gender == gender)
    yield "gender_open", float(bool(gender) and not mention.gender)
    yield "gender_conflicts", float(bool(gender) and mention.gender not in ("", gender))
    yield "person", float(mention.is_person)
    yield "plural_agrees", float(amount == PLURAL and mention.number != SINGULAR)


def role_of(token: Token) -> str:
    """Return the role in ROLE_NAMES; a name joined by "and" has the role of the first."""
    while token.dep_ == "conj" and token.head.i != token.i and token.head.tag_.startswith("NN"):
        token = token.head
    return ROLES.get(token.dep_, "other")


def _clause(token: Token) -> Token:
    while token.dep_ not in CLAUSES and token.head.i != token.i:
        token = token.head
    return token


def _phrase(token: Token) -> Token:
    while token.dep_ in {"poss", "appos", "conj", "compound"} and token.head.i != token.i:
        token = token.head
    return token
