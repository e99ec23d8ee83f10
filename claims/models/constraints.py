"""Database constraints that several models share."""

from __future__ import annotations

from django.db.models import CheckConstraint, Choices, Q

from claims.models.dates import Precision


def one_of(field: str, choices: type[Choices], *, name: str, blank: bool = False) -> CheckConstraint:
    """Return the constraint that a field holds one of its choices, or nothing where ``blank``."""
    return CheckConstraint(condition=Q(**{f"{field}__in": [*choices.values, *([""] if blank else [])]}), name=name)


def not_empty(field: str, *, name: str) -> CheckConstraint:
    """Return the constraint that a text field is not the empty string."""
    return CheckConstraint(condition=~Q(**{field: ""}), name=name)


def dated(date_field: str, precision_field: str, *, name: str) -> CheckConstraint:
    """Return the constraint that a date has a precision and no date has none."""
    return CheckConstraint(
        condition=Q(**{f"{date_field}__isnull": True, precision_field: ""})
        | Q(**{f"{date_field}__isnull": False, f"{precision_field}__in": Precision.values}),
        name=name,
    )


def share(field: str, *, name: str) -> CheckConstraint:
    """Return the constraint that a number lies in 0..1."""
    return CheckConstraint(condition=Q(**{f"{field}__gte": 0, f"{field}__lte": 1}), name=name)
