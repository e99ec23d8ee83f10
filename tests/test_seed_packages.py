"""Packages from the seed file: stored once as accepted, in place of the program's suggestion, never over a person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from claims.models import Claim, Package, Term
from claims.seed_packages import Packager, read_packages
from claims.seed_reviews import SeedReviewError, read_reviews
from tests.factories import make_actor, make_article, make_claim, make_issue

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
PLAN = """
[[package]]
name = "The plan"
actor = "anna"
put_forward = 2024-06-14
[[package.term]]
issue = "border"
act = "demand"
stance = "for"
wording = "The border stays open"
conditions = "the truce holds"
claims = [["a.md", "the border must"]]
"""


@pytest.fixture
def claim(editor: User) -> Claim:
    anna, border = make_actor("Anna Berg", slug="anna"), make_issue("Border", slug="border")
    article = make_article("Anna Berg said the border must stay open.", file_name="a.md")
    said = {"said_on": "2024-06-14", "said_on_precision": "day"}
    return make_claim(article, speaker=anna, issues={border: "for"}, **said).accept(editor)


def apply(folder: Path, editor: User, text: str = PLAN) -> dict[str, int]:
    (folder / "packages.toml").write_text(text)
    return dict(Packager(editor).apply(read_packages(folder / "packages.toml")))


def test_package_is_stored_as_accepted_with_its_evidence_once(tmp_path: Path, claim: Claim, editor: User) -> None:
    assert apply(tmp_path, editor) == {"added": 1}
    assert apply(tmp_path, editor) == {"left": 1}
    term = Term.objects.get()
    assert (term.state, term.wording, term.conditions) == ("accepted", "The border stays open", "the truce holds")
    assert list(term.claims.all()) == [claim]
    assert term.package is not None
    assert (term.package.name, term.package.state, term.package.occasion) == ("The plan", "accepted", "2024-06-14")
    assert not Term.history.filter(history_user=None).exists()


def test_suggested_package_of_the_occasion_becomes_the_accepted_one(tmp_path: Path, claim: Claim, editor: User) -> None:
    suggested = Package.objects.create(name="Anna, 14 June", actor=claim.speakers[0], occasion="2024-06-14")
    assert apply(tmp_path, editor) == {"added": 1}
    assert Package.objects.get().pk == suggested.pk


@pytest.mark.parametrize("verb", ["accept", "reject", "delete"])
def test_what_a_person_decided_is_left(tmp_path: Path, claim: Claim, editor: User, verb: str) -> None:
    package = Package.objects.create(name="The plan", actor=claim.speakers[0], occasion="2024-06-14")
    package.delete() if verb == "delete" else getattr(package, verb)(editor)
    assert apply(tmp_path, editor) == {"left": 1}
    assert not Term.objects.exists()


def test_package_whose_claims_are_not_reviewed_is_left(tmp_path: Path, claim: Claim, editor: User) -> None:
    claim.reject(editor, "wrong")
    assert apply(tmp_path, editor) == {"left": 1}
    assert not Package.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('actor = "anna"', 'actor = "nobody"', 'Unknown actor "nobody" in the package "The plan"'),
        ('issue = "border"', 'issue = "x"', 'Unknown issue "x" in the package "The plan"'),
        ('act = "demand"', 'act = "sing"', 'Unknown act "sing" in the package "The plan"'),
        ('stance = "for"', 'stance = "up"', 'Unknown stance "up" in the package "The plan"'),
        ("put_forward", "brought", "Correct that entry."),
        ("[[package]]", "[package", "Correct that entry."),
    ],
)
def test_fault_in_the_file_is_named(
    tmp_path: Path, claim: Claim, editor: User, old: str, new: str, message: str
) -> None:
    with pytest.raises(SeedReviewError, match=message.replace(".", r"\.")):
        apply(tmp_path, editor, PLAN.replace(old, new, 1))
    assert not Package.objects.exists()


def test_shipped_packages_rest_on_reviewed_claims() -> None:
    reviews = read_reviews(SEEDS / "reviews.jsonl")
    packages = read_packages(SEEDS / "packages.toml")
    assert len(packages) >= 4
    for package in packages:
        for term in package.terms:
            for name, words in term.claims:
                found = [r for r in reviews if r.article == name and " ".join(r.content).startswith(words)]
                assert found, f"{package.name}: {words}"
                assert any(term.issue in review.issues for review in found), f"{package.name}: {term.issue}"
