"""Actors, issues and claims as editors type them: found by name, alias or number, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext

from claims.models import Actor, ActorKind, Alias, Claim, Issue
from claims.review.deciding import excerpt_of

if TYPE_CHECKING:
    from claims.models.actors import ActorQuerySet
    from claims.models.claims import ClaimQuerySet

# Names offered while an editor types.
OFFERED = 12
# "170", "#170", "… [170]" as offered, and the address of a claim.
_NUMBER = re.compile(r"(?:^#?|\[|/)(\d{1,18})(?:\]|/)?$")


class UnknownName(ValueError):
    """No actor, issue or claim, or more than one, goes by the name; the message says what to do."""


def label_of(actor: Actor | None) -> str:
    """Return the actor as it stands in a field: its name."""
    return actor.name if actor else ""


def offered(text: str) -> ActorQuerySet:
    """Return a few actors with the text in one of their names, to choose from."""
    found = Actor.objects.current().named(text.strip()).order_by("provisional", "name")
    return found[:OFFERED]


def actor_named(typed: str) -> Actor:
    """Return the one actor with the name, ``name (slug)`` or alias; raise UnknownName for none or several."""
    text = " ".join(typed.split())
    name, _, slug = text.removesuffix(")").rpartition(" (")
    if name and text.endswith(")") and (actor := Actor.objects.current().filter(slug=slug).first()):
        return actor
    for found in (_by_name(text), _by_alias(text)):
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(f"{actor.name} ({actor.slug})" for actor in found)
            raise UnknownName(
                gettext('Several actors are called "%(text)s": %(several)s. Type the one you mean like that.')
                % {"text": text, "several": several}
            )
    raise UnknownName(
        gettext('No actor is called "%(text)s". Choose one from the list, or tick "new actor" to make one.')
        % {"text": text}
    )


def _by_name(text: str) -> list[Actor]:
    return list(Actor.objects.current().filter(Q(name__iexact=text) | Q(slug=text)).order_by("name")[:5])


def _by_alias(text: str) -> list[Actor]:
    named = Alias.objects.filter(text__iexact=text).values("actor")
    return list(Actor.objects.current().filter(pk__in=named).order_by("name")[:5])


def new_actor(typed: str, kind: str = ActorKind.PERSON) -> Actor:
    """Return an actor of this name that is not stored yet, with a free slug."""
    name = " ".join(typed.split())[:200]
    stem = slugify(name)[:90] or "actor"
    taken = set(Actor.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slugs = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return Actor(name=name, kind=kind, slug=next(slug for slug in slugs if slug not in taken))


def issue_named(typed: str) -> Issue:
    """Return the issue with the name or slug; raise UnknownName for none."""
    text = " ".join(typed.split())
    found = Issue.objects.filter(Q(slug=text.lower()) | Q(name__iexact=text)).first()
    if found is None:
        raise UnknownName(
            gettext('There is no issue "%(text)s". Choose one from the list; a senior editor can add issues.')
            % {"text": text}
        )
    return found


def label_of_claim(claim: Claim) -> str:
    """Return a claim as it stands in a field: speaker, first words, number."""
    return f"{claim.speaker or claim.source_text or '–'}: {excerpt_of(claim)} [{claim.pk}]"


def claims_offered(text: str) -> ClaimQuerySet:
    """Return a few claims with the typed words, or the typed number, to choose from; the newest first."""
    if number := _NUMBER.search(text.strip()):
        return Claim.objects.filter(pk=number[1]).with_parts()
    return Claim.objects.search(text).with_parts().order_by("-pk")[:OFFERED]


def claim_named(typed: str) -> Claim:
    """Return the claim with the number at the end of what was typed; raise UnknownName for none."""
    number = _NUMBER.search(typed.strip())
    found = Claim.objects.with_parts().filter(pk=number[1]).first() if number else None
    if found is None:
        raise UnknownName(
            gettext('There is no claim "%(text)s". Type some of its words and choose it, or its number.')
            % {"text": typed}
        )
    return found
