"""Packages that come with the seed reports: terms that one actor put forward together, as an editor reviewed them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import REVIEWED, Act, Actor, Claim, Issue, Package, Stance, Term
from claims.seed_reviews import SeedReviewError
from claims.terms.evidence import Occasion


@dataclass(frozen=True, slots=True)
class SeedTerm:
    """One term. ``claims`` names each claim that it rests on by its report and the first words of its content."""

    issue: str
    act: str
    stance: str
    wording: str
    claims: tuple[tuple[str, str], ...]
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class SeedPackage:
    """Terms that an actor (slug) put forward together; without a day where the reports name none."""

    name: str
    actor: str
    terms: tuple[SeedTerm, ...]
    put_forward: date | None = None


def read_packages(path: Path) -> list[SeedPackage]:
    """Read the file, nothing if there is none; raise SeedReviewError on any fault."""
    if not path.exists():
        return []
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        packages = [_package(entry) for entry in data.get("package", ())]
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise SeedReviewError(f'"{path}": {error}. Correct that entry.') from error
    for package in packages:
        _check_words(package)
    return packages


def _package(entry: Mapping[str, Any]) -> SeedPackage:
    values = dict(entry)
    return SeedPackage(terms=tuple(_term(term) for term in values.pop("term")), **values)


def _term(entry: Mapping[str, Any]) -> SeedTerm:
    claims = tuple((article, words) for article, words in entry["claims"])
    return SeedTerm(**{**entry, "claims": claims})


def _check_words(package: SeedPackage) -> None:
    for term in package.terms:
        for word, value, known in (("act", term.act, Act.values), ("stance", term.stance, Stance.values)):
            if value not in known:
                raise SeedReviewError(f'Unknown {word} "{value}" in the package "{package.name}". Correct it.')


class Packager:
    """Stores packages as accepted by one editor. What a person has decided on or removed is not touched."""

    def __init__(self, editor: User) -> None:
        self.editor = editor
        self._actors = dict(Actor.objects.values_list("slug", "pk"))
        self._issues = dict(Issue.objects.values_list("slug", "pk"))

    def apply(self, packages: Sequence[SeedPackage]) -> Counter[str]:
        """Store all; return how many were added or left. Raise SeedReviewError for an actor or issue not known."""
        for package in packages:
            self._check(package)
        return Counter(self._apply(package) for package in packages)

    @transaction.atomic
    def _apply(self, seed: SeedPackage) -> str:
        evidence = [_evidence(term) for term in seed.terms]
        once = Package.history.filter(actor_id=self._actors[seed.actor], name=seed.name).exists()
        if once or not all(evidence):
            return "left"
        package = self._taken(seed, evidence[0][0])
        if not package.is_untouched:
            return "left"
        package.name, package.put_forward_on = seed.name, seed.put_forward
        if package.pk is None:
            package._history_user = self.editor
            package.save()
        package.accept(self.editor)
        for term, claims in zip(seed.terms, evidence, strict=True):
            self._store(term, claims, package)
        return "added"

    def _taken(self, seed: SeedPackage, claim: Claim) -> Package:
        """Return the package that the program suggests on the same occasion, or else a new one."""
        key = {"actor_id": self._actors[seed.actor], "occasion": Occasion.of(*_when(claim)).name}
        return Package.objects.filter(**key).order_by("-edit_version", "pk").first() or Package(**key)

    def _store(self, seed: SeedTerm, claims: Sequence[Claim], package: Package) -> None:
        term = Term(
            actor_id=package.actor_id, issue_id=self._issues[seed.issue], act=seed.act, stance=seed.stance,
            wording=seed.wording, conditions=seed.conditions, package=package,
        )  # fmt: skip
        term._history_user = self.editor
        term.save()
        term.claims.set(claims)
        term.accept(self.editor)

    def _check(self, package: SeedPackage) -> None:
        pairs = [("actor", package.actor, self._actors), *(("issue", t.issue, self._issues) for t in package.terms)]
        for word, slug, known in pairs:
            if slug not in known:
                raise SeedReviewError(f'Unknown {word} "{slug}" in the package "{package.name}". Correct it.')


def _evidence(term: SeedTerm) -> list[Claim]:
    """Return the reviewed claims that the term rests on; none if one of them is not there."""
    reviewed = Claim.objects.filter(state__in=REVIEWED).order_by("pk")
    found = [reviewed.filter(article__file_name=name, content_text__startswith=words) for name, words in term.claims]
    firsts = [claims.first() for claims in found]
    return [claim for claim in firsts if claim] if all(firsts) else []


def _when(claim: Claim) -> tuple[date | None, str, int]:
    return claim.said_on, claim.said_on_precision, claim.article_id
