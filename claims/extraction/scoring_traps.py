"""How claims that the gold marks as hard come out, by what makes them hard; returns values, never prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.extraction.gold_claims import GivenClaim, GoldClaim, GoldSet, normal_form
from claims.extraction.scoring import TextWords
from claims.extraction.scoring_claims import matches

# Traps that lie in the date; the others are passed whatever the date.
DATES = ("date", "occasions", "event")


@dataclass(frozen=True, slots=True)
class TrapScore:
    """``failures`` name each gold claim that failed, and why: missed, speaker, kind, via or date."""

    trap: str
    count: int
    failures: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        return not self.failures


def score_traps(gold: GoldSet, given: Iterable[GivenClaim]) -> list[TrapScore]:
    """A trap is passed if every claim that holds it is found, with speaker, kind and what the trap is about."""
    rows = [claim for claim in given if claim.doc in gold.texts]
    words = {doc: TextWords(text) for doc, text in gold.texts.items()}
    found = {want.id: claim for claim, want in matches(gold, rows, words)}
    traps = sorted({trap for want in gold.claims for trap in want.traps})
    return [_score(gold, trap, found) for trap in traps]


def _score(gold: GoldSet, trap: str, found: dict[str, GivenClaim]) -> TrapScore:
    held = [want for want in gold.claims if trap in want.traps]
    failures = tuple(
        f"{want.id}: {', '.join(faults)}" for want in held if (faults := list(_faults(gold, trap, want, found)))
    )
    return TrapScore(trap, len(held), failures)


def _faults(gold: GoldSet, trap: str, want: GoldClaim, found: dict[str, GivenClaim]) -> Iterator[str]:
    claim = found.get(want.id)
    if claim is None:
        yield "missed"
        return
    if not gold.is_speaker(claim.speaker, want):
        yield "speaker"
    if claim.kind != want.kind:
        yield "kind"
    if "via" in trap and normal_form(claim.via) != normal_form(want.via):
        yield "via"
    if trap.endswith(DATES) and want.date and not claim.date.startswith(want.date):
        yield "date"
