"""``manage.py extract``: what is asked for, what comes out, run twice, with the real model."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.ingest import renewal_run
from claims.ingest.extracting import ExtractionFailure, extract_all
from claims.ingest.linking import LinkQueue
from claims.models import Actor, Article, Claim, ClaimKey, Issue, Link, MatchingTerm, Term

pytestmark = [pytest.mark.django_db, pytest.mark.model]

REPORT = (
    "Harbour talks resume\n\n"
    'Foreign Minister Anna Berg said on Monday that the harbour must reopen. "We will not wait," she said.\n\n'
    "The governor rejected the demand, according to the Example Times.\n"
)


def extract(**options: Any) -> tuple[dict[str, Any], str]:
    """Run the command and return its JSON result with what it wrote to standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("extract", json=True, processes=options.pop("processes", 1), stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"CommandError: {error}\n")
    return json.loads(out.getvalue() or "{}"), err.getvalue()


@pytest.fixture
def articles(tmp_path: Path) -> list[Article]:
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(REPORT.replace("harbour", f"harbour {number}"), encoding="utf-8")
    call_command("ingest", str(tmp_path), processes=1, stdout=io.StringIO(), stderr=io.StringIO())
    return list(Article.objects.order_by("pk"))


def add_issue() -> Issue:
    issue = Issue.objects.create(slug="harbour", name="Harbour", for_means="It opens")
    MatchingTerm.objects.create(issue=issue, text="harbo*")
    return issue


def test_extract_has_nothing_to_do_after_ingest(articles: list[Article]) -> None:
    assert Actor.objects.filter(provisional=True).exists()
    before = Claim.history.count()
    result, errors = extract(stale=True)
    assert (result["renewed"], result["unchanged"], result["outcomes"], errors) == (0, 0, [], "")
    result, _ = extract(all=True)
    assert (result["renewed"], result["unchanged"], Claim.history.count()) == (0, 2, before)


def test_extract_brings_stale_articles_up_to_date_once(articles: list[Article], editor: User) -> None:
    decided = articles[0].claims.get(content_text__contains="must reopen").accept(editor)
    keys = set(Claim.objects.values_list("pk", flat=True))
    add_issue()
    result, errors = extract(stale=True)
    assert (result["renewed"], result["unchanged"], result["failed"], errors) == (2, 0, 0, "")
    assert set(Claim.objects.values_list("pk", flat=True)) == keys
    assert not decided.claim_issues.exists()  # its other claim, which points to this one, inherits the issue
    renewed = articles[1].claims.get(content_text__contains="must reopen")
    assert [row.issue.slug for row in renewed.claim_issues.all()] == ["harbour"]
    assert Term.objects.filter(claims=renewed).exists()
    before = [Claim.history.count(), Term.history.count()]
    again, _ = extract(stale=True)
    assert again["outcomes"] == []
    extract(all=True)
    assert [Claim.history.count(), Term.history.count()] == before


def test_extract_links_what_it_renewed(articles: list[Article]) -> None:
    keys = set(ClaimKey.objects.values_list("key", flat=True))
    Link.objects.all().delete()
    add_issue()
    result, _ = extract(stale=True)
    assert result["renewed"] == 2
    assert set(ClaimKey.objects.values_list("key", flat=True)) > keys
    assert Link.objects.filter(a__article=articles[0], b__article=articles[1]).exists()


def test_extract_interrupted_while_linking_leaves_the_rest_to_link(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_issue()
    with monkeypatch.context() as patch:
        patch.setattr(LinkQueue, "link", interrupt)
        _, errors = extract(stale=True)
    assert "Interrupted: 2 of 2 articles are done and stored whole." in errors
    assert Article.objects.unlinked().count() == 2
    call_command("link", stdout=io.StringIO())
    assert not Article.objects.unlinked().exists()


def interrupt(queue: LinkQueue) -> None:
    raise KeyboardInterrupt


def test_extract_takes_single_articles(articles: list[Article]) -> None:
    add_issue()
    result, _ = extract(article=[articles[1].pk])
    assert [outcome["article"] for outcome in result["outcomes"]] == [articles[1].pk]
    result, _ = extract(stale=True, article=[articles[1].pk])
    assert result["outcomes"] == []


def test_extract_finds_the_same_in_two_processes(articles: list[Article]) -> None:
    result, errors = extract(all=True, processes=2)
    assert (result["unchanged"], result["failed"], errors.count("CommandError")) == (2, 0, 0)


def test_extract_tells_a_failure_and_goes_on(articles: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    real = extract_all

    def failing(*args: Any, **kwargs: Any) -> Any:
        for number, extraction in enumerate(real(*args, **kwargs)):
            yield ExtractionFailure("It broke.") if number == 0 else extraction

    monkeypatch.setattr(renewal_run, "extract_all", failing)
    result, errors = extract(all=True)
    assert (result["failed"], result["unchanged"]) == (1, 1)
    assert f"Article {articles[0].pk}: It broke." in errors
    assert "CommandError: 1 of 2 articles failed; the reasons stand above." in errors


def test_extract_leaves_an_article_that_changed_meanwhile(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = extract_all

    def slow(*args: Any, **kwargs: Any) -> Any:
        for extraction in real(*args, **kwargs):
            Article.objects.filter(pk=articles[0].pk).update(checksum="0" * 64)
            yield extraction

    monkeypatch.setattr(renewal_run, "extract_all", slow)
    result, errors = extract(article=[articles[0].pk])
    assert result["failed"] == 1
    assert "It was changed or deleted while it was being extracted; nothing was stored. Run again." in errors


def test_extract_says_how_far_it_came_when_interrupted(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = extract_all

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        yield next(iter(real(*args, **kwargs)))
        raise KeyboardInterrupt

    monkeypatch.setattr(renewal_run, "extract_all", interrupted)
    _, errors = extract(all=True)
    assert "Interrupted: 1 of 2 articles are done and stored whole. Run again with --stale to go on." in errors


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Say which articles: --stale, --article ID or --all."),
        ({"all": True, "stale": True}, "--all leaves nothing to narrow."),
        ({"article": [987654]}, "There is no article 987654. The address /articles/ID/ shows the id."),
        ({"stale": True, "processes": -1}, "--workers is -1. Give 0 for one a core, or 1 and more."),
    ],
)
def test_extract_refuses_what_it_cannot_do(options: dict[str, Any], message: str) -> None:
    assert message in extract(**options)[1]


def test_extract_sums_up_in_words(articles: list[Article]) -> None:
    out = io.StringIO()
    call_command("extract", all=True, processes=1, stdout=out, stderr=io.StringIO())
    assert out.getvalue() == ("0 renewed, 2 unchanged, 0 failed; claims: 0 updated, 0 added, 0 removed, 0 kept\n")


def test_terms_command_brings_terms_in_line(articles: list[Article]) -> None:
    add_issue()
    extract(stale=True)
    Claim.objects.update(act="assess")
    out = io.StringIO()
    call_command("terms", json=True, stdout=out)
    assert json.loads(out.getvalue())["removed"] > 0
    out = io.StringIO()
    call_command("terms", stdout=out)
    assert out.getvalue() == "0 created, 0 updated, 0 removed, 0 supported\n"
