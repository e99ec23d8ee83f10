"""The teacher learns, answers on every training text, and what ships learns from its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")
pytest.importorskip("onnx", reason="onnx is not installed; it comes with the extra [train]")

from safetensors.torch import save_file  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402
from torch import distributed  # noqa: E402

from claims.extraction.encoding import SEP  # noqa: E402
from claims.training.__main__ import main  # noqa: E402
from claims.training.answers import Teacher  # noqa: E402
from claims.training.examples import collate, examples_of  # noqa: E402
from claims.training.fitting import Place, Run, Settings  # noqa: E402
from claims.training.mpnet import nearness, same_pieces  # noqa: E402
from claims.training.teacher_network import FROZEN  # noqa: E402
from claims.training.teaching import SETTINGS, TeacherRun  # noqa: E402
from tests.extraction.wordpieces import letter_tokenizer  # noqa: E402
from tests.training.made import SAID, TOLD, standoff, write_base, write_corpus  # noqa: E402

SMALL, WIDE, HEADS, LAYERS = 8, 16, 2, FROZEN + 1
TAUGHT = replace(SETTINGS, epochs=1, processes=1, budget=192)


def made_tokenizer() -> Tokenizer:
    """The tokenizer of letters, with as many more wordpieces as the separators' numbers need."""
    tokenizer = letter_tokenizer()
    tokenizer.add_tokens([f"[unused{number}]" for number in range(SEP)])
    return tokenizer


@pytest.fixture
def teacher_base(tmp_path: Path) -> Path:
    """A folder like that of all-mpnet-base-v2: few dimensions, random weights, the tokenizer of letters."""
    torch.manual_seed(5)
    sizes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (made_tokenizer().get_vocab_size(), SMALL),
        "embeddings.position_embeddings.weight": (200, SMALL),
        "encoder.relative_attention_bias.weight": (8, HEADS),
    }
    products = {f"attention.attn.{part}": (SMALL, SMALL) for part in "qkvo"}
    products |= {"intermediate.dense": (WIDE, SMALL), "output.dense": (SMALL, WIDE)}
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}."
        norms += [f"{layer}attention.LayerNorm", f"{layer}output.LayerNorm"]
        for name, size in products.items():
            sizes |= {f"{layer}{name}.weight": size, f"{layer}{name}.bias": size[:1]}
    for name in norms:
        sizes |= {f"{name}.weight": (SMALL,), f"{name}.bias": (SMALL,)}
    folder = tmp_path / "mpnet"
    folder.mkdir()
    save_file({name: torch.randn(size) for name, size in sizes.items()}, folder / "model.safetensors")
    made_tokenizer().save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture
def place(tmp_path: Path, teacher_base: Path) -> Iterator[Place]:
    """The only process of the teacher's run on one document of two annotators."""
    corpus = write_corpus(tmp_path / "train", {"4b22": standoff(SAID, TOLD), "6b86": standoff(SAID)})
    work = tmp_path / "work"
    work.mkdir()
    distributed.init_process_group("gloo", init_method=f"file://{work}/rendezvous", rank=0, world_size=1)
    base = write_base(tmp_path / "base")
    made_tokenizer().save(str(base / "tokenizer.json"))
    yield Place(0, corpus, corpus, base, teacher_base, work)
    distributed.destroy_process_group()


@pytest.fixture
def answered(place: Place) -> TeacherRun:
    run = TeacherRun(TAUGHT, place)
    run.train_epoch(0)
    run.save(1)
    run.conclude()
    return run


def test_teacher_trains_its_upper_half_only(place: Place) -> None:
    run = TeacherRun(TAUGHT, place)
    before = {name: value.clone() for name, value in run.network.state_dict().items()}
    run.train_epoch(0)
    moved = {name for name, value in run.network.state_dict().items() if not torch.equal(value, before[name])}
    assert {f"encoder.layers.{FROZEN}.attend.weight", "tag.weight", "encoder.state.weight"} <= moved
    lower = tuple(f"encoder.layers.{number}." for number in range(FROZEN))
    assert not [name for name in moved if name.startswith((*lower, "encoder.piece", "encoder.norm"))]


def test_teacher_expects_tags_of_each_word_and_nothing_of_separators(place: Place, answered: TeacherRun) -> None:
    examples = list(examples_of(answered.documents[0][0], answered.tokenizer, 192))
    batch = collate(examples)
    expected, links = Teacher(place.work).expected(examples, batch)
    words = batch.words.bool()
    assert torch.allclose(expected.tags.sum(-1)[words], torch.tensor(1.0), atol=1e-4)
    assert expected.tags[~words].abs().max() == 0
    separators = torch.tensor(examples[0].window.words < 0)
    assert separators.sum() == 2
    assert torch.allclose(expected.tags[0, : len(separators)][separators, 0], torch.tensor(1.0), atol=1e-4)
    assert (links[:, : len(separators)][:, separators] < -1000).all()
    assert links.shape == (2, batch.words.shape[1], 2)


def test_answers_say_what_the_teacher_says_of_the_same_window(place: Place, answered: TeacherRun) -> None:
    examples = list(examples_of(answered.documents[0][0], answered.tokenizer, 192))
    batch = collate(examples)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        scores, queries, keys = answered.network.eval()(batch, batch.annotators)
    known = torch.tensor(examples[0].window.words >= 0)
    kept = Teacher(place.work).of(examples[0])
    for found, wanted in ((kept.tags, scores), (kept.queries, queries), (kept.keys, keys)):
        assert torch.allclose(torch.tensor(found).float(), wanted[0, : len(known)][known].float(), atol=0.05)


def test_answers_that_are_there_are_not_given_again(place: Place, answered: TeacherRun) -> None:
    first, second = sorted(place.work.glob("a-*.npz"))
    first.write_bytes(b"kept")
    second.unlink()
    answered.conclude()
    assert first.read_bytes() == b"kept"
    assert second.exists()


def test_what_ships_learns_from_the_teacher(place: Place, answered: TeacherRun) -> None:
    settings = Settings(epochs=1, processes=1, budget=192, taught=1.0)
    run = Run(settings, replace(place, teacher=place.work))
    examples = list(examples_of(run.documents[0][0], run.tokenizer, 192))
    batch = collate(examples)
    run.network.eval()
    losses = [sum(run.step(examples, batch, 0.06)) for _ in range(12)]
    assert losses[-1] < losses[0]


def test_places_are_told_apart_by_distance_and_side() -> None:
    near = torch.arange(32.0).unsqueeze(1)
    (table,) = nearness(near, 300)
    assert table[5, 5] == 0
    assert (table[7, 4], table[4, 7]) == (3, 19)
    assert table[299, 0] == table[200, 0] == 15
    assert table[0, 299] == 31
    assert (table[40, :41].diff() <= 0).all()


def test_teacher_with_another_vocabulary_is_refused(teacher_base: Path) -> None:
    tokenizer = made_tokenizer()
    tokenizer.add_tokens(["unheard"])
    with pytest.raises(ValueError, match='does not know "unheard"'):
        same_pieces(tokenizer, teacher_base)


def test_training_without_a_teacher_is_refused_before_it_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    with pytest.raises(SystemExit):
        main(["--polnear", str(tmp_path), "--base", str(tmp_path), "--work", str(work)])
    assert "--teacher is missing" in capsys.readouterr().err
    assert not work.exists()
