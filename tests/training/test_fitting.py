"""Training goes on after an interruption as if there had been none, and the exported network says what torch says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")
onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx", reason="onnx is not installed; it comes with the extra [train]")

from safetensors.torch import save_file  # noqa: E402
from torch import distributed  # noqa: E402

from claims.extraction.decoding import CUE, TagSpan  # noqa: E402
from claims.extraction.decoding import distance_bucket as numpy_bucket  # noqa: E402
from claims.training.examples import collate, examples_of  # noqa: E402
from claims.training.export import build_graph, export  # noqa: E402
from claims.training.fitting import AVERAGE_EVERY, Place, Run, Settings, averaged_weights, final_weights, rate  # noqa: E402
from claims.training.network import TAKEN, AttributionNetwork, Encoder, distance_bucket, load_base  # noqa: E402
from claims.training.settling import FOLDER, SettlingRun, settled_weights, settling  # noqa: E402
from claims.training.students import EPOCHS, mean_weights, students  # noqa: E402
from tests.training.made import BASE_SEED, SAID, TOLD, standoff, write_base, write_corpus  # noqa: E402

SETTINGS = Settings(epochs=2, processes=1, budget=192, taught=0.0)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_base(tmp_path_factory.mktemp("made") / "base")


@pytest.fixture
def place(tmp_path: Path, base: Path) -> Iterator[Place]:
    """The only process of a run on one document of two annotators."""
    corpus = write_corpus(tmp_path / "train", {"4b22": standoff(SAID, TOLD), "6b86": standoff(SAID)})
    work = tmp_path / "work"
    work.mkdir()
    distributed.init_process_group("gloo", init_method=f"file://{work}/rendezvous", rank=0, world_size=1)
    yield Place(0, corpus, corpus, base, work, work)
    distributed.destroy_process_group()


def test_interrupted_training_ends_with_the_same_weights(place: Place, tmp_path: Path) -> None:
    straight = Run(SETTINGS, place)
    for epoch in range(2):
        straight.train_epoch(epoch)
    first = Run(SETTINGS, place)
    first.train_epoch(0)
    first.save(1)
    second = Run(SETTINGS, place)
    second.resume()
    assert second.epoch == 1
    second.train_epoch(1)
    for one, other in zip(straight.parameters, second.parameters, strict=True):
        assert torch.equal(one, other)
    for one, other in zip(straight.average, second.average, strict=True):
        assert torch.equal(one, other)
    assert averaged_weights(place.work, 1).exists()


def test_checkpoint_of_other_settings_is_refused(place: Place) -> None:
    Run(SETTINGS, place).save(1)
    with pytest.raises(ValueError, match="other settings"):
        Run(replace(SETTINGS, seed=2), place).resume()


def test_base_is_loaded_whole_and_nothing_else_is_taken_for_it(base: Path, tmp_path: Path) -> None:
    torch.manual_seed(BASE_SEED)
    expected, network = Encoder(), AttributionNetwork()
    load_base(network, base / "model.safetensors")
    assert len(network.encoder.layers) == TAKEN
    for found, wanted in zip(network.encoder.layers, expected.layers, strict=False):
        assert torch.equal(found.attend.weight, wanted.attend.weight)
    save_file({"embeddings.word_embeddings.weight": torch.zeros(2, 2)}, tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match="not all-MiniLM-L6-v2"):
        load_base(network, tmp_path / "other.safetensors")


def test_final_weights_are_the_mean_of_the_last_epochs(tmp_path: Path) -> None:
    for epoch in range(1, 5):
        torch.save({"tag.bias": torch.tensor([1.0, 4.0 * epoch])}, averaged_weights(tmp_path, epoch))
    assert final_weights(Settings(epochs=4, last=2), tmp_path)["tag.bias"].tolist() == [1.0, 14.0]


def test_rate_rises_and_then_falls_to_nothing() -> None:
    rates = [rate(step / 100, 0.06) for step in range(101)]
    assert max(rates) == pytest.approx(1.0)
    assert rates[0] < 0.01
    assert rates[-1] == 0
    assert rates[6:] == sorted(rates[6:], reverse=True)


def test_distance_means_the_same_in_training_and_at_run_time() -> None:
    for start, end in ((0, 1), (7, 9), (149, 150)):
        ours = distance_bucket(torch.arange(150), torch.tensor(start), torch.tensor(end))
        assert ours.tolist() == numpy_bucket(150, TagSpan(CUE, start, end)).tolist()


@pytest.mark.parametrize("annotator", [0, 3])
def test_exported_network_says_what_torch_says(place: Place, tmp_path: Path, annotator: int) -> None:
    torch.manual_seed(3)
    run = Run(SETTINGS, place)
    network = run.network.eval()
    (example,) = examples_of(run.documents[0][0], run.tokenizer, 192)
    with torch.no_grad():
        expected = network(collate([example]), torch.tensor([annotator]))
    window = example.window
    inputs = {"ids": window.ids, "cases": window.cases, "states": window.states, "first": window.first}
    weights = dict(network.named_parameters())
    full = onnxruntime.InferenceSession(
        build_graph(weights, annotator=annotator, small_table=False).SerializeToString()
    ).run(None, inputs)
    export(weights, tmp_path / "small.onnx", annotator=annotator)
    small = onnxruntime.InferenceSession(str(tmp_path / "small.onnx")).run(None, inputs)
    for one, exact, rough in zip(expected, full, small, strict=True):
        np.testing.assert_allclose(exact, one[0, : len(exact)].numpy(), atol=5e-3)
        assert np.abs(rough - exact).mean() < 0.1 * np.abs(exact).mean() + 0.02


def test_last_epoch_goes_on_from_the_mean_of_the_others_and_ships_half_way(place: Place) -> None:
    run = Run(SETTINGS, place)
    for epoch in range(2):
        run.train_epoch(epoch)
        run.save(epoch + 1)
    settings = replace(SETTINGS, last=2)
    before = final_weights(settings, place.work)
    last = SettlingRun(settling(settings), replace(place, work=place.work / FOLDER))
    for name, value in last.network.named_parameters():
        assert torch.equal(value, before[name])
    last.place.work.mkdir()
    for _ in range(AVERAGE_EVERY):
        last.train_epoch(0)
    last.save(1)
    after = final_weights(settling(settings), last.place.work)
    settled = settled_weights(settings, place.work)
    assert not torch.equal(after["tag.weight"], before["tag.weight"])
    assert torch.allclose(settled["tag.weight"], (after["tag.weight"] + before["tag.weight"]) / 2)


def test_last_epoch_packs_texts_as_no_epoch_before() -> None:
    settings = Settings()
    assert settling(settings).first > settings.first + settings.epochs
    assert settling(settings).taught == 0


def test_students_begin_alike_and_end_apart(place: Place) -> None:
    several = [Run(student, place) for student, _ in students(SETTINGS, place.work)]
    assert [run.settings.epochs for run in several] == list(EPOCHS)
    one, other = several[0], several[-1]
    assert all(torch.equal(left, right) for left, right in zip(one.parameters, other.parameters, strict=True))
    for run in (one, other):
        for epoch in range(2):
            run.train_epoch(epoch)
    assert not all(torch.equal(left, right) for left, right in zip(one.parameters, other.parameters, strict=True))


def test_what_ships_is_the_mean_of_what_all_students_come_to(tmp_path: Path) -> None:
    settings = replace(SETTINGS, last=1)
    for number, (student, folder) in enumerate(students(settings, tmp_path)):
        (folder / FOLDER).mkdir(parents=True)
        torch.save({"tag.bias": torch.tensor([0.0, 1.0])}, averaged_weights(folder, student.epochs))
        torch.save({"tag.bias": torch.tensor([8.0 * number, 1.0])}, averaged_weights(folder / FOLDER, 1))
    assert mean_weights(settings, tmp_path)["tag.bias"].tolist() == [2.0 * (len(EPOCHS) - 1), 1.0]
