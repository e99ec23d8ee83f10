"""Pronouns that speak a quotation: who is named in it is left out, who spoke last is likelier."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from claims.extraction.coreference_input import quoted_tokens
from claims.extraction.coreference_speech import may_speak, quotations_of, weigh
from claims.extraction.mentions import Candidate
from claims.extraction.pronouns import build_parser

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_parser()


TEXT = "Karl Berg met Peter Moe. “Moe wants a part of our land,” he said."


def test_whom_a_quotation_names_does_not_speak_it(nlp: Language) -> None:
    doc = nlp(TEXT)
    quoted = quoted_tokens(doc)
    (pronoun,) = (token for token in doc if token.text == "he")
    berg, moe, again = Candidate(0, 2, entity="berg"), Candidate(3, 5, entity="moe"), Candidate(7, 8, entity="moe")
    assert [doc[span.start : span.end].text for span in quotations_of(pronoun, quoted)] == [
        "“Moe wants a part of our land,"
    ]
    assert may_speak(pronoun, quoted, [berg, moe, again]) == [berg]


def test_pronoun_that_does_not_speak_leaves_all(nlp: Language) -> None:
    doc = nlp("“Moe wants a part of our land,” and then he slept.")
    (pronoun,) = (token for token in doc if token.text == "he")
    moe = Candidate(1, 2, entity="moe")
    assert may_speak(pronoun, quoted_tokens(doc), [moe]) == [moe]


def test_last_speaker_is_likelier_than_the_wording_says(nlp: Language) -> None:
    doc = nlp(TEXT)
    (pronoun,) = (token for token in doc if token.text == "he")
    mentions = [Candidate(0, 2, entity="berg", spoke=True), Candidate(3, 5, entity="moe")]
    shares = np.array([0.3, 0.6, 0.1], dtype=np.float32)
    shifted = weigh(pronoun, quoted_tokens(doc), mentions, shares)
    assert shifted[0] > shifted[1]
    assert shifted.sum() == pytest.approx(1)


def test_whom_others_only_talk_of_is_less_likely(nlp: Language) -> None:
    doc = nlp(TEXT)
    (pronoun,) = (token for token in doc if token.text == "he")
    mentions = [Candidate(0, 2, entity="berg"), Candidate(7, 8, entity="moe")]
    shares = np.array([0.3, 0.6, 0.1], dtype=np.float32)
    assert weigh(pronoun, quoted_tokens(doc), mentions, shares)[0] > 0.5
