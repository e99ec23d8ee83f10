"""Who stands where by which claim, in one narrow row each: what lists are counted and positions picked by.

Counting claims by issue and picking the latest position of everybody needs fields of claims, their issues, speakers,
articles and offices; joined row by row that is most of the time of a page. The rows here hold those fields together and
are kept by the database itself (``standing_triggers``), whatever way a claim is written; nothing else writes them.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from claims.models.actors import Actor
from claims.models.articles import Article
from claims.models.choices import Act, Kind, State
from claims.models.claims import Claim
from claims.models.issues import Issue, Stance

# How much room a claim's key, its specificity and its day (``date.toordinal``) have in a precedence: 63 bits with the
# one for a stance that is more than a mention.
CLAIM_BITS, SPECIFICITY_BITS, DAY_BITS = 38, 2, 22


class Precedence(NamedTuple):
    """What makes one position go before another, the first field first: a stance goes before a mere mention."""

    takes_side: bool
    day: date
    specificity: int
    claim: int

    @classmethod
    def of(cls, number: int) -> Precedence:
        """Read a precedence as it is stored: its fields as the digits of one number, so that numbers compare alike."""
        rest, claim = divmod(number, 1 << CLAIM_BITS)
        rest, specificity = divmod(rest, 1 << SPECIFICITY_BITS)
        takes_side, day = divmod(rest, 1 << DAY_BITS)
        return cls(bool(takes_side), date.fromordinal(day), specificity, claim)


class Standing(models.Model):
    """One issue of a claim and one of its speakers, or none; ``together``: one of those who speak with the speaker.

    ``repeated``: an earlier row of the claim has the same stance, so rows without it count claims by stance. ``day`` is
    when it was said, or else the day of the report, unless that tells of something earlier; ``in_office``: the speaker
    held any office on that day. Rows without ``precedence`` are no position: hypothetical, undated, of nobody known.
    """

    claim = models.ForeignKey(Claim, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    issue = models.ForeignKey(Issue, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    speaker = models.ForeignKey(
        Actor, models.DO_NOTHING, related_name="+", null=True, db_constraint=False, db_index=False
    )
    article = models.ForeignKey(Article, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    together = models.BooleanField()
    in_office = models.BooleanField()
    stance = models.CharField(max_length=7, choices=Stance)
    repeated = models.BooleanField()
    state = models.CharField(max_length=9, choices=State)
    act = models.CharField(max_length=8, choices=Act)
    kind = models.CharField(max_length=8, choices=Kind)
    said_on = models.DateField(null=True)
    confidence = models.FloatField()
    day = models.DateField(null=True)
    precedence = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["claim", "state", "issue", "stance", "repeated", "together"], name="standing_claim"),
            models.Index(fields=["issue", "stance", "repeated", "together", "state"], name="standing_facets"),
            models.Index(
                fields=["state", "act", "kind", "issue", "stance", "repeated", "together", "confidence"],
                name="standing_acts",
            ),
            models.Index(
                fields=["speaker", "issue", "in_office", "state", "day", "precedence"],
                name="standing_positions",
                condition=Q(precedence__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.speaker_id} on {self.issue_id}"
