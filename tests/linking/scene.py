"""A small corpus of our own: three outlets on two days of border talks, with answers and a restated demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.linking.facts import knowledge_from_database
from claims.linking.run import link_batch
from claims.models import Actor, Article, Claim, Issue, Link, Origin, Statement
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet

FIRST = """Sorania opens talks

Anna Berg of Sorania said that the ships may pass if Norland withdraws from the harbour, in "a first step of many".

Norland rejected the proposal.

Bo Dahl said Norland would never withdraw from its harbour.
"""
SECOND = """A first step

"The ships may pass at once if Norland withdraws from the harbour, a first step of many," Anna Berg said.
"""
THIRD = """Ten days on

Anna Berg said again that Norland must withdraw from the harbour.

Norland called the Soranian proposal an insult.
"""


def tell(texts: Sequence[int] = (0, 1, 2)) -> dict[str, int]:
    """Store the three articles in this order; return their numbers by name."""
    people = _people()
    return {name: store(people) for name, store in (list(_STORIES.items())[text] for text in texts)}


def link_all(*, one_by_one: bool = False) -> None:
    """Link every article, together or as they arrived."""
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    for batch in [[pk] for pk in pks] if one_by_one else [pks]:
        link_batch(batch, knowledge_from_database())


def picture() -> tuple[list[Any], list[Any]]:
    """Return links and statements by the words of their claims, whatever their numbers."""
    words = {claim.pk: claim.content_text for claim in Claim.objects.all()}
    links = [
        (row.relation, *_ends(row, words), row.outcome, row.state, row.score, row.joins) for row in Link.objects.all()
    ]
    statements = [sorted(claim.content_text for claim in row.witnesses) for row in Statement.objects.all()]
    return sorted(links), sorted(statements)


def link_of(one: str, other: str) -> Link | None:
    """Return the link between the claims whose content begins with these words."""
    ends = [Claim.objects.get(content_text__startswith=words) for words in (one, other)]
    return Link.objects.between(*ends).first()


def _ends(link: Link, words: dict[int, str]) -> list[str]:
    ends = [words[link.a_id], words[link.b_id]]
    return ends if link.relation == "responds_to" else sorted(ends)


def _people() -> dict[str, Any]:
    if Actor.objects.filter(slug="sorania").exists():
        return {row.slug: row for row in [*Actor.objects.all(), *Issue.objects.all()]}
    sorania, norland = (make_actor(name, slug=name.lower(), kind="state") for name in ("Sorania", "Norland"))
    make_actor("Soranian", slug="soranian", kind="group", part_of=sorania)
    anna = make_actor("Anna Berg", slug="anna", part_of=sorania)
    bo = make_actor("Bo Dahl", slug="bo", part_of=norland)
    terms = make_issue("Soranian terms", slug="soranian-terms", proposed_by=sorania)
    harbour, ships = make_issue("Harbour", slug="harbour"), make_issue("Ships", slug="ships")
    return {row.slug: row for row in (sorania, norland, anna, bo, terms, harbour, ships)}


def _first(who: dict[str, Any]) -> int:
    article = _article(FIRST, "The Herald", "2024-06-14")
    make_claim(
        article, source="Anna Berg of Sorania", cue="said",
        content='that the ships may pass if Norland withdraws from the harbour, in "a first step of many"',
        act="offer", kind="mixed", speaker=who["anna"], issues={who["harbour"]: "for", who["ships"]: "for"},
        **_day("2024-06-14"),
    )  # fmt: skip
    make_claim(article, source="Norland", cue="rejected", content="the proposal", act="reject", speaker=who["norland"],
               issues={who["soranian-terms"]: "against"}, **_day("2024-06-14"))  # fmt: skip
    make_claim(
        article, source="Bo Dahl", cue="said", content="Norland would never withdraw from its harbour", act="commit",
        speaker=who["bo"], issues={who["harbour"]: "against"}, **_day("2024-06-14"),
    )  # fmt: skip
    return article.pk


def _second(who: dict[str, Any]) -> int:
    article = _article(SECOND, "The Courier", "2024-06-15")
    make_claim(
        article, source="Anna Berg", cue="said",
        content='"The ships may pass at once if Norland withdraws from the harbour, a first step of many,"',
        act="offer", kind="direct", speaker=who["anna"], issues={who["harbour"]: "for", who["ships"]: "for"},
        **_day("2024-06-14"),
    )  # fmt: skip
    return article.pk


def _third(who: dict[str, Any]) -> int:
    article = _article(THIRD, "The Courier", "2024-06-24")
    make_claim(article, source="Anna Berg", cue="said again", content="that Norland must withdraw from the harbour",
               act="demand", speaker=who["anna"], issues={who["harbour"]: "for"}, **_day("2024-06-24"))  # fmt: skip
    make_claim(
        article, source="Norland", cue="called", content="the Soranian proposal an insult", act="accuse",
        speaker=who["norland"], issues={who["soranian-terms"]: "against"}, **_day("2024-06-24"),
    )  # fmt: skip
    return article.pk


_STORIES = {"first": _first, "second": _second, "third": _third}


def _article(text: str, outlet: str, published: str) -> Article:
    return make_article(
        text, title=text.split("\n", maxsplit=1)[0], outlet=make_outlet(name=outlet), origin=Origin.objects.create(),
        published_on=published, published_precision="day",
    )  # fmt: skip


def _day(day: str) -> dict[str, str]:
    return {"said_on": day, "said_on_precision": "day"}
