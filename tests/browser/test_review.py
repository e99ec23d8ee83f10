"""The editors' workspace in a real browser: by keyboard alone, by mouse, without JavaScript, through every trouble."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Action, Claim, Link
from claims.roles import Role, make_editor
from tests.browser.conftest import Scene, Visit, Visitor
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link
from tests.review.conftest import TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def queue(live_server: LiveServer, editor: User) -> list[Claim]:
    """Fifty-two suggestions in four articles, the least certain first."""
    anna, border = make_actor("Anna Berg", slug="anna-berg"), make_issue("Border", slug="border")
    make_actor("Bo Dahl", slug="bo-dahl")
    make_issue("Ships", slug="ships")
    articles = [make_article(TEXT + f"\n\nNumber {number}.", title=f"Talks {number}") for number in range(4)]
    return [
        make_claim(
            articles[number % 4], source="Anna Berg", cue="said", confidence=number / 100, speaker=anna,
            content="the border must stay open and the ships may pass", issues={border: "for"},
            extractor_version="model-1",
        )
        for number in range(52)
    ]  # fmt: skip


def sign_in(visit: Visit, user: User) -> Page:
    """Give the window the session of the person."""
    client = Client()
    client.force_login(user)
    visit.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visit.base}]
    )
    return visit.page


def at(page: Page, claim: Claim) -> None:
    """Wait until the claim is on the screen and ready for keys."""
    expect(page.locator("#workspace")).to_have_attribute("data-claim", str(claim.pk))
    expect(page.locator(".htmx-request")).to_have_count(0)


def select(page: Page, words: str) -> None:
    """Select words of the article's text by dragging the mouse over them."""
    box = page.evaluate(
        """(words) => {
          const passage = document.getElementById("passage");
          const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            range.startContainer.parentElement.scrollIntoView({ block: "center" });
            const [first, last] = [range.getClientRects()[0], [...range.getClientRects()].pop()];
            return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
          }
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move((box[0] + box[2]) / 2, box[3])
    page.mouse.move(box[2], box[3])
    page.mouse.up()


def test_fifty_claims_are_decided_with_fifty_keys(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    for number in range(50):
        at(page, queue[number])
        page.keyboard.press("a")
    at(page, queue[50])
    assert Claim.objects.filter(state="accepted").count() == 50
    assert Action.objects.count() == 50
    expect(page.locator("#claim-title")).to_be_focused()
    page.keyboard.press("u")
    at(page, queue[49])
    assert Claim.objects.filter(state="accepted").count() == 49


def test_rejecting_by_key_takes_a_reason(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    at(page, queue[0])
    page.keyboard.press("r")
    page.keyboard.press("3")
    at(page, queue[1])
    queue[0].refresh_from_db()
    assert (queue[0].state, queue[0].state_reason) == ("rejected", "wrong speaker")
    page.keyboard.press("j")
    at(page, queue[2])
    page.keyboard.press("k")
    at(page, queue[1])
    page.keyboard.press("?")
    expect(page.get_by_text("Accept, with what you changed, and go on")).to_be_visible()


def test_a_claim_is_taken_and_given_back_by_key_while_a_field_is_typed_in(
    visitor: Visitor, editor: User, queue: list[Claim]
) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open(f"/review/claims/{queue[0].pk}/")
    page.keyboard.press("5")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.locator("#assigned")).to_contain_text("Assigned to you.")
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("t")
    expect(page.locator("#assigned")).to_contain_text("Assigned to nobody.")
    expect(page.locator("#f-negated")).to_be_checked()


def test_every_field_is_edited_by_keyboard(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    at(page, queue[0])
    page.keyboard.press("e")
    expect(page.locator("#f-speaker")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Bo Dahl")
    expect(page.locator("#actor-names option")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.type("of")  # "offer" in a list of acts
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.keyboard.type("ag")  # "against"
    page.keyboard.press("Escape")
    page.keyboard.press("5")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("6")
    page.keyboard.type("mi")  # "mixed"
    page.keyboard.press("Escape")
    page.keyboard.press("8")
    page.keyboard.press("Control+A")
    page.keyboard.type("said the")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.keyboard.type("06142024")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    at(page, queue[1])
    claim = Claim.objects.get(pk=queue[0].pk)
    assert claim.state == "corrected"
    assert (str(claim.speaker), claim.act, claim.kind, claim.negated) == ("Bo Dahl", "offer", "mixed", True)
    assert str(claim.said_on) == "2024-06-14"
    assert [row.stance for row in claim.claim_issues.all()] == ["against"]
    assert claim.article.text[slice(*claim.cue[0])] == "said the"


def test_spans_are_set_by_selecting_text(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    at(page, queue[0])
    select(page, "orn said nothing 🕊 of the so")
    page.keyboard.press("9")
    expect(page.locator("#passage mark.content")).to_have_text("Dorn said nothing 🕊 of the sort")
    select(page, "We will not yield")
    page.keyboard.press("Shift+Digit9")
    expect(page.locator("#passage mark.content")).to_have_count(2)
    page.keyboard.press("s")
    expect(page.locator("#review-notices .notice.done")).to_contain_text("Corrected")
    claim = Claim.objects.get(pk=queue[0].pk)
    assert claim.content_text == "We will not yield Dorn said nothing 🕊 of the sort"
    page.keyboard.press("u")
    expect(page.locator("#review-notices .notice.done")).to_contain_text("Undone")
    assert Claim.objects.get(pk=queue[0].pk).content_text.startswith("the border")


def test_split_and_merge_and_the_undo_of_each(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    at(page, queue[0])
    select(page, "the ships may pass")
    page.keyboard.press("x")
    page.get_by_role("button", name="Split the claim").press("Enter")
    expect(page.locator("#review-notices .notice.done")).to_contain_text("Split")
    assert Claim.objects.count() == 53
    page.keyboard.press("u")
    expect(page.locator("#review-notices .notice.done")).to_contain_text("Undone")
    assert Claim.objects.count() == 52
    page.keyboard.press("m")
    page.locator(".neighbour input").first.check()
    page.get_by_role("button", name="Take the chosen ones into this claim").click()
    expect(page.locator("#review-notices .notice.done")).to_contain_text("Merged")
    assert Claim.objects.filter(state="rejected").count() == 1
    page.keyboard.press("u")
    expect(page.locator("#review-notices .notice.done")).to_contain_text("Undone")
    assert not Claim.objects.filter(state="rejected").exists()


def test_missing_claim_is_added_from_selected_text(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    at(page, queue[0])
    select(page, "We will not yield")
    page.keyboard.press("n")
    expect(page.locator("#passage mark.content")).to_have_text("We will not yield")
    page.locator("#f-speaker").fill("Anna Berg")
    page.locator("#f-act").select_option("reject")
    page.get_by_role("button", name="Add the claim").click()
    expect(page.get_by_text("Added: claim")).to_be_visible()
    claim = Claim.objects.get(act="reject")
    assert (claim.content_text, str(claim.speaker), claim.state) == ("We will not yield", "Anna Berg", "accepted")


def test_bulk_of_two_hundred_is_previewed_done_and_undone(visitor: Visitor, queue: list[Claim]) -> None:
    article = queue[0].article
    for _ in range(148):
        make_claim(article, source="Anna Berg", cue="said", content="the border must stay open")
    senior = make_editor(username="senior", password="senior-pass-1", role=Role.SENIOR)
    visit = visitor.visit()
    page = sign_in(visit, senior)
    visit.open("/review/")
    page.get_by_role("link", name="Change all 200 together").click()
    page.get_by_label("What to do").select_option("accept")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("#preview")).to_have_text("Accept: 200 claims would change")
    page.get_by_role("button", name="Change 200 claims now").click()
    expect(page.locator("#rows-changed")).to_have_text("200 records changed")
    assert Claim.objects.filter(state="accepted").count() == 200
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: Accept: 200 claims")).to_be_visible()
    assert Claim.objects.filter(state="suggested").count() == 200


def test_second_of_two_editors_sees_both_versions(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    other = make_editor(username="other", password="other-pass-1")
    address = f"/review/claims/{queue[0].pk}/"
    mine, theirs = visitor.visit(), visitor.visit()
    for visit, user in ((mine, editor), (theirs, other)):
        sign_in(visit, user)
        visit.open(address)
    theirs.page.locator("#f-act").select_option("offer")
    theirs.page.keyboard.press("Escape")
    theirs.page.keyboard.press("a")
    at(theirs.page, queue[1])
    page = mine.page
    page.locator("#f-act").select_option("deny")
    page.locator("#f-negated").check()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".conflict tbody tr")).to_have_count(2)
    expect(page.locator("#f-act")).to_have_value("deny")
    page.locator("[name=pick-act][value=theirs]").check()
    page.get_by_role("button", name="Accept and next").click()
    at(page, queue[2])
    claim = Claim.objects.get(pk=queue[0].pk)
    assert (claim.act, claim.negated, claim.reviewed_by) == ("offer", True, editor)


def test_expired_session_and_broken_network_lose_nothing(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    page.locator("#f-act").select_option("deny")
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.keyboard.press("a")
    expect(page.locator(".trouble")).to_contain_text("The server could not be reached.")
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("a")
    expect(page.locator(".trouble")).to_contain_text("Your session has ended.")
    expect(page.locator("#f-act")).to_have_value("deny")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("Username").fill("editor")
    tab.get_by_label("Password").fill("editor-pass-1")
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("link", name="Review", exact=True)).to_be_visible()
    page.locator("#claim-title").focus()
    page.keyboard.press("a")
    at(page, queue[1])
    assert Claim.objects.get(pk=queue[0].pk).act == "deny"
    # The browser itself reports the requests that this test makes fail.
    visitor.complaints[:] = [line for line in visitor.complaints if not re.search("ERR_INTERNET|401|htmx:", line)]


def test_double_click_decides_once(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/next/")
    at(page, queue[0])
    page.get_by_role("button", name="Accept and next").dblclick()
    at(page, queue[1])
    assert Action.objects.count() == 1
    page.locator("#f-speaker").focus()
    page.keyboard.type("a")
    at(page, queue[1])
    assert Action.objects.count() == 1


def test_links_are_decided_by_key(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    first, second = make_link(queue[0], queue[1], score=0.9), make_link(queue[0], queue[2], score=0.8)
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open("/review/links/")
    page.keyboard.press("a")
    expect(page.locator(".left")).to_have_text("1 left")
    page.keyboard.press("r")
    expect(page.locator(".left")).to_have_text("0 left")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("confirmed", "rejected")
    page.keyboard.press("u")
    expect(page.locator("#review-notices")).to_contain_text("Undone: Rejected the link")
    second.refresh_from_db()
    assert second.state == "suggested"


def test_claims_to_link_are_found_by_their_words(visitor: Visitor, editor: User, queue: list[Claim]) -> None:
    other = make_claim(
        make_article("Bo Dahl said the harbour stays shut."), cue="said", content="the harbour stays shut"
    )
    visit = visitor.visit()
    page = sign_in(visit, editor)
    visit.open(f"/review/claims/{queue[0].pk}/")
    page.get_by_role("link", name="Link to another claim").click()
    expect(page.get_by_label("From claim")).to_have_value(re.compile(rf"^Anna Berg: .* \[{queue[0].pk}\]$"))
    page.get_by_label("To claim").press_sequentially("shut harbour")
    offer = page.locator("#claim-names option")
    expect(offer).to_have_count(1)
    page.get_by_label("To claim").fill(offer.get_attribute("value") or "")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Linked claim")
    assert {Link.objects.get().a_id, Link.objects.get().b_id} == {queue[0].pk, other.pk}


def test_without_javascript_claims_are_decided_corrected_and_undone(
    visitor: Visitor, editor: User, queue: list[Claim]
) -> None:
    visit = visitor.visit(javascript=False)
    page = sign_in(visit, editor)
    visit.open("/review/")
    page.get_by_role("link", name="Start deciding").click()
    at(page, queue[0])
    page.get_by_role("button", name="Accept and next").click()
    at(page, queue[1])
    page.locator("#f-act").select_option("deny")
    page.locator("#f-cue").fill("said the")
    page.get_by_role("button", name="Save", exact=False).nth(0).click()
    expect(page.locator(".messages")).to_contain_text("Corrected")
    page.get_by_role("button", name="Undo my last").click()
    expect(page.locator(".messages")).to_contain_text("Undone: Corrected")
    page.get_by_text("Reject or dispute").click()
    page.get_by_label("Not a claim").check()
    page.get_by_role("button", name="Reject and next").click()
    at(page, queue[2])
    states = [Claim.objects.get(pk=claim.pk).state for claim in queue[:3]]
    assert states == ["accepted", "rejected", "suggested"]
    page.context.clear_cookies(name="sessionid")
    page.locator("#f-act").select_option("deny")
    page.get_by_role("button", name="Accept and next").click()
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor-pass-1")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Send it again").click()
    at(page, queue[3])
    assert Claim.objects.get(pk=queue[2].pk).act == "deny"
    visitor.complaints[:] = [line for line in visitor.complaints if "401" not in line]


# Each width with one theme, as axe takes seconds a page; narrow is Ukrainian, whose words are longer.
@pytest.mark.parametrize(("width", "dark", "language"), [(390, True, "uk"), (1440, False, "en")])
def test_review_pages_are_accessible_and_fit(
    visitor: Visitor,
    scene: Scene,
    width: int,
    dark: bool,  # noqa: FBT001
    language: str,
) -> None:
    visit = visitor.visit(width=width, dark=dark)
    page = sign_in(visit, make_editor(username="senior", password="senior-pass-1", role=Role.SENIOR))
    claim, article = scene.suggested.pk, scene.suggested.article_id
    visit.open(f"/review/claims/{scene.reviewed.pk}/")
    page.locator("#f-act").select_option("deny")
    page.get_by_role("button", name=re.compile("^Save")).nth(0).press("Enter")
    expect(page.locator("#review-notices .notice.done")).to_be_visible()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.base}])
    pages = (
        "/review/", "/review/?act=sing", f"/review/claims/{claim}/", f"/review/claims/{claim}/neighbours/",
        f"/review/articles/{article}/add/?content=70-90", "/review/bulk/", "/review/bulk/?what=accept",
        "/review/links/", "/review/links/add/", "/review/actions/", f"/review/actions/{Action.objects.get().pk}/",
        "/review/agreement/", "/review/errors/", "/review/mentions/", f"/review/claims/{claim}/?more=1",
        f"/review/actors/{scene.suggested.speaker_id}/merge/?into=anna-berg",
    )  # fmt: skip
    for address in pages:
        visit.open(address)
        page.evaluate("document.querySelectorAll('main details').forEach((details) => (details.open = true))")
        page.wait_for_load_state("networkidle")  # what opens is fetched
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
