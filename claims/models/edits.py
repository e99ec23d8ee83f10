"""Edits that never overwrite another person's: a version number on the row, checked on every save by a person."""

from __future__ import annotations

from typing import Any, Self

from django.db import models, transaction
from django.db.models import F
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext


class StaleEdit(Exception):
    """The row was changed by somebody else since it was read; nothing was saved."""

    def __init__(self, row: models.Model) -> None:
        self.row = row
        super().__init__(
            gettext('"%(row)s" was changed by somebody else meanwhile. Compare both versions and save again.')
            % {"row": row}
        )


class Editable(models.Model):
    """A row that people edit. ``edit_version`` grows by one with each edit."""

    edit_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_edit(self) -> Self:
        """Save over exactly the version that was read; raise StaleEdit, saving nothing, if there is a newer one."""
        rows = type(self)._default_manager.filter(pk=self.pk, edit_version=self.edit_version)
        # No savepoint: one block more or less is two statements, and StaleEdit is raised before anything is written.
        with transaction.atomic(savepoint=False):
            if current := bool(rows.update(edit_version=F("edit_version") + 1)):
                self.edit_version += 1
                self.save()
        if not current:
            raise StaleEdit(self)
        return self


def in_english(words: Promise | str) -> str:
    """Return words as the history keeps them: in English, whatever the language of the page."""
    with translation.override("en"):
        return str(words)


def by_machine(row: Any, reason: str) -> None:
    """Have the row's next history entry say that the program made the change, whoever's request it runs in."""
    row._history_user, row._change_reason = None, reason
