"""What the reading pages start with, from a seed file: headline issues and events. Editors' changes are left alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from claims.extraction.registry import RegistryError
from claims.models import Actor, Event, Issue
from claims.seeds import SeedReport, SeedRow, load_rows


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event; actors and issues by slug."""

    name: str
    kind: str
    started: date
    ended: date | None = None
    note: str = ""
    actors: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteSeeds:
    """The headline issues, by slug, and the events."""

    headlines: tuple[str, ...] = ()
    events: tuple[KnownEvent, ...] = ()


def read_site(path: Path) -> SiteSeeds:
    """Read the file, nothing if there is none; raise RegistryError on any fault."""
    if not path.exists():
        return SiteSeeds()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return SiteSeeds(tuple(data.get("headline_issues", ())), tuple(map(_event, data.get("event", ()))))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise RegistryError(f'"{path}": {error}. Correct that entry.') from error


def _event(entry: Mapping[str, Any]) -> KnownEvent:
    lists = {name: tuple(entry.get(name, ())) for name in ("actors", "issues")}
    return KnownEvent(**{**entry, **lists})


@transaction.atomic
def load_site(site: SiteSeeds, report: SeedReport) -> None:
    """Mark the headline issues and store the events with their actors and issues."""
    actors, issues = _keys(Actor), _keys(Issue)
    _check(site, actors, issues)
    headlines = (SeedRow({"slug": slug}, {"headline": True}) for slug in site.headlines)
    load_rows(Issue, headlines, report, name="headline issue")
    before = set(Event.objects.values_list("pk", flat=True))
    load_rows(Event, (_row(event) for event in site.events), report)
    known = {(event.name, event.started): event for event in site.events}
    for row in Event.objects.exclude(pk__in=before):
        event = known[row.name, row.started_on]
        row.actors.set([actors[slug] for slug in event.actors])
        row.issues.set([issues[slug] for slug in event.issues])


def _row(event: KnownEvent) -> SeedRow:
    values = {"kind": event.kind, "ended_on": event.ended, "note": event.note}
    return SeedRow({"name": event.name, "started_on": event.started}, values)


def _keys(model: type[Actor] | type[Issue]) -> dict[str, int]:
    return dict(model._default_manager.values_list("slug", "pk"))


def _check(site: SiteSeeds, actors: Mapping[str, int], issues: Mapping[str, int]) -> None:
    _known("headline_issues", site.headlines, issues)
    for event in site.events:
        _known(f'[[event]] "{event.name}"', event.actors, actors)
        _known(f'[[event]] "{event.name}"', event.issues, issues)


def _known(where: str, slugs: Iterable[str], known: Mapping[str, int]) -> None:
    for slug in slugs:
        if slug not in known:
            raise RegistryError(f'{where}: "{slug}" is not defined. Add it or correct the slug.')
