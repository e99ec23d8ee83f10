"""The persons an article names: their full and short names gathered, with the roles and gender the text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np
from spacy.attrs import DEP, ORTH, TAG
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.lexicon import read_roles, read_words
from claims.extraction.linking import PersonIndex
from claims.extraction.mentions import find_mentions, gender_of, read_genders
from claims.extraction.names import SUFFIXES, fold, longest, nearly_same_surname, same_given, same_surname
from claims.extraction.places import tokens_with
from claims.extraction.roles import roles_at
from claims.extraction.sourcing import is_person_noun

PROPER = frozenset({"NNP", "NNPS"})
NAMED = frozenset({"name", "short"})
NEAR = 120  # tokens within which a full name decides which of two namesakes a surname means
CERTAIN, NAMESAKES, UNSURE = 1.0, 0.85, 0.6  # how far a surname tells who is meant
LONGEST = 4  # words of a name
INITIAL = re.compile(r"[A-Z]\.?")


@dataclass(frozen=True, slots=True)
class Naming:
    """A place where somebody is named: tokens ``[first, end)`` without titles.

    ``slugs``: whom the registry knows by exactly these words. ``is_sure``: more than capital letters says that it is
    a person's name.
    """

    first: int
    end: int
    words: tuple[str, ...]
    gender: str = ""
    slugs: tuple[str, ...] = ()
    is_sure: bool = True


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
    found = list(_namings(doc, mentions, aliases))
    persons: list[Person] = []
    for naming in sorted(found, key=lambda naming: naming.first):
        if len(naming.words) > 1:
            _gather(persons, naming, index)
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


def _namings(doc: Doc, mentions: Sequence[Mention], aliases: AliasIndex) -> Iterator[Naming]:
    """Names of the registry, unless they are part of a longer name; then what else the text names."""
    taken: set[int] = set()
    for mention in mentions:
        if mention.kind not in NAMED or not all(aliases.person(slug) for slug in mention.slugs):
            taken.update(range(mention.first, mention.end) if mention.kind in {"metonym", "outlet"} else ())
            continue
        naming = _registered(doc, mention)
        if naming is not None:
            taken.update(range(naming.first, naming.end))
            yield naming
    yield from _recognised(doc, taken)
    for first, end in _apposed(doc, taken):
        naming = _naming(doc, first, end)
        if naming is not None and len(naming.words) > 1:
            yield replace(naming, is_sure=True)


def _recognised(doc: Doc, taken: set[int]) -> Iterator[Naming]:
    """Names that are entities, or begin with a given name; what is yielded is added to ``taken``."""
    for found in find_mentions(doc):
        if found.is_person and taken.isdisjoint(range(found.start, found.end)):
            naming = _naming(doc, found.start, found.end)
            if naming is not None and taken.isdisjoint(range(naming.first, naming.end)):
                taken.update(range(naming.first, naming.end))
                yield naming
    for first, end in _given_and_surname(doc, taken):
        naming = _naming(doc, first, end)
        if naming is not None:
            taken.update(range(naming.first, naming.end))
            yield naming


def _registered(doc: Doc, mention: Mention) -> Naming | None:
    """A name of the registry; a lone surname behind another given name is somebody else's."""
    words = tuple(token.text for token in doc[mention.first : mention.end])
    if len(words) > 1 or mention.kind == "name":
        return Naming(mention.first, mention.end, words, _gender(doc, mention.first, mention.end), mention.slugs)
    after = doc[mention.end].lower_.rstrip(".") if mention.end < len(doc) else ""
    if after in SUFFIXES:
        return None
    first = mention.first
    while first > 0 and _is_given(doc[first - 1]) and mention.end - first < LONGEST:
        first -= 1
    if first < mention.first:
        return _naming(doc, first, mention.end)
    return Naming(first, mention.end, words, _gender(doc, first, mention.end), mention.slugs)


def _is_given(token: Token) -> bool:
    """Tell whether the token before a surname is part of the name: a proper noun that is no title and no place."""
    if token.tag_ not in PROPER or not token.text[:1].isupper() or _is_title(token.text):
        return False
    return token.ent_type_ == "PERSON" or token.lower_.rstrip(".") in read_genders().given


def _is_title(word: str) -> bool:
    bare = word.lower().rstrip(".")
    roles = read_roles()
    return bare in read_words().titles or bare in roles.generic or bare in roles.same or bare in roles.persons


def _gender(doc: Doc, first: int, end: int) -> str:
    """A title in front tells; else the given name, which a lone surname has not."""
    titled = gender_of(doc, first, first)
    return titled or (gender_of(doc, first, first + 1) if end - first > 1 else "")


def _naming(doc: Doc, first: int, end: int) -> Naming | None:
    """Trim titles in front and what is no name behind; None if nothing of a person's name is left."""
    while first < end - 1 and _is_title(doc[first].text):
        first += 1
    while end - 1 > first and doc[end - 1].lower_.rstrip(".") in SUFFIXES | {"'s", "’s"}:
        end -= 1
    if end - first == 1:
        while first > 0 and _is_given(doc[first - 1]):
            first -= 1
    while first > 1 and doc[first - 1].text == "-" and not doc[first - 2].whitespace_ and doc[first - 2].tag_ in PROPER:
        first -= 2
    words = tuple(doc[first:end].text.split())
    if (
        not words
        or len(words) > LONGEST
        or not all(_may_name(word) for word in words)
        or not words[-1].rsplit("-")[-1][:1].isupper()
    ):
        return None
    return Naming(first, end, words, _gender(doc, first, end), is_sure=_is_sure(doc, first, end))


def _may_name(word: str) -> bool:
    letters = word.replace("-", "").replace("'", "").replace("’", "").rstrip(".")
    return letters.isalpha() and word.lower() not in read_words().not_names and not _is_title(word)


def _is_sure(doc: Doc, first: int, end: int) -> bool:
    """Tell whether more than capital letters says that it is a person: an entity, a title or a given name."""
    labels = {token.ent_type_ for token in doc[first:end]}
    if "PERSON" in labels or gender_of(doc, first, first) or (first > 0 and _is_title(doc[first - 1].text)):
        return True
    return end - first > 1 and labels <= {""} and doc[first].lower_ in read_genders().given


def _given_and_surname(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    """ "CEO John Stumpf" and the like, where the entities hold more than the name."""
    given = read_genders().given
    for token in tokens_with(doc, TAG, "NNP"):
        if token.i in taken or token.lower_ not in given or not token.text[0].isupper() or token.i + 1 == len(doc):
            continue
        end = token.i + 2 if INITIAL.fullmatch(doc[token.i + 1].text) else token.i + 1
        surname = doc[end] if end < len(doc) else None
        if surname is None or surname.i in taken or surname.tag_ != "NNP" or surname.is_space:
            continue
        before = doc[token.i - 1] if token.i else None
        if before is not None and (_is_title(before.text) or before.tag_ not in PROPER):
            yield token.i, end + 1


def _apposed(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    """ "The envoy, Ann Lee,": a name beside a noun for a person, whatever kind of entity it is taken for."""
    for token in tokens_with(doc, DEP, "appos"):
        if token.tag_ != "NNP" or not is_person_noun(token.head) or token.head.tag_ != "NN":
            continue
        first = token.i
        while first > token.head.i + 1 and doc[first - 1].tag_ in PROPER and doc[first - 1].dep_ == "compound":
            first -= 1
        if doc[first - 1].text == "," and taken.isdisjoint(range(first, token.i + 1)):
            yield first, token.i + 1


def _surnames(doc: Doc, persons: Sequence[Person], found: Sequence[Naming]) -> Iterator[Naming]:
    """Surnames of persons named in full elsewhere, wherever they stand alone."""
    known = {fold(person.words[-1]) for person in persons}
    taken = {token for naming in found for token in range(naming.first, naming.end)}
    for token in _written(doc, known):
        if token.i in taken:
            continue
        before = doc[token.i - 1] if token.i else None
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        joined = after is not None and after.tag_ in PROPER and after.text[0].isupper()
        if joined or (before is not None and before.tag_ in PROPER and not _is_title(before.text)):
            continue
        yield Naming(token.i, token.i + 1, (token.text,), _gender(doc, token.i, token.i + 1))


def _written(doc: Doc, folded: set[str]) -> Iterator[Token]:
    """Yield the tokens with a capital whose folded form is wanted; each word of the text is folded once."""
    orths = doc.to_array(ORTH)
    words = {orth: doc.vocab.strings[orth] for orth in np.unique(orths).tolist()}
    wanted = [orth for orth, word in words.items() if word[:1].isupper() and fold(word) in folded]
    for number in np.flatnonzero(np.isin(orths, np.array(wanted, dtype=np.uint64))).tolist():
        yield doc[number]


def _gather(persons: list[Person], naming: Naming, index: PersonIndex) -> None:
    """Add a full name to the person who bears it, or a new one."""
    person = next((person for person in persons if _is_same(person, naming)), None)
    if person is None:
        link = None if naming.slugs else index.find(naming.words)
        slugs, how = (link.slugs, link.how) if link else (naming.slugs, "alias")
        person = next((known for known in persons if slugs and known.slugs == slugs), None)
        if person is None:
            person = Person(naming.words, slugs, naming.gender, how if slugs else "new-name")
            persons.append(person)
    person.words = tuple(longest([person.name, " ".join(naming.words)]).split())
    person.gender = person.gender or naming.gender
    person.namings.append(naming)


def _is_same(person: Person, naming: Naming) -> bool:
    if naming.slugs and person.slugs:
        return naming.slugs == person.slugs
    if not person.is_full:
        return False
    first, second = person.words, naming.words
    return same_surname(first[-1], second[-1]) and same_given(first[0], second[0])


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
