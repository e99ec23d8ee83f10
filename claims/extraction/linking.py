"""Names of persons to the registry: spellings, scripts, short forms, and a surname only one of them bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.extraction.names import nearly_same_surname, same_given, same_person, sound_of, words_of
from claims.extraction.registry import KnownActor


@dataclass(frozen=True, slots=True)
class Link:
    """Registered persons whom a name may mean, and how it was found: ``spelling``, ``misprint`` or ``surname``."""

    slugs: tuple[str, ...]
    how: str


class PersonIndex:
    """The registry's persons by the sound of their names. A name that fits two of them is linked to neither."""

    def __init__(self, actors: Iterable[KnownActor]) -> None:
        self._names: dict[str, list[tuple[str, ...]]] = {}
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for actor in actors:
            if actor.kind == "person":
                self._add(actor)

    def _add(self, actor: KnownActor) -> None:
        texts = [actor.name, *(alias.text for alias in actor.aliases if alias.kind in {"name", "short"})]
        self._names[actor.slug] = [words for text in texts if (words := words_of(text))]
        for sound in {sound_of(words[-1]) for words in self._names[actor.slug]}:
            self._by_sound[sound].append(actor.slug)
            self._by_start[sound[:2]].append(actor.slug)

    def find(self, words: Sequence[str]) -> Link | None:
        """Return whom the full name ``words`` means; None if nobody in the registry bears it."""
        sound = sound_of(words[-1])
        near = self._by_sound.get(sound, ())
        found = tuple(slug for slug in near if any(same_person(words, name) for name in self._names[slug]))
        if found:
            return Link(found, "spelling")
        alike = dict.fromkeys(self._by_start.get(sound[:2], ()))
        misprinted = tuple(slug for slug in alike if any(_misprint(words, name) for name in self._names[slug]))
        return Link(misprinted, "misprint") if misprinted else None

    def bearers(self, surname: str) -> tuple[str, ...]:
        """Return all registered persons with the surname, in any spelling."""
        return tuple(self._by_sound.get(sound_of(surname), ()))


def _misprint(words: Sequence[str], name: Sequence[str]) -> bool:
    if len(words) < 2 or len(name) < 2:
        return False
    return nearly_same_surname(words[-1], name[-1]) and same_given(words[0], name[0])
