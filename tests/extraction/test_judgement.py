"""Rules and model weighed together: acts, issues and stances, and what the model is given to read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from claims.extraction.encoding import CLS, SEP
from claims.extraction.judgement import Judge, Told, Weights, best_act, best_stance, chance, kind_of_act, parts_of
from claims.extraction.meaning_input import AROUND, CONTENT, LONGEST, Part, read
from claims.extraction.meaning_model import ACTS, SHIPPED, STANCES, Judgement, MeaningModel, shipped_model
from claims.extraction.model_folder import CONFIG, NETWORK, ModelError
from claims.extraction.records import Act, Attribution, IssueMention, Kind, Span, Stance
from claims.extraction.registry import KnownIssue
from claims.extraction.semantics import Meaning
from tests.extraction.wordpieces import letter_tokenizer

TEXT = "They said on Monday that the guns must fall silent."
GIVEN = Attribution((Span(20, 50),), (Span(0, 4),), (Span(5, 9),), Kind.INDIRECT, 0.9)
TRUCE = KnownIssue("truce", "Ceasefire", "The fighting is stopped")
FISH = KnownIssue("fish", "Fishing rights", "Boats of both coasts may fish in the strait")


def shares(act: Act, share: float = 0.8) -> np.ndarray:
    found = np.full(len(ACTS), (1 - share) / (len(ACTS) - 1), dtype=np.float32)
    found[ACTS.index(act)] = share
    return found


def told(judgement: Judgement, meaning: Meaning, parts: int = 1) -> Told:
    return Told((Span(0, 10),), meaning, judgement, parts)


def test_source_cue_and_content_are_read_in_order_without_the_rest() -> None:
    assert parts_of(TEXT, GIVEN, "") == [
        Part("They", is_content=False),
        Part("said", is_content=False),
        Part("that the guns must fall silent", is_content=True),
    ]


def test_name_stands_for_a_pronoun() -> None:
    assert parts_of(TEXT, GIVEN, "Ann Lee")[0] == Part("Ann Lee", is_content=False)


def test_content_is_marked_and_its_end_is_left_out_where_it_is_long() -> None:
    reading = read([Part("ab", is_content=False), Part("c" * 500, is_content=True)], letter_tokenizer())
    assert len(reading.ids) == len(reading.roles) <= LONGEST
    assert (reading.ids[0], reading.ids[-1]) == (CLS, SEP)
    assert list(reading.roles[:4]) == [AROUND, AROUND, AROUND, CONTENT]


@pytest.mark.parametrize(("weight", "act"), [(0.0, Act.OFFER), (1.0, Act.OFFER), (9.0, Act.ASSESS)])
def test_act_of_the_rules_needs_a_weight_to_prevail(weight: float, act: Act) -> None:
    assert best_act(shares(Act.OFFER), Act.ASSESS, weight) is act


def test_stance_of_the_rules_needs_a_weight_to_prevail() -> None:
    found = np.array([0.7, 0.2, 0.1], dtype=np.float32)
    assert best_stance(found, STANCES[1], 0.0) is STANCES[0]
    assert best_stance(found, STANCES[1], 3.0) is STANCES[1]


def test_chance_of_an_issue_rises_with_the_weight() -> None:
    assert chance(0.5, 0.0) == pytest.approx(0.5)
    assert chance(0.1, -1.0) < 0.1 < chance(0.1, 3.0)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("act:cue:say", "act:cue"), ("act:cue:concession", "act:cue:concession"), ("act:default", "act:default")],
)
def test_kind_of_rule_is_read_from_the_reason(reason: str, kind: str) -> None:
    assert kind_of_act(reason) == kind


@pytest.mark.parametrize(
    ("reason", "act", "weight"),
    [("act:mood", Act.PREDICT, 0.5), ("act:mood", Act.DEMAND, 3.0), ("act:cue:say", Act.PREDICT, 0.0)],
)
def test_rule_is_trusted_by_kind_and_act_where_listed(reason: str, act: Act, weight: float) -> None:
    weights = Weights({"act:mood": 3.0, "act:mood:predict": 0.5}, {}, {})
    assert weights.of_act(reason, act) == weight


@pytest.mark.model
@pytest.mark.parametrize("stance", [Stance.FOR, Stance.AGAINST])
@pytest.mark.parametrize("sides", [((), ("north",)), (("south",), ())])
def test_model_adds_no_issue_that_a_named_one_excludes(stance: Stance, sides: tuple[tuple[str, ...], ...]) -> None:
    north = KnownIssue("north", "Northern withdrawal", "The northern army leaves", excludes=sides[0])
    south = KnownIssue("south", "Southern withdrawal", "The southern army leaves", excludes=sides[1])
    judge = Judge(shipped_model(), [north, south])
    both_for = np.array([[0.9 if one is Stance.FOR else 0.05 for one in STANCES]] * 2, dtype=np.float32)
    said = Judgement(shares(Act.DEMAND), np.array([0.99, 0.99], dtype=np.float32), both_for)
    named = IssueMention("north", stance, 1, 0.6, ("term:northern army leave",))
    found = judge.issues([named], told(said, Meaning(Act.DEMAND, "act:cue:demand")), only_named=False)
    assert {one.issue for one in found} == ({"north"} if stance is Stance.FOR else {"north", "south"})


@pytest.mark.model
@pytest.mark.parametrize(
    ("parts", "end", "stance"), [(2, 4, Stance.FOR), (1, 4, Stance.AGAINST), (2, 9, Stance.AGAINST)]
)
def test_rules_alone_tell_the_stance_of_one_part_of_several(parts: int, end: int, stance: Stance) -> None:
    judge = Judge(shipped_model(), [TRUCE])
    against = np.array([[0.998 if one is Stance.AGAINST else 0.001 for one in STANCES]], dtype=np.float32)
    said = Judgement(shares(Act.OFFER), np.array([0.99], dtype=np.float32), against)
    named = IssueMention("truce", Stance.FOR, 1, 0.6, ("term:ready for a truce",), spans=(Span(0, end),))
    found = judge.issues([named], told(said, Meaning(Act.OFFER, "act:mood"), parts), only_named=False)
    assert [one.stance for one in found] == [stance]


@pytest.mark.model
def test_issue_is_understood_from_its_description_alone() -> None:
    judge = Judge(shipped_model(), [TRUCE, FISH])
    found = judge.judge([Part("Ann Lee said", is_content=False), Part("all guns have to fall silent", is_content=True)])
    assert found.acts.sum() == pytest.approx(1, abs=1e-3)
    assert found.relevance[0] > 5 * found.relevance[1]
    assert STANCES[int(found.stances[0].argmax())] is Stance.FOR


@pytest.mark.model
def test_what_a_medium_passes_on_stays_a_report_without_stance() -> None:
    judge = Judge(shipped_model(), [TRUCE])
    meaning = Meaning(Act.REPORT, "media")
    found = judge.judge([Part("The paper wrote", is_content=False), Part("both want a truce", is_content=True)])
    assert judge.act(meaning, found) is meaning
    mention = IssueMention("truce", Stance.FOR, 1, 0.6, ("term:truce",))
    assert [one.stance for one in judge.issues([mention], told(found, meaning), only_named=False)] == [Stance.NEUTRAL]


@pytest.mark.model
def test_same_claim_gets_the_same_judgement_whatever_was_read_before() -> None:
    judge = Judge(shipped_model(), [TRUCE, FISH])
    part = [Part("Ann said", is_content=False), Part("the war must end", is_content=True)]
    first = judge.judge(part)
    judge.judge([Part("Something else that is much longer than the other", is_content=True)])
    assert np.array_equal(judge.judge(part).relevance, first.relevance)


@pytest.mark.model
def test_registry_without_issues_is_judged_by_act_alone() -> None:
    judge = Judge(shipped_model(), [])
    found = judge.judge([Part("Ann said", is_content=False), Part("the war must end", is_content=True)])
    assert judge.issues([], told(found, Meaning(Act.ASSESS, "act:default")), only_named=False) == ()
    assert len(found.acts) == len(ACTS)


@pytest.mark.parametrize("damage", ["missing", "format", "network"])
def test_damaged_model_is_refused_with_the_remedy(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    if damage != "missing":
        shutil.copytree(SHIPPED, folder)
        config = folder / CONFIG
        stated = json.loads(config.read_text(encoding="utf-8"))
        if damage == "format":
            config.write_text(json.dumps({**stated, "format": 0}), encoding="utf-8")
        else:
            (folder / NETWORK).write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"Reinstall the package"):
        MeaningModel(folder)
