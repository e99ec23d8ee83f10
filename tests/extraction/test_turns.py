"""Transcripts are told from lists of names, and each turn is one attribution."""

from __future__ import annotations

import pytest

from claims.extraction.encoding import encode
from claims.extraction.turns import turns_of
from tests.extraction.wordpieces import letter_tokenizer

HEAD = "Marek: we will not sign.\n\nThe minister spoke to our reporter. The talk in full:\n\n"


def read(text: str) -> list[tuple[str, list[str]]]:
    """Return who speaks and the paragraphs of each turn."""
    encoded = encode(text, letter_tokenizer())
    starts, ends = encoded.starts, encoded.ends
    return [
        (
            text[starts[turn.speaker.start] : ends[turn.speaker.end - 1]],
            [text[starts[span.start] : ends[span.end - 1]] for span in turn.content],
        )
        for turn in turns_of(encoded)
    ]


def test_each_turn_runs_to_the_end_of_its_paragraph() -> None:
    text = f"{HEAD}ANNA REED: Will you sign?\n\nMAREK: Not now. We need time.\n\nREED: How much?"
    assert read(text) == [
        ("ANNA REED", ["Will you sign?"]),
        ("MAREK", ["Not now. We need time."]),
        ("REED", ["How much?"]),
    ]


def test_paragraph_without_a_name_goes_on_with_the_turn() -> None:
    text = (
        f"{HEAD}REED: Will you sign?\n\nMAREK: Not now.\n\nAnd not next week.\n\nREED: Why?\n\nRead more on our site."
    )
    assert read(text)[1:] == [("MAREK", ["Not now.", "And not next week."]), ("REED", ["Why?"])]


def test_bracketed_paragraph_says_nothing() -> None:
    text = f"{HEAD}REED: Will you sign?\n\n(CROSSTALK.)\n\nMAREK: Not now.\n\n[Applause]\n\nREED: Why not?"
    assert [content for _, content in read(text)] == [["Will you sign?"], ["Not now."], ["Why not?"]]


def test_turn_of_brackets_alone_is_none() -> None:
    text = f"{HEAD}REED: Will you sign?\n\nMAREK: (laughs)\n\nREED: Why not?\n\nMAREK: [inaudible]"
    assert read(text) == [("REED", ["Will you sign?"]), ("REED", ["Why not?"])]


def test_interview_quoted_paragraph_by_paragraph() -> None:
    text = f'{HEAD}"REED: Will you sign?\n\n"MAREK: Not now.\n\n"We need time.\n\n"REED: How much?"'
    assert read(text) == [
        ("REED", ["Will you sign?"]),
        ("MAREK", ["Not now.", '"We need time.']),
        ("REED", ['How much?"']),
    ]


@pytest.mark.parametrize("names", [("Jan Marek", "Reed"), ("Dr. Lena O’Hara", "Jean-Luc Petit (Reuters)")])
def test_names_in_small_letters(names: tuple[str, str]) -> None:
    one, other = names
    text = f"{HEAD}{one}: We wait.\n\n{other}: For whom?\n\n{one}: For them."
    assert [name for name, _ in read(text)] == [one, other.split(" (")[0], one]


@pytest.mark.parametrize(
    "text",
    [
        "Ohio: the count goes on.\n\nIowa: the count is over.\n\nUtah: nobody knows.",
        "UPDATE: talks go on.\n\nUPDATE: talks are over.\n\nUPDATE: they go home.",
        "Reed: 1,769\n\nMarek: 1,200\n\nReed: 1,801",
        "Who: the envoys of both sides.\n\nIn short: they wait.\n\nwho knows: we will see.",
        "MAREK: We wait for an answer.",
        "",
    ],
)
def test_lists_are_no_transcripts(text: str) -> None:
    assert read(HEAD + text) == []


def test_headline_is_no_turn() -> None:
    assert next(name for name, _ in read("MAREK: we wait\n\nREED: Why?\n\nMAREK: For them.\n\nREED: Who?")) == "REED"


def test_names_far_apart_are_no_transcript() -> None:
    between = "\n\n".join(["The talks went on in another town."] * 6)
    assert read(f"{HEAD}REED: Will you sign?\n\n{between}\n\nMAREK: Not now.\n\n{between}\n\nREED: Why?") == []
