"""CPU time of extracting one text as it grows. ``make bench GROWTH=10,30,90,1000`` (kB; TEXTS=folder to join)."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText
from claims.extraction.registry import read_registry

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_TEXTS = ROOT.parent / "shared" / "polnear" / "train" / "text"
WARM_UP = 5_000  # characters


def main(arguments: Sequence[str]) -> int:
    """Print for each size: claims, CPU seconds, microseconds a character and how that compares to the first size."""
    sizes = [round(float(size) * 1000) for size in arguments[0].split(",")]
    folder = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_TEXTS
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    if len(text) < max(sizes):
        sys.stderr.write(f'The .txt files in "{folder}" hold {len(text)} characters, and {max(sizes)} are wanted.\n')
        return 1
    extractor = Extractor(read_registry(ROOT / "seeds"))
    timed(extractor, text[:WARM_UP])
    first = None
    for size in sizes:
        claims, seconds = timed(extractor, text[:size])
        each = seconds / size * 1e6
        first = first or each
        sys.stdout.write(f"{size:>9} characters {claims:>6} claims {seconds:8.2f} CPU s {each:6.1f} us a character")
        sys.stdout.write(f" {each / first:5.2f} x\n")
        sys.stdout.flush()
    return 0


def timed(extractor: Extractor, text: str) -> tuple[int, float]:
    """Return the number of claims and the CPU seconds they took."""
    start = time.process_time()
    (found,) = extractor.extract([ArticleText(text)])
    return len(found.claims), time.process_time() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
