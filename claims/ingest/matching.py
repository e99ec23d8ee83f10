"""Which extracted claim is which stored one: by the characters that their contents share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from claims.extraction.records import ExtractedClaim
from claims.models import Claim

# Two claims of one article are the same if their contents share this part of their joint characters.
SAME_CONTENT = 0.5
# Words are covered by a person's claims if they hold this part of them.
COVERED = 0.5

Characters = set[int]


@dataclass(frozen=True)
class Matching:
    """What became of each claim; numbers count the extracted ones.

    ``same`` holds the stored claim that an extracted one is; ``new`` those to be added; ``gone`` the stored ones that
    were not found again.
    """

    same: dict[int, Claim]
    new: list[int]
    gone: list[Claim]


def match_claims(found: Sequence[ExtractedClaim], stored: Sequence[Claim]) -> Matching:
    """Pair each extracted claim with the stored one whose content it shares most of, no claim twice.

    What pairs with none is new, unless claims that people decided on hold its words already: a rejected claim does
    not come back in another cut, nor does one that was split or widened.
    """
    same = _pairs(found, stored)
    decided = [characters(claim.content) for claim in stored if not claim.is_untouched]
    left = [number for number in range(len(found)) if number not in same]
    paired = {claim.pk for claim in same.values()}
    return Matching(
        same=same,
        new=[number for number in left if not _is_covered(found[number], decided)],
        gone=[claim for claim in stored if claim.pk not in paired],
    )


def not_in(stored: Sequence[Claim], found: Sequence[ExtractedClaim]) -> list[ExtractedClaim]:
    """Return what is not stored yet, each nested claim with the new number of the one around it, if that is new too."""
    contents = [characters(claim.content) for claim in stored]
    new = [number for number, claim in enumerate(found) if not _stands_in(claim, contents)]
    places = {number: place for place, number in enumerate(new)}
    return [
        replace(found[number], nested_in=None if (outer := found[number].nested_in) is None else places.get(outer))
        for number in new
    ]


def characters(spans: Iterable[Sequence[int]]) -> Characters:
    """Return the places of the spans' characters in the text."""
    return {place for start, end in spans for place in range(start, end)}


def _pairs(found: Sequence[ExtractedClaim], stored: Sequence[Claim]) -> dict[int, Claim]:
    """Pair greedily, the most alike first; of two equally alike, the one that a person decided on."""
    ours = [(characters(claim.content), characters(claim.source)) for claim in stored]
    scored = []
    for number, record in enumerate(found):
        content, source = characters(record.attribution.content), characters(record.attribution.source)
        for place, (other_content, other_source) in enumerate(ours):
            share = _overlap(content, other_content)
            if share >= SAME_CONTENT:
                decided = not stored[place].is_untouched
                scored.append((-share, -_overlap(source, other_source), not decided, number, place))
    same: dict[int, int] = {}
    for *_, number, place in sorted(scored):
        if number not in same and place not in same.values():
            same[number] = place
    return {number: stored[place] for number, place in sorted(same.items())}


def _is_covered(record: ExtractedClaim, decided: Sequence[Characters]) -> bool:
    """A claim inside another one is compared with each alone: the words around it are not its own."""
    if record.nested_in is not None:
        return _stands_in(record, decided)
    content = characters(record.attribution.content)
    held = content & set().union(*decided)
    return len(held) / len(content) >= COVERED


def _stands_in(record: ExtractedClaim, contents: Iterable[Characters]) -> bool:
    new = characters(record.attribution.content)
    return any(_overlap(new, other) >= SAME_CONTENT for other in contents)


def _overlap(one: Characters, other: Characters) -> float:
    joint = len(one & other)
    return joint / (len(one) + len(other) - joint) if joint else 0.0
