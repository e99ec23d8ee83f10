"""Speakers named by what belongs to them, by a document they issued, or together; with an invented registry."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.extraction.records import ExtractedClaim, Sourcing

pytestmark = pytest.mark.model

Claims = Callable[..., tuple[ExtractedClaim, ...]]


@pytest.mark.parametrize(
    ("paragraphs", "actors"),
    [
        (("Norvania sent a letter. Its negotiators said the bridge is safe.",), ("norvania",)),
        (("Belmar's delegation said the bridge is safe.",), ("sudoria",)),
        (("The Sudorian authorities said the bridge is safe.",), ("sudoria",)),
        (("Tom Arden said the bridge is old. His government said that it would be mended.",), ("sudoria",)),
        (("Ida Kessel met Tom Arden. Kessel's Sudorian counterpart said the bridge is safe.",), ("tom-arden",)),
        (
            ("Ida Kessel met with Tom Arden in the harbour. The two leaders said the bridge is safe.",),
            ("ida-kessel", "tom-arden"),
        ),
        (("Sudoria published a statement on Monday. The statement said the bridge is safe.",), ("sudoria",)),
        (("The paper was released by Norvania. The document said the bridge is safe.",), ("norvania",)),
        (("Tom Arden was quoted by the Morning Wire as saying that the bridge is safe.",), ("tom-arden",)),
    ],
)
def test_speaker_is_found_by_what_belongs_to_it(
    claims_in: Claims, paragraphs: tuple[str, ...], actors: tuple[str, ...]
) -> None:
    assert claims_in(*paragraphs)[-1].speaker.actors == actors


def test_document_of_nobody_in_particular_stays_open(claims_in: Claims) -> None:
    speaker = claims_in("Guests met in the harbour. The statement said the bridge is safe.")[-1].speaker
    assert (speaker.is_open, speaker.sourcing) == (True, Sourcing.DOCUMENT)


@pytest.mark.parametrize(
    ("text", "name", "affiliation"),
    [
        ("Norvania's interior ministry said the bridge is safe.", "Norvanian interior ministry", "norvania"),
        ("The Sudorian navy said the bridge is safe.", "Sudorian navy", "sudoria"),
        ("The interior ministry in Belmar said the bridge is safe.", "Sudorian interior ministry", "sudoria"),
    ],
)
def test_body_that_nobody_has_registered_belongs_to_its_state(
    claims_in: Claims, text: str, name: str, affiliation: str
) -> None:
    speaker = claims_in(text)[0].speaker
    assert (speaker.name, speaker.kind, speaker.affiliation) == (name, "organisation", affiliation)


def test_spokesman_who_is_not_named_is_nobody_who_spoke_before(claims_in: Claims) -> None:
    claims = claims_in("Tom Arden said the bridge is old.", "Norvania disagreed. Its spokesman said it is new.")
    assert (claims[-1].speaker.actors, claims[-1].speaker.sourcing) == (("norvania",), Sourcing.UNNAMED)


def test_spokesman_for_a_person_is_not_that_person(claims_in: Claims) -> None:
    speaker = claims_in("A spokesman for President Tom Arden said the bridge is safe.")[0].speaker
    assert (speaker.actors, speaker.sourcing) == (("sudoria",), Sourcing.UNNAMED)


def test_analysts_speak_for_their_institute(claims_in: Claims) -> None:
    speaker = claims_in("Analysts at the Harbour Institute said the bridge is safe.")[0].speaker
    assert (speaker.name, speaker.sourcing) == ("Harbour Institute", Sourcing.GROUP)


def test_names_behind_a_common_title_speak_together(claims_in: Claims) -> None:
    speaker = claims_in("Presidential candidates Hillary Brook and Bernard Lowe said the bridge is safe.")[0].speaker
    assert [speaker.name, *(one.name for one in speaker.beside)] == ["Hillary Brook", "Bernard Lowe"]


def test_envoy_does_not_belong_to_where_he_is_sent(claims_in: Claims) -> None:
    speaker = claims_in("Peter Hale, a former ambassador to Sudoria, said the bridge is safe.")[0].speaker
    assert (speaker.name, speaker.affiliation) == ("Peter Hale", "")


def test_ombudswoman_is_a_title_that_a_text_goes_on_with(claims_in: Claims) -> None:
    claims = claims_in(
        "Human Rights Commissioner Rosa Lind said the bridge is old.", "The ombudswoman said the road is not."
    )
    assert claims[-1].speaker.name == "Rosa Lind"
