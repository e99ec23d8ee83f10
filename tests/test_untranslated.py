"""In a world whose names and texts are Cyrillic, every Latin word on a page is one that nobody translated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from claims.models import (
    Action,
    Actor,
    Alias,
    Article,
    ArticleVersion,
    Claim,
    Comment,
    Event,
    Issue,
    Link,
    MatchingTerm,
    Origin,
    Package,
    SecondOpinion,
    Segment,
    Statement,
    Term,
    Verb,
)
from claims.models.choices import Act
from claims.review.bulk import BulkChange, apply_to, digest_of, versions_of
from claims.review.deciding import decide
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_office, make_outlet

pytestmark = pytest.mark.django_db
TEXT = """Переговори про кордон тривають

Пише Ева Гольм

Поширити сторінку

Анна Берг, міністерка, сказала, що кордон має лишатися відкритим, якщо триватиме перемир'я.

«Ми не поступимося», — сказав Бо Даль. Він сказав, що Анна Берг обіцяла зачекати.
"""
# What is the same in every language: the product, names of formats and standards, and what is typed to search.
LEFT = re.compile(
    r"PeaceTracker|CSV|JSON(?: Lines)?|SHA-256|ISO|BibTeX|RIS\b|\bAPA\b|Chicago|Wikidata|PA-X|manage\.py [\w -]+"
    r"|actor:\w+|\bAND\b|\(STATUS\)"
    # Examples in the language of the articles, keys as an address has them, and what is stored for programs.
    r"|«(?:a senior official|officials|the report|has previously said|the proposal|these steps)»|ceasefire"
    r"|www\.: reuters\.com|одне з таких: [a-z, ]+|\b[0-9a-f]{64}\b|\[\".*\"\]|\bshare-bar\b|\ben\b"
    # What Django's admin says in English, whatever the language, or by the names of its own classes.
    r"|^(?:Search|True|False)$|^[\w-]+ relationships?: .*"
)
WORD = re.compile(r"[A-Za-z]{2,}")
# Elements whose text is code, keys, or another language.
SKIPPED = {"script", "style", "kbd", "code", "pre"}
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext", "label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Spoken(HTMLParser):
    """Collects what a page shows or tells, without what is marked as another language."""

    words: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        foreign = values.get("lang", "uk") != "uk"
        if tag not in VOID and (self.silent or tag in SKIPPED or foreign):
            self.silent.append(tag)
        if self.silent or foreign:
            return
        told = [values.get(name, "") for name in SPOKEN]
        if tag == "input" and values.get("type") in ("submit", "button", "reset"):
            told.append(values.get("value", ""))
        if tag == "meta" and (values.get("name") == "description" or values.get("property") == "og:description"):
            told.append(values.get("content", ""))
        if values.get("id") in ("review-words", "announcer"):
            told += [value for name, value in attrs if name.startswith("data-") and name != "data-sign-in-at" and value]
        self.words += told

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag in self.silent:
            while self.silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def untranslated(html: str) -> list[str]:
    """Return each run of text on the page in which a Latin word is left."""
    parser = Spoken()
    parser.feed(html)
    return sorted({" ".join(words.split()) for words in parser.words if WORD.search(LEFT.sub("", words))})


@pytest.fixture
def olena() -> User:
    """Somebody who may see every page."""
    return User.objects.create_superuser("олена", "", "olena-pass-1")


@pytest.fixture
def client_of_olena(olena: User) -> Client:
    """Her browser, which asks for Ukrainian."""
    client = Client(headers={"accept-language": "uk"})
    client.force_login(olena)
    return client


@pytest.fixture
def article() -> Article:
    """An article with parts of every kind, an origin and an earlier version."""
    outlet = make_outlet(name="Вісник", slug="visnyk", names=["Вісник"], kind="agency", country="")
    article = make_article(
        TEXT, title="Переговори про кордон", outlet=outlet, byline="Ева Гольм",
        origin=Origin.objects.create(outlet=outlet),
        published_on="2024-06-14", published_precision="day", published_basis="front matter",
    )  # fmt: skip
    Segment.objects.filter(article=article).delete()
    for kind, label, words in (
        ("headline", "", "Переговори про кордон тривають"),
        ("byline", "", "Пише Ева Гольм"),
        ("boilerplate", "share-bar", "Поширити сторінку"),
        ("body", "", TEXT[TEXT.index("Анна Берг, м") :]),
    ):
        start = TEXT.index(words)
        Segment.objects.create(article=article, kind=kind, label=label, start=start, end=start + len(words))
    ArticleVersion.objects.create(article=article, number=7, text="Раніше.", checksum="0" * 64)
    return article


@pytest.fixture
def claim(article: Article, olena: User) -> Claim:
    """An accepted claim, with rows of everything else around it."""
    state = make_actor("Північ", slug="pivnich", kind="state")
    anna = make_actor("Анна Берг", slug="anna", part_of=state, description="Міністерка", gender="female")
    bo = make_actor("Бо Даль", slug="bo", provisional=True, part_of=make_actor("Південь", slug="pivden", kind="state"))
    Alias.objects.create(actor=anna, text="Берг", language="uk")
    make_office("Міністерка", body=state, holder=anna, started="2020-01-02")
    border = make_issue(
        "Кордон", slug="border", for_means="Кордон відкрито", parent=make_issue("Війна", for_means="Триває")
    )
    MatchingTerm.objects.create(issue=border, text="кордон ... відкрит*")
    claim = make_claim(
        article, source="Анна Берг, міністерка,", cue="сказала", content="кордон має лишатися відкритим", speaker=anna,
        issues={border: "for"}, said_on="2024-06-14", said_on_precision="day", said_on_basis="publication date",
        conditional=True, reason=["cue:сказала", "act:default"], extractor_version="1", sourcing="named",
    )  # fmt: skip
    decide(claim, Verb.ACCEPT, olena)
    other = _claims(article, bo, border, claim)
    make_link(claim, other, "contradicts", reasons=["opposite stances on Кордон"], score=0.8)
    make_link(claim, other, "responds_to", reasons=["about Кордон", "3 days later"], score=0.8, state="confirmed")
    statement = Statement.objects.create(canonical=claim)
    Claim.objects.filter(pk__in=[claim.pk, other.pk]).update(statement=statement)
    for number, actor in enumerate((anna, bo)):
        _package(actor, border, claim, number)
    Event.objects.create(name="Зустріч", kind="talks", started_on="2024-06-14").actors.add(anna)
    Comment.objects.create(claim=claim, user=olena, text="Чи це вона?")
    SecondOpinion.objects.create(claim=claim, user=olena, verdict="right")
    claim.refresh_from_db()
    return claim


def _claims(article: Article, bo: Actor, border: Issue, nested_in: Claim) -> Claim:
    """Store a claim of each act and in each state, and return one that is suggested."""
    user = User.objects.get()
    words = {"source": "Бо Даль", "cue": "сказав", "content": "«Ми не поступимося»"}
    for number, act in enumerate(Act.values):
        claim = make_claim(
            make_article(f"{TEXT}{number}", title="Ще одне"), **words, act=act, speaker=bo, issues={border: "against"}
        )
        verb = [Verb.ACCEPT, Verb.CORRECT, Verb.REJECT, Verb.DISPUTE][number % 4]
        if number % 5:
            decide(claim, verb, user, reason="wrong speaker")
    change = BulkChange("issue", issue=border, stance="neutral")
    some = Claim.objects.filter(state="suggested")
    apply_to(some, change, user, seen=digest_of(versions_of(change.affects(some))))
    make_claim(
        article, source="Він", cue="сказав", content="Анна Берг обіцяла зачекати", act="report", nested_in=nested_in,
        speaker_candidates=["anna", "bo"], reason=["cue:сказав", "ambiguous"], issues={border: "neutral"},
    )  # fmt: skip
    return make_claim(
        article, **words, act="reject", kind="direct", speaker=bo, issues={border: "against"}, confidence=0.3,
        affiliation=bo, addressee=bo, past=True, negated=True, said_on="2024-06-01", said_on_precision="month",
    )  # fmt: skip


def _package(actor: Actor, issue: Issue, claim: Claim, number: int) -> None:
    user = User.objects.get()
    package = Package.objects.create(name=f"Пакет {number}", actor=actor, put_forward_on="2024-06-14")
    for wording, on in (("Відкрити кордон", issue), ("Відкрити браму", make_issue("Брама", for_means="Відчинено"))):
        term = Term.objects.create(
            actor=actor, issue=on, act="demand", stance=("for", "against")[number], wording=wording,
            conditions="якщо триватиме перемир'я", package=package,
        )  # fmt: skip
        term.claims.add(claim)
        term.accept(user)
    package.accept(user)


PAGES = [
    "/", "/claims/", "/claims/?state=accepted&state=corrected&state=suggested", "/claims/?q=цепелін",
    "/claims/?q=actor:бо+AND+(", "/claims/?act=співати&page=9", "/claims/{claim}/", "/claims/{other}/",
    "/claims/{rejected}/", "/claims/{disputed}/", "/articles/", "/articles/?q=цепелін",
    "/articles/{article}/?state=accepted&state=corrected&state=suggested", "/actors/", "/actors/?q=цепелін",
    "/actors/anna/?state=accepted&state=corrected&state=suggested", "/actors/bo/", "/actors/pivnich/", "/issues/",
    "/issues/border/?state=accepted&state=corrected&state=suggested", "/positions/?on=2024-12-31",
    "/positions/?on=1999-01-01", "/positions/?on=ніколи",
    "/positions/?on=2024-12-31&versus=2024-01-01&by=speakers&columns=all&claims=suggested",
    "/timeline/?state=accepted&state=corrected&state=suggested", "/timeline/?since=1999-01-01&until=1999-02-01",
    "/sources/", "/sources/?q=цепелін",
    "/sources/coverage/", "/sources/coverage/?since=2024-06-14&until=2024-06-15", "/sources/coverage/?since=1999-01-01",
    "/statements/", "/statements/{statement}/", "/exchanges/",
    "/exchanges/{claim}/", "/exchanges/{other}/", "/packages/", "/packages/?a={package}&b={second}&all=1",
    "/packages/{package}/", "/login/", "/nowhere/", "/claims/999999/", "/review/", "/review/?q=цепелін",
    "/review/next/", "/review/bulk/", "/review/bulk/?what=speaker&speaker=Анна+Берг",
    "/review/bulk/?what=issue&issue={issue}&stance=for", "/review/bulk/?what=reject", "/review/links/",
    "/review/links/add/", "/review/links/{link}/", "/review/actions/", "/review/actions/{action}/",
    "/review/actors/{actor}/merge/", "/review/actors/{actor}/merge/?into=Бо+Даль", "/review/actors/{actor}/split/",
    "/review/claims/{claim}/", "/review/claims/{other}/", "/review/claims/{rejected}/", "/review/claims/{disputed}/",
    "/review/claims/{claim}/comments/", "/review/claims/{claim}/more/", "/review/mentions/", "/review/errors/",
    "/review/agreement/", "/review/second/", "/review/articles/{article}/add/", "/admin/",
]  # fmt: skip


def _keys(claim: Claim) -> dict[str, object]:
    first, second = Package.objects.order_by("pk").values_list("pk", flat=True)
    return {
        "claim": claim.pk, "article": claim.article_id, "statement": claim.statement_id, "actor": claim.speaker_id,
        "other": Claim.objects.filter(state="suggested").latest("pk").pk, "package": first, "second": second,
        "rejected": Claim.objects.filter(state="rejected").latest("pk").pk, "link": Link.objects.earliest("pk").pk,
        "disputed": Claim.objects.filter(state="disputed").latest("pk").pk,
        "issue": Issue.objects.get(slug="border").pk, "action": Action.objects.latest("pk").pk,
    }  # fmt: skip


def test_pages_hold_no_untranslated_words(client_of_olena: Client, claim: Claim) -> None:
    keys, left = _keys(claim), {}
    for pattern in PAGES:
        address = pattern.format(**keys)
        page = client_of_olena.get(address, follow=True).content.decode()
        assert 'lang="uk"' in page or "/comments/" in address or "/more/" in address, address
        if words := untranslated(page):
            left[address] = words
    assert left == {}


def test_visitors_see_no_untranslated_words(claim: Claim) -> None:
    client, keys = Client(headers={"accept-language": "uk"}), _keys(claim)
    left = {pattern: untranslated(client.get(pattern.format(**keys)).content.decode()) for pattern in PAGES}
    assert {pattern: words for pattern, words in left.items() if words} == {}


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label == "claims"])
def test_the_admin_holds_no_untranslated_words(client_of_olena: Client, claim: Claim, model: type[Model]) -> None:
    names = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    row, left = model._default_manager.earliest("pk"), {}
    for page, keys in (
        ("changelist", []),
        ("add", []),
        ("change", [row.pk]),
        ("history", [row.pk]),
        ("delete", [row.pk]),
    ):
        answer = client_of_olena.get(reverse(names + page, args=keys))
        if words := untranslated(answer.content.decode()):
            left[page] = words
    assert left == {}


def test_an_untranslated_word_is_found() -> None:
    page = '<p>Привіт <kbd>Ctrl</kbd> PeaceTracker <span lang="en">words</span></p>'
    assert untranslated(page) == []
    assert untranslated(page + '<input placeholder="Name"><b>Save</b>') == ["Name", "Save"]
    assert untranslated("<svg><title>Lanes</title></svg><script>if</script>Так") == ["Lanes"]
