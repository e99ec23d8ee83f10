"""Create an editor account once."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from claims.roles import Role, make_editor

# What a person may be made by this command.
_ROLES = {"editor": Role.EDITOR, "senior": Role.SENIOR, "admin": Role.ADMIN}


class Command(BaseCommand):
    """``manage.py create_editor [NAME]``."""

    help = "Create an editor with a random password, printed once. If the account exists, nothing changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name to sign in with."""
        parser.add_argument("username", nargs="?", default="editor", help='default: "editor"')
        parser.add_argument("--role", choices=_ROLES, default="editor", help="what the person may do; default: editor")

    def handle(self, *, username: str, role: str = "editor", **_: Any) -> None:
        """Create the account unless there is one."""
        if User.objects.filter(username=username).exists():
            self.stdout.write(
                f'The account "{username}" exists. Forgot its password? Run manage.py changepassword {username}.'
            )
            return
        password = secrets.token_urlsafe(12)
        make_editor(username=username, password=password, role=_ROLES[role])
        self.stdout.write(f'Created the {role} "{username}" with the password {password} (it is not shown again).')
