"""Which verb or noun a date belongs to by the parse, where that is not the one that says when something was said."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claims.extraction.lexicon import read_words
from claims.extraction.places import tokens_at
from claims.extraction.records import Span

CLAUSES = frozenset({"relcl", "acl"})
AT = frozenset({"at", "to", "in", "during", "from", "on", "of", "with"})
OWNED = frozenset({"poss", "compound", "nmod"})  # "Friday's attack", "the Friday attack"


def is_aside(doc: Doc, date: Span, cue: Span | None = None) -> bool:
    """Tell whether a date tells of something else than the clause around it, or around the ``cue``.

    "X, who came on Friday, said" and "the ship seized on Friday": the date belongs to a clause that describes a noun;
    "after Friday's attack": to a noun. Not so where the noun is an occasion on which people speak ("in Friday's
    speech", "in remarks published on Friday"), where the verb says that somebody appeared ("who met him on Friday"), or
    where the cue stands in that clause itself.
    """
    root = _root(doc, date)
    if root is None:
        return False
    said = frozenset(token.i for token in tokens_at(doc, cue)) if cue else frozenset()
    if any(_describes(token) and not _is_occasion(token) for token in _up_to(root, said)):
        return True
    return bool(said) and _stands_in_a_clause_without(doc, root, said)


def is_told_as_past(doc: Doc, place: Span) -> bool:
    """Tell whether the verb over ``place`` says that it has happened ("ended", "had been signed")."""
    root = _root(doc, place)
    if root is None:
        return False
    verb = next((token for token in (root, *root.ancestors) if token.tag_.startswith(("VB", "MD"))), None)
    if verb is None or any(child.tag_ == "MD" for child in verb.children):
        return False
    helped = any(child.lower_ in {"had", "has", "have", "was", "were"} for child in verb.children)
    return verb.tag_ == "VBD" or (verb.tag_ == "VBN" and (helped or verb.dep_ == "acl"))


def share_a_verb(doc: Doc, date: Span, place: Span) -> bool:
    """Tell whether a date and an event hang on one verb that takes place at the event ("told the summit on Friday")."""
    when, what = _root(doc, date), _root(doc, place)
    if when is None or what is None:
        return False
    verb, other = _verb_over(when), _verb_over(what)
    if verb is None or verb != other:
        return False
    between = [token for token in what.ancestors if token.i != verb.i and verb.is_ancestor(token)]
    return all(token.dep_ not in {"prep", "mark"} or token.lower_ in AT for token in between)


def _verb_over(token: Token) -> Token | None:
    return next((above for above in token.ancestors if above.tag_.startswith("VB")), None)


def _root(doc: Doc, place: Span) -> Token | None:
    found = tokens_at(doc, place)
    return found.root if len(found) else None


def _up_to(token: Token, said: frozenset[int]) -> Iterator[Token]:
    """Yield the token and what stands over it, up to the cue."""
    for above in (token, *token.ancestors):
        if above.i in said:
            return
        yield above


def _is_occasion(token: Token) -> bool:
    words = read_words()
    return token.head.lower_ in words.occasions or (token.dep_ in CLAUSES and token.lemma_ in words.appearing)


def _describes(token: Token) -> bool:
    if token.dep_ in OWNED:
        return token.head.tag_.startswith("NN") and token.head.ent_type_ not in {"DATE", "TIME"}
    return token.dep_ in CLAUSES and token.tag_ != "VBG" and token.tag_.startswith(("VB", "MD"))


def _stands_in_a_clause_without(doc: Doc, date: Token, said: frozenset[int]) -> bool:
    """Tell whether the cue stands in a finite clause that describes a noun ("X, who said no, came on Friday")."""
    cue = doc[min(said)]
    for above in (cue, *cue.ancestors):
        if above.dep_ == "relcl" and above.tag_ in {"VBD", "VBZ", "VBP", "VBN"}:
            return not above.left_edge.i <= date.i <= above.right_edge.i
    return False
