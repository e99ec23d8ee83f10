"""Figures for resolved claims, by hand and against the reference script."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from claims.extraction.gold_claims import GivenClaim, GoldClaim, GoldLink, GoldSet, normal_form, read_given, read_gold
from claims.extraction.records import Span
from claims.extraction.scoring import Figure
from claims.extraction.scoring_claims import score_claims

TEXT = "Ida said that all is well. Tom said that nothing is well. Later Ida smiled at everyone."
FIRST = GoldClaim(
    id="x-1",
    doc="x",
    content=(Span(9, 25),),
    source=(Span(0, 3),),
    kind="indirect",
    speakers=frozenset({"ida kessel"}),
    acts=frozenset({"assess"}),
    stances={"truce": "for"},
    date="2024-06",
)
SECOND = replace(FIRST, id="x-2", content=(Span(36, 56),), source=(Span(27, 30),), speakers=frozenset({"tom arden"}))
GOLD = GoldSet(
    claims=(FIRST, SECOND),
    optional=(GoldClaim(id="x-3", doc="x", content=(Span(58, 86),)),),
    links=(GoldLink("responds_to", ("x-2", "x-1"), optional=False),),
    names={"ida": frozenset({"ida kessel"})},
    texts={"x": TEXT},
)
GIVEN = GivenClaim(
    id="1",
    doc="x",
    content=FIRST.content,
    source=FIRST.source,
    kind="indirect",
    speaker="Ida",
    act="demand",
    stances={"truce": "against", "plan": "for"},
    date="2024-06-14",
)


def test_matched_claim_is_compared_field_by_field() -> None:
    found = score_claims(GOLD, [GIVEN])
    assert found.claims == Figure(1.0, 0.5)
    assert (found.speaker, found.kind, found.act, found.stance) == (1.0, 1.0, 0.0, 0.0)
    assert (found.date.value, found.date.count) == (1.0, 1)
    assert found.issues == Figure(0.5, 1.0)


def test_optional_claim_is_neither_right_nor_wrong() -> None:
    found = score_claims(GOLD, [GIVEN, replace(GIVEN, id="2", content=(Span(58, 86),), source=())])
    assert (found.neutral, found.claims.precision) == (1, 1.0)


def test_other_articles_do_not_count() -> None:
    assert score_claims(GOLD, [replace(GIVEN, doc="y")]).predicted == 0


def test_link_direction_counts() -> None:
    second = replace(GIVEN, id="2", content=SECOND.content, source=SECOND.source)
    lines = [
        json.dumps(
            {
                "article": "x.txt",
                "id": given.id,
                "source": given.source,
                "content": given.content,
                "links": [{"to": to, "relation": "responds_to", "state": state}],
            }
        )
        for given, to, state in ((GIVEN, "2", "suggested"), (second, "1", "suggested"))
    ]
    found = score_claims(GOLD, read_given(lines)).links["responds_to"]
    assert (found.figure, found.given) == (Figure(0.5, 1.0), 2)


def test_rejected_links_are_left_out() -> None:
    row = {
        "article": "x.txt",
        "id": "1",
        "content": [[9, 25]],
        "links": [{"to": "2", "relation": "updates", "state": "rejected"}],
    }
    (given,) = read_given([json.dumps(row), ""])
    assert given.links == ()


@pytest.mark.parametrize(
    ("name", "form"),
    [("The United States (government)", "united states"), ("Jérôme  Lee-Roy", "jerome lee roy"), ("", "")],
)
def test_names_are_compared_in_normal_form(name: str, form: str) -> None:
    assert normal_form(name) == form


@pytest.mark.shared
def test_figures_are_those_of_the_reference_script(shared: Path, tmp_path: Path) -> None:
    rows = [
        json.loads(line) for line in (shared / "gold" / "attributions.jsonl").read_text("utf-8").splitlines() if line
    ]
    path = tmp_path / "claims.jsonl"
    lines = [json.dumps(_bent(row, number, rows)) for number, row in enumerate(rows) if number % 5]
    path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(shared / "bench" / "score_claims.py"), str(shared / "gold"), str(shared / "seeds")]
    run = subprocess.run([*command, str(path), "--json"], capture_output=True, text=True, check=True)
    expected = json.loads(run.stdout)
    found = score_claims(read_gold(shared / "gold", shared / "seeds"), read_given(lines))
    near = pytest.approx
    for name in ("documents", "gold", "predicted", "neutral"):
        assert getattr(found, name) == expected[name]
    for name in ("speaker", "kind", "act", "stance"):
        assert getattr(found, name) == near(expected[name], abs=6e-4)
    for figure, name in ((found.claims, "claims"), (found.issues, "issues")):
        assert [figure.precision, figure.recall, figure.f1] == near(expected[name], abs=6e-4)
    assert [found.date.value, found.date.count] == near(expected["date"], abs=6e-4)
    for relation, link in found.links.items():
        want = expected["links"][relation]
        got = [link.figure.precision, link.figure.recall, link.figure.f1, link.recall_all, link.core, link.given]
        assert got == near([want[key] for key in ("P", "R", "F1", "recall_all", "core", "got")], abs=6e-4)
    any_relation = expected["links"]["any relation"]
    assert found.any_link_precision == near(any_relation["P"], abs=6e-4)
    assert found.any_link_recall == near(any_relation["recall_all"], abs=6e-4)


def _bent(row: dict[str, object], number: int, rows: list[dict[str, object]]) -> dict[str, object]:
    """A prediction made from a gold claim, partly spoiled."""
    speaker = row["speaker"] if number % 3 else "Somebody Else"
    target = rows[(number + 7) % len(rows)]["id"]
    relation = ("same_statement", "responds_to", "contradicts")[number % 3]
    return {
        "article": f"{row['doc']}.txt",
        "id": row["id"],
        "source": row["source"],
        "content": row["content"] if number % 4 else [[0, 20]],
        "kind": "mixed",
        "speaker": speaker,
        "act": "demand",
        "issues": {"ceasefire": "for", "negotiations": "for"},
        "said_on": "2024-06-14",
        "links": [{"to": target, "relation": relation, "state": "suggested"}],
    }
