"""Negotiable issues and the words that mark them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from claims.models.addresses import address_of
from claims.models.constraints import not_empty, one_of
from claims.models.counts import rows_in


class Stance(models.TextChoices):
    """The speaker's stance towards what "for" means on an issue."""

    FOR = "for", pgettext_lazy("stance", "For")
    AGAINST = "against", pgettext_lazy("stance", "Against")
    NEUTRAL = "neutral", pgettext_lazy("stance", "Neutral")


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues, asked for as a reader would."""

    def with_claim_counts(self, states: Sequence[str], *, into: str = "claim_count", least: float = 0.0) -> Self:
        """Annotate ``claim_count``: claims of these review states on the issue."""
        rows = apps.get_model("claims", "Standing").objects.filter(
            issue=OuterRef("pk"), together=False, state__in=states, **({"confidence__gte": least} if least else {})
        )
        return self.annotate(**{into: rows_in(rows.order_by().values("issue"))})

    def headlines(self) -> Self:
        """Issues that editors put first."""
        return self.filter(headline=True)

    def with_kin(self) -> Self:
        """Fetch what the page of one issue shows besides: parent, narrower issues, matching terms."""
        return self.select_related("parent").prefetch_related("children", "terms")


class Issue(models.Model):
    """A negotiable matter, with what being for it means."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    for_means = models.CharField('"for" means', max_length=300)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)
    pax_code = models.CharField("PA-X code", max_length=20, blank=True)
    stance_scale = models.BooleanField(default=True, help_text=_("Off where only a neutral stance makes sense."))
    excludes = models.ManyToManyField(
        "self", blank=True, help_text=_('Issues of which nobody can have "for" together with "for" on this one.')
    )
    proposed_by = models.ForeignKey(
        "claims.Actor",
        on_delete=models.PROTECT,
        related_name="proposals",
        null=True,
        blank=True,
        help_text=_("Whose proposal the issue is, where it stands for a proposal as a whole."),
    )
    headline = models.BooleanField(
        default=False, help_text=_("Among the issues that the position matrix and the front page show first.")
    )
    history = HistoricalRecords()

    objects = IssueQuerySet.as_manager()

    if TYPE_CHECKING:
        claim_count: int
        suggested_count: int

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="issue_not_its_own_parent"),
            not_empty("name", name="issue_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the permalink."""
        return address_of("claims:issue_detail", self.slug)


def validate_term(text: str) -> None:
    """Raise ValidationError unless the text is words with ``...`` only between two of them.

    A word may end in ``*`` and may be several with strokes between, any of which will do ("troops/army").
    """
    words = text.replace("…", "...").split()
    if not any(word != "..." for word in words):
        raise ValidationError(
            gettext('"%(text)s" holds no word. Write the words that mark the issue, like cease ... fire.')
            % {"text": text}
        )
    if "..." in (words[0], words[-1]) or ("...", "...") in pairwise(words):
        raise ValidationError(
            gettext('In "%(text)s", "..." does not stand between two words. Take it out, or add the word.')
            % {"text": text}
        )
    for word in words:
        for alternative in word.split("/"):
            _validate_word(alternative)


def _validate_word(word: str) -> None:
    if word == "...":
        return
    if not word:
        raise ValidationError(
            gettext('"/" does not stand between two words. Take it out, or write both words without blanks.')
        )
    if "..." in word:
        raise ValidationError(
            gettext('In "%(word)s", "..." touches a word. Put a space on each side of it.') % {"word": word}
        )
    if "*" in word[:-1]:
        raise ValidationError(
            gettext('In "%(word)s", "*" does not stand at the end of the word. Move it there, or take it out.')
            % {"word": word}
        )
    if word == "*":
        raise ValidationError(gettext('"*" stands alone. Put it at the end of a word, or write ... for words between.'))


class MatchingTerm(models.Model):
    """Words that mark an issue. ``*`` ends a word openly, ``...`` allows up to eight words between, ``/`` is "or"."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="terms")
    text = models.CharField(max_length=200)
    stance = models.CharField(
        max_length=7, choices=Stance, default=Stance.FOR, help_text=_("The stance of a speaker who affirms the words.")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["issue", "text"]
        constraints = [
            not_empty("text", name="term_has_text"),
            one_of("stance", Stance, name="term_stance_known"),
            models.UniqueConstraint(fields=["issue", "text"], name="term_unique"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Check the syntax of the text and write its gaps as three dots."""
        try:
            validate_term(self.text)
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from error
        self.text = " ".join(self.text.replace("…", "...").split())
