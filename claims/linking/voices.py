"""Whether two claims are of one voice: the same speaker, one of several, or somebody who speaks for the other."""

from __future__ import annotations

from claims.linking.facts import Facts

SAME_SPEAKER = "same speaker"
FOR_SEVERAL = "one speaks for several"
FOR_THE_OTHER = "one speaks for the other"


def same_voice(one: Facts, other: Facts) -> str:
    """Return in what way two claims have one voice; nothing if they have not."""
    if one.speakers & other.speakers:
        return SAME_SPEAKER if one.speakers == other.speakers else FOR_SEVERAL
    if one.speakers & other.lineage or other.speakers & one.lineage:
        return FOR_THE_OTHER
    return ""
