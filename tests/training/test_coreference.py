"""The scorer learns, examples keep their spans, and the exported network says what torch says."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")
pytest.importorskip("onnx", reason="onnx is not installed; it comes with the extra [train]")

from claims.extraction.coreference_features import FEATURES  # noqa: E402
from claims.extraction.coreference_model import SHIPPED, CoreferenceModel  # noqa: E402
from claims.extraction.encoding import read_tokenizer  # noqa: E402
from claims.extraction.gap import Snippet  # noqa: E402
from claims.extraction.model_folder import TOKENIZER  # noqa: E402
from claims.extraction.records import Span  # noqa: E402
from claims.training.coreference_calibrating import Outcome, best_temperature, best_threshold  # noqa: E402
from claims.training.coreference_examples import Example, gap_examples  # noqa: E402
from claims.training.coreference_export import SIGNALS, Signals, Stated, write_folder, write_network  # noqa: E402
from claims.training.coreference_made import Maker  # noqa: E402
from claims.training.coreference_names import Renamer  # noqa: E402
from claims.training.coreference_rounds import row_of  # noqa: E402
from claims.training.coreference_scorer import fit_scorers, joined, scores_of  # noqa: E402
from claims.training.coreference_texts import parsed  # noqa: E402
from claims.training.coreference_wanted import labelled  # noqa: E402
from claims.training.export import Weights  # noqa: E402
from claims.training.network import Encoder  # noqa: E402
from tests.extraction.factories import make_doc  # noqa: E402

TEXT = "Ann told Eve that she won."
SNIPPET = Snippet("t", TEXT, Span(18, 21), Span(0, 3), Span(9, 12), (True, False))


def made_example() -> Example:
    features = np.zeros((2, len(FEATURES)), dtype=np.float32)
    features[0, 0] = features[1, 1] = 1
    right = np.array([True, False, False])
    return Example(TEXT, SNIPPET.pronoun, (SNIPPET.a, SNIPPET.b), features, right, ("a", "b"))


def random_base() -> Weights:
    torch.manual_seed(3)
    return {f"encoder.{name}": value for name, value in Encoder().state_dict().items()}


def signals_in(folder: Path, base: Weights) -> Signals:
    write_network(base, folder / "signals.onnx")
    return Signals(folder / "signals.onnx", read_tokenizer(SHIPPED / TOKENIZER))


def test_signals_are_the_attention_between_pronoun_and_mentions(tmp_path: Path) -> None:
    found = signals_in(tmp_path, random_base()).of(made_example())
    assert found.shape == (2, SIGNALS)
    shares = np.exp(found * 2 - 5)
    assert (shares > 0).all()
    assert (shares < 1.01).all()
    away = shares.reshape(2, -1, 2, 12)[:, 0, 0]  # lowest layer, from the pronoun
    assert (away.sum(0) < 1).all()
    assert away == pytest.approx(1 / 9, abs=0.12)  # untrained: nine wordpieces get like shares


def test_scorer_learns_and_exported_model_says_the_same(tmp_path: Path) -> None:
    base, example = random_base(), made_example()
    row = row_of(example, labelled(example), signals_in(tmp_path, base))
    scorers = fit_scorers([row] * 128, seed=1, networks=2)
    scores = scores_of(scorers, row.table)
    assert scores.argmax() == 0
    write_folder(joined(base, scorers), tmp_path / "m", base=SHIPPED, stated=Stated("v", 1.0, 0.3))
    shares = CoreferenceModel(tmp_path / "m").shares(TEXT, example.pronoun, example.mentions, example.features)
    assert shares == pytest.approx(np.exp(scores) / np.exp(scores).sum(), abs=0.01)


def test_renamed_example_keeps_its_spans_and_changes_the_gender() -> None:
    doc = make_doc(
        ["Ann", "told", "Eve", "that", "she", "won", "."],
        heads=[1, 1, 1, 5, 5, 1, 1],
        deps=["nsubj", "ROOT", "dobj", "mark", "nsubj", "ccomp", "punct"],
        tags=["NNP", "VBD", "NNP", "IN", "PRP", "VBD", "."],
    )
    plain, other, same = gap_examples(SNIPPET, doc, Renamer(Random(1), ["Lund"]), variants=2)  # noqa: S311
    assert plain.text == TEXT
    assert other.text[slice(*other.pronoun)] == "he"
    assert same.text[slice(*same.pronoun)] == "she"
    names = names_of(other)
    assert "Ann" not in names
    assert other.text == f"{names[0]} told {names[1]} that he won."
    assert plain.right.tolist() == other.right.tolist() == [True, False, False]
    assert plain.features == pytest.approx(other.features)


def names_of(example: Example) -> list[str]:
    return [example.text[slice(*span)] for span in example.mentions]


def test_example_ends_with_the_sentence_of_the_pronoun() -> None:
    doc = make_doc(
        ["Ann", "told", "Eve", "that", "she", "won", ".", "Eve", "left", "."],
        heads=[1, 1, 1, 5, 5, 1, 1, 8, 8, 8],
        deps=["nsubj", "ROOT", "dobj", "mark", "nsubj", "ccomp", "punct", "nsubj", "ROOT", "punct"],
        tags=["NNP", "VBD", "NNP", "IN", "PRP", "VBD", ".", "NNP", "VBD", "."],
    )
    snippet = Snippet("t", doc.text, Span(18, 21), Span(0, 3), Span(9, 12), (True, False))
    (example,) = gap_examples(snippet, doc, Renamer(Random(1), ["Lund"]), variants=0)  # noqa: S311
    assert example.text + " Eve left." == doc.text
    assert names_of(example) == ["Ann", "Eve"]


def test_repeated_name_of_a_body_gives_way_to_a_pronoun() -> None:
    doc = make_doc(
        ["NATO", "asked", "Reuters", ".", "NATO", "'s", "answer", "came", "."],
        heads=[1, 1, 1, 1, 6, 4, 7, 7, 7],
        deps=["nsubj", "ROOT", "dobj", "punct", "poss", "case", "nsubj", "ROOT", "punct"],
        tags=["NNP", "VBD", "NNP", ".", "NNP", "POS", "NN", "VBD", "."],
        ents=["B-ORG", "O", "B-ORG", "O", "B-ORG", "O", "O", "O", "O"],
    )
    (example,) = Maker(Random(1)).bodies(doc, share=1.0)  # noqa: S311
    pronoun = example.text[slice(*example.pronoun)]
    assert pronoun in {"Its", "Their"}
    assert example.text.endswith(f"{pronoun} answer came.")
    assert names_of(example) == ["NATO", "Reuters"]
    assert example.right.tolist() == [True, False, False]


def test_temperature_and_threshold_follow_the_outcomes() -> None:
    sure = np.log(np.array([0.98, 0.01, 0.01], dtype=np.float32))
    right = [Outcome(SNIPPET, made_example(), sure)]
    other = Snippet("t", TEXT, SNIPPET.pronoun, SNIPPET.a, SNIPPET.b, (False, True))
    wrong = Example(
        TEXT, SNIPPET.pronoun, (SNIPPET.a, SNIPPET.b), made_example().features, np.array([0, 1, 0], bool), ("a", "b")
    )
    assert best_temperature(right) < best_temperature([*right, Outcome(other, wrong, sure)])
    assert 0.2 <= best_threshold(right, 1.0) <= 0.5


def test_parses_are_kept_until_the_texts_change(tmp_path: Path) -> None:
    keep = tmp_path / "texts.spacy"
    first = parsed([TEXT], keep)
    written = keep.stat().st_mtime_ns
    again = parsed([TEXT], keep)
    assert [token.dep_ for token in again[0]] == [token.dep_ for token in first[0]]
    assert keep.stat().st_mtime_ns == written
    assert [doc.text for doc in parsed(["Eve won."], keep)] == ["Eve won."]
