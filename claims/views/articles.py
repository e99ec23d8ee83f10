"""The list of articles, and the page of one with every claim marked in its text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.echoes import echoes_of
from claims.filters import ArticleSearch, ClaimSearch
from claims.htmx import page
from claims.linked_data import article_data, whole
from claims.markup import Section, marks_of, passages
from claims.models import Article
from claims.pagination import listing


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Show the articles, latest first, with a search by words of the title and the outlet."""
    search = ArticleSearch(request)
    rows = listing(search.articles(), request.GET.get("page"))
    return page(
        request, "claims/article_list.html", {"search": search, "rows": rows}, query=search.address(page=rows.number)
    )


@require_safe
def article_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole text with its claims marked, and beside it the list of them."""
    article = get_object_or_404(Article.objects.with_source(), pk=pk)
    search = ClaimSearch(request, article.claims.all())
    claims = list(search.claims().in_reading_order().with_parts())
    anchored = [claim for claim in claims if claim.anchored_version == article.version]
    context = {
        "article": article,
        "data": whole(article_data(article, request.build_absolute_uri)),
        "search": search,
        "claims": anchored,
        "orphans": [claim for claim in claims if claim.anchored_version != article.version],
        "passages": passages(
            article.text, [mark for claim in anchored for mark in marks_of(claim, claim.pk)], _sections(article)
        ),
        "numbers": {claim.pk: number for number, claim in enumerate(anchored, start=1)},
        "doubtful": {claim.pk for claim in anchored if not claim.is_reviewed},
        "waiting": search.waiting,
        "versions": article.versions.defer("text"),
        "echoes": echoes_of(article, anchored, editor=search.editor),
    }
    return page(request, "claims/article_detail.html", context, partial="reading")


def _sections(article: Article) -> list[Section]:
    return [Section(row.kind, row.start, row.end, row.label) for row in article.segments.all()]
