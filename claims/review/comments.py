"""What editors say to each other about a claim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.models import User as Account
from django.db import transaction

from claims.models import Claim, Comment, Mention

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_NAME = re.compile(r"(?<![\w@])@([\w.+-]+)")


@transaction.atomic
def say(claim: Claim, text: str, user: User) -> tuple[Comment, list[str]]:
    """Store the comment and tell those named with @; return it, and the names that are nobody's here."""
    comment = Comment.objects.create(claim=claim, user=user, text=text.strip())
    names = [name.rstrip(".-") for name in _NAME.findall(text)]
    found = Account.objects.filter(username__in=names, is_active=True, is_staff=True)
    people = {person.username: person for person in found}
    Mention.objects.bulk_create(Mention(comment=comment, user=person) for person in people.values())
    return comment, [name for name in dict.fromkeys(names) if name not in people]
