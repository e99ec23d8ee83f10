"""Who may change what: the group of editors and its permissions."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

EDITORS = "Editors"
# Editors write everything but delete nothing that other records rest on.
_DELETABLE = ("alias", "tenure", "matchingterm", "claimissue", "link", "term", "package")


def editors() -> Group:
    """Return the group of editors with exactly the permissions that editors have, making it on first use."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    ours = Permission.objects.filter(content_type__app_label="claims").exclude(codename__contains="historical")
    deletable = Q(codename__in=[f"delete_{model}" for model in _DELETABLE])
    group.permissions.set(ours.filter(deletable | ~Q(codename__startswith="delete_")))
    return group


def make_editor(*, username: str, password: str) -> User:
    """Create a user who may sign in to the admin and edit as an editor; the password is not checked for strength."""
    user = User.objects.create_user(username=username, password=password, is_staff=True)
    user.groups.add(editors())
    return user
