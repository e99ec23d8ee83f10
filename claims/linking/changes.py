"""How a later claim changes what its speaker said before: narrows, widens, hardens, softens or withdraws it."""

from __future__ import annotations

from claims.linking.facts import PUT_FORWARD, Facts
from claims.linking.found import SAME_DAYS, Found, days_between, issues_in_words
from claims.linking.voices import SAME_SPEAKER, same_voice
from claims.models import Act, Outcome, Relation, Stance

_YIELDS = frozenset({Act.ACCEPT, Act.CONCEDE})
_REFUSES = frozenset({Act.REJECT, Act.DENY})
_PROMISES = frozenset({Act.OFFER, Act.COMMIT, Act.THREATEN, Act.ACCEPT, Act.CONCEDE})
_REQUESTS = frozenset({*PUT_FORWARD, Act.APPEAL, Act.COMMIT, Act.THREATEN})
# Whose stance follows what happened, not what the speaker wants.
_ACCOUNTS = frozenset({Act.ASSESS, Act.PREDICT, Act.REPORT, Act.ACCUSE})
# Days within which somebody changes what the side said for which he speaks.
GOVERNMENT_DAYS = 120
# What a larger number of the same thing means, by whether it is asked for or given.
_MORE = {True: Outcome.HARDENS, False: Outcome.WIDENS}
_LESS = {True: Outcome.SOFTENS, False: Outcome.NARROWS}


def update(one: Facts, other: Facts) -> Found | None:
    """Return how the later of two claims of one speaker changes the earlier one, if it does."""
    later, earlier = _in_time(one, other)
    if later is None or earlier is None:
        return None
    voice = _one_voice(later, earlier)
    outcome, score, reason = (voice and (_turned(later, earlier) or _moved(later, earlier))) or ("", 0.0, "")
    if not outcome:
        return None
    days = days_between(later, earlier)
    when = f"{days} days later" if days else "said before"
    return Found(later.pk, earlier.pk, Relation.UPDATES, score, (voice, when, reason), Outcome(outcome))


def _in_time(one: Facts, other: Facts) -> tuple[Facts, Facts] | tuple[None, None]:
    """Return the later and the earlier of two occasions; nothing where these cannot be told apart."""
    days = days_between(one, other)
    if days is not None:
        if abs(days) <= SAME_DAYS:
            return None, None
        return (one, other) if days > 0 else (other, one)
    if one.article == other.article and one.past != other.past:
        return (other, one) if one.past else (one, other)
    return None, None


def _one_voice(later: Facts, earlier: Facts) -> str:
    """Return in what way one voice speaks: the same people, or for a while one of them for the side that the other is.

    What a group said is not changed by one of its members, nor a government's word by the next government.
    """
    if later.speakers == earlier.speakers:
        return SAME_SPEAKER if later.speakers else ""
    alone = len(later.speakers) == len(earlier.speakers) == 1
    days = days_between(later, earlier)
    return same_voice(later, earlier) if alone and days is not None and days <= GOVERNMENT_DAYS else ""


def _turned(later: Facts, earlier: Facts) -> tuple[Outcome, float, str] | None:
    """Tell of a stance that became its opposite."""
    turned = sorted(issue for issue, stance in later.firm.items() if earlier.firm.get(issue) not in (None, stance))
    if not turned or {later.act, earlier.act} <= _ACCOUNTS:
        return None
    reason = f"now {later.firm[turned[0]]}, then {earlier.firm[turned[0]]} {issues_in_words(turned)}"
    if later.act in _YIELDS or (earlier.act in _REFUSES and later.firm[turned[0]] == Stance.FOR):
        return Outcome.SOFTENS, 0.7, reason
    if earlier.act in _PROMISES or earlier.act in PUT_FORWARD:
        return Outcome.WITHDRAWS, 0.7, reason
    return Outcome.HARDENS, 0.55, reason


def _moved(later: Facts, earlier: Facts) -> tuple[Outcome, float, str] | None:
    """Tell of a request or an offer that is kept up with other numbers, conditions or words."""
    shared = sorted(issue for issue, stance in later.firm.items() if earlier.firm.get(issue) == stance)
    if not shared or not {later.act, earlier.act} <= _REQUESTS:
        return None
    asks = Act.DEMAND in (later.act, earlier.act)
    in_numbers = _other_number(later, earlier, asks=asks)
    return in_numbers or _other_words(later) or _other_condition(later, earlier, asks=asks)


def _other_number(later: Facts, earlier: Facts, *, asks: bool) -> tuple[Outcome, float, str] | None:
    now, then = later.wording.amounts, earlier.wording.amounts
    for unit in sorted(now.keys() & then.keys()):
        if now[unit] != then[unit]:
            outcome = (_MORE if now[unit] > then[unit] else _LESS)[asks]
            return outcome, 0.65, f"{now[unit]:g} instead of {then[unit]:g}"
    return None


def _other_words(later: Facts) -> tuple[Outcome, float, str] | None:
    turn = later.wording.turn
    return (Outcome.SOFTENS if turn == "softer" else Outcome.HARDENS, 0.6, "says so") if turn else None


def _other_condition(later: Facts, earlier: Facts, *, asks: bool) -> tuple[Outcome, float, str] | None:
    """A condition that is gone or new, where both claims put the same forward in part of the same words."""
    same_act = later.act == earlier.act and later.act in PUT_FORWARD
    common = (later.wording.words & earlier.wording.words) - later.wording.names
    if not same_act or len(common) < 2 or later.conditional == earlier.conditional:
        return None
    if later.conditional:
        return (Outcome.SOFTENS if asks else Outcome.NARROWS), 0.5, "on a condition now"
    return (Outcome.HARDENS if asks else Outcome.WIDENS), 0.5, "without a condition now"
