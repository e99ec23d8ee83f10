"""The attributions component: what it writes, what it leaves out, and that neighbours never matter."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from claims.extraction.attribution import readable
from claims.extraction.model_folder import ModelError
from claims.extraction.pipeline import Extractor, build_pipeline
from claims.extraction.records import ArticleText, Kind
from tests.extraction.factories import make_registry

pytestmark = pytest.mark.model

TEXTS = (
    'The minister said on Monday that the harbour must reopen. "We will not wait," she added.',
    "Read more: Governor says the dam is safe\n\nFishermen demanded that the quota be doubled.",
    "According to the harbour master, two ships were turned away.",
    "",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline()


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "kind"),
    [
        ("Ida Kessel said that the dam is safe.", "Ida Kessel", "said", "that the dam is safe", Kind.INDIRECT),
        ("“The dam is safe,” said Ida Kessel.", "Ida Kessel", "said", "“The dam is safe,”", Kind.DIRECT),
        ('"The dam is safe," Ida Kessel said.', "Ida Kessel", "said", '"The dam is safe,"', Kind.DIRECT),
        ('Ida Kessel said the dam is "safe for now."', "Ida Kessel", "said", 'the dam is "safe for now."', Kind.MIXED),
        ("According to Ida Kessel, the dam is safe.", "Ida Kessel", "According to", "the dam is safe", Kind.INDIRECT),
        ("The dam is safe, officials believe.", "officials", "believe", "The dam is safe", Kind.INDIRECT),
    ],
)
def test_attributions_of_a_sentence(nlp: Language, text: str, source: str, cue: str, content: str, kind: Kind) -> None:
    (found,) = nlp(text)._.attributions
    words = [" ".join(text[start:end] for start, end in part) for part in (found.source, found.cue, found.content)]
    assert words == [source, cue, content]
    assert found.kind == kind
    assert 0 < found.confidence <= 1


def test_attributions_work_in_a_blank_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attributions")
    doc = nlp(TEXTS[0])
    assert [span.text for span in doc.spans["sources"]] == ["The minister", "she"]
    assert doc._.attributions[0].reason == ("cue:said",)


def test_attributions_name_the_lemma_of_the_cue(nlp: Language) -> None:
    assert [found.reason[0] for found in nlp(TEXTS[0])._.attributions] == ["cue:say", "cue:add"]


def test_attributions_leave_boilerplate_out(nlp: Language) -> None:
    doc = nlp(TEXTS[1])
    blanked = readable(doc)
    assert len(blanked) == len(TEXTS[1])
    assert "Governor" not in blanked
    assert [span.text for span in doc.spans["sources"]] == ["Fishermen"]


def test_attributions_do_not_depend_on_neighbours_or_batches(nlp: Language) -> None:
    alone = [nlp(text)._.attributions for text in TEXTS]
    for batch in (1, 2, 4):
        assert [doc._.attributions for doc in nlp.pipe(TEXTS * 2, batch_size=batch)] == alone * 2


@pytest.mark.parametrize("processes", [2, 3])
def test_attributions_do_not_depend_on_the_number_of_processes(nlp: Language, processes: int) -> None:
    alone = [nlp(text) for text in TEXTS]
    docs = list(nlp.pipe(TEXTS, n_process=processes, batch_size=1))
    assert [doc._.attributions for doc in docs] == [doc._.attributions for doc in alone]
    assert [doc._.segments for doc in docs] == [doc._.segments for doc in alone]
    assert [doc.spans["cues"][0].text for doc in docs if doc._.attributions] == ["said", "demanded", "According to"]


def test_attributions_are_stored_with_the_doc(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    stored = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert stored._.attributions == doc._.attributions != ()
    assert stored._.segments == doc._.segments
    assert [span.text for span in stored.spans["sources"]] == ["The minister", "she"]


@pytest.mark.shared
def test_whole_articles_give_the_same_in_any_batch_and_thread(nlp: Language, shared: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    alone = [nlp(text)._.attributions for text in texts]
    for batch in (2, 16):
        assert [doc._.attributions for doc in nlp.pipe(texts, batch_size=batch)] == alone
    threaded = spacy.blank("en")
    threaded.add_pipe("attributions", config={"threads": 3})
    single = spacy.blank("en")
    single.add_pipe("attributions")
    assert [doc._.attributions for doc in threaded.pipe(texts)] == [single(text)._.attributions for text in texts]


def test_attributions_take_a_threshold_and_refuse_an_unknown_point() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attributions", config={"threshold": "1.01"})
    assert nlp(TEXTS[0])._.attributions == ()
    with pytest.raises(ModelError, match='Unknown operating point "loud"'):
        spacy.blank("en").add_pipe("attributions", config={"threshold": "loud"})


def test_what_a_paper_passes_on_belongs_to_the_one_who_said_it() -> None:
    text = "The Morning Wire reported that Ida Kessel warned that the dam would not hold through the winter."
    (extraction,) = Extractor(make_registry()).extract([ArticleText(text)])
    outer, inner = extraction.claims
    cue = inner.attribution.cue[0]
    assert (outer.speaker.actors, inner.speaker.actors) == (("morning-wire",), ("ida-kessel",))
    assert (text[cue.start : cue.end], inner.nested_in) == ("warned", 0)
    assert inner.reported_via == outer.speaker
