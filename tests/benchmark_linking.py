"""A full link, and one new article, on stores of growing size on PostgreSQL. ``make bench LINKING=10000,100000``.

Growth is told in seconds on the processor, of the program and of its process in the server together: the clock on the
wall also counts what else the machine does.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import postgres

# Articles linked one by one at the end, of which the median is told.
ALONE = 15


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, on the processor of the program, and of its process in the server."""

    wall: float
    python: float
    server: float

    @property
    def busy(self) -> float:
        """Seconds on the processor."""
        return self.python + self.server

    def __str__(self) -> str:
        parts = f"{self.python:.3g} program, {self.server:.3g} server"
        return f"{self.busy:.3g} s busy ({parts}), {self.wall:.3g} s by the clock"


@dataclass(frozen=True)
class Measured:
    """What linking a store costs, and one article more."""

    full: Cost
    alone: Cost
    links: int


def main() -> int:
    """Print for each size: seconds to link all and one article, growth, links, peak memory."""
    sizes = [int(size) for size in (sys.argv[1] if len(sys.argv) > 1 else "10000,100000").split(",")]
    with postgres() as url:
        os.environ |= {
            "DATABASE_URL": url,
            "PEACETRACKER_DEBUG": "true",
            "DJANGO_SETTINGS_MODULE": "peacetracker.settings",
        }
        import django

        django.setup()
        before: Measured | None = None
        for size in sizes:
            before = _tell(size, _measure(size), before)
    return 0


def _tell(size: int, found: Measured, before: Measured | None) -> Measured:
    growth = (
        f"full {found.full.busy / before.full.busy:.1f} x, one article {found.alone.busy / before.alone.busy:.2f} x"
        if before
        else "-"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(  # noqa: T201
        f"{size} claims, {found.links} links\n  full link    {found.full}\n  one article  {found.alone}\n"
        f"  growth       {growth}\n  peak memory  {peak:.0f} MiB",
        flush=True,
    )
    return found


def _measure(size: int) -> Measured:
    from django.conf import settings
    from django.core.management import call_command

    from claims.linking.facts import knowledge_from_database
    from claims.linking.run import link_articles, link_batch
    from claims.models import Article, Link

    settings.DEBUG = False  # else every query is kept in memory
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    alone = _store(size)[-ALONE:]

    def link_all() -> None:
        for step in link_articles(Article.objects.exclude(pk__in=alone)):
            sys.stderr.write(".") if step.created else None
        sys.stderr.write("\n")

    full = _cost(link_all)
    _analyze()
    knowledge = knowledge_from_database()
    costs = [_cost(lambda pk=pk: link_batch([pk], knowledge)) for pk in alone]  # type: ignore[misc]
    return Measured(full, _median(costs), Link.objects.count())


def _store(size: int) -> list[int]:
    """Store so many claims; return the articles of the last day."""
    from tests.linking_corpus import days_of_news, make_cast, store_day

    cast, rng = make_cast(), random.Random(3)  # noqa: S311
    last: list[int] = []
    started = time.perf_counter()
    for day, articles in days_of_news(cast, size):
        last = store_day(cast, day, articles, rng)
    sys.stderr.write(f"{size} claims stored in {time.perf_counter() - started:.0f} s\n")
    _analyze()
    return last


def _cost(work: Callable[[], object]) -> Cost:
    wall, python, server = time.perf_counter(), time.process_time(), _server_seconds()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - python, _server_seconds() - server)


def _median(costs: Sequence[Cost]) -> Cost:
    # The server's seconds come in hundredths, so the mean of them is told.
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.python for cost in costs),
        statistics.fmean(cost.server for cost in costs),
    )


def _server_seconds() -> float:
    """Return the seconds that this connection's process in the server was busy; 0 where that cannot be seen."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not status.exists():
        return 0.0
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
