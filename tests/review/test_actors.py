"""Actors: merged with all that points to them, split, and put back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import Action, Actor, Alias, CannotUndo, Claim, Outlet, Tenure, Term
from claims.models.images import image_of
from claims.review.actors import ActorError, merge_actors, split_actor
from tests.factories import make_actor, make_claim, make_issue, make_office, make_outlet

pytestmark = pytest.mark.django_db


def everything() -> list[Any]:
    """All rows that a merge can touch, without their versions."""
    found = []
    for model in (Actor, Alias, Tenure, Claim, Outlet):
        for row in model._default_manager.order_by("pk"):
            many = ["co_speakers"] if model is Claim else []
            image = image_of(row, many=many)
            found.append((model.__name__, row.pk, {key: image[key] for key in image if key != "edit_version"}))
    return found


@pytest.fixture
def pair(db: None) -> tuple[Actor, Actor]:
    """Two actors who are one; the first has names, an office, parts and claims of every sort."""
    norway = make_actor("Norway", kind="state")
    double, real = make_actor("A. Berg", slug="a-berg"), make_actor("Anna Berg", slug="anna-berg")
    for actor, text in ((double, "the minister"), (double, "Berg"), (real, "Berg")):
        Alias.objects.create(actor=actor, text=text)
    make_office("Minister", body=norway, holder=double, started="2020-01-02")
    make_actor("Staff", part_of=double)
    make_outlet(actor=double)
    make_claim(speaker=double, reported_via=double)
    make_claim(speaker=norway).co_speakers.add(double)
    make_claim(speaker=real).co_speakers.add(double)
    return double, real


def test_merge_moves_everything_and_undo_brings_it_back(senior: User, pair: tuple[Actor, Actor]) -> None:
    double, real = pair
    before = everything()
    action = merge_actors([double], real, senior)
    assert Actor.objects.get(pk=double.pk).merged_into == real
    assert sorted(real.aliases.values_list("text", flat=True)) == ["A. Berg", "Berg", "the minister"]
    assert (real.tenures.count(), real.parts.count(), real.claims.count(), real.relayed_claims.count()) == (1, 1, 2, 1)
    assert (real.co_claims.count(), Outlet.objects.get().actor) == (1, real)
    assert not double.claims.exists()
    assert not double.co_claims.exists()
    action.undo(senior)
    assert everything() == before


def test_merge_that_something_rests_on_is_not_undone(senior: User, pair: tuple[Actor, Actor]) -> None:
    action = merge_actors(pair[:1], pair[1], senior)
    claim = Claim.objects.get(reported_via=pair[1])
    claim.speaker = None
    claim.correct(senior)
    with pytest.raises(CannotUndo, match="was changed later"):
        action.undo(senior)
    assert Actor.objects.get(pk=pair[0].pk).merged_into == pair[1]


def test_several_actors_are_merged_and_undone_as_one(senior: User, pair: tuple[Actor, Actor]) -> None:
    double, real = pair
    third = make_actor("Anne Berg", provisional=True)
    joint = make_claim(speaker=third, addressee=third, affiliation=third)
    joint.co_speakers.add(real, double)
    term = Term.objects.create(
        actor=third, issue=make_issue(), act="demand", stance="for", wording="Keep it open", state="accepted"
    )
    before = everything()
    action = merge_actors([double, third], real, senior)
    joint = Claim.objects.get(pk=joint.pk)
    assert [actor.pk for actor in joint.speakers] == [real.pk]
    assert (joint.addressee, joint.affiliation) == (real, real)
    assert Term.objects.get(pk=term.pk).actor == real
    assert set(Actor.objects.filter(merged_into=real)) == {double, third}
    action.undo(senior)
    assert everything() == before


def test_merge_refuses_what_was_merged_and_keeps_all(senior: User, pair: tuple[Actor, Actor]) -> None:
    double, real = pair
    merge_actors([double], real, senior)
    third, before = make_actor("Anne Berg"), Action.objects.count()
    with pytest.raises(ActorError, match=r'"A\. Berg" is merged into "Anna Berg" already'):
        merge_actors([third, double], real, senior)
    assert Actor.objects.get(pk=third.pk).merged_into is None
    assert Action.objects.count() == before


def test_merge_refuses_what_makes_no_sense(senior: User, pair: tuple[Actor, Actor]) -> None:
    double, real = pair
    with pytest.raises(ActorError, match="into itself"):
        merge_actors([double], double, senior)
    with pytest.raises(ActorError, match="is part of"):
        merge_actors([double], Actor.objects.get(name="Staff"), senior)
    make_outlet(actor=real)
    with pytest.raises(ActorError, match="Both stand for an outlet"):
        merge_actors([double], real, senior)


def test_split_makes_an_actor_of_names_and_wordings(senior: User, pair: tuple[Actor, Actor]) -> None:
    double, _ = pair
    before = everything()
    alias = double.aliases.get(text="the minister")
    action, made = split_actor(double, "Another", "person", senior, aliases=[alias.pk], sources=["Anna Berg"])
    assert list(made.aliases.all()) == [alias]
    assert made.claims.count() == 1
    action.undo(senior)
    assert everything() == before


def test_merge_page_previews_then_merges(senior_client: Client, pair: tuple[Actor, Actor]) -> None:
    double, real = pair
    address = f"/review/actors/{double.pk}/merge/"
    page = senior_client.get(address, {"into": "Anna Berg"}).content.decode()
    assert "A. Berg becomes a name of Anna Berg" in page
    assert "Claims (speaker): 1" in page
    assert not Action.objects.exists()
    assert "No actor is called" in senior_client.get(address, {"into": "Nobody"}).content.decode()
    response = senior_client.post(address, {"into": "Anna Berg"})
    assert response["Location"] == f"/review/actions/{Action.objects.get().pk}/"
    assert "is merged into" in senior_client.post(address, {"into": "Norway"}).content.decode()
    assert senior_client.get(f"/actors/{double.slug}/")["Location"] == real.get_absolute_url()


def test_split_page_asks_for_a_choice(senior_client: Client, pair: tuple[Actor, Actor]) -> None:
    page = senior_client.post(f"/review/actors/{pair[0].pk}/split/", {"name": "Another"}).content.decode()
    assert "choose names or wordings" in page
    assert 'value="Another"' in page


def test_split_page_keeps_all_that_was_chosen_after_an_error(senior_client: Client, pair: tuple[Actor, Actor]) -> None:
    double, _ = pair
    alias, other = double.aliases.order_by("text")
    typed = {"name": "", "kind": "state", "alias": [alias.pk], "source": [double.claims.get().source_text]}
    page = senior_client.post(f"/review/actors/{double.pk}/split/", typed).content.decode()
    assert "Give the new actor a name" in page
    assert '<option value="state" selected>' in page
    assert page.count(" selected>") == 1
    assert f'name="alias" value="{alias.pk}" checked>' in page
    assert f'name="alias" value="{other.pk}">' in page
    assert f'name="source" value="{typed["source"][0]}" checked>' in page


def upload(client: Client, model: str, text: str) -> Any:
    file = SimpleUploadedFile("rows.csv", text.encode(), content_type="text/csv")
    return client.post(f"/admin/claims/{model}/import/", {"import_file": file, "format": "0", "resource": ""})


def confirm(client: Client, model: str, response: Any) -> Any:
    form = response.context["confirm_form"]
    return client.post(f"/admin/claims/{model}/process_import/", form.initial)


def test_import_of_actors_is_tried_first_then_done(senior_client: Client, pair: tuple[Actor, Actor]) -> None:
    rows = "slug,name,kind,part_of\nanna-berg,Anna Berg-Lund,person,a-berg\nnew-one,New One,state,\n"
    response = upload(senior_client, "actor", rows)
    assert not Actor.objects.filter(slug="new-one").exists()
    assert confirm(senior_client, "actor", response).status_code == 302
    changed = Actor.objects.get(slug="anna-berg")
    assert (changed.name, changed.part_of, changed.edit_version) == ("Anna Berg-Lund", pair[0], 2)
    assert Actor.objects.get(slug="new-one").kind == "state"


def test_import_shows_each_error_by_row_and_stores_nothing(senior_client: Client, pair: tuple[Actor, Actor]) -> None:
    rows = "slug,name,kind,part_of\ngood-one,Good,person,\nbad-kind,Bad,ghost,\nbad-part,Bad,person,nowhere\n"
    response = upload(senior_client, "actor", rows)
    page = response.content.decode()
    assert "ghost" in page
    assert "There is no actor &quot;nowhere&quot;." in page
    assert "confirm_form" not in response.context
    assert not Actor.objects.filter(slug="good-one").exists()


@pytest.mark.parametrize("model", ["actor", "alias", "outlet", "issue"])
@pytest.mark.parametrize(("number", "kind"), [("0", "text/csv"), ("1", "openxmlformats")])
def test_export_is_csv_or_xlsx(senior_client: Client, pair: object, model: str, number: str, kind: str) -> None:
    page = senior_client.get(f"/admin/claims/{model}/export/")
    fields = {name: "on" for name in page.context["form"].fields if "_" in name and name != "export_items"}
    response = senior_client.post(f"/admin/claims/{model}/export/", {"format": number, "resource": "", **fields})
    assert response.status_code == 200, response.content[:300]
    assert kind in response["Content-Type"]
