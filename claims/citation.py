"""How to cite a claim: as plain text, in APA and Chicago style, and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, override

from claims.models import Claim, as_words

# Characters that mean something to TeX.
_PLAIN_IN_TEX = {char: f"\\{char}" for char in "&%$#_{}"}
_BIBTEX = str.maketrans({**_PLAIN_IN_TEX, "\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"})


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style; ``key`` names the style in addresses and ids."""

    key: str
    style: str
    text: str


def citations(claim: Claim, address: str, today: date) -> list[Citation]:
    """Return the claim cited in each style, in English on every page. ``today`` is the day on which it was read."""
    plain = gettext("Plain text")
    with override("en"):
        return [
            Citation("plain", plain, citation(claim, address)),
            Citation("apa", "APA", _apa(claim, address, today)),
            Citation("chicago", "Chicago", _chicago(claim, address, today)),
            Citation("bibtex", "BibTeX", _bibtex(claim, address, today)),
        ]


def citation(claim: Claim, address: str) -> str:
    """Return one line that names speaker, words, date, report, review state and permalink."""
    return (
        f"{claim.speaker_name} ({claim.said_on_words or 'date unknown'}): {_in_quotes(claim.content_text)} "
        f'In "{claim.article}", {_outlet(claim)}, {_published(claim)}. '
        f"PeaceTracker claim {claim.pk} ({_standing(claim)}), {address}"
    )


def _apa(claim: Claim, address: str, today: date) -> str:
    year = claim.said_on.year if claim.said_on else "n.d."
    return (
        f"{claim.speaker_name}. ({year}). {_in_quotes(claim.content_text)} As reported in {claim.article}, "
        f"{_outlet(claim)}, {_published(claim)} [Claim {claim.pk}, version {claim.edit_version}, {_standing(claim)}]. "
        f"PeaceTracker. Retrieved {today:%B} {today.day}, {today.year}, from {address}"
    )


def _chicago(claim: Claim, address: str, today: date) -> str:
    said = f", {claim.said_on_words}" if claim.said_on else ""
    return (
        f"{claim.speaker_name}{said}, {_in_quotes(claim.content_text)} Quoted in “{claim.article},” {_outlet(claim)}, "
        f"{_published(claim)}. PeaceTracker, claim {claim.pk}, version {claim.edit_version} ({_standing(claim)}). "
        f"Accessed {today:%B} {today.day}, {today.year}. {address}."
    )


def _bibtex(claim: Claim, address: str, today: date) -> str:
    fields = {
        "author": f"{{{_escaped(claim.speaker_name)}}}",
        "title": f"{{{_escaped(_one_line(claim.content_text))}}}",
        "year": str(claim.said_on.year) if claim.said_on else "",
        "howpublished": f"\\url{{{address}}}",
        "note": _escaped(
            f"Reported in {claim.article}, {_outlet(claim)}, {_published(claim)}. "
            f"PeaceTracker claim {claim.pk}, version {claim.edit_version}, {_standing(claim)}"
        ),
        "urldate": today.isoformat(),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{peacetracker-{claim.pk},\n{lines}}}"


def _outlet(claim: Claim) -> str:
    return claim.article.outlet.name if claim.article.outlet else "unknown outlet"


def _published(claim: Claim) -> str:
    return as_words(claim.article.published_on, claim.article.published_precision) or "undated"


def _standing(claim: Claim) -> str:
    return "reviewed" if claim.is_reviewed else f"{claim.get_state_display().lower()}, not reviewed"


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _in_quotes(words: str) -> str:
    words = _one_line(words)
    return words if re.match(r"""["“«'‘]""", words) else f"“{words}”."


def _escaped(words: str) -> str:
    return words.translate(_BIBTEX)
