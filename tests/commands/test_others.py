"""The smaller commands."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.models import Actor, Alias, Claim, Issue, Office, Tenure
from tests.factories import make_actor, make_claim, make_issue

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder of small seed files."""
    (tmp_path / "actors.toml").write_text(
        """
        [[actor]]
        slug = "freedonia"
        name = "Freedonia"
        kind = "state"
        aliases = [{ text = "Freedonian", kind = "adjective" }]

        [[actor]]
        slug = "anna-berg"
        name = "Anna Berg"
        kind = "person"
        part_of = "freedonia"

        [[office]]
        slug = "president-of-freedonia"
        name = "President of Freedonia"
        body = "freedonia"
        titles = ["president", "leader"]

        [[tenure]]
        office = "president-of-freedonia"
        holder = "anna-berg"
        started = 2020-01-01
        """
    )
    (tmp_path / "issues.toml").write_text(
        '[[issue]]\nslug = "border"\nname = "Border"\nfor_means = "it opens"\nterms = [{ text = "border" }]\n'
    )
    (tmp_path / "outlets.toml").write_text('[[outlet]]\nslug = "times"\nname = "Example Times"\n')
    return tmp_path


def test_load_seeds_fills_the_registry(seeds: Path) -> None:
    run("load_seeds", str(seeds))
    anna = Actor.objects.get(slug="anna-berg")
    assert str(anna.part_of) == "Freedonia"
    assert str(Tenure.objects.get().holder) == "Anna Berg"
    assert Office.objects.get().titles == ["president", "leader"]
    assert Issue.objects.get().terms.get().text == "border"
    assert Actor.objects.get(slug="times").outlet.name == "Example Times"


def test_load_seeds_twice_changes_nothing(seeds: Path) -> None:
    run("load_seeds", str(seeds))
    rows = Actor.history.count()
    report = json.loads(run("load_seeds", str(seeds), json=True))
    assert not any(report["created"].values())
    assert not any(report["updated"].values())
    assert Actor.history.count() == rows


def test_load_seeds_brings_what_is_new_in_the_files(seeds: Path) -> None:
    run("load_seeds", str(seeds))
    file = seeds / "actors.toml"
    file.write_text(file.read_text().replace('name = "Anna Berg"', 'name = "Anna Maria Berg"'))
    run("load_seeds", str(seeds))
    assert Actor.objects.get(slug="anna-berg").name == "Anna Maria Berg"


def test_load_seeds_leaves_what_an_editor_changed_or_removed(seeds: Path, editor: User) -> None:
    run("load_seeds", str(seeds))
    anna, alias = Actor.objects.get(slug="anna-berg"), Alias.objects.get(text="Freedonian")
    anna.name = "Anna B."
    anna._history_user = editor
    anna.save()
    alias.delete()
    run("load_seeds", str(seeds))
    assert Actor.objects.get(slug="anna-berg").name == "Anna B."
    assert not Alias.objects.filter(text="Freedonian").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('part_of = "freedonia"', 'part_of = "nowhere"', 'part_of = "nowhere" is not defined'),
        ('kind = "person"', 'kind = "person"\ncolour = "red"', "unexpected keyword argument 'colour'"),
        ("[[office]]", "[[office", "is not valid TOML"),
        ('slug = "anna-berg"', 'slug = "freedonia"', '"freedonia" stands twice'),
    ],
)
def test_load_seeds_names_the_fault_and_stores_nothing(seeds: Path, old: str, new: str, message: str) -> None:
    file = seeds / "actors.toml"
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(CommandError, match=message):
        run("load_seeds", str(seeds))
    assert not Actor.objects.exists()


def test_load_seeds_names_a_folder_without_files(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Cannot read .*actors\.toml"):
        run("load_seeds", str(tmp_path))


def test_export_writes_the_contract() -> None:
    border = make_issue(slug="border")
    claim = make_claim(speaker=make_actor("Anna Berg"), issues={border: "for"}, article=None)
    claim.co_speakers.add(make_actor("Carl Dahl"))
    (row,) = map(json.loads, run("export", "claims").splitlines())
    text = claim.article.text
    assert (row["article"], row["id"], row["state"]) == (str(claim.article_id), str(claim.pk), "suggested")
    assert [text[start:end] for start, end in row["content"]] == ["the border must stay open"]
    assert (row["speaker"], row["issues"], row["said_on"]) == ("Anna Berg + Carl Dahl", {"border": "for"}, None)


def test_export_leaves_rejected_claims_out_unless_asked(editor: User) -> None:
    make_claim().reject(editor, "no claim")
    assert run("export", "claims") == ""
    assert len(run("export", "claims", state=["rejected"]).splitlines()) == 1


def test_export_writes_a_file_and_names_one_it_cannot_write(tmp_path: Path) -> None:
    make_claim()
    run("export", "claims", output=tmp_path / "claims.jsonl")
    assert len((tmp_path / "claims.jsonl").read_text().splitlines()) == Claim.objects.count()
    with pytest.raises(CommandError, match="No such file or directory"):
        run("export", "claims", output=tmp_path / "absent" / "claims.jsonl")


def test_export_needs_as_many_queries_for_ten_claims_as_for_one(django_assert_max_num_queries: Any) -> None:
    for _ in range(10):
        make_claim(issues={make_issue(): "for"})
    with django_assert_max_num_queries(7):
        assert len(run("export", "claims").splitlines()) == 10


def test_create_editor_prints_the_password_once() -> None:
    words = run("create_editor", "mona").split()
    password = words[words.index("password") + 1]
    user = User.objects.get(username="mona")
    assert user.check_password(password)
    assert user.is_staff
    assert user.has_perm("claims.change_claim")
    assert not user.has_perm("claims.delete_claim")
    assert not user.is_superuser
    again = run("create_editor", "mona")
    assert "exists" in again
    assert password not in again
