"""The registry that extraction is given, read from the database as editors have left it."""

from __future__ import annotations

from django.conf import settings

from claims.extraction.registry import (
    KnownActor,
    KnownAlias,
    KnownIssue,
    KnownOffice,
    KnownOutlet,
    KnownTenure,
    KnownTerm,
    Registry,
    with_events,
)
from claims.models import Actor, Issue, Office, Outlet, Tenure


def registry_from_database() -> Registry:
    """Return all current actors, offices, tenures, issues and outlets, in an order that does not change.

    Dated events and conflicts are not in the database; they come from the seed file.
    """
    stored = Registry(
        actors=tuple(_actors()),
        offices=tuple(_offices()),
        tenures=tuple(_tenures()),
        issues=tuple(_issues()),
        outlets=tuple(_outlets()),
    )
    return with_events(stored, settings.BASE_DIR / "seeds" / "events.toml")


def _actors() -> list[KnownActor]:
    """Return confirmed actors only, so that an article's claims do not depend on what was read before it.

    A provisional one is what extraction made of a name; the same name leads to the same actor without it.
    """
    actors = Actor.objects.current().filter(provisional=False)
    return [
        KnownActor(
            slug=actor.slug,
            name=actor.name,
            kind=actor.kind,
            gender=actor.gender,
            part_of=actor.part_of.slug if actor.part_of else "",
            aliases=tuple(KnownAlias(alias.text, alias.kind, alias.language) for alias in actor.aliases.all()),
        )
        for actor in actors.select_related("part_of").prefetch_related("aliases").order_by("pk")
    ]


def _offices() -> list[KnownOffice]:
    return [
        KnownOffice(
            slug=office.slug,
            name=office.name,
            body=office.body.slug if office.body else "",
            titles=tuple(office.titles),
        )
        for office in Office.objects.select_related("body").order_by("pk")
    ]


def _tenures() -> list[KnownTenure]:
    return [
        KnownTenure(tenure.office.slug, tenure.holder.slug, tenure.started, tenure.ended)
        for tenure in Tenure.objects.select_related("office", "holder").order_by("pk")
    ]


def _issues() -> list[KnownIssue]:
    return [
        KnownIssue(
            slug=issue.slug,
            name=issue.name,
            for_means=issue.for_means,
            parent=issue.parent.slug if issue.parent else "",
            stance_scale=issue.stance_scale,
            excludes=tuple(sorted(other.slug for other in issue.excludes.all())),
            terms=tuple(KnownTerm(term.text, term.stance) for term in issue.terms.all()),
        )
        for issue in Issue.objects.select_related("parent").prefetch_related("terms", "excludes").order_by("pk")
    ]


def _outlets() -> list[KnownOutlet]:
    return [
        KnownOutlet(
            slug=outlet.slug,
            name=outlet.name,
            kind=outlet.kind,
            country=outlet.country,
            names=tuple(outlet.names),
            domains=tuple(outlet.domains),
        )
        for outlet in Outlet.objects.order_by("pk")
    ]
