"""The coreference network learns, its examples keep their spans, and the exported network says what torch says."""

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
from claims.training.coreference_export import Stated, write_folder  # noqa: E402
from claims.training.coreference_fitting import Stage, fit, read_all, scores_of  # noqa: E402
from claims.training.coreference_names import Renamer  # noqa: E402
from claims.training.coreference_network import CoreferenceNetwork  # noqa: E402
from claims.training.coreference_plain import fit_plain, joined, plain_scores  # noqa: E402
from claims.training.coreference_texts import parsed  # noqa: E402
from tests.extraction.factories import make_doc  # noqa: E402

TEXT = "Ann told Eve that she won."
SNIPPET = Snippet("t", TEXT, Span(18, 21), Span(0, 3), Span(9, 12), (True, False))


def made_example() -> Example:
    features = np.zeros((2, len(FEATURES)), dtype=np.float32)
    features[0, 0] = features[1, 1] = 1
    right = np.array([True, False, False])
    return Example(TEXT, SNIPPET.pronoun, (SNIPPET.a, SNIPPET.b), features, right, ("a", "b"))


def test_fitting_learns_and_export_says_the_same(tmp_path: Path) -> None:
    torch.manual_seed(3)
    network, tokenizer = CoreferenceNetwork(), read_tokenizer(SHIPPED / TOKENIZER)
    read = read_all(network, [[made_example()]], tokenizer)
    before = scores_of(network, read[0])[0]
    fit(network, read * 8, read[0], Stage(3, 1e-4, 1e-3), seed=1, keep=tmp_path / "weights.pt")
    network.load_state_dict(torch.load(tmp_path / "weights.pt", weights_only=True))
    after = scores_of(network, read[0])[0]
    assert after[0] > before[0]
    write_folder(network.state_dict(), tmp_path / "m", base=SHIPPED, stated=Stated("v", 1.0, 0.3))
    example = made_example()
    shares = CoreferenceModel(tmp_path / "m").shares(TEXT, example.pronoun, example.mentions, example.features)
    assert shares == pytest.approx(np.exp(after), abs=0.05)
    assert shares.sum() == pytest.approx(1)


def test_renamed_example_keeps_its_spans_and_changes_the_gender() -> None:
    doc = make_doc(
        ["Ann", "told", "Eve", "that", "she", "won", "."],
        heads=[1, 1, 1, 5, 5, 1, 1],
        deps=["nsubj", "ROOT", "dobj", "mark", "nsubj", "ccomp", "punct"],
        tags=["NNP", "VBD", "NNP", "IN", "PRP", "VBD", "."],
    )
    plain, other = gap_examples(SNIPPET, doc, Renamer(Random(1), ["Lund"]), variants=1)  # noqa: S311
    assert plain.text == TEXT
    assert other.text[slice(*other.pronoun)] == "he"
    names = [other.text[slice(*span)] for span in other.mentions]
    assert "Ann" not in names
    assert other.text == f"{names[0]} told {names[1]} that he won."
    assert plain.right.tolist() == other.right.tolist() == [True, False, False]


def test_temperature_and_threshold_follow_the_outcomes() -> None:
    sure = np.log(np.array([0.98, 0.01, 0.01], dtype=np.float32))
    right = [Outcome(SNIPPET, made_example(), sure)]
    other = Snippet("t", TEXT, SNIPPET.pronoun, SNIPPET.a, SNIPPET.b, (False, True))
    wrong = Example(
        TEXT, SNIPPET.pronoun, (SNIPPET.a, SNIPPET.b), made_example().features, np.array([0, 1, 0], bool), ("a", "b")
    )
    assert best_temperature(right) < best_temperature([*right, Outcome(other, wrong, sure)])
    assert 0.2 <= best_threshold(right, 1.0) <= 0.5


def test_joined_network_scores_as_both_do_together(tmp_path: Path) -> None:
    torch.manual_seed(4)
    network, tokenizer, example = CoreferenceNetwork(), read_tokenizer(SHIPPED / TOKENIZER), made_example()
    large = scores_of(network, read_all(network, [[example]], tokenizer)[0])[0]
    plain = fit_plain([example] * 64, seed=1)
    theirs = plain_scores(plain, example)
    assert theirs.argmax() == 0
    weights = joined(network.state_dict(), plain, 0.25)
    write_folder(weights, tmp_path / "m", base=SHIPPED, stated=Stated("v", 1.0, 0.3))
    shares = CoreferenceModel(tmp_path / "m").shares(TEXT, example.pronoun, example.mentions, example.features)
    mixed = np.exp(0.75 * large + 0.25 * theirs)
    assert shares == pytest.approx(mixed / mixed.sum(), abs=0.05)


def test_parses_are_kept_until_the_texts_change(tmp_path: Path) -> None:
    keep = tmp_path / "texts.spacy"
    first = parsed([TEXT], keep)
    written = keep.stat().st_mtime_ns
    again = parsed([TEXT], keep)
    assert [token.dep_ for token in again[0]] == [token.dep_ for token in first[0]]
    assert keep.stat().st_mtime_ns == written
    assert [doc.text for doc in parsed(["Eve won."], keep)] == ["Eve won."]
