"""Organs, offices and bodies that a phrase names by their owner: "its negotiators", "Poland's foreign ministry"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from claims.extraction.aliases import AliasIndex
from claims.extraction.discourse import Scene
from claims.extraction.lexicon import read_roles
from claims.extraction.names import POSSESSIVES
from claims.extraction.records import Sourcing, Speaker
from claims.extraction.registry import KnownActor
from claims.extraction.roles import head_of
from claims.extraction.sourcing import is_person_noun

if TYPE_CHECKING:
    from claims.extraction.speakers import SpeakerFinder

ARTICLES = frozenset({"the", "a", "an"})
PLACED = frozenset({"in", "of"})  # "the foreign ministry in Kyiv"
PRESS = frozenset({"press", "media", "information"})
SMALL = frozenset({"'s", "’s", "of", "the", "for"})
CERTAIN, LIKELY, NEW = 0.85, 0.75, 0.7


@dataclass(frozen=True, slots=True)
class Owned:
    """A phrase taken apart: whose, and what of his, hers or its (``rest``, up to its noun ``head``)."""

    owner: Speaker
    rest: TokenSpan
    head: Token


class Owners:
    def __init__(self, finder: SpeakerFinder) -> None:
        self.finder = finder
        self.aliases = finder.aliases
        self._bodies = dict(_bodies_by_state(self.aliases))

    def find(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """Return whom the phrase means by its owner; None if it names no owner, or nothing that owners have."""
        head = head_of(source)
        if head is None or head.tag_ not in {"NN", "NNS", "NNP"}:
            return None
        owned = self._apart(scene, source, head)
        if owned is None:
            return None
        return self._organ(owned) or self._body(owned) or self._office(scene, owned) or self._unnamed(owned)

    def _apart(self, scene: Scene, source: TokenSpan, head: Token) -> Owned | None:
        first, end = source.start, head.i + 1
        if source[0].tag_ == "PRP$":
            owner = self.finder.anaphora.of_possessive(scene, source[0])
            return _owned(owner, scene.doc[first + 1 : end], head)
        mark = next((token.i for token in source if token.text in POSSESSIVES and token.i < head.i), None)
        if mark is not None:
            owner = self.finder.of_phrase(scene, scene.doc[first:mark]) or _country(scene.doc[first:mark])
            return _owned(owner, scene.doc[mark + 1 : end], head)
        start = first + (source[0].lower_ in ARTICLES)
        mention = next((one for one in scene.mentions if one.first == start and one.kind == "adjective"), None)
        if mention is not None and mention.end < end:
            return _owned(self.finder.of_mention(scene, mention), scene.doc[mention.end : end], head)
        return self._placed(scene, source, head, start)

    def _placed(self, scene: Scene, source: TokenSpan, head: Token, start: int) -> Owned | None:
        """ "The foreign ministry in Kyiv"."""
        if head.i + 1 >= source.end or scene.doc[head.i + 1].lower_ not in PLACED:
            return None
        place = next((one for one in scene.mentions if one.first in {head.i + 2, head.i + 3}), None)
        if _is_press(scene.doc[start : head.i + 1]):
            owner = self.finder.of_phrase(scene, scene.doc[head.i + 2 : source.end])
            return _owned(owner, scene.doc[start : head.i + 1], head)
        if place is None or place.kind not in {"name", "metonym", "short"} or start >= head.i + 1:
            return None
        return _owned(self.finder.of_mention(scene, place), scene.doc[start : head.i + 1], head)

    def _organ(self, owned: Owned) -> Speaker | None:
        """ "Its negotiators", "Kyiv's delegation": the state or movement itself."""
        if owned.head.lower_ not in read_roles().organs:
            return None
        if owned.owner.kind == "organisation" and owned.owner.name:
            return _of(owned.owner, "organ", LIKELY)
        top = self._top(owned.owner)
        return Speaker(actors=(top,), confidence=LIKELY, reason=(*owned.owner.reason, "organ")) if top else None

    def _body(self, owned: Owned) -> Speaker | None:
        """ "Kyiv's defence ministry" is a registered body, or else a new one of that state."""
        if owned.head.lower_ not in read_roles().institutions:
            return None
        if _is_press(owned.rest):
            return _of(owned.owner, "press-service", CERTAIN)
        if owned.rest.text.lower() == "office" and owned.owner.kind == "person" and self._is_person(owned.owner):
            return _of(owned.owner, "office-of", CERTAIN)
        top = self._top(owned.owner)
        words = _key(token.text for token in owned.rest)
        known = self._bodies.get((top, words)) or self._own_body(owned)
        if known is not None:
            return Speaker(actors=(known,), confidence=CERTAIN, reason=("body", *owned.owner.reason))
        return self._new_body(owned, top)

    def _is_person(self, owner: Speaker) -> bool:
        return bool(owner.name) or any(self.aliases.person(slug) for slug in owner.actors)

    def body(self, scene: Scene, source: TokenSpan, head: Token) -> Speaker | None:
        """Return the body of a state that the phrase names, with or without its owner."""
        if head.lower_ not in read_roles().institutions or scene.people.at(head.i) is not None:
            return None
        owned = self._apart(scene, source, head)
        return self._body(owned) if owned is not None else self._unowned(scene, source, head)

    def _unowned(self, scene: Scene, source: TokenSpan, head: Token) -> Speaker | None:
        """ "The Foreign Ministry": the only registered body of that name among the states the article names."""
        start = source.start + (source[0].lower_ in ARTICLES)
        words = _key(token.text for token in scene.doc[start : head.i + 1])
        states = {self.aliases.state_of(slug) for one in scene.mentions if len(one.slugs) == 1 for slug in one.slugs}
        found = {body for state in states if (body := self._bodies.get((state, words)))}
        if len(found) != 1 or " " not in words:
            return None
        return Speaker(actors=tuple(found), confidence=LIKELY, reason=("body", "only-one"))

    def _own_body(self, owned: Owned) -> str | None:
        """ "Her ministry": the body a person belongs to, if its name holds the word."""
        person = self.aliases.person(owned.owner.actors[0]) if len(owned.owner.actors) == 1 else None
        body = self.aliases.actors.get(person.part_of) if person is not None else None
        return body.slug if body is not None and owned.head.lower_ in body.name.lower().split() else None

    def _new_body(self, owned: Owned, top: str) -> Speaker | None:
        state = self.aliases.actors.get(top)
        named = owned.owner.name if owned.owner.kind != "person" else ""  # "Lee's forces" are no body
        whose = _adjective(state) if state is not None else f"{named}'s" if named else ""
        if not whose:
            return None
        return Speaker(
            name=f"{whose} {owned.rest.text}",
            kind="organisation",
            confidence=NEW,
            reason=("name:new-body", "owned"),
            affiliation=top,
            sourcing=Sourcing.NAMED,
        )

    def _office(self, scene: Scene, owned: Owned) -> Speaker | None:
        """ "Its spokesman", "his foreign minister": who holds an office of that title there."""
        if owned.head.tag_ == "NNS" or read_roles().below & {token.lower_ for token in owned.rest}:
            return None
        given = owned.owner.actors[0] if len(owned.owner.actors) == 1 else ""
        for bodies in ({given}, {given, self._top(owned.owner)}):
            offices = [one for one in self.aliases.offices_titled(owned.rest.text) if one.body in bodies - {""}]
            holders = dict.fromkeys(
                holder
                for office in offices
                for holder in self.aliases.holders(office.slug, scene.on)
                if holder not in owned.owner.actors
            )
            if len(holders) == 1:
                reason = ("office", offices[0].slug, "owned")
                return Speaker(actors=tuple(holders), confidence=LIKELY, reason=reason)
        return None

    def _unnamed(self, owned: Owned) -> Speaker | None:
        """Somebody of theirs who is not named; never the last person that spoke."""
        if owned.head.tag_ == "NNP" or not is_person_noun(owned.head):
            return None
        whose = owned.owner.actors[0] if len(owned.owner.actors) == 1 else ""
        person = self.aliases.person(whose)
        grade = Sourcing.GROUP if owned.head.tag_ == "NNS" else Sourcing.UNNAMED
        affiliation = person.part_of if person is not None else whose
        return Speaker(reason=("open", "owned"), affiliation=affiliation, sourcing=grade)

    def _top(self, owner: Speaker) -> str:
        """The state, organisation or movement over a single owner, or ""."""
        return self.aliases.state_of(owner.actors[0]) if len(owner.actors) == 1 else ""


def _owned(owner: Speaker | None, rest: TokenSpan, head: Token) -> Owned | None:
    if owner is None or owner.is_open or len(rest) == 0 or rest[-1].i != head.i:
        return None
    return Owned(owner, rest, head)


def _is_press(phrase: TokenSpan) -> bool:
    """ "Press service", "press office": who speaks for somebody, and nothing of its own."""
    return len(phrase) > 1 and phrase[-2].lower_ in PRESS


def _country(phrase: TokenSpan) -> Speaker | None:
    """A state that the registry does not know."""
    named = [token for token in phrase if token.ent_type_ == "GPE"]
    if not named or len(named) < len([token for token in phrase if token.lower_ not in ARTICLES]):
        return None
    name = " ".join(token.text for token in named)
    return Speaker(name=name, kind="organisation", confidence=NEW, reason=("name:new-state",))


def _of(owner: Speaker, reason: str, confidence: float) -> Speaker:
    return Speaker(
        actors=owner.actors,
        name=owner.name,
        kind=owner.kind,
        confidence=round(owner.confidence * confidence, 2),
        reason=(*owner.reason, reason),
        sourcing=Sourcing.NAMED,
    )


def _adjective(state: KnownActor) -> str:
    words = [alias.text for alias in state.aliases if alias.kind == "adjective" and alias.language == "en"]
    return next(iter(words), f"{state.name}'s")


def _bodies_by_state(aliases: AliasIndex) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the registered bodies of states by what their names say beside the state ("defence ministry")."""
    for actor in aliases.actors.values():
        state = aliases.actors.get(actor.part_of)
        if actor.kind not in {"government", "organisation", "armed_group"} or state is None or state.kind != "state":
            continue
        own = {word for name in _names(state) for word in name.lower().split()}
        for name in _names(actor):
            words = [word.removesuffix("'s").removesuffix("’s") for word in name.lower().split()]
            rest = _key(word for word in words if word not in own)
            if rest:
                yield (state.slug, rest), actor.slug


def _names(actor: KnownActor) -> Iterator[str]:
    yield actor.name
    yield from (alias.text for alias in actor.aliases if alias.language == "en")


def _key(words: Iterable[str]) -> str:
    plain = read_roles().plain
    return " ".join(sorted(plain(word) for word in words if word.lower() not in SMALL))
