"""The list of articles, and the page of one with its claims marked."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from claims.models import Article, Claim, Segment, Statement, checksum_of
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BOTH = "?state=accepted&state=corrected&state=suggested"


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def text_on(page: str) -> str:
    """Return the text of the article as it stands on the page, without what was put in by hand or by the browser."""
    region = page[page.index('<div class="full-text">') + len('<div class="full-text">') : page.index("<aside")]
    region = region[: region.rindex("</div>", 0, region.rindex("</div>"))]
    return html.unescape(re.sub(r"<summary>.*?</summary>|<[^>]+>", "", region))


@pytest.mark.parametrize("address", ["/articles/", "/articles/1/"])
def test_articles_refuse_another_method(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_article_detail_of_no_article_is_not_found(client: Client) -> None:
    assert client.get("/articles/9/").status_code == 404


def test_article_list_counts_claims_and_finds_titles(client: Client) -> None:
    article = make_article(title="Talks in Geneva", outlet=make_outlet(name="The Wire"))
    make_claim(article, state="accepted")
    make_claim(article)
    make_article(title="Something else")
    page = shown(client, "/articles/?q=geneva")
    for words in ("Talks in Geneva", "The Wire", "1 reviewed", "1 suggested", "1 article<"):
        assert words in page
    assert "Something else" not in page


def test_article_list_is_in_the_order_of_publication(client: Client) -> None:
    for day in ("2024-06-01", "2024-06-03", "2024-06-02"):
        make_article(title=day, published_on=day, published_precision="day")
    make_article(title="undated")
    rows = client.get("/articles/").context["rows"].page
    assert [article.title for article in rows] == ["2024-06-03", "2024-06-02", "2024-06-01", "undated"]


def test_article_list_says_when_there_is_nothing(client: Client) -> None:
    assert "Nothing has been read in yet" in shown(client, "/articles/")
    assert "No article fits" in shown(client, "/articles/?q=zeppelin")


def test_article_list_fragment(client: Client) -> None:
    response = client.get("/articles/?q=&page=7", headers=HTMX)
    assert b"<html" not in response.content
    assert response["HX-Push-Url"] == "/articles/"


def test_article_detail_shows_the_text_exactly(client: Client) -> None:
    text = "Head & <b>line</b>\n\n  Anna Berg said the border  must stay open.\n\n\tRead more\nhere\n\nThe end\n"
    article = Article.objects.create(text=text, checksum=checksum_of(text))
    at = text.index("\tRead")
    Segment.objects.create(article=article, kind="headline", start=0, end=18)
    Segment.objects.create(article=article, kind="boilerplate", label="teaser", start=at, end=at + 15)
    make_claim(article, source="Anna Berg", cue="said", content="the border  must stay open", state="accepted")
    page = shown(client, article.get_absolute_url())
    assert text in text_on(page)
    assert "Teaser, 15 characters, not part of the report" in page


def test_article_detail_marks_overlapping_claims_in_valid_html(client: Client) -> None:
    article = make_article("Anna Berg said Bo Dahl swore the ships wait.")
    outer = make_claim(
        article, source="Anna Berg", cue="said", content="Bo Dahl swore the ships wait", state="accepted"
    )
    inner = make_claim(article, source="Bo Dahl", cue="swore", content="the ships wait.", state="accepted")
    page = shown(client, article.get_absolute_url())
    assert f'<mark class="content source" data-claims="{outer.pk} {inner.pk}">Bo Dahl</mark>' in page
    assert f'<mark class="content" data-claims="{outer.pk} {inner.pk}">the ships wait</mark>' in page
    assert f'<mark class="content" data-claims="{inner.pk}">.</mark>' in page
    for claim in (outer, inner):
        assert page.count(f'id="claim-{claim.pk}"') == page.count(f'id="note-{claim.pk}"') == 1


def test_article_detail_hides_suggestions_until_asked_and_then_marks_them(client: Client) -> None:
    article = make_claim().article
    page = shown(client, article.get_absolute_url())
    assert "must stay open</mark>" not in page
    assert "Show 1 unreviewed suggestion" in page
    page = shown(client, article.get_absolute_url() + BOTH)
    assert 'class="content doubtful"' in page
    assert "Unreviewed suggestion</span>" in page


def test_article_detail_never_shows_rejected_claims_to_readers(client: Client) -> None:
    article = make_claim(state="rejected", state_reason="no").article
    page = shown(client, article.get_absolute_url() + BOTH + "&state=rejected")
    assert "must stay open</mark>" not in page
    assert "shown to editors only" in page


def test_article_detail_lists_orphans_and_versions(client: Client) -> None:
    claim = make_claim(state="accepted")
    article = claim.article
    article.versions.create(number=1, text=article.text, checksum=article.checksum)
    Article.objects.filter(pk=article.pk).update(text="New words.", version=2, checksum="0" * 64)
    page = shown(client, article.get_absolute_url())
    assert "Claims from earlier versions" in page
    assert "the border must stay open</mark>" in page
    assert f"SHA-256 <code>{article.checksum[:12]}" in page


def test_article_detail_fragment(client: Client) -> None:
    article = make_claim().article
    page = client.get(article.get_absolute_url() + BOTH, headers=HTMX).content.decode()
    assert page.strip().startswith('<article id="reading"')


def test_article_detail_escapes(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    article = make_article(f"{evil} Anna Berg said {evil}.", title=evil, byline=evil)
    make_claim(article, content=f"{evil}.", source="Anna Berg", cue="said", state="accepted")
    Segment.objects.update(kind="boilerplate", label=evil[:30])
    assert evil not in shown(client, article.get_absolute_url())


def test_articles_take_the_same_queries_however_many_claims(client: Client, django_assert_num_queries: Any) -> None:
    article = make_article()

    def add() -> None:
        claim = make_claim(article, speaker=make_actor(), issues={make_issue(): "for"}, state="accepted")
        claim.co_speakers.add(make_actor())
        other = make_claim(make_article(outlet=make_outlet()), state="accepted")
        Claim.objects.filter(pk__in=[claim.pk, other.pk]).update(statement=Statement.objects.create(canonical=claim))

    add()
    with django_assert_num_queries(13) as few:
        assert "Also reported by" in shown(client, article.get_absolute_url())
    with django_assert_num_queries(2):
        client.get("/articles/")
    for _ in range(5):
        add()
    with django_assert_num_queries(len(few)):
        client.get(article.get_absolute_url())
    with django_assert_num_queries(2):
        client.get("/articles/")
