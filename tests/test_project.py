"""Promises about the project as a whole: settings, commands and vocabulary are documented and agree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from claims.checks import check_attribution_model, check_limits, check_operating_point, check_spacy_model
from claims.extraction import records
from claims.models import Act, Kind, Precision, SegmentKind, Stance

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_documented_with_its_default() -> None:
    settings = (ROOT / "peacetracker" / "settings.py").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = set(re.findall(r'"((?:PEACETRACKER_\w+)|DATABASE_URL)"', settings))
    assert names
    assert {name for name in names if f"| `{name}` |" not in documented} == set()


def test_every_command_is_documented() -> None:
    documented = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    commands = [path.stem for path in (ROOT / "claims" / "management" / "commands").glob("[a-z]*.py")]
    assert commands
    assert [name for name in commands if f"manage.py {name}" not in documented] == []


@pytest.mark.parametrize(
    ("stored", "extracted"),
    [
        (Act, records.Act),
        (Kind, records.Kind),
        (Stance, records.Stance),
        (Precision, records.Precision),
        (SegmentKind, records.SegmentKind),
    ],
)
def test_models_and_extraction_use_the_same_words(stored: type, extracted: type) -> None:
    assert [choice.value for choice in stored] == [choice.value for choice in extracted]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_models_have_no_missing_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    ours = ("PEACETRACKER_", "DJANGO_ALLOW_ASYNC_UNSAFE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**inherited, "PEACETRACKER_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_a_database_url_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "PEACETRACKER_DATA_DIR": str(tmp_path), "DATABASE_URL": "oracle9://nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert 'DATABASE_URL begins with "oracle9:". Use sqlite:///PATH' in result.stderr


@override_settings(PEACETRACKER_SPACY_MODEL="no_such_model")
def test_a_missing_model_is_found_before_the_first_article() -> None:
    (error,) = check_spacy_model()
    assert error.msg == 'The spaCy model "no_such_model" is not installed.'


def test_a_missing_attribution_model_is_found_before_the_first_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_attribution_model() == []
    monkeypatch.setattr("claims.checks.SHIPPED", tmp_path)
    (error,) = check_attribution_model()
    assert error.msg.startswith(f'No attribution model in "{tmp_path}"')
    assert "Reinstall the package" in error.msg


@override_settings(PEACETRACKER_OPERATING_POINT="loud")
def test_an_unknown_operating_point_is_refused() -> None:
    assert [error.msg for error in check_operating_point()] == ['The operating point "loud" is not known.']


@override_settings(PEACETRACKER_PAGE_SIZE=0)
def test_a_limit_that_makes_no_sense_is_refused() -> None:
    assert [error.msg for error in check_limits()] == ["PEACETRACKER_PAGE_SIZE is 0."]
