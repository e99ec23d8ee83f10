"""Terms in line with the claims: suggested, brought up to date, dropped; never where a person has decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from claims.models import Actor, Term, TermState, by_machine
from claims.terms.evidence import Group, Topic, groups_by_topic
from claims.terms.packaging import update_packages
from claims.terms.wording import Gist, gist_of

FOUND = "Found in claims"
GONE = "No claim says it any more"


@dataclass
class TermsReport:
    """How many suggested terms were created, updated, removed; and evidence added to terms that people accepted."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    supported: int = 0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A term that a person deleted: it is not suggested again."""

    act: str
    stance: str
    gist: Gist

    def covers(self, group: Group) -> bool:
        """Tell whether the group says the same."""
        return (self.act, self.stance) == (group.act, group.stance) and self.gist.says_same_as(group.gist)


@transaction.atomic
def update_terms(*, topics: set[Topic]) -> TermsReport:
    """Bring the suggested terms on these topics in line with the claims; running it again changes nothing.

    Terms and packages that a person decided on, edited or deleted stay as they are. Claims that say the same as an
    accepted term are added to its evidence, unless a person took them out of it.
    """
    report = TermsReport()
    actors = {actor for actor, _ in topics}
    # Two runs on the same actors follow one another; claims may be stored meanwhile, hence not the full lock.
    list(Actor.objects.select_for_update(no_key=True).filter(pk__in=actors).order_by("pk").values_list("pk"))
    groups, stored, forgotten = groups_by_topic(topics), _stored(topics), _forgotten(topics)
    for topic in sorted(topics):
        _update_topic(topic, groups.get(topic, []), stored[topic], forgotten[topic], report)
    update_packages(actors=actors)
    return report


def _stored(topics: set[Topic]) -> dict[Topic, list[Term]]:
    stored: dict[Topic, list[Term]] = defaultdict(list)
    for term in _on(Term.objects.all(), topics).prefetch_related("claims").order_by("pk"):
        stored[term.actor_id, term.issue_id].append(term)
    return stored


def _forgotten(topics: set[Topic]) -> dict[Topic, list[Forgotten]]:
    deleted: Any = _on(Term.history.filter(history_type="-").exclude(history_user=None), topics)
    forgotten: dict[Topic, list[Forgotten]] = defaultdict(list)
    for row in deleted:
        forgotten[row.actor_id, row.issue_id].append(Forgotten(row.act, row.stance, gist_of(row.wording)))
    return forgotten


def _on(rows: Any, topics: set[Topic]) -> Any:
    return rows.filter(actor_id__in={actor for actor, _ in topics}, issue_id__in={issue for _, issue in topics})


def _update_topic(
    topic: Topic, groups: Sequence[Group], terms: Sequence[Term], forgotten: Sequence[Forgotten], report: TermsReport
) -> None:
    decided = [term for term in terms if not term.is_untouched]
    suggested = {term.pk: term for term in terms if term.is_untouched}
    wanted: list[Group] = []
    for group in groups:
        if owner := _owner(group, decided):
            report.supported += _support(owner, group)
        elif not any(deleted.covers(group) for deleted in forgotten):
            wanted.append(group)
    for group, term in _matched(wanted, suggested.values()):
        if term is None:
            _create(topic, group)
            report.created += 1
        else:
            report.updated += _update(suggested.pop(term.pk), group)
    for term in suggested.values():
        by_machine(term, GONE)
        term.delete()
        report.removed += 1


def _owner(group: Group, decided: Sequence[Term]) -> Term | None:
    """Return the term of a person that the group belongs to: by its evidence, or else by its words."""
    shared = [(len(group.claims & _claims(term)), -term.pk, term) for term in decided]
    if shared and (best := max(shared, key=lambda found: found[:2]))[0]:
        return best[2]
    return next((term for term in decided if _says(term, group)), None)


def _says(term: Term, group: Group) -> bool:
    same_side = (term.act, term.stance) == (group.act, group.stance)
    return same_side and gist_of(term.wording).says_same_as(group.gist)


def _claims(term: Term) -> set[int]:
    return {claim.pk for claim in term.claims.all()}


def _support(term: Term, group: Group) -> bool:
    if term.state == TermState.REJECTED:
        return False
    by_machine(term, FOUND)
    return term.add_evidence(group.claims - _claims(term))


def _matched(groups: Sequence[Group], terms: Iterable[Term]) -> list[tuple[Group, Term | None]]:
    """Pair each group with the suggested term that shares most of its claims, or else its words."""
    scored = [
        (_likeness(group, term, claims), -number, -term.pk, term)
        for term, claims in [(term, _claims(term)) for term in terms]
        for number, group in enumerate(groups)
    ]
    paired: dict[int, Term] = {}
    for likeness, number, _, term in sorted(scored, key=lambda one: one[:3], reverse=True):
        if likeness > (0, False) and -number not in paired and term not in paired.values():
            paired[-number] = term
    return [(group, paired.get(number)) for number, group in enumerate(groups)]


def _likeness(group: Group, term: Term, claims: set[int]) -> tuple[int, bool]:
    return len(group.claims & claims), term.wording == group.wording


def _create(topic: Topic, group: Group) -> None:
    term = Term(actor_id=topic[0], issue_id=topic[1], **_values(group))
    by_machine(term, FOUND)
    term.save()
    term.claims.set(group.claims)


def _update(term: Term, group: Group) -> bool:
    values = _values(group)
    changed = [name for name, value in values.items() if getattr(term, name) != value]
    by_machine(term, FOUND)
    for name in changed:
        setattr(term, name, values[name])
    if changed:
        term.save()
    moved = _claims(term) != group.claims
    if moved:
        term.claims.set(group.claims)
    return bool(changed) or moved


def _values(group: Group) -> dict[str, str]:
    return {"act": group.act, "stance": group.stance, "wording": group.wording, "conditions": group.conditions}
