"""What linking finds its candidates by: keys of claims and bands of texts, as rows that either database joins on."""

from __future__ import annotations

from django.db import models

from claims.models.articles import Article
from claims.models.claims import Claim


class ClaimKey(models.Model):
    """A key that a claim shares with those it may be linked to. ``day``: when it was said, as an ordinal."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="keys", db_index=False)
    key = models.BigIntegerField()
    # 0 for no date: such claims stand together at the beginning.
    day = models.IntegerField()
    # A number made from the claim's text, so that the order of claims of one day is not that of their arrival.
    rank = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "key"], name="claim_key_unique")]
        indexes = [models.Index(fields=["key", "day", "rank"], name="claim_key_by_day")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.key}"


class TextBand(models.Model):
    """One band of the MinHash signature of an article's text; near-duplicates nearly always share one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bands", db_index=False)
    band = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "band"], name="text_band_unique")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.band}"
