"""Server time, queries and bytes of accept-and-next on a big queue: ``python -m tests.benchmark_review [CLAIMS]``.

Makes that many claims (100,000 unless told otherwise) in the database of DATABASE_URL, which should be a throwaway one.
"""

from __future__ import annotations

import gzip
import os
import random
import statistics
import sys
import time
from typing import Any

ROUNDS = 300


def main() -> None:
    """Make the claims, decide on some, print the figures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacetracker.settings")
    import django
    from django.test.utils import CaptureQueriesContext, override_settings

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        make_claims(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["testserver"], DEBUG=False):
        client, claim = signed_in(Client()), first()
        times, work, queries, sizes = [], [], [], []
        for number in range(ROUNDS + 20):
            with CaptureQueriesContext(connection) as captured:
                started, busy = time.perf_counter(), time.process_time()
                page = accept(client, *claim)
                seconds, busy = time.perf_counter() - started, time.process_time() - busy
            claim = following(page)
            if number >= 20:
                times.append(seconds * 1000)
                work.append(busy * 1000)
                queries.append(sum(not _is_border(query["sql"]) for query in captured))
                sizes.append((len(page), len(gzip.compress(page))))
    ordered, busiest = sorted(times), sorted(work)
    sys.stdout.write(
        f"{connection.vendor}: median {statistics.median(times):.1f} ms, p95 {ordered[int(0.95 * ROUNDS)]:.1f} ms, "
        f"of it this process's own median {statistics.median(work):.1f} ms, p95 {busiest[int(0.95 * ROUNDS)]:.1f} ms, "
        f"queries {max(queries)} at most, {statistics.median(size for size, _ in sizes):.0f} bytes "
        f"({statistics.median(size for _, size in sizes):.0f} compressed)\n"
    )


def _is_border(sql: str) -> bool:
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))


def make_claims(count: int) -> None:
    """Store articles of about 4 kB with 25 claims each, on 20 issues, by 200 actors."""
    from claims.models import Actor, Article, Claim, ClaimIssue, Issue, checksum_of

    dice = random.Random(7)  # noqa: S311  (no secret)
    actors = Actor.objects.bulk_create(
        Actor(slug=f"actor-{number}", name=f"Actor {number}", kind="person") for number in range(200)
    )
    issues = Issue.objects.bulk_create(
        Issue(slug=f"issue-{number}", name=f"Issue {number}", for_means="it happens") for number in range(20)
    )
    words = [
        "the",
        "border",
        "must",
        "stay",
        "open",
        "and",
        "ships",
        "may",
        "pass",
        "while",
        "talks",
        "go",
        "on",
        "in",
        "the",
        "old",
        "town",
    ]
    for number in range(count // 25):
        text = "\n\n".join(f"Actor said {' '.join(dice.choices(words, k=6))}." for _ in range(25)) + f"\n\n{number}"
        article = Article.objects.create(title=f"Talks {number}", text=text, checksum=checksum_of(text))
        starts = [place for place in range(len(text)) if text.startswith("Actor said", place)]
        claims = [_claim(Claim, article, text, start, dice, actors) for start in starts]
        Claim.objects.bulk_create(claims)
        ClaimIssue.objects.bulk_create(
            ClaimIssue(claim=claim, issue=issue, stance="for") for claim in claims for issue in dice.sample(issues, 2)
        )


def _claim(model: Any, article: Any, text: str, start: int, dice: random.Random, actors: list[Any]) -> Any:
    end = text.index(".", start)
    claim = model(
        article=article, kind="indirect", act="demand", confidence=dice.random(), speaker=dice.choice(actors),
        extractor_version="model-1",
    )  # fmt: skip
    claim.set_spans(source=[[start, start + 5]], cue=[[start + 6, start + 10]], content=[[start + 11, end]])
    return claim


def signed_in(client: Any) -> Any:
    """Sign an editor in."""
    from claims.roles import make_editor

    client.force_login(make_editor(username="bench", password="bench-pass-1"))
    return client


def first() -> tuple[str, str]:
    """Return key and version of the first claim of the queue."""
    from claims.models import Claim

    claim = Claim.objects.suggested().order_by("confidence", "pk")[0]
    return str(claim.pk), str(claim.edit_version)


def accept(client: Any, claim: str, version: str) -> bytes:
    """Accept the claim as the key does; return the next screen."""
    data = {"version": version, "decision": "accept"}
    address = f"/review/claims/{claim}/decide/"
    response = client.post(address, data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return bytes(response.content)


def following(page: bytes) -> tuple[str, str]:
    """Return key and version of the claim on the screen."""
    words = page.decode()
    return words.split('data-claim="')[1].split('"')[0], words.split('name="version" value="')[1].split('"')[0]


if __name__ == "__main__":
    main()
