"""How positions look in a table. Presentation only: nothing here asks the database."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from claims.charts import Axis
from claims.evolution import Lane
from claims.models import Claim, ClaimIssue, Stance, as_words
from claims.position_search import PositionSearch
from claims.position_tables import Matrix
from claims.positions import Cell, Move, Position, age_in_words
from claims.templatetags.claims import place_in_article, stance_words
from claims.verbs import does

register = template.Library()

SHAPES = {Stance.FOR: "▲", Stance.AGAINST: "▼", Stance.NEUTRAL: "◇"}
_MOVES = {
    Move.NEW: pgettext_lazy("move", "new"),
    Move.REVERSED: pgettext_lazy("move", "reversed"),
    Move.WITHDRAWN: pgettext_lazy("move", "withdrawn"),
    Move.HARDENED: pgettext_lazy("move", "harder"),
    Move.SOFTENED: pgettext_lazy("move", "softer"),
}
# Words of a claim that a card shows at most.
_CARD = 320


def _no_position() -> SafeString:
    return format_html('<span class="none" aria-label="{}">·</span>', _("no position"))


def _if() -> SafeString:
    return format_html(' <span class="if">{}</span>', pgettext("condition", "if"))


@register.simple_tag
def position_cell(search: PositionSearch, table: Matrix, cell: Cell | None) -> SafeString:
    """Return what stands in a cell: a link to the sentence in its article, and a card with the sentence."""
    if cell is None or cell.position is None:
        return _no_position()
    position, claim = cell.position, table.claims[cell.position.claim]
    short, in_full = age_in_words((search.day - position.day).days)
    words = claim.condition_text
    return format_html(
        '<a class="pos stance-{}{}" href="{}" aria-describedby="card-{}">'
        '<span class="pos-stance"><span aria-hidden="true">{}</span> {}{}</span>{}'
        '<span class="pos-more"><span class="dots" aria-hidden="true">{}</span><span class="unseen">, {}, {}</span>'
        ' <span class="age" aria-hidden="true">{}</span></span></a>{}',
        position.stance,
        "" if claim.is_reviewed else " doubtful",
        _address(claim),
        _key(cell),
        SHAPES[Stance(position.stance)],
        stance_words(position.stance),
        _if() if position.conditional else "",
        _move(cell),
        "●" * position.specificity + "○" * (3 - position.specificity),
        ClaimIssue.Specificity(position.specificity).label.lower(),
        in_full,
        short,
        _card(table, cell, words),
    )


@register.simple_tag
def position_mark(table: Matrix, cell: Cell | None, name: str) -> SafeString:
    """Return a cell of the small matrix: a shape that links to the sentence."""
    if cell is None or cell.position is None:
        return _no_position()
    position = cell.position
    return format_html(
        '<a class="pos small stance-{}" href="{}" aria-label="{}: {}"><span aria-hidden="true">{}</span></a>',
        position.stance,
        _address(table.claims[position.claim]),
        name,
        stance_words(position.stance),
        SHAPES[Stance(position.stance)],
    )


@register.filter
def move_words(move: str) -> str:
    """Return what became of a position, in one word."""
    return str(_MOVES.get(Move(move), ""))


@register.simple_tag
def position_claim(table: Matrix, position: Position) -> Claim:
    """Return the claim of a position."""
    return table.claims[position.claim]


def _move(cell: Cell) -> SafeString | str:
    if cell.move in (None, Move.SAME):
        return ""
    return format_html(' <span class="move move-{}">{}</span>', cell.move, move_words(str(cell.move)))


def _card(table: Matrix, cell: Cell, condition: str) -> SafeString:
    position, before = cell.position, cell.before
    if position is None:
        return SafeString("")
    parts = [_sentence(table.claims[position.claim], position.day)]
    if condition:
        parts.append(format_html('<span class="card-more">{}</span>', _("Condition: %(words)s") % {"words": condition}))
    if before and before.claim != position.claim:
        sentence = _sentence(table.claims[before.claim], before.day)
        parts.append(format_html('<span class="card-before">{} {}</span>', pgettext("position", "Before:"), sentence))
    words = SafeString("".join(parts))
    return format_html('<span class="card" role="tooltip" id="card-{}">{}</span>', _key(cell), words)


def _sentence(claim: Claim, day: date) -> SafeString:
    words = claim.content_text if len(claim.content_text) <= _CARD else f"{claim.content_text[:_CARD]}…"
    return format_html(
        '<span class="card-head">{} <em>{}</em>, {}{}</span> <span class="card-words">{}</span>',
        claim.speaker_name,
        does(claim),
        as_words(claim.said_on, claim.said_on_precision) or _("reported %(day)s") % {"day": as_words(day, "day")},
        "" if claim.is_reviewed else format_html(" ({})", _("unreviewed suggestion")),
        words,
    )


def _address(claim: Claim) -> str:
    """Return where the sentence stands: in the article, or on the claim's own page if the article has changed since."""
    moved = claim.anchored_version != claim.article.version
    return claim.get_absolute_url() if moved else place_in_article(claim)


def _key(cell: Cell) -> str:
    position = cell.position
    return f"{position.actor}-{position.issue}" if position else ""


@register.simple_tag
def all_rows(search: PositionSearch) -> str:
    """Return the address of the same matrix with every row."""
    return search.address(rows="all")


_PATHS = {
    Stance.FOR: "M0-6 6 5H-6Z",
    Stance.AGAINST: "M0 6 6-5H-6Z",
    Stance.NEUTRAL: "M0-5 5 0 0 5-5 0Z",
}


@register.simple_tag
def lane_figure(lane: Lane, axis: Axis) -> SafeString:
    """Return one lane as SVG: a mark a claim, where it was said, each a link with its words."""
    lines = format_html_join("", '<line x1="{0}%" x2="{0}%" y1="0" y2="30"/>', ((tick.place,) for tick in axis.ticks))
    marks = format_html_join(
        "",
        '<a href="{}" aria-label="{}, {}: {}"><svg x="{}%" y="15" overflow="visible">'
        '<title>{}: {}</title><path class="mark-{}{}" d="{}"/></svg></a>',
        (
            (
                step.address, step.when, stance_words(step.position.stance), step.words[:120], step.place, step.when,
                step.words[:160], step.position.stance, "" if step.move in (None, Move.SAME) else " moved",
                _PATHS[Stance(step.position.stance)],
            )
            for step in lane.steps
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="lane-figure" width="100%" height="30" role="group" aria-label="{}: {}">'
        '<g class="grid">{}<line class="base" x1="0" x2="100%" y1="15" y2="15"/></g>{}</svg>',
        lane.name,
        ngettext("%(number)s claim", "%(number)s claims", len(lane.steps)) % {"number": len(lane.steps)},
        lines,
        marks,
    )
