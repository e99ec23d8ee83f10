"""Provisional actors are confirmed by people."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.factories import make_actor

pytestmark = pytest.mark.django_db


def test_actor_confirm_says_who(editor: User) -> None:
    actor = make_actor(provisional=True).confirm(editor)
    assert not actor.provisional
    assert actor.history.first().history_user == editor
