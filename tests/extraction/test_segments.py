"""Headline, byline, dateline, boilerplate and body."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English

from claims.extraction.lexicon import read_boilerplate
from claims.extraction.records import SegmentKind
from claims.extraction.segments import Segments, find_segments

PARAGRAPH = "The two delegations met for three hours in the old harbour town and parted without a word."
PAGE = f"""News / World / Talks

Envoys part without a result in Belmar

By Rosa Lind

Published June 22, 2024

{PARAGRAPH}

Delegates leave the hall in Belmar, May 3, 2021. (Photo by Morning Wire)

Read more:
Kessel says the offer is an insult

They will meet again in a month, said the host.

• Read also: “Never again”, says the mayor

Subscribe to our newsletter for more of this.
Share this article
www.example.org"""


def kinds_of(text: str) -> dict[str, str]:
    found = find_segments(text, read_boilerplate())
    return {text[segment.start : segment.end]: segment.label or segment.kind.value for segment in found}


def test_page_parts_are_typed() -> None:
    assert kinds_of(PAGE) == {
        "News / World / Talks": "navigation",
        "Envoys part without a result in Belmar": "headline",
        "By Rosa Lind": "author",
        "Published June 22, 2024": "date",
        PARAGRAPH: "body",
        "Delegates leave the hall in Belmar, May 3, 2021. (Photo by Morning Wire)": "caption",
        "Read more:": "teaser",
        "Kessel says the offer is an insult": "teaser",
        "They will meet again in a month, said the host.": "body",
        "• Read also: “Never again”, says the mayor": "teaser",
        "Subscribe to our newsletter for more of this.": "promo",
        "Share this article": "share-bar",
        "www.example.org": "navigation",
    }


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("4 min read", "read-time"),
        ("Last update: 2 hours ago", "read-time"),
        ("1,204 Views", "read-time"),
        ("See also: The mayor resigns", "teaser"),
        ("RELATED: The mayor resigns.", "teaser"),
        ("Leave a comment", "share-bar"),
        ("Follow us on social media", "share-bar"),
        ("Sign up for our morning briefing.", "promo"),
        ("© 2024 The Morning Wire", "promo"),
        ("source link", "source-tag"),
        ("Mayor opens new bridge", "heading"),
        ("File photo: the bridge at night", "caption"),
    ],
)
def test_lines_around_the_body_are_boilerplate(line: str, label: str) -> None:
    assert kinds_of(f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH[:-1]} again.")[line] == label


@pytest.mark.parametrize(
    "line",
    [
        "“Nobody asked us before they drew that line” — Olena Marchuk",
        "“We will share the costs,” she said.",
        "Print workers went on strike on Monday.",
        "The minister listed three demands:",
        "Related parties must disclose their interests.",
        "They want to live, the video of the attack shows.",
    ],
)
def test_prose_stays_body(line: str) -> None:
    assert kinds_of(f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}")[line] == "body"


def test_dateline_is_cut_off_its_paragraph() -> None:
    text = f"BELMAR (Morning Wire) — {PARAGRAPH}"
    assert kinds_of(text) == {"BELMAR (Morning Wire) —": "dateline", PARAGRAPH: "body"}


@pytest.mark.parametrize(
    "start",
    [
        "BELMAR, March 3 (Morning Wire) - ",
        "Belmar, 3 March (Morning Wire) – ",
        "BELMAR, October 9. /MW/. ",
        "PORT ANSEL, Norvania, Feb. 24, 2024 (MW) -- ",
    ],
)
def test_dateline_may_hold_the_day(start: str) -> None:
    found = find_segments(f"Envoys part in silence\n\n{start}{PARAGRAPH}\n\n{PARAGRAPH}", read_boilerplate())
    assert [segment.kind.value for segment in found] == ["headline", "dateline", "body", "body"]


@pytest.mark.parametrize(
    "line", ["Rosa Lind", "Rosa Lind and Peter Hale", "Rosa Lind in Belmar", "Interview by Rosa Lind"]
)
def test_names_below_the_headline_are_the_byline(line: str) -> None:
    found = find_segments(f"Envoys part in silence\n\n{line}\n\n{PARAGRAPH}\n\n{PARAGRAPH}", read_boilerplate())
    assert [segment.kind.value for segment in found] == ["headline", "byline", "body", "body"]


def test_what_follows_the_article_is_none_of_it() -> None:
    links = "The agency can also be read at these addresses:\n\nwww.morning.org"
    author = "Rosa Lind is a former envoy of Norvania."
    page = f"Envoys part in silence\n\nBy Rosa Lind\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n"
    for trailer in (links, author, "More on this story\nWho will leave the valley?"):
        found = find_segments(f"{page}{trailer}", read_boilerplate())
        assert {one.kind for one in found if one.start >= len(page)} == {SegmentKind.BOILERPLATE}


def test_menu_and_error_notes_above_the_body_are_widgets() -> None:
    text = f"Envoys part in Belmar\n\n  • Sorry!\n    This did not work.\n  • Home\n\n{PARAGRAPH}"
    assert kinds_of(text)["This did not work."] == "widget"


def test_repeated_headline_is_navigation() -> None:
    found = find_segments(f"Envoys part in Belmar\n\nEnvoys part in Belmar\n\n{PARAGRAPH}", read_boilerplate())
    assert [segment.kind for segment in found] == [SegmentKind.HEADLINE, SegmentKind.BOILERPLATE, SegmentKind.BODY]


def test_hard_wrapped_paragraph_is_one_segment() -> None:
    lines = [f"{'word ' * 12}number {number}" for number in range(3)]
    text = "\n".join([*lines, "and the end of it."])
    assert list(kinds_of(text)) == [text]


def test_single_line_text_is_body() -> None:
    assert kinds_of("Nothing was agreed.") == {"Nothing was agreed.": "body"}


def test_sentences_start_at_lines_and_not_inside_torn_ones() -> None:
    doc = Segments(read_boilerplate())(English()("It was the U.S. Army. of the north\nA b c d e f g h i j k."))
    starts = {token.text: token.is_sent_start for token in doc}
    assert (starts["It"], starts["A"]) == (True, True)
    assert (starts["Army"], starts["of"], starts["b"]) == (False, False, False)


@given(st.text(alphabet=st.sampled_from("aB. \n\t\u00a0“”\"'•:-—1/"), max_size=200))
def test_segments_are_ordered_and_hold_every_word(text: str) -> None:
    found = find_segments(text, read_boilerplate())
    assert all(one.end <= other.start for one, other in pairwise(found))
    inside = {place for segment in found for place in range(segment.start, segment.end)}
    assert all(place in inside for place, letter in enumerate(text) if not letter.isspace())


def test_very_long_sentence_is_cut() -> None:
    doc = Segments(read_boilerplate())(English()("word " * 2000))
    assert [token.i for token in doc if token.is_sent_start] == [0, 600, 1200, 1800]
