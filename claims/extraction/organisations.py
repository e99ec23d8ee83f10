"""Bodies and groups that the registry does not know, named by a source."""

from __future__ import annotations

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from claims.extraction.aliases import AliasIndex
from claims.extraction.discourse import Scene
from claims.extraction.lexicon import read_words
from claims.extraction.places import PROPER
from claims.extraction.records import Sourcing, Speaker
from claims.extraction.roles import head_of
from claims.extraction.sourcing import affiliation_of, is_document, is_indefinite, is_person_noun

JOINS = frozenset({"of", "for", "the", "and", "&", "on", "in", "'s", "’s", "-"})
OFFICIALS = ("official", "diplomat")
NO_BODIES = frozenset({"PERSON", "DATE", "TIME", "GPE", "NORP", "LAW", "EVENT", "WORK_OF_ART", "LANGUAGE", "MONEY"})
TYPES = frozenset({"pac", "ngo"})  # in front of a name, of which they are no part
LEAST_LETTERS = 3
LEAST_TITLED = 3  # words of a name that has a preposition with a capital
LEAST_TIMES = 3  # that a word must stand as a body before it is taken for one
BODY_LABELS = frozenset({"ORG", "NORP"})
CONFIDENCE = 0.7


def body_named(scene: Scene, head: Token, source: TokenSpan) -> Speaker | None:
    """Return the organisation whose name ``head`` belongs to; None if it is none, or not surely one."""
    if (titled := _titled(source)) is not None:
        return titled
    if _names_acronym(source, head):
        head = source[-1]
    if head.tag_ != "NNP" or head.ent_type_ in NO_BODIES:
        return None
    if is_person_noun(head) or is_document(head) or scene.people.at(head.i) is not None:
        return None
    first, end = _run(scene, head, source)
    name = scene.doc[first:end].text
    words = {token.lower_ for token in scene.doc[first:end]}
    common = read_words().not_names
    if words <= common or (is_indefinite(source) and head.lower_ in common):
        return None  # "a committee", "a super PAC" in capitals
    is_body = (
        head.ent_type_ == "ORG"
        or _names_acronym(source, head)
        or (end - first > 1 and not words.isdisjoint(read_words().not_names))
    )
    if not is_body or len(name) < LEAST_LETTERS or not name[0].isupper() or _may_be_a_surname(scene, name):
        return None
    return Speaker(
        name=name, kind="organisation", confidence=CONFIDENCE, reason=("name:new-body",), sourcing=Sourcing.NAMED
    )


def _names_acronym(source: TokenSpan, head: Token) -> bool:
    """ "The regional bloc ECO": capitals right behind a noun that says what they are."""
    last = source[-1]
    is_noun = len(source) > 1 and source[-2].tag_ == "NN" and not is_person_noun(source[-2])
    return is_noun and head.i in {last.i, last.i - 1} and last.tag_ == "NNP" and _is_acronym(last)


def _titled(source: TokenSpan) -> Speaker | None:
    """ "Doctors Without Borders": nothing but words with capitals, a preposition among them."""
    words = [token for token in source if token.is_alpha]
    if len(words) < LEAST_TITLED or len(words) < len(source) or not all(token.text[0].isupper() for token in words):
        return None
    if is_person_noun(words[-1]) or not any(token.tag_ == "IN" for token in words[1:-1]):
        return None
    return Speaker(
        name=source.text, kind="organisation", confidence=CONFIDENCE, reason=("name:titled",), sourcing=Sourcing.NAMED
    )


def _may_be_a_surname(scene: Scene, name: str) -> bool:
    """Tell whether a name of one word may be a person's: not MSNBC or G20, nor what always stands as a body."""
    if " " in name or not name[1:].islower():
        return False
    labels = [token.ent_type_ for token in scene.doc if token.text == name]
    return len(labels) < LEAST_TIMES or not set(labels) <= BODY_LABELS


def officials_of(scene: Scene, source: TokenSpan, aliases: AliasIndex) -> Speaker | None:
    """ "Polish officials", "a Polish diplomat": the unnamed officials of a state, as one group."""
    head = head_of(source)
    if head is None or not head.lower_.startswith(OFFICIALS):
        return None
    owner = aliases.actors.get(affiliation_of(source, scene.mentions, aliases))
    if owner is None or owner.kind not in {"state", "government", "organisation"}:
        return None
    adjectives = [alias.text for alias in owner.aliases if alias.kind == "adjective" and alias.language == "en"]
    name = f"{next(iter(adjectives), owner.name)} officials"
    grade = Sourcing.GROUP if head.tag_ == "NNS" else Sourcing.UNNAMED
    return Speaker(
        name=name, kind="group", confidence=0.8, reason=("officials",), affiliation=owner.slug, sourcing=grade
    )


def staffed(source: TokenSpan) -> TokenSpan | None:
    """Return the body in "analysts at the institute": of several persons, behind "at" or "from"."""
    head = head_of(source)
    if head is None or head.tag_ != "NNS" or not is_person_noun(head) or head.i + 2 >= source.end:
        return None
    doc = source.doc
    return doc[head.i + 2 : source.end] if doc[head.i + 1].lower_ in {"at", "from", "with"} else None


def _run(scene: Scene, head: Token, source: TokenSpan) -> tuple[int, int]:
    """The capitalised words around the head, joined by "of" and the like."""
    doc, first, end = scene.doc, head.i, head.i + 1
    while first > source.start and _goes_on(doc[first - 1], doc[first - 2] if first - 1 > source.start else None):
        first -= 1
    while end < source.end and _goes_on(doc[end], doc[end + 1] if end + 1 < source.end else None):
        end += 1
    while first < head.i and (not _is_proper(doc[first]) or doc[first].lower_ in TYPES):
        first += 1
    while end - 1 > head.i and not _is_proper(doc[end - 1]):
        end -= 1
    return first, end


def _is_proper(token: Token) -> bool:
    return token.tag_ in PROPER or (token.tag_ == "JJ" and token.text[0].isupper())


def _goes_on(token: Token, beyond: Token | None) -> bool:
    if _is_proper(token):
        return True
    if token.lower_ in {"and", "&"} and _is_acronym(token.nbor(-1)):
        return False  # "the FBI and the Justice Department" are two
    return token.lower_ in JOINS and beyond is not None and (_is_proper(beyond) or beyond.lower_ in JOINS)


def _is_acronym(token: Token) -> bool:
    return token.text.isupper() and len(token.text) > 1
