"""The reading pages over HTTP: beside Datasette on the same rows, and in Chromium on a slow processor.

Run by ``tests.benchmark_pages`` on the database that it has filled. Datasette is no requirement of ours: it is taken
from PEACETRACKER_DATASETTE or the path ("pipx install datasette"), and left out, which is said, where there is none.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
# How many times slower the processor is made, and how often each page is loaded.
THROTTLE, LOADS = 4, 3
TICKS = os.sysconf("SC_CLK_TCK")
# The same question to both: our page, with all its facets, and Datasette's, with those that its table can have.
_FACETS = "&_facet=state&_facet=act&_facet=kind&_facet=speaker_id&_facet=article_id"
_REVIEWED = "state__in=accepted,corrected&_sort_desc=said_on&_size=25"
SAME = {
    "all claims, facets": ("/claims/", f"?{_REVIEWED}{_FACETS}"),
    "filtered, facets": ("/claims/?act=demand", f"?act=demand&{_REVIEWED}{_FACETS}"),
    "search, facets": ("/claims/?q=truce", f"?_search=truce&{_REVIEWED}{_FACETS}"),
    "search for two words": ("/claims/?q=truce+must", f"?_search=truce+must&{_REVIEWED}{_FACETS}"),
}


class Server:
    """A server that was started for the measurement, with the processor time that it and its children took."""

    def __init__(self, process: subprocess.Popen[bytes], base: str) -> None:
        self.process, self.base = process, base

    def seconds(self, address: str) -> tuple[float, float]:
        """Ask for a page; return the seconds that passed and those in which the server computed."""
        started, computing = time.perf_counter(), self._computing()
        request = Request(self.base + address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urlopen(request, timeout=120) as answer:  # noqa: S310  (an address of this machine)
            answer.read()
        return time.perf_counter() - started, self._computing() - computing

    def _computing(self) -> float:
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / TICKS


def _family(pid: int) -> list[int]:
    """Return the process and all that it started."""
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    children = [int(child) for child in tasks.read_text().split()] if tasks.exists() else []
    return [pid, *(one for child in children for one in _family(child))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def served(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Start a server and wait until it listens; stop it after."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=quiet, stderr=quiet)
    try:
        _wait(port)
        yield Server(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing listens on port {port} after a minute.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(url: str, data: str) -> Iterator[Server]:
    """Serve our pages from the database as in production, by one worker."""
    port = _free_port()
    environment = {**os.environ, "DATABASE_URL": url, "PEACETRACKER_DATA_DIR": data, "PEACETRACKER_HTTPS": "false"}
    command = [sys.executable, "-m", "gunicorn", "peacetracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with served(command, port, environment) as server:
        yield server


def beside_datasette(server: Server, database: Path, rounds: int) -> None:
    """Print the time of each comparable page with that of Datasette on the same file, asked in turn."""
    datasette = os.environ.get("PEACETRACKER_DATASETTE") or shutil.which("datasette")
    if not datasette:
        sys.stderr.write("Not compared with Datasette: there is none (pipx install datasette).\n")
        return
    port = _free_port()
    metadata = database.with_name("datasette.json")
    table = {"claims_claim": {"fts_table": "claims_claim_words", "fts_pk": "id"}}
    metadata.write_text(json.dumps({"databases": {database.stem: {"tables": table}}}))
    settings = {"suggest_facets": "off", "facet_time_limit_ms": "60000", "sql_time_limit_ms": "60000"}
    options = [word for name, value in settings.items() for word in ("--setting", name, value)]
    command = [datasette, str(database), "--port", str(port), "--metadata", str(metadata), *options]
    sys.stdout.write("Beside Datasette on the same rows (ours / Datasette; it counts 5 facets, we 7):\n")
    with served(command, port, os.environ) as other:
        for name, (page, query) in SAME.items():
            _compare(name, (server, page), (other, f"/{database.stem}/claims_claim{query}"), rounds)


def _compare(name: str, one: tuple[Server, str], other: tuple[Server, str], rounds: int) -> None:
    times: tuple[list[tuple[float, float]], ...] = ([], [])
    for _ in range(rounds + 1):
        for found, (server, address) in zip(times, (one, other), strict=True):
            found.append(server.seconds(address))
    figures = []
    for kind, words in enumerate(("passed", "computing")):
        ours, theirs = (1000 * statistics.median(seconds[kind] for seconds in found[1:]) for found in times)
        figures.append(f"{words} {ours:5.0f} / {theirs:5.0f} ms, ratio {ours / max(theirs, 1):.2f}")
    sys.stdout.write(f"{name:22} {'  '.join(figures)}\n")
    sys.stdout.flush()


# Notes what Chromium painted last and how far things moved, before any script of the page runs.
_OBSERVE = """
window.measured = { paint: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.measured.paint = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.measured.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def in_chromium(server: Server, pages: Mapping[str, str]) -> None:
    """Print for each page the largest contentful paint, the layout shift and what was transferred, nothing cached."""
    path = os.environ.get("PEACETRACKER_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        sys.stderr.write("Not measured in a browser: no Chromium found.\n")
        return
    sys.stdout.write(f"In Chromium, processor {THROTTLE} times slower, nothing cached (median of {LOADS} loads):\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, address in pages.items():
            loads = [_load(browser, server.base, address) for _ in range(LOADS)]
            paint = statistics.median(load["paint"] for load in loads)
            wait = statistics.median(load["wait"] for load in loads)
            foreign = sum(load["foreign"] for load in loads)
            sys.stdout.write(
                f"{name:22} paint {paint:5.0f} ms (first byte {wait:5.0f} ms)  "
                f"shift {max(load['shift'] for load in loads):.3f}  "
                f"{max(load['bytes'] for load in loads) / 1024:5.1f} kB  external requests {foreign}\n"
            )
            sys.stdout.flush()
        browser.close()


def _load(browser: Browser, base: str, address: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    found = {"bytes": 0.0, "foreign": 0}

    def finished(event: dict[str, Any]) -> None:
        found["bytes"] += event["encodedDataLength"]

    def asked(event: dict[str, Any]) -> None:
        found["foreign"] += not event["request"]["url"].startswith((base, "data:"))

    session.on("Network.loadingFinished", finished)
    session.on("Network.requestWillBeSent", asked)
    page.goto(base + address, wait_until="networkidle")
    measured = page.evaluate("window.measured")
    wait = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    context.close()
    return {**found, **measured, "wait": wait}
