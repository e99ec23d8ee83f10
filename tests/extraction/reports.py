"""Whole reports of our own with what a reader takes from them, and how much of it extraction finds."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.extraction.records import ArticleText, ExtractedClaim, Extraction, Precision, Speaker, StatedDate
from claims.extraction.registry import Registry

LENGTHS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
FLAGS = ("negated", "conditional", "hypothetical", "past")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader takes from one claim, found by ``words`` of its content; None is not asked for.

    ``speaker`` holds names and slugs: all of them, or with ``any_of`` one of them; "" is a speaker left open.
    """

    words: str
    speaker: tuple[str, ...]
    any_of: bool
    optional: bool
    said_on: str | None
    via: tuple[str, ...] | None
    grade: str | None
    affiliation: str | None
    addressee: str | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    name: str
    article: ArticleText
    title: str
    byline: str | None
    appeared: str | None
    segments: tuple[tuple[str, str], ...]
    claims: tuple[Expected, ...]


@dataclass
class Tally:
    """Right answers and questions by field, and the wrong answers in words."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, subject: str, place: str, *, found: object, wanted: object, is_right: bool) -> None:
        self.asked[subject] += 1
        self.right[subject] += is_right
        if not is_right:
            self.wrong.append(f"{subject:10} {place}: {found!r} instead of {wanted!r}")

    def share(self, subject: str) -> float:
        return self.right[subject] / self.asked[subject] if self.asked[subject] else 1.0

    def lines(self) -> Iterator[str]:
        for subject in sorted(self.asked):
            yield f"{subject:10} {self.share(subject):.3f} ({self.right[subject]} of {self.asked[subject]})"


def read_reports(folder: Path) -> list[Report]:
    return [_report(path) for path in sorted(folder.glob("*.toml"))]


def _report(path: Path) -> Report:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Report(
        name=path.stem,
        article=ArticleText(data["text"].strip() + "\n", published=data.get("published")),
        title=data["title"],
        byline=data.get("byline"),
        appeared=data.get("appeared"),
        segments=tuple((kind, start) for kind, start in data.get("segments", ())),
        claims=tuple(_expected(entry) for entry in data["claim"]),
    )


def _expected(entry: dict[str, Any]) -> Expected:
    return Expected(
        words=entry["words"],
        speaker=_listed(entry["speaker"]),
        any_of=entry.get("any", False),
        optional=entry.get("optional", False),
        said_on=entry.get("said_on"),
        via=_listed(entry["via"]) if "via" in entry else None,
        grade=entry.get("grade"),
        affiliation=entry.get("affiliation"),
        addressee=entry.get("addressee"),
        flags=tuple(entry.get("flags", ())),
    )


def _listed(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def compare(report: Report, found: Extraction, registry: Registry, tally: Tally) -> None:
    """Count what ``found`` has right of the report."""
    text, place = report.article.text, report.name
    tally.note("title", place, found=found.title, wanted=report.title, is_right=found.title == report.title)
    if report.byline is not None:
        tally.note("byline", place, found=found.byline, wanted=report.byline, is_right=found.byline == report.byline)
    if report.article.published is None:
        day = iso(found.published)
        tally.note("appeared", place, found=day, wanted=report.appeared, is_right=day == (report.appeared or ""))
    for kind, start in report.segments:
        position = text.index(start)
        segment = next((one for one in found.segments if one.start <= position < one.end), None)
        got = segment.kind.value if segment else ""
        tally.note("segment", f"{place} {start!r}", found=got, wanted=kind, is_right=got == kind)
    slugs = {alias.text: actor.slug for actor in registry.actors for alias in actor.aliases}
    slugs |= {actor.name: actor.slug for actor in registry.actors}
    for wanted in report.claims:
        claim = _matching(text, found.claims, wanted.words)
        if claim is not None or not wanted.optional:
            tally.note("claim", place, found=None, wanted=wanted.words, is_right=claim is not None)
        if claim is not None:
            _compare_claim(f"{place} {wanted.words!r}", wanted, claim, slugs, tally)


def _matching(text: str, claims: Sequence[ExtractedClaim], words: str) -> ExtractedClaim | None:
    """The claim with the shortest content that holds the words: the innermost."""
    start = text.index(words)
    holding = [
        claim
        for claim in claims
        if any(place.start <= start < place.end for place in claim.attribution.content)
        or (claim.attribution.content[0].start - len(words) < start < claim.attribution.content[-1].end)
    ]
    return min(holding, key=lambda claim: sum(e - s for s, e in claim.attribution.content), default=None)


def _compare_claim(place: str, wanted: Expected, claim: ExtractedClaim, slugs: dict[str, str], tally: Tally) -> None:
    given = said_by(claim.speaker)
    tally.note("speaker", place, found=given, wanted=wanted.speaker, is_right=_is_speaker(given, wanted, slugs))
    if wanted.said_on is not None:
        day = iso(claim.said_on)
        tally.note("date", place, found=day, wanted=wanted.said_on, is_right=day == wanted.said_on)
    if wanted.via is not None:
        via = said_by(claim.reported_via) if claim.reported_via else {""}
        tally.note("via", place, found=via, wanted=wanted.via, is_right=bool(via & set(wanted.via)))
    if wanted.grade is not None:
        grade = claim.speaker.sourcing.value
        tally.note("grade", place, found=grade, wanted=wanted.grade, is_right=grade == wanted.grade)
    if wanted.affiliation is not None:
        owner = claim.speaker.affiliation
        tally.note("owner", place, found=owner, wanted=wanted.affiliation, is_right=owner == wanted.affiliation)
    if wanted.addressee is not None:
        to = said_by(claim.addressee) if claim.addressee else {""}
        tally.note("addressee", place, found=to, wanted=wanted.addressee, is_right=wanted.addressee in to)
    flags = tuple(flag for flag in FLAGS if getattr(claim, flag))
    tally.note("flags", place, found=flags, wanted=wanted.flags, is_right=flags == wanted.flags)


def said_by(speaker: Speaker) -> set[str]:
    """Return slugs and new names; an open speaker is ""."""
    found = {*speaker.actors, *(other.name for other in (speaker, *speaker.beside) if other.name)}
    return found or {""}


def _is_speaker(given: set[str], wanted: Expected, slugs: dict[str, str]) -> bool:
    """Names that the registry knows count as their actors."""
    meant = {slugs.get(name, name) for name in wanted.speaker}
    return bool(given & meant) if wanted.any_of else given == meant


def iso(stated: StatedDate | None) -> str:
    """Return the date as exactly as it is known: "2024-06-14", "2024-06", "2024" or ""."""
    return stated.value.isoformat()[: LENGTHS[stated.precision]] if stated else ""
