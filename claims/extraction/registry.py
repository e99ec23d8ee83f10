"""What extraction knows beforehand: actors, offices, outlets, issues; read from TOML or given by the caller."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

R = TypeVar("R")


class RegistryError(ValueError):
    """A registry file cannot be used; the message names the file, the entry and the remedy."""


@dataclass(frozen=True, slots=True)
class KnownAlias:
    """A name for an actor. ``kind``: name, short, metonym, adjective or description; ``language``: en, uk or ru."""

    text: str
    kind: str = "name"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor and its names. ``part_of`` is the slug of the actor it belongs to or speaks for."""

    slug: str
    name: str
    kind: str
    gender: str = ""
    part_of: str = ""
    wikidata: str = ""
    description: str = ""
    aliases: tuple[KnownAlias, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office of a body. ``titles`` combine with the body's names: "Russian president", "president of Russia"."""

    slug: str
    name: str
    body: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTenure:
    """Who held an office from ``started`` to ``ended`` (both inclusive; None is open)."""

    office: str
    holder: str
    started: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """Words that mark an issue: ``*`` ends a word openly, ``...`` allows up to eight words between, ``/`` means "or".

    ``stance`` is what a speaker who affirms the words holds towards what "for" means.
    """

    text: str
    stance: str = "for"


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """An issue. ``stance_scale`` is false where only neutral makes sense (the state of the battlefield).

    ``excludes`` are issues of which nobody can have "for" together with "for" on this one; ``proposed_by`` is the
    actor whose proposal it is, where it stands for a proposal as a whole: a bad word on it rejects it.
    """

    slug: str
    name: str
    for_means: str
    parent: str = ""
    pax_code: str = ""
    stance_scale: bool = True
    excludes: tuple[str, ...] = ()
    proposed_by: str = ""
    terms: tuple[KnownTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """A dated event that articles mention. ``terms`` are written like those of issues.

    ``sudden``: nobody wrote about it beforehand. ``open_ended``: it has a first day only, as a war has.
    """

    slug: str
    name: str
    started: date
    ended: date | None = None
    terms: tuple[str, ...] = ()
    sudden: bool = False
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class KnownConflict:
    """Who fights whom, by slugs of actors, and the issues whose "for" ends the fighting."""

    slug: str
    name: str
    parties: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """A publisher. ``names`` are further names it goes by in text; ``domains`` are its web hosts."""

    slug: str
    name: str
    kind: str = "newspaper"
    country: str = ""
    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registry:
    """All that is known beforehand. Immutable, so that it can be sent to worker processes."""

    actors: tuple[KnownActor, ...] = ()
    offices: tuple[KnownOffice, ...] = ()
    tenures: tuple[KnownTenure, ...] = ()
    issues: tuple[KnownIssue, ...] = ()
    outlets: tuple[KnownOutlet, ...] = ()
    events: tuple[KnownEvent, ...] = ()
    conflicts: tuple[KnownConflict, ...] = ()


Named = KnownActor | KnownOffice | KnownIssue | KnownOutlet | KnownEvent


def read_registry(folder: Path) -> Registry:
    """Read ``actors.toml``, ``issues.toml`` and ``outlets.toml`` of ``folder``, and ``events.toml`` where there is one.

    Raise RegistryError on any fault.
    """
    actors = _read_toml(folder / "actors.toml")
    issues = _read_toml(folder / "issues.toml")
    outlets = _read_toml(folder / "outlets.toml")
    publishers = tuple(_entries(outlets, "outlet", KnownOutlet))
    registry = Registry(
        actors=_with_publishers(_entries(actors, "actor", KnownActor, aliases=KnownAlias), publishers),
        offices=tuple(_entries(actors, "office", KnownOffice)),
        tenures=tuple(_entries(actors, "tenure", KnownTenure)),
        issues=tuple(_entries(issues, "issue", KnownIssue, terms=KnownTerm)),
        outlets=publishers,
    )
    if (folder / "events.toml").exists():
        registry = with_events(registry, folder / "events.toml")
    _check_references(registry)
    return registry


def with_events(registry: Registry, path: Path) -> Registry:
    """Return the registry with the dated events and the conflicts of the file at ``path``; raise RegistryError."""
    data = _read_toml(path)
    events = tuple(_entries(data, "event", KnownEvent))
    conflicts = tuple(_entries(data, "conflict", KnownConflict))
    return replace(registry, events=events, conflicts=conflicts)


def _with_publishers(actors: Iterable[KnownActor], outlets: Iterable[KnownOutlet]) -> tuple[KnownActor, ...]:
    """Return the actors and, for each outlet that is not among them, the outlet as a speaker."""
    known = tuple(actors)
    slugs = {actor.slug for actor in known}
    speakers = (
        KnownActor(outlet.slug, outlet.name, "outlet", aliases=tuple(KnownAlias(name) for name in outlet.names))
        for outlet in outlets
        if outlet.slug not in slugs
    )
    return (*known, *speakers)


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistryError(f'Cannot read "{path}": {error.strerror}. Give a folder that holds it.') from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f'"{path}" is not valid TOML: {error}. Correct that line.') from error


def _entries(data: Mapping[str, Any], table: str, record: type[R], **nested: type[Any]) -> Iterator[R]:
    for entry in data.get(table, ()):
        values = {key: _value(table, value, nested.get(key)) for key, value in entry.items()}
        yield _record(table, record, values)


def _value(table: str, value: Any, record: type[Any] | None) -> Any:
    if not isinstance(value, list):
        return value
    if record is None:
        return tuple(value)
    return tuple(_record(f"{table} {record.__name__}", record, item) for item in value)


def _record(table: str, record: type[R], values: Mapping[str, Any]) -> R:
    try:
        return record(**values)
    except TypeError as error:
        name = values.get("slug") or values.get("text") or values
        raise RegistryError(f'[[{table}]] "{name}": {error}. Correct the entry in the TOML file.') from error


def _check_references(registry: Registry) -> None:
    actors = _slugs("actor", registry.actors)
    offices = _slugs("office", registry.offices)
    issues = _slugs("issue", registry.issues)
    _slugs("outlet", registry.outlets)
    for actor in registry.actors:
        _check("actor", actor.slug, "part_of", actor.part_of, actors)
    for office in registry.offices:
        _check("office", office.slug, "body", office.body, actors)
    for tenure in registry.tenures:
        _check("tenure", tenure.office, "office", tenure.office, offices)
        _check("tenure", tenure.office, "holder", tenure.holder, actors)
    for issue in registry.issues:
        _check("issue", issue.slug, "parent", issue.parent, issues)
        _check("issue", issue.slug, "proposed_by", issue.proposed_by, actors)
        for other in issue.excludes:
            _check("issue", issue.slug, "excludes", other, issues)
    _slugs("event", registry.events)
    for conflict in registry.conflicts:
        for party in conflict.parties:
            _check("conflict", conflict.slug, "parties", party, actors)
        for issue_slug in conflict.ending:
            _check("conflict", conflict.slug, "ending", issue_slug, issues)


def _slugs(table: str, entries: Iterable[Named]) -> frozenset[str]:
    counts = Counter(entry.slug for entry in entries)
    twice = [slug for slug, count in counts.items() if count > 1]
    if twice:
        raise RegistryError(f'[[{table}]] "{twice[0]}" stands twice. Remove or rename one of the two.')
    return frozenset(counts)


def _check(table: str, entry: str, key: str, slug: str, known: frozenset[str]) -> None:
    if slug and slug not in known:
        raise RegistryError(f'[[{table}]] "{entry}": {key} = "{slug}" is not defined. Add it or correct the slug.')
