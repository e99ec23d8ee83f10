"""What of a page is no statement: headlines that tell events, captions, teasers, lines that lead to other articles."""

from __future__ import annotations

from datetime import date

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText
from tests.extraction.factories import make_registry

pytestmark = pytest.mark.model

BODY = (
    "Norvania will rebuild the bridge next year, Ida Kessel said on Tuesday.\n\n"
    "Engineers have been at work since spring. The cost is not known."
)
SILENT_HEADLINES = (
    "Envoys meet in Belmar as hopes for a truce fade",
    "What we know about the talks in Belmar",
    "Norvania and Sudoria swap three hundred prisoners",
    "Kessel arrives in Belmar for talks on the valley",
    "Thousands flee as shells fall on Port Ansel",
    "Why the truce in the valley does not hold",
    "Kessel and Arden to meet next week",
    "Explainer: how the valley was lost",
    "Live: fighting around the Great Bridge",
    "Sudorian drones hit power station in Norvania",
)
LINES = (
    "Read also: Arden says the truce is dead",
    "READ MORE: Kessel warns of a long winter",
    "Related: Norvania rejects Sudorian offer",
    "See also: Arden threatens to close the harbour",
    "More on this story: Kessel demands a seat at the table",
    "Watch: Kessel tells troops to hold the line",
    "Also read | Sudoria denies shelling the hospital",
    "Don't miss: Arden calls the plan a trap",
    "Photo: Ida Kessel speaks to reporters in Port Ansel, June 2024. MW News",
    "Ida Kessel addresses parliament in Port Ansel on June 18, 2024. (Photo by Lena Ruf/Getty Images)",
    "Tom Arden, who says that the valley is his, in Belmar on Monday. REUTERS/Lena Ruf",
    "FILE PHOTO: Tom Arden warns of a new war during a rally in Belmar, March 3, 2023. REUTERS/Lena Ruf/File Photo",
    "Image: Tom Arden says he is ready for talks",
    "[Lena Ruf/AFP]",
    "Subscribe to our newsletter: the editors say it is worth it",
    "Sign up for Morning Brief, which Kessel called essential reading",
    "Follow Morning Wire on Telegram, where Arden announced his decision",
)
SPEAKING_HEADLINES = (
    "Kessel says army will leave the valley",
    "Truce is dead, says Arden",
    "Arden: “We will not sign”",
    "Norvania rejects Sudorian offer",
)


@pytest.fixture(scope="module")
def reading() -> Extractor:
    return Extractor(make_registry())


def contents(reading: Extractor, text: str) -> list[str]:
    (found,) = reading.extract([ArticleText(text, published=date(2024, 6, 19))])
    return [text[one.attribution.content[0].start : one.attribution.content[0].end] for one in found.claims]


@pytest.mark.parametrize("headline", SILENT_HEADLINES)
def test_headline_that_tells_what_happened_is_no_claim(reading: Extractor, headline: str) -> None:
    assert len(contents(reading, f"{headline}\n\n{BODY}")) == 1


@pytest.mark.parametrize("headline", SPEAKING_HEADLINES)
def test_headline_that_tells_what_somebody_says_is_one(reading: Extractor, headline: str) -> None:
    assert len(contents(reading, f"{headline}\n\n{BODY}")) == 2


def test_headline_is_no_part_of_what_is_said_below_it(reading: Extractor) -> None:
    (content,) = contents(reading, f"{SILENT_HEADLINES[0]}\n\n{BODY}")
    assert content.startswith("Norvania will rebuild")


@pytest.mark.parametrize(
    "sentence",
    [
        "Critics of the bridge exist. Ida Kessel left without saying when she would be back.",
        "The council made an offer. Tom Arden refused it.",
    ],
)
def test_sentence_that_states_nothing_is_no_claim(reading: Extractor, sentence: str) -> None:
    assert contents(reading, f"Army works on the bridge\n\n{sentence}") == []


@pytest.mark.parametrize("line", LINES)
def test_line_that_belongs_to_the_page_is_no_claim(reading: Extractor, line: str) -> None:
    first, last = BODY.split("\n\n")
    assert len(contents(reading, f"Army works on the bridge\n\n{first}\n\n{line}\n\n{last}")) == 1
