"""What stands between a mention and the pronoun: earlier pronouns, rivals, connectives, the way through the parse."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from claims.extraction.coreference_scene import Scene, clause_of, role_of

CONTEXT = (
    *("pronouns_between", "before_last_pronoun", "entity_before_last_pronoun", "newer_than_last_pronoun"),
    *("last_pronoun_near", "last_pronoun_subject", "subject_pronoun_next", "no_pronoun_before"),
    *("depth", "pronoun_depth", "path", "path_up", "path_down"),
    *("passive", "agent", "recipient", "of", "with", "apposed", "bracketed"),
    *("pronoun_adverbial", "pronoun_relative", "pronoun_complement", "pronoun_main", "pronoun_opens"),
    *("subject_above", "object_above", "same_head", "relative_of_mention"),
    *(
        "entities",
        "mentions_before",
        "subjects_before",
        "entity_in_sentence",
        "rivals_between",
        "rival_subject_between",
    ),
    *("named_later", "named_after_in_sentence", "commas", "conjoined", "subordinate"),
)
FAR = 1.2  # length of a path that leads out of the sentence
BEFORE_NAME = 3  # tokens in which a bracket opens


def context_of(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    yield from _pronouns(scene, number)
    yield from _path(scene, number)
    yield from _cases(scene, number)
    yield from _clauses(scene, number)
    yield from _rivals(scene, number)
    yield from _later(scene, number)
    yield from _words_between(scene, number)


def _pronouns(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    """A pronoun of the same gender most often goes on with whom the one before it meant."""
    mention, earlier = scene.candidates[number], scene.earlier_pronouns
    yield "pronouns_between", min(sum(one > mention.start for one in earlier), 4) / 4
    yield "no_pronoun_before", float(not earlier)
    after = [one for one in earlier if one >= mention.end and role_of(scene.doc[one]) == "subject"]
    yield "subject_pronoun_next", float(bool(after) and scene.sentence(after[0]) - scene.sentences[number] <= 1)
    if earlier:
        last = earlier[-1]
        yield "last_pronoun_near", float(scene.sentence(last) == scene.sentence(scene.pronoun.i))
        yield "last_pronoun_subject", float(role_of(scene.doc[last]) == "subject")
        yield "newer_than_last_pronoun", float(last < mention.start < scene.pronoun.i)
        named = [other for other, one in enumerate(scene.candidates) if one.end <= last]
        yield "before_last_pronoun", float(bool(named) and named[-1] == number)
        same = bool(named) and scene.candidates[named[-1]].entity == mention.entity
        yield "entity_before_last_pronoun", float(same)


def _path(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    head, pronoun = scene.heads[number], scene.pronoun
    above = [head.i, *(token.i for token in head.ancestors)]
    mine = [pronoun.i, *(token.i for token in pronoun.ancestors)]
    yield "depth", min(len(above) - 1, 8) / 8
    yield "pronoun_depth", min(len(mine) - 1, 8) / 8
    down = next((steps for steps, token in enumerate(mine) if token in above), None)
    up = above.index(mine[down]) if down is not None else 0
    yield "path", min(up + down, 10) / 10 if down is not None else FAR
    yield "path_up", min(up, 6) / 6 if down is not None else FAR
    yield "path_down", min(down, 6) / 6 if down is not None else FAR


def _cases(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    head, mention = scene.heads[number], scene.candidates[number]
    preposition = head.head.lower_ if head.dep_ == "pobj" else ""
    yield "passive", float(head.dep_ == "nsubjpass")
    yield "agent", float(head.dep_ == "pobj" and head.head.dep_ == "agent")
    yield "recipient", float(head.dep_ == "dative" or preposition == "to")
    yield "of", float(preposition == "of")
    yield "with", float(preposition == "with")
    yield "apposed", float(any(child.dep_ == "appos" for child in head.children))
    before = scene.doc[max(0, mention.start - BEFORE_NAME) : mention.start]
    yield "bracketed", float(any(token.text == "(" for token in before))


def _clauses(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    head, pronoun = scene.heads[number], scene.pronoun
    mine, role = clause_of(pronoun), role_of(head)
    yield "pronoun_adverbial", float(mine.dep_ == "advcl")
    yield "pronoun_relative", float(mine.dep_ in {"relcl", "acl"})
    yield "pronoun_complement", float(mine.dep_ == "ccomp")
    yield "pronoun_main", float(mine.dep_ == "ROOT")
    yield "pronoun_opens", float(pronoun.i - scene.starts[scene.sentence(pronoun.i)] <= 2)
    yield "subject_above", float(role == "subject" and head.head.i != pronoun.head.i and head.head.is_ancestor(pronoun))
    inside = head.is_ancestor(pronoun)
    yield "object_above", float(role in {"object", "oblique"} and clause_of(head).is_ancestor(pronoun) and not inside)
    yield "same_head", float(head.head.i == pronoun.head.i)
    relative = any(one.dep_ in {"relcl", "acl"} and one.head.i == head.i for one in (pronoun, *pronoun.ancestors))
    yield "relative_of_mention", float(relative)


def _rivals(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    mention, end = scene.candidates[number], scene.pronoun.i
    here = scene.sentence(end)
    before = [other for other, one in enumerate(scene.candidates) if one.end <= end]
    own = [other for other in before if scene.candidates[other].entity == mention.entity]
    yield "entities", min(len(scene.counts), 8) / 8
    yield "mentions_before", min(len(own), 6) / 6
    yield "subjects_before", min(sum(role_of(scene.heads[other]) == "subject" for other in own), 4) / 4
    yield "entity_in_sentence", float(any(scene.sentences[other] == here for other in own))
    rivals = [
        other
        for other in before
        if scene.candidates[other].start >= mention.end and scene.candidates[other].entity != mention.entity
    ]
    yield "rivals_between", min(len({scene.candidates[other].entity for other in rivals}), 5) / 5
    yield "rival_subject_between", float(any(role_of(scene.heads[other]) == "subject" for other in rivals))


def _later(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    entity, at = scene.candidates[number].entity, scene.pronoun.i
    later = [other for other, one in enumerate(scene.candidates) if one.entity == entity and one.start > at]
    yield "named_later", float(bool(later))
    yield "named_after_in_sentence", float(any(scene.sentences[other] == scene.sentence(at) for other in later))


def _words_between(scene: Scene, number: int) -> Iterable[tuple[str, float]]:
    mention, pronoun = scene.candidates[number], scene.pronoun
    if mention.end > pronoun.i or scene.sentences[number] != scene.sentence(pronoun.i):
        return
    between = scene.doc[mention.end : pronoun.i]
    yield "commas", min(sum(token.text == "," for token in between), 4) / 4
    yield "conjoined", float(any(token.lower_ in {"and", "but"} for token in between))
    yield "subordinate", float(any(_subordinates(token) for token in between))


def _subordinates(token: Token) -> bool:
    return token.dep_ == "mark" or token.tag_ in {"WRB", "WP", "WDT"}
