"""What other reports make of an article's claims: who tells them too, who answers them, what they tell besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claims.models import REVIEWED, Article, Claim, Link, Relation
from claims.models.claims import ClaimQuerySet

# Claims of other reports that are listed beside an article.
_MOST = 12


@dataclass
class Echo:
    """Other reports of one claim, and the claims that answer it with their links."""

    reports: list[Claim] = field(default_factory=list)
    answers: list[tuple[Link, Claim]] = field(default_factory=list)


@dataclass(frozen=True)
class Echoes:
    """Echoes by claim; ``copies`` of the article; ``elsewhere``: what reports of the same statements tell besides."""

    by_claim: Mapping[int, Echo]
    copies: tuple[Article, ...]
    elsewhere: tuple[Claim, ...]

    @property
    def shared(self) -> int:
        """Claims of the article that other reports tell too."""
        return sum(bool(echo.reports) for echo in self.by_claim.values())


def echoes_of(article: Article, claims: Sequence[Claim], *, editor: bool) -> Echoes:
    """Return the echoes of the claims, as far as the reader may see the others. Takes at most six queries."""
    seen = Claim.objects.open_to(editor=editor)
    by_claim: dict[int, Echo] = defaultdict(Echo)
    others = _other_reports(article, claims, seen, by_claim)
    _answers(claims, by_claim, editor=editor)
    copies = Article.objects.filter(origin=article.origin_id).exclude(pk=article.pk).exclude(origin=None)
    return Echoes(
        dict(by_claim),
        tuple(copies.select_related("outlet").defer("text")),
        tuple(_elsewhere(claims, others, seen)),
    )


def _other_reports(
    article: Article, claims: Sequence[Claim], seen: ClaimQuerySet, by_claim: dict[int, Echo]
) -> list[Claim]:
    statements = {claim.statement_id: claim.pk for claim in claims if claim.statement_id}
    others = list(_shown(seen.filter(statement__in=statements).exclude(article=article)))
    told = defaultdict(list)
    for other in others:
        told[other.statement_id].append(other)
    for claim in claims:
        if claim.statement_id and told[claim.statement_id]:
            by_claim[claim.pk].reports = told[claim.statement_id]
    return others


def _answers(claims: Sequence[Claim], by_claim: dict[int, Echo], *, editor: bool) -> None:
    links = Link.objects.filter(b__in=claims, relation=Relation.RESPONDS_TO).open_to(editor=editor).with_claims()
    for link in links.order_by("-score", "pk"):
        by_claim[link.b_id].answers.append((link, link.a))


def _elsewhere(claims: Sequence[Claim], others: Iterable[Claim], seen: ClaimQuerySet) -> Iterable[Claim]:
    """Return reviewed claims of the articles that tell the same, which this article does not tell."""
    articles = {other.article_id for other in others}
    if not articles:
        return []
    ours = {claim.statement_id for claim in claims if claim.statement_id}
    besides = seen.filter(article__in=articles, state__in=REVIEWED).exclude(statement__in=ours)
    return _shown(besides).order_by("article_id", "start")[:_MOST]


def _shown(claims: ClaimQuerySet) -> ClaimQuerySet:
    return claims.with_parts().defer("article__text")
