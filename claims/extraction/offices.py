"""Who is meant by an office: its holder on the article's date, or who held it before."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.discourse import Scene
from claims.extraction.lexicon import read_roles
from claims.extraction.records import Sourcing, Speaker
from claims.extraction.sourcing import is_indefinite

LOOK_BACK = 2  # tokens in front of an office that may change who is meant
SURE, NAMED_HERE = 0.88, 0.75


def holder_of(scene: Scene, mention: Mention, aliases: AliasIndex, source: TokenSpan | None) -> Speaker:
    """Return the one holder; several are candidates, of whom the only one the article names is meant.

    "A Kremlin aide" is nobody in particular, and a deputy is not the holder.
    """
    before = {
        read_roles().plain(token.text.rstrip("-")): token
        for token in scene.doc[max(0, mention.first - LOOK_BACK) : mention.first]
        if token.text.strip("-")
    }
    if not read_roles().below.isdisjoint(before):
        return Speaker(reason=("office", "open"))
    past = not read_roles().past.isdisjoint(before)
    holders = [slug for office in mention.slugs for slug in _held(aliases, office, scene.on, past=past)]
    unique = tuple(dict.fromkeys(holders))
    if source is not None and is_indefinite(source) and not past:
        return Speaker(candidates=unique, reason=("office", "unnamed"), sourcing=Sourcing.UNNAMED)
    if len(unique) == 1 and not past:
        return Speaker(actors=unique, confidence=SURE, reason=("office", *mention.slugs[:1]))
    named = {slug for person in scene.people.persons for slug in person.slugs}
    present = tuple(slug for slug in unique if slug in named)
    if len(present) == 1:
        return Speaker(present, candidates=unique, confidence=NAMED_HERE, reason=("office", "named-in-article"))
    return Speaker(candidates=unique, reason=("office", "ambiguous"))


def holder_for(scene: Scene, head: Token, source: TokenSpan, aliases: AliasIndex) -> Speaker | None:
    """ "Putin's spokesman": who holds an office of that title with the body the person belongs to."""
    if head.lower_ == "counterpart":
        return _counterpart(scene, source, aliases)
    if head.i < source.start + 2 or scene.doc[head.i - 1].lower_ not in {"'s", "’s"}:
        return None
    owner = scene.people.at(head.i - 2)
    bodies = {actor.part_of for slug in owner.slugs if (actor := aliases.person(slug))} if owner else set()
    holders = {
        slug
        for office in aliases.offices_titled(scene.doc[head.i : source.end].text.strip(" ,"))
        if office.body in bodies
        for slug in aliases.holders(office.slug, scene.on)
    }
    if len(holders) != 1:
        return None
    return Speaker(actors=tuple(holders), confidence=NAMED_HERE, reason=("office", "of-person"))


def _held(aliases: AliasIndex, office: str, on: date | None, *, past: bool) -> tuple[str, ...]:
    return aliases.former_holders(office, on) if past else aliases.holders(office, on)


def _counterpart(scene: Scene, source: TokenSpan, aliases: AliasIndex) -> Speaker | None:
    """ "Tusk's Estonian counterpart", "his Estonian counterpart": who holds the same office there."""
    there = next((m for m in scene.mentions if source.start < m.first < source.end and m.kind == "adjective"), None)
    named = scene.people.within(source.start, source.end)
    spoke = (turn.person for turn in scene.latest(source.start_char) if turn.person is not None)
    person = named[0] if named else next(spoke, None)
    if there is None or person is None or len(person.slugs) != 1:
        return None
    own = [office for office in aliases.offices.values() if person.slugs[0] in aliases.holders(office.slug, scene.on)]
    titles = {title.lower() for office in own for title in office.titles}
    holders = {
        slug
        for title in titles
        for office in aliases.offices_titled(title)
        if {office.body, aliases.state_of(office.body)} & set(there.slugs)
        for slug in aliases.holders(office.slug, scene.on)
    }
    if len(holders) != 1:
        return None
    return Speaker(actors=tuple(holders), confidence=NAMED_HERE, reason=("office", "counterpart"))
