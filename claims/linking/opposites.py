"""Whether two claims contradict each other: demands that cannot both be met, assertions that cannot both hold."""

from __future__ import annotations

from claims.linking.facts import Facts, Knowledge
from claims.linking.found import SAME_DAYS, Found, days_between, issues_in_words, names_other_side, symmetric
from claims.linking.voices import FOR_SEVERAL, same_voice
from claims.models import Act, Relation, Stance

# Days within which claims of two articles contradict each other.
CONTRADICT_DAYS = 7
# Content words, and the part of the shorter claim's, that a denial shares with what it denies.
_DENIED_WORDS, _DENIED_SHARE = 3, 0.6

_ASSERTS = frozenset({Act.ASSESS, Act.REPORT, Act.PREDICT, Act.ACCUSE, Act.DENY, Act.OFFER, Act.COMMIT})
_REQUESTS = frozenset({Act.DEMAND, Act.OFFER, Act.APPEAL, Act.COMMIT, Act.THREATEN})
_STATES = frozenset({Act.ASSESS, Act.REPORT, Act.ACCUSE, Act.DENY})
_DISPUTES = frozenset({Act.REJECT, Act.DENY})
_TELLS = frozenset({Act.REPORT, Act.ACCUSE})


def contradiction(one: Facts, other: Facts, knowledge: Knowledge, *, answered: bool = False) -> Found | None:
    """Demands that cannot both be met, or assertions that cannot both hold, unless one only answers the other."""
    if not one.speakers or not other.speakers:
        return None
    if reason := _by_words(one, other) or _by_hearsay(one, other):
        return symmetric(one, other, Relation.CONTRADICTS, 0.65, (reason,))
    acts = {one.act, other.act}
    requests = bool(acts & _REQUESTS) and acts <= _REQUESTS | {Act.REPORT}
    if not requests and (answered or not acts <= _ASSERTS):
        return None
    here = one.article == other.article
    if not here and not _meet(one, other):
        return None
    opposed = [issue for issue in one.firm.keys() & other.firm.keys() if one.firm[issue] != other.firm[issue]]
    if opposed := sorted(issue for issue in opposed if issue not in knowledge.proposers):
        reasons = (f"opposite stances on {issues_in_words(opposed)}",)
        return symmetric(one, other, Relation.CONTRADICTS, 0.6 + 0.1 * min(len(opposed), 3), reasons)
    if requests and here and (rivals := exclusive(one, other, knowledge)):
        reasons = (f"cannot both be met: {issues_in_words(rivals[0])}",)
        return symmetric(one, other, Relation.CONTRADICTS, 0.6, reasons)
    return None


def contrary_words(one: Facts, other: Facts) -> bool:
    """Whether one says in much the same words that it is not as the other says."""
    shared = one.wording.words & other.wording.words
    least = min(len(one.wording.words), len(other.wording.words))
    if len(shared) < _DENIED_WORDS or len(shared) < _DENIED_SHARE * least:
        return False
    return _is_negative(one) != _is_negative(other)


def exclusive(one: Facts, other: Facts, knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return the issues that both want and that cannot both be had."""
    return sorted(
        (issue, rival)
        for issue, stance in one.firm.items()
        for rival in knowledge.excludes.get(issue, ())
        if stance == other.firm.get(rival) == Stance.FOR
    )


def _is_negative(facts: Facts) -> bool:
    """Whether something is said not to be; "denied that he had" and "said he had not" alike."""
    return facts.act == Act.DENY or facts.wording.negated


def _by_words(one: Facts, other: Facts) -> str:
    if not {one.act, other.act} <= _STATES or same_voice(one, other) or not _at_one_time(one, other):
        return ""
    here = one.article == other.article
    if not (here or names_other_side(one, other)) or not contrary_words(one, other):
        return ""
    return "one denies what the other says"


def _by_hearsay(one: Facts, other: Facts) -> str:
    """In one article: somebody rejects as mere talk what somebody else reports."""
    if one.article != other.article or same_voice(one, other):
        return ""
    for disputing, told in ((one, other), (other, one)):
        disputes = disputing.act in _DISPUTES and disputing.wording.hearsay
        against = [issue for issue, stance in disputing.firm.items() if stance == Stance.AGAINST]
        if disputes and told.act in _TELLS and (shared := sorted(issue for issue in against if issue in told.stances)):
            return f"rejects what the other reports on {issues_in_words(shared)}"
    return ""


def _at_one_time(one: Facts, other: Facts) -> bool:
    apart = _days_apart(one, other)
    return one.article == other.article if apart is None else apart <= CONTRADICT_DAYS


def _meet(one: Facts, other: Facts) -> bool:
    """Whether claims of two articles speak to one another: at that time, on one matter, of each other's side."""
    apart = _days_apart(one, other)
    if voice := same_voice(one, other):
        # What somebody said before and takes back is an update; that a member speaks against its group is not.
        days = days_between(one, other)
        at_once = days is not None and abs(days) <= SAME_DAYS
        return at_once or (voice == FOR_SEVERAL and apart is not None and apart <= CONTRADICT_DAYS)
    if not names_other_side(one, other) and not (one.wording.names_all or other.wording.names_all):
        return False
    shared = one.wording.words & other.wording.words
    matter = {one.act, other.act} <= _REQUESTS or len(shared - one.wording.names - other.wording.names) >= 2
    return matter and (len(shared) >= 2 if apart is None else apart <= CONTRADICT_DAYS)


def _days_apart(one: Facts, other: Facts) -> int | None:
    return None if one.near is None or other.near is None else abs(one.near - other.near)
