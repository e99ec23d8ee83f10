"""Server time of the review pages at 100,000 claims on SQLite and PostgreSQL, a fifth of them decided.

Run as ``python -m tests.benchmark_review [CLAIMS]``. With DATABASE_URL set, that throwaway database is measured alone,
and its claims are kept for the next run.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.postgres import NoPostgresError, postgres

if TYPE_CHECKING:
    from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
CLAIMS, DECISIONS, ROUNDS = 100_000, 300, 7
PAGES = {
    "queue": "/review/",
    "queue, an actor": "/review/?actor=actor-7",
    "queue, newest": "/review/?sort=newest&confidence=low&act=demand",
    "queue, decided": "/review/?state=accepted&state=corrected",
    "next, an actor": "/review/next/?actor=actor-7",
    "next, newest": "/review/next/?sort=newest",
    "next, by article": "/review/next/?sort=article&issue=issue-3",
    "screen of a claim": "/review/claims/{claim}/",
    "preview of {set}": "/review/bulk/{filters}&what=accept",
    "preview of issues": "/review/bulk/{filters}&what=issue&issue=issue-3&stance=against",
    "what was done": "/review/actions/",
    "done by one": "/review/actions/?who=first&verb=bulk",
    "a bulk of 5,000": "/review/actions/{action}/",
    "where it errs": "/review/errors/",
    "agreement": "/review/agreement/",
    "second opinion": "/review/second/",
    "page of a claim": "/claims/{claim}/",
}


def main() -> int:
    """Measure in one process a database, so that each starts alike."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    if "DATABASE_URL" in os.environ:
        return measure(count)
    with tempfile.TemporaryDirectory() as data:
        code = _run(f"sqlite:///{data}/bench.sqlite3", data, count)
        try:
            with postgres() as url:
                code = _run(url, data, count) or code
        except NoPostgresError as error:
            sys.stderr.write(f"PostgreSQL was not measured. {error}\n")
    return code


def _run(url: str, data: str, count: int) -> int:
    environment = {**os.environ, "DATABASE_URL": url, "PEACETRACKER_DATA_DIR": data}
    command = [sys.executable, "-m", "tests.benchmark_review", str(count)]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def measure(count: int) -> int:
    """Fill the database unless it is, then time decisions, pages and changes of many."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacetracker.settings")
    import django
    from django.test.utils import override_settings

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from claims.models import Claim
    from tests.review_store import fill

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Claim.objects.exists():
        fill(count)
    sys.stdout.write(f"{connection.vendor}, {Claim.objects.count():,} claims\n")
    with override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["testserver"]):
        client = signed_in()
        accept_and_next(client)
        pages(client)
        changes_of_many(client)
    return 0


@dataclass
class Clock:
    """Milliseconds of each call: those that passed, and those in which this process and the database computed."""

    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    size: int = 0
    queries: int = 0

    def time(self, call: Callable[[], bytes]) -> bytes:
        """Time one call."""
        server, started, busy = _server_time(), time.perf_counter(), time.process_time()
        answer = call()
        self.own.append(1000 * (time.process_time() - busy))
        self.wall.append(1000 * (time.perf_counter() - started))
        self.database.append(1000 * (_server_time() - server))
        self.size = len(gzip.compress(answer))
        return answer

    def count(self, call: Callable[[], bytes]) -> bytes:
        """Count the queries of one call, which is not timed: noting them takes time itself."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            answer = call()
        borders = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        self.queries = sum(not query["sql"].startswith(borders) for query in captured)
        return answer

    def report(self, name: str) -> None:
        """Print the figures in a line."""
        computing = [own + database for own, database in zip(self.own, self.database, strict=True)]
        figures = (
            f"computing: median {_median(computing)} p95 {_slow(computing)} (database {_median(self.database)})",
            f"passed: median {_median(self.wall)} p95 {_slow(self.wall)}",
            f"queries {self.queries:2}  {self.size / 1024:5.1f} kB gzip",
        )
        sys.stdout.write(f"{name:20} {'  '.join(figures)}\n")
        sys.stdout.flush()


def _median(times: list[float]) -> str:
    return f"{statistics.median(times):6.1f} ms"


def _slow(times: list[float]) -> str:
    return f"{sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]:6.1f} ms"


def _server_time() -> float:
    """Return the seconds for which the server process of our PostgreSQL connection has computed; 0 on SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:  # the server runs elsewhere
        return 0.0


def signed_in() -> Client:
    """Return a browser in which a senior editor is signed in."""
    from django.contrib.auth.models import User
    from django.test import Client

    from claims.roles import Role, make_editor

    found = User.objects.filter(username="bench").first()
    client = Client()
    client.force_login(found or make_editor(username="bench", password="x", role=Role.SENIOR))
    return client


def accept_and_next(client: Client) -> None:
    """Accept one claim after the other as the key does."""
    from claims.models import Claim

    claim = Claim.objects.suggested().order_by("confidence", "pk")[0]
    here, clock = (str(claim.pk), str(claim.edit_version)), Clock()
    for _ in range(20):
        here = following(accept(client, *here))
    for _ in range(DECISIONS):
        page = clock.time(lambda at=here: accept(client, *at))  # type: ignore[misc]  # bound now
        here = following(page)
    clock.count(lambda: accept(client, *here))
    clock.report("accept and next")


def accept(client: Client, claim: str, version: str) -> bytes:
    """Accept the claim; return the next screen."""
    data = {"version": version, "decision": "accept"}
    return _content(client.post(f"/review/claims/{claim}/decide/", data, headers={"HX-Request": "true"}))


def following(page: bytes) -> tuple[str, str]:
    """Return key and version of the claim on the screen."""
    words = page.decode()
    return words.split('data-claim="')[1].split('"')[0], words.split('name="version" value="')[1].split('"')[0]


def pages(client: Client) -> None:
    """Ask for each page several times."""
    from claims.models import Action, Claim, Verb

    claim = Claim.objects.suggested().order_by("pk")[0]
    action = Action.objects.filter(verb=Verb.BULK).order_by("pk")[0]
    keys = {"claim": claim.pk, "action": action.pk, "set": 200, "filters": _two_hundred()}
    for name, pattern in PAGES.items():
        address, clock = pattern.format(**keys), Clock()
        clock.count(lambda at=address: _got(client, at))  # type: ignore[misc]  # bound now
        for _ in range(ROUNDS):
            clock.time(lambda at=address: _got(client, at))  # type: ignore[misc]  # bound now
        clock.report(name.format(**keys))


def _two_hundred() -> str:
    """Return the filters of a queue with about 200 claims, by an actor and confidence."""
    return "?actor=actor-9&actor=actor-10&confidence=middle"


def changes_of_many(client: Client) -> None:
    """Change 200 claims together and undo it, several times."""
    from claims.models import Action, Verb

    address, done, undone, size = f"/review/bulk/{_two_hundred()}", Clock(), Clock(), 0
    for number in range(ROUNDS + 1):
        preview = _got(client, f"{address}&what=accept").decode()
        assert 'name="seen" value="' in preview, f"No claim can be changed at {address}; measure with more claims."
        seen = preview.split('name="seen" value="')[1].split('"')[0]
        data = {"what": "accept", "seen": seen, "apply": "1"}
        # The queries are counted in a round of their own, the first, which also warms what is kept in memory.
        change, undo = (clock.time if number else clock.count for clock in (done, undone))
        change(lambda sent=data: _content(client.post(address, sent, follow=True)))  # type: ignore[misc]  # bound now
        action = Action.objects.latest("pk")
        assert action.verb == Verb.BULK, "The change was not done."
        size = action.changes.count()
        undo(lambda pk=action.pk: _content(client.post(f"/review/actions/{pk}/undo/", follow=True)))  # type: ignore[misc]  # bound now
    done.report(f"change {size}")
    undone.report(f"undo {size}")


def _got(client: Client, address: str) -> bytes:
    return _content(client.get(address, follow=True))


def _content(response: Any) -> bytes:
    assert response.status_code == 200, response.status_code
    return bytes(response.content)


if __name__ == "__main__":
    sys.exit(main())
