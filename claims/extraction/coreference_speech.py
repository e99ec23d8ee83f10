"""Pronouns that speak ("..., he said"): who is named in a quotation does not speak it, who spoke last goes on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Token

from claims.extraction.coreference_features import Features
from claims.extraction.lexicon import read_cues
from claims.extraction.mentions import Candidate
from claims.extraction.records import Span

BESIDE = 5  # tokens between a pronoun and the quotation it speaks
GOES_ON = 4.0  # how much likelier the last speaker is than the wording alone says
ONLY_QUOTED = 0.25  # the same for somebody who is named in quotations only


def may_speak(pronoun: Token, quoted: Sequence[bool], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out whom the quotation names that the pronoun speaks; all stay where it speaks none."""
    own = quotations_of(pronoun, quoted)
    named = {one.entity for one in candidates for span in own if span.start <= one.start < span.end}
    return [one for one in candidates if one.entity not in named]


def weigh(pronoun: Token, quoted: Sequence[bool], mentions: Sequence[Candidate], shares: Features) -> Features:
    """Shift the shares towards the last speaker, away from those whom others only talk of; they still add up to 1."""
    if not speaks(pronoun):
        return shares
    open_said = {one.entity for one in mentions if not quoted[one.start]}
    factors = [(GOES_ON if one.spoke else 1.0) * (1.0 if one.entity in open_said else ONLY_QUOTED) for one in mentions]
    shifted = shares * np.array([*factors, 1.0], dtype=np.float32)
    found: Features = shifted / shifted.sum()
    return found


def speaks(pronoun: Token) -> bool:
    """Tell whether the pronoun is the subject of a cue."""
    verb = pronoun.head
    return pronoun.dep_ == "nsubj" and read_cues().find(verb.lemma_.lower(), verb.tag_) is not None


def quotations_of(pronoun: Token, quoted: Sequence[bool]) -> list[Span]:
    """Return the tokens of the quotations right before and right after a pronoun that speaks outside of both."""
    if quoted[pronoun.i] or not speaks(pronoun):
        return []
    before = next((at for at in range(pronoun.i - 1, max(-1, pronoun.i - BESIDE), -1) if quoted[at]), None)
    after = next((at for at in range(pronoun.i + 1, min(len(quoted), pronoun.i + BESIDE)) if quoted[at]), None)
    found = []
    if before is not None:
        start = before
        while start > 0 and quoted[start - 1]:
            start -= 1
        found.append(Span(start, before + 1))
    if after is not None:
        end = after
        while end < len(quoted) and quoted[end]:
            end += 1
        found.append(Span(after, end))
    return found
