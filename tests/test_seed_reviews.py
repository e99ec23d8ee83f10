"""The reviews of the seed reports: they fit their texts, and they are applied as an editor's decisions, once."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import frontmatter
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.extraction.registry import read_registry
from claims.models import Act, Article, Claim, ClaimIssue, State
from claims.seed_reviews import (
    Reviewer,
    SeedReview,
    SeedReviewError,
    check_reviews,
    kind_of,
    matches,
    places_of,
    read_reviews,
)
from tests.factories import make_actor, make_article, make_claim, make_issue

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
REVIEWS = read_reviews(SEEDS / "reviews.jsonl")
TEXT = 'Anna Berg said the border must stay open. Later she added that ships would wait. "Never," Bo Dahl said.'


def text_of(name: str) -> str:
    return frontmatter.loads((SEEDS / "articles" / name).read_text(encoding="utf-8")).content


def review(**values: Any) -> SeedReview:
    words = {"article": "a.md", "source": "Anna Berg", "cue": "said", "content": ("the border must stay open",)}
    return SeedReview(**{**words, "act": "demand", **values})


def words_at(spans: list[list[int]], text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_every_seed_report_is_reviewed() -> None:
    counts = Counter(found.article for found in REVIEWS)
    assert set(counts) == {path.name for path in (SEEDS / "articles").glob("*.md")}
    assert min(counts.values()) >= 10
    assert sum(counts.values()) >= 300


@pytest.mark.parametrize("name", sorted({found.article for found in REVIEWS}))
def test_words_of_the_reviews_stand_in_one_sentence_of_their_report(name: str) -> None:
    text = text_of(name)
    for found in REVIEWS:
        if found.article != name:
            continue
        places = places_of(found, text)
        (cue,) = places.cue
        assert words_at(places.content, text) == list(found.content)
        for span in (*places.source, places.content[0]):
            between = text[min(span[1], cue[1]) : max(span[0], cue[0])]
            assert "\n" not in between, found
            assert len(between) < 110, found
        assert all(before[1] <= after[0] for before, after in pairwise(places.content))


def test_reviews_name_only_what_the_seeds_know() -> None:
    registry = read_registry(SEEDS)
    actors = {actor.slug for actor in registry.actors}
    scales = {issue.slug: issue.stance_scale for issue in registry.issues}
    for found in REVIEWS:
        named = {found.speaker, found.reported_via, found.addressee, *found.co_speakers} - {None}
        assert named <= actors, found
        assert found.issues.keys() <= scales.keys(), found
        assert found.act in Act.values
        for slug, (stance, specificity) in found.issues.items():
            assert stance == "neutral" or scales[slug], found
            assert 0 <= specificity <= 3
        assert found.said_on is None or found.said_on <= found.article[: len(found.said_on)], found


@pytest.mark.parametrize(
    ("source", "cue", "content", "expected"),
    [
        ("Anna Berg", "said", "the border must stay open", ["Anna Berg", "said", "the border must stay open"]),
        ("she", "added", "that ships would wait", ["she", "added", "that ships would wait"]),
        ("Bo Dahl", "said", '"Never,"', ["Bo Dahl", "said", '"Never,"']),
    ],
)
def test_places_are_those_of_the_same_sentence(source: str, cue: str, content: str, expected: list[str]) -> None:
    places = places_of(review(source=source, cue=cue, content=(content,)), TEXT)
    assert [*words_at(places.source), *words_at(places.cue), *words_at(places.content)] == expected
    assert places.cue[0][0] == (TEXT.rindex("said") if content == '"Never,"' else TEXT.index(cue))


def test_words_that_are_not_there_are_named() -> None:
    with pytest.raises(SeedReviewError, match='"hinted" does not stand in the article'):
        places_of(review(cue="hinted"), TEXT)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (['"Never,"'], "direct"),
        (["that it waits"], "indirect"),
        (['that it is "late"'], "mixed"),
        (['that "no"'], "direct"),
    ],
)
def test_kind_follows_from_the_quotation_marks(content: list[str], kind: str) -> None:
    assert kind_of(content) == kind


@pytest.fixture
def article(db: None) -> Article:
    make_actor("Anna Berg", slug="anna-berg")
    make_actor("Bo Dahl", slug="bo-dahl")
    make_issue("Border", slug="border")
    return make_article(TEXT, file_name="a.md", published_on="2024-06-14", published_precision="day")


@pytest.fixture
def found(article: Article) -> Claim:
    return make_claim(article, source="Anna Berg", cue="said", content="the border must stay open")


BORDER = review(speaker="anna-berg", issues={"border": ("for", 2)}, said_on="2024-06", flags=("conditional",))


def test_a_suggestion_that_differs_is_corrected_and_kept_in_the_history(found: Claim, editor: User) -> None:
    assert Reviewer(editor).apply([BORDER]) == {"corrected": 1}
    claim = Claim.objects.get()
    assert (claim.pk, claim.state, claim.reviewed_by) == (found.pk, State.CORRECTED, editor)
    assert (str(claim.speaker), claim.said_on_words, claim.conditional) == ("Anna Berg", "June 2024", True)
    assert [(str(row.issue), row.stance, row.specificity) for row in claim.claim_issues.all()] == [("Border", "for", 2)]
    assert ClaimIssue.history.get().history_user == editor


def test_a_suggestion_that_says_the_same_is_accepted(found: Claim, editor: User) -> None:
    assert Reviewer(editor).apply([review()]) == {"accepted": 1}
    assert Claim.objects.get().state == State.ACCEPTED


def test_a_claim_that_was_missed_is_added_and_others_stay_suggestions(found: Claim, editor: User) -> None:
    missed = review(source="Bo Dahl", cue="said", content=('"Never,"',), act="reject", speaker="bo-dahl")
    assert Reviewer(editor).apply([missed]) == {"added": 1}
    added = Claim.objects.exclude(pk=found.pk).get()
    assert (added.state, added.kind, added.extractor_version) == (State.ACCEPTED, "direct", "")
    assert Claim.objects.get(pk=found.pk).state == State.SUGGESTED


def test_an_article_in_which_somebody_decided_is_left(found: Claim, editor: User, reader: User) -> None:
    found.reject(reader, "not a claim")
    assert Reviewer(editor).apply([BORDER, review()]) == {"left": 2}
    assert Claim.objects.get().state == State.REJECTED


def test_an_article_that_is_not_there_or_reads_otherwise_is_left(article: Article, editor: User) -> None:
    assert Reviewer(editor).apply([review(article="b.md"), review(cue="hinted")]) == {"left": 2}
    assert not Claim.objects.exists()


def test_two_claims_with_the_same_words_are_told_apart_by_their_cue(article: Article) -> None:
    said = make_claim(article, cue="said", content="the border must stay open. Later she")
    added = make_claim(article, cue="added", content="the border must stay open. Later she")
    places = [
        places_of(review(cue=cue, content=("the border must stay open. Later she",)), TEXT) for cue in ("added", "said")
    ]
    assert matches(places, [said, added]) == {0: added, 1: said}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"speaker": "nobody"}, 'Unknown actor "nobody"'),
        ({"act": "sing"}, 'Unknown act "sing"'),
        ({"issues": {"moon": ("for", 1)}}, 'Unknown issue "moon"'),
        ({"issues": {"border": ("maybe", 1)}}, 'Unknown stance "maybe"'),
        ({"flags": ("loud",)}, 'Unknown flag "loud"'),
    ],
)
def test_a_review_with_an_unknown_word_is_refused(article: Article, values: dict[str, Any], message: str) -> None:
    with pytest.raises(SeedReviewError, match=message):
        check_reviews([review(**values)])


def test_load_reviews_twice_changes_nothing(found: Claim, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "reviews.jsonl"
    line = {
        "article": "a.md",
        "source": "Anna Berg",
        "cue": "said",
        "content": ["the border must stay open"],
        "act": "offer",
    }
    file.write_text(json.dumps(line) + "\n")
    call_command("load_reviews", str(file), json=True)
    call_command("load_reviews", str(file))
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first) == {"accepted": 0, "corrected": 1, "added": 0, "left": 0, "packages": 0}
    assert second == "0 accepted, 0 corrected, 0 added, 1 left; 0 packages"
    desk = User.objects.get(username="desk")
    assert (desk.is_active, desk.has_usable_password()) == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"line 1: .*Correct that line"),
        ('{"article": "a.md", "colour": 1}', "line 1: .*colour"),
        (None, "Cannot read"),
    ],
)
def test_load_reviews_names_the_fault(tmp_path: Path, line: str | None, message: str) -> None:
    file = tmp_path / "reviews.jsonl"
    if line is not None:
        file.write_text(line)
    with pytest.raises(CommandError, match=message):
        call_command("load_reviews", str(file))
