"""Linking what a run has stored, some articles at a time; what fails or is interrupted is linked later."""

from __future__ import annotations

import logging
from collections import deque

from django.db import DatabaseError

from claims.linking.run import link_articles
from claims.models import Article

logger = logging.getLogger(__name__)

# Stored articles that are linked together: few enough for the bar of the run to move.
BATCH = 50


class LinkQueue:
    """Articles that a run has stored and not linked yet."""

    def __init__(self) -> None:
        self._waiting: list[int] = []

    def add(self, article: int) -> None:
        """Have an article linked, with others once there are enough."""
        self._waiting.append(article)
        if len(self._waiting) >= BATCH:
            self.link()

    def add_unlinked(self, article: int) -> None:
        """Have an article that was stored before linked if an earlier run was ended before it did."""
        if Article.objects.filter(pk=article).unlinked().exists():
            self.add(article)

    def link(self) -> None:
        """Link what waits; where the database refuses it stays stored, to be linked by ``manage.py link``."""
        waiting, self._waiting = self._waiting, []
        try:
            deque(link_articles(Article.objects.filter(pk__in=waiting)), maxlen=0)
        except DatabaseError:
            logger.exception("%d articles are stored but not linked. Run manage.py link.", len(waiting))
