"""A re-extraction run: stored articles in, one typed outcome each; extracted on all cores, stored one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing

from django.db import DatabaseError, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length

from claims.extraction.records import ArticleText, Extraction, ExtractionSettings
from claims.ingest.extracting import ExtractionFailure, extract_all, processes_for, version_of
from claims.ingest.linking import LinkQueue
from claims.ingest.registry import registry_from_database
from claims.ingest.renewal import Renewal, RenewalStatus, known_beforehand, renew_article
from claims.ingest.storing import Known
from claims.models import Article

MOVED_ON = "It was changed or deleted while it was being extracted; nothing was stored. Run again."


class RenewalRun:
    """One run over stored articles; with ``stale_only`` over those that another extractor version has read.

    ``processes`` 0 means one a core.
    """

    def __init__(
        self, articles: QuerySet[Article], *, extraction: ExtractionSettings, stale_only: bool, processes: int = 0
    ) -> None:
        self.extraction, self.processes = extraction, processes
        self.registry = registry_from_database()
        self.known = Known.from_database()
        if stale_only:
            articles = articles.exclude(extractor_version=version_of(self.registry, extraction))
        self.keys = list(articles.order_by("pk").values_list("pk", flat=True))
        self.size = articles.order_by().aggregate(size=Sum(Length("text")))["size"] or 0
        self._links = LinkQueue()
        # Articles that are being extracted, in order, each with the checksum of the text that was sent.
        self._ahead: deque[tuple[int, str]] = deque()

    def outcomes(self) -> Generator[Renewal]:
        """Yield one outcome an article, in the order of their keys; it is stored before it is yielded."""
        processes = processes_for(self.processes, self.size)
        found = extract_all(self._texts(), self.registry, settings=self.extraction, processes=processes)
        with closing(found):
            for extraction in found:
                pk, checksum = self._ahead.popleft()
                outcome = self._store(pk, checksum, extraction)
                yield outcome
                if outcome.status is RenewalStatus.RENEWED:
                    self._links.add(pk)
        self._links.link()

    def _texts(self) -> Iterator[ArticleText]:
        """Yield the texts that are still there; an article deleted meanwhile needs no outcome."""
        for pk in self.keys:
            article = Article.objects.select_related("outlet").prefetch_related("segments").filter(pk=pk).first()
            if article is not None:
                self._ahead.append((pk, article.checksum))
                yield known_beforehand(article)

    def _store(self, pk: int, checksum: str, extraction: Extraction | ExtractionFailure) -> Renewal:
        if isinstance(extraction, ExtractionFailure):
            return Renewal(pk, f"Article {pk}", RenewalStatus.FAILED, extraction.reason)
        try:
            with transaction.atomic():
                article = Article.objects.select_for_update().filter(pk=pk, checksum=checksum).first()
                if article is None:
                    return Renewal(pk, f"Article {pk}", RenewalStatus.FAILED, MOVED_ON)
                return renew_article(article, extraction, self.known)
        except DatabaseError as error:
            self.known = Known.from_database()
            reason = f"The database refused it: {' '.join(str(error).split())}. Nothing of it was changed; run again."
            return Renewal(pk, f"Article {pk}", RenewalStatus.FAILED, reason)
