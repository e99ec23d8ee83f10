"""Other names and another gender for the persons of an example, so that the model cannot lean on whom it knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from spacy.tokens import Doc, Token

from claims.extraction.mentions import FEMALE, MALE, Candidate, find_mentions, read_genders
from claims.training.coreference_docs import changed

COUNTERPARTS = (
    *(("mr", "mrs"), ("king", "queen"), ("prince", "princess"), ("husband", "wife"), ("son", "daughter")),
    *(("father", "mother"), ("brother", "sister"), ("man", "woman"), ("boy", "girl"), ("actor", "actress")),
    *(("uncle", "aunt"), ("nephew", "niece"), ("grandfather", "grandmother"), ("spokesman", "spokeswoman")),
    *(("lord", "lady"), ("sir", "dame"), ("men", "women"), ("boys", "girls"), ("sons", "daughters")),
    *(("brothers", "sisters"), ("boyfriend", "girlfriend"), ("gentleman", "lady"), ("duke", "duchess")),
    *(
        ("male", "female"),
        ("congressman", "congresswoman"),
        ("chairman", "chairwoman"),
        ("businessman", "businesswoman"),
    ),
)


@dataclass
class Renamer:
    """Draws names from the given names of the data file and from surnames collected beforehand."""

    random: Random
    surnames: list[str]

    def __post_init__(self) -> None:
        given = read_genders().given
        self.given = {gender: sorted(name for name, its in given.items() if its == gender) for gender in (MALE, FEMALE)}

    def opposite(self, gender: str) -> str:
        return FEMALE if gender == MALE else MALE

    def renamed(self, doc: Doc, persons: Sequence[Candidate], gender: str) -> Doc:
        """Copy a doc with other names for the persons and gendered words of the gender; tokens and parse stay."""
        chosen: dict[str, str] = {}
        words = {token.i: word for token in doc if (word := _counterpart(token, gender))}
        for mention in persons:
            words |= self._name(list(doc[mention.start : mention.end]), gender, chosen)
        return changed(doc, words)

    def _name(self, tokens: Iterable[Token], gender: str, chosen: dict[str, str]) -> dict[int, str]:
        """The same word gets the same new word all over a text."""
        found = {}
        parts = [token for token in tokens if token.text[:1].isupper() and token.text.isalpha() and len(token) > 1]
        for number, token in enumerate(parts):
            is_given = token.text.lower() in read_genders().given or (number == 0 and len(parts) > 1)
            pool = self.given[gender] if is_given else self.surnames
            found[token.i] = chosen.setdefault(token.text.lower(), self.random.choice(pool).capitalize())
        return found


def _counterpart(token: Token, gender: str) -> str:
    """Return the word of the wanted gender; "" where nothing needs to change."""
    word = token.text.lower()
    masculine = dict(COUNTERPARTS) | {"he": "she", "himself": "herself", "him": "her", "his": "her"}
    feminine = {b: a for a, b in COUNTERPARTS} | {"she": "he", "herself": "himself", "hers": "his", "ms": "mr"}
    feminine["her"] = "his" if token.tag_ == "PRP$" or token.dep_ == "poss" else "him"
    new = masculine.get(word, "") if gender == FEMALE else feminine.get(word, "")
    return new.capitalize() if new and token.text[0].isupper() else new


def surnames_of(docs: Iterable[Doc]) -> list[str]:
    """Collect the last words of the persons' names, once each."""
    found = {
        doc[mention.end - 1].text
        for doc in docs
        for mention in find_mentions(doc)
        if mention.is_person and mention.end - mention.start > 1
    }
    given = read_genders().given
    return sorted(name for name in found if name.isalpha() and len(name) > 2 and name.lower() not in given)
