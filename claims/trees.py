"""Rows below their parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Issue


@dataclass(frozen=True)
class Branch:
    """An issue and what belongs under it."""

    issue: Issue
    branches: tuple[Branch, ...] = ()


def as_tree(issues: Iterable[Issue]) -> list[Branch]:
    """Return the issues without a parent, each with those below it. Issues that are each other's parents come last."""
    below: dict[int | None, list[Issue]] = defaultdict(list)
    for issue in issues:
        below[issue.parent_id].append(issue)
    tree = [_branch(issue, below) for issue in below.pop(None, [])]
    while below:
        tree += [_branch(issue, below) for issue in below.pop(next(iter(below)))]
    return tree


def _branch(issue: Issue, below: dict[int | None, list[Issue]]) -> Branch:
    return Branch(issue, tuple(_branch(child, below) for child in below.pop(issue.pk, [])))
