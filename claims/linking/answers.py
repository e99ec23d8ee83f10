"""Whether a claim answers another: accepts, refuses or counters what was put forward, or denies what was said of it."""

from __future__ import annotations

from claims.linking.facts import PUT_FORWARD, Facts, Knowledge
from claims.linking.found import Found, agreed, days_between, issues_in_words
from claims.linking.opposites import contrary_words, exclusive
from claims.linking.voices import same_voice
from claims.models import Act, Outcome, Relation

# Days within which a proposal is answered.
ANSWER_DAYS = 14
# The score of an answer to a proposal that has a name of its own.
PACKAGE = 0.85
ANSWERS = frozenset({Act.REJECT, Act.ACCEPT, Act.CONCEDE, Act.DENY, Act.ACCUSE, Act.ASSESS, Act.DEMAND, Act.OFFER})
DECIDES = frozenset({Act.REJECT, Act.ACCEPT})
_OBJECTS = frozenset({Act.REJECT, Act.ACCEPT, Act.ACCUSE, Act.DENY})
_YIELDS = frozenset({Act.ACCEPT, Act.CONCEDE})
_STATES = frozenset({Act.REPORT, Act.ACCUSE, Act.ASSESS})
_ANNOUNCES = frozenset({Act.THREATEN, Act.COMMIT})


def response(answer: Facts, proposal: Facts, knowledge: Knowledge) -> Found | None:
    """A claim that accepts, refuses, counters or denies what the other side has put forward or said."""
    if answer.act not in ANSWERS or answer.past or not answer.sides:
        return None
    if answer.sides & proposal.sides or same_voice(answer, proposal):
        return None
    reason, score = _refers(answer, proposal, knowledge)
    # A package is known by its name, wherever the article tells what is in it.
    if not reason or not _comes_after(answer, proposal, anywhere=score >= PACKAGE):
        return None
    reasons = ("other side", *_days_in_words(answer, proposal), reason)
    return Found(answer.pk, proposal.pk, Relation.RESPONDS_TO, min(score, 1.0), reasons, _outcome(answer))


def _refers(answer: Facts, proposal: Facts, knowledge: Knowledge) -> tuple[str, float]:
    """Return by what the answer points at the other claim, and how surely."""
    if proposal.act in PUT_FORWARD and not proposal.past:
        return _to_proposal(answer, proposal, knowledge)
    if answer.act == Act.DENY and proposal.act in _STATES:
        return _to_assertion(answer, proposal)
    if proposal.act in _ANNOUNCES and answer.mentions & proposal.sides and answer.article == proposal.article:
        opposed = _opposed(answer, proposal)
        return (f"against what was announced, on {issues_in_words(opposed)}", 0.6) if opposed else ("", 0.0)
    return "", 0.0


def _to_proposal(answer: Facts, proposal: Facts, knowledge: Knowledge) -> tuple[str, float]:
    packages = packages_of(answer, knowledge)
    if packages and not (packages := [issue for issue in packages if knowledge.proposers[issue] in proposal.sides]):
        return "", 0.0
    names_it = bool(answer.mentions & proposal.sides)
    here = answer.article == proposal.article
    shared = sorted(answer.firm.keys() & proposal.firm.keys())
    if packages and proposal.head and (here or names_it):
        return f"about {issues_in_words(packages)}", PACKAGE
    # What is told besides the first proposal of a side is answered by its matter only.
    fits = (bool(shared) and not packages) or (proposal.head and not _is_of_another_matter(answer, proposal))
    if fits and answer.wording.names_a_proposal and (names_it or (here and answer.act in DECIDES)):
        return "refers to the proposal", 0.8
    if here and names_it and shared and proposal.head and answer.act in _OBJECTS:
        return f"names the other side, on {issues_in_words(shared)}", 0.65
    if here and (settled := _settled(answer, proposal)):
        return f"decides on {issues_in_words(settled)}", 0.6
    counters = proposal.head and answer.goes_on and answer.act in PUT_FORWARD
    if here and counters and exclusive(answer, proposal, knowledge):
        return "puts forward what excludes it, after refusing", 0.6
    return "", 0.0


def _is_of_another_matter(answer: Facts, proposal: Facts) -> bool:
    """Whether both are about issues, and about none together."""
    shared = answer.firm.keys() & proposal.firm.keys()
    return bool(answer.firm and proposal.firm) and not shared


def _to_assertion(answer: Facts, assertion: Facts) -> tuple[str, float]:
    if answer.sides & assertion.mentions and contrary_words(answer, assertion):
        return "denies what was said", 0.7
    return "", 0.0


def _settled(answer: Facts, proposal: Facts) -> list[str]:
    """Return the issues on which an acceptance agrees with what is proposed, or a refusal does not."""
    if answer.act in _YIELDS:
        return agreed(answer, proposal)
    return _opposed(answer, proposal) if answer.act == Act.REJECT else []


def _opposed(one: Facts, other: Facts) -> list[str]:
    return sorted(issue for issue, stance in one.firm.items() if other.firm.get(issue) not in (None, stance))


def packages_of(facts: Facts, knowledge: Knowledge) -> list[str]:
    """Return the issues of a claim that stand for somebody's proposal as a whole."""
    return sorted(issue for issue in facts.stances if issue in knowledge.proposers)


def _outcome(answer: Facts) -> Outcome:
    if answer.act in _YIELDS:
        return Outcome.ACCEPTS_CONDITIONALLY if answer.conditional else Outcome.ACCEPTS
    return Outcome.COUNTERS if answer.act in PUT_FORWARD else Outcome.REJECTS


def _comes_after(answer: Facts, proposal: Facts, *, anywhere: bool) -> bool:
    days = days_between(answer, proposal)
    if days is not None and not 0 <= days <= ANSWER_DAYS:
        return False
    if answer.article == proposal.article:
        # Told later; the opening tells the answer and what it answers in one breath.
        return anywhere or answer.place > proposal.place or (answer.lead and proposal.lead)
    if answer.near is None or proposal.near is None:
        return False
    return -1 <= answer.near - proposal.near <= ANSWER_DAYS


def _days_in_words(answer: Facts, proposal: Facts) -> tuple[str, ...]:
    days = days_between(answer, proposal)
    if days is None:
        return ()
    return ("same day",) if days == 0 else (f"{days} day{'s' if days > 1 else ''} later",)
