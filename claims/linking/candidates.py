"""Which claims are worth comparing: they share a key, near in time, or are neighbours in one actor's stances.

A key stands for a side with a word, an issue and a stance, a proposal or an answer. Keys are rows; one query a window
finds what shares them, so the cost of a new article depends on what was said around its day, not on the store.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from claims.linking.answers import ANSWER_DAYS, ANSWERS
from claims.linking.blocks import LAST, Row, Stretch, numbered_rows, rows_of, rows_within
from claims.linking.facts import PUT_FORWARD, Facts, Knowledge
from claims.linking.found import SAME_DAYS
from claims.linking.opposites import CONTRADICT_DAYS
from claims.models import Act, ClaimKey, Relation, Stance

# Content words by which a claim is found: those of the smallest hashes, so that like claims choose alike.
SKETCH = 4
# Neighbours on either side, in the order of days, to which a stance is linked as the same position.
NEIGHBOURS = 3
# Claims without a date that one claim is compared with, and dated ones for a claim without a date.
UNDATED = 100
NO_DAY = 0
# Days between two claims of a sequence up to which all that stands between them is read.
TOGETHER = 3
# In the place of a side: all of them at once.
_ALL = "*"
_TELLS = frozenset({Act.REPORT, Act.ACCUSE})
Pair = tuple[int, int]
_OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}


@dataclass(slots=True)
class Candidates:
    """What a batch of claims is compared with: ``pairs`` (lower key first), ``heads``, pairs that are ``neighbours``.

    Neighbours are told by the relation that is looked for only among them. ``parted``: pairs that were neighbours
    before the batch came between them.
    """

    pairs: set[Pair] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    neighbours: dict[str, set[Pair]] = field(default_factory=lambda: {relation: set() for relation in SEQUENCES})
    parted: dict[str, set[Pair]] = field(default_factory=lambda: {relation: set() for relation in SEQUENCES})

    def may_relate(self, pair: Pair, relation: str) -> bool:
        """Whether a relation may hold between the claims of two articles as far as their places tell."""
        return relation not in self.neighbours or pair in self.neighbours[relation]


# Words, issues and sides come again and again.
@lru_cache(maxsize=100_000)
def number_of(text: str, *, bits: int = 63) -> int:
    """Return a number that is the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> (64 - bits)


def day_of(facts: Facts) -> int:
    """Return the day by which a claim is found."""
    return facts.near if facts.near is not None else NO_DAY


def rank_of(facts: Facts) -> int:
    """Return the claim's place among those of one day, which two claims that start at one word do not share."""
    checksum, start = facts.place
    named = " ".join(sorted(facts.speakers))
    return number_of.__wrapped__(f"{checksum}:{start}:{facts.act}:{named}:{facts.wording.text}", bits=31)


def keys_of(facts: Facts, knowledge: Knowledge) -> set[int]:
    """Return all keys of a claim, the rows it is found by."""
    keys = {*_voices(facts), *_matters(facts), *_words(facts), *_told(facts), *_put_forward(facts)}
    named = [*facts.mentions, *([_ALL] if facts.wording.names_all else [])]
    keys |= {number_of(f"m:{side}:{issue}:{stance}") for side in named for issue, stance in facts.firm.items()}
    keys |= {number_of(f"s:{issue}:{stance}") for issue, stance in facts.firm.items()}
    if facts.head:
        keys |= {number_of(f"p:{side}") for side in facts.sides}
    if _answers(facts, knowledge):
        keys |= set(_replies(facts))
    return keys


def store_keys(batch: Sequence[Facts], knowledge: Knowledge) -> None:
    """Write the keys of the claims anew."""
    ClaimKey.objects.filter(claim__among=[facts.pk for facts in batch]).delete()
    ClaimKey.objects.write(
        (facts.pk, key, day_of(facts), rank_of(facts)) for facts in batch for key in sorted(keys_of(facts, knowledge))
    )


def find(batch: Sequence[Facts], knowledge: Knowledge) -> Candidates:
    """Return what the claims of a batch, whose keys are stored, are to be compared with in other articles."""
    found = Candidates()
    voices = {facts.pk: set(_voices(facts)) for facts in batch}
    near = {facts.pk: voices[facts.pk] | set(_words(facts)) for facts in batch}
    _near(found, batch, near, SAME_DAYS + 1)
    _near(found, batch, {facts.pk: {*_against(facts), *_denied(facts)} for facts in batch}, CONTRADICT_DAYS)
    _answered(found, batch, knowledge)
    for relation, keys_in in SEQUENCES.items():
        _in_sequence(found, batch, {facts.pk: set(keys_in(facts)) for facts in batch}, relation)
    return found


def _voices(facts: Facts) -> Iterator[int]:
    for side in facts.sides:
        for issue, stance in facts.firm.items():
            yield number_of(f"v:{side}:{issue}:{stance}")


def _matters(facts: Facts) -> Iterator[int]:
    for side in facts.sides:
        for issue in facts.firm:
            yield number_of(f"u:{side}:{issue}")


def _words(facts: Facts) -> Iterator[int]:
    """Yield a side with each of the few words that stand for the wording; names stand in too many claims to help."""
    yield from _of_words(facts, "w", facts.sides)


def _told(facts: Facts) -> Iterator[int]:
    """Yield the keys by which a denial finds what is said of a side."""
    if facts.act in _TELLS and not facts.wording.negated:
        yield from _of_words(facts, "n", facts.mentions - facts.sides)


def _denied(facts: Facts) -> Iterator[int]:
    """Yield the keys of what a claim may deny, and of the denials of what it says."""
    if facts.act in _TELLS and not facts.wording.negated:
        yield from _of_words(facts, "w", facts.mentions - facts.sides)
    if facts.act == Act.DENY or (facts.act in _TELLS and facts.wording.negated):
        yield from _of_words(facts, "n", facts.sides)


def _of_words(facts: Facts, kind: str, sides: Iterable[str]) -> Iterator[int]:
    words = facts.wording.words - facts.wording.names
    chosen = sorted(words if len(words) >= 2 else facts.wording.words, key=number_of)[:SKETCH]
    for side in sides:
        for word in chosen:
            yield number_of(f"{kind}:{side}:{word}")


def _put_forward(facts: Facts) -> Iterator[int]:
    """Yield the keys by which an answer finds what a side has put forward on an issue."""
    if facts.act in PUT_FORWARD and not facts.past:
        for side in facts.sides:
            for issue in facts.firm:
                yield number_of(f"p:{side}:{issue}")


def _replies(facts: Facts) -> Iterator[int]:
    """Yield the keys by which a proposal finds its answers."""
    for side in facts.mentions - facts.sides:
        yield number_of(f"a:{side}")
        for issue in facts.firm:
            yield number_of(f"a:{side}:{issue}")


def _against(facts: Facts) -> Iterator[int]:
    """Yield the keys of claims that hold the opposite: by a side named here, by this side, or naming it."""
    for issue, stance in facts.firm.items():
        opposite = _OPPOSITE[Stance(stance)]
        for side in facts.mentions:
            yield number_of(f"v:{side}:{issue}:{opposite}")
        for side in facts.sides:
            yield number_of(f"m:{side}:{issue}:{opposite}")
            yield number_of(f"v:{side}:{issue}:{opposite}")
        # "Neither side" speaks of whoever speaks.
        yield number_of(f"m:{_ALL}:{issue}:{opposite}")
        if facts.wording.names_all:
            yield number_of(f"s:{issue}:{opposite}")


def _answers(facts: Facts, knowledge: Knowledge) -> bool:
    packages = any(issue in knowledge.proposers for issue in facts.stances)
    return facts.act in ANSWERS and (facts.wording.names_a_proposal or packages)


def _near(found: Candidates, batch: Sequence[Facts], keys: Mapping[int, set[int]], days: int) -> None:
    """Add the claims that share a key within some days, and those without a date."""
    dated = [facts for facts in batch if day_of(facts) != NO_DAY]
    undated = [facts for facts in batch if day_of(facts) == NO_DAY]
    rows = rows_within(_all_keys(dated, keys), *_span(dated, days, days))
    _pair(found, dated, keys, rows, days, days)
    without = rows_of(
        Stretch(key, before=(NO_DAY + 1, 0), limit=UNDATED) for key in _without_day(_all_keys(dated, keys))
    )
    _pair(found, dated, keys, without, None, None)
    first = rows_of(Stretch(key, limit=UNDATED) for key in sorted(_all_keys(undated, keys)))
    _pair(found, undated, keys, first, None, None)


def _without_day(keys: set[int]) -> list[int]:
    """Return which of the keys stand in a block that begins with claims without a date."""
    return list(
        ClaimKey.objects.filter(key__among=keys, day=NO_DAY).order_by().values_list("key", flat=True).distinct()
    )


def _answered(found: Candidates, batch: Sequence[Facts], knowledge: Knowledge) -> None:
    """Add the proposals that claims answer, and the answers to what they put forward."""
    answers = [facts for facts in batch if _answers(facts, knowledge) and day_of(facts) != NO_DAY]
    proposals = {facts.pk: {number_of(f"p:{side}") for side in facts.mentions - facts.sides} for facts in answers}
    rows = rows_within(_all_keys(answers, proposals), *_span(answers, ANSWER_DAYS, 1))
    found.heads |= {row.claim for block in rows.values() for row in block}
    _pair(found, answers, proposals, rows, ANSWER_DAYS, 1)
    matters = {
        facts.pk: {number_of(f"p:{side}:{issue}") for side in facts.mentions - facts.sides for issue in facts.firm}
        for facts in answers
    }
    rows = rows_within(_all_keys(answers, matters), *_span(answers, ANSWER_DAYS, 1))
    _pair(found, answers, matters, rows, ANSWER_DAYS, 1)
    put = [facts for facts in batch if facts.act in PUT_FORWARD and not facts.past and day_of(facts) != NO_DAY]
    replies = {facts.pk: set(_answered_by(facts)) for facts in put}
    found.heads |= {facts.pk for facts in put if facts.head}
    _pair(found, put, replies, rows_within(_all_keys(put, replies), *_span(put, 1, ANSWER_DAYS)), 1, ANSWER_DAYS)


def _answered_by(facts: Facts) -> Iterator[int]:
    for side in facts.sides:
        if facts.head:
            yield number_of(f"a:{side}")
        for issue in facts.firm:
            yield number_of(f"a:{side}:{issue}")


def _in_sequence(found: Candidates, batch: Sequence[Facts], voices: Mapping[int, set[int]], relation: str) -> None:
    """Add the neighbours of each claim in the sequences of its keys: its side's claims on an issue, say."""
    members: dict[int, list[Facts]] = defaultdict(list)
    for facts in batch:
        for key in voices[facts.pk]:
            members[key].append(facts)
    blocks = rows_of(chain.from_iterable(_around(key, new) for key, new in members.items()))
    for key, new in members.items():
        sequence = [row.claim for row in sorted(set(blocks[key]), key=lambda row: row.place)]
        _add_neighbours(found, sequence, {facts.pk for facts in new}, relation)


def _around(key: int, members: Iterable[Facts]) -> Iterator[Stretch]:
    """Yield where the members of a block stand, some days together at a time, with their neighbours on either side."""
    places = sorted((day_of(facts), rank_of(facts)) for facts in members)
    run = [places[0]]
    for place in [*places[1:], (LAST, 0)]:
        if place[0] - run[-1][0] > TOGETHER:
            first, last = run[0], run[-1]
            yield Stretch(key, before=first, limit=NEIGHBOURS, backwards=True)
            yield Stretch(key, after=(first[0], first[1] - 1), before=(last[0], last[1] + 1))
            yield Stretch(key, after=last, limit=NEIGHBOURS)
            run = []
        run.append(place)


def _add_neighbours(found: Candidates, sequence: Sequence[int], new: set[int], relation: str) -> None:
    old = [claim for claim in sequence if claim not in new]
    now = set(_within(sequence))
    with_new = {pair for pair in now if pair[0] in new or pair[1] in new}
    found.neighbours[relation] |= with_new
    found.pairs |= with_new
    found.parted[relation] |= set(_within(old)) - now


def neighbours_among(pairs: Sequence[tuple[Facts, Facts]], relation: str) -> set[Pair]:
    """Return which of these pairs of stored claims, by their numbers, are neighbours in any sequence that has both."""
    keys_in = SEQUENCES[relation]
    stretches, ends = [], []
    for one, other in pairs:
        first, last = sorted((day_of(facts), rank_of(facts)) for facts in (one, other))
        for key in set(keys_in(one)) & set(keys_in(other)):
            stretches.append(Stretch(key, after=first, before=last, limit=NEIGHBOURS))
            ends.append((min(one.pk, other.pk), max(one.pk, other.pk)))
    between = Counter(number for number, _ in numbered_rows(stretches))
    return {pair for number, pair in enumerate(ends) if between[number] < NEIGHBOURS}


def _within(sequence: Sequence[int]) -> Iterator[Pair]:
    for at, claim in enumerate(sequence):
        for other in sequence[at + 1 : at + 1 + NEIGHBOURS]:
            yield (min(claim, other), max(claim, other))


def _all_keys(batch: Iterable[Facts], keys: Mapping[int, set[int]]) -> set[int]:
    return set().union(*(keys[facts.pk] for facts in batch))


def _span(batch: Sequence[Facts], before: int, after: int) -> tuple[int, int]:
    days = [day_of(facts) for facts in batch] or [NO_DAY]
    return max(min(days) - before, NO_DAY + 1), max(days) + after


def _pair(
    found: Candidates,
    batch: Iterable[Facts],
    keys: Mapping[int, set[int]],
    rows: Mapping[int, Sequence[Row]],
    before: int | None,
    after: int | None,
) -> None:
    """Pair each claim with the rows of its keys, at most ``before`` days earlier and ``after`` later if given."""
    for facts in batch:
        day = day_of(facts)
        for key in keys[facts.pk]:
            for row in rows.get(key, ()):
                near = before is None or after is None or -before <= row.day - day <= after
                if near and row.claim != facts.pk:
                    found.pairs.add((min(facts.pk, row.claim), max(facts.pk, row.claim)))


# The relations that are looked for only between neighbours in a sequence, with its keys: else they would be quadratic.
SEQUENCES: Mapping[str, Callable[[Facts], Iterator[int]]] = {
    Relation.SAME_POSITION: _voices,
    Relation.UPDATES: _matters,
}
