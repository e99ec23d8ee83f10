"""What the parse, the distance, the names and the quotation marks say about a pronoun and a mention, as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from math import log1p

import numpy as np
from numpy.typing import NDArray

from claims.extraction.coreference_context import CONTEXT, context_of
from claims.extraction.coreference_scene import (
    PRONOUNS,
    ROLE_NAMES,
    Scene,
    clause_of,
    may_mean,
    phrase_of,
    role_of,
)
from claims.extraction.mentions import PLURAL, SINGULAR

__all__ = ["FEATURES", "INDEX", "PRONOUNS", "Features", "Scene", "features_of", "may_mean", "role_of"]

Features = NDArray[np.float32]

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
    *CONTEXT,
)
INDEX = {name: number for number, name in enumerate(FEATURES)}


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
    yield from context_of(scene, number)


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
    verb, mine = clause_of(head), clause_of(pronoun)
    owned = pronoun.head if pronoun.dep_ == "poss" else None
    yield "main_clause", float(verb.dep_ == "ROOT")
    yield "same_clause", float(verb.i == mine.i)
    yield "governs", float(verb.i != mine.i and verb.is_ancestor(mine))
    yield "governed", float(verb.i != mine.i and mine.is_ancestor(verb))
    yield "commands", float(phrase_of(head).head.is_ancestor(pronoun) and head.i < pronoun.i)
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
