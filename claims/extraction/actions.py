"""Plain actions that look like attributions: "signed the bill", "released his plan" say nothing."""

from __future__ import annotations

from spacy.tokens import Doc

from claims.extraction.lexicon import CueLexicon
from claims.extraction.records import Attribution, Kind
from claims.extraction.terms import tokens_of

# On PolNeAR, of attributions of this shape below this confidence one in three is right, above it two in three.
DOUBTFUL = 0.6
CLAUSE = ("VB", "MD")


class Actions:
    """Tells plain actions by three things together: a verb of no speech, an object without a clause, little trust."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self._speech = frozenset(lemma for lemma, _ in lexicon.cues)

    def is_plain(self, doc: Doc, attribution: Attribution) -> bool:
        """Tell whether an attribution rather is something done; words in quotation marks never are."""
        if attribution.confidence >= DOUBTFUL or attribution.kind is not Kind.INDIRECT or not attribution.source:
            return False
        cue = {token.lemma_.lower() for token in tokens_of(doc, attribution.cue)}
        cue |= {code.removeprefix("cue:") for code in attribution.reason if code.startswith("cue:")}
        if not cue or cue & self._speech:
            return False
        return not any(token.tag_.startswith(CLAUSE) for token in tokens_of(doc, attribution.content))
