"""What looks like an attribution and states nothing: "signed the bill", "doubted it", "without saying which"."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from claims.extraction.lexicon import CueLexicon, read_words
from claims.extraction.records import Attribution, Kind
from claims.extraction.terms import tokens_of

# On PolNeAR, of attributions of this shape below this confidence one in three is right, above it two in three.
DOUBTFUL = 0.6
# Of those without a source, below this confidence, fewer than half are right; of contents that only point, two in nine.
UNSOURCED = 0.4
CLAUSE = ("VB", "MD")
NAMING = (*CLAUSE, "NN")
SUBSTANCE = (*NAMING, "JJ", "CD", "RB")
ANONYMITY = re.compile(
    r"(?:that )?(?:(?:he|she|they) )?not (?:to )?be (?:named|identified|quoted)\b|(?:for )?anonymity\b"
)
QUESTIONS = frozenset({"whether", "if", "what", "why", "how", "when", "who", "which", "where"})
PASSIVE = frozenset({"is", "are", "was", "were", "been", "being", "be", "has", "have", "had"})
POINTING = frozenset({"so", "far", "then", "not", "there", "too", "also", "again", "yet", "now", "here"})


class Actions:
    """Tells what states nothing from claims; the attribution component gives it all the same."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self._speech = frozenset(lemma for lemma, _ in lexicon.cues)

    def states_nothing(self, doc: Doc, attribution: Attribution) -> bool:
        """Tell whether no claim is to be made of an attribution."""
        if attribution.kind is not Kind.INDIRECT:
            return False
        if not attribution.source and attribution.confidence < UNSOURCED:
            return True
        if attribution.confidence < DOUBTFUL and _is_empty(doc, attribution):
            return True
        cue = [token.lower_ for token in tokens_of(doc, attribution.cue)]
        if cue[1:] == [":"] and cue[0] in read_words().labels:
            return True
        if _wants_no_name(doc, attribution) or _is_quoted(doc, attribution) or _is_question(doc, attribution):
            return True
        return _keeps_silent(doc, attribution) or self.is_plain(doc, attribution)

    def is_plain(self, doc: Doc, attribution: Attribution) -> bool:
        """Tell whether an attribution rather is something done; words in quotation marks never are.

        Three things together: a verb of no speech, an object without a clause, little trust.
        """
        if attribution.confidence >= DOUBTFUL or attribution.kind is not Kind.INDIRECT or not attribution.source:
            return False
        cue = {token.lemma_.lower() for token in tokens_of(doc, attribution.cue)}
        cue |= {code.removeprefix("cue:") for code in attribution.reason if code.startswith("cue:")}
        if not cue or cue & self._speech:
            return False
        return _has_no_verb(doc, attribution)


def _is_empty(doc: Doc, attribution: Attribution) -> bool:
    """Tell whether the content is only a word that stands for something else ("doubted it", "has refused so far")."""
    tokens = [token for token in tokens_of(doc, attribution.content) if token.lower_ not in POINTING]
    substance = SUBSTANCE if attribution.source else NAMING
    return not any(token.tag_.startswith(substance) for token in tokens)


def _wants_no_name(doc: Doc, attribution: Attribution) -> bool:
    """Tell whether a source only asks to stay unnamed ("who asked not to be identified")."""
    words = " ".join(token.lower_ for token in tokens_of(doc, attribution.content))
    return ANONYMITY.match(words) is not None


def _is_question(doc: Doc, attribution: Attribution) -> bool:
    """ "Asked whether they would leave, …": what nobody in particular has asked."""
    cue = [token.lower_ for token in tokens_of(doc, attribution.cue)]
    first = next((token.lower_ for token in tokens_of(doc, attribution.content) if token.is_alpha), "")
    return not attribution.source and cue in (["asked"], ["when", "asked"], ["asked", "about"]) and first in QUESTIONS


def _is_quoted(doc: Doc, attribution: Attribution) -> bool:
    """ "Ann Lee was quoted by the paper as saying …": who is quoted is nothing said."""
    cue = [token.lower_ for token in tokens_of(doc, attribution.cue)]
    return cue[-1:] == ["quoted"] and cue[0] in PASSIVE and _has_no_verb(doc, attribution)


def _keeps_silent(doc: Doc, attribution: Attribution) -> bool:
    """Tell whether the cue only adds that something was not told ("without saying which")."""
    cue = list(tokens_of(doc, attribution.cue))
    return any(token.tag_ == "VBG" and token.head.lower_ == "without" for token in cue)


def _has_no_verb(doc: Doc, attribution: Attribution) -> bool:
    return not any(token.tag_.startswith(CLAUSE) for token in tokens_of(doc, attribution.content))
