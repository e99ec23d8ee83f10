"""An ingest run: documents in, one typed outcome each; read, extracted on all cores, stored one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO

from django.db import DatabaseError, connection, transaction

from claims.extraction.records import ArticleText, Extraction, ExtractionSettings
from claims.ingest.documents import IncomingArticle, Outcome, Status, UnreadableDocumentError
from claims.ingest.extracting import ExtractionFailure, extract_all, processes_for
from claims.ingest.linking import LinkQueue
from claims.ingest.readers import Document, Reader
from claims.ingest.registry import registry_from_database
from claims.ingest.storing import Known, create_article, update_article
from claims.models import Article, Claim, Outlet, checksum_of
from claims.models.planning import renew_statistics
from claims.terms import topics_of, update_terms


class IngestRun:
    """One run over ``documents``. ``processes`` 0 means one a core; with ``dry_run`` nothing is stored."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        reader: Reader,
        stdin: BinaryIO,
        extraction: ExtractionSettings,
        processes: int = 0,
        dry_run: bool = False,
    ) -> None:
        self.documents, self.reader, self.stdin = documents, reader, stdin
        self.extraction, self.processes, self.dry_run = extraction, processes, dry_run
        self.known = Known.from_database()
        self.outlets = _outlets_by_name()
        self._seen: set[str] = set()
        self._links = LinkQueue()
        # Documents that were read ahead, in order: settled ones, and those whose extraction is under way.
        self._ahead: deque[Outcome | IncomingArticle] = deque()

    def outcomes(self) -> Generator[Outcome]:
        """Yield one outcome a document, in the order of the documents; an article is stored before it is yielded."""
        size = sum(document.size for document in self.documents)
        found = extract_all(
            self._texts(),
            registry_from_database(),
            settings=self.extraction,
            processes=processes_for(self.processes, size),
        )
        with closing(found):
            for extraction in found:
                yield from self._settled()
                outcome = self._store(self._next_incoming(), extraction)
                # Told before it is linked, so that whoever interrupts the linking knows that it is stored.
                yield outcome
                self._link_later(outcome)
        yield from self._settled()
        self._links.link()
        renew_statistics(connection)

    def _link_later(self, outcome: Outcome) -> None:
        if outcome.article is None or self.dry_run:
            return
        if outcome.status in (Status.CREATED, Status.UPDATED):
            self._links.add(outcome.article)
        elif outcome.status is Status.DUPLICATE:
            self._links.add_unlinked(outcome.article)

    def _settled(self) -> Iterator[Outcome]:
        while self._ahead and isinstance(head := self._ahead[0], Outcome):
            self._ahead.popleft()
            yield head
            self._link_later(head)

    def _next_incoming(self) -> IncomingArticle:
        incoming = self._ahead.popleft()
        if isinstance(incoming, Outcome):
            raise RuntimeError(f'"{incoming.name}" was settled, yet an extraction came for it.')
        return incoming

    def _texts(self) -> Iterator[ArticleText]:
        for document in self.documents:
            item = self._read(document)
            self._ahead.append(item)
            if isinstance(item, IncomingArticle):
                yield ArticleText(item.text, item.published, item.title or None, item.outlet or None)

    def _read(self, document: Document) -> Outcome | IncomingArticle:
        try:
            incoming = self.reader.read(document, self.stdin)
            incoming = _with_outlet(incoming, self.outlets)
        except UnreadableDocumentError as error:
            return Outcome(document.name, Status.FAILED, str(error))
        checksum = checksum_of(incoming.text)
        twin = Article.objects.with_content(checksum).first()
        if twin or checksum in self._seen:
            return Outcome(document.name, Status.DUPLICATE, article=twin.pk if twin else None)
        self._seen.add(checksum)
        return incoming

    def _store(self, incoming: IncomingArticle, extraction: Extraction | ExtractionFailure) -> Outcome:
        if isinstance(extraction, ExtractionFailure):
            return Outcome(incoming.name, Status.FAILED, extraction.reason)
        earlier = Article.objects.filter(url=incoming.url).first() if incoming.url else None
        if self.dry_run:
            status = Status.UPDATED if earlier else Status.CREATED
            return Outcome(incoming.name, status, claims=len(extraction.claims))
        try:
            with transaction.atomic():
                return self._stored_with_terms(earlier, incoming, extraction)
        except DatabaseError as error:
            self.known = Known.from_database()
            reason = f"The database refused it: {' '.join(str(error).split())}. Nothing of it was stored; run again."
            return Outcome(incoming.name, Status.FAILED, reason)

    def _stored_with_terms(self, earlier: Article | None, incoming: IncomingArticle, extraction: Extraction) -> Outcome:
        if earlier:
            outcome = update_article(earlier, incoming, extraction, self.known)
        else:
            outcome = create_article(incoming, extraction, self.known)
        update_terms(topics=topics_of(claims=Claim.objects.filter(article=outcome.article)))
        return outcome


def _outlets_by_name() -> dict[str, str]:
    """Return the slug of each outlet by every name it goes by, in lower case."""
    return {
        name.casefold(): outlet.slug
        for outlet in Outlet.objects.order_by("-pk")
        for name in (*outlet.names, outlet.slug, outlet.name)
    }


def _with_outlet(incoming: IncomingArticle, outlets: dict[str, str]) -> IncomingArticle:
    """Return the article with its outlet's slug in place of the name."""
    if not incoming.outlet:
        return incoming
    slug = outlets.get(incoming.outlet.casefold())
    if slug is None:
        raise UnreadableDocumentError(
            f'Unknown outlet "{incoming.outlet}". Add it in the admin or in seeds/outlets.toml.'
        )
    return replace(incoming, outlet=slug)
