"""Seed files into the database: idempotent, and nothing that an editor changed or removed is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from claims.extraction.registry import Registry
from claims.models import Actor, Alias, Issue, MatchingTerm, Office, Outlet, Tenure

_REASON = "Seed files"
_ACTOR_FIELDS = ("name", "kind", "gender", "wikidata", "description")
_ISSUE_FIELDS = ("name", "for_means", "pax_code", "stance_scale")


@dataclass
class SeedReport:
    """How many rows of each kind were created, updated, or left as editors have them."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts by outcome and model."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A row as the files want it: found by ``key``, with ``values`` beside."""

    key: dict[str, Any]
    values: dict[str, Any]


@transaction.atomic
def load_registry(registry: Registry) -> SeedReport:
    """Store the registry; parents before what refers to them."""
    report = SeedReport()
    load_rows(Actor, _actors(registry), report)
    actors = dict(Actor.objects.values_list("slug", "pk"))
    load_rows(Actor, _affiliations(registry, actors), report, name="actor affiliation")
    load_rows(Alias, _aliases(registry, actors), report)
    load_rows(Office, _offices(registry, actors), report)
    offices = dict(Office.objects.values_list("slug", "pk"))
    load_rows(Tenure, _tenures(registry, offices, actors), report)
    load_rows(Outlet, _outlets(registry, actors), report)
    load_rows(Issue, _issues(registry), report)
    issues = dict(Issue.objects.values_list("slug", "pk"))
    load_rows(Issue, _parents(registry, issues), report, name="issue parent")
    load_rows(Issue, _proposers(registry, actors), report, name="issue proposer")
    _exclude(registry, issues)
    load_rows(MatchingTerm, _terms(registry, issues), report)
    return report


def load_rows(model: type[models.Model], rows: Iterable[SeedRow], report: SeedReport, *, name: str = "") -> None:
    """Create what never was, update what no person has touched, leave the rest."""
    wanted = {tuple(row.key.values()): row for row in rows}
    if not wanted:
        return
    key_names = list(next(iter(wanted.values())).key)
    stored = {tuple(getattr(row, key) for key in key_names): row for row in model._default_manager.all()}
    history = model.history  # type: ignore[attr-defined]
    once_there = set(history.values_list(*key_names))
    touched = set(history.exclude(history_user=None).values_list("id", flat=True))

    new = [model(**row.key, **row.values) for key, row in wanted.items() if key not in stored and key not in once_there]
    changed = [
        (stored[key], row.values)
        for key, row in wanted.items()
        if key in stored and stored[key].pk not in touched and _differs(stored[key], row.values)
    ]
    bulk_create_with_history(new, model, default_change_reason=_REASON)
    _update(model, changed)
    name = name or str(model._meta.verbose_name)
    report.created[name], report.updated[name] = len(new), len(changed)
    report.left[name] = len(wanted) - len(new) - len(changed)


def _differs(row: models.Model, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _update(model: type[models.Model], changed: list[tuple[models.Model, dict[str, Any]]]) -> None:
    for row, values in changed:
        for name, value in values.items():
            setattr(row, name, value)
    if changed:
        bulk_update_with_history([row for row, _ in changed], model, list(changed[0][1]), default_change_reason=_REASON)


def _actors(registry: Registry) -> Iterator[SeedRow]:
    for actor in registry.actors:
        values = asdict(actor)
        yield SeedRow({"slug": actor.slug}, {name: values[name] for name in _ACTOR_FIELDS})


def _affiliations(registry: Registry, actors: dict[str, int]) -> Iterator[SeedRow]:
    for actor in registry.actors:
        if actor.part_of:
            yield SeedRow({"slug": actor.slug}, {"part_of_id": actors[actor.part_of]})


def _aliases(registry: Registry, actors: dict[str, int]) -> Iterator[SeedRow]:
    for actor in registry.actors:
        for alias in actor.aliases:
            yield SeedRow(
                {"actor_id": actors[actor.slug], "text": alias.text}, {"kind": alias.kind, "language": alias.language}
            )


def _offices(registry: Registry, actors: dict[str, int]) -> Iterator[SeedRow]:
    for office in registry.offices:
        body = actors[office.body] if office.body else None
        yield SeedRow({"slug": office.slug}, {"name": office.name, "body_id": body, "titles": list(office.titles)})


def _tenures(registry: Registry, offices: dict[str, int], actors: dict[str, int]) -> Iterator[SeedRow]:
    for tenure in registry.tenures:
        key = {"office_id": offices[tenure.office], "holder_id": actors[tenure.holder], "started": tenure.started}
        yield SeedRow(key, {"ended": tenure.ended})


def _outlets(registry: Registry, actors: dict[str, int]) -> Iterator[SeedRow]:
    for outlet in registry.outlets:
        values = {"name": outlet.name, "kind": outlet.kind, "country": outlet.country}
        lists = {"names": list(outlet.names), "domains": list(outlet.domains)}
        yield SeedRow({"slug": outlet.slug}, {**values, **lists, "actor_id": actors.get(outlet.slug)})


def _issues(registry: Registry) -> Iterator[SeedRow]:
    for issue in registry.issues:
        values = asdict(issue)
        yield SeedRow({"slug": issue.slug}, {name: values[name] for name in _ISSUE_FIELDS})


def _parents(registry: Registry, issues: dict[str, int]) -> Iterator[SeedRow]:
    for issue in registry.issues:
        if issue.parent:
            yield SeedRow({"slug": issue.slug}, {"parent_id": issues[issue.parent]})


def _proposers(registry: Registry, actors: dict[str, int]) -> Iterator[SeedRow]:
    for issue in registry.issues:
        if issue.proposed_by:
            yield SeedRow({"slug": issue.slug}, {"proposed_by_id": actors[issue.proposed_by]})


def _exclude(registry: Registry, issues: dict[str, int]) -> None:
    """Note which issues exclude one another, where no editor has changed the issue."""
    touched = set(Issue.history.exclude(history_user=None).values_list("id", flat=True))
    for known in registry.issues:
        if known.excludes and issues[known.slug] not in touched:
            issue = Issue.objects.get(pk=issues[known.slug])
            issue.excludes.add(*(issues[other] for other in known.excludes))


def _terms(registry: Registry, issues: dict[str, int]) -> Iterator[SeedRow]:
    for issue in registry.issues:
        for term in issue.terms:
            yield SeedRow({"issue_id": issues[issue.slug], "text": term.text}, {"stance": term.stance})
