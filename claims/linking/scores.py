"""How two claims relate, by who speaks, when, about what and in which words; pure functions of two facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.linking.facts import PUT_FORWARD, Facts, Knowledge
from claims.linking.wording import Likeness, likeness, lists
from claims.models import Act, Outcome, Relation, Stance

# Scores from which a pair is suggested, and from which two claims become one statement without asking.
SUGGEST, JOIN = 0.4, 0.66
# Days within which one utterance is dated differently, a proposal is answered, and assertions contradict each other.
SAME_DAYS, ANSWER_DAYS, CONTRADICT_DAYS = 1, 14, 7
# The score of an answer to a proposal that has a name of its own.
PACKAGE = 0.85
# Shared content words from which wording can join by itself.
ENOUGH_WORDS = 4
# Content words up to which a refusal says nothing but what is refused.
BARE = 3
# Words from which a quotation tells an utterance by itself.
QUOTED_WORDS = 3

_ASSERTS = frozenset({Act.ASSESS, Act.REPORT, Act.PREDICT, Act.ACCUSE, Act.DENY, Act.OFFER, Act.COMMIT})
_REQUESTS = frozenset({Act.DEMAND, Act.OFFER, Act.APPEAL, Act.COMMIT, Act.THREATEN})
_DECIDES = frozenset({Act.REJECT, Act.ACCEPT})
_OBJECTS = frozenset({Act.REJECT, Act.ACCEPT, Act.ACCUSE, Act.DENY})
ANSWERS = frozenset({Act.REJECT, Act.ACCEPT, Act.CONCEDE, Act.DENY, Act.ACCUSE, Act.ASSESS, Act.DEMAND, Act.OFFER})


@dataclass(frozen=True, slots=True)
class Found:
    """A relation from claim ``a`` to claim ``b``. ``reasons`` are phrases for readers."""

    a: int
    b: int
    relation: Relation
    score: float
    reasons: tuple[str, ...]
    outcome: str = ""
    joins: bool = False


def relations(one: Facts, other: Facts, knowledge: Knowledge) -> Iterator[Found]:
    """Yield how two claims relate, whichever is given first; nothing where they do not."""
    if (other.place, other.pk) < (one.place, one.pk):
        one, other = other, one
    if not _have_something_in_common(one, other):
        yield from (answer for answer in _answers(one, other, knowledge) if answer)
        return
    alike = likeness(one.wording, other.wording)
    if same := same_statement(one, other, alike, knowledge) or same_position(one, other, alike):
        yield same
        return
    answers = _answers(one, other, knowledge)
    yield from (answer for answer in answers if answer)
    if opposed := contradiction(one, other, alike, knowledge, answered=any(answers)):
        yield opposed


def _answers(one: Facts, other: Facts, knowledge: Knowledge) -> list[Found | None]:
    return [response(one, other, knowledge), response(other, one, knowledge)]


def _have_something_in_common(one: Facts, other: Facts) -> bool:
    """Whether two claims can be more than an answer to each other; told without a look at their words."""
    here = one.article == other.article
    return here or not one.firm.keys().isdisjoint(other.firm) or bool(_same_voice(one, other))


def same_statement(one: Facts, other: Facts, alike: Likeness, knowledge: Knowledge) -> Found | None:
    """Two reports of one utterance: the same or a joint speaker, no dates apart, and words, quotation or summary."""
    when = _time(one, other)
    if when == "apart" or one.past != other.past:
        return None
    who = _same_voice(one, other)
    evidence = list(_by_summary(one, other, who, knowledge))
    if who:
        evidence += [*_by_wording(one, other, alike, when), *_by_quotation(one, other, alike)]
        evidence += _by_issues(one, other, alike, when, knowledge) if _may_be_one_act(one, other, who) else []
    if not evidence:
        return None
    score, reason = max(evidence)
    sure = alike.score >= JOIN and alike.shared >= ENOUGH_WORDS
    sure = sure or (when in ("same", "near") and len(alike.quote.split()) >= QUOTED_WORDS)
    joins = who == "same speaker" and sure and not alike.differences
    return _found(one, other, Relation.SAME_STATEMENT, score, (who or "one side", *_when(when), reason), joins=joins)


def _same_voice(one: Facts, other: Facts) -> str:
    if one.speakers & other.speakers:
        return "same speaker" if one.speakers == other.speakers else "one speaks for several"
    if one.speakers & other.lineage or other.speakers & one.lineage:
        return "one speaks for the other"
    return ""


def _one_side(one: Facts, other: Facts) -> bool:
    """Whether the two are of one side and not both persons: an organ and a spokesman, say."""
    return bool(one.sides & other.sides) and (one.collective or other.collective)


def _time(one: Facts, other: Facts) -> str:
    """Return same, near (the same article, or reported together), apart, or unknown."""
    if one.day is not None and other.day is not None:
        return "same" if abs(one.day - other.day) <= SAME_DAYS else "apart"
    if one.article == other.article:
        return "near"
    if one.near is None or other.near is None:
        return "unknown"
    return "near" if abs(one.near - other.near) <= SAME_DAYS + 1 else "apart"


def _when(time: str) -> tuple[str, ...]:
    return {"same": ("same day",), "near": ("reported together",)}.get(time, ())


def _by_wording(one: Facts, other: Facts, alike: Likeness, when: str) -> Iterator[tuple[float, str]]:
    # An outlet restates in one article what is another utterance; without dates words must carry more.
    needed = SUGGEST if when in ("same", "near") and one.article != other.article else SUGGEST + 0.1
    if when == "unknown" and one.collective and other.collective:
        needed = JOIN  # what governments say again and again
    if alike.score >= needed and alike.shared >= 2:
        yield alike.score, f"{alike.shared} of {alike.least} content words shared"


def _by_quotation(one: Facts, other: Facts, alike: Likeness) -> Iterator[tuple[float, str]]:
    long = len(alike.quote.split()) >= QUOTED_WORDS
    if long or (alike.quote and one.article == other.article):
        yield 0.7 if long else 0.55, f"“{alike.quote}” quoted in both"


def _by_summary(one: Facts, other: Facts, who: str, knowledge: Knowledge) -> Iterator[tuple[float, str]]:
    """The first paragraph sums up what is told in full below it, one speaker's part of it as well."""
    if one.article != other.article or one.lead == other.lead or not (who or _one_side(one, other)):
        return
    shared, told = _agreed(one, other), other if one.lead else one
    # Of one member's claims, what a joint opening sums up is the first that does the same.
    joint = one.act == other.act and told.first
    if joint or (shared and who == "same speaker" and _one_family(one, other)):
        if shared:
            yield 0.5 + 0.05 * len(shared), f"the opening sums up the other ({_issues(shared)})"
        elif _both_decide(one, other, knowledge):
            yield 0.5, "the opening sums up the other (the same proposal)"


def _may_be_one_act(one: Facts, other: Facts, who: str) -> bool:
    """A government's refusal is its head's only where both say no more than that they refuse."""
    return who != "one speaks for the other" or one.act not in _DECIDES or (_is_bare(one) and _is_bare(other))


def _is_bare(facts: Facts) -> bool:
    return len(facts.wording.words) <= BARE


def _both_decide(one: Facts, other: Facts, knowledge: Knowledge) -> bool:
    """Whether both refuse, or both accept, a proposal without saying more of it than that."""
    points = (facts.wording.names_a_proposal or _packages(facts, knowledge) for facts in (one, other))
    return one.act == other.act and one.act in _DECIDES and all(points)


def _packages(facts: Facts, knowledge: Knowledge) -> list[str]:
    return sorted(issue for issue in facts.stances if issue in knowledge.proposers)


def _by_issues(
    one: Facts, other: Facts, alike: Likeness, when: str, knowledge: Knowledge
) -> Iterator[tuple[float, str]]:
    """In two articles: the same act and stance at the same time, or on one proposal, or by one person on much."""
    shared = _agreed(one, other)
    if one.article == other.article or not shared or not _one_family(one, other):
        return
    share = len(shared) / max(len(one.firm), len(other.firm))
    one_proposal = (
        one.act == other.act and one.act in _DECIDES and any(issue in knowledge.proposers for issue in shared)
    )
    one_speech = len(shared) >= 2 and share >= 0.5 and not (one.collective and other.collective)
    if when == "same" or (when == "near" and share >= 0.5) or (when == "unknown" and (one_proposal or one_speech)):
        yield 0.4 + 0.2 * share + 0.2 * alike.score, f"same act and stance ({_issues(shared)})"


def same_position(one: Facts, other: Facts, alike: Likeness) -> Found | None:
    """The same actor, or its government, takes the same stance again."""
    shared = _agreed(one, other)
    if not shared or not _same_voice(one, other) or not _one_family(one, other):
        return None
    again = one.article != other.article or one.past != other.past
    if not again and alike.shared < 2:
        return None
    share = len(shared) / min(len(one.firm), len(other.firm))
    reasons = ("same actor", f"same stance on {_issues(shared)}", "another occasion" if again else "said again")
    return _found(one, other, Relation.SAME_POSITION, 0.4 + 0.3 * share + 0.3 * alike.score, reasons)


def contradiction(
    one: Facts, other: Facts, alike: Likeness, knowledge: Knowledge, *, answered: bool = False
) -> Found | None:
    """Demands that cannot both be met, or assertions that cannot both hold, unless one only answers the other."""
    if not one.speakers or not other.speakers:
        return None
    acts = {one.act, other.act}
    requests = bool(acts & _REQUESTS) and acts <= _REQUESTS | {Act.REPORT}
    if not requests and (answered or not acts <= _ASSERTS):
        return None
    here = one.article == other.article
    if not here and not _meet(one, other, alike):
        return None
    opposed = [issue for issue in one.firm.keys() & other.firm.keys() if one.firm[issue] != other.firm[issue]]
    if opposed := sorted(issue for issue in opposed if issue not in knowledge.proposers):
        reasons = (f"opposite stances on {_issues(opposed)}",)
        return _found(one, other, Relation.CONTRADICTS, 0.6 + 0.1 * min(len(opposed), 3), reasons)
    exclusive = sorted(_exclusive(one, other, knowledge))
    if exclusive and requests and here:
        reasons = (f"cannot both be met: {_issues(list(exclusive[0]))}",)
        return _found(one, other, Relation.CONTRADICTS, 0.6, reasons)
    return None


def _meet(one: Facts, other: Facts, alike: Likeness) -> bool:
    """Whether claims of two articles speak to one another: one names the other's side, at that time, on one matter."""
    if not (one.sides & other.mentions or other.sides & one.mentions):
        return False
    apart = _days_apart(one, other)
    common = (one.wording.words & other.wording.words) - one.wording.names - other.wording.names
    matter = {one.act, other.act} <= _REQUESTS or len(common) >= 2
    return matter and (alike.shared >= 2 if apart is None else apart <= CONTRADICT_DAYS)


def _exclusive(one: Facts, other: Facts, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for issue, stance in one.firm.items():
        for rival in knowledge.excludes.get(issue, ()):
            if stance == other.firm.get(rival) == Stance.FOR:
                yield issue, rival


def response(answer: Facts, proposal: Facts, knowledge: Knowledge) -> Found | None:
    """A claim that accepts, refuses or counters what the other side has put forward."""
    if not proposal.head or answer.act not in ANSWERS or answer.past:
        return None
    if not answer.sides or answer.sides & proposal.sides or _same_voice(answer, proposal):
        return None
    reason, score = _refers(answer, proposal, knowledge)
    # A package is known by its name, wherever the article tells what is in it.
    if not reason or not _comes_after(answer, proposal, anywhere=score >= PACKAGE):
        return None
    reasons = ("other side", *_days_words(answer, proposal), reason)
    return Found(answer.pk, proposal.pk, Relation.RESPONDS_TO, min(score, 1.0), reasons, _outcome(answer))


def _refers(answer: Facts, proposal: Facts, knowledge: Knowledge) -> tuple[str, float]:
    """Return by what the answer points at the proposal, and how surely."""
    packages = _packages(answer, knowledge)
    if packages and not (packages := [issue for issue in packages if knowledge.proposers[issue] in proposal.sides]):
        return "", 0.0
    names_it = bool(answer.mentions & proposal.sides)
    here = answer.article == proposal.article
    shared = sorted(answer.firm.keys() & proposal.firm.keys())
    if packages and (here or names_it):
        return f"about {_issues(packages)}", PACKAGE
    if answer.wording.names_a_proposal and (names_it or (here and answer.act in _DECIDES)):
        return "refers to the proposal", 0.8
    if here and names_it and shared and answer.act in _OBJECTS:
        return f"names the other side, on {_issues(shared)}", 0.65
    counter = answer.act in PUT_FORWARD and any(True for _ in _exclusive(answer, proposal, knowledge))
    if here and counter and answer.goes_on:
        return "puts forward what excludes it, after refusing", 0.6
    return "", 0.0


def _outcome(answer: Facts) -> Outcome:
    if answer.act in (Act.ACCEPT, Act.CONCEDE):
        return Outcome.ACCEPTS_CONDITIONALLY if answer.conditional else Outcome.ACCEPTS
    return Outcome.COUNTERS if answer.act in PUT_FORWARD else Outcome.REJECTS


def _comes_after(answer: Facts, proposal: Facts, *, anywhere: bool) -> bool:
    if answer.day is not None and proposal.day is not None and not 0 <= answer.day - proposal.day <= ANSWER_DAYS:
        return False
    if answer.article == proposal.article:
        # Told later; the opening tells the answer and what it answers in one breath.
        return anywhere or answer.place > proposal.place or (answer.lead and proposal.lead)
    if answer.near is None or proposal.near is None:
        return False
    return -1 <= answer.near - proposal.near <= ANSWER_DAYS


def _days_words(answer: Facts, proposal: Facts) -> tuple[str, ...]:
    if answer.day is None or proposal.day is None:
        return ()
    days = answer.day - proposal.day
    return ("same day",) if days == 0 else (f"{days} day{'s' if days > 1 else ''} later",)


def _agreed(one: Facts, other: Facts) -> list[str]:
    return sorted(issue for issue, stance in one.firm.items() if other.firm.get(issue) == stance)


def _one_family(one: Facts, other: Facts) -> bool:
    return one.act == other.act or any({one.act, other.act} <= family for family in lists().families.values())


def _days_apart(one: Facts, other: Facts) -> int | None:
    return None if one.near is None or other.near is None else abs(one.near - other.near)


def _issues(slugs: list[str]) -> str:
    return ", ".join(slug.replace("-", " ") for slug in slugs)


def _found(
    one: Facts, other: Facts, relation: Relation, score: float, reasons: tuple[str, ...], *, joins: bool = False
) -> Found:
    a, b = sorted((one.pk, other.pk))
    return Found(a, b, relation, round(min(score, 1.0), 4), reasons, joins=joins)
