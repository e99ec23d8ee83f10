"""GAP files read, answered in its format, and scored as its paper defines."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.extraction.gap import GapError, Snippet, read_gap, score_gap, submission
from claims.extraction.records import Span

HEADER = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
ROW = "t-1\tAnn told Eve that she won.\tshe\t18\tAnn\t0\tTRUE\tEve\t9\tFALSE\tu\n"


def snippet(pronoun: str, answer: tuple[bool, bool] | None) -> Snippet:
    return Snippet("t", pronoun, Span(0, len(pronoun)), Span(0, 1), Span(1, 2), answer)


def test_file_is_read_with_its_answers(tmp_path: Path) -> None:
    (tmp_path / "gap.tsv").write_text(HEADER + ROW)
    (found,) = read_gap(tmp_path / "gap.tsv")
    assert (found.name, found.pronoun, found.b, found.answer) == ("t-1", (18, 21), (9, 12), (True, False))
    assert found.gender == "female"


def test_file_without_answers_is_read(tmp_path: Path) -> None:
    (tmp_path / "gap.tsv").write_text(HEADER + ROW.replace("TRUE", "").replace("FALSE", ""))
    assert read_gap(tmp_path / "gap.tsv")[0].answer is None


def test_other_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gap.tsv").write_text("a\tb\n")
    with pytest.raises(GapError, match=r"lacks the column ID.*Give a GAP file"):
        read_gap(tmp_path / "gap.tsv")


@pytest.mark.parametrize("change", [("\t18\t", "\t17\t"), ("\t18\t", "\tx\t")])
def test_wrong_offset_is_named_with_its_line(tmp_path: Path, change: tuple[str, str]) -> None:
    (tmp_path / "gap.tsv").write_text(HEADER + ROW.replace(*change))
    with pytest.raises(GapError, match="line 2"):
        read_gap(tmp_path / "gap.tsv")


def test_submission_has_the_format_of_gap() -> None:
    assert list(submission([snippet("she", None)], [(True, False)])) == ["t\tTRUE\tFALSE"]


def test_scores_count_each_of_the_two_names_as_a_decision() -> None:
    snippets = [snippet("she", (True, False)), snippet("Her", (False, True)), snippet("his", (False, False))]
    scores = score_gap(snippets, [(True, False), (True, False), (True, False)])
    assert scores.feminine == pytest.approx(0.5)  # one of two right, one of two found
    assert scores.masculine == 0.0
    assert scores.overall == pytest.approx(2 * 1 / (3 + 2))
    assert scores.bias == 0.0


def test_equal_genders_have_a_bias_of_one() -> None:
    snippets = [snippet("she", (True, False)), snippet("he", (True, False))]
    assert score_gap(snippets, [(True, False)] * 2).bias == 1.0


def test_scores_need_answers() -> None:
    with pytest.raises(GapError, match="holds no answers"):
        score_gap([snippet("she", None)], [(True, False)])
