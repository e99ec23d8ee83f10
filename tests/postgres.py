"""A PostgreSQL for the tests: the one in TEST_DATABASE_URL, else a throwaway cluster from the local server binaries."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPostgresError(RuntimeError):
    """There is no PostgreSQL to test on; the message says how to get one."""


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a database on a real server; raise NoPostgresError if there is none to be had."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="peacetracker-postgres-"))
    try:
        with _cluster(binaries, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if initdb := shutil.which("initdb"):
        candidates.insert(0, Path(initdb).parent)
    for candidate in candidates:
        if (candidate / "initdb").exists():
            return candidate
    raise NoPostgresError(
        "No PostgreSQL server was found. Install one (Debian: apt install postgresql; macOS: brew install postgresql), "
        "or set TEST_DATABASE_URL=postgres://USER:PASSWORD@HOST/NAME for a role that may create databases."
    )


@contextmanager
def _cluster(binaries: Path, folder: Path) -> Iterator[str]:
    data, port = folder / "data", _free_port()
    as_owner = _drop_root(folder)
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_owner, *initdb], check=True, capture_output=True)
    options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c full_page_writes=off"
    control = [*as_owner, str(binaries / "pg_ctl"), "-D", str(data)]
    subprocess.run([*control, "-w", "-l", str(folder / "log"), "-o", options, "start"], check=True, capture_output=True)
    try:
        yield f"postgres://tests@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)


def _drop_root(folder: Path) -> list[str]:
    """Return the words before a command that run it as somebody other than root, to whom the folder is given."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, user="postgres")
    return ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
