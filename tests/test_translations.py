"""The catalogues hold every word that the program shows, translated, and are compiled as they stand."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from claims.names import FIELDS, MODELS
from claims.phrases import told

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
_LINE = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ("(?:[^"\\]|\\.)*")')
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
Entry = dict[str, str]


def entries(catalogue: Path) -> Iterator[Entry]:
    """Yield the entries that are in use, each by keyword; ``flags`` holds its flags."""
    for block in catalogue.read_text(encoding="utf-8").split("\n\n"):
        entry: Entry = {"flags": " ".join(re.findall(r"^#,(.*)$", block, re.MULTILINE))}
        keyword = ""
        for line in block.splitlines():
            if found := _LINE.fullmatch(line):
                keyword, text = found[1], found[2]
                entry[keyword] = ast.literal_eval(text)
            elif line.startswith('"'):
                entry[keyword] += ast.literal_eval(line)
        if entry.get("msgid"):
            yield entry


def key(entry: Entry) -> tuple[str, str]:
    """Return what names an entry."""
    return entry.get("msgctxt", ""), entry["msgid"]


@pytest.fixture(scope="session")
def gettext_tools() -> None:
    """GNU gettext, without which nothing can be collected or compiled."""
    if not shutil.which("msgfmt") or not shutil.which("xgettext"):
        reason = "GNU gettext is not installed (Debian: apt install gettext)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def collected(gettext_tools: None, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Every message of the sources, collected anew from a copy."""
    copy = tmp_path_factory.mktemp("sources")
    for name in ("claims", "peacetracker", "templates"):
        leave = shutil.ignore_patterns("__pycache__", "*.onnx", "training", "migrations")
        shutil.copytree(ROOT / name, copy / name, ignore=leave)
    shutil.copy(ROOT / "manage.py", copy)
    (copy / "locale" / "xx" / "LC_MESSAGES").mkdir(parents=True)
    script = "from django.core.management import execute_from_command_line as run; run()"
    subprocess.run(
        [sys.executable, "-c", script, "makemessages", "--locale", "xx", "--no-wrap", "--add-location", "never"],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        check=True,
    )
    return {key(entry) for entry in entries(copy / "locale" / "xx" / "LC_MESSAGES" / "django.po")}


def test_there_is_a_catalogue_of_ukrainian() -> None:
    assert LOCALE / "uk" / "LC_MESSAGES" / "django.po" in CATALOGUES


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_message_is_in_the_catalogue(catalogue: Path, collected: set[tuple[str, str]]) -> None:
    assert len(collected) > 500
    missing = collected - {key(entry) for entry in entries(catalogue)}
    assert not missing, "Run `make messages`, translate what it lists, run it again."


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_message_is_translated(catalogue: Path) -> None:
    for entry in entries(catalogue):
        assert "fuzzy" not in entry["flags"], entry
        assert all(text for name, text in entry.items() if name.startswith("msgstr")), entry


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_fill_in_the_same(catalogue: Path) -> None:
    for entry in entries(catalogue):
        given = {*_PLACEHOLDER.findall(entry["msgid"]), *_PLACEHOLDER.findall(entry.get("msgid_plural", ""))}
        for name, text in entry.items():
            if name.startswith("msgstr"):
                assert set(_PLACEHOLDER.findall(text)) == given, entry
                assert re.findall(r"</?\w+", text) == re.findall(r"</?\w+", entry["msgid"]), entry


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_says_the_same(catalogue: Path, gettext_tools: None, tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "--output-file", str(compiled), str(catalogue)], check=True)
    with compiled.open("rb") as fresh, catalogue.with_suffix(".mo").open("rb") as stored:
        one, other = gettext.GNUTranslations(fresh), gettext.GNUTranslations(stored)
    assert vars(one)["_catalog"] == vars(other)["_catalog"], "Run `make messages` and commit the .mo file."


def test_models_and_fields_speak_the_language_of_the_page() -> None:
    config = apps.get_app_config("claims")
    with translation.override("uk"):
        for model in config.get_models():
            if model.__name__.startswith("Historical"):
                continue
            assert not re.search("[a-z]", str(model._meta.verbose_name)), model
            left = {str(field.verbose_name) for field in model._meta.local_fields if field.attname != "id"}
            # The two claims of a link are called a and b.
            assert {name for name in left if re.fullmatch(r"[a-z\W]+", name)} <= {"a", "b"}, model
    assert len(MODELS) > 20
    assert len(FIELDS) > 50


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Extracted", "Виділено"),
        ("3 days later", "через 3 дні"),
        ("1 day later", "через 1 день"),
        ("11 days later", "через 11 днів"),
        ("21 days later", "через 21 день"),
        ("cue: said", "слово-вказівка: said"),
        ("act: default", "дія: типово"),
        ("story: day + publication: March 29", "за ходом розповіді: день і дата публікації: March 29"),
        ("same-speech: weekday + publication: Friday", "той самий виступ: день тижня й дата публікації: Friday"),
        ("an editor", "редактор"),
        ("Rejected (not a claim): claim 5, the border", "Відхилено (не твердження): твердження 5, the border"),
        ("Undid: Accepted: claim 5, a border", "Скасовано: Прийнято: твердження 5, a border"),
        ("Accept: 1 claims", "Прийняти: 1 твердження"),
        ("Reject (wrong speaker): 5 claims", "Відхилити (не той мовець): 5 тверджень"),
        ("Set the speaker to Anna: 5 claims", "Вказати мовця (Anna): 5 тверджень"),
        ("Set the issue Way to peace to for: 2 claims", "Вказати позицію з питання «Way to peace» — за: 2 твердження"),
        ("Take off the issue Grain: 5 claims", "Прибрати питання «Grain»: 5 тверджень"),
        ("Assign to ann: 5 claims", "Призначити (ann): 5 тверджень"),
        ("Assign to nobody: 5 claims", "Зняти призначення: 5 тверджень"),
        ("Undid: Assign to ann: 5 claims", "Скасовано: Призначити (ann): 5 тверджень"),
        ("What an editor typed", "What an editor typed"),
        ("", ""),
    ],
)
def test_stored_phrases_are_told_in_the_language_of_the_page(stored: str, shown: str) -> None:
    assert told(stored) == stored
    with translation.override("uk"):
        assert told(stored) == shown
