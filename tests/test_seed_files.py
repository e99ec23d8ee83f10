"""The files in seeds/: they can be read, agree with each other, and copy nothing from the reference texts."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import frontmatter
import pytest

from claims.extraction.registry import KnownActor, KnownTenure, Registry, read_registry

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
ARTICLES = sorted((SEEDS / "articles").glob("*.md"))
LONGEST_COPY = 11  # words in a row that one of our reports may share with a reference text
SHARED_OFFICES = re.compile(
    r"-(ambassador-[a-z]+|special-envoys|spokespeople|aides|advisers|deputy-heads|deputy-foreign-ministers"
    r"|chief-negotiators)$"
)
ACTOR_KINDS = {"person", "state", "government", "organisation", "armed_group", "office", "outlet", "group"}
ALIAS_KINDS = {"name", "short", "metonym", "adjective", "description"}
LOOSE_KINDS = {"adjective", "description"}
# What the starting taxonomy lacks and articles of 2022 to 2025 negotiate about.
ADDED_ISSUES = {
    "prisoner-exchange",
    "deported-children",
    "nuclear-plant",
    "black-sea-shipping",
    "resources-deal",
    "ukrainian-elections",
    "eu-membership",
}
ISSUES = [
    "annexed-regions-status",
    "ceasefire",
    "crimea-status",
    "force-limits",
    "invasion-legality",
    "mediation",
    "military-situation",
    "military-solution",
    "minority-rights",
    "nato-membership",
    "negotiations",
    "negotiations-decision",
    "negotiations-readiness",
    "nuclear-weapons",
    "peace-settlement",
    "reparations",
    "russian-peace-terms",
    "russian-withdrawal",
    "sanctions",
    "security-guarantees",
    "talks-progress",
    "territorial-integrity",
    "trust",
    "ukrainian-peace-conditions",
    "ukrainian-withdrawal",
    "us-peace-plan",
    "us-pressure",
    "war-aims",
    "war-crimes-accountability",
    "western-control",
    "western-support",
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(SEEDS)


@pytest.fixture(params=ARTICLES, ids=lambda path: path.stem)
def article(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def names_of(actor: KnownActor) -> Iterator[str]:
    """The name and the aliases that must mean one actor only."""
    yield actor.name
    yield from (alias.text for alias in actor.aliases if alias.kind not in LOOSE_KINDS)


def words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


def runs(tokens: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[start : start + length]) for start in range(len(tokens) - length + 1)}


def tenures_by_office(registry: Registry) -> dict[str, list[KnownTenure]]:
    grouped = defaultdict(list)
    for tenure in registry.tenures:
        grouped[tenure.office].append(tenure)
    return grouped


def test_actors_are_of_known_kinds(registry: Registry) -> None:
    assert {actor.kind for actor in registry.actors} <= ACTOR_KINDS
    assert {alias.kind for actor in registry.actors for alias in actor.aliases} <= ALIAS_KINDS
    assert {alias.language for actor in registry.actors for alias in actor.aliases} <= {"en", "uk", "ru"}


def test_persons_have_a_gender_and_nobody_else(registry: Registry) -> None:
    genders = {actor.slug: actor.gender for actor in registry.actors}
    persons = {actor.slug for actor in registry.actors if actor.kind == "person"}
    assert {slug for slug, gender in genders.items() if gender in {"female", "male"}} == persons
    assert len(persons) >= 80


def test_wikidata_ids_belong_to_one_actor(registry: Registry) -> None:
    ids = [actor.wikidata for actor in registry.actors if actor.wikidata]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"Q[1-9]\d*", found) for found in ids)


def test_no_name_means_two_actors(registry: Registry) -> None:
    owners = defaultdict(set)
    for actor in registry.actors:
        for name in names_of(actor):
            owners[name.casefold()].add(actor.slug)
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_alias_stands_twice_with_an_actor(registry: Registry) -> None:
    for actor in registry.actors:
        texts = [alias.text for alias in actor.aliases]
        assert len(texts) == len(set(texts)), actor.slug


def test_offices_have_a_body_titles_and_a_holder(registry: Registry) -> None:
    held = tenures_by_office(registry)
    assert [office.slug for office in registry.offices if not (office.body and office.titles)] == []
    assert [office.slug for office in registry.offices if office.slug not in held] == []


def test_only_persons_hold_offices(registry: Registry) -> None:
    persons = {actor.slug for actor in registry.actors if actor.kind == "person"}
    assert {tenure.holder for tenure in registry.tenures} <= persons


def test_tenures_start_before_they_end(registry: Registry) -> None:
    for tenure in registry.tenures:
        assert (tenure.started or date.min) <= (tenure.ended or date.max), tenure


def test_single_offices_have_one_holder_at_a_time(registry: Registry) -> None:
    for office, tenures in tenures_by_office(registry).items():
        if SHARED_OFFICES.search(office):
            continue
        in_order = sorted(tenures, key=lambda tenure: tenure.started or date.min)
        for former, later in pairwise(in_order):
            assert (former.ended or date.max) < (later.started or date.min), (office, former.holder, later.holder)


def test_issues_are_those_of_the_taxonomy(registry: Registry) -> None:
    assert sorted(issue.slug for issue in registry.issues if issue.slug not in ADDED_ISSUES) == ISSUES
    assert {issue.slug for issue in registry.issues} >= ADDED_ISSUES
    assert [issue.slug for issue in registry.issues if not issue.stance_scale] == ["military-situation"]


def test_issues_agree_with_the_reference_labels(registry: Registry, shared: Path) -> None:
    labels = json.loads((shared / "gold" / "labels.json").read_text(encoding="utf-8"))
    assert {issue.slug for issue in registry.issues} - ADDED_ISSUES == set(labels["issues"])


def test_each_issue_has_its_own_terms(registry: Registry) -> None:
    for issue in registry.issues:
        texts = [term.text.casefold() for term in issue.terms]
        assert len(texts) >= 8, issue.slug
        assert len(texts) == len(set(texts)), issue.slug


def test_terms_follow_the_syntax(registry: Registry) -> None:
    for issue in registry.issues:
        stances = {"for", "against", "neutral"} if issue.stance_scale else {"neutral"}
        for term in issue.terms:
            parts = term.text.split()
            assert term.stance in stances, (issue.slug, term)
            assert "..." not in {parts[0], parts[-1]}, (issue.slug, term)
            words = [word for part in parts for word in part.split("/")]
            assert all(word and "*" not in word[:-1] for word in words), (issue.slug, term)


def test_events_are_in_order_and_every_term_has_a_place_for_its_first_word(registry: Registry) -> None:
    assert len(registry.events) >= 40
    for event in registry.events:
        assert event.terms, event.slug
        assert event.started <= (event.ended or event.started) <= date.today(), event.slug
        assert not (event.open_ended and event.ended), event.slug
    assert [conflict.slug for conflict in registry.conflicts] == ["russia-ukraine-war"]


def test_outlet_names_and_hosts_belong_to_one_outlet(registry: Registry) -> None:
    for found in (
        [text for outlet in registry.outlets for text in {name.casefold() for name in (outlet.name, *outlet.names)}],
        [domain for outlet in registry.outlets for domain in outlet.domains],
    ):
        assert sorted(found) == sorted(set(found))


def test_there_are_enough_reports_to_fill_every_page() -> None:
    assert len(ARTICLES) >= 20


def test_reports_name_title_outlet_and_day(article: Path, registry: Registry) -> None:
    post = frontmatter.loads(article.read_text(encoding="utf-8"))
    outlets = {name for outlet in registry.outlets for name in (outlet.name, *outlet.names)}
    assert post["title"]
    assert post.get("outlet") is None or post["outlet"] in outlets
    assert post.get("published") is None or article.stem.startswith(f"{post['published']:%Y-%m-%d}")
    assert 150 <= len(post.content.split()) <= 320


def test_reports_quote_briefly(article: Path) -> None:
    quotes = re.findall(r'"([^"\n]+)"', frontmatter.loads(article.read_text(encoding="utf-8")).content)
    assert quotes
    assert [quote for quote in quotes if len(words(quote)) > 8] == []


def test_reports_copy_nothing_from_the_reference_texts(article: Path, shared: Path) -> None:
    ours = runs(words(article.read_text(encoding="utf-8")), LONGEST_COPY + 1)
    for reference in (shared / "seeds").glob("*.txt"):
        assert not ours & runs(words(reference.read_text(encoding="utf-8")), LONGEST_COPY + 1), reference.name
