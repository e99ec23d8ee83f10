"""A full link, and one new article, on a store that grows on PostgreSQL. ``make bench LINKING=10000,100000``.

The store is linked in the order of its days, as ``link --all`` does; each size tells what all of it took.

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
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import postgres

# Articles linked one by one at the end, of which the median is told.
ALONE = 15
# Articles that are stored before they are linked.
STAGE = 6000


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

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.python + other.python, self.server + other.server)

    def __str__(self) -> str:
        parts = f"{self.python:.3g} program, {self.server:.3g} server"
        return f"{self.busy:.3g} s busy ({parts}), {self.wall:.3g} s by the clock"


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
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.DEBUG = False  # else every query is kept in memory
        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        before: tuple[float, float] | None = None
        for full, alone in _grow(sizes):
            growth = f"full {full / before[0]:.1f} x, one article {alone / before[1]:.2f} x" if before else "-"
            print(f"  growth       {growth}", flush=True)  # noqa: T201
            before = full, alone
    return 0


def _grow(sizes: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Store and link day after day; at each size tell, and yield in busy seconds, what all and one article took."""
    from claims.models import Claim, Link
    from tests.linking_corpus import days_of_news, make_cast, store_day

    cast, rng, waiting, stored = make_cast(), random.Random(3), list(sizes), 0  # noqa: S311
    full, pending, started = Cost(0, 0, 0), [], time.perf_counter()
    for day, articles in days_of_news(cast, sizes[-1]):
        pks = store_day(cast, day, articles, rng)
        pending += pks
        stored += sum(map(len, articles))
        if len(pending) < STAGE and stored < waiting[0]:
            continue
        last = stored >= waiting[0]
        sys.stderr.write(f"{stored} claims, {time.perf_counter() - started:.0f} s, of them linking: {full}\n")
        full += _linked(pending[:-ALONE] if last else pending)
        if last:
            alone = _alone(pending[-ALONE:])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(  # noqa: T201
                f"{Claim.objects.count()} claims, {Link.objects.count()} links\n  full link    {full}\n"
                f"  one article  {alone}\n  peak memory  {peak:.0f} MiB"
            )
            yield full.busy, alone.busy
            waiting.pop(0)
        pending = []


def _linked(pks: Sequence[int]) -> Cost:
    from claims.linking.run import link_articles
    from claims.models import Article

    articles = Article.objects.filter(pk__among=pks)
    return _cost(lambda: deque(link_articles(articles), maxlen=0))


def _alone(pks: Sequence[int]) -> Cost:
    from claims.linking.facts import knowledge_from_database
    from claims.linking.run import link_batch

    _analyze()
    knowledge = knowledge_from_database()
    return _median([_cost(lambda pk=pk: link_batch([pk], knowledge)) for pk in pks])  # type: ignore[misc]


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
