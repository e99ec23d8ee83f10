"""What happened beside the words: talks, summits, ceasefires declared and broken, entered by editors."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims.models.actors import Actor
from claims.models.constraints import not_empty, one_of
from claims.models.issues import Issue


class EventKind(models.TextChoices):
    """What sort of event it is."""

    TALKS = "talks", pgettext_lazy("event", "Talks")
    SUMMIT = "summit", pgettext_lazy("event", "Summit")
    CEASEFIRE = "ceasefire", pgettext_lazy("event", "ceasefire declared")
    BREACH = "breach", pgettext_lazy("event", "ceasefire broken or ended")
    AGREEMENT = "agreement", pgettext_lazy("event", "agreement or exchange")
    PROPOSAL = "proposal", pgettext_lazy("event", "Proposal")
    OTHER = "other", pgettext_lazy("event", "Other")


class EventQuerySet(models.QuerySet["Event"]):
    """Events, asked for as a reader would."""

    def between(self, since: date | None, until: date | None) -> Self:
        """Events that touch the days from one to another, both included."""
        found = self.filter(Q(ended_on__gte=since) | Q(ended_on=None, started_on__gte=since)) if since else self
        return found.filter(started_on__lte=until) if until else found


class Event(models.Model):
    """Something that happened on one day or over several."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=EventKind)
    started_on = models.DateField("day", db_index=True)
    ended_on = models.DateField("last day", null=True, blank=True, help_text=_("Empty for an event of one day."))
    note = models.CharField(max_length=500, blank=True, help_text=_("One or two sentences for readers."))
    address = models.URLField(
        "source", max_length=1000, blank=True, help_text=_("The web address of a document about it.")
    )
    actors = models.ManyToManyField(Actor, related_name="events", blank=True)
    issues = models.ManyToManyField(Issue, related_name="events", blank=True)
    history = HistoricalRecords(m2m_fields=[actors, issues])

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "name"]
        constraints = [
            not_empty("name", name="event_has_name"),
            one_of("kind", EventKind, name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="event_starts_before_it_ends"
            ),
            models.UniqueConstraint(fields=["name", "started_on"], name="event_unique"),
        ]

    def __str__(self) -> str:
        return self.name
