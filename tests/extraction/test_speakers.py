"""Who a source means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from claims.extraction.records import ExtractedClaim

pytestmark = pytest.mark.model

Claims = Callable[..., tuple[ExtractedClaim, ...]]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Ida Kessel said the bridge is safe.", ("ida-kessel",)),
        ("Mr. Arden said the bridge is safe.", ("tom-arden",)),
        ("Belmar said the bridge is safe.", ("sudoria",)),
        ("The Norvanian president said the bridge is safe.", ("ida-kessel",)),
        ("The president of Sudoria said the bridge is safe.", ("tom-arden",)),
        ("Norvanian officials said the bridge is safe.", ("norvanian-officials",)),
        ("Norvania and Sudoria said the bridge is safe.", ("norvania", "sudoria")),
        ("The Sudorian leader, Tom Arden, said the bridge is safe.", ("tom-arden",)),
        ("The letter went to Kessel, who said the bridge is safe.", ("ida-kessel",)),
    ],
)
def test_speaker_is_resolved(claims_in: Claims, text: str, actors: tuple[str, ...]) -> None:
    assert claims_in(text)[0].speaker.actors == actors


def test_speaker_of_an_office_depends_on_the_date(claims_in: Claims) -> None:
    text = "The Sudorian president said the bridge is safe."
    assert claims_in(text, published=date(2015, 3, 1))[0].speaker.actors == ("max-oleg",)
    assert claims_in(text, published=date(2022, 3, 1))[0].speaker.actors == ("tom-arden",)


def test_speaker_of_an_office_stays_open_without_a_date(claims_in: Claims) -> None:
    speaker = claims_in("The Sudorian president said the bridge is safe.", published=None)[0].speaker
    assert speaker.actors == ()
    assert set(speaker.candidates) == {"max-oleg", "tom-arden"}


def test_pronoun_goes_on_with_the_speaker_of_its_gender(claims_in: Claims) -> None:
    claims = claims_in(
        "Ida Kessel said the bridge is safe.",
        "Tom Arden said that the bridge is old.",
        "“I have crossed it myself,” she said.",
        "“It was not built in a day,” he said.",
    )
    assert [claim.speaker.actors[0] for claim in claims[2:]] == ["ida-kessel", "tom-arden"]


def test_pronoun_does_not_mean_somebody_named_in_the_quotation(claims_in: Claims) -> None:
    claims = claims_in("Tom Arden said the bridge is old.", "“Max Oleg built it badly,” he said.")
    assert claims[1].speaker.actors == ("tom-arden",)


def test_unknown_person_keeps_the_full_name(claims_in: Claims) -> None:
    claims = claims_in("Professor Jane Holloway said the bridge is safe.", "Holloway added that the road is not.")
    assert [claim.speaker.name for claim in claims] == ["Jane Holloway", "Jane Holloway"]


def test_unnamed_source_stays_open(claims_in: Claims) -> None:
    speaker = claims_in("A witness said the bridge is safe.")[0].speaker
    assert (speaker.actors, speaker.name) == ((), None)


def test_adviser_is_not_the_person_advised(claims_in: Claims) -> None:
    speaker = claims_in("An adviser to Arden said the bridge is safe.")[0].speaker
    assert speaker.actors == ()


def test_outlet_in_front_is_reported_via(claims_in: Claims) -> None:
    (claim,) = claims_in("According to the Morning Wire, Ida Kessel warned that the bridge is unsafe.")
    assert claim.speaker.actors == ("ida-kessel",)
    assert claim.reported_via is not None
    assert claim.reported_via.actors == ("morning-wire",)
