"""``manage.py link``: which articles, what it reports, how it fails."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Link
from tests.linking.scene import tell

pytestmark = pytest.mark.django_db


def linked(*arguments: str) -> dict[str, int]:
    out = StringIO()
    call_command("link", *arguments, "--json", stdout=out)
    counts: dict[str, int] = json.loads(out.getvalue())
    return counts


def test_link_takes_the_unlinked_then_nothing_then_all_again() -> None:
    tell()
    first = linked()
    assert (first["articles"], first["claims"]) == (3, 6)
    assert first["created"] == Link.objects.count() > 0
    assert linked()["articles"] == 0
    again = linked("--all")
    assert (again["articles"], again["created"], again["changed"], again["removed"]) == (3, 0, 0, 0)


def test_link_takes_one_article_or_those_added_since() -> None:
    names = tell()
    assert linked("--article", str(names["first"]))["claims"] == 3
    assert linked("--since", "2000-01-01")["articles"] == 3
    assert linked("--since", "2999-01-01")["articles"] == 0


def test_link_reports_in_words() -> None:
    tell()
    out = StringIO()
    call_command("link", stdout=out)
    assert out.getvalue().startswith("3 articles, 6 claims: ")


def test_link_names_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="There is no article 7"):
        call_command("link", "--article", "7")
    with pytest.raises(CommandError, match=r'--since is "June"\. Write a day like 2024-06-14'):
        call_command("link", "--since", "June")
