"""A name is linked to the registry if it fits one person there."""

from __future__ import annotations

import pytest

from claims.extraction.linking import Link, PersonIndex
from claims.extraction.registry import KnownActor, KnownAlias

ACTORS = (
    KnownActor(
        "mykola-hrytsenko", "Mykola Hrytsenko", "person", aliases=(KnownAlias("Микола Гриценко", language="uk"),)
    ),
    KnownActor("ann-lee", "Ann Lee", "person"),
    KnownActor("jim-lee", "Jim Lee", "person"),
    KnownActor("lee-party", "Lee Party", "organisation"),
)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        (("Nikolai", "Gritsenko"), Link(("mykola-hrytsenko",), "spelling")),
        (("Микола", "Гриценко"), Link(("mykola-hrytsenko",), "spelling")),
        (("Mykola", "Hrytsenok"), Link(("mykola-hrytsenko",), "misprint")),
        (("Petro", "Hrytsenko"), None),
        (("Ann", "Lee"), Link(("ann-lee",), "spelling")),
        (("J.", "Lee"), Link(("jim-lee",), "spelling")),
    ],
)
def test_name_is_linked(words: tuple[str, ...], link: Link | None) -> None:
    assert PersonIndex(ACTORS).find(words) == link


def test_surname_has_all_its_bearers() -> None:
    assert PersonIndex(ACTORS).bearers("Lee") == ("ann-lee", "jim-lee")
