"""Titles and appositions beside a name, and whether a definite description ("the Vermont senator") may mean them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.lexicon import read_roles, read_words

FRONT = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "VBN", "VBG", "POS", "HYPH"})
STARTS = frozenset({"DT", "NN", "NNP", "JJ", "JJS", "PRP$"})
NOUNS = frozenset({"NN", "NNP", "NNS", "NNPS"})
BREAKS = frozenset({".", "!", "?", ";", "—", "(", ")", "“", "”", '"'})
VERBAL = frozenset({"VBN", "VBG", "POS", "HYPH"})
INSIDE = frozenset({"amod", "compound", "nmod"})
COURTESY = frozenset({"mr", "mrs", "ms", "miss", "dr"})
LONGEST = 14  # tokens of a role
COPULAS = frozenset({"is", "was", "became"})
# What "the head of the foreign ministry", "of state" and "of government" are called.
HEADED = {"ministry": ("minister",), "state": ("president",), "government": ("minister", "prime")}
LEAST_FIT = 0.5
EMPTY = frozenset({"the", "a", "an", "this", "that", "his", "her", "their", "its", "'s", "’s", "-", ",", "of", "and"})


def roles_at(doc: Doc, first: int, end: int) -> Iterator[TokenSpan]:
    """Yield the title in front of the name, the apposition behind or before it, and what it is said to be."""
    front = _in_front(doc, first)
    if front is not None:
        yield front
    yield from _behind(doc, end)
    yield from _before(doc, first)


def _in_front(doc: Doc, first: int) -> TokenSpan | None:
    """ "Homeland Security Secretary" Jeh Johnson."""
    start = first
    while start > 0 and first - start < LONGEST and _belongs_in_front(doc[start - 1], first - start):
        start -= 1
    title = _from_noun(doc[start:first])
    if len(title) and title[-1].lower_.rstrip(".") in COURTESY:
        title = title[:-1]
        if len(title) and title[-1].tag_ == "IN":
            return None  # "a critic of Mr" Lee is somebody else
    return title if len(title) and any(_is_post(token) for token in title) else None


def _from_noun(title: TokenSpan) -> TokenSpan:
    """Leave out verbs and marks that the sentence has put in front of a title ("pushed Mayor" Lee)."""
    while len(title) and ((title[0].tag_ in VERBAL and title[0].dep_ not in INSIDE) or not title[0].text[0].isalnum()):
        title = title[1:]
    return title


def _belongs_in_front(token: Token, distance: int) -> bool:
    joins = distance > 0 and (token.text in {"-", "of", "for"} or token.lower_ == "the")
    return (token.tag_ in FRONT and not token.is_space) or (joins and token.i > 0 and _has_post_before(token))


def _has_post_before(token: Token) -> bool:
    """Tell whether a post stands before "of (the)", as in "secretary of state", so that the title goes on."""
    before = [other for other in token.doc[max(0, token.i - 3) : token.i] if other.tag_ in NOUNS]
    return any(_is_post(other) for other in before)


def _behind(doc: Doc, end: int) -> Iterator[TokenSpan]:
    """Mark Milley, "the former chairman of …"; Ann Lee is "the envoy …"."""
    place = end
    if place < len(doc) and doc[place].text == "(":
        place = next((token.i + 1 for token in doc[place : place + 8] if token.text == ")"), place)
    if place + 1 >= len(doc):
        return
    if doc[place].text == "," or doc[place].lower_ in COPULAS:
        phrase = _phrase(doc, place + 1)
        if phrase is not None:
            yield phrase


def _before(doc: Doc, first: int) -> Iterator[TokenSpan]:
    """ "The head of the mission", Ann Lee."""
    if first < 3 or doc[first - 1].text != ",":
        return
    start = first - 1
    while start > 0 and first - start <= LONGEST and doc[start - 1].text not in BREAKS | {","}:
        start -= 1
        if doc[start].lower_ in {"the", "a", "an"} or doc[start].tag_ == "PRP$":
            phrase = doc[start : first - 1]
            if any(_is_post(token) for token in phrase) and not any(token.tag_[:2] in {"VB", "MD"} for token in phrase):
                yield phrase
            return


def _phrase(doc: Doc, start: int) -> TokenSpan | None:
    end = start
    while end < len(doc) and end - start < LONGEST and not _ends(doc[end]):
        end += 1
    phrase = doc[start:end]
    head = head_of(phrase)
    begins = bool(len(phrase)) and phrase[0].tag_ in STARTS
    return phrase if begins and head is not None and _is_post(head) else None


def _ends(token: Token) -> bool:
    return token.text in BREAKS or token.text == "," or token.tag_ in {"VBD", "VBZ", "VBP", "MD", "WP", "WDT"}


def _is_post(token: Token) -> bool:
    word = read_roles().plain(token.text)
    bare = token.lower_.rstrip(".")
    lists = read_roles().generic | read_roles().persons | read_words().person_nouns | read_roles().same.keys()
    return word in lists or bare in lists or bare in {"ceo", "member", "founder", "owner", "son", "wife", "husband"}


def head_of(phrase: Iterable[Token]) -> Token | None:
    """Return the noun that the phrase names: the last one before a preposition, comma or clause."""
    last = None
    for token in phrase:
        if last is not None and (token.tag_ in {"IN", "WP", "WDT", "TO"} or token.text in {",", "("}):
            break
        if token.tag_ in NOUNS or (last is None and token.tag_ == "JJ" and _is_post(token)):
            last = token
    return last


def plain_words(phrase: Iterable[Token]) -> frozenset[str]:
    """Return the words of a description by their plain forms, without articles."""
    plain = read_roles().plain
    return frozenset(plain(token.text) for token in phrase if token.lower_ not in EMPTY and token.text.strip())


def fit(description: TokenSpan, role: TokenSpan) -> float:
    """Return in 0..1 how well a description may mean the bearer of a role: its noun must, other words may agree."""
    head = head_of(description)
    if head is None:
        return 0.0
    wanted, given = plain_words(description), plain_words(role)
    title = read_roles().plain(head.text)
    for place, meant in HEADED.items() if title == "head" and "head" not in given else ():
        if place in wanted:
            title = meant[0]
            wanted = wanted - {"head", place} | {*meant}
    if title not in given:
        return 0.0
    others = wanted - {title}
    past = read_roles().past
    if bool(others & past) != bool(given & past):
        return LEAST_FIT / 2
    if not others:
        return 0.8
    shared = len(others & given) / len(others)
    rivals = {word for word in given - wanted if word[:1].isalpha()}
    return LEAST_FIT + (1 - LEAST_FIT) * shared if shared == 1 or (shared and not rivals) else LEAST_FIT * shared
