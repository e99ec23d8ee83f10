"""One claim at a time: decided, corrected in place, refused when stale, and nothing typed lost."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.models import Action, Actor, Claim, Seat
from tests.factories import make_actor, make_issue
from tests.review.conftest import signed_in
from tests.review.pages import fields_of, opened, send

pytestmark = pytest.mark.django_db


def decide(client: Client, claim: Claim, decision: str, *, htmx: bool = True, **extra: str) -> str:
    data = {"version": str(claim.edit_version), "decision": decision, **extra}
    response = send(client, claim, data, htmx=htmx)
    if not htmx:
        assert response.status_code == 302
        return str(response["Location"])
    assert response.status_code == 200
    return str(response.content.decode())


def test_accepting_goes_on_to_the_next_claim(editor: User, editor_client: Client, claim: Claim, second: Claim) -> None:
    page = decide(editor_client, claim, "accept")
    claim.refresh_from_db()
    assert (claim.state, claim.reviewed_by, claim.edit_version) == ("accepted", editor, 2)
    assert f'data-claim="{second.pk}"' in page
    assert "1 left" in page
    assert "<html" not in page
    action = Action.objects.get()
    assert (action.verb, action.user, action.claim) == ("accept", editor, claim)


def test_accepting_without_javascript_leads_to_the_next_claim(
    editor_client: Client, claim: Claim, second: Claim
) -> None:
    assert decide(editor_client, claim, "accept", htmx=False) == f"/review/claims/{second.pk}/"
    assert decide(editor_client, second, "accept", htmx=False) == "/review/"


def test_last_claim_decided_says_so(editor_client: Client, claim: Claim) -> None:
    assert "Nothing left in this queue" in decide(editor_client, claim, "accept")


def test_rejecting_needs_a_reason(editor_client: Client, claim: Claim) -> None:
    assert "A rejection needs a reason" in decide(editor_client, claim, "reject")
    claim.refresh_from_db()
    assert claim.state == "suggested"
    decide(editor_client, claim, "reject", reason="not a claim")
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason) == ("rejected", "not a claim")


def test_disputing_keeps_the_words(editor_client: Client, claim: Claim) -> None:
    decide(editor_client, claim, "dispute", reason_typed="who is she?")
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason) == ("disputed", "who is she?")


@pytest.mark.parametrize("decision", ["", "sing"])
def test_unknown_decision_decides_nothing(editor_client: Client, claim: Claim, decision: str) -> None:
    assert "No decision was sent" in decide(editor_client, claim, decision)
    claim.refresh_from_db()
    assert claim.state == "suggested"


def test_untouched_form_is_accepted_not_corrected(editor_client: Client, claim: Claim) -> None:
    send(editor_client, claim, opened(editor_client, claim) | {"decision": "accept"})
    claim.refresh_from_db()
    assert claim.state == "accepted"
    changed = Action.objects.get().changes.get()
    assert set(changed.after or {}) == {"state", "reviewed_by_id", "reviewed_at", "edit_version"}


def test_saving_an_untouched_form_does_nothing(editor_client: Client, claim: Claim) -> None:
    response = send(editor_client, claim, opened(editor_client, claim) | {"decision": "save"})
    assert "Nothing was changed" in response.content.decode()
    assert not Action.objects.exists()


def test_every_field_is_corrected_in_place(editor_client: Client, claim: Claim) -> None:
    bo, wire, dorn = make_actor("Bo Dahl"), make_actor("The Wire", kind="outlet"), make_actor("Carl Dorn")
    make_issue("Ships", slug="ships")
    border = claim.claim_issues.get().issue_id
    data = opened(editor_client, claim) | {
        "decision": "accept", "speaker": "bo dahl", "co_speakers": "Carl Dorn", "reported_via": "The Wire",
        "addressee": "Carl Dorn", "act": "offer", "kind": "mixed",
        "said_on": "2024-06-14", "said_on_precision": "month",
        "negated": "on", "conditional": "on", "hypothetical": "on", "past": "on",
        "source": "Anna Berg, the foreign minister", "cue": "said the", "content": "the border must stay open",
        "condition": "the ships may pass", f"issue-{border}-stance": "against", f"issue-{border}-degree": "2",
        "new1-name": "ships", "new1-stance": "for",
    }  # fmt: skip
    response = send(editor_client, claim, data)
    assert "Not saved" not in response.content.decode()
    claim.refresh_from_db()
    assert claim.state == "corrected"
    assert (claim.speaker, claim.reported_via, claim.addressee) == (bo, wire, dorn)
    assert list(claim.co_speakers.all()) == [dorn]
    assert (claim.act, claim.kind, str(claim.said_on), claim.said_on_precision) == (
        "offer",
        "mixed",
        "2024-06-01",
        "month",
    )
    assert (claim.negated, claim.conditional, claim.hypothetical, claim.past) == (True, True, True, True)
    assert (claim.source_text, claim.content_text) == ("Anna Berg, the foreign minister", "the border must stay open")
    assert claim.article.text[slice(*claim.condition[0])] == "the ships may pass"
    found = {row.issue.slug: (row.stance, row.specificity) for row in claim.claim_issues.select_related("issue")}
    assert found == {"border": ("against", 2), "ships": ("for", 0)}
    Action.objects.get().undo(claim.reviewed_by)  # type: ignore[arg-type]
    claim.refresh_from_db()
    assert (claim.state, claim.act, claim.speaker.name, claim.said_on) == ("suggested", "demand", "Anna Berg", None)  # type: ignore[union-attr]
    assert list(claim.co_speakers.all()) == []
    assert [(row.issue.slug, row.stance) for row in claim.claim_issues.all()] == [("border", "for")]


def test_issue_is_taken_off(editor_client: Client, claim: Claim) -> None:
    row = claim.claim_issues.get()
    send(editor_client, claim, opened(editor_client, claim) | {"decision": "save", f"issue-{row.issue_id}-stance": ""})
    assert not claim.claim_issues.exists()
    Action.objects.get().undo(User.objects.get(username="editor"))
    assert claim.claim_issues.get().pk == row.pk


def test_unknown_speaker_is_asked_about_and_can_be_made(editor_client: Client, claim: Claim) -> None:
    data = opened(editor_client, claim) | {"decision": "accept", "speaker": "Dora Ek", "act": "offer"}
    page = send(editor_client, claim, data).content.decode()
    assert "No actor is called &quot;Dora Ek&quot;" in page
    assert fields_of(page)["act"] == "offer"
    assert fields_of(page)["initial-act"] == "demand"
    claim.refresh_from_db()
    assert claim.state == "suggested"
    send(editor_client, claim, fields_of(page) | {"decision": "accept", "new_actor": "on", "new_kind": "group"})
    claim.refresh_from_db()
    made = Actor.objects.get(name="Dora Ek")
    assert (claim.speaker, made.kind, claim.act, claim.speaker_confidence) == (made, "group", "offer", 1)
    Action.objects.get().undo(User.objects.get(username="editor"))
    assert not Actor.objects.filter(name="Dora Ek").exists()


def test_several_actors_of_a_name_are_told_apart(editor_client: Client, claim: Claim) -> None:
    make_actor("Bo Dahl", slug="bo-1")
    other = make_actor("Bo Dahl", slug="bo-2")
    data = opened(editor_client, claim) | {"decision": "save"}
    page = send(editor_client, claim, data | {"speaker": "Bo Dahl"}).content.decode()
    assert "Bo Dahl (bo-1), Bo Dahl (bo-2)" in page
    send(editor_client, claim, data | {"speaker": "Bo Dahl (bo-2)"})
    claim.refresh_from_db()
    assert claim.speaker == other


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("content", "", "Nothing is marked."),
        ("content", "words of another text", "does not stand in the article"),
        ("content", "9000-9010", "lies outside the article"),
        ("said_on", "yesterday", "This is no date."),
        ("act", "sing", "Select a valid choice"),
        ("new1-name", "Zeppelins", "There is no issue"),
        ("new1-name", "border", "is on &quot;Border&quot; already"),
        ("said_on_precision", "year", "has no date"),
    ],
)
def test_bad_input_is_refused_and_kept(editor_client: Client, claim: Claim, name: str, value: str, words: str) -> None:
    data = opened(editor_client, claim) | {"decision": "accept", "cue": "", name: value}
    response = send(editor_client, claim, data)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    if name not in ("act", "said_on_precision"):
        assert fields_of(page)[name] == value
    assert fields_of(page)["cue"] == ""
    claim.refresh_from_db()
    assert (claim.state, bool(claim.cue)) == ("suggested", True)


def test_selected_range_is_moved_to_whole_words(editor_client: Client, claim: Claim) -> None:
    start = claim.article.text.index("order must stay op")
    typed = f"{start}-{start + len('order must stay op')}"
    send(editor_client, claim, opened(editor_client, claim) | {"decision": "save", "content": typed})
    claim.refresh_from_db()
    assert claim.content_text == "border must stay open"


def test_text_shows_marks_of_what_is_typed(editor_client: Client, claim: Claim) -> None:
    data = opened(editor_client, claim) | {"content": "We will not yield"}
    page = editor_client.post(f"/review/claims/{claim.pk}/text/", data, headers={"HX-Request": "true"}).content.decode()
    assert '<mark class="content" data-claims="0">We will not yield</mark>' in page
    assert "border must stay open</mark>" not in page
    claim.refresh_from_db()
    assert claim.content_text.startswith("the border")


def test_stale_decision_is_refused(editor_client: Client, senior: User, claim: Claim) -> None:
    Claim.objects.get(pk=claim.pk).reject(senior, "no")
    page = decide(editor_client, claim, "accept")
    assert "Not saved: senior changed this claim meanwhile." in page
    claim.refresh_from_db()
    assert (claim.state, claim.edit_version) == ("rejected", 2)


@pytest.fixture
def overtaken(editor_client: Client, senior: User, claim: Claim) -> dict[str, str]:
    """A form opened before somebody else changed act and addressee; its editor changed act and flags."""
    data = opened(editor_client, claim) | {"decision": "accept", "act": "report", "negated": "on"}
    theirs = Claim.objects.get(pk=claim.pk)
    theirs.act, theirs.addressee = "offer", make_actor("Carl Dorn")
    theirs.correct(senior)
    return data


def test_stale_form_shows_both_versions_field_by_field(
    editor_client: Client, claim: Claim, overtaken: dict[str, str]
) -> None:
    response = send(editor_client, claim, overtaken)
    page = response.content.decode()
    assert "Two versions: choose field by field" in page
    told = {one.label: (one.theirs, one.mine, one.both) for one in response.context["disputes"]}
    assert told == {
        "Act": ("Offer", "Report", True),
        "Negated": ("no", "yes", False),
        "Addressed to": ("Carl Dorn", "(nothing)", False),
    }
    assert fields_of(page)["act"] == "report"
    assert fields_of(page)["pick-negated"] == "mine"
    assert fields_of(page)["pick-addressee"] == "theirs"
    assert "pick-act" not in fields_of(page)
    claim.refresh_from_db()
    assert (claim.act, claim.negated, claim.edit_version) == ("offer", False, 2)


@pytest.mark.parametrize(("pick", "act"), [("theirs", "offer"), ("mine", "report")])
def test_stale_form_saves_what_was_picked(
    editor_client: Client, claim: Claim, overtaken: dict[str, str], pick: str, act: str
) -> None:
    page = send(editor_client, claim, overtaken).content.decode()
    send(editor_client, claim, fields_of(page) | {"decision": "accept", "pick-act": pick})
    claim.refresh_from_db()
    assert (claim.act, claim.negated, claim.addressee.name, claim.edit_version) == (act, True, "Carl Dorn", 3)  # type: ignore[union-attr]


def test_picked_form_is_refused_again_when_overtaken_again(
    editor_client: Client, senior: User, claim: Claim, overtaken: dict[str, str]
) -> None:
    page = send(editor_client, claim, overtaken).content.decode()
    Claim.objects.get(pk=claim.pk).dispute(senior, "hm")
    again = send(editor_client, claim, fields_of(page) | {"decision": "accept", "pick-act": "mine"}).content.decode()
    assert "Two versions" in again
    claim.refresh_from_db()
    assert (claim.state, claim.act) == ("disputed", "offer")


def test_undo_takes_back_the_last_action_and_shows_its_claim(
    editor_client: Client, claim: Claim, second: Claim
) -> None:
    decide(editor_client, claim, "accept")
    page = editor_client.post("/review/undo/", {"here": second.pk}, headers={"HX-Request": "true"}).content.decode()
    assert f'data-claim="{claim.pk}"' in page
    assert "Undone: Accepted" in page
    claim.refresh_from_db()
    assert (claim.state, claim.reviewed_by, claim.reviewed_at, claim.edit_version) == ("suggested", None, None, 3)
    page = editor_client.post("/review/undo/", {}, headers={"HX-Request": "true"}).content.decode()
    assert "There is nothing of yours to undo." in page


def test_claim_that_somebody_looks_at_is_passed_over(
    editor_client: Client, senior: User, claim: Claim, second: Claim
) -> None:
    Seat.objects.take(senior, claim)
    response = editor_client.get("/review/next/")
    assert response["Location"] == f"/review/claims/{second.pk}/"
    assert "senior is looking at this claim" in editor_client.get(f"/review/claims/{claim.pk}/").content.decode()


def test_steps_leave_the_claim_undecided(editor_client: Client, claim: Claim, second: Claim) -> None:
    assert editor_client.get(f"/review/claims/{claim.pk}/next/")["Location"] == f"/review/claims/{second.pk}/"
    assert editor_client.get(f"/review/claims/{second.pk}/previous/")["Location"] == f"/review/claims/{claim.pk}/"
    assert editor_client.get(f"/review/claims/{second.pk}/next/")["Location"] == f"/review/claims/{second.pk}/"
    assert not Action.objects.exists()


def test_expired_session_keeps_what_was_typed(editor: User, editor_client: Client, claim: Claim) -> None:
    data = opened(editor_client, claim) | {"decision": "accept", "act": "offer"}
    stranger = Client()
    assert send(stranger, claim, data).status_code == 401
    response = send(stranger, claim, data, htmx=False)
    assert response.status_code == 401
    page = response.content.decode()
    assert "Your session has ended" in page
    assert 'name="kept-act" value="offer"' in page
    kept = {f"kept-{name}": value for name, value in data.items()}
    target = {"target": f"/review/claims/{claim.pk}/decide/"}
    wrong = stranger.post("/review/sign-in/", kept | target | {"username": "editor", "password": "x"})
    assert 'name="kept-act" value="offer"' in wrong.content.decode()
    right = stranger.post("/review/sign-in/", kept | target | {"username": "editor", "password": "editor-pass-1"})
    page = right.content.decode()
    assert 'name="act" value="offer"' in page
    assert f'action="/review/claims/{claim.pk}/decide/"' in page
    assert send(stranger, claim, data, htmx=False).status_code == 302
    claim.refresh_from_db()
    assert (claim.act, claim.state) == ("offer", "corrected")


def test_signing_in_again_leads_to_no_other_site(editor: User) -> None:
    data = {"target": "https://example.org/x", "username": "editor", "password": "editor-pass-1"}
    assert 'action="/review/"' in Client().post("/review/sign-in/", data).content.decode()


def test_screen_is_for_editors_only(client: Client, reader_client: Client, claim: Claim) -> None:
    assert client.get(f"/review/claims/{claim.pk}/")["Location"].startswith("/login/?next=/review/claims/")
    assert reader_client.get(f"/review/claims/{claim.pk}/").status_code == 403
    assert send(reader_client, claim, {"version": "1", "decision": "accept"}).status_code == 403


def test_screen_of_no_claim_is_not_found(editor_client: Client) -> None:
    assert editor_client.get("/review/claims/9/").status_code == 404
    assert editor_client.get("/review/claims/99999999999999999999999/").status_code == 404


def test_two_people_hold_their_own_seats(editor: User, senior: User, claim: Claim, second: Claim) -> None:
    signed_in(editor).get(f"/review/claims/{claim.pk}/")
    signed_in(editor).get(f"/review/claims/{second.pk}/")
    signed_in(senior).get(f"/review/claims/{claim.pk}/")
    assert sorted(Seat.objects.values_list("user__username", "claim")) == [("editor", second.pk), ("senior", claim.pk)]


def test_seldom_used_fields_come_when_opened_and_are_corrected(
    editor: User, editor_client: Client, claim: Claim
) -> None:
    norway = make_actor("Norway", kind="state")
    row = claim.claim_issues.get()
    address = reverse("claims:review_more", args=[claim.pk])
    fields = editor_client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'name="issue-{row.issue_id}-part"' in fields
    assert (
        f'name="issue-{row.issue_id}-part"'
        not in editor_client.get(reverse("claims:review_claim", args=[claim.pk])).content.decode()
    )
    assert 'name="sourcing"' in editor_client.get(address, follow=True).content.decode()
    start = claim.article.text.index("the ships may pass")
    values = {
        "fields": "1", "version": "1", "decision": "save", "sourcing": "unnamed", "initial-sourcing": "",
        "affiliation": "Norway", "initial-affiliation": "", f"issue-{row.issue_id}-act": "offer",
        f"issue-{row.issue_id}-part": "the ships may pass",
    }  # fmt: skip
    data = opened(editor_client, claim) | values
    editor_client.post(reverse("claims:review_decide", args=[claim.pk]), data)
    claim.refresh_from_db()
    row.refresh_from_db()
    assert (claim.sourcing, claim.affiliation, claim.state) == ("unnamed", norway, "corrected")
    assert (row.act, row.content_text, row.stance) == ("offer", "the ships may pass", "for")
    assert row.content == [[start, start + 18]]
    Action.objects.get().undo(editor)
    row.refresh_from_db()
    assert (row.act, row.content) == ("", [])


def test_fields_that_were_not_sent_are_left_alone(editor: User, editor_client: Client, claim: Claim) -> None:
    data = opened(editor_client, claim) | {"act": "offer", "decision": "save"}
    Claim.objects.filter(pk=claim.pk).update(affiliation=claim.speaker, edit_version=2)
    refused = editor_client.post(reverse("claims:review_decide", args=[claim.pk]), data)
    assert "Belongs to" in [one.label for one in refused.context["disputes"]]
    editor_client.post(
        reverse("claims:review_decide", args=[claim.pk]), data | {"over": "2", "version": "1", "pick-act": "mine"}
    )
    claim.refresh_from_db()
    assert (claim.act, claim.affiliation) == ("offer", claim.speaker)


def test_what_remains_is_counted_to_a_bound(
    editor_client: Client, claim: Claim, second: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "1 left" in send(editor_client, claim, {"version": 1, "decision": "accept"}).content.decode()
    for module in ("claims.review.queue", "claims.views.review.screens"):
        monkeypatch.setattr(f"{module}.MANY", 1)
    assert "1 or more left" in editor_client.get(f"/review/claims/{second.pk}/").content.decode()
