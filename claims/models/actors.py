"""Actors, the names they go by, the offices they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims.models.addresses import address_of
from claims.models.constraints import not_empty, one_of
from claims.models.counts import rows_in
from claims.models.edits import Editable

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ActorKind(models.TextChoices):
    """What sort of actor it is."""

    PERSON = "person", pgettext_lazy("actor", "Person")
    STATE = "state", pgettext_lazy("actor", "State")
    GOVERNMENT = "government", pgettext_lazy("actor", "Government")
    ORGANISATION = "organisation", pgettext_lazy("actor", "Organisation")
    ARMED_GROUP = "armed_group", pgettext_lazy("actor", "armed group")
    OFFICE = "office", pgettext_lazy("actor", "Office")
    OUTLET = "outlet", pgettext_lazy("actor", "Outlet")
    GROUP = "group", pgettext_lazy("actor", "Group")


class Gender(models.TextChoices):
    """For pronouns only."""

    FEMALE = "female", pgettext_lazy("gender", "Female")
    MALE = "male", pgettext_lazy("gender", "Male")


class AliasKind(models.TextChoices):
    """How the name is used."""

    NAME = "name", pgettext_lazy("alias", "Name")
    SHORT = "short", pgettext_lazy("alias", "short name")
    METONYM = "metonym", pgettext_lazy("alias", "Metonym")
    ADJECTIVE = "adjective", pgettext_lazy("alias", "Adjective")
    DESCRIPTION = "description", pgettext_lazy("alias", "Description")


class Language(models.TextChoices):
    """The language, and with it the script, of the name."""

    ENGLISH = "en", pgettext_lazy("language", "English")
    UKRAINIAN = "uk", pgettext_lazy("language", "Ukrainian")
    RUSSIAN = "ru", pgettext_lazy("language", "Russian")


class ActorQuerySet(models.QuerySet["Actor"]):
    """Actors, asked for as a reader would."""

    def current(self) -> Self:
        """Leave out those merged into another."""
        return self.filter(merged_into=None)

    def with_claim_counts(self, states: Sequence[str], *, into: str = "claim_count", least: float = 0.0) -> Self:
        """Annotate ``claim_count``: claims of these review states that name the actor as (one of) the speakers."""
        from claims.models.claims import Claim

        asked = {"state__in": states, "confidence__gte": least}
        alone = Claim.objects.filter(speaker=OuterRef("pk"), **asked).order_by().values("speaker")
        joined = {f"claim__{name}": value for name, value in asked.items()}
        together = Claim.co_speakers.through.objects.filter(actor=OuterRef("pk"), **joined)
        return self.annotate(**{into: rows_in(alone) + rows_in(together.values("actor"))})

    def named(self, text: str) -> Self:
        """Return the actors whose name or an alias contains the text."""
        aliases = Alias.objects.filter(text__icontains=text)
        return self.filter(Q(name__icontains=text) | Q(pk__in=aliases.values("actor")))

    def with_kin(self) -> Self:
        """Fetch what the page of one actor shows of its kin: names, offices, parts."""
        return self.select_related("part_of", "merged_into").prefetch_related(
            "aliases",
            "tenures__office__body",
            "offices__tenures__holder",
            Prefetch("parts", Actor.objects.current()),
        )


class Actor(Editable):
    """Somebody who can make a claim: person, state, organisation …"""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=15, choices=ActorKind)
    gender = models.CharField(max_length=6, choices=Gender, blank=True, help_text=_("Only to resolve pronouns."))
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="parts",
        null=True,
        blank=True,
        help_text=_("The state or body it belongs to or speaks for."),
    )
    wikidata = models.CharField("Wikidata id", max_length=20, blank=True)
    description = models.CharField(max_length=300, blank=True)
    provisional = models.BooleanField(default=False, help_text=_("Found in a text and not yet confirmed by an editor."))
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged_from", null=True, blank=True, editable=False
    )
    history = HistoricalRecords()

    objects = ActorQuerySet.as_manager()

    if TYPE_CHECKING:
        claim_count: int
        suggested_count: int

    class Meta:
        ordering = ["name"]
        constraints = [
            not_empty("name", name="actor_has_name"),
            one_of("kind", ActorKind, name="actor_kind_known"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="actor_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(part_of=F("pk")), name="actor_not_part_of_itself"),
            models.UniqueConstraint(fields=["wikidata"], condition=~Q(wikidata=""), name="actor_wikidata_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the permalink."""
        return address_of("claims:actor_detail", self.slug)

    @property
    def standing(self) -> Actor:
        """The actor this one has been merged into, and that one again; itself if it was not merged."""
        actor = self
        while actor.merged_into is not None:
            actor = actor.merged_into
        return actor

    def confirm(self, user: User) -> Self:
        """Take an actor found in a text as confirmed by an editor."""
        self.provisional = False
        self._history_user, self._change_reason = user, "Confirmed"
        return self.save_edit()


class Alias(models.Model):
    """A name an actor goes by."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=12, choices=AliasKind, default=AliasKind.NAME)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    history = HistoricalRecords()

    class Meta:
        ordering = ["actor", "text"]
        verbose_name_plural = "aliases"
        constraints = [
            not_empty("text", name="alias_has_text"),
            models.UniqueConstraint(fields=["actor", "text"], name="alias_unique"),
        ]

    def __str__(self) -> str:
        return self.text


class Office(models.Model):
    """A post in a body, held by one person after another."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    body = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="offices", null=True, blank=True)
    titles = models.JSONField(
        default=list, blank=True, help_text=_('What its holder is called: "president", "defence secretary", …')
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tenure(models.Model):
    """Who held an office from when to when; an open end is still running, an open start is not known."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="tenures")
    holder = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="tenures")
    started = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = [F("started").desc(nulls_last=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(started=None) | Q(ended=None) | Q(started__lte=F("ended")),
                name="tenure_starts_before_it_ends",
            ),
            models.UniqueConstraint(fields=["office", "holder", "started"], name="tenure_unique"),
            models.UniqueConstraint(
                fields=["office", "holder"], condition=Q(started=None), name="tenure_unique_without_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.holder}"
