"""Acts, issues and stances in negotiations that nothing was made for: invented ones, with issues of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from claims.extraction.attribution import Attributions
from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText
from claims.extraction.registry import KnownActor, KnownConflict, KnownIssue, KnownTerm, Registry
from tests.extraction.factories import make_registry
from tests.extraction.marked import Marked, MarkedModel, read_marked

DATA = Path(__file__).parent / "data"
ISSUES = (
    KnownIssue("ceasefire", "Ceasefire", "The fighting stops", terms=(KnownTerm("truce"), KnownTerm("pause"))),
    KnownIssue("withdrawal", "Sudorian withdrawal", "Sudorian troops leave the valley", terms=(KnownTerm("pullout"),)),
    KnownIssue("prisoners", "Prisoners", "Captives are exchanged or sent home", terms=(KnownTerm("captives"),)),
    KnownIssue("monitors", "Foreign observers", "Observers watch over the truce", terms=(KnownTerm("observers"),)),
    KnownIssue(
        "fishing", "Fishing rights", "Boats of Carsland may fish in Velmark's waters", terms=(KnownTerm("quota"),)
    ),
    KnownIssue("tariffs", "Tariffs on fish", "Velmark's duty on fish stays or grows", terms=(KnownTerm("duty"),)),
)
MORE_ISSUES = (
    KnownIssue(
        "water", "Water of the river", "Tamar lets enough water through to Orsia", terms=(KnownTerm("sluices"),)
    ),
    KnownIssue(
        "pay", "Pay of nurses", "The pay of nurses is raised", terms=(KnownTerm("per cent"), KnownTerm("bonus"))
    ),
)
WAR = KnownConflict("valley-war", "War", ("norvania", "sudoria"), ("ceasefire",))


def elsewhere() -> Registry:
    known = make_registry()
    states = (KnownActor("carsland", "Carsland", "state"), KnownActor("velmark", "Velmark", "state"))
    return replace(known, actors=(*known.actors, *states), issues=(*ISSUES, *MORE_ISSUES), conflicts=(WAR,))


def read(sentences: list[Marked]) -> Iterator[tuple[Marked, str, dict[str, str]]]:
    """Each sentence with the act and the issues that are found in it."""
    extractor = Extractor(elsewhere())
    component = cast("Attributions", extractor.nlp.get_pipe("attributions"))
    component.model = MarkedModel(sentences)  # type: ignore[assignment]
    articles = (ArticleText(one.text, published=date(2025, 6, 1)) for one in sentences)
    for one, found in zip(sentences, extractor.extract(articles), strict=True):
        (claim,) = found.claims
        yield one, claim.act.value, {mention.issue: mention.stance.value for mention in claim.issues}


def figures(sentences: list[Marked]) -> tuple[dict[str, float], list[str]]:
    """Shares of right acts and stances, and F1 of issues; and what is wrong, in words."""
    counts: Counter[str] = Counter()
    wrong = []
    for one, act, issues in read(sentences):
        shared = issues.keys() & one.issues.keys()
        counts["acts"] += act in one.acts
        counts["found"] += len(issues)
        counts["wanted"] += len(one.issues)
        counts["shared"] += len(shared)
        counts["stances"] += sum(issues[slug] == one.issues[slug] for slug in shared)
        if act not in one.acts or issues != one.issues:
            wrong.append(f"{act} {issues}, not {'/'.join(one.acts)} {one.issues}: {one.text}")
    return {
        "act": counts["acts"] / len(sentences),
        "issues": 2 * counts["shared"] / (counts["found"] + counts["wanted"]),
        "stance": counts["stances"] / counts["shared"],
    }, wrong


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "act", "issues", "stance"),
    [("meaning_elsewhere.toml", 0.9, 0.7, 0.65), ("meaning_elsewhere_unseen.toml", 0.8, 0.4, 0.9)],
)
def test_meaning_of_other_negotiations_is_found(name: str, act: float, issues: float, stance: float) -> None:
    found, wrong = figures(read_marked(DATA / name))
    assert found["act"] >= act, "\n".join(wrong)
    assert found["issues"] >= issues, "\n".join(wrong)
    assert found["stance"] >= stance, "\n".join(wrong)
