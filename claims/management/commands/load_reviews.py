"""Apply the reviews that come with the seed reports."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims.linking.run import link_articles
from claims.models import Article
from claims.seed_packages import Packager, SeedPackage, read_packages
from claims.seed_reviews import Reviewer, SeedReviewError, check_reviews, read_reviews
from claims.terms import all_topics, update_terms

_OUTCOMES = ("accepted", "corrected", "added", "left")
# Who reviewed the seed reports. Nobody can sign in as the desk.
DESK = "desk"


class Command(BaseCommand):
    """``manage.py load_reviews [FILE]``."""

    help = (
        "Accept, correct and add claims of the seed reports as their authors reviewed them. "
        "Packages of terms come from packages.toml beside the file. "
        "An article in which anybody has decided anything is left as it is, so running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the form of the result."""
        default = settings.BASE_DIR / "seeds" / "reviews.jsonl"
        parser.add_argument("file", nargs="?", type=Path, default=default, help="default: seeds/reviews.jsonl")
        parser.add_argument("--json", action="store_true", help="write the counts as JSON")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Apply the reviews and report what came of them."""
        try:
            reviews = read_reviews(file)
            packages = read_packages(file.with_name("packages.toml"))
            check_reviews(reviews)
        except SeedReviewError as error:
            raise CommandError(str(error)) from error
        desk, created = User.objects.get_or_create(username=DESK, defaults={"is_active": False})
        if created:
            desk.set_unusable_password()
            desk.save()
        counts = Reviewer(desk).apply(reviews)
        grouped = _packages(desk, packages)
        if counts.total() > counts["left"] or grouped["added"]:
            articles = Article.objects.filter(file_name__in={review.article for review in reviews})
            update_terms(topics=all_topics())
            for _ in link_articles(articles):
                pass  # each batch is stored as it is linked
        if options["json"]:
            outcomes = {outcome: counts[outcome] for outcome in _OUTCOMES}
            self.stdout.write(json.dumps({**outcomes, "packages": grouped["added"]}))
            return
        told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _OUTCOMES)
        self.stdout.write(f"{told}; {grouped['added']} package{'' if grouped['added'] == 1 else 's'}")


def _packages(desk: User, packages: list[SeedPackage]) -> Counter[str]:
    try:
        return Packager(desk).apply(packages)
    except SeedReviewError as error:
        raise CommandError(str(error)) from error
