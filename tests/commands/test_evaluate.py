"""``manage.py evaluate`` prints the figures of the referees."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.extraction.registry import read_registry
from claims.extraction.scoring_traps import TrapScore
from claims.models import Act, Claim
from claims.review.gold import gold_archive
from claims.roles import make_editor
from claims.seeds import load_registry
from tests.factories import make_article, make_claim

pytestmark = [pytest.mark.django_db, pytest.mark.model]

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
TEXT = 'Talks resume.\n\nAnna Berg said the border must stay open.\n\n"We agree," said Carl Dahl.\n'


def evaluate(*arguments: Path | str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("evaluate", *map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder in the PolNeAR layout with one document that holds one of two attributions."""
    for name in ("text", "attributions"):
        (tmp_path / name).mkdir()
    (tmp_path / "text" / "talks.txt").write_text(TEXT)
    spans = {"T1": ("Source", "Anna Berg"), "T2": ("Cue", "said"), "T3": ("Content", "the border must stay open")}
    lines = []
    for key, (label, words) in spans.items():
        start = TEXT.index(words)
        lines.append(f"{key}\t{label} {start} {start + len(words)}\t{words}")
    lines.append("E1\tCue:T2 Source:T1 Content:T3")
    (tmp_path / "attributions" / "talks_0a1b.ann").write_text("\n".join(lines))
    return tmp_path


def test_evaluate_attributions_counts_right_and_wrong(gold: Path) -> None:
    figures = evaluate("attributions", gold)
    assert (figures["documents"], figures["gold"], figures["predicted"]) == (1, 1, 2)
    assert figures["attribution"] == {"precision": 0.5, "recall": 1.0}


def test_evaluate_attributions_tells_recall_by_wording_and_by_class_of_cue(gold: Path) -> None:
    out = io.StringIO()
    call_command("evaluate", "attributions", str(gold), stdout=out)
    rows = [" ".join(line.split()) for line in out.getvalue().splitlines() if line.startswith("recall")]
    assert rows == ["recall indirect R 1.000 (1 in the gold)", "recall say, tell R 1.000 (1 in the gold)"]


def test_evaluate_names_a_folder_without_gold(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No text/\*\.txt in"):
        evaluate("attributions", tmp_path)
    with pytest.raises(CommandError, match=r'Cannot read ".*attributions\.jsonl": No such file'):
        evaluate("claims", tmp_path, tmp_path)


@pytest.mark.shared
def test_evaluate_claims_agrees_with_the_referee_on_what_is_stored(shared: Path, tmp_path: Path) -> None:
    load_registry(read_registry(SEEDS))
    call_command("ingest", str(shared / "seeds"), json=True, stdout=io.StringIO(), stderr=io.StringIO())
    lines = tmp_path / "claims.jsonl"
    call_command("export", "claims", output=lines, stdout=io.StringIO())
    script = shared / "bench" / "score_claims.py"
    command: list[Path | str] = [sys.executable, "-W", "ignore", script, shared / "gold", shared / "seeds", lines]
    referee = subprocess.run([*command, "--json"], capture_output=True, check=True)
    wanted, figures = json.loads(referee.stdout), evaluate("claims", shared / "gold", shared / "seeds")
    for name in ("claims", "issues"):
        assert [round(figures[name][part], 3) for part in ("precision", "recall")] == wanted[name][:2]
    for name in ("speaker", "kind", "act", "stance"):
        assert round(figures[name], 3) == wanted[name]
    assert wanted["claims"][2] >= 0.55
    assert wanted["speaker"] >= 0.75


def test_evaluate_claims_measures_the_extractor_on_what_editors_decided(tmp_path: Path) -> None:
    text = "Anna Berg said the border must stay open.\n\nNobody was there.\n"
    decided = make_claim(make_article(text), source="Anna Berg", cue="said", content="the border must stay open")
    decided.accept(make_editor(username="e", password="x"))
    decided.act = Act.THREATEN
    decided.save()
    zipfile.ZipFile(io.BytesIO(gold_archive())).extractall(tmp_path)
    stored, fresh = (evaluate("claims", tmp_path / "gold", tmp_path / "texts", *more) for more in ((), ("--fresh",)))
    assert (stored["act"], fresh["act"]) == (1, 0)
    assert stored["claims"] == fresh["claims"]


@pytest.mark.shared
def test_no_claim_comes_out_of_a_teaser_or_widget(shared: Path) -> None:
    load_registry(read_registry(SEEDS))
    call_command("ingest", str(shared / "seeds"), json=True, stdout=io.StringIO(), stderr=io.StringIO())
    traps = [json.loads(line) for line in (shared / "gold" / "distractors.jsonl").read_text().splitlines()]
    spans = {
        (trap["doc"], tuple(trap["span"])) for trap in traps if trap["category"] in ("teaser", "boilerplate", "widget")
    }
    assert spans
    for claim in Claim.objects.select_related("article"):
        stem = Path(claim.article.file_name).stem
        for doc, (start, end) in spans:
            assert doc != stem or all(last <= start or end <= first for first, last in claim.content)


def sample_of(folder: Path, *names: str | None) -> Path:
    start = TEXT.index("Anna Berg")
    row = {"doc": "talks", "source": [[start, start + 9]], "published": None, "kind": "name", "speaker": list(names)}
    path = folder / "sample.jsonl"
    path.write_text(json.dumps(row))
    return path


@pytest.mark.parametrize(("names", "accuracy"), [(("Anna Berg",), 1.0), (("Anna K. Berg",), 1.0), ((None,), 0.0)])
def test_evaluate_speakers_compares_with_what_somebody_judged(
    gold: Path, names: tuple[str | None, ...], accuracy: float
) -> None:
    figures = evaluate("speakers", "--sample", sample_of(gold, *names), "--texts", gold)
    assert (figures["judged"], figures["resolved"]) == (1, 1)
    assert (figures["accuracy"], figures["precision"]) == (accuracy, accuracy)


def test_evaluate_speakers_lists_what_is_wrong(gold: Path) -> None:
    out = io.StringIO()
    sample = sample_of(gold, "Carl Dahl")
    call_command("evaluate", "speakers", "--sample", str(sample), "--texts", str(gold), "--show", stdout=out)
    assert "talks 15-24: Anna Berg, should be Carl Dahl" in out.getvalue()


def test_evaluate_speakers_names_a_bad_sample(gold: Path) -> None:
    (gold / "sample.jsonl").write_text('{"doc": "talks"}')
    with pytest.raises(CommandError, match=r'Line 1 of ".*sample\.jsonl" is no judged speaker'):
        evaluate("speakers", "--sample", gold / "sample.jsonl", "--texts", gold)
    unknown = sample_of(gold, "Anna Berg")
    unknown.write_text(unknown.read_text().replace("talks", "elsewhere"))
    with pytest.raises(CommandError, match='the document "elsewhere", which is not in'):
        evaluate("speakers", "--sample", unknown, "--texts", gold)


@pytest.mark.shared
def test_speakers_of_the_judged_sample_reach_their_figures(shared: Path) -> None:
    load_registry(read_registry(SEEDS))
    sample = Path(__file__).resolve().parent.parent / "data" / "polnear_speakers.jsonl"
    figures = evaluate("speakers", "--sample", sample, "--texts", shared / "polnear" / "dev")
    assert figures["judged"] == 200
    assert figures["accuracy"] >= 0.92
    assert figures["precision"] >= 0.95


@pytest.mark.shared
def test_evaluate_traps_tells_of_each_trap_whether_it_is_passed(shared: Path) -> None:
    load_registry(read_registry(SEEDS))
    out = io.StringIO()
    folders = (str(shared / "gold"), str(shared / "seeds"))
    call_command("evaluate", "claims", *folders, "--traps", "--json", stdout=out)
    scores = {row["trap"]: row for row in json.loads(out.getvalue())}
    passed = {trap for trap, row in scores.items() if row["passed"]}
    assert {"pronoun-source", "misleading-nearest-name", "misleading-nearest-subject", "reported-via"} <= passed
    assert {"discontinuous-source", "relative-pronoun-source", "definite-description-source"} <= passed
    assert not any("speaker" in fault for row in scores.values() for fault in row["failures"])


def test_evaluate_traps_ends_with_how_many_are_passed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scores = [TrapScore("passive", 2, ("d-1: missed",)), TrapScore("nested", 1, ()), TrapScore("via", 1, ("d-1: via",))]
    monkeypatch.setattr("claims.management.commands.evaluate.evaluate_traps", lambda *_, **__: scores)
    out = io.StringIO()
    call_command("evaluate", "claims", str(tmp_path), str(tmp_path), "--traps", stdout=out)
    assert out.getvalue().splitlines()[-1] == "1 of 3 traps are passed; claims that fail: d-1"


def test_evaluate_reviews_keeps_the_figures_of_the_seed_reports() -> None:
    """Floors a little under the figures of docs/decisions.md, apart for reports on which no rule was built."""
    load_registry(read_registry(SEEDS))
    groups = evaluate("reviews")
    assert [groups[name]["articles"] for name in ("all", "development", "held out")] == [20, 15, 5]
    floors = {"development": (0.82, 0.75, 0.83, 0.76), "held out": (0.52, 0.42, 0.70, 0.60)}
    for name, (act, recall, stance, day) in floors.items():
        found = groups[name]
        assert found["act"] >= act
        assert found["issues"]["recall"] >= recall
        assert found["stance"] >= stance
        assert found["date"] >= day


def test_evaluate_reviews_measures_extraction_and_not_what_is_stored(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(TEXT)
    review = {"article": "a.md", "source": "Anna Berg", "cue": "said", "content": ["the border must stay open"]}
    (tmp_path / "reviews.jsonl").write_text(json.dumps(review | {"act": "assess"}))
    out = io.StringIO()
    call_command("evaluate", "reviews", str(tmp_path / "reviews.jsonl"), "--show", stdout=out)
    assert "a.md act: demand, should be assess: Anna Berg | said | the border must stay open" in out.getvalue()
    assert not Claim.objects.exists()


def test_evaluate_reviews_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r'Cannot read ".*none.jsonl"'):
        call_command("evaluate", "reviews", str(tmp_path / "none.jsonl"))
