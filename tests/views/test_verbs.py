"""What speakers do, in words: the verb agrees with who speaks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from claims.models import OUTCOMES, Act, Relation
from claims.verbs import answers, does, verb
from tests.factories import make_actor, make_claim, make_link

pytestmark = pytest.mark.django_db


def test_one_speaker_demands_and_several_demand(client: Client) -> None:
    claim = make_claim(act="demand", speaker=make_actor("Norvania", kind="state"), state="accepted")
    assert does(claim) == "demands"
    claim.co_speakers.add(make_actor("Sudoria", kind="state"))
    assert does(claim) == "demand"
    page = client.get(claim.get_absolute_url()).content.decode()
    assert '<span class="act">demand</span>' in page
    assert "Norvania + Sudoria demand: the border must stay open" in page
    with translation.override("uk"):
        assert does(claim) == "вимагають"


@pytest.mark.parametrize(
    ("sourcing", "words"), [("group", "reject"), ("unnamed", "rejects"), ("document", "rejects"), ("", "rejects")]
)
def test_nobody_resolved_agrees_with_the_grade_of_the_source(sourcing: str, words: str) -> None:
    assert does(make_claim(act="reject", sourcing=sourcing)) == words


def test_unknown_speaker_is_one() -> None:
    claim = make_claim(act="reject", sourcing="group", content="the border must stay open")
    assert (claim.source_text, does(claim)) == ("", "rejects")


def test_unnamed_group_in_the_registry_is_several() -> None:
    assert does(make_claim(act="predict", speaker=make_actor("Norvanian officials", kind="group"))) == "predict"
    assert does(make_claim(act="predict", speaker=make_actor("Norvanian navy", kind="armed_group"))) == "predicts"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_act_has_a_verb_for_one_and_another_for_several(language: str) -> None:
    claim = make_claim(sourcing="group")
    with translation.override(language):
        for act in Act.values:
            claim.act = act
            assert does(claim) not in {"", verb(act)}


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_answer_has_a_verb_for_one_and_another_for_several(language: str) -> None:
    one, several = make_claim(speaker=make_actor()), make_claim(sourcing="group")
    link = make_link(several, one, "responds_to", outcome="rejects")
    with translation.override(language):
        for outcome in ("", *OUTCOMES[Relation.RESPONDS_TO]):
            link.outcome = outcome
            assert answers(several, link) not in {"", answers(one, link)}


def test_answers_on_the_page_of_an_exchange_agree_with_who_answers(client: Client) -> None:
    offer = make_claim(act="offer", speaker=make_actor("Norvania", kind="state"), state="accepted")
    answer = make_claim(act="reject", speaker=make_actor("Sudoria", kind="state"), state="accepted")
    make_link(answer, offer, "responds_to", outcome="rejects", state="confirmed")
    page = f"/exchanges/{offer.pk}/"
    assert '<span class="act">rejects</span>' in client.get(page).content.decode()
    answer.co_speakers.add(make_actor("Belmar", kind="state"))
    assert '<span class="act">reject</span>' in client.get(page).content.decode()
