"""Events that several outlets tell in their own words: what is linked of them, against what a reader expects."""

from __future__ import annotations

import pytest

from tests.linking.reports import MENDED, UNSEEN, link_all, scores, store_reports

pytestmark = pytest.mark.django_db

# Least precision and recall by relation.
FLOORS = {
    MENDED: {
        "same_statement": (0.95, 0.95),
        "same_position": (0.9, 0.9),
        "responds_to": (0.9, 0.85),
        "contradicts": (0.9, 0.7),
        "updates": (0.9, 0.8),
    },
    UNSEEN: {
        "same_statement": (0.9, 0.9),
        "same_position": (0.9, 0.9),
        "responds_to": (0.9, 0.8),
        "contradicts": (0.75, 0.75),
        "updates": (0.75, 0.75),
    },
}


@pytest.mark.parametrize("name", [MENDED, UNSEEN])
def test_events_told_by_several_outlets_are_linked_as_a_reader_expects(name: str) -> None:
    claims = store_reports(name)
    link_all()
    found = scores(claims, name)
    for relation, (precision, recall) in FLOORS[name].items():
        score = found[relation]
        assert score.precision >= precision, f"{relation}: wrong {sorted(score.wrong)}"
        assert score.recall >= recall, f"{relation}: missed {score.missed}"
