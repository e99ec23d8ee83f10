"""Suggestions that readers do not get to see, because the extractor is not sure enough of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims.checks import check_operating_point
from claims.confidence import least_confidence
from claims.extraction.attribution_config import operating_points
from claims.models import Claim
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_outlet

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims() -> list[Claim]:
    """Three claims of one actor on one issue in one article: a likely suggestion, an unsure one, an accepted one."""
    article, speaker = make_article(outlet=make_outlet(name="Example Times")), make_actor("Anna Berg")
    issue = make_issue("Border")
    values: list[dict[str, Any]] = [{"confidence": 0.9}, {"confidence": 0.3}, {"confidence": 0.3, "state": "accepted"}]
    return [make_claim(article, speaker=speaker, issues={issue: "for"}, **value) for value in values]


def pages(claims: list[Claim]) -> list[str]:
    first = claims[0]
    assert first.speaker
    issue = first.issues.get()
    return [
        "/claims/",
        first.speaker.get_absolute_url(),
        issue.get_absolute_url(),
        first.article.get_absolute_url(),
    ]


def test_readers_are_offered_only_what_is_sure_enough(client: Client, claims: list[Claim]) -> None:
    for address in pages(claims):
        assert client.get(address).context["waiting"] == 1, address


def test_editors_are_offered_every_suggestion(editor_client: Client, claims: list[Claim]) -> None:
    for address in pages(claims):
        assert editor_client.get(address).context["waiting"] == 2, address


def test_list_and_facets_agree_for_readers_and_for_editors(
    client: Client, editor_client: Client, claims: list[Claim]
) -> None:
    for who, count in ((client, 1), (editor_client, 2)):
        context = who.get("/claims/?state=suggested").context
        assert context["rows"].page.paginator.count == count
        for facet in context["facets"]:
            assert sum(option.count for option in facet.options if facet.name != "state") in (0, count), facet.name
            assert facet.name != "state" or facet.count_of("suggested") == count


def test_reviewed_claims_are_shown_however_unsure_they_were(client: Client, claims: list[Claim]) -> None:
    (shown,) = client.get("/claims/").context["rows"].page
    assert shown == claims[2]


@pytest.mark.parametrize("address", ["/actors/", "/articles/", "/issues/"])
def test_counts_beside_names_leave_the_unsure_out_for_readers(
    client: Client, editor_client: Client, claims: list[Claim], address: str
) -> None:
    assert "1 suggested" in client.get(address).content.decode()
    assert "2 suggested" in editor_client.get(address).content.decode()


def test_page_of_an_unsure_suggestion_says_that_it_waits(
    client: Client, editor_client: Client, claims: list[Claim]
) -> None:
    response = client.get(claims[1].get_absolute_url())
    assert response.status_code == 404
    assert "waits for review" in response.content.decode()
    assert claims[1].content_text not in response.content.decode()
    assert editor_client.get(claims[1].get_absolute_url()).status_code == 200
    assert client.get(claims[0].get_absolute_url()).status_code == 200


def test_links_to_unsure_suggestions_are_left_out_for_readers(
    client: Client, editor_client: Client, claims: list[Claim]
) -> None:
    make_link(claims[1], claims[2])
    make_link(claims[0], claims[2])
    address = claims[2].get_absolute_url()
    assert len(client.get(address).context["links"]) == 1
    assert len(editor_client.get(address).context["links"]) == 2


def test_operating_point_of_the_model_is_what_readers_get(settings: Any, client: Client) -> None:
    user = client.get("/claims/").wsgi_request.user
    for point in ("precision", "balanced", "recall"):
        settings.PEACETRACKER_READER_CONFIDENCE = point
        assert least_confidence(user) == operating_points()[point]
    settings.PEACETRACKER_READER_CONFIDENCE = "0"
    assert least_confidence(user) == 0.0


def test_unknown_reader_confidence_is_reported(settings: Any) -> None:
    settings.PEACETRACKER_READER_CONFIDENCE = "high"
    (error,) = check_operating_point()
    assert error.hint is not None
    assert error.hint.startswith("Set PEACETRACKER_READER_CONFIDENCE to recall, balanced, precision")
