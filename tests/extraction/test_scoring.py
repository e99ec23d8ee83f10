"""Figures for attributions, by hand and against the reference script."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from claims.extraction.polnear import AnnotatedText, AttributedSpans, PolnearError, read_annotations, read_split
from claims.extraction.records import Kind, Span
from claims.extraction.scoring import Figure, TextWords, kind_of, score_attributions

TEXT = "Ida said that all is well. Tom said “no”."
WANTED = AttributedSpans((Span(0, 3),), (Span(4, 8),), (Span(9, 25),))
OTHER = AttributedSpans((Span(27, 30),), (Span(31, 35),), (Span(36, 40),))


def score(*predicted: AttributedSpans) -> dict[str, Figure]:
    found = score_attributions({"a": AnnotatedText(TEXT, (WANTED, OTHER))}, {"a": predicted})
    return {"attribution": found.attribution, "strict": found.attribution_strict, "exact": found.content_exact}


def test_perfect_prediction_scores_one() -> None:
    assert score(WANTED, OTHER) == dict.fromkeys(("attribution", "strict", "exact"), Figure(1.0, 1.0))


def test_missing_prediction_costs_recall_only() -> None:
    assert score(WANTED)["attribution"] == Figure(1.0, 0.5)
    assert score(WANTED)["attribution"].f1 == pytest.approx(2 / 3)


def test_wrong_source_is_no_attribution_but_exact_content() -> None:
    found = score(AttributedSpans((Span(27, 30),), WANTED.cue, WANTED.content))
    assert (found["attribution"], found["exact"]) == (Figure(0.0, 0.0), Figure(1.0, 0.5))


def test_content_needs_half_of_its_words() -> None:
    half = AttributedSpans(WANTED.source, WANTED.cue, (Span(9, 17),))  # "that all": 2 of 4 words
    less = AttributedSpans(WANTED.source, WANTED.cue, (Span(9, 13),))
    assert score(half)["attribution"].recall == 0.5
    assert score(less)["attribution"].recall == 0.0


def test_nothing_predicted_scores_zero() -> None:
    assert score()["attribution"] == Figure(0.0, 0.0)


def test_punctuation_at_an_edge_does_not_count() -> None:
    assert TextWords(TEXT).within([Span(36, 40)]) == TextWords(TEXT).within([Span(37, 39)])


@pytest.mark.parametrize(
    ("text", "span", "kind"),
    [
        ("He: “no way” so", Span(4, 12), Kind.DIRECT),
        ("He: “no way” so", Span(5, 11), Kind.DIRECT),
        ("He: it is “no way” so", Span(4, 18), Kind.MIXED),
        ("He: it is no way so", Span(4, 16), Kind.INDIRECT),
    ],
)
def test_kind_is_told_by_the_marks(text: str, span: Span, kind: Kind) -> None:
    assert kind_of(text, [span]) is kind


def test_annotations_with_a_newline_inside_are_read() -> None:
    standoff = (
        "T1\tSource 0 3\tIda\nT2\tAttribution 4 8\tsaid\nT3\tContent 9 12;13 20\tall\nis well\n"
        "E1\tAttribution:T2 Source:T1 Content:T3\n"
    )
    (found,) = read_annotations(standoff)
    assert found == AttributedSpans((Span(0, 3),), (), (Span(9, 12), Span(13, 20)))


def test_annotation_without_content_is_left_out() -> None:
    assert list(read_annotations("T1\tSource 0 3\tIda\nE1\tAttribution:T1 Source:T1\n")) == []


def test_first_annotator_counts(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "a.txt").write_text(TEXT, encoding="utf-8")
    for annotator, end in (("bb22", 13), ("aa11", 25)):
        body = f"T1\tContent 9 {end}\tx\nE1\tAttribution:T1 Content:T1\n"
        (tmp_path / "attributions" / f"a_{annotator}.ann").write_text(body, encoding="utf-8")
    assert read_split(tmp_path)["a"].attributions[0].content == (Span(9, 25),)


def test_folder_of_another_layout_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolnearError, match="Give a PolNeAR split"):
        read_split(tmp_path)


@pytest.mark.shared
def test_figures_are_those_of_the_reference_script(shared: Path, tmp_path: Path) -> None:
    gold = read_split(shared / "polnear" / "dev")
    predicted = {
        name: [_bent(row, number) for number, row in enumerate(text.attributions)] for name, text in gold.items()
    }
    lines = [
        json.dumps(
            {"doc": name, "attributions": [{"source": r.source, "cue": r.cue, "content": r.content} for r in rows]}
        )
        for name, rows in predicted.items()
    ]
    path = tmp_path / "predicted.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    script = shared / "bench" / "score_attributions.py"
    command = [sys.executable, str(script), str(shared / "polnear" / "dev"), str(path), "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    found = score_attributions(gold, predicted)
    assert (found.documents, found.gold, found.predicted) == tuple(
        expected[key] for key in ("documents", "gold", "predicted")
    )
    for name, figure in (
        ("content exact", found.content_exact),
        ("content partial", found.content_partial),
        ("content token", found.content_token),
        ("attribution", found.attribution),
        ("attribution strict", found.attribution_strict),
    ):
        assert [figure.precision, figure.recall, figure.f1] == pytest.approx(expected[name])
    for kind, row in found.recall_by_kind.items():
        assert [row.recall, row.count] == pytest.approx(expected["recall by kind"][kind.value])


def _bent(row: AttributedSpans, number: int) -> AttributedSpans:
    """Spoil some of the gold spans so that no figure is trivial."""
    if number % 3 == 0:
        return row
    if number % 3 == 1:
        return AttributedSpans((), row.cue, row.content)
    start, end = row.content[0]
    return AttributedSpans(row.source, row.cue, (Span(start, start + max(1, (end - start) // 2)),))
