"""Headline issues and events from the seed file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from claims.models import Actor, Event, Issue
from claims.seed_site import read_site

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
SITE = """
headline_issues = ["border"]

[[event]]
name = "Talks in Geneva"
kind = "talks"
started = 2024-06-14
ended = 2024-06-15
actors = ["freedonia"]
issues = ["border"]
"""


@pytest.fixture
def seeds(tmp_path: Path, db: None) -> Path:
    """A folder of small seed files."""
    (tmp_path / "actors.toml").write_text('[[actor]]\nslug = "freedonia"\nname = "Freedonia"\nkind = "state"\n')
    (tmp_path / "issues.toml").write_text(
        "".join(f'[[issue]]\nslug = "{slug}"\nname = "{slug}"\nfor_means = "so"\n' for slug in ("border", "ships"))
    )
    (tmp_path / "outlets.toml").write_text("")
    (tmp_path / "site.toml").write_text(SITE)
    return tmp_path


def load(folder: Path) -> None:
    call_command("load_seeds", str(folder), json=True)


def test_load_seeds_marks_headlines_and_stores_events(seeds: Path) -> None:
    load(seeds)
    load(seeds)
    assert [issue.slug for issue in Issue.objects.headlines()] == ["border"]
    event = Event.objects.get()
    assert (event.kind, event.started_on, event.ended_on) == ("talks", date(2024, 6, 14), date(2024, 6, 15))
    assert [actor.slug for actor in event.actors.all()] == ["freedonia"]
    assert [issue.slug for issue in event.issues.all()] == ["border"]
    assert Event.history.filter(history_type="+").count() == 1


def test_load_seeds_leaves_what_editors_changed_or_removed(seeds: Path, editor: User) -> None:
    load(seeds)
    border = Issue.objects.get(slug="border")
    border.headline = False
    border._history_user = editor  # type: ignore[attr-defined]
    border.save()
    Event.objects.get().delete()
    load(seeds)
    assert not Issue.objects.headlines().exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"border"]\n\n', '"moon"]\n\n', 'headline_issues: "moon" is not defined'),
        ('actors = ["freedonia"]', 'actors = ["moon"]', '"Talks in Geneva": "moon" is not defined'),
        ("ended =", "colour = 1\nended =", "unexpected keyword argument 'colour'"),
        ("[[event]]", "[[event", "site.toml"),
    ],
)
def test_load_seeds_names_the_fault_and_stores_nothing(seeds: Path, old: str, new: str, message: str) -> None:
    file = seeds / "site.toml"
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(CommandError, match=message):
        load(seeds)
    assert not Actor.objects.exists()


def test_a_folder_without_the_file_has_no_events(tmp_path: Path) -> None:
    assert read_site(tmp_path / "site.toml").events == ()


def test_our_own_file_fits_the_other_seeds(db: None) -> None:
    load(SEEDS)
    assert Event.objects.count() >= 20
    assert 8 <= Issue.objects.headlines().count() <= 12


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, ["long", "short"]),
        (date(2024, 3, 4), None, ["long"]),
        (date(2024, 3, 6), None, []),
        (None, date(2024, 2, 29), []),
        (None, date(2024, 3, 1), ["short"]),
        (date(2024, 3, 1), date(2024, 3, 2), ["long", "short"]),
    ],
)
def test_events_of_a_period_touch_it(db: None, since: date | None, until: date | None, found: list[str]) -> None:
    Event.objects.create(name="short", kind="talks", started_on=date(2024, 3, 1))
    Event.objects.create(name="long", kind="summit", started_on=date(2024, 3, 2), ended_on=date(2024, 3, 5))
    assert sorted(event.name for event in Event.objects.between(since, until)) == found


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"kind": "party"}, {"ended_on": date(2024, 1, 1)}, {"name": "Talks in Geneva"}]
)
def test_the_database_refuses_an_event_that_makes_no_sense(seeds: Path, values: dict[str, object]) -> None:
    load(seeds)
    event = {"name": "Other talks", "kind": "talks", "started_on": date(2024, 6, 14), **values}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(**event)
