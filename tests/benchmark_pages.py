"""Server time of every reading page at 100,000 claims, on SQLite and PostgreSQL; then the pages as they are served.

Run as ``python -m tests.benchmark_pages [CLAIMS [ROUNDS]]``. BENCHMARK_KEEP names a folder in which the filled SQLite
database stays, and is taken from the next time.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.postgres import NoPostgresError, postgres

if TYPE_CHECKING:
    from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
CLAIMS, ROUNDS = 100_000, 9
IN_ARTICLE = 50
FIRST = date(2022, 1, 1)
WORDS = ("border", "truce", "ships", "harbour", "treaty", "prisoners", "grain", "guarantee", "withdraw", "summit")
PAGES = {
    "front": "/",
    "claims": "/claims/",
    "claims, filtered": "/claims/?issue=issue-3&act=demand",
    "claims, searched": "/claims/?q=truce+actor:person-7",
    "claim": "/claims/{claim}/",
    "positions": "/positions/?on=2024-06-14",
    "positions, compared": "/positions/?on=2024-06-14&versus=2023-06-14",
    "positions, speakers": "/positions/?on=2024-06-14&by=speakers&columns=all",
    "actors": "/actors/",
    "actor": "/actors/person-7/",
    "issues": "/issues/",
    "issue": "/issues/issue-3/",
    "articles": "/articles/",
    "article": "/articles/{article}/",
    "timeline": "/timeline/",
    "timeline, two months": "/timeline/?since=2024-01-01&until=2024-03-01",
    "sources": "/sources/",
    "coverage": "/sources/coverage/?since=2024-06-14&until=2024-06-16",
    "statements": "/statements/",
    "statement": "/statements/{statement}/",
    "exchanges": "/exchanges/",
    "exchanges, unanswered": "/exchanges/?answers=none",
    "exchange": "/exchanges/{proposal}/",
    "packages": "/packages/",
    "packages, compared": "/packages/?a={package}&b={other}",
    "package": "/packages/{package}/",
}
# What programs ask for: timed, but not opened in a browser.
FILES = {
    "positions as CSV": "/positions/export.csv?on=2024-06-14",
    "sitemaps": "/sitemap.xml",
    "sitemap of claims": "/sitemap-claims.xml",
}


def main() -> int:
    """Measure in one process a database, so that each starts alike."""
    if os.environ.get("BENCHMARK_DATABASE"):
        return measure(int(sys.argv[1]), int(sys.argv[2]))
    arguments = [*sys.argv[1:], *(str(number) for number in (CLAIMS, ROUNDS)[len(sys.argv) - 1 :])]
    with _folder() as data:
        url = f"sqlite:///{data}/bench.sqlite3"
        code = _run("SQLite", url, data, arguments)
        _served(url, data, int(arguments[1]))
        try:
            with postgres() as other:
                code = _run("PostgreSQL", other, data, arguments) or code
        except NoPostgresError as error:
            sys.stderr.write(f"PostgreSQL was not measured. {error}\n")
    return code


@contextmanager
def _folder() -> Iterator[str]:
    if kept := os.environ.get("BENCHMARK_KEEP"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield str(Path(kept).resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def _served(url: str, data: str, rounds: int) -> None:
    """Measure over HTTP what the process for SQLite has stored and told the addresses of."""
    from tests.benchmark_served import beside_datasette, in_chromium, ours

    addresses = json.loads((Path(data) / "addresses.json").read_text())
    with ours(url, data) as server:
        beside_datasette(server, Path(data) / "bench.sqlite3", rounds)
        in_chromium(server, addresses)


def _run(name: str, url: str, data: str, arguments: list[str]) -> int:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "BENCHMARK_DATABASE": name,
        "PEACETRACKER_DATA_DIR": data,
        "PEACETRACKER_HTTPS": "false",
        "DJANGO_SETTINGS_MODULE": "peacetracker.settings",
    }
    command = [sys.executable, "-m", "tests.benchmark_pages", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def measure(claims: int, rounds: int) -> int:
    """Fill the database, ask for each page in turn, and print the figures."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _fill_once(claims)
    client = Client(HTTP_ACCEPT_ENCODING="gzip")
    pages = {name: _address(pattern) for name, pattern in (PAGES | FILES).items()}
    shown = {name: pages[name] for name in PAGES}
    (Path(os.environ["PEACETRACKER_DATA_DIR"]) / "addresses.json").write_text(json.dumps(shown))
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for _ in range(rounds + 1):
        for name, address in pages.items():
            times[name].append(_seconds(client, address))
    for name, address in pages.items():
        _report(client, name, address, times[name][1:])
    sys.stdout.write(f"Not timed: {', '.join(_left_out(pages.values()))}.\n")
    return 0


def _left_out(addresses: Iterable[str]) -> list[str]:
    """Return the names of the reading site's addresses that are not among these."""
    from django.urls import resolve

    from claims.urls import urlpatterns
    from claims.views.review.urls import review_urls

    reading = [pattern.name for pattern in urlpatterns if pattern not in review_urls]
    timed = {resolve(address.partition("?")[0]).url_name for address in addresses}
    return [str(name) for name in reading if name not in timed]


def _fill_once(claims: int) -> None:
    from claims.models import Claim

    started, name = time.perf_counter(), os.environ["BENCHMARK_DATABASE"]
    if Claim.objects.exists():
        sys.stdout.write(f"{name}: {Claim.objects.count()} claims that were there\n")
        return
    fill(claims)
    sys.stdout.write(f"{name}: {claims} claims made in {time.perf_counter() - started:.0f} s\n")


def _address(pattern: str) -> str:
    from claims.models import Claim, Link, Package, Statement

    claim = Claim.objects.order_by("pk")[Claim.objects.count() // 2]
    one, other = Package.objects.order_by("pk")[:2]
    keys = {"statement": Statement.objects.latest("pk").pk, "proposal": Link.objects.latest("pk").b_id}
    return pattern.format(claim=claim.pk, article=claim.article_id, package=one.pk, other=other.pk, **keys)


def _seconds(client: Client, address: str) -> tuple[float, float]:
    """Return the seconds that passed, and those in which this process computed: a busy machine changes only the first.

    SQLite computes in this process, PostgreSQL in its own.
    """
    started, computing = time.perf_counter(), time.process_time()
    response = client.get(address)
    _size(response)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return time.perf_counter() - started, time.process_time() - computing


def _size(response: Any) -> int:
    """Read the answer to its end; return its bytes."""
    return len(response.getvalue())


def _report(client: Client, name: str, address: str, times: list[tuple[float, float]]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        size = _size(client.get(address))
    in_database = sum(float(query["time"]) for query in queries)
    ordered = sorted(seconds for seconds, _ in times)
    computing = statistics.median(computing for _, computing in times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    figures = (statistics.median(ordered), p95, computing, in_database)
    median, slow, own, database = (f"{1000 * seconds:6.0f} ms" for seconds in figures)
    sys.stdout.write(
        f"{name:22} median {median}  p95 {slow}  computing {own}  database {database}  "
        f"queries {len(queries):3}  {size / 1024:5.1f} kB gzip\n"
    )
    sys.stdout.flush()


def fill(claims: int) -> None:
    """Make claims of 240 persons in 40 states on 31 issues over four years, in articles of fifty claims."""
    from django.db import connection, transaction

    from claims.models import Actor, Claim, Issue, Office, Outlet, Tenure

    chance = random.Random(11)  # noqa: S311  (a fixed draw of test data)
    with transaction.atomic():
        states = Actor.objects.bulk_create(
            Actor(slug=f"state-{number}", name=f"State {number}", kind="state") for number in range(40)
        )
        persons = Actor.objects.bulk_create(
            Actor(slug=f"person-{number}", name=f"Person {number}", kind="person", part_of=states[number % 40])
            for number in range(240)
        )
        offices = Office.objects.bulk_create(
            Office(slug=f"office-{number}", name="President", body=state) for number, state in enumerate(states)
        )
        Tenure.objects.bulk_create(
            Tenure(office=offices[number % 40], holder=person, started=date(2021 + number // 40, 1, 1), ended=None)
            for number, person in enumerate(persons[:160])
        )
        issues = Issue.objects.bulk_create(
            Issue(slug=f"issue-{number}", name=f"Issue {number}", for_means="it is so", headline=number < 12)
            for number in range(31)
        )
        outlets = Outlet.objects.bulk_create(Outlet(slug=f"o{number}", name=f"Outlet {number}") for number in range(60))
        _articles(claims // IN_ARTICLE, outlets, chance)
        _claims(claims, [*states, *persons], issues, chance)
        _relations(chance)
        _packages(states, issues, chance)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")  # as autovacuum leaves it
    assert Claim.objects.count() == claims


def _articles(how_many: int, outlets: Sequence[Any], chance: random.Random) -> None:
    from claims.models import Article, Segment, checksum_of

    rows = []
    for place in range(how_many):
        numbers = range(place * IN_ARTICLE, (place + 1) * IN_ARTICLE)
        sentences = (f"Somebody said that the {chance.choice(WORDS)} {number} must hold." for number in numbers)
        text = "\n\n".join(sentences)
        rows.append(
            Article(
                title=f"Report {place} on the {chance.choice(WORDS)}",
                outlet=chance.choice(outlets),
                text=text,
                checksum=checksum_of(text),
                published_on=FIRST + timedelta(days=place * 1460 // how_many),
                published_precision="day",
                file_name=f"{place}.txt",
            )
        )
    stored = Article.objects.bulk_create(rows, batch_size=500)
    Segment.objects.bulk_create(
        (Segment(article=article, kind="body", start=0, end=len(article.text)) for article in stored), batch_size=1000
    )


def _claims(number: int, actors: Sequence[Any], issues: Sequence[Any], chance: random.Random) -> None:
    from claims.models import Act, Article, Claim, ClaimIssue, Stance

    rows: list[Claim] = []
    for article in Article.objects.order_by("pk").iterator():
        at = 0
        for sentence in article.text.split("\n\n"):
            claim = Claim(
                article=article, kind="indirect", act=chance.choice(Act.values), speaker=chance.choice(actors),
                state=chance.choices(["accepted", "corrected", "suggested"], [60, 30, 10])[0],
                said_on=article.published_on, said_on_precision="day", conditional=chance.random() < 0.2,
            )  # fmt: skip
            claim.source, claim.cue = [[at, at + 8]], [[at + 9, at + 13]]
            claim.content = [[at + 14, at + len(sentence) - 1]]
            claim.source_text, claim.content_text = "Somebody", sentence[14:-1]
            rows.append(claim)
            at += len(sentence) + 2
    stored = Claim.objects.bulk_create(rows[:number], batch_size=1000)
    on = (
        ClaimIssue(claim=claim, issue=issue, stance=chance.choice(Stance.values), specificity=chance.randrange(4))
        for claim in stored
        for issue in chance.sample(issues, chance.choice([0, 1, 1, 1, 2, 2]))
    )
    ClaimIssue.objects.bulk_create(on, batch_size=2000)
    together = Claim.co_speakers.through
    together.objects.bulk_create(
        (together(claim=claim, actor=chance.choice(actors)) for claim in stored[::50]), batch_size=1000
    )


def _relations(chance: random.Random) -> None:
    """Join a twentieth of the claims with claims of the next article; let later claims answer proposals."""
    from claims.models import Claim, Link, Statement

    claims = list(Claim.objects.only("pk", "act").order_by("pk"))
    pairs = list(zip(claims[:-IN_ARTICLE:20], claims[IN_ARTICLE::20], strict=False))
    statements = Statement.objects.bulk_create((Statement(canonical=one) for one, _ in pairs), batch_size=1000)
    for statement, pair in zip(statements, pairs, strict=True):
        for claim in pair:
            claim.statement = statement
    Claim.objects.bulk_update([claim for pair in pairs for claim in pair], ["statement"], batch_size=1000)
    proposals = [number for number, claim in enumerate(claims) if claim.act in ("demand", "offer")]
    outcomes, states = ("", "accepts", "rejects", "counters"), ("suggested", "confirmed", "rejected")
    links = (
        Link(
            a=claims[min(number + 1 + chance.randrange(2 * IN_ARTICLE), len(claims) - 1)], b=claims[number],
            relation="responds_to", outcome=chance.choice(outcomes), state=chance.choice(states), score=0.7,
        )
        for number in proposals[:-1]
        for _ in range(chance.choice([0, 1, 2]))
    )  # fmt: skip
    Link.objects.bulk_create((link for link in links if link.a != link.b), batch_size=1000, ignore_conflicts=True)


def _packages(states: Sequence[Any], issues: Sequence[Any], chance: random.Random) -> None:
    """Make a package of ten terms for each state, with three claims each."""
    from claims.models import Claim, Package, Term

    claims = list(Claim.objects.reviewed().order_by("-pk").values_list("pk", flat=True)[: 30 * len(states)])
    for number, state in enumerate(states):
        day = FIRST + timedelta(days=30 * number)
        package = Package.objects.create(name=f"Plan {number}", actor=state, state="accepted", put_forward_on=day)
        for place, issue in enumerate(chance.sample(list(issues), 10)):
            term = Term.objects.create(
                actor=state, issue=issue, act="demand", stance=chance.choice(["for", "against"]), state="accepted",
                wording=f"The {chance.choice(WORDS)} {place} must hold", package=package,
            )  # fmt: skip
            term.claims.set(claims[30 * number + 3 * place :][:3])


if __name__ == "__main__":
    sys.exit(main())
