"""Extraction on all cores: articles in, extractions out in the same order, a few chunks in memory at a time."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from claims.extraction.records import ArticleText, Extraction, ExtractionSettings
from claims.extraction.registry import Registry

if TYPE_CHECKING:
    from claims.extraction.pipeline import Extractor

logger = logging.getLogger(__name__)

# Articles sent to a process at once: enough to fill spaCy's batches, few enough for the bar to move.
CHUNK = 8
# Below so many bytes a second process costs more to start than it saves.
WORTH_A_PROCESS = 300_000


@dataclass(frozen=True, slots=True)
class ExtractionFailure:
    """Why an article could not be extracted."""

    reason: str


Extracted = Extraction | ExtractionFailure

_extractor: Extractor | None = None
_problem = ""  # why this process has no extractor
# What the extractor of this process was loaded with.
_loaded_with: tuple[Registry, ExtractionSettings] | None = None


def processes_for(wanted: int, size: int) -> int:
    """Return how many processes to use for ``size`` bytes of text; ``wanted`` 0 means one for each core."""
    if wanted:
        return wanted
    return _cores() if size >= WORTH_A_PROCESS else 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def version_of(registry: Registry, settings: ExtractionSettings) -> str:
    """Return the extractor version that a run with these would store; it loads the extractor, which the run can use."""
    _start(registry, settings, in_worker=False)
    return _loaded().version


def extract_all(
    articles: Iterable[ArticleText], registry: Registry, *, settings: ExtractionSettings, processes: int
) -> Generator[Extracted]:
    """Yield what is found in each article, in order. A fault in one article is its own failure, not the run's."""
    chunks = _chunks(articles)
    if processes == 1:
        yield from _extract_here(chunks, registry, settings)
    else:
        yield from _extract_in_processes(chunks, registry, settings, processes)


def _chunks(articles: Iterable[ArticleText]) -> Iterator[list[ArticleText]]:
    iterator = iter(articles)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _extract_here(
    chunks: Iterator[list[ArticleText]], registry: Registry, settings: ExtractionSettings
) -> Iterator[Extracted]:
    for number, chunk in enumerate(chunks):
        if number == 0:
            _start(registry, settings, in_worker=False)
        yield from _extract_chunk(chunk)


def _extract_in_processes(
    chunks: Iterator[list[ArticleText]], registry: Registry, settings: ExtractionSettings, processes: int
) -> Iterator[Extracted]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(registry, settings))
    others, finished = set(multiprocessing.active_children()), False
    pending: deque[tuple[int, Future[list[Extracted]]]] = deque()
    try:
        for chunk in chunks:
            pending.append((len(chunk), _submit(pool, chunk)))
            if len(pending) > 2 * processes:
                yield from _result(*pending.popleft())
        while pending:
            yield from _result(*pending.popleft())
        finished = True
    finally:
        if not finished:
            # Interrupted: nobody wants what they are at, and a chunk of long articles takes a while.
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: list[ArticleText]) -> Future[list[Extracted]]:
    try:
        return pool.submit(_extract_chunk, chunk)
    except BrokenProcessPool as error:
        failed: Future[list[Extracted]] = Future()
        failed.set_exception(error)
        return failed


def _result(size: int, future: Future[list[Extracted]]) -> list[Extracted]:
    try:
        return future.result()
    except BrokenProcessPool:
        reason = "The extraction process died, perhaps for want of memory. Run again with PEACETRACKER_PROCESSES=1."
        return [ExtractionFailure(reason)] * size


def _start(registry: Registry, settings: ExtractionSettings, *, in_worker: bool = True) -> None:
    """Load the extractor, or note why that cannot be done: an error here would end the process without a word."""
    global _extractor, _problem, _loaded_with  # one model load a process
    if _extractor is not None and _loaded_with == (registry, settings):
        return
    # Imported here because spaCy takes a second to import, which a run of nothing but duplicates need not wait for.
    from claims.extraction.pipeline import Extractor, ModelError, ModelMissingError

    if in_worker:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _extractor, _problem, _loaded_with = Extractor(registry, settings), "", (registry, settings)
    except (ModelError, ModelMissingError) as error:
        _extractor, _problem, _loaded_with = None, str(error), None


def _extract_chunk(chunk: list[ArticleText]) -> list[Extracted]:
    if _problem:
        return [ExtractionFailure(_problem)] * len(chunk)
    try:
        return list(_loaded().extract(chunk))
    except Exception:
        logger.exception("Extraction failed in a chunk of %d; each of its articles is tried alone.", len(chunk))
        return [_extract_one(article) for article in chunk]


def _extract_one(article: ArticleText) -> Extracted:
    try:
        return next(iter(_loaded().extract([article])))
    except Exception as error:
        logger.exception("Extraction failed.")
        return ExtractionFailure(f"Extraction failed: {type(error).__name__}: {error}. Report it with the article.")


def _loaded() -> Extractor:
    if _extractor is None:
        raise RuntimeError("No extractor is loaded in this process; extract_all() starts it.")
    return _extractor
