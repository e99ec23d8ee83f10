"""Every test: all of them on SQLite, and those that touch the database on PostgreSQL at once. Run by ``make test``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

from tests.postgres import NoPostgresError, postgres

# Extraction never meets the database, and the browser sees the same pages whichever it is. What is measured on the
# reference texts, and how a run of its own on SQLite is interrupted, is the same as well.
_NO_DATABASE = (
    "--ignore", "tests/extraction", "--ignore", "tests/training", "--ignore", "tests/commands/test_evaluate.py",
    "-k", "not interrupted_leaves_whole_articles", "-m", "not browser and not shared",
)  # fmt: skip


def main() -> int:
    """Run both side by side and return the first exit code that is not 0; what PostgreSQL's tests wrote comes last."""
    try:
        with postgres() as url, tempfile.TemporaryFile("w+") as written:
            environment = {**os.environ, "DATABASE_URL": url}
            command = _command("-p", "no:cacheprovider", *_NO_DATABASE)
            with subprocess.Popen(command, env=environment, stdout=written, stderr=subprocess.STDOUT) as other:
                code = _on_sqlite()
            sys.stderr.write("== On PostgreSQL\n")
            written.seek(0)
            shutil.copyfileobj(written, sys.stdout)
            return code or other.returncode
    except NoPostgresError as error:
        code = _on_sqlite()
        sys.stderr.write(f"== PostgreSQL was NOT tested. {error}\n")
        return code or (1 if os.environ.get("CI") else 0)


def _on_sqlite() -> int:
    sys.stderr.write("== On SQLite, with the browser\n")
    return subprocess.run(_command(), check=False).returncode


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


if __name__ == "__main__":
    sys.exit(main())
