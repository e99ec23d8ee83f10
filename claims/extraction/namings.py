"""Where an article names persons: the registry's names, entities, given names, and names that the words around tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from spacy.attrs import DEP, TAG
from spacy.tokens import Doc, Token

from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.headings import trimmed
from claims.extraction.lexicon import read_roles, read_words
from claims.extraction.mentions import Candidate, find_mentions, gender_of, read_genders
from claims.extraction.names import PARTICLES, POSSESSIVES, SUFFIXES, is_family_first
from claims.extraction.places import PROPER, have, text_of, tokens_with
from claims.extraction.records import Attribution
from claims.extraction.sourcing import is_person_noun

NAMED = frozenset({"name", "short"})
LONGEST = 4  # words of a name
LEAST_CAPITALS = 6  # letters of a name all in capitals that is written like others
INITIAL = re.compile(r"[A-Z]\.?")
DIRECTIONS = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "new"}
)
PLACES = frozenset({"GPE", "LOC", "NORP", "FAC", "DATE", "LANGUAGE"})


@dataclass(frozen=True, slots=True)
class Naming:
    """A place where somebody is named: tokens ``[first, end)`` without titles, with "Jr." and the like.

    ``slugs``: whom the registry knows by exactly these words. ``is_sure``: more than capital letters says that it is
    a person's name.
    """

    first: int
    end: int
    words: tuple[str, ...]
    gender: str = ""
    slugs: tuple[str, ...] = ()
    is_sure: bool = True


def find_namings(doc: Doc, mentions: Sequence[Mention], aliases: AliasIndex) -> list[Naming]:
    """Return the namings of a document; headings with capitals throughout name nobody whom only they would name."""
    found = list(_namings(doc, mentions, aliases))
    full = {naming.words: naming.first for naming in found if len(naming.words) > 1}
    kept = []
    for naming in found:
        skipped, words = (0, naming.words) if naming.slugs else trimmed(doc, naming.first, naming.words, full)
        if words == naming.words:
            kept.append(naming)
        elif words:
            first = naming.first + skipped
            kept.append(replace(naming, first=first, end=first + len(words), words=words))
    return kept


def is_title(word: str) -> bool:
    """Tell whether a word in front of a name is no part of it."""
    bare = word.lower().rstrip(".")
    roles = read_roles()
    return bare in read_words().titles or bare in roles.generic or bare in roles.same or bare in roles.persons


def is_given_name(word: str) -> bool:
    return word.lower().rstrip(".") in read_genders().given


def gender_at(doc: Doc, first: int, end: int) -> str:
    """A title in front tells; else the given name, which a lone surname has not."""
    titled = gender_of(doc, first, first)
    return titled or (gender_of(doc, first, first + 1) if end - first > 1 else "")


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
    for first, end in _told(doc, mentions):
        naming = _naming(doc, first, end) if taken.isdisjoint(range(first, end)) else None
        if naming is not None and len(naming.words) > 1:
            taken.update(range(naming.first, naming.end))
            yield replace(naming, is_sure=True)
    yield from _recognised(doc, taken)


def _recognised(doc: Doc, taken: set[int]) -> Iterator[Naming]:
    """Names that are entities, or begin with a given name; what is yielded is added to ``taken``."""
    mentioned = find_mentions(doc)
    for found, following in zip_longest(mentioned, mentioned[1:]):
        goes_on = following is not None and following.is_person and _is_one(doc, found, following)
        if found.is_person and not goes_on and taken.isdisjoint(range(found.start, found.end)):
            naming = _naming(doc, found.start, found.end)
            if naming is not None and taken.isdisjoint(range(naming.first, naming.end)):
                taken.update(range(naming.first, naming.end))
                yield naming
    for first, end in _given_and_surname(doc, taken):
        naming = _naming(doc, first, end)
        if naming is not None:
            taken.update(range(naming.first, naming.end))
            yield naming


def _is_one(doc: Doc, first: Candidate, second: Candidate) -> bool:
    """Tell whether the second goes on with the first: a given name of which the parser has made a name of its own."""
    token = doc[first.end - 1]
    return first.end == second.start and token.dep_ == "compound" and not token.ent_type_


def _registered(doc: Doc, mention: Mention) -> Naming | None:
    """A name of the registry; a lone surname behind another given name is somebody else's."""
    words = tuple(token.text for token in doc[mention.first : mention.end])
    if len(words) > 1 or mention.kind == "name":
        return Naming(mention.first, mention.end, words, gender_at(doc, mention.first, mention.end), mention.slugs)
    after = doc[mention.end].lower_.rstrip(".") if mention.end < len(doc) else ""
    if after in SUFFIXES:
        return None
    first = _with_given(doc, mention.first, mention.end)
    if first < mention.first:
        return _naming(doc, first, mention.end)
    return Naming(first, mention.end, words, gender_at(doc, first, mention.end), mention.slugs)


def _with_given(doc: Doc, first: int, end: int) -> int:
    while first > 0 and _is_given(doc[first - 1]) and end - first < LONGEST:
        first -= 1
    return first


def _is_given(token: Token) -> bool:
    """Tell whether the token before a surname is part of the name: a proper noun that is no title and no place."""
    if token.tag_ not in PROPER or not token.text[:1].isupper() or is_title(token.text):
        return False
    return token.ent_type_ == "PERSON" or is_given_name(token.text)


def _naming(doc: Doc, first: int, end: int) -> Naming | None:
    """Trim titles in front and what is no name behind; None if nothing of a person's name is left."""
    while first < end - 1 and is_title(doc[first].text):
        first += 1
    while end - 1 > first and doc[end - 1].lower_.rstrip(".") in SUFFIXES | POSSESSIVES:
        end -= 1
    if end - first == 1 or doc[first].lower_ in PARTICLES:
        first = _from_start(doc, first, end)
    while first > 1 and doc[first - 1].text == "-" and not doc[first - 2].whitespace_ and doc[first - 2].tag_ in PROPER:
        first -= 2
    words = tuple(_cased(doc[first:end].text).split())
    if (
        not words
        or len(words) > LONGEST
        or not all(_may_name(word) for word in words[:-1])
        or not (_may_name(words[-1]) or (len(words) > 1 and _may_end(doc, first, words[-1])))
        or (len(words) > 1 and words[0].lower() in DIRECTIONS)
        or not (words[-1].rsplit("-")[-1][:1].isupper() or (is_family_first(words) and not is_given_name(words[0])))
    ):
        return None
    last = end + (end < len(doc) and doc[end].lower_.rstrip(".") in SUFFIXES)
    return Naming(first, last, words, gender_at(doc, first, end), is_sure=_is_sure(doc, first, end))


def _from_start(doc: Doc, first: int, end: int) -> int:
    """Where a name begins of which only the surname was seen: "Paloma" before "Reyes", "Anwar" before "bin Talib"."""
    found = _with_given(doc, first, end)
    before = doc[found - 1] if found else None
    if found < first or before is None or before.tag_ != "NNP" or before.ent_type_ or before.dep_ != "compound":
        return found
    if doc[first].lower_ in read_genders().given:
        return found
    is_name = before.text[0].isupper() and not before.text.isupper() and _may_name(before.text)
    return found - 1 if is_name and before.head.i in range(first, end) and not before.is_stop else found


def _cased(name: str) -> str:
    """A name in capitals, as transcripts have it, is written as others are."""
    return name.title() if name.isupper() and " " in name and len(name) >= LEAST_CAPITALS else name


def _may_name(word: str) -> bool:
    letters = word.replace("-", "").replace("'", "").replace("’", "").rstrip(".")
    return letters.isalpha() and word.lower() not in read_words().not_names and not is_title(word)


def _may_end(doc: Doc, first: int, word: str) -> bool:
    """A surname may be a noun for a person as well (Mark Baker), behind a given name."""
    is_given = doc[first].ent_type_ == "PERSON" or is_given_name(doc[first].text)
    return is_given and word.lower() in read_roles().surnames


def _is_sure(doc: Doc, first: int, end: int) -> bool:
    """Tell whether more than capital letters says that it is a person: an entity, a title or a given name."""
    labels = {token.ent_type_ for token in doc[first:end]}
    if "PERSON" in labels or gender_of(doc, first, first) or (first > 0 and is_title(doc[first - 1].text)):
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
        if before is None or is_title(before.text) or before.tag_ not in PROPER:
            yield token.i, end + 1


def _told(doc: Doc, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield names that the words around tell to be persons', whatever kind of entity they are taken for."""
    for token in tokens_with(doc, DEP, "appos"):
        yield from _beside_noun(doc, token)
    for place in _runs_behind_nouns(doc):
        yield from _behind_title(doc, place)
    for mention in mentions:
        if mention.kind == "outlet" and mention.end < len(doc) and doc[mention.end].text in POSSESSIVES:
            yield from _full(doc, mention.end + 1)
    for attribution in doc._.attributions or ():
        yield from _label(doc, attribution)


def _runs_behind_nouns(doc: Doc) -> list[int]:
    """Return where a noun is followed by two proper nouns at least."""
    proper = have(doc, TAG, *PROPER)
    noun = proper | have(doc, TAG, "NN")
    found: list[int] = (np.flatnonzero(noun[:-2] & proper[1:-1] & proper[2:]) + 1).tolist()
    return found


def _beside_noun(doc: Doc, token: Token) -> Iterator[tuple[int, int]]:
    """ "The envoy, Ann Lee," and "Ann Lee, an envoy": a name beside a noun for a person."""
    name, noun = (token, token.head) if token.tag_ == "NNP" else (token.head, token)
    if name.tag_ != "NNP" or noun.tag_ != "NN" or not is_person_noun(noun):
        return
    first = name.i
    while first > 0 and _is_inside(doc[first - 1]):
        first -= 1
    comma = doc[first - 1] if noun.i < name.i else doc[min(name.i + 1, len(doc) - 1)]
    is_weak = noun.i > name.i and noun.lower_ in read_roles().bodies_too
    if comma.text == "," and first < name.i and not is_weak:
        yield first, name.i + 1


def _is_inside(token: Token) -> bool:
    """Tell whether the name goes on before the token: another word of it, or a hyphen."""
    return (token.tag_ in PROPER and token.dep_ == "compound") or (token.tag_ == "HYPH" and not token.whitespace_)


def _behind_title(doc: Doc, first: int) -> Iterator[tuple[int, int]]:
    """ "Justice Minister Leyla Karam", "the author Junot Díaz": a name right behind a title or a noun for a person."""
    title = doc[first - 1]
    if title.tag_ not in {"NN", "NNP"} or not is_title(title.text) or title.lower_ in read_roles().bodies_too:
        return
    for start, end in _full(doc, first):
        labels = {token.ent_type_ for token in doc[start:end]}
        if labels.isdisjoint(PLACES):
            yield start, end


def _full(doc: Doc, first: int) -> Iterator[tuple[int, int]]:
    """Yield the run of two or three proper nouns that begins there, if no "of" or "&" goes on with it."""
    end = first
    while end < len(doc) and end - first < LONGEST and _goes_on(doc, first, end):
        end += 1
    if end < len(doc) and doc[end].text == "-" and not doc[end - 1].whitespace_ and doc[end].tag_ == "HYPH":
        end += 2
    after = doc[end] if end < len(doc) else None
    goes_on = after is not None and (after.lower_ in {"of", "for", "&"} or after.tag_ in PROPER)
    if 2 <= end - first < LONGEST and not (goes_on and after is not None and after.text not in POSSESSIVES):
        yield first, end


def _goes_on(doc: Doc, first: int, place: int) -> bool:
    word = doc[place]
    return word.tag_ in PROPER and (_may_name(word.text) or (place > first and _may_end(doc, first, word.text)))


def _label(doc: Doc, attribution: Attribution) -> Iterator[tuple[int, int]]:
    """The full name that opens a turn in a transcript ("JOEL REED: …"), which the parser takes for anything."""
    if len(attribution.source) != 1 or not attribution.cue or text_of(doc)[slice(*attribution.cue[0])] != ":":
        return
    label = doc.char_span(*attribution.source[0])
    if label is not None and label.text.isupper() and len(label) > 1:
        yield label.start, label.end
