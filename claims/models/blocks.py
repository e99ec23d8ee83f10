"""What linking finds its candidates by: keys of claims and bands of texts, as rows that either database joins on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from django.db import models

from claims.models.articles import Article
from claims.models.bulk import insert_rows
from claims.models.claims import Claim


class ClaimKeyQuerySet(models.QuerySet["ClaimKey"]):
    """Keys of claims, in bulk."""

    def of_article(self, article: Article) -> Self:
        """Keys of the claims of an article; without any it counts as not linked."""
        return self.filter(claim__article=article)

    def write(self, rows: Iterable[Sequence[int]]) -> None:
        """Store rows of claim, key, day and rank."""
        insert_rows(self.model, ("claim_id", "key", "day", "rank"), rows)


class ClaimKey(models.Model):
    """A key that a claim shares with those it may be linked to. ``day``: when it was said, as an ordinal."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="keys", db_index=False)
    key = models.BigIntegerField()
    # 0 for no date: such claims stand together at the beginning.
    day = models.IntegerField()
    # A number made from the claim's text, so that the order of claims of one day is not that of their arrival.
    rank = models.IntegerField()

    objects = ClaimKeyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "key"], name="claim_key_unique")]
        indexes = [models.Index(fields=["key", "day", "rank"], name="claim_key_by_day")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.key}"


class TextBandQuerySet(models.QuerySet["TextBand"]):
    """Bands of texts, in bulk."""

    def write(self, rows: Iterable[Sequence[int]]) -> None:
        """Store rows of article and band."""
        insert_rows(self.model, ("article_id", "band"), rows)


class TextBand(models.Model):
    """One band of the MinHash signature of an article's text; near-duplicates nearly always share one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bands", db_index=False)
    band = models.BigIntegerField(db_index=True)

    objects = TextBandQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "band"], name="text_band_unique")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.band}"
