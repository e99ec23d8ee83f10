"""Outlets, origins, and articles with their exact text, typed segments and earlier versions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from claims.models.actors import Actor, ActorKind
from claims.models.addresses import address_of
from claims.models.constraints import dated, not_empty, one_of
from claims.models.counts import rows_in
from claims.models.dates import Precision
from claims.models.edits import Editable


def checksum_of(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits: the identity of an article's content."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class OutletKind(models.TextChoices):
    """What sort of publisher it is."""

    AGENCY = "agency", pgettext_lazy("outlet", "news agency")
    NEWSPAPER = "newspaper", pgettext_lazy("outlet", "Newspaper")
    BROADCASTER = "broadcaster", pgettext_lazy("outlet", "Broadcaster")
    STATE_MEDIA = "state-media", pgettext_lazy("outlet", "state media")
    ONLINE = "online", pgettext_lazy("outlet", "online publication")
    MAGAZINE = "magazine", pgettext_lazy("outlet", "Magazine")
    AGGREGATOR = "aggregator", pgettext_lazy("outlet", "Aggregator")


class SegmentKind(models.TextChoices):
    """What the stretch is; claims come from headline and body only."""

    HEADLINE = "headline", pgettext_lazy("segment", "Headline")
    BYLINE = "byline", pgettext_lazy("segment", "Byline")
    DATELINE = "dateline", pgettext_lazy("segment", "Dateline")
    BODY = "body", pgettext_lazy("segment", "Body")
    BOILERPLATE = "boilerplate", pgettext_lazy("segment", "Boilerplate")


class Outlet(models.Model):
    """A publisher: newspaper, agency, broadcaster."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OutletKind, default=OutletKind.NEWSPAPER)
    country = models.CharField(max_length=2, blank=True, help_text=_("Two letters, ISO 3166-1."))
    names = models.JSONField(default=list, blank=True, help_text=_("Further names it goes by in text."))
    domains = models.JSONField(default=list, blank=True, help_text=_("Its web hosts, without www."))
    actor = models.OneToOneField(
        "claims.Actor",
        on_delete=models.PROTECT,
        related_name="outlet",
        null=True,
        blank=True,
        help_text=_("The outlet as a speaker, for claims it makes itself or passes on."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            not_empty("name", name="outlet_has_name"),
            one_of("kind", OutletKind, name="outlet_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_actor(self) -> Actor:
        """Return the outlet as a speaker, made on first use."""
        if self.actor is None:
            self.actor, _ = Actor.objects.get_or_create(
                slug=self.slug, defaults={"name": self.name, "kind": ActorKind.OUTLET}
            )
            self.save(update_fields=["actor"])
        return self.actor


class Origin(models.Model):
    """Where a report comes from: one wire story printed by forty outlets is one origin."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.note or (str(self.outlet) if self.outlet else gettext("Origin %(pk)s") % {"pk": self.pk})


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles, asked for as an editor would."""

    def with_source(self) -> Self:
        """Fetch outlet and origin along."""
        return self.select_related("outlet", "origin")

    def with_claim_counts(self, states: Sequence[str], *, into: str = "claim_count", least: float = 0.0) -> Self:
        """Annotate ``claim_count``: claims of these review states in the article."""
        claims = apps.get_model("claims", "Claim").objects.filter(article=OuterRef("pk"), state__in=states)
        sure = claims.filter(confidence__gte=least) if least else claims
        return self.annotate(**{into: rows_in(sure.order_by().values("article"))})

    def unlinked(self) -> Self:
        """Articles with claims of which none was ever compared with others."""
        compared = apps.get_model("claims", "ClaimKey").objects.filter(claim__article=OuterRef("pk"))
        return self.filter(claims__isnull=False).exclude(Exists(compared)).distinct()

    def edited_by_people(self) -> Self:
        """Articles that a person, and not only the program, has entered or changed."""
        by_hand = apps.get_model("claims", "HistoricalArticle").objects.exclude(history_user=None)
        return self.filter(pk__in=by_hand.values("id"))

    def with_content(self, checksum: str) -> Self:
        """Return the article whose text, now or in an earlier version, has this checksum."""
        return self.filter(Q(checksum=checksum) | Q(versions__checksum=checksum)).distinct()


class Article(Editable):
    """A news article. ``text`` is as read (decoded, newlines normalised); every span is a character range in it."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="articles", null=True, blank=True)
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="articles", null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    url = models.URLField("address", max_length=1000, blank=True, help_text=_("The canonical web address."))
    file_name = models.CharField(max_length=255, blank=True, help_text=_("The name of the file it was read from."))
    language = models.CharField(max_length=10, default="en")
    published_on = models.DateField("published", null=True, blank=True)
    published_precision = models.CharField("precision", max_length=5, choices=Precision, blank=True)
    published_basis = models.CharField(
        "basis", max_length=200, blank=True, help_text=_("What the date rests on: front matter, dateline, an editor …")
    )
    text = models.TextField(editable=False)
    checksum = models.CharField(max_length=64, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    extractor_version = models.CharField(max_length=200, blank=True, editable=False)
    added_at = models.DateTimeField("added", auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["text"])

    objects = ArticleQuerySet.as_manager()

    if TYPE_CHECKING:
        claim_count: int
        suggested_count: int

    class Meta:
        ordering = [F("published_on").desc(nulls_last=True), "-pk"]
        constraints = [
            not_empty("text", name="article_has_text"),
            models.CheckConstraint(condition=Q(version__gte=1), name="article_version_positive"),
            dated("published_on", "published_precision", name="article_published_precision"),
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="article_url_unique"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name or gettext("Article %(pk)s") % {"pk": self.pk}

    def get_absolute_url(self) -> str:
        """Return the permalink."""
        return address_of("claims:article_detail", self.pk)

    def text_of(self, version: int) -> str:
        """Return the text of a version; raise ArticleVersion.DoesNotExist for one that never was."""
        return self.text if version == self.version else self.versions.get(number=version).text


class Segment(models.Model):
    """A typed stretch of an article's current text: headline, byline, dateline, body, boilerplate."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=12, choices=SegmentKind)
    label = models.CharField(max_length=30, blank=True, help_text=_("Widget, teaser, share bar, promo, caption …"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["article", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="segment_start_before_end"),
            one_of("kind", SegmentKind, name="segment_kind_known"),
            models.UniqueConstraint(fields=["article", "start"], name="segment_start_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start}–{self.end}"


class ArticleVersion(models.Model):
    """The text of an earlier version, kept for the claims that still point into it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    checksum = models.CharField(max_length=64, db_index=True)
    segments = models.JSONField(default=list, help_text=_("[kind, label, start, end] of each segment."))
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article", "-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_unique")]

    def __str__(self) -> str:
        return gettext("%(article)s (version %(number)s)") % {"article": self.article, "number": self.number}
