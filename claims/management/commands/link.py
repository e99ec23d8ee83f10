"""Link stored claims: one statement, the same position, answers, contradictions; copies of one article."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from claims.linking.run import BATCH, Linked, link_articles
from claims.models import Article


class Command(BaseCommand):
    """``manage.py link [--since DATE] [--article ID…] [--all] [--json]``."""

    help = (
        "Compare claims across articles and bring the suggested links in line; what a person has decided stays. "
        "Without an option, links the articles that were never linked. Running it twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which articles and how to report."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every article")
        which.add_argument("--since", metavar="YYYY-MM-DD", help="articles added on this day or later")
        which.add_argument("--article", type=int, action="append", metavar="ID", help="this article; may be repeated")
        parser.add_argument("--json", action="store_true", help="write the counts as JSON")

    def handle(self, **options: Any) -> None:
        """Link the articles chosen and report what changed."""
        articles = self._articles(options)
        total = articles.count()
        result = Linked()
        bar = tqdm(total=total, unit="article", file=self.stderr, disable=None if total > BATCH else True)
        for step in link_articles(articles):
            result += step
            bar.update(step.articles)
        bar.close()
        self._report(result, as_json=options["json"])

    def _articles(self, options: dict[str, Any]) -> QuerySet[Article]:
        if options["article"]:
            found = Article.objects.filter(pk__in=options["article"])
            if missing := set(options["article"]) - set(found.values_list("pk", flat=True)):
                raise CommandError(f"There is no article {min(missing)}. Its number stands in its address.")
            return found
        if options["since"]:
            return Article.objects.filter(added_at__date__gte=self._day(options["since"]))
        return Article.objects.all() if options["all"] else Article.objects.unlinked()

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f'--since is "{text}". Write a day like 2024-06-14.') from error

    def _report(self, result: Linked, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(result)))
            return
        self.stdout.write(
            f"{result.articles} articles, {result.claims} claims: "
            f"{result.created} links created, {result.changed} changed, {result.removed} removed"
        )
