"""The registry's names, metonyms, offices and outlets as matchers over a whole ``Doc``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from claims.extraction.records import Span
from claims.extraction.registry import KnownActor, KnownOffice, KnownTenure, Registry

EXACT_KINDS = frozenset({"name", "short", "metonym", "adjective"})
BODY_KINDS = frozenset({"name", "short", "metonym", "adjective"})
TOPS = frozenset({"state", "organisation", "armed_group"})
MINISTER = " minister"
HIGHEST = 4  # steps from a person to the state
RANKS = {"name": 0, "short": 0, "office": 1, "metonym": 2, "outlet": 3, "description": 4, "adjective": 5}


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an entry of the registry is named: tokens ``[first, end)``; ``slugs`` of actors, an office or outlets."""

    first: int
    end: int
    span: Span
    kind: str
    slugs: tuple[str, ...]

    def covers(self, token: int) -> bool:
        return self.first <= token < self.end


class AliasIndex:
    """Finds every mention in one pass, the longest where several overlap."""

    def __init__(self, registry: Registry, nlp: Language) -> None:
        self.actors = {actor.slug: actor for actor in registry.actors}
        self.outlets = {outlet.slug: outlet for outlet in registry.outlets}
        self.offices = {office.slug: office for office in registry.offices}
        self._tenures = _grouped(registry.tenures, "office")
        self._held_by = _grouped(registry.tenures, "holder")
        self._titles = _offices_by_title(registry.offices)
        self._keys: dict[str, tuple[str, set[str]]] = {}
        self._exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._lower = PhraseMatcher(nlp.vocab, attr="LOWER")
        tokenizer = cast("Tokenizer", nlp.tokenizer)
        self._add(tokenizer, self._exact, _exact_names(registry))
        self._add(tokenizer, self._lower, _lower_names(registry, self.actors))

    def _add(self, tokenizer: Tokenizer, matcher: PhraseMatcher, names: Iterable[tuple[str, str, str]]) -> None:
        phrases: dict[str, tuple[str, set[str]]] = {}
        written: dict[str, str] = {}  # as it stands: "u.s." in lower case would be taken apart
        is_exact = matcher is self._exact
        for text, kind, slug in names:
            key = text if is_exact else text.lower()
            written.setdefault(key, text)
            known = phrases.setdefault(key, (kind, set()))
            if RANKS[kind] < RANKS[known[0]]:
                phrases[key] = (kind, {slug})
            elif kind == known[0]:
                known[1].add(slug)
        prefix = "exact" if is_exact else "lower"
        for (text, entry), phrase in zip(phrases.items(), tokenizer.pipe(written.values()), strict=True):
            matcher.add(f"{prefix}:{text}", [phrase])
            self._keys[f"{prefix}:{text}"] = entry

    def find(self, doc: Doc) -> list[Mention]:
        """Return the mentions in order; they do not overlap."""
        matches = [*self._exact(doc), *self._lower(doc)]
        found = [self._mention(doc, key, first, end) for key, first, end in matches]
        found = [one for one in found if not _is_part_of_a_name(doc, one) and not _is_somebodys(doc, one)]
        found.sort(key=lambda mention: (mention.first - mention.end, RANKS[mention.kind], mention.first))
        return sorted(_apart(found), key=lambda mention: mention.first)

    def _mention(self, doc: Doc, key: int, first: int, end: int) -> Mention:
        kind, slugs = self._keys[doc.vocab.strings[key]]
        span = Span(doc[first].idx, doc[end - 1].idx + len(doc[end - 1]))
        return Mention(first, end, span, kind, tuple(sorted(slugs)))

    def holders(self, office: str, on: date | None) -> tuple[str, ...]:
        """Return who held ``office`` on the day; without a day everybody who ever held it."""
        tenures = self._tenures.get(office, ())
        return tuple(dict.fromkeys(tenure.holder for tenure in tenures if on is None or _held(tenure, on)))

    def former_holders(self, office: str, on: date | None) -> tuple[str, ...]:
        """Return whose time in ``office`` had ended by the day, the last first; without a day who ever left it."""
        tenures = [tenure for tenure in self._tenures.get(office, ()) if tenure.ended]
        left = [tenure for tenure in tenures if on is None or (tenure.ended and tenure.ended < on)]
        left.sort(key=lambda tenure: tenure.ended or date.min, reverse=True)
        return tuple(dict.fromkeys(tenure.holder for tenure in left))

    def offices_titled(self, title: str) -> tuple[KnownOffice, ...]:
        """Return the offices whose holder is called by the bare title."""
        return tuple(self.offices[slug] for slug in self._titles.get(title.lower(), ()))

    def title_holders(self, title: str, on: date | None) -> frozenset[str]:
        """Return everybody who held an office with the bare ``title`` ("president") on the day."""
        offices = self._titles.get(title.lower(), ())
        return frozenset(holder for office in offices for holder in self.holders(office, on))

    def named(self, text: str) -> tuple[str, ...]:
        """Return whom exactly this text names; for parts of words as in "US-Ukraine"."""
        _, slugs = self._keys.get(f"exact:{text}", ("", set()))
        return tuple(sorted(slugs))

    def state_of(self, slug: str) -> str:
        """Return the state, organisation or movement over an actor, itself where it is one; "" if there is none."""
        actor = self.actors.get(slug)
        for _ in range(HIGHEST):
            if actor is None or actor.kind in TOPS:
                break
            actor = self.actors.get(actor.part_of)
        return actor.slug if actor is not None else ""

    def home_of(self, slug: str, on: date | None) -> str:
        """Return the body that an actor is part of; "" for a person who held none of his or her offices on the day."""
        actor, tenures = self.actors.get(slug), self._held_by.get(slug, ())
        if actor is None or (on is not None and tenures and not any(_held(tenure, on) for tenure in tenures)):
            return ""
        return actor.part_of

    def person(self, slug: str) -> KnownActor | None:
        actor = self.actors.get(slug)
        return actor if actor is not None and actor.kind == "person" else None


def _grouped(tenures: Sequence[KnownTenure], by: str) -> dict[str, list[KnownTenure]]:
    grouped: dict[str, list[KnownTenure]] = defaultdict(list)
    for tenure in tenures:
        grouped[getattr(tenure, by)].append(tenure)
    return dict(grouped)


def _offices_by_title(offices: Sequence[KnownOffice]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for office in offices:
        for title in office.titles:
            grouped[title.lower()].append(office.slug)
    return dict(grouped)


def _held(tenure: KnownTenure, on: date) -> bool:
    return (tenure.started is None or tenure.started <= on) and (tenure.ended is None or on <= tenure.ended)


def _exact_names(registry: Registry) -> Iterator[tuple[str, str, str]]:
    publishers = {outlet.slug for outlet in registry.outlets}
    for actor in registry.actors:
        if actor.slug in publishers:
            continue
        yield actor.name, "name", actor.slug
        for alias in actor.aliases:
            if alias.kind in EXACT_KINDS:
                yield alias.text, alias.kind, actor.slug
    yield from _capital_names(registry)
    for outlet in registry.outlets:
        for name in (outlet.name, *outlet.names):
            yield name, "outlet", outlet.slug


def _capital_names(registry: Registry) -> Iterator[tuple[str, str, str]]:
    """Yield persons as transcripts and some headlines write them ("UMEROV")."""
    for actor in registry.actors:
        if actor.kind != "person":
            continue
        yield actor.name.upper(), "name", actor.slug
        for alias in actor.aliases:
            if alias.kind in {"name", "short"}:
                yield alias.text.upper(), alias.kind, actor.slug


def _lower_names(registry: Registry, actors: dict[str, KnownActor]) -> Iterator[tuple[str, str, str]]:
    for actor in registry.actors:
        if actor.kind == "group":
            yield actor.name, "description", actor.slug
        for alias in actor.aliases:
            if alias.kind == "description" or actor.kind == "group":
                yield alias.text, "adjective" if alias.kind == "adjective" else "description", actor.slug
    for office in registry.offices:
        yield office.name, "office", office.slug
        body = actors.get(office.body)
        for title in office.titles:
            if _names_owner(title, body, actors):
                yield title, "office", office.slug
        for title in office.titles if body else ():
            for phrase in _titled(title, body):
                yield phrase, "office", office.slug


def _names_owner(title: str, body: KnownActor | None, actors: dict[str, KnownActor]) -> bool:
    """Tell whether a title holds the name of its own body ("top US general"), and so needs none beside it."""
    if body is None or title == title.lower():
        return False
    kin = (actor for actor in actors.values() if actor.slug == body.part_of or actor.part_of == body.slug)
    names = {name for actor in (body, *kin) for name in (actor.name, *(alias.text for alias in actor.aliases))}
    return any(f" {name} " in f" {title} " for name in names if name[:1].isupper())


def _titled(title: str, body: KnownActor | None) -> Iterator[str]:
    if body is None:
        return
    for alias in (*body.aliases,):
        if alias.kind == "adjective" and alias.language == "en":
            yield f"{alias.text} {title}"
            if title.endswith(MINISTER):
                ministry = f"{alias.text} {title.removesuffix(MINISTER)} ministry"
                yield from (f"head of the {ministry}", f"{ministry} head", f"{ministry} chief")
    names = [body.name, *(alias.text for alias in body.aliases if alias.kind in {"name", "short", "metonym"})]
    for name in names:
        yield f"{name} {title}"
        yield f"{name}'s {title}"
        yield f"{name}’s {title}"
        yield f"{title} of {name}"
        yield f"{title} of the {name}"


def _is_part_of_a_name(doc: Doc, mention: Mention) -> bool:
    """ "The Northern Alliance" is not the alliance: a word with a capital behind another in the same name."""
    if mention.kind != "description" or mention.end - mention.first > 1 or not doc[mention.first].text[0].isupper():
        return False
    before = doc[mention.first - 1] if mention.first else None
    return before is not None and before.text[0].isupper() and before.dep_ in {"compound", "amod"}


def _is_somebodys(doc: Doc, mention: Mention) -> bool:
    """ "Lee's allies" and "her allies" are a person's, and not those whom the registry calls "allies"."""
    if mention.kind != "description" or mention.end - mention.first > 1:
        return False
    owners = [child for child in doc[mention.first].children if child.dep_ == "poss"]
    named = any(owner.tag_ == "NNP" and owner.ent_type_ in {"", "PERSON"} for owner in owners)
    return named or any(owner.lower_ in {"his", "her", "my"} for owner in owners)


def _apart(mentions: Sequence[Mention]) -> Iterator[Mention]:
    taken: set[int] = set()
    for mention in mentions:
        tokens = range(mention.first, mention.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            yield mention
