"""The trained coreference model on sentences of our own, on odd texts, and on GAP."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claims.extraction.coreference import Candidate, Coreference, Ranked, find_mentions
from claims.extraction.coreference_features import PRONOUNS
from claims.extraction.coreference_model import KIND, SHIPPED
from claims.extraction.gap import read_gap, score_gap
from claims.extraction.model_folder import CARD, CONFIG, NETWORK, ModelError, read_stated
from claims.extraction.pronouns import answer_gap, build_parser

pytestmark = pytest.mark.model

FLOOR = 0.75  # F1; the model reaches 0.768


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_parser()


@pytest.fixture(scope="module")
def coreference() -> Coreference:
    return Coreference()


def resolve(nlp: Language, coreference: Coreference, text: str, pronoun: str) -> tuple[Doc, list[Ranked]]:
    """Resolve the last token that reads ``pronoun``."""
    doc = nlp(text)
    token = [token for token in doc if token.lower_ == pronoun][-1]
    return doc, coreference.resolve(doc, token, find_mentions(doc))


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Anna Lund told Peter Moe that she would sign.", "she", "Anna Lund"),
        ("Anna Lund told Peter Moe that he would sign.", "he", "Peter Moe"),
        (
            "Peter Moe came on Monday. He signed the treaty with Karl Berg, and then he left for home.",
            "he",
            "Peter Moe",
        ),
        (
            "Olena Hryb spoke first. Daria Kos listened. Mr Hryb was absent. Daria Kos said she agreed.",
            "she",
            "Daria Kos",
        ),
        ("Victor Lund and his brother Peter left for home.", "his", "Victor Lund"),
    ],
)
def test_pronoun_means_the_right_person(
    nlp: Language, coreference: Coreference, text: str, pronoun: str, name: str
) -> None:
    doc, ranked = resolve(nlp, coreference, text, pronoun)
    best = ranked[0].candidate
    assert doc[best.start : best.end].text.endswith(name.rsplit(maxsplit=1)[-1])
    assert best.entity.endswith(name.rsplit(maxsplit=1)[-1].lower())


def test_other_gender_is_never_meant(nlp: Language, coreference: Coreference) -> None:
    _, ranked = resolve(nlp, coreference, "Anna Lund met Maria Moe. He was late.", "he")
    assert ranked == []


def test_organisation_is_meant_by_it(nlp: Language, coreference: Coreference) -> None:
    doc, ranked = resolve(nlp, coreference, "NATO met Peter Moe in March. It will decide in June.", "it")
    assert doc[ranked[0].candidate.start].text == "NATO"
    assert all(not one.candidate.is_person for one in ranked)


def test_probabilities_leave_room_for_nobody(nlp: Language, coreference: Coreference) -> None:
    _, ranked = resolve(nlp, coreference, "Karl Berg met Peter Moe before he left.", "he")
    assert len(ranked) == 2
    assert ranked[0].probability >= ranked[1].probability > 0
    assert sum(one.probability for one in ranked) < 1
    assert "gender_agrees" in ranked[0].reasons


def test_far_away_person_is_not_looked_at(nlp: Language, coreference: Coreference) -> None:
    _, ranked = resolve(nlp, coreference, "Karl Berg left. " + "It rained all day. " * 40 + "He came back.", "he")
    assert ranked == []


def test_same_input_gives_the_same_result_whatever_came_before(nlp: Language, coreference: Coreference) -> None:
    text = "Karl Berg told Peter Moe that he would stay in Oslo."
    first = resolve(nlp, coreference, text, "he")[1]
    resolve(nlp, coreference, "Anna Lund told Maria Moe that she was right.", "she")
    assert resolve(nlp, coreference, text, "he")[1] == first


def test_candidates_without_entity_are_united_by_name(nlp: Language, coreference: Coreference) -> None:
    doc = nlp("Karl Berg arrived. Berg said he would stay.")
    ranked = coreference.resolve(doc, doc[6], [Candidate(0, 2), Candidate(4, 5)])
    assert [one.candidate.entity for one in ranked] == ["karl berg"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.sampled_from(sorted(PRONOUNS)))
def test_random_text_is_survived(nlp: Language, coreference: Coreference, text: str, pronoun: str) -> None:
    doc = nlp(f"{text} Ann Lund said {pronoun} {text}")
    mentions = find_mentions(doc)
    assert all(0 <= one.start < one.end <= len(doc) for one in mentions)
    for token in doc[:20]:
        for one in coreference.resolve(doc, token, mentions):
            assert 0 <= one.probability <= 1


def test_shipped_model_is_whole_small_and_has_its_card() -> None:
    stated = read_stated(SHIPPED, KIND)
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 25_000_000
    assert stated["version"] in (SHIPPED / CARD).read_text(encoding="utf-8")


def test_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    (folder / NETWORK).write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"is not the file.*Reinstall"):
        read_stated(folder, KIND)
    (folder / CONFIG).write_text(json.dumps({**read_stated(SHIPPED, KIND), "format": 0}))
    with pytest.raises(ModelError, match="of another version"):
        read_stated(folder, KIND)
    (folder / CONFIG).write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        read_stated(folder, KIND)
    with pytest.raises(ModelError, match="No coreference model"):
        read_stated(tmp_path / "nowhere", KIND)


@pytest.mark.shared
def test_gap_validation_is_answered_well(shared: Path) -> None:
    snippets = read_gap(shared / "gap" / "gap-validation.tsv")
    scores = score_gap(snippets, list(answer_gap(snippets)))
    assert scores.overall >= FLOOR
    assert scores.bias >= 0.95
