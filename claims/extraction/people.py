"""The persons an article names: their full and short names gathered, with the roles and gender the text gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from spacy.attrs import ORTH
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.linking import PersonIndex
from claims.extraction.names import (
    fold,
    is_family_first,
    longest,
    nearly_same_surname,
    same_given,
    same_surname,
    sound_of,
)
from claims.extraction.namings import Naming, find_namings, gender_at, is_given_name, is_title
from claims.extraction.places import PROPER
from claims.extraction.roles import roles_at

NEAR = 120  # tokens within which a full name decides which of two namesakes a surname means
CERTAIN, NAMESAKES, UNSURE = 1.0, 0.85, 0.6  # how far a surname tells who is meant


@dataclass(eq=False, slots=True)
class Person:
    """Somebody the article names. ``roles`` are the titles and appositions it gives, as they stand."""

    words: tuple[str, ...]
    slugs: tuple[str, ...] = ()
    gender: str = ""
    how: str = "name"
    namings: list[Naming] = field(default_factory=list)
    roles: list[TokenSpan] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def is_full(self) -> bool:
        return len(self.words) > 1

    @property
    def full_namings(self) -> list[Naming]:
        return [naming for naming in self.namings if len(naming.words) > 1]


class People:
    """All persons of one article, in the order of their first naming."""

    def __init__(self, persons: Sequence[Person], sureness: dict[int, float]) -> None:
        self.persons = [person for person in persons if person.namings]
        self._sureness = sureness
        self._at = {
            token: person
            for person in self.persons
            for naming in person.namings
            for token in range(naming.first, naming.end)
        }

        backwards = list(enumerate(self.persons))[::-1]
        self._by_slugs = {person.slugs: number for number, person in backwards}
        self._by_name = {person.name: number for number, person in backwards}

    def find(self, slugs: tuple[str, ...], name: str | None) -> Person | None:
        """Return the first who is that registered person or bears that very name; an empty one finds nobody."""
        places = [self._by_slugs.get(slugs) if slugs else None, self._by_name.get(name) if name else None]
        known = [place for place in places if place is not None]
        return self.persons[min(known)] if known else None

    def at(self, token: int) -> Person | None:
        """Return who is named at the token."""
        return self._at.get(token)

    def sureness(self, token: int) -> float:
        """Return how far the name at the token tells who is meant, in 0..1."""
        return self._sureness.get(token, CERTAIN)

    def within(self, first: int, end: int) -> list[Person]:
        """Return who is named between the tokens, in order, each once."""
        return list(dict.fromkeys(self._at[token] for token in range(first, end) if token in self._at))


def read_people(doc: Doc, mentions: Sequence[Mention], aliases: AliasIndex, index: PersonIndex) -> People:
    """Gather who is named: full names first, then what shortens them."""
    found = find_namings(doc, mentions, aliases)
    persons = _gathered([naming for naming in sorted(found, key=lambda one: one.first) if len(naming.words) > 1], index)
    sureness: dict[int, float] = {}
    singles = [*(naming for naming in found if len(naming.words) == 1), *_surnames(doc, persons, found)]
    for naming in sorted(singles, key=lambda naming: naming.first):
        person, sure = _short_for(persons, naming, index)
        if person is not None:
            person.namings.append(naming)
            sureness.update(dict.fromkeys(range(naming.first, naming.end), sure))
    for person in persons:
        _describe(doc, person, aliases)
    return People(persons, sureness)


def _surnames(doc: Doc, persons: Sequence[Person], found: Sequence[Naming]) -> Iterator[Naming]:
    """Surnames of persons named in full elsewhere, wherever they stand alone."""
    known = {fold(person.words[-1]) for person in persons}
    known |= {fold(person.words[0]) for person in persons if is_family_first(person.words)}
    taken = {token for naming in found for token in range(naming.first, naming.end)}
    for token in _written(doc, known):
        if token.i in taken:
            continue
        before = doc[token.i - 1] if token.i else None
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        joined = after is not None and after.tag_ in PROPER and after.text[0].isupper()
        if joined or (before is not None and before.tag_ in PROPER and not is_title(before.text)):
            continue
        yield Naming(token.i, token.i + 1, (token.text,), gender_at(doc, token.i, token.i + 1))


def _written(doc: Doc, folded: set[str]) -> Iterator[Token]:
    """Yield the tokens with a capital whose folded form is wanted; each word of the text is folded once."""
    orths = doc.to_array(ORTH)
    words = {orth: doc.vocab.strings[orth] for orth in np.unique(orths).tolist()}
    wanted = [orth for orth, word in words.items() if word[:1].isupper() and fold(word) in folded]
    for number in np.flatnonzero(np.isin(orths, np.array(wanted, dtype=np.uint64))).tolist():
        yield doc[number]


def _gathered(namings: Sequence[Naming], index: PersonIndex) -> list[Person]:
    """Join full names to the persons who bear them; only those of one surname, or one actor, are compared."""
    persons: list[Person] = []
    places: dict[object, list[int]] = {}
    for naming in namings:
        keys = (naming.slugs, sound_of(naming.words[-1]))
        near = sorted({place for key in keys if key for place in places.get(key, ())})
        person = next((persons[place] for place in near if _is_same(persons[place], naming)), None)
        if person is None:
            place, person = _person(persons, naming, index)
            for key in (person.slugs, sound_of(naming.words[-1])):
                places.setdefault(key, []).append(place)
        person.words = _fuller(person.words, naming.words)
        person.gender = person.gender or naming.gender
        person.namings.append(naming)
    return persons


def _person(persons: list[Person], naming: Naming, index: PersonIndex) -> tuple[int, Person]:
    """Return whom the registry knows by that name, already named or not, or somebody new; and the place among all."""
    link = None if naming.slugs else index.find(naming.words)
    slugs, how = (link.slugs, link.how) if link else (naming.slugs, "alias")
    for place, person in enumerate(persons) if slugs else ():
        if person.slugs == slugs:
            return place, person
    persons.append(Person(naming.words, slugs, naming.gender, how if slugs else "new-name"))
    return len(persons) - 1, persons[-1]


def _is_same(person: Person, naming: Naming) -> bool:
    if naming.slugs and person.slugs:
        return naming.slugs == person.slugs
    if not person.is_full:
        return False
    first, second = person.words, naming.words
    if len(second) > 1 and _ends_alike(first, second):
        return True
    return same_surname(first[-1], second[-1]) and same_given(first[0], second[0])


def _ends_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether one name is the other without its given name ("Ruiz Lara", "Ana Ruiz Lara")."""
    short, long = sorted((one, other), key=len)
    if is_given_name(short[0]) and is_given_name(long[0]):
        return False
    return [fold(word) for word in short] == [fold(word) for word in long[-len(short) :]]


def _fuller(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The fuller of two forms of a name, but "Ann Lee" and not "Poor Ann Lee"."""
    short, long = sorted((one, other), key=len)
    if len(long) > len(short) > 1 and is_given_name(short[0]) and not same_given(short[0], long[0]):
        return short
    return tuple(longest([" ".join(one), " ".join(other)]).split())


def _short_for(persons: list[Person], naming: Naming, index: PersonIndex) -> tuple[Person | None, float]:
    """Return whom a single name means, and how surely."""
    word = naming.words[0]
    named = [person for person in persons if person.is_full and fold(person.words[-1]) == fold(word)]
    fitting = [person for person in named if not naming.gender or person.gender in {"", naming.gender}]
    if not fitting and naming.slugs:
        return _registered_alone(persons, naming, index)
    if not fitting:
        fitting = [person for person in persons if fold(person.words[0]) == fold(word)]
    if not fitting and naming.is_sure:
        fitting = [person for person in persons if person.is_full and nearly_same_surname(person.words[-1], word)]
    if not fitting:
        return _alone(persons, naming) if naming.is_sure else (None, UNSURE)
    if len(fitting) == 1:
        return fitting[0], CERTAIN
    return _likelier(fitting, naming)


def _registered_alone(persons: list[Person], naming: Naming, index: PersonIndex) -> tuple[Person | None, float]:
    """A registered person whose full name the article leaves out; less sure if others of the registry bear it."""
    person = next((person for person in persons if person.slugs == naming.slugs), None)
    if person is None:
        person = Person(naming.words, naming.slugs, naming.gender, "short")
        persons.append(person)
    alone = set(index.bearers(naming.words[0])) <= set(naming.slugs)
    return person, CERTAIN if alone else NAMESAKES


def _alone(persons: list[Person], naming: Naming) -> tuple[Person | None, float]:
    """Somebody whom the article gives one name only; nobody can be made of it, but pronouns may mean him or her."""
    person = next((person for person in persons if person.words == naming.words), None)
    if person is None:
        person = Person(naming.words, (), naming.gender, "one-name")
        persons.append(person)
    return person, UNSURE


def _likelier(namesakes: Sequence[Person], naming: Naming) -> tuple[Person, float]:
    """Of several of one surname: who has just been named in full, or whom the article names most."""
    weights = [(_weight(person, naming), -number, person) for number, person in enumerate(namesakes)]
    (best, _, person), (second, *_) = sorted(weights, key=lambda row: row[:2], reverse=True)[:2]
    return person, NAMESAKES if best >= 1.5 * second else UNSURE


def _weight(person: Person, naming: Naming) -> float:
    full = person.full_namings
    before = [other for other in full if other.first < naming.first]
    near = bool(before) and naming.first - before[-1].end < NEAR
    known = 0.5 if person.slugs else 0.0
    return known + sqrt(len(full)) + (2.0 if near else 0.0) + (0.5 if before else 0.0)


def _describe(doc: Doc, person: Person, aliases: AliasIndex) -> None:
    known = [actor for slug in person.slugs if (actor := aliases.person(slug))]
    if len(known) == 1 and known[0].gender:
        person.gender = known[0].gender
    genders = {naming.gender for naming in person.namings if naming.gender}
    person.gender = person.gender or (genders.pop() if len(genders) == 1 else "")
    person.namings.sort(key=lambda naming: naming.first)
    person.roles = [role for naming in person.namings for role in roles_at(doc, naming.first, naming.end)]
