"""Persons and organisations that a text names, with the gender that titles, relations and given names tell."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from spacy.attrs import TAG
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.lexicon import read_words
from claims.extraction.names import POSSESSIVES
from claims.extraction.places import PROPER, tokens_with

MALE, FEMALE = "male", "female"
SINGULAR, PLURAL = "singular", "plural"
BODIES = frozenset({"ORG", "GPE", "NORP"})  # entity labels of what may speak like an organisation
NO_BODIES = frozenset({"LOC", "FAC", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "PRODUCT", "DATE", "TIME", "MONEY"})
SHORTEST = 2  # letters of a name
NEIGHBOURS = 8  # longer names with the same word that are compared, before and after


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that a pronoun may mean: tokens ``[start, end)`` of the doc.

    Mentions with the same ``entity`` are one candidate; left empty, they are told apart by name. ``gender`` is
    "male", "female" or "" for unknown, ``number`` "singular", "plural" or "" for either. ``spoke``: it is the
    speaker of the last quotation before the pronoun.
    """

    start: int
    end: int
    gender: str = ""
    is_person: bool = True
    number: str = SINGULAR
    entity: str = ""
    spoke: bool = False


@dataclass(frozen=True, slots=True)
class Genders:
    """The word lists of given_names.toml."""

    version: str
    given: Mapping[str, str]
    words: Mapping[str, str]
    relations: frozenset[str]


@cache
def read_genders() -> Genders:
    text = files("claims.extraction").joinpath("data", "given_names.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    given = dict.fromkeys(data["male"].split(), MALE) | dict.fromkeys(data["female"].split(), FEMALE)
    words = dict.fromkeys(data["male_words"].split(), MALE) | dict.fromkeys(data["female_words"].split(), FEMALE)
    return Genders(data["version"], given, words, frozenset(data["relations"].split()))


def find_mentions(doc: Doc) -> list[Candidate]:
    """Return what the text names, in reading order; mentions of one name share entity and gender."""
    found = [mention for mention in _named(doc) if mention is not None]
    return unite(doc, found)


def unite(doc: Doc, mentions: Iterable[Candidate]) -> list[Candidate]:
    """Give mentions without an entity that of the longer name they shorten, and all of one entity one gender.

    An entity is a person if at least half of its mentions look like one.
    """
    ordered = sorted(mentions, key=lambda mention: (mention.start, mention.end))
    keyed = list(_with_entities(doc, ordered))
    genders: dict[str, str] = {}
    for mention in keyed:
        if mention.gender:
            genders.setdefault(mention.entity, mention.gender)
    votes: dict[str, int] = {}
    for mention in keyed:
        votes[mention.entity] = votes.get(mention.entity, 0) + (1 if mention.is_person else -1)
    return [
        replace(mention, gender=genders.get(mention.entity, ""), is_person=votes[mention.entity] >= 0)
        for mention in keyed
    ]


def gender_of(doc: Doc, start: int, end: int) -> str:
    """Guess by a title or relation in front ("Mrs", "his wife"), else by the first given name; "" if nothing tells."""
    genders = read_genders()
    for token in reversed(doc[max(0, start - 2) : start]):
        word = token.text.lower().rstrip(".")
        if word in genders.words:
            return genders.words[word]
        if token.tag_ not in PROPER and word != ",":
            break
    words = [token.text.lower().rstrip(".") for token in doc[start:end] if token.text.strip()]
    titled = next((genders.words[word] for word in words[:1] if word in genders.words), "")
    return titled or next((genders.given[word] for word in words[:2] if word in genders.given), "")


def _named(doc: Doc) -> Iterator[Candidate | None]:
    """Yield entities of persons and bodies, and runs of proper nouns that no entity holds."""
    taken: set[int] = set()
    for entity in doc.ents:
        if entity.label_ == "PERSON" or entity.label_ in BODIES:
            taken.update(range(entity.start, entity.end))
            yield _candidate(doc, entity.start, entity.end, entity.label_)
        elif entity.label_ in NO_BODIES:
            taken.update(range(entity.start, entity.end))
    yield from (_candidate(doc, start, end, "") for start, end in _runs(doc, taken))


def _runs(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for token in tokens_with(doc, TAG, *PROPER):
        if token.i in taken or not token.text[0].isupper():
            continue
        if token.i != end:
            if start >= 0:
                yield start, end
            start = token.i
        end = token.i + 1
    if start >= 0:
        yield start, end


def _candidate(doc: Doc, start: int, end: int, label: str) -> Candidate | None:
    """Trim titles, articles and possessive endings; None if no name is left."""
    gender = gender_of(doc, start, end)
    words = doc[start:end]
    while len(words) and _is_edge(words[0]):
        words = words[1:]
    while len(words) and (words[-1].text.lower() in POSSESSIVES or not words[-1].text[0].isalnum()):
        words = words[:-1]
    if not len(words) or len(words.text) < SHORTEST or not words[0].text[0].isupper():
        return None
    is_person = label == "PERSON" or bool(gender) or (label == "" and not _names_body(words))
    number = PLURAL if words[-1].tag_ == "NNPS" and label != "GPE" and not gender else SINGULAR
    return Candidate(words.start, words.end, gender=gender, is_person=is_person, number=number)


def _is_edge(token: Token) -> bool:
    word = token.text.lower().rstrip(".")
    titles = read_words().titles | read_genders().words.keys()
    return word in titles or word in {"the", "a", "an"} or not token.text[0].isalnum()


def _names_body(words: TokenSpan) -> bool:
    return any(word.text.lower() in read_words().not_names for word in words)


def _with_entities(doc: Doc, mentions: Sequence[Candidate]) -> Iterator[Candidate]:
    """A short name means the longer one that was used last, or else the first that is used later."""
    names = [_name(doc, mention) for mention in mentions]
    places: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        for word in {*name[:1], *name[-1:]} if len(name) > 1 else ():
            places.setdefault(word, []).append(number)
    for number, mention in enumerate(mentions):
        longer = None if mention.entity else _longer(names, number, places)
        yield replace(mention, entity=mention.entity or " ".join(longer or names[number]))


def _longer(
    names: Sequence[tuple[str, ...]], number: int, places: Mapping[str, Sequence[int]]
) -> tuple[str, ...] | None:
    short = names[number]
    found = sorted({place for word in {*short[:1], *short[-1:]} for place in _beside(places.get(word, ()), number)})
    fitting = [place for place in found if _shortens(short, names[place])]
    earlier = [place for place in fitting if place < number]
    chosen = earlier[-1:] or fitting[:1]
    return names[chosen[0]] if chosen else None


def _beside(places: Sequence[int], number: int) -> Sequence[int]:
    """The nearest on either side; a name further away does not matter, which keeps long texts linear."""
    at = bisect_left(places, number)
    return places[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]


def _name(doc: Doc, mention: Candidate) -> tuple[str, ...]:
    return tuple(token.text.lower() for token in doc[mention.start : mention.end] if token.text.strip())


def _shortens(short: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether "Lee" or "Ann" may stand for "Ann Lee"."""
    return len(short) < len(name) and (name[-len(short) :] == short or name[: len(short)] == short)
