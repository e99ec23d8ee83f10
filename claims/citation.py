"""How to cite a claim."""

from __future__ import annotations

from claims.models import Claim, as_words


def citation(claim: Claim, address: str) -> str:
    """Return one line that names speaker, words, date, report, review state and permalink."""
    article = claim.article
    outlet = article.outlet.name if article.outlet else "unknown outlet"
    published = as_words(article.published_on, article.published_precision) or "undated"
    standing = "reviewed" if claim.is_reviewed else f"{claim.get_state_display().lower()}, not reviewed"
    return (
        f"{claim.speaker_name} ({claim.said_on_words or 'date unknown'}): {_in_quotes(claim.content_text)} "
        f'In "{article}", {outlet}, {published}. PeaceTracker claim {claim.pk} ({standing}), {address}'
    )


def _in_quotes(words: str) -> str:
    words = " ".join(words.split())
    return words if words[:1] in "\"“«'‘" else f"“{words}”."
