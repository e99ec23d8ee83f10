"""Every test: all of them on SQLite, then those that touch the database on PostgreSQL. Run by ``make test``."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.postgres import NoPostgresError, postgres

# Extraction never meets the database, and the browser sees the same pages whichever it is.
_NO_DATABASE = ("--ignore", "tests/extraction", "--ignore", "tests/training")


def main() -> int:
    """Run both and return the first exit code that is not 0."""
    sys.stderr.write("== On SQLite, with the browser\n")
    code = _pytest()
    try:
        with postgres() as url:
            sys.stderr.write("== On PostgreSQL\n")
            return _pytest(*_NO_DATABASE, "-m", "not browser", DATABASE_URL=url) or code
    except NoPostgresError as error:
        sys.stderr.write(f"== PostgreSQL was NOT tested. {error}\n")
        return code or (1 if os.environ.get("CI") else 0)


def _pytest(*arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
