"""A full link, and one new article, on stores of growing size on PostgreSQL. ``make bench LINKING=10000,100000``."""

from __future__ import annotations

import os
import random
import resource
import sys
import time

from tests.postgres import postgres

# Articles linked one by one at the end, of which the median is told.
ALONE = 15


def main() -> int:
    """Print a table: claims, seconds to store and to link all, seconds for one article, growth, peak memory."""
    sizes = [int(size) for size in (sys.argv[1] if len(sys.argv) > 1 else "10000,100000").split(",")]
    with postgres() as url:
        os.environ |= {
            "DATABASE_URL": url,
            "PEACETRACKER_DEBUG": "true",
            "DJANGO_SETTINGS_MODULE": "peacetracker.settings",
        }
        import django

        django.setup()
        before: tuple[float, float] | None = None
        for size in sizes:
            full, alone = _measure(size)
            growth = f"{full / before[0]:.1f} x and {alone / before[1]:.2f} x" if before else ""
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{size:>9} claims: full link {full:.1f} s, one article {alone * 1000:.0f} ms, "  # noqa: T201
                  f"growth {growth or '-'}, peak memory {peak:.0f} MiB", flush=True)  # fmt: skip
            before = full, alone
    return 0


def _measure(size: int) -> tuple[float, float]:
    from django.core.management import call_command
    from django.db import connection

    from claims.linking.facts import knowledge_from_database
    from claims.linking.run import link_articles, link_batch
    from claims.models import Article, Link
    from tests.linking_corpus import days_of_news, make_cast, store_day

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    cast, rng = make_cast(), random.Random(3)  # noqa: S311
    last: list[int] = []
    for day, articles in days_of_news(cast, size):
        last = store_day(cast, day, articles, rng)
    alone = last[-ALONE:] if len(last) > ALONE else last
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    started, busy = time.perf_counter(), time.process_time()
    for step in link_articles(Article.objects.exclude(pk__in=alone)):
        sys.stderr.write(".") if step.created else None
    full = time.perf_counter() - started
    sys.stderr.write(f"\n{time.process_time() - busy:.1f} s of them Python on the processor\n")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    knowledge, seconds = knowledge_from_database(), []
    for pk in alone:
        started = time.perf_counter()
        link_batch([pk], knowledge)
        seconds.append(time.perf_counter() - started)
    sys.stderr.write(f"\n{Link.objects.count()} links\n")
    return full, sorted(seconds)[len(seconds) // 2]


if __name__ == "__main__":
    sys.exit(main())
