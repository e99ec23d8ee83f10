"""Whom an actor answers, and who answers it, from the links between reviewed claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import REVIEWED, Actor, Link, LinkState, Relation

MOST = 8


@dataclass(frozen=True)
class Partner:
    """The other side of an exchange: on how many claims, and on how many of these by a link that a person confirmed."""

    actor: Actor
    claims: int
    confirmed: int


@dataclass(frozen=True)
class Answering:
    """Those whom an actor answers and those who answer it, the most frequent first."""

    answers: list[Partner]
    answered_by: list[Partner]


def answering(actor: Actor) -> Answering:
    """Return the exchanges of an actor. Three queries; links that were rejected do not count."""
    links = Link.objects.filter(relation=Relation.RESPONDS_TO, a__state__in=REVIEWED, b__state__in=REVIEWED)
    standing = links.exclude(state=LinkState.REJECTED).order_by()
    answers = list(standing.filter(a__speaker=actor).exclude(b__speaker=None).values_list("b__speaker", "b", "state"))
    back = list(standing.filter(b__speaker=actor).exclude(a__speaker=None).values_list("a__speaker", "a", "state"))
    actors = Actor.objects.in_bulk({row[0] for row in (*answers, *back)} - {actor.pk})
    return Answering(_partners(answers, actors), _partners(back, actors))


def _partners(rows: Iterable[tuple[int, int, str]], actors: dict[int, Actor]) -> list[Partner]:
    told = {(speaker, claim) for speaker, claim, _ in rows}
    sure = {(speaker, claim) for speaker, claim, state in rows if state == LinkState.CONFIRMED}
    counts, confirmed = (Counter(speaker for speaker, _ in some) for some in (told, sure))
    found = [Partner(actors[pk], count, confirmed[pk]) for pk, count in counts.items() if pk in actors]
    return sorted(found, key=lambda partner: (-partner.claims, partner.actor.name))[:MOST]
