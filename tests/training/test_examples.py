"""Gold on windows, batches, and an order that depends on seed and epoch only."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")

from claims.extraction.decoding import LABELS  # noqa: E402
from claims.training.corpus import Annotated, read_versions  # noqa: E402
from claims.training.examples import (  # noqa: E402
    LENGTH_STEP,
    Example,
    annotator_code,
    collate,
    epoch_batches,
    examples_of,
)
from tests.extraction.wordpieces import letter_tokenizer  # noqa: E402
from tests.training.made import SAID, TOLD, standoff, write_corpus  # noqa: E402

TOKENIZER = letter_tokenizer()


@pytest.fixture
def document(tmp_path: Path) -> Annotated:
    return read_versions(write_corpus(tmp_path, {"4b22": standoff(SAID, TOLD)}))[0][0]


def labels_of(example: Example) -> list[str]:
    return [LABELS[tag] for tag in example.labels]


def test_words_are_tagged_and_linked(document: Annotated) -> None:
    (example,) = examples_of(document, TOKENIZER, 192)
    assert labels_of(example)[:10] == [
        "B-content",
        *["I-content"] * 5,
        "B-source",
        "I-source",
        "B-cue",
        "O",
    ]
    said, told = example.links
    assert (said.start, said.end) == (8, 9)
    assert said.source.nonzero()[0].tolist() == [6, 7]
    assert example.content_of[:6].tolist() == [1] * 6
    assert told.end - told.start == 2


def test_content_over_a_paragraph_break_opens_again(document: Annotated) -> None:
    (example,) = examples_of(document, TOKENIZER, 192)
    assert labels_of(example)[-5:] == ["O", "B-content", "I-content", "I-content", "O"]
    assert labels_of(example)[-6] == "B-content"
    assert example.content_of[-4:-1].tolist() == [2] * 3


def test_cue_in_another_window_leaves_content_unlinked(document: Annotated) -> None:
    windows = list(examples_of(document, TOKENIZER, 36, 20))
    assert len(windows) > 1
    assert "B-content" in labels_of(windows[-1])
    assert windows[-1].links == ()
    assert not windows[-1].content_of.any()


def test_annotators_are_numbered_and_strangers_are_nobody() -> None:
    assert (annotator_code("4b22"), annotator_code("zzzz")) == (1, 0)


def test_batch_is_padded_to_a_fast_length(document: Annotated) -> None:
    examples = list(examples_of(document, TOKENIZER, 36, 20))
    batch = collate(examples)
    assert batch.ids.shape[1] % LENGTH_STEP == 0
    assert batch.pieces == sum(len(example.window.ids) for example in examples)
    assert batch.labels.shape == batch.words.shape == batch.content_of.shape
    assert len(batch.cue_window) == len(batch.sources) == 2


def test_order_depends_on_seed_and_epoch_only(tmp_path: Path) -> None:
    documents = read_versions(write_corpus(tmp_path, {"4b22": standoff(SAID), "6b86": standoff(TOLD)})) * 12

    def order(seed: int, epoch: int) -> list[list[int]]:
        batches = epoch_batches(documents, TOKENIZER, seed=seed, epoch=epoch, budget=400)
        return [example.labels.tolist() for batch in batches for example in batch]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)


def test_batches_keep_to_their_budget_and_lose_nothing(document: Annotated) -> None:
    batches = epoch_batches([[document]] * 31, TOKENIZER, seed=1, epoch=0, budget=512)
    assert sum(len(example.links) for batch in batches for example in batch) == 31 * 2
    assert all(len(batch) * max(len(example.window.ids) for example in batch) <= 512 for batch in batches)
