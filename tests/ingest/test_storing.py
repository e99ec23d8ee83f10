"""Extractions in the database: whole or not at all, once, and new versions without moving a claim silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import User

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
    Sourcing,
    Span,
    Speaker,
    Stance,
    StatedDate,
)
from claims.ingest.documents import IncomingArticle, Status
from claims.ingest.storing import Known, create_article, update_article
from claims.models import Actor, Article, Claim, State
from claims.review.actors import merge_actors
from tests.factories import make_actor, make_issue, make_outlet

pytestmark = pytest.mark.django_db

TEXT = "Border talks\n\nAnna Berg said on Monday that the bridge must open. Carl Dahl refused."


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def make_extraction(text: str = TEXT, speaker: Speaker | None = None) -> Extraction:
    attribution = Attribution(
        source=(span("Anna Berg", text),),
        cue=(span("said", text),),
        content=(span("that the bridge must open", text),),
        kind=Kind.INDIRECT,
        confidence=0.7,
        reason=("cue:said",),
    )
    claim = ExtractedClaim(
        attribution=attribution,
        speaker=speaker or Speaker(name="Anna Berg", confidence=0.6, reason=("name",)),
        act=Act.DEMAND,
        issues=(IssueMention("bridges", Stance.FOR, 1, 0.8, ("term:bridge",)),),
        said_on=StatedDate(date(2024, 6, 10), Precision.DAY, "weekday+publication: Monday"),
        confidence=0.65,
        reason=("mood:must",),
    )
    segments = (Segment(SegmentKind.HEADLINE, 0, 12), Segment(SegmentKind.BODY, 14, len(text)))
    return Extraction(segments, (claim,), "test-1", title="Border talks")


def make_known() -> Known:
    make_issue(slug="bridges")
    return Known.from_database()


def test_create_article_stores_all_that_was_found() -> None:
    outcome = create_article(IncomingArticle("talks.txt", TEXT), make_extraction(), make_known())
    article, claim = Article.objects.get(), Claim.objects.get()
    assert (outcome.status, outcome.article, outcome.claims) == (Status.CREATED, article.pk, 1)
    assert (article.title, article.text, article.segments.count()) == ("Border talks", TEXT, 2)
    assert (claim.content_text, claim.source_text, claim.start) == ("that the bridge must open", "Anna Berg", 39)
    assert (claim.act, claim.said_on_words, claim.confidence) == ("demand", "10 June 2024", 0.65)
    assert claim.reason == ["cue:said", "name", "mood:must"]
    assert [(row.issue.slug, row.stance) for row in claim.claim_issues.all()] == [("bridges", "for")]
    assert claim.history.count() == 1


def test_create_article_makes_one_provisional_actor_for_an_unknown_person() -> None:
    known = make_known()
    create_article(IncomingArticle("a.txt", TEXT), make_extraction(), known)
    create_article(IncomingArticle("b.txt", TEXT + "\n"), make_extraction(), known)
    actor = Actor.objects.get(name="Anna Berg")
    assert actor.provisional
    assert actor.claims.count() == 2


def test_create_article_keeps_all_who_speak_together() -> None:
    one, other = make_actor(slug="one"), make_actor(slug="other")
    speaker = Speaker(actors=("one", "other"), confidence=0.9)
    create_article(IncomingArticle("a.txt", TEXT), make_extraction(speaker=speaker), make_known())
    claim = Claim.objects.get()
    assert claim.speakers == [one, other]


def test_create_article_prefers_front_matter_to_the_text() -> None:
    outlet = make_outlet(slug="times")
    known = make_known()
    incoming = IncomingArticle("a.txt", TEXT, title="Given", outlet="times", published=date(2024, 6, 12))
    create_article(incoming, replace(make_extraction(), outlet=None, byline="By Nobody"), known)
    article = Article.objects.get()
    assert (article.title, article.outlet, article.byline) == ("Given", outlet, "By Nobody")
    assert (article.published_on, article.published_basis) == (date(2024, 6, 12), "front matter")
    assert article.origin
    assert article.origin.outlet == outlet


def test_update_article_moves_claims_with_their_words(editor: User) -> None:
    known = make_known()
    create_article(IncomingArticle("a.txt", TEXT, url="https://example.org/a"), make_extraction(), known)
    claim = Claim.objects.get().accept(editor)
    changed = "Updated.\n\n" + TEXT
    outcome = update_article(Article.objects.get(), IncomingArticle("a.txt", changed), make_extraction(changed), known)
    claim.refresh_from_db()
    article = Article.objects.get()
    assert (outcome.status, outcome.claims, Claim.objects.count()) == (Status.UPDATED, 0, 1)
    assert (article.version, article.text_of(1), article.text_of(2)) == (2, TEXT, changed)
    assert (claim.anchored_version, claim.state, claim.start) == (2, State.ACCEPTED, 49)
    assert not Claim.objects.orphaned().exists()


def test_update_article_leaves_a_claim_without_its_words_as_an_orphan() -> None:
    known = make_known()
    create_article(IncomingArticle("a.txt", TEXT), make_extraction(), known)
    rewritten = "Border talks\n\nAll statements were withdrawn by the ministry in the evening."
    nothing = replace(make_extraction(), claims=(), segments=(Segment(SegmentKind.BODY, 0, len(rewritten)),))
    update_article(Article.objects.get(), IncomingArticle("a.txt", rewritten), nothing, known)
    claim = Claim.objects.orphaned().get()
    assert claim.text == TEXT
    assert claim.anchored_version == 1


def test_store_is_whole_or_nothing() -> None:
    known = make_known()
    broken = replace(make_extraction(), segments=(Segment(SegmentKind.BODY, 5, 5),))
    with pytest.raises(Exception, match=r"(?i)segment_start_before_end"):
        create_article(IncomingArticle("a.txt", TEXT), broken, known)
    assert not Article.objects.exists()
    assert not Actor.objects.filter(provisional=True).exists()


def test_create_article_makes_an_actor_of_an_outlet_that_speaks() -> None:
    outlet = make_outlet(slug="times", name="Example Times")
    create_article(IncomingArticle("a.txt", TEXT), make_extraction(speaker=Speaker(actors=("times",))), make_known())
    outlet.refresh_from_db()
    assert Claim.objects.get().speaker == outlet.actor
    assert str(outlet.actor) == "Example Times"


def test_create_article_keeps_which_claim_stands_in_which() -> None:
    extraction = make_extraction()
    inner = replace(extraction.claims[0], nested_in=0)
    create_article(
        IncomingArticle("a.txt", TEXT), replace(extraction, claims=(*extraction.claims, inner)), make_known()
    )
    outer, nested = Claim.objects.order_by("pk")
    assert (outer.nested_in, nested.nested_in) == (None, outer)
    assert nested.history.count() == 1


def berg(name: str = "Anna Berg", affiliation: str = "") -> Speaker:
    return Speaker(
        name=name,
        confidence=0.8,
        gender="female",
        role="envoy of the council",
        affiliation=affiliation,
        sourcing=Sourcing.NAMED,
    )


def store(speaker: Speaker, known: Known, text: str) -> Claim:
    outcome = create_article(IncomingArticle("talks.txt", text), make_extraction(text, speaker), known)
    return Claim.objects.get(article=outcome.article)


def test_new_person_keeps_what_the_text_tells(db: None) -> None:
    make_actor(slug="council", name="Council", kind="organisation")
    actor = store(berg(affiliation="council"), make_known(), TEXT).speaker
    assert actor is not None
    assert (actor.provisional, actor.gender, actor.description) == (True, "female", "envoy of the council")
    assert actor.part_of is not None
    assert actor.part_of.slug == "council"


@pytest.mark.parametrize("again", ["Anna Berg", "Anna M. Berg", "Hanna Berg"])
def test_new_person_of_two_articles_is_one(again: str) -> None:
    known = make_known()
    first, second = store(berg(), known, TEXT), store(berg(again), known, f"{TEXT} Later.")
    assert first.speaker == second.speaker
    third = store(berg(again), Known.from_database(), f"{TEXT} Still later.")
    assert third.speaker == first.speaker


def test_namesakes_of_different_bodies_are_two() -> None:
    for slug in ("council", "ministry"):
        make_actor(slug=slug, name=slug.title(), kind="organisation")
    known = make_known()
    first = store(berg(affiliation="council"), known, TEXT)
    second = store(berg(affiliation="ministry"), known, f"{TEXT} Later.")
    assert first.speaker != second.speaker


def test_name_of_a_merged_actor_leads_to_the_one_it_was_merged_into(editor: User) -> None:
    first = store(berg(), make_known(), TEXT).speaker
    assert first is not None
    other = make_actor("Anna Lindberg")
    merge_actors([first], other, editor)
    assert store(berg(), Known.from_database(), f"{TEXT} Later.").speaker == other


def test_grade_affiliation_addressee_and_members_are_stored() -> None:
    for slug in ("norvania", "sudoria"):
        make_actor(slug=slug, name=slug.title(), kind="state")
    speaker = Speaker(
        actors=("norvania",),
        confidence=0.8,
        affiliation="sudoria",
        sourcing=Sourcing.GROUP,
        beside=(berg(),),
    )
    extraction = make_extraction(TEXT, speaker)
    claims = tuple(
        replace(claim, addressee=Speaker(actors=("sudoria",), confidence=1.0)) for claim in extraction.claims
    )
    create_article(IncomingArticle("talks.txt", TEXT), replace(extraction, claims=claims), make_known())
    claim = Claim.objects.get()
    assert [str(actor) for actor in claim.speakers] == ["Norvania", "Anna Berg"]
    assert (claim.sourcing, str(claim.affiliation), str(claim.addressee)) == ("group", "Sudoria", "Sudoria")


def with_parts(text: str = TEXT) -> Extraction:
    extraction = make_extraction(text)
    part = replace(extraction.claims[0].issues[0], spans=(span("the bridge", text),), act=Act.OFFER, inherited=True)
    claim = replace(extraction.claims[0], issues=(part,), condition=(span("must open", text),))
    return replace(extraction, claims=(claim,))


def test_create_article_stores_the_parts_and_the_condition_of_a_claim() -> None:
    create_article(IncomingArticle("a.txt", TEXT), with_parts(), make_known())
    claim = Claim.objects.get()
    row = claim.claim_issues.get()
    assert (claim.condition_text, TEXT[slice(*claim.condition[0])]) == ("must open", "must open")
    assert (row.content_text, TEXT[slice(*row.content[0])], row.act) == ("the bridge", "the bridge", "offer")
    assert row.inherited


def test_part_that_is_the_whole_content_and_the_same_act_is_not_repeated() -> None:
    extraction = make_extraction()
    whole = replace(extraction.claims[0].issues[0], spans=extraction.claims[0].attribution.content, act=Act.DEMAND)
    found = replace(extraction, claims=(replace(extraction.claims[0], issues=(whole,)),))
    create_article(IncomingArticle("a.txt", TEXT), found, make_known())
    row = Claim.objects.get().claim_issues.get()
    assert (row.content, row.content_text, row.act) == ([], "", "")


def test_update_article_moves_parts_and_condition_with_their_words() -> None:
    known = make_known()
    create_article(IncomingArticle("a.txt", TEXT), with_parts(), known)
    changed = "Updated.\n\n" + TEXT
    update_article(Article.objects.get(), IncomingArticle("a.txt", changed), make_extraction(changed), known)
    claim = Claim.objects.get()
    row = claim.claim_issues.get()
    assert changed[slice(*claim.condition[0])] == claim.condition_text == "must open"
    assert changed[slice(*row.content[0])] == row.content_text == "the bridge"
    assert row.history.first().history_change_reason == "Moved to version 2 of the article"


def test_part_outside_the_text_is_refused() -> None:
    create_article(IncomingArticle("a.txt", TEXT), make_extraction(), make_known())
    row = Claim.objects.get().claim_issues.get()
    with pytest.raises(ValueError, match="The span 5-9999 lies outside the article's text"):
        row.set_content([[5, 9999]])
