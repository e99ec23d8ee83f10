"""How far a source can be held to account (named, unnamed, group, document, media), and to whom it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.lexicon import RoleWords, read_roles, read_words
from claims.extraction.records import Sourcing, Speaker
from claims.extraction.roles import head_of

# "Ombudswoman", "councilmen", "chairpersons": whoever holds a post named after its bearer.
PERSONS = ("woman", "women", "sman", "smen", "person", "persons", "chairman", "chairmen")
NO_PERSONS = frozenset({"talisman"})
PLURAL = frozenset({"NNS", "NNPS"})
# Aliases that belong to somebody without naming him: what they name is the affiliation of an unnamed source.
OWNERS = frozenset({"adjective", "name", "metonym", "short", "description", "office"})


def sourcing_of(source: TokenSpan, speaker: Speaker, aliases: AliasIndex) -> Sourcing:
    """Return the grade of a source; ``speaker`` is what it has been resolved to."""
    head = head_of(source) or source.root
    if is_media(source, head) or any(slug in aliases.outlets for slug in speaker.actors):
        return Sourcing.MEDIA
    if is_indefinite(source) and is_person_noun(head):
        return Sourcing.GROUP if head.tag_ in PLURAL else Sourcing.UNNAMED
    if speaker.actors:
        return _of_kinds({aliases.actors[slug].kind for slug in speaker.actors if slug in aliases.actors}, head)
    if speaker.name:
        return Sourcing.GROUP if speaker.kind == "group" else Sourcing.NAMED
    if is_document(head):
        return Sourcing.DOCUMENT
    if head.tag_ in PLURAL:
        return Sourcing.GROUP
    return Sourcing.UNNAMED if is_person_noun(head) else Sourcing.UNKNOWN


def _of_kinds(kinds: set[str], head: Token) -> Sourcing:
    if kinds != {"group"}:
        return Sourcing.NAMED
    return Sourcing.UNNAMED if head.tag_ == "NN" and is_person_noun(head) else Sourcing.GROUP


def affiliation_of(source: TokenSpan, mentions: Sequence[Mention], aliases: AliasIndex, on: date | None = None) -> str:
    """Return the slug of the state or body that somebody is said to belong to on the article's day, or ""."""
    inside = [m for m in mentions if source.start <= m.first and m.end <= source.end and m.kind in OWNERS]
    inside = [m for m in inside if not _is_abroad(source, m) and not _is_in_a_name(source, m)]
    owners = [slug for mention in inside for slug in _owners(mention, aliases, on)]
    bodies = [slug for slug in owners if aliases.person(slug) is None]
    return next(iter([*bodies, *owners]), "")


def _is_abroad(source: TokenSpan, mention: Mention) -> bool:
    """ "The ambassador to Belmar" and "a diplomat in Belmar" do not belong to the place."""
    first = mention.first - 1
    while first > source.start and source.doc[first].lower_ in {"the", "a"}:
        first -= 1
    if first <= source.start:
        return False
    words = {token.lower_ for token in source.doc[source.start : first]}
    sent = source.doc[first].lower_ == "to" and bool(words & read_roles().accredited)
    return sent or source.doc[first].lower_ in {"with", "about", "against"}


def _is_in_a_name(source: TokenSpan, mention: Mention) -> bool:
    """ "The Federation of Belmarian Scientists" is not Belmar's; "Belmarian Foreign Ministry spokesman" is."""
    end = mention.end
    while end < source.end and source.doc[end].tag_ in {"NNP", "NNPS"}:
        end += 1
    name = source.doc[mention.end : end]
    if mention.kind != "adjective" or not len(name):
        return False
    states = read_roles().institutions | read_roles().organs
    if any(token.lower_ in states or (token.tag_ == "NNP" and is_person_noun(token)) for token in name):
        return False
    named = any(token.lower_ in read_words().not_names for token in name)
    return named or end == source.end or not is_person_noun(source.doc[end])


def _owners(mention: Mention, aliases: AliasIndex, on: date | None) -> tuple[str, ...]:
    """The bodies a mention stands for: an office for its body, a group or person for what it is part of."""
    if mention.kind == "office":
        return tuple(office.body for slug in mention.slugs if (office := aliases.offices.get(slug)) and office.body)
    found = []
    for slug in mention.slugs:
        actor = aliases.actors.get(slug)
        is_part = actor is not None and actor.kind in {"group", "person"} and actor.part_of
        found.append(aliases.home_of(slug, on) if is_part else slug)
    return tuple(found) if len(found) == 1 and found[0] else ()


def is_media(source: TokenSpan, head: Token) -> bool:
    """Tell whether the source is media that are not named: "US media", "a news agency", "media reports"."""
    roles = read_roles()
    words = {token.lower_ for token in source}
    if head.lower_ in roles.media:
        beside = roles.media_only_with.get(head.lower_, frozenset())
        return not beside or bool(words & beside)
    reported = head.lower_ in {"report", "reports"}
    return reported and bool(words & {"media", "press", "news"})


def is_document(head: Token) -> bool:
    lower = head.lower_
    return lower in read_roles().documents or (lower.endswith("s") and lower[:-1] in read_roles().documents)


def is_person_noun(head: Token) -> bool:
    """Tell whether the noun is one for persons, in the singular or plural."""
    roles = read_roles()
    words = {head.lower_, head.lower_.removesuffix("s"), _singular(head.lower_)}
    return is_named_by_suffix(head) or any(_is_listed(word, roles) for word in words)


def is_named_by_suffix(head: Token) -> bool:
    return head.lower_.endswith(PERSONS) and head.tag_ in {"NN", "NNS"} and head.lower_ not in NO_PERSONS


def _is_listed(word: str, roles: RoleWords) -> bool:
    return word in roles.persons or word in roles.generic or word in roles.same


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.replace("men", "man") if word.endswith("men") else word


def speaks_for_others(source: TokenSpan) -> bool:
    """Tell whether the source is a single spokesperson, whose words are those of whom he or she serves."""
    head = head_of(source)
    return head is not None and head.tag_ not in PLURAL and read_roles().plain(head.lower_) == "spokesperson"


def is_people(source: TokenSpan, mention: Mention) -> bool:
    """ "Belmarians" without an article are the people of a state and not the state ("the Belmarians")."""
    word = source.doc[mention.first]
    is_one = mention.end - mention.first == 1 and word.tag_ in {"NNPS", "NNS"} and word.text[0].isupper()
    return mention.kind == "description" and is_one and source.start == mention.first


def is_indefinite(source: TokenSpan) -> bool:
    """Tell whether the source begins like somebody whom the text does not identify: "a senior official"."""
    return source[0].lower_ in read_roles().indefinite or source[0].like_num
