"""``manage.py ingest``: every kind of input, twice, interrupted, in several processes."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from claims.ingest.linking import LinkQueue
from claims.models import Actor, Article, Claim, Link
from tests.factories import make_actor, make_outlet

pytestmark = [pytest.mark.django_db, pytest.mark.model]

ROOT = Path(settings.BASE_DIR)
REPORT = (
    "Harbour talks resume\n\n"
    'Foreign Minister Anna Berg said on Monday that the harbour must reopen. "We will not wait," she said.\n\n'
    "The governor rejected the demand, according to the Example Times.\n"
)


def ingest(*paths: Path | str, **options: Any) -> tuple[dict[str, Any], str]:
    """Run the command and return its JSON result with what it wrote to standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("ingest", *map(str, paths), json=True, processes=1, stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"CommandError: {error}\n")
    return json.loads(out.getvalue()), err.getvalue()


def write(folder: Path, name: str, text: str = REPORT) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_ingest_stores_the_article_and_its_claims(tmp_path: Path) -> None:
    result, errors = ingest(write(tmp_path, "report.txt"))
    article = Article.objects.get()
    assert (result["created"], result["failed"], errors) == (1, 0, "")
    assert (article.text, article.title, article.file_name) == (REPORT, "Harbour talks resume", "report.txt")
    claim = article.claims.get(content_text__contains="harbour must reopen")
    assert claim.speaker_name == "Anna Berg"
    assert REPORT[claim.content[0][0] : claim.content[0][1]] == claim.content_text


def test_ingest_twice_equals_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "copy.txt")
    first, _ = ingest(tmp_path)
    before = [Article.objects.count(), Claim.objects.count(), Claim.history.count()]
    second, _ = ingest(tmp_path)
    assert (first["created"], first["duplicate"]) == (1, 1)
    assert (second["created"], second["duplicate"]) == (0, 2)
    assert [Article.objects.count(), Claim.objects.count(), Claim.history.count()] == before


def test_ingest_keeps_an_earlier_version_of_a_changed_page(tmp_path: Path) -> None:
    head = "---\nurl: https://example.org/harbour\n---\n"
    ingest(write(tmp_path, "a.txt", head + REPORT))
    claim_ids = set(Claim.objects.values_list("pk", flat=True))
    result, _ = ingest(write(tmp_path, "a.txt", head + REPORT + "\nThe talks end on Friday.\n"))
    article = Article.objects.get()
    assert (result["updated"], article.version, article.versions.get().text) == (1, 2, REPORT)
    assert claim_ids <= set(Claim.objects.values_list("pk", flat=True))
    assert not Claim.objects.orphaned().exists()


def test_ingest_dry_run_stores_nothing(tmp_path: Path) -> None:
    result, _ = ingest(write(tmp_path, "a.txt"), dry_run=True)
    assert result["created"] == 1
    assert result["claims"] > 0
    assert not Article.objects.exists()


def test_ingest_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    result, _ = ingest("-")
    assert result["outcomes"][0]["name"] == "<stdin>"
    assert Article.objects.get().text == REPORT


def test_ingest_tells_each_problem_and_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "good.txt")
    (tmp_path / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "garbled.txt").write_bytes(bytes(range(128, 256)) * 4)
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    write(tmp_path, "ukrainian.txt", "Міністерка заявила, що порт має бути відкритий, і чекати вони не будуть. " * 3)
    write(tmp_path, "outlet.txt", f"---\noutlet: Nobody's News\n---\n{REPORT}")
    result, errors = ingest(tmp_path, tmp_path / "absent.txt")
    assert (result["created"], result["failed"], Article.objects.count()) == (1, 7, 1)
    for line in (
        "absent.txt: There is no such file or folder. Check the path.",
        "binary.txt: It is binary, not text. Save the article as plain text, in UTF-8.",
        "empty.txt: It is empty. Save the article's text into it, or remove it.",
        "garbled.txt: It is not valid UTF-8 (byte 0), and no other encoding fits. Save it as UTF-8.",
        "huge.txt: It has 50,000,000 bytes or more, and an article may have 2,000,000.",
        'outlet.txt: Unknown outlet "Nobody\'s News". Add it in the admin or in seeds/outlets.toml.',
        'ukrainian.txt: Its language seems to be "uk", and only en can be read.',
        "CommandError: 7 of 8 documents failed; the reasons stand above.",
    ):
        assert line in errors


def test_ingest_names_a_file_it_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, errors = ingest(write(tmp_path, "secret.txt"))
    assert "secret.txt: It cannot be read: Permission denied. Check the path and its permissions." in errors


def test_ingest_takes_the_outlet_and_the_registered_speaker(tmp_path: Path) -> None:
    outlet, actor = make_outlet(name="Example Times"), make_actor("Anna Berg", gender="female")
    ingest(write(tmp_path, "a.md", f"---\noutlet: example times\npublished: 2024-06-12\n---\n{REPORT}"))
    article = Article.objects.get()
    assert (article.outlet, article.published_basis) == (outlet, "front matter")
    claim = article.claims.get(content_text__contains="harbour must reopen")
    assert (claim.speaker, claim.said_on_words) == (actor, "10 June 2024")


def test_ingest_finds_the_same_in_one_process_and_in_two(tmp_path: Path) -> None:
    for number in range(12):
        write(tmp_path, f"{number:02}.txt", REPORT.replace("harbour", f"harbour {number}"))
    ingest(tmp_path)
    spans = [list(article.claims.values_list("content", "act", "confidence")) for article in Article.objects.all()]
    Article.objects.all().delete()
    Actor.objects.filter(provisional=True).delete()
    call_command("ingest", str(tmp_path), json=True, processes=2, stdout=io.StringIO(), stderr=io.StringIO())
    again = [list(article.claims.values_list("content", "act", "confidence")) for article in Article.objects.all()]
    assert again == spans
    assert [article.file_name for article in Article.objects.order_by("pk")] == [f"{n:02}.txt" for n in range(12)]


def test_ingest_that_is_interrupted_leaves_whole_articles_and_can_go_on(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(150):
        write(texts, f"{number:03}.txt", REPORT.replace("harbour", f"harbour {number}") * 8)
    environment = {**os.environ, "PEACETRACKER_DATA_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    database = tmp_path / "peacetracker.sqlite3"
    with started("ingest", str(texts), "--processes", "2", environment=environment) as process:
        wait_for(lambda: stored(database, "claims_article") > 0)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=300)
    articles = stored(database, "claims_article")
    assert process.returncode == 1
    assert f"Interrupted: {articles} of 150 documents are done and stored whole." in errors
    assert 0 < articles < 150
    whole = stored(database, "claims_article WHERE id IN (SELECT article_id FROM claims_claim)")
    assert whole == articles


def test_ingest_interrupted_while_linking_links_the_rest_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        write(tmp_path, f"{number}.txt", REPORT.replace("harbour", f"harbour {number}"))

    def interrupt(queue: LinkQueue) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(LinkQueue, "link", interrupt)
        _, errors = ingest(tmp_path)
    assert "Interrupted: 2 of 2 documents are done and stored whole." in errors
    assert Article.objects.unlinked().count() == 2
    result, errors = ingest(tmp_path)
    assert (result["duplicate"], errors) == (2, "")
    assert not Article.objects.unlinked().exists()
    assert Link.objects.exists()


@contextmanager
def started(*command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command of manage.py in a session of its own, which is ended whole whatever becomes of the test.

    A shell that runs the tests in the background has them ignore Ctrl-C, which their children would inherit.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition(), f"It did not happen within {seconds} seconds."


def stored(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
