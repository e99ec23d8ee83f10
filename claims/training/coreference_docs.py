"""Parsed docs with other words: the parse of the text they come from is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token


def changed(doc: Doc, words: Mapping[int, str]) -> Doc:
    """Copy a doc with other words at some tokens."""
    return _copied(doc, [token.i for token in doc], words, {}, {})


def replaced_name(doc: Doc, start: int, end: int, forms: tuple[str, str, str]) -> Doc:
    """Copy a doc with a pronoun for the name at ``[start, end)``; ``forms`` are possessive, object, subject."""
    head = doc[start:end].root
    owns = end < len(doc) and doc[end].tag_ == "POS"
    form = forms[0] if owns else forms[1] if head.dep_ in {"dobj", "pobj", "dative"} else forms[2]
    word = form.capitalize() if doc[start].is_sent_start else form
    last = end if owns else end - 1
    kept = [token.i for token in doc if token.i <= start or token.i > last]
    relations = {start: (head.head.i if head.head.i != head.i else start, head.dep_)}
    tags = {start: "PRP$" if owns else "PRP"}
    return _copied(doc, kept, {start: word}, relations, tags, space=(start, bool(doc[last].whitespace_)))


def _copied(
    doc: Doc,
    kept: Sequence[int],
    words: Mapping[int, str],
    relations: Mapping[int, tuple[int, str]],
    tags: Mapping[int, str],
    space: tuple[int, bool] = (-1, False),
) -> Doc:
    place = {number: new for new, number in enumerate(kept)}
    tokens = [doc[number] for number in kept]
    heads = [relations[token.i][0] if token.i in relations else token.head.i for token in tokens]
    return Doc(
        doc.vocab,
        words=[words.get(token.i, token.text) for token in tokens],
        spaces=[space[1] if token.i == space[0] else bool(token.whitespace_) for token in tokens],
        tags=[tags.get(token.i, token.tag_) for token in tokens],
        lemmas=[token.lemma_ for token in tokens],
        heads=[place.get(head, _nearest(place, head)) for head in heads],
        deps=[relations[token.i][1] if token.i in relations else token.dep_ for token in tokens],
        ents=_repaired(["O" if token.i in tags else _kind(token) for token in tokens]),
    )


def _nearest(place: Mapping[int, int], head: int) -> int:
    """A token whose head is gone hangs on what stands there now: the pronoun."""
    while head not in place:
        head -= 1
    return place[head]


def _kind(token: Token) -> str:
    return f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"


def _repaired(kinds: Sequence[str]) -> list[str]:
    """An entity whose first word is gone begins with the next one."""
    found: list[str] = []
    for kind in kinds:
        goes_on = kind[:1] == "I" and bool(found) and found[-1][2:] == kind[2:]
        found.append(kind if kind == "O" or goes_on or kind[0] == "B" else f"B{kind[1:]}")
    return found
