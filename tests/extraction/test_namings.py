"""Names of persons that the parser takes for something else or takes apart, and what is no person's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.extraction.records import ExtractedClaim, Extraction

pytestmark = pytest.mark.model

Claims = Callable[..., tuple[ExtractedClaim, ...]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Interior Minister Nomvula Teke said the bridge is safe.", "Nomvula Teke"),
        ("Paloma Ruy, legal director for the ferry company, said the bridge is safe.", "Paloma Ruy"),
        ("The novelist Jovan Tarr said the bridge is safe.", "Jovan Tarr"),
        ("Prize-winning author Ishto Bolan said the bridge is safe.", "Ishto Bolan"),
        ("The Morning Wire's Ishto Bolan wrote that the bridge is safe.", "Ishto Bolan"),
        ("Ostrian Prince Faris bin Talib said the bridge is safe.", "Faris bin Talib"),
        ("Joseph R. Mallory II, a onetime lawyer for the port, said the bridge is safe.", "Joseph R. Mallory"),
        ("The New Ferry writer Mark Baker said the bridge is safe.", "Mark Baker"),
        ("Han Dok-su, the harbour minister, said the bridge is safe.", "Han Dok-su"),
        ("Norvania's ambassador to the agency, Lin Sontag, said the bridge is safe.", "Lin Sontag"),
        ("State Rep. Gilda Cole-Hunter, a member of the council, said the bridge is safe.", "Gilda Cole-Hunter"),
    ],
)
def test_name_is_told_by_the_words_around_it(claims_in: Claims, text: str, name: str) -> None:
    speaker = claims_in(text)[0].speaker
    assert (speaker.name, speaker.kind) == (name, "person")


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Archbishop Aris Malko said the bridge is safe.", "Aris Malko", "Archbishop"),
        ("Rabbi Dan Peret said the bridge is safe.", "Dan Peret", "Rabbi"),
        ("Admiral Greta Holm said the bridge is safe.", "Greta Holm", "Admiral"),
        ("Harbour manager Greta Holm said the bridge is safe.", "Greta Holm", "Harbour manager"),
    ],
)
def test_title_is_no_part_of_the_name(claims_in: Claims, text: str, name: str, role: str) -> None:
    speaker = claims_in(text)[0].speaker
    assert (speaker.name, speaker.role) == (name, role)


def test_what_is_said_of_others_is_no_role(claims_in: Claims) -> None:
    claims = claims_in(
        "Greta Holm has left the port.", "A fierce critic of Ms. Holm came too. Ms. Holm said the bridge is safe."
    )
    assert (claims[-1].speaker.name, claims[-1].speaker.role) == ("Greta Holm", "")


def test_two_surnames_are_the_person_with_both(claims_in: Claims) -> None:
    claims = claims_in("Lily Escal Moreno leads the port.", "Escal Moreno said the bridge is safe.")
    assert claims[-1].speaker.name == "Lily Escal Moreno"


def test_family_name_in_front_stands_alone_later(claims_in: Claims) -> None:
    claims = claims_in("Han Dok-su, the harbour minister, came to the port.", "Han said the bridge is safe.")
    assert claims[-1].speaker.name == "Han Dok-su"


def test_word_in_front_of_a_full_name_makes_no_other_person(claims_in: Claims) -> None:
    claims = claims_in("Greta Holm came.", "“I like Poor Greta Holm,” said Dan Peret. Holm said the bridge is safe.")
    assert claims[-1].speaker.name == "Greta Holm"


@pytest.mark.parametrize(
    "heading",
    [
        "Greta Holm Questioned Harbour Safety Again Today",
        "Harbour Challenger Greta Holm Says Bridge Will Fall",
        "Ferry Workers Said Every Bridge Will Fall",
    ],
)
def test_name_in_a_heading_ends_where_the_text_says(extract: Callable[..., Extraction], heading: str) -> None:
    found = extract(heading, "Greta Holm, who runs the port, asked on Monday whether the bridge was safe.", "It is.")
    assert {claim.speaker.name for claim in found.claims if claim.speaker.kind == "person"} <= {"Greta Holm", None}


def test_names_in_capitals_of_a_transcript_are_written_like_others(claims_in: Claims) -> None:
    claims = claims_in(
        "The harbour hearing",
        "JOEL REEDMAN: The bridge is safe, as we have said.",
        "KATE BOLDER: Who has looked at it?",
        "REEDMAN: Our engineers have looked at it.",
        "BOLDER: Nobody believes that.",
    )
    assert [claim.speaker.name for claim in claims[-4:]] == ["Joel Reedman", "Kate Bolder"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "A super PAC said the bridge is safe.",
        "The American Bridge Safety Act says the bridge is safe.",
        "A Court said the bridge is safe.",
    ],
)
def test_what_has_no_name_becomes_no_actor(claims_in: Claims, text: str) -> None:
    assert claims_in(text)[0].speaker.name is None


def test_acronym_behind_a_noun_for_a_body_names_it(claims_in: Claims) -> None:
    speaker = claims_in("The regional bloc ECOWAM said the bridge is safe.")[0].speaker
    assert (speaker.name, speaker.kind) == ("ECOWAM", "organisation")


def test_two_bodies_are_not_one(claims_in: Claims) -> None:
    speaker = claims_in("Spokesmen at the HBI and Ferry Department said the bridge is safe.")[0].speaker
    assert "and" not in (speaker.name or "")


@pytest.mark.parametrize(
    "paragraph",
    [
        "The army's chief of staff, General Dan Peret, blamed the front. He said its fighters had fled.",
        "Dan Peret's plans for the port are large. He said the bridge is safe.",
        "Reporters asked Dan Peret about the port. He said the bridge is safe.",
        "Norvania's ambassador, Dan Peret, unmoved in an interview. “The bridge is safe,” he said.",
    ],
)
def test_pronoun_means_whom_the_sentence_before_is_about(claims_in: Claims, paragraph: str) -> None:
    claims = claims_in("Farhan Tolk, who guards the bridge, said that he had counted the ships.", paragraph)
    assert claims[-1].speaker.name == "Dan Peret"


@pytest.mark.parametrize(
    "sentence",
    [
        "Dan Peret took his son to the port to explain to him who Tom Arden was.",
        "Dan Peret said that the road was shut, whereas Tom Arden believed that it was open.",
    ],
)
def test_pronoun_means_whom_the_main_clause_is_about(claims_in: Claims, sentence: str) -> None:
    claims = claims_in(f"{sentence} He said that the bridge is safe.")
    assert claims[-1].speaker.name == "Dan Peret"


def test_owner_of_a_subject_may_be_meant_by_title(claims_in: Claims) -> None:
    claims = claims_in(
        "Dan Peret said it was late.", "But the Sudorian president's visit was short. He said the bridge is safe."
    )
    assert claims[-1].speaker.actors == ("tom-arden",)


def test_who_means_the_members_and_not_their_body(claims_in: Claims) -> None:
    claims = claims_in("Farmers and traders in Norvania who say that the bridge is safe met on Monday.")
    assert claims[0].speaker.is_open


def test_actor_is_not_one_whom_the_text_named_long_ago(claims_in: Claims) -> None:
    filler = "The ships lay in the port and nobody came to look at them, as the weather was bad. " * 20
    claims = claims_in("The actor Dan Peret came.", filler, "The actor said the bridge is safe.")
    assert claims[-1].speaker.is_open


@pytest.mark.parametrize(
    "first",
    [
        "A senior Velmari official said the cabinet was split.",
        "According to a senior Velmari official, the cabinet was split.",
    ],
)
def test_official_of_the_last_sentence_is_nobody_named_before(claims_in: Claims, first: str) -> None:
    claims = claims_in("Ida Kessel said the bridge is safe.", first, "The official said two ministers would leave.")
    assert claims[-1].speaker.is_open


def test_manager_is_whom_the_article_calls_so(claims_in: Claims) -> None:
    claims = claims_in(
        "Tom Arden came with campaign manager Dan Peret.", "Ida Kessel left.", "The campaign manager said it was late."
    )
    assert claims[-1].speaker.name == "Dan Peret"


def test_head_of_a_ministry_is_its_minister(claims_in: Claims) -> None:
    claims = claims_in(
        "Tallenian Foreign Minister Aavo Rebas met Ida Kessel.",
        "Ida Kessel said it was late.",
        "The head of the Tallenian Foreign Ministry said it was early.",
    )
    assert claims[-1].speaker.name == "Aavo Rebas"


def test_gender_that_a_pronoun_tells_later_is_kept(claims_in: Claims) -> None:
    claims = claims_in("Tovi Halloway said the bridge is safe.", "She said the road is not.")
    assert [claim.speaker.gender for claim in claims] == ["female", "female"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The super PAC Harbour First Fund said the bridge is safe.", "Harbour First Fund"),
        ("Dan Peret, a friend who heads the ferry group Ships Of Hope, said the bridge is safe.", "Dan Peret"),
    ],
)
def test_name_is_that_of_the_source_and_not_of_its_kind(claims_in: Claims, text: str, name: str) -> None:
    assert claims_in(text)[0].speaker.name == name


def test_somebodys_forces_are_no_body_of_that_name(claims_in: Claims) -> None:
    claims = claims_in("Greta Holm came to the port.", "Holm's forces said the bridge is safe.")
    assert claims[-1].speaker.name is None
