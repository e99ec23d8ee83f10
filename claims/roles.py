"""Who may change what: the groups of editors, senior editors and admins, and their permissions."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

# Editors write everything but what many records rest on, and delete nothing such.
_DELETABLE = ("alias", "tenure", "matchingterm", "claimissue", "link", "term", "package")
_FOR_SENIORS = ("issue", "matchingterm")
_SENIOR_VERBS = ("bulk_change_claims", "undo_others", "merge_actors")
# Rows that only the program writes.
_KEPT_BY_PROGRAM = ("action", "change", "seat", "mention", "secondopinion", "assignment")


class Role(StrEnum):
    """What a person is here; the value is the name of the group."""

    EDITOR = "Editors"
    SENIOR = "Senior editors"
    ADMIN = "Admins"


EDITORS = Role.EDITOR


def permissions_of(role: Role) -> Q:
    """Return the condition on permissions that a role has."""
    if role is Role.ADMIN:
        ours = Q(content_type__app_label="claims") & ~_changes_of(_KEPT_BY_PROGRAM)
        return (ours | Q(content_type__app_label="auth")) & ~Q(codename__contains="historical")
    deletes = Q(codename__startswith="delete_") & ~Q(codename__in=[f"delete_{model}" for model in _DELETABLE])
    senior = _changes_of(_FOR_SENIORS) | Q(codename__in=_SENIOR_VERBS)
    ours = Q(content_type__app_label="claims") & ~Q(codename__contains="historical")
    all_but = ours & ~deletes & ~_changes_of(_KEPT_BY_PROGRAM)
    return all_but if role is Role.SENIOR else all_but & ~senior


def _changes_of(models: tuple[str, ...]) -> Q:
    return Q(codename__in=[f"{verb}_{model}" for verb in ("add", "change", "delete") for model in models])


def group_of(role: Role) -> Group:
    """Return the group of the role with exactly the permissions that it has, making it on first use."""
    group, _ = Group.objects.get_or_create(name=role.value)
    group.permissions.set(Permission.objects.filter(permissions_of(role)))
    return group


def editors() -> Group:
    """Return the group of editors."""
    return group_of(Role.EDITOR)


def make_editor(*, username: str, password: str, role: Role = Role.EDITOR) -> User:
    """Create a user who may sign in to the admin and has the role; the password is not checked for strength."""
    user = User.objects.create_user(username=username, password=password, is_staff=True)
    user.groups.add(group_of(role))
    return user


class PermissionsAtOnce(ModelBackend):
    """Reads the permissions of a person and of their groups with one query; otherwise Django's own."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return them as ``app.codename``, read once for each request."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            held = Permission.objects.filter(Q(group__user=user_obj) | Q(user=user_obj)).order_by()
            names = held.values_list("content_type__app_label", "codename").distinct()
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in names}
        return user_obj._perm_cache  # type: ignore[no-any-return]
