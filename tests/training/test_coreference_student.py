"""The teacher reads what its heads attend to, the student learns its answers, and the graph says what torch says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")
pytest.importorskip("onnx", reason="onnx is not installed; it comes with the extra [train]")

from safetensors.torch import save_file  # noqa: E402

from claims.extraction.coreference_features import FEATURES  # noqa: E402
from claims.extraction.coreference_model import SHIPPED  # noqa: E402
from claims.extraction.encoding import read_tokenizer  # noqa: E402
from claims.extraction.gap import Snippet  # noqa: E402
from claims.extraction.model_folder import TOKENIZER  # noqa: E402
from claims.extraction.records import Span  # noqa: E402
from claims.training.coreference_examples import Example  # noqa: E402
from claims.training.coreference_export import Signals, write_network  # noqa: E402
from claims.training.coreference_names import Renamer  # noqa: E402
from claims.training.coreference_rounds import Annotated, Material, Open, learn  # noqa: E402
from claims.training.coreference_scorer import shares_of  # noqa: E402
from claims.training.coreference_student import Settings, Student  # noqa: E402
from claims.training.coreference_teacher import Question, Teacher, read_once  # noqa: E402
from claims.training.coreference_unlabelled import Unlabelled, others_of, windows_of  # noqa: E402
from claims.training.coreference_wanted import Batch, answered, labelled  # noqa: E402
from claims.training.export import Weights  # noqa: E402
from claims.training.network import Encoder  # noqa: E402
from tests.extraction.factories import make_doc  # noqa: E402

TEXT = "Ann told Eve that she won."
SHE, ANN, EVE = Span(18, 21), Span(0, 3), Span(9, 12)
SMALL, WIDE, BOTH = 8, 16, 2  # sizes of a teacher for tests: hidden, inner, heads


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait for one another take most of the time where other processes run too."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def example(right: int = 0) -> Example:
    features = np.zeros((2, len(FEATURES)), dtype=np.float32)
    features[0, 0] = features[1, 1] = 1
    return Example(TEXT, SHE, (ANN, EVE), features, np.arange(3) == right, ("a", "b"))


def random_base() -> Weights:
    torch.manual_seed(3)
    return {f"encoder.{name}": value for name, value in Encoder().state_dict().items()}


def teacher_in(folder: Path) -> Path:
    """Write a teacher of one layer with weights by chance; wordpieces are those of the shipped tokenizer."""
    torch.manual_seed(5)
    sizes = {
        "embeddings.word_embeddings.weight": (30522, SMALL),
        "embeddings.position_embeddings.weight": (64, SMALL),
        "encoder.relative_attention_bias.weight": (8, BOTH),
        "encoder.layer.0.intermediate.dense.weight": (WIDE, SMALL),
        "encoder.layer.0.intermediate.dense.bias": (WIDE,),
        "encoder.layer.0.output.dense.weight": (SMALL, WIDE),
        "encoder.layer.0.output.dense.bias": (SMALL,),
    }
    norms = ("embeddings.LayerNorm", "encoder.layer.0.attention.LayerNorm", "encoder.layer.0.output.LayerNorm")
    for name in norms:
        sizes |= {f"{name}.weight": (SMALL,), f"{name}.bias": (SMALL,)}
    for part in "qkvo":
        name = f"encoder.layer.0.attention.attn.{part}"
        sizes |= {f"{name}.weight": (SMALL, SMALL), f"{name}.bias": (SMALL,)}
    save_file({name: torch.randn(size) for name, size in sizes.items()}, folder / "model.safetensors")
    read_tokenizer(SHIPPED / TOKENIZER).save(str(folder / TOKENIZER))
    return folder


def test_teacher_reads_each_question_alike_alone_and_in_a_batch(tmp_path: Path) -> None:
    longer = "Yesterday in the garden Ann told Eve that she won, and nobody else heard of it."
    there = Question(longer, Span(42, 45), (Span(24, 27), Span(33, 36)))
    questions = [Question(TEXT, SHE, (ANN, EVE)), there, Question(TEXT, SHE, (EVE,))]
    teacher = Teacher(teacher_in(tmp_path))
    together = teacher.read(questions)
    assert [found.shape for found in together] == [(2, 2 * BOTH), (2, 2 * BOTH), (1, 2 * BOTH)]
    for question, found in zip(questions, together, strict=True):
        assert teacher.read([question])[0] == pytest.approx(found, abs=1e-4)
    assert together[2][0] == pytest.approx(together[0][1], abs=1e-4)
    assert not np.allclose(together[0][0], together[0][1])


def test_what_the_teacher_reads_is_kept_until_the_questions_change(tmp_path: Path) -> None:
    folder, keep = teacher_in(tmp_path), tmp_path / "kept.npz"
    questions = [Question(TEXT, SHE, (ANN, EVE)), Question(TEXT, SHE, (EVE,))]
    first = read_once(folder, questions, keep)
    (folder / "model.safetensors").unlink()
    again = read_once(folder, questions, keep)
    assert [found.tolist() for found in again] == [found.tolist() for found in first]
    with pytest.raises(FileNotFoundError):
        read_once(folder, questions[:1], keep)


def test_loss_is_least_where_the_shares_are_those_wanted() -> None:
    shares = np.array([0.5, 0.25, 0.25], dtype=np.float32)
    wanted = answered(("a", "b"), shares)
    batch = Batch.of([wanted, labelled(example())])
    even = torch.tensor([[0.5, 0.25, 0.25], [1.0, 1e-9, 1e-9]]).log()
    for other in ([[0.25, 0.5, 0.25], [1.0, 1e-9, 1e-9]], [[0.5, 0.25, 0.25], [0.5, 0.5, 1e-9]]):
        assert batch.loss(even) < batch.loss(torch.tensor(other).log())


def test_mentions_of_one_entity_share_what_the_teacher_gives() -> None:
    wanted = answered(("a", "b", "a"), np.array([0.1, 0.2, 0.3, 0.4], dtype=np.float32))
    assert wanted.groups.tolist() == [0, 1, 0, 2]
    assert wanted.shares == pytest.approx([0.4, 0.2, 0.4])
    batch = Batch.of([wanted, answered(("a",), np.array([0.5, 0.5], dtype=np.float32))])
    assert batch.present.tolist() == [[True] * 4, [True, False, False, True]]


def test_student_reads_as_its_graph_does(tmp_path: Path) -> None:
    tokenizer = read_tokenizer(SHIPPED / TOKENIZER)
    student = Student(random_base(), tokenizer)
    lessons = student.lessons([(example(), labelled(example()))])
    write_network(student.weights, tmp_path / "signals.onnx")
    assert student.tables(lessons)[0, :, len(FEATURES) :].numpy() == pytest.approx(
        Signals(tmp_path / "signals.onnx", tokenizer).of(example()), abs=0.02
    )


def test_student_moves_only_what_is_to_learn() -> None:
    base = random_base()
    student = Student(base, read_tokenizer(SHIPPED / TOKENIZER))
    (lesson,) = student.lessons([(example(), labelled(example()))])
    student.learn([[lesson]] * 64, Settings(epochs=1, size=16), seed=1)
    moved = {name.split(".")[2] for name, value in student.weights.items() if not torch.equal(value, base[name])}
    assert moved == {"3", "4", "5"}


def test_round_learns_the_annotated_answer(tmp_path: Path) -> None:
    question = Question(TEXT, SHE, (ANN, EVE))
    signals = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    given = Annotated(Snippet("t", TEXT, SHE, ANN, EVE, (True, False)), (example(),), signals)
    other = Open(Unlabelled(question, (example(2),), np.array([False, True])), signals)
    tokenizer = read_tokenizer(SHIPPED / TOKENIZER)
    learned = learn(Material([given] * 64, [other] * 64, []), random_base(), tokenizer, tmp_path / "s.onnx", 1)
    table = np.concatenate([example().features, learned.signals.of(example())], 1)
    assert shares_of(learned.scorers, table)[0] > 0.8


def test_nothing_of_a_text_that_is_left_out_is_learned() -> None:
    snippet = Snippet("t", TEXT, SHE, ANN, EVE, (True, False))
    nothing = np.zeros((2, 0), dtype=np.float32)
    asked = Unlabelled(Question(TEXT, SHE, (ANN, EVE)), (example(),), np.zeros(2, dtype=bool))
    others = [Open(asked, nothing, source) for source in (0, 1, -1)]
    material = Material([Annotated(snippet, (example(),), nothing)] * 2, others, [])
    part = material.without({1})
    assert len(part.annotated) == 1
    assert [one.source for one in part.others] == [0, -1]


def renamer() -> Renamer:
    return Renamer(Random(1), ["Lund"])  # noqa: S311 (nothing secret)


def test_other_pronouns_of_a_snippet_are_asked_with_other_names_too() -> None:
    doc = make_doc(
        ["Ann", "told", "Eve", "that", "she", "won", "her", "case", "."],
        heads=[1, 1, 1, 5, 5, 1, 7, 5, 1],
        deps=["nsubj", "ROOT", "dobj", "mark", "nsubj", "ccomp", "poss", "dobj", "punct"],
        tags=["NNP", "VBD", "NNP", "IN", "PRP", "VBD", "PRP$", "NN", "."],
    )
    (asked,) = others_of(Snippet("t", doc.text, SHE, ANN, EVE, None), doc, renamer())
    first, other = asked.variants
    assert asked.question == Question(doc.text, Span(26, 29), (ANN, EVE))
    assert first.text[slice(*first.pronoun)] == "her"
    assert other.text[slice(*other.pronoun)] == "his"
    assert "Ann" not in other.text


def test_news_gets_names_of_one_gender_and_keeps_whom_the_true_one_excludes() -> None:
    doc = make_doc(
        ["Ann", "met", "Peter", ".", "She", "won", "."],
        heads=[1, 1, 1, 1, 5, 5, 5],
        deps=["nsubj", "ROOT", "dobj", "punct", "nsubj", "ROOT", "punct"],
        tags=["NNP", "VBD", "NNP", ".", "PRP", "VBD", "."],
        ents=["B-PERSON", "O", "B-PERSON", "O", "O", "O", "O"],
    )
    (asked,) = windows_of(doc, renamer(), Random(1))  # noqa: S311
    (seen,) = asked.variants
    names = [seen.text[slice(*span)].lower() for span in seen.mentions]
    given = renamer().given
    assert any(set(names) <= set(given[gender]) for gender in given)
    assert asked.excluded.tolist() == [False, True]
