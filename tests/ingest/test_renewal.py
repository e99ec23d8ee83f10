"""Re-extraction: suggestions are brought up to date under their ids, what people decided is left exactly alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models

from claims.extraction.records import (
    Act,
    Attribution,
    ExtractedClaim,
    Extraction,
    IssueMention,
    Kind,
    Precision,
    Segment,
    SegmentKind,
    Span,
    Speaker,
    Stance,
    StatedDate,
)
from claims.ingest.documents import IncomingArticle
from claims.ingest.renewal import Renewal, known_beforehand, renew_article
from claims.ingest.storing import EXTRACTED, EXTRACTED_PART, Known, create_article
from claims.models import Article, Claim, ClaimIssue, Link, Package, Statement, Term
from tests.factories import make_actor, make_claim, make_issue, make_link, make_outlet

pytestmark = pytest.mark.django_db

TEXT = (
    "Border talks\n\n"
    "Anna Berg said on Monday that the bridge must open if the ships leave. "
    "Carl Dorn refused to pay. The Wire reported that Bo Dahl would resign soon."
)
BRIDGE, PAY, RESIGN = "that the bridge must open if the ships leave", "to pay", "that Bo Dahl would resign soon"
INNER = "would resign soon"


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def said(source: str, content: str, **values: Any) -> ExtractedClaim:
    attribution = Attribution((span(content),), (span(source),), (), Kind.INDIRECT, 0.7, ("cue:said",))
    given = {"speaker": Speaker(name=source, confidence=0.6), "act": Act.DEMAND, "confidence": 0.65, **values}
    return ExtractedClaim(attribution, **given)


def on(issue: str, **values: Any) -> IssueMention:
    return IssueMention(**{"issue": issue, "stance": Stance.FOR, "specificity": 1, "confidence": 0.8, **values})


def extraction(*claims: ExtractedClaim, version: str = "v1") -> Extraction:
    segments = (Segment(SegmentKind.HEADLINE, 0, 12), Segment(SegmentKind.BODY, 14, len(TEXT)))
    return Extraction(segments, claims, version, title="Border talks")


OUTER_ONE = said("The Wire", RESIGN, act=Act.REPORT)
INNER_ONE = said("Bo Dahl", INNER, nested_in=0)
BRIDGE_ONE = said("Anna Berg", BRIDGE, issues=(on("bridges"),))
PAY_ONE = said("Carl Dorn", PAY, act=Act.REJECT)
NEST = (OUTER_ONE, INNER_ONE)
FIRST = (*NEST, BRIDGE_ONE, PAY_ONE)


@pytest.fixture
def article(db: None) -> Article:
    make_issue(slug="bridges")
    make_issue(slug="ships")
    create_article(IncomingArticle("talks.txt", TEXT), extraction(*FIRST), Known.from_database())
    return Article.objects.get()


def renew(article: Article, *claims: ExtractedClaim, version: str = "v2") -> Renewal:
    return renew_article(
        Article.objects.get(pk=article.pk), extraction(*claims, version=version), Known.from_database()
    )


def claim_of(words: str) -> Claim:
    return Claim.objects.get(content_text=words)


def snapshot(*rows: models.Model) -> list[dict[str, Any]]:
    return [
        dict(zip((f.attname for f in row._meta.concrete_fields), values, strict=True))
        for row in rows
        for values in type(row)
        ._default_manager.filter(pk=row.pk)
        .values_list(*(f.attname for f in row._meta.concrete_fields))
    ]


def test_same_extraction_changes_nothing_but_the_version(article: Article) -> None:
    keys, entries = list(Claim.objects.values_list("pk")), Claim.history.count()
    assert renew(article, *FIRST) == Renewal(article.pk, "Border talks", status="unchanged")  # type: ignore[arg-type]
    article.refresh_from_db()
    assert article.extractor_version == "v2"
    assert set(Claim.objects.values_list("extractor_version", flat=True)) == {"v2"}
    assert (list(Claim.objects.values_list("pk")), Claim.history.count()) == (keys, entries)
    assert ClaimIssue.history.count() == 1


def test_untouched_suggestion_is_updated_under_its_key(article: Article) -> None:
    before = claim_of(BRIDGE)
    better = said(
        "Anna Berg",
        "the bridge must open if the ships leave",
        act=Act.OFFER,
        speaker=Speaker(name="Clara Stein", confidence=0.9),
        said_on=StatedDate(date(2024, 6, 10), Precision.DAY, "weekday"),
        condition=(span("if the ships leave"),),
        issues=(on("ships", act=Act.DEMAND, spans=(span("the bridge"),), inherited=True),),
    )
    outcome = renew(article, *NEST, better, PAY_ONE)
    claim = Claim.objects.get(pk=before.pk)
    assert (outcome.status, outcome.updated, outcome.added, outcome.removed) == ("renewed", 1, 0, 0)
    assert (claim.content_text, claim.act, claim.speaker_name) == (BRIDGE[5:], "offer", "Clara Stein")
    assert (claim.said_on_words, claim.condition_text) == ("10 June 2024", "if the ships leave")
    row = claim.claim_issues.get()
    assert (row.issue.slug, row.act, row.content_text, row.inherited) == ("ships", "demand", "the bridge", True)
    entry = claim.history.first()
    assert (entry.history_change_reason, entry.history_user, claim.edit_version) == ("Re-extracted", None, 1)
    assert renew(article, *NEST, better, PAY_ONE, version="v3").status == "unchanged"


def test_co_speakers_follow(article: Article) -> None:
    make_actor(slug="one"), make_actor(slug="two")
    together = replace(BRIDGE_ONE, speaker=Speaker(actors=("one", "two")))
    assert renew(article, *NEST, together, PAY_ONE).updated == 1
    assert [actor.slug for actor in claim_of(BRIDGE).speakers] == ["one", "two"]
    assert renew(article, *NEST, together, PAY_ONE).updated == 0


@pytest.mark.parametrize("decision", ["accept", "correct", "reject", "dispute"])
def test_what_a_person_decided_stays_to_the_letter(article: Article, editor: User, decision: str) -> None:
    claim, other = claim_of(BRIDGE), claim_of(PAY)
    getattr(claim, decision)(editor, *(["Wrong"] if decision in ("reject", "dispute") else []))
    link = make_link(claim, other, "contradicts")
    before = snapshot(claim, claim.claim_issues.get(), link)
    entries = claim.history.count()
    outcome = renew(article, *NEST, replace(BRIDGE_ONE, act=Act.ACCUSE, issues=(on("ships"),)), PAY_ONE)
    assert (outcome.updated, outcome.added, outcome.removed, outcome.kept) == (0, 0, 0, 1)
    assert snapshot(claim, ClaimIssue.objects.get(claim=claim), link) == before
    assert claim.history.count() == entries


def test_decided_claim_stays_when_it_is_not_found_again(article: Article, editor: User) -> None:
    claim_of(BRIDGE).accept(editor)
    assert renew(article, *NEST, PAY_ONE).kept == 1
    assert claim_of(BRIDGE).state == "accepted"


def test_claim_that_a_person_added_stays_and_is_not_found_twice(article: Article) -> None:
    Claim.objects.all().delete()
    added = make_claim(article, source="Carl Dorn", content="refused to pay", state="accepted")
    outcome = renew(article, *FIRST)
    assert (outcome.added, outcome.kept) == (3, 1)
    added.refresh_from_db()
    assert (added.content_text, added.extractor_version) == ("refused to pay", "")


def test_rejected_words_do_not_come_back_in_another_cut(article: Article, editor: User) -> None:
    claim_of(BRIDGE).reject(editor, "Not said")
    assert renew(article, *NEST, said("Anna Berg", "must open if the ships leave"), PAY_ONE).added == 0


def test_vanished_suggestion_is_removed_and_said_so_in_the_history(article: Article) -> None:
    pk = claim_of(PAY).pk
    assert renew(article, BRIDGE_ONE).removed == 3
    entry = Claim.history.filter(id=pk).first()
    assert (entry.history_type, entry.history_change_reason) == ("-", "Re-extracted: not found again")
    assert Claim.objects.count() == 1


def rest_on_it(how: str, claim: Claim, editor: User) -> None:
    match how:
        case "confirmed link":
            make_link(claim, make_claim(), "updates", state="confirmed")
        case "rejected link":
            make_link(make_claim(), claim, "updates", state="rejected")
        case "accepted term":
            term = Term.objects.create(
                actor=make_actor(), issue=make_issue(), act="demand", stance="for", wording="Pay", state="accepted"
            )
            term.claims.add(claim)
        case "decided nested claim":
            Claim.objects.filter(pk=claim_of(INNER).pk).update(nested_in=claim)
            claim_of(INNER).accept(editor)
        case "statement joined by a person":
            statement = Statement()
            statement._history_user = editor  # type: ignore[attr-defined]
            statement.save()
            Claim.objects.filter(pk=claim.pk).update(statement=statement)


@pytest.mark.parametrize(
    "how",
    ["confirmed link", "rejected link", "accepted term", "decided nested claim", "statement joined by a person"],
)
def test_vanished_suggestion_is_kept_while_something_rests_on_it(article: Article, editor: User, how: str) -> None:
    rest_on_it(how, claim_of(PAY), editor)
    renew(article, *NEST, BRIDGE_ONE)
    assert claim_of(PAY).extractor_version == "v1"
    assert renew(article, *NEST, BRIDGE_ONE).status == "unchanged"


def test_suggested_link_and_term_do_not_keep_a_vanished_suggestion(article: Article) -> None:
    claim = claim_of(PAY)
    make_link(claim, make_claim(), "updates")
    term = Term.objects.create(actor=make_actor(), issue=make_issue(), act="demand", stance="for", wording="Pay")
    term.claims.add(claim)
    assert renew(article, *NEST, BRIDGE_ONE).removed == 1
    assert not Link.objects.exists()


def test_new_claims_are_added_inside_the_stored_ones(article: Article) -> None:
    claim_of(INNER).delete()
    outer = claim_of(RESIGN)
    outcome = renew(article, *FIRST)
    assert (outcome.added, outcome.updated, claim_of(INNER).nested_in) == (1, 0, outer)
    assert claim_of(INNER).history.get().history_change_reason == "Re-extracted"


def test_terms_follow(article: Article) -> None:
    renew(article, *FIRST)
    term = Term.objects.get()
    assert (term.act, term.issue.slug, list(term.claims.all())) == ("demand", "bridges", [claim_of(BRIDGE)])
    renew(article, *NEST, replace(BRIDGE_ONE, act=Act.OFFER), PAY_ONE)
    assert Term.objects.get(pk=term.pk).act == "offer"
    renew(article, *NEST, PAY_ONE)
    assert not Term.objects.exists()
    assert not Package.objects.exists()


def test_date_read_from_the_text_is_brought_up_to_date_and_a_given_one_stays(article: Article) -> None:
    found = replace(extraction(*FIRST), published=StatedDate(date(2024, 6, 11), Precision.DAY, "dateline"))
    known = Known.from_database()
    assert renew_article(article, found, known).status == "renewed"
    assert known_beforehand(article).published is None
    assert renew_article(article, extraction(*FIRST), known).status == "renewed"
    assert article.published_on is None
    article.published_on, article.published_precision = date(2024, 6, 12), "day"
    article.published_basis = "front matter"
    article.save()
    assert known_beforehand(article).published == date(2024, 6, 12)
    assert renew_article(article, found, known).status == "unchanged"


def test_article_that_a_person_edited_keeps_its_segments_and_date(article: Article, editor: User) -> None:
    article.segments.filter(kind="headline").delete()
    article._history_user = editor  # type: ignore[attr-defined]
    article.save_edit()
    assert renew(article, *FIRST).status == "unchanged"
    assert [segment.kind for segment in article.segments.all()] == ["body"]


def test_segments_are_brought_up_to_date(article: Article) -> None:
    found = replace(extraction(*FIRST), segments=(Segment(SegmentKind.BODY, 0, len(TEXT)),))
    assert renew_article(article, found, Known.from_database()).status == "renewed"
    assert [segment.kind for segment in article.segments.all()] == ["body"]


def test_what_is_known_beforehand_is_not_what_was_read_from_the_text(article: Article) -> None:
    known = known_beforehand(article)
    assert (known.text, known.title, known.outlet, known.published) == (TEXT, None, None, None)
    article.title, article.outlet = "Another title", make_outlet(slug="wire")
    known = known_beforehand(article)
    assert (known.title, known.outlet) == ("Another title", "wire")


def test_every_field_of_a_claim_is_either_extracted_or_kept() -> None:
    kept = {
        "id", "article_id", "anchored_version", "start", "nested_in_id", "extractor_version", "state", "state_reason",
        "reviewed_by_id", "reviewed_at", "statement_id", "added_at", "edit_version",
    }  # fmt: skip
    assert {field.attname for field in Claim._meta.concrete_fields} == kept | set(EXTRACTED)
    assert {field.attname for field in ClaimIssue._meta.concrete_fields} == {
        "id", "claim_id", "issue_id", *EXTRACTED_PART
    }  # fmt: skip
