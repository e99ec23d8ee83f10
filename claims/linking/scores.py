"""How two claims relate, by who speaks, when, about what and in which words; pure functions of two facts."""

from __future__ import annotations

from collections.abc import Iterator

from claims.linking.answers import DECIDES, packages_of, response
from claims.linking.changes import update
from claims.linking.facts import Facts, Knowledge
from claims.linking.found import SAME_DAYS, Found, agreed, issues_in_words, symmetric
from claims.linking.opposites import contradiction
from claims.linking.voices import FOR_THE_OTHER, SAME_SPEAKER, same_voice
from claims.linking.wording import Likeness, likeness, lists
from claims.models import Relation

# Scores from which a pair is suggested, and from which two claims become one statement without asking.
SUGGEST, JOIN = 0.4, 0.66
# Shared content words from which wording can join by itself.
ENOUGH_WORDS = 4
# Content words up to which a refusal says nothing but what is refused.
BARE = 3
# Words from which a quotation tells an utterance by itself.
QUOTED_WORDS = 3


def relations(one: Facts, other: Facts, knowledge: Knowledge) -> Iterator[Found]:
    """Yield how two claims relate, whichever is given first; nothing where they do not."""
    if (other.place, other.pk) < (one.place, one.pk):
        one, other = other, one
    if one.article != other.article and not one.sides & other.sides:
        yield from _across(one, other, knowledge)
        return
    alike = likeness(one.wording, other.wording)
    if same := same_statement(one, other, alike, knowledge):
        yield same
        return
    changed = update(one, other)
    same = same_position(one, other, alike)
    yield from (found for found in (changed, same) if found)
    if not changed and not same:
        yield from _across(one, other, knowledge)


def _across(one: Facts, other: Facts, knowledge: Knowledge) -> Iterator[Found]:
    """Yield what can hold between two sides."""
    answers = [response(one, other, knowledge), response(other, one, knowledge)]
    yield from (answer for answer in answers if answer)
    if opposed := contradiction(one, other, knowledge, answered=any(answers)):
        yield opposed


def same_statement(one: Facts, other: Facts, alike: Likeness, knowledge: Knowledge) -> Found | None:
    """Two reports of one utterance: the same or a joint speaker, no dates apart, and words, quotation or summary."""
    when = _time(one, other)
    if when == "apart" or one.past != other.past:
        return None
    who = same_voice(one, other)
    evidence = list(_by_summary(one, other, who, knowledge))
    if who:
        evidence += [*_by_wording(one, other, alike, when), *_by_quotation(one, other, alike)]
        evidence += _by_issues(one, other, alike, when, knowledge) if _may_be_one_act(one, other, who) else []
    if not evidence:
        return None
    score, reason = max(evidence)
    sure = alike.score >= JOIN and alike.shared >= ENOUGH_WORDS
    sure = sure or (when in ("same", "near") and len(alike.quote.split()) >= QUOTED_WORDS)
    joins = who == SAME_SPEAKER and sure and not alike.differences
    return symmetric(one, other, Relation.SAME_STATEMENT, score, (who or "one side", *_when(when), reason), joins=joins)


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
    shared, told = agreed(one, other), other if one.lead else one
    # Of one member's claims, what a joint opening sums up is the first that does the same.
    joint = one.act == other.act and told.first
    if joint or (shared and who == SAME_SPEAKER and _one_family(one, other)):
        if shared:
            yield 0.5 + 0.05 * len(shared), f"the opening sums up the other ({issues_in_words(shared)})"
        elif _both_decide(one, other, knowledge):
            yield 0.5, "the opening sums up the other (the same proposal)"


def _may_be_one_act(one: Facts, other: Facts, who: str) -> bool:
    """A government's refusal is its head's only where both say no more than that they refuse."""
    return who != FOR_THE_OTHER or one.act not in DECIDES or (_is_bare(one) and _is_bare(other))


def _is_bare(facts: Facts) -> bool:
    return len(facts.wording.words) <= BARE


def _both_decide(one: Facts, other: Facts, knowledge: Knowledge) -> bool:
    """Whether both refuse, or both accept, a proposal without saying more of it than that."""
    points = (facts.wording.names_a_proposal or packages_of(facts, knowledge) for facts in (one, other))
    return one.act == other.act and one.act in DECIDES and all(points)


def _by_issues(
    one: Facts, other: Facts, alike: Likeness, when: str, knowledge: Knowledge
) -> Iterator[tuple[float, str]]:
    """In two articles: the same act and stance at the same time, or on one proposal, or by one person on much."""
    shared = agreed(one, other)
    if one.article == other.article or not shared or not _one_family(one, other):
        return
    share = len(shared) / max(len(one.firm), len(other.firm))
    one_proposal = one.act == other.act and one.act in DECIDES and any(issue in knowledge.proposers for issue in shared)
    one_speech = len(shared) >= 2 and share >= 0.5 and not (one.collective and other.collective)
    if when == "same" or (when == "near" and share >= 0.5) or (when == "unknown" and (one_proposal or one_speech)):
        yield 0.4 + 0.2 * share + 0.2 * alike.score, f"same act and stance ({issues_in_words(shared)})"


def same_position(one: Facts, other: Facts, alike: Likeness) -> Found | None:
    """The same actor, or its government, takes the same stance again."""
    shared = agreed(one, other)
    if not shared or not same_voice(one, other) or not _one_family(one, other):
        return None
    again = one.article != other.article or one.past != other.past
    if not again and alike.shared < 2:
        return None
    share = len(shared) / min(len(one.firm), len(other.firm))
    reasons = ("same actor", f"same stance on {issues_in_words(shared)}", "another occasion" if again else "said again")
    return symmetric(one, other, Relation.SAME_POSITION, 0.4 + 0.3 * share + 0.3 * alike.score, reasons)


def _one_family(one: Facts, other: Facts) -> bool:
    return one.act == other.act or any({one.act, other.act} <= family for family in lists().families.values())
