"""A pronoun with its candidates as the parse shows them: roles, clauses, and whom agreement leaves."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Token

from claims.extraction.mentions import FEMALE, MALE, PLURAL, SINGULAR, Candidate

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), (MALE, SINGULAR)),
    **dict.fromkeys(("she", "her", "hers", "herself"), (FEMALE, SINGULAR)),
    **dict.fromkeys(("it", "its", "itself"), ("", SINGULAR)),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("", PLURAL)),
}
POSSESSIVE = frozenset({"his", "her", "its", "their"})
REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves"})
ROLES = {
    **dict.fromkeys(("nsubj", "nsubjpass", "csubj"), "subject"),
    **dict.fromkeys(("dobj", "dative", "attr", "oprd"), "object"),
    **dict.fromkeys(("pobj", "agent"), "oblique"),
    "poss": "possessor",
    "appos": "apposition",
    "conj": "conjunct",
}
ROLE_NAMES = ("subject", "object", "oblique", "possessor", "apposition", "conjunct", "other")
CLAUSES = frozenset({"ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "parataxis"})


@dataclass(frozen=True)
class Scene:
    """One pronoun with its candidates, in reading order.

    ``quoted`` tells of each token of the doc whether quotation marks enclose it; ``starts`` are its sentences' tokens.
    """

    doc: Doc
    pronoun: Token
    candidates: Sequence[Candidate]
    quoted: Sequence[bool]
    starts: Sequence[int]

    @cached_property
    def heads(self) -> list[Token]:
        return [self.doc[one.start : one.end].root for one in self.candidates]

    @cached_property
    def sentences(self) -> list[int]:
        return [self.sentence(one.start) for one in self.candidates]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(one.entity for one in self.candidates)

    @cached_property
    def nearness(self) -> dict[int, int]:
        """The rank of each earlier mention that may agree, 0 for the nearest."""
        before = [
            number
            for number, one in enumerate(self.candidates)
            if one.end <= self.pronoun.i and may_mean(self.pronoun, one)
        ]
        return {number: rank for rank, number in enumerate(reversed(before))}

    @cached_property
    def earlier_pronouns(self) -> list[int]:
        """The pronouns of the same gender and number from the first candidate's sentence to the pronoun."""
        first = min((self.starts[number] for number in self.sentences), default=self.pronoun.i)
        agreeing = PRONOUNS.get(self.pronoun.lower_)
        return [token.i for token in self.doc[first : self.pronoun.i] if PRONOUNS.get(token.lower_) == agreeing]

    def sentence(self, token: int) -> int:
        return bisect_right(self.starts, token) - 1


def may_mean(pronoun: Token, mention: Candidate) -> bool:
    """Tell whether gender, number and kind leave it open that the pronoun means the mention."""
    gender, number = PRONOUNS.get(pronoun.text.lower(), ("", ""))
    if gender:
        return mention.is_person and mention.number != PLURAL and mention.gender in ("", gender)
    if number == SINGULAR:
        return not mention.is_person and mention.number != PLURAL
    return number != PLURAL or mention.number != SINGULAR or not mention.is_person


def role_of(token: Token) -> str:
    """Return the role in ROLE_NAMES; a name joined by "and" has the role of the first."""
    while token.dep_ == "conj" and token.head.i != token.i and token.head.tag_.startswith("NN"):
        token = token.head
    return ROLES.get(token.dep_, "other")


def clause_of(token: Token) -> Token:
    while token.dep_ not in CLAUSES and token.head.i != token.i:
        token = token.head
    return token


def phrase_of(token: Token) -> Token:
    while token.dep_ in {"poss", "appos", "conj", "compound"} and token.head.i != token.i:
        token = token.head
    return token
