#!/usr/bin/env python
"""Run PeaceTracker's administrative commands."""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacetracker.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit('Django is not installed here. Run "make setup", then use .venv/bin/python.') from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
