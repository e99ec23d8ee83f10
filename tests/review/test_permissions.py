"""Every address of the workspace and every verb behind it, for each of the roles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, reverse

from claims.models import Action, Claim, Link, Verb
from claims.review.deciding import decide
from claims.roles import Role, make_editor
from claims.urls import urlpatterns
from claims.views.review.urls import review_urls
from tests.factories import make_claim, make_link

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "reader", "editor", "senior", "admin")
EDITORS = ("editor", "senior", "admin")
SENIORS = ("senior", "admin")


@dataclass
class Desk:
    """What the addresses are about."""

    claim: Claim
    link: Link
    mine: Action


@dataclass(frozen=True)
class Rule:
    """An address with the roles that it lets in, and what to send."""

    method: str
    roles: tuple[str, ...]
    key: Callable[[Desk], list[object]] = lambda _: []


def _claim(desk: Desk) -> list[object]:
    return [desk.claim.pk]


RULES: dict[str, Rule] = {
    "review_queue": Rule("get", EDITORS),
    "review_next": Rule("get", EDITORS),
    "review_names": Rule("get", EDITORS),
    "review_claim_names": Rule("get", EDITORS),
    "review_bulk": Rule("post", SENIORS),
    "review_links": Rule("get", EDITORS),
    "review_link_add": Rule("post", EDITORS),
    "review_link": Rule("get", EDITORS, lambda desk: [desk.link.pk]),
    "review_link_decide": Rule("post", EDITORS, lambda desk: [desk.link.pk]),
    "review_undo_last": Rule("post", EDITORS),
    "review_actions": Rule("get", EDITORS),
    "review_action": Rule("get", EDITORS, lambda desk: [desk.mine.pk]),
    "review_undo": Rule("post", SENIORS, lambda desk: [desk.mine.pk]),
    "review_assign": Rule("post", EDITORS, _claim),
    "review_claim": Rule("get", EDITORS, _claim),
    "review_decide": Rule("post", EDITORS, _claim),
    "review_step": Rule("get", EDITORS, lambda desk: [desk.claim.pk, "next"]),
    "review_text": Rule("post", EDITORS, _claim),
    "review_more": Rule("get", EDITORS, _claim),
    "review_neighbours": Rule("get", EDITORS, _claim),
    "review_split": Rule("post", EDITORS, _claim),
    "review_merge": Rule("post", EDITORS, _claim),
    "review_delete": Rule("post", EDITORS, _claim),
    "review_add": Rule("post", EDITORS, lambda desk: [desk.claim.article_id]),
    "review_actor_merge": Rule("get", SENIORS, lambda desk: [desk.claim.speaker_id]),
    "review_actor_split": Rule("post", SENIORS, lambda desk: [desk.claim.speaker_id]),
    "review_comments": Rule("get", EDITORS, _claim),
    "review_comment": Rule("post", EDITORS, _claim),
    "review_mentions": Rule("get", EDITORS),
    "review_errors": Rule("get", EDITORS),
    "review_gold": Rule("get", EDITORS),
    "review_agreement": Rule("get", EDITORS),
    "review_second": Rule("get", EDITORS),
    "review_opinion": Rule("post", EDITORS, _claim),
}


@pytest.fixture
def desk(claim: Claim, second: Claim) -> Desk:
    """A claim, a link, and an action of yet another editor."""
    other = make_editor(username="other", password="other-pass-1")
    return Desk(claim, make_link(claim, make_claim()), decide(second, Verb.ACCEPT, other))


def client_of(role: str) -> Client:
    """Return a browser of somebody in the role."""
    client = Client()
    if role == "reader":
        client.force_login(User.objects.create_user("a-reader"))
    elif role != "anonymous":
        group = {"editor": Role.EDITOR, "senior": Role.SENIOR, "admin": Role.ADMIN}[role]
        client.force_login(make_editor(username=f"an-{role}", password="x", role=group))
    return client


def test_every_address_has_a_rule() -> None:
    assert {address.name for address in review_urls} - {"review_sign_in"} == RULES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_addresses_let_in_only_their_roles(desk: Desk, role: str) -> None:
    client = client_of(role)
    for name, rule in RULES.items():
        address = reverse(f"claims:{name}", args=rule.key(desk))
        status = getattr(client, rule.method)(address).status_code
        if role in rule.roles:
            assert status in (200, 302), (name, status)
        elif role == "anonymous":
            assert status == (302 if rule.method == "get" else 401), (name, status)
        else:
            assert status == 403, (name, status)


@pytest.mark.parametrize("role", EDITORS)
def test_addresses_refuse_the_wrong_method(desk: Desk, role: str) -> None:
    client = client_of(role)
    for name, rule in RULES.items():
        if name in (
            "review_assign",
            "review_bulk",
            "review_link_add",
            "review_add",
            "review_actor_merge",
            "review_actor_split",
        ):
            continue  # a page and its form at one address
        address = reverse(f"claims:{name}", args=rule.key(desk))
        wrong = client.get if rule.method == "post" else client.post
        assert wrong(address).status_code == 405, name


# Addresses outside the workspace that change something; all others of the site only show.
WRITES = {"statement_join", "statement_split", "decision_undo", "link_decide"}
WRITING = ("post", "put", "patch", "delete")
OTHERS = [pattern for pattern in urlpatterns if pattern not in review_urls]


def _address(pattern: URLPattern, desk: Desk) -> str:
    """Return an address of the pattern: rows by the claim's number, words such as are known."""
    words = {"form": "csv", "section": "claims", "verb": "confirm", "slug": "anna-berg"}
    names = [*pattern.pattern.converters, *getattr(pattern.pattern, "regex", re.compile("")).groupindex]
    kwargs = {name: words.get(name, desk.claim.pk) for name in names}
    return reverse(f"claims:{pattern.name}", kwargs=kwargs)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("pattern", OTHERS, ids=[str(pattern.name) for pattern in OTHERS])
def test_every_other_address_shows_to_all_and_changes_for_editors_only(
    desk: Desk, role: str, pattern: URLPattern
) -> None:
    client, address = client_of(role), _address(pattern, desk)
    if pattern.name not in WRITES:
        assert client.get(address).status_code in (200, 404)
        assert {getattr(client, verb)(address).status_code for verb in WRITING} == {405}
        return
    status = client.post(address).status_code
    if role in ("anonymous", "reader"):
        assert status == 403
    else:
        assert status in (200, 302, 404)
        assert client.get(address).status_code == 405


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label == "claims"])
def test_admin_lets_each_role_do_only_what_it_has_the_right_to(role: str, model: type[Model]) -> None:
    client, options = client_of(role), admin.site._registry[model]
    stem = f"admin:claims_{model._meta.model_name}"
    user = User.objects.filter(username__endswith=role).first()
    for page, verb in (("changelist", "view"), ("add", "add")):
        status = client.get(reverse(f"{stem}_{page}")).status_code
        if user is None or not user.is_staff:
            assert status == 302, (page, status)
            continue
        right = user.has_perm(f"claims.{verb}_{model._meta.model_name}")
        disabled = verb == "add" and not options.has_add_permission(_request_of(user))
        assert status == (200 if right and not disabled else 403), (page, status)


def _request_of(user: User) -> HttpRequest:
    request = HttpRequest()
    request.user = user
    return request


def test_nobody_decides_without_the_right(desk: Desk) -> None:
    data = {"version": desk.claim.edit_version, "decision": "accept"}
    for role in ("anonymous", "reader"):
        client_of(role).post(f"/review/claims/{desk.claim.pk}/decide/", data)
    desk.claim.refresh_from_db()
    assert desk.claim.state == "suggested"


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.EDITOR, False), (Role.SENIOR, True), (Role.ADMIN, True)],
)
def test_groups_are_made_by_the_migration(db: None, role: Role, may: bool) -> None:  # noqa: FBT001
    group = Group.objects.get(name=role.value)
    held = set(group.permissions.values_list("codename", flat=True))
    assert "change_claim" in held
    assert (
        {"bulk_change_claims", "undo_others", "merge_actors", "change_issue"} <= held
        if may
        else "change_issue" not in held
    )
    assert "change_action" not in held
    assert ("add_user" in held) == (role is Role.ADMIN)


@pytest.mark.parametrize(("role", "status"), [("editor", 403), ("senior", 200), ("admin", 200)])
def test_issues_are_edited_by_senior_editors(db: None, role: str, status: int) -> None:
    assert client_of(role).get("/admin/claims/issue/add/").status_code == status


def test_permissions_take_one_query(editor: User, django_assert_num_queries: Callable[[int], object]) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert editor.has_perm("claims.change_claim")
        assert not editor.has_perm("claims.bulk_change_claims")


def test_rights_end_with_the_account(editor: User) -> None:
    editor.is_active = False
    assert not editor.has_perm("claims.change_claim")


def test_site_can_be_closed_to_those_not_signed_in(client: Client, settings: object) -> None:
    middleware = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]  # type: ignore[attr-defined]
    settings.MIDDLEWARE = middleware  # type: ignore[attr-defined]
    assert client.get("/claims/")["Location"] == "/login/?next=/claims/"
    assert client.get("/login/").status_code == 200
