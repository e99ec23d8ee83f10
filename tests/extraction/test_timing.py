"""Dates of the claims of whole articles, with and without a day of publication; invented states and events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, Extraction, Precision
from claims.extraction.registry import KnownEvent, Registry
from tests.extraction.factories import make_registry

pytestmark = pytest.mark.model

HEADLINE = "Army of Norvania to leave the valley"
EVENTS = (
    KnownEvent("harbour-fair-2019", "Fair", date(2019, 6, 12), date(2019, 6, 14), ("Harbour Fair",)),
    KnownEvent("harbour-fair-2024", "Fair", date(2024, 6, 12), date(2024, 6, 14), ("Harbour Fair",)),
    KnownEvent("bridge-2023", "Fall of the bridge", date(2023, 3, 9), terms=("fall of the Great Bridge",), sudden=True),
)


@pytest.fixture(scope="module")
def dated_registry() -> Registry:
    return replace(make_registry(), events=EVENTS)


@pytest.fixture(scope="module")
def dating(dated_registry: Registry) -> Extractor:
    return Extractor(dated_registry)


def extract(dating: Extractor, *paragraphs: str, published: date | None = None) -> Extraction:
    return next(dating.extract([ArticleText("\n\n".join((HEADLINE, *paragraphs)), published=published)]))


def days(extraction: Extraction) -> list[date | None]:
    return [claim.said_on.value if claim.said_on else None for claim in extraction.claims]


def test_event_beside_its_date_gives_the_year(dating: Extractor) -> None:
    found = extract(
        dating, "On March 9, after the fall of the Great Bridge, Ida Kessel said that the army would leave."
    )
    assert days(found) == [date(2023, 3, 9)]
    assert found.claims[0].said_on is not None
    assert "inferred: March 9" in found.claims[0].said_on.basis
    assert "bridge-2023" in found.claims[0].said_on.basis


def test_year_stays_open_where_nothing_tells_it(dating: Extractor) -> None:
    found = extract(dating, "On March 9 Ida Kessel said that the army would leave the valley.")
    assert days(found) == [None]
    assert found.published is None


def test_office_held_by_somebody_named_decides_between_two_years(dating: Extractor) -> None:
    lead = "Ida Kessel said on Thursday that the army would leave the valley, as guests gathered."
    fair = "Sudorian President Tom Arden is at the Harbour Fair this week."
    assert days(extract(dating, lead, fair))[0] == date(2024, 6, 13)
    old = "Sudorian President Max Oleg is at the Harbour Fair this week."
    assert days(extract(dating, lead, old))[0] == date(2019, 6, 13)


def test_former_holder_of_an_office_means_a_later_year(dating: Extractor) -> None:
    lead = "Max Oleg, the former president, said on June 13 at the Harbour Fair that the army would leave the valley."
    found = extract(dating, lead)
    assert days(found) == [date(2024, 6, 13)]


def test_day_of_the_week_beside_a_day_of_the_month_gives_the_year(dating: Extractor) -> None:
    text = "Sudorian President Tom Arden said on Friday, June 14, that the army would leave the valley."
    assert days(extract(dating, text)) == [date(2024, 6, 14)]


def test_speech_keeps_its_date_and_standing_demands_have_none(dating: Extractor) -> None:
    found = extract(
        dating,
        "Ida Kessel said on Monday that the army would leave the valley.",
        "“The bridge is safe,” she said.",
        "Sudoria demands that all troops withdraw from the valley.",
        published=date(2024, 6, 19),
    )
    assert days(found) == [date(2024, 6, 17), date(2024, 6, 17), None]


def test_news_of_the_day_dates_what_is_told_in_the_simple_past(dating: Extractor) -> None:
    found = extract(
        dating,
        "Ida Kessel said on Tuesday that the army would leave the valley.",
        "Tom Arden said that the bridge was old.",
        "Sudoria has said that it will wait.",
        published=date(2024, 6, 19),
    )
    assert days(found) == [date(2024, 6, 18), date(2024, 6, 18), None]


def test_a_day_earlier_counts_back_from_the_date_before(dating: Extractor) -> None:
    found = extract(
        dating,
        "Ida Kessel said on Tuesday that the army would leave the valley.",
        "A day earlier Tom Arden said that the bridge was old.",
        published=date(2024, 6, 19),
    )
    assert days(found) == [date(2024, 6, 18), date(2024, 6, 17)]


def test_publication_known_to_the_month_is_told_as_such(dating: Extractor) -> None:
    found = extract(
        dating, "On March 9, after the fall of the Great Bridge, Ida Kessel said that the army would leave."
    )
    assert found.published is not None
    assert (found.published.value, found.published.precision) == (date(2023, 3, 1), Precision.MONTH)


def test_claims_without_a_time_belong_to_the_day_the_story_has_reached(dating: Extractor) -> None:
    found = extract(
        dating,
        "On June 11 Ida Kessel said that the army would leave the valley. The offer was good, Tom Arden said.",
        "The answer came on June 13. Max Oleg said that the bridge must stay open. Two days later Tom Arden said that "
        "the talks were over.",
        published=date(2024, 6, 15),
    )
    assert days(found) == [date(2024, 6, 11), date(2024, 6, 11), date(2024, 6, 13), date(2024, 6, 15)]


def test_day_on_which_a_paper_printed_something_does_not_move_the_story(dating: Extractor) -> None:
    found = extract(
        dating,
        "Ida Kessel said on June 11 that the army would leave the valley. The map was printed on June 12. "
        "Tom Arden said that the offer was good.",
        published=date(2024, 6, 12),
    )
    assert days(found) == [date(2024, 6, 11), date(2024, 6, 11)]


def test_day_that_a_sentence_only_looks_back_to_does_not_move_the_story(dating: Extractor) -> None:
    found = extract(
        dating,
        "Ida Kessel said on June 11 that the army would leave the valley. The council had met on June 10.",
        "Tom Arden said that the offer was good.",
        published=date(2024, 6, 12),
    )
    assert days(found) == [date(2024, 6, 11), date(2024, 6, 11)]


def test_date_inside_the_content_belongs_to_the_verb_the_parse_hangs_it_on(dating: Extractor) -> None:
    found = extract(dating, "Ida Kessel accused Sudoria on June 11 of lying.", published=date(2024, 6, 12))
    assert days(found) == [date(2024, 6, 11)]


def test_years_of_a_chronicle_hold_until_another_is_given(dating: Extractor) -> None:
    found = extract(
        dating,
        "In February 2021, Ida Kessel said that the army would stay. On 9 March, Tom Arden said that it must leave.",
        "In June 2022, the talks moved to Belmar. Tom Arden said that the valley was his.",
        "In January, Ida Kessel said that nobody was ready.",
        published=date(2024, 11, 20),
    )
    assert days(found) == [date(2021, 2, 1), date(2021, 3, 9), date(2022, 6, 1), date(2023, 1, 1)]


def test_agency_dates_its_story_by_the_day_of_its_news(dating: Extractor) -> None:
    text = f"{HEADLINE}\n\nBELMAR, March 3 (Morning Wire) - Ida Kessel said on Monday that the army would leave.\n"
    since_2022 = replace(make_registry(), events=())
    (found,) = Extractor(since_2022).extract([ArticleText(f"{text}\n© Morning Wire 2025\n")])
    assert found.published is None or found.published.value == date(2025, 3, 3)
    (known,) = dating.extract([ArticleText(text, published=date(2025, 3, 3))])
    assert days(known) == [date(2025, 3, 3)]


def test_date_inside_the_last_sentence_of_a_paragraph_does_not_move_the_story(dating: Extractor) -> None:
    found = extract(
        dating,
        "Norvania published its plan on June 10. Ida Kessel said that the army would leave the valley.",
        "Sudoria praised the plan. Max Oleg said that the bridge was safe. "
        "Tom Arden said on Wednesday that the harbour would open.",
        "Otto Lang said that the plan was weak.",
        published=date(2024, 6, 13),
    )
    by_source = {claim.speaker.name or claim.speaker.actors: claim.said_on for claim in found.claims}
    assert {str(who): stated.value for who, stated in by_source.items() if stated}["Otto Lang"] == date(2024, 6, 10)
    assert date(2024, 6, 12) in days(found)


def test_date_that_opens_the_last_sentence_of_a_paragraph_moves_the_story(dating: Extractor) -> None:
    found = extract(
        dating,
        "Norvania published its plan on June 10. Ida Kessel said that the army would leave the valley.",
        "Sudoria praised the plan. On Wednesday Tom Arden said that the harbour would open.",
        "Otto Lang said that the plan was weak.",
        published=date(2024, 6, 13),
    )
    assert days(found)[-1] == date(2024, 6, 12)
