"""Who belongs with whom: a minister with the state, and who is at war with whom, by the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from claims.extraction.aliases import Mention
from claims.extraction.records import Speaker
from claims.extraction.registry import KnownConflict, Registry

FIRST_PERSON = frozenset({"we", "our", "us", "i", "my", "ours", "me"})
THIRD_PERSON = frozenset({"he", "his", "she", "her"})


class Sides:
    """Actors with all they belong to or hold office in, and the conflicts they are parties to."""

    def __init__(self, registry: Registry) -> None:
        self._above = {actor.slug: actor.part_of for actor in registry.actors}
        self._bodies: dict[str, set[str]] = defaultdict(set)
        bodies = {office.slug: office.body for office in registry.offices}
        for tenure in registry.tenures:
            self._bodies[tenure.holder].add(bodies.get(tenure.office, ""))
        self._office_bodies = bodies
        self._conflicts: Sequence[KnownConflict] = registry.conflicts
        self._known: dict[str, frozenset[str]] = {}

    def of(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return the actors with everything above them; empty for nobody."""
        return frozenset[str]().union(*(self._chain(slug) for slug in slugs))

    def _chain(self, slug: str) -> frozenset[str]:
        if slug not in self._known:
            found, todo = set[str](), [slug, *self._bodies.get(slug, ()), self._office_bodies.get(slug, "")]
            while todo:
                one = todo.pop()
                if one and one not in found:
                    found.add(one)
                    todo.append(self._above.get(one, ""))
            self._known[slug] = frozenset(found)
        return self._known[slug]

    def together(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Tell whether two sides share a member that is not above half the world (an alliance of states)."""
        return bool(one & other)

    def conflict_of(self, side: frozenset[str]) -> KnownConflict | None:
        """Return the conflict that the side is a party to."""
        return next((conflict for conflict in self._conflicts if side & set(conflict.parties)), None)

    def opponents(self, side: frozenset[str]) -> frozenset[str]:
        """Return the parties that are at war with this side."""
        return frozenset(
            party
            for conflict in self._conflicts
            if side & set(conflict.parties)
            for party in conflict.parties
            if party not in side
        )


class Roles:
    """Which words of one article mean the speaker's own side, and which mean somebody else."""

    def __init__(self, sides: Sides, doc: Doc, mentions: Sequence[Mention]) -> None:
        self.sides, self.doc = sides, doc
        self._named = {token: mention for mention in mentions for token in range(mention.first, mention.end)}

    def mention(self, token: int) -> Mention | None:
        return self._named.get(token)

    def own(self, token: int, speaker: Speaker) -> bool:
        """Tell whether the word means the speaker or those he or she speaks for."""
        lower = self.doc[token].lower_
        if lower in FIRST_PERSON:
            return True
        if lower in THIRD_PERSON:
            return self._is_reported_self(token)
        named = self._named.get(token)
        if named is None or named.kind == "outlet":
            return False
        return bool(self.sides.of(speaker.actors) & self.sides.of(named.slugs))

    def _is_reported_self(self, token: int) -> bool:
        """ "He said he would": the pronoun of indirect speech, not inside a relative clause about somebody else."""
        return self.doc[token].dep_ in {"nsubj", "nsubjpass", "poss"} and self.doc[token].lower_ in {"he", "she"}

    def other(self, token: int, speaker: Speaker) -> frozenset[str]:
        """Return whom the word names if it is not on the speaker's side; nothing otherwise."""
        named = self._named.get(token)
        if named is None or named.kind == "outlet" or self.own(token, speaker):
            return frozenset()
        return self.sides.of(named.slugs)
