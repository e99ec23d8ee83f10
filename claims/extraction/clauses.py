"""The clauses of a content: one proposition each, with its own act, issues and span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claims.extraction import spans
from claims.extraction.places import text_of
from claims.extraction.records import Span
from claims.extraction.terms import tokens_of

JOINED = frozenset({"conj", "parataxis"})
VERBAL = ("VB", "MD")
EDGES = " \t\n,;:.–—-“”\"'‘’"
CONJUNCTIONS = frozenset({"and", "but", "or", "that"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens of one proposition, in order, and the characters they cover; ``head`` is its verb or noun."""

    head: int
    tokens: tuple[int, ...]
    spans: tuple[Span, ...]


def find_clauses(doc: Doc, content: Sequence[Span]) -> list[Clause]:
    """Split content at sentences, coordinated verbs, adverbial clauses and, in a list, coordinated nouns."""
    tokens = [token for token in tokens_of(doc, content) if not token.is_space]
    if not doc.has_annotation("DEP"):
        return [_clause(doc, tokens[0].i, [token.i for token in tokens])] if tokens else []
    inside = {token.i for token in tokens}
    heads: dict[int, int] = {}
    grouped: dict[int, list[int]] = {}
    for token in tokens:
        grouped.setdefault(_head(token, inside, heads), []).append(token.i)
    return [_clause(doc, head, members) for head, members in sorted(grouped.items(), key=lambda item: item[1][0])]


def _head(token: Token, inside: set[int], heads: dict[int, int]) -> int:
    """Return the head of the token's clause; what was found is remembered for the whole way up."""
    way: list[int] = []
    while token.i not in heads:
        way.append(token.i)
        if _opens(token, inside):
            heads[token.i] = token.i
            break
        token = token.head
    found = heads[token.i]
    heads.update(dict.fromkeys(way, found))
    return found


def _opens(token: Token, inside: set[int]) -> bool:
    above = token.head
    if above.i not in inside or above.i == token.i:
        return True
    if token.dep_ == "advcl":
        return token.tag_.startswith(VERBAL) or any(child.dep_ == "mark" for child in token.lefts)
    if token.dep_ not in JOINED:
        return False
    return _is_listed(token, above, inside)


def _is_listed(token: Token, above: Token, inside: set[int]) -> bool:
    """Coordinated verbs, and coordinated nouns that are the content itself ("the return of X and the release of Y")."""
    if token.tag_.startswith(VERBAL):
        return above.tag_.startswith((*VERBAL, "JJ", "NN"))
    while above.dep_ == "conj" and above.head.i in inside and above.head.i != above.i:
        above = above.head
    is_root = above.head.i not in inside or above.head.i == above.i or above.dep_ in {"dobj", "nsubj"}
    return is_root and token.tag_.startswith("NN") and _weight(token) > 1


def _weight(token: Token) -> int:
    """Words of a noun phrase besides articles; single words are not propositions of their own."""
    return sum(1 for child in token.children if child.dep_ not in {"det", "punct", "cc", "conj"}) + 1


def cut_to(doc: Doc, clause: Clause, inside: range) -> tuple[Span, ...]:
    """Return the spans of a clause's tokens within ``inside``; empty if none is left."""
    left = [token for token in clause.tokens if token in inside]
    return _clause(doc, clause.head, left).spans if left else ()


def _clause(doc: Doc, head: int, members: Sequence[int]) -> Clause:
    runs: list[Span] = []
    kept = _without_edges(doc, members)
    for token in kept:
        start, end = doc[token].idx, doc[token].idx + len(doc[token])
        if runs and token - 1 in kept:
            runs[-1] = Span(runs[-1].start, end)
        else:
            runs.append(Span(start, end))
    trimmed = [spans.strip(text_of(doc), run, EDGES) for run in runs]
    whole = tuple(
        run for run in trimmed if run.end > run.start and text_of(doc)[slice(*run)].lower() not in CONJUNCTIONS
    )
    return Clause(head, tuple(members), whole or tuple(runs))


def _without_edges(doc: Doc, members: Sequence[int]) -> Sequence[int]:
    """Leave out conjunctions and marks of punctuation at both ends."""
    left = [place for place, token in enumerate(members) if _is_word(doc[token]) and doc[token].dep_ != "cc"]
    return members[left[0] : left[-1] + 1] if left else members


def _is_word(token: Token) -> bool:
    return any(letter.isalnum() for letter in token.text)
