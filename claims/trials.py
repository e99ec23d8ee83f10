"""Matching terms tried on the stored claims before anybody saves them: which claims would gain an issue, or lose it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings

from claims.extraction.registry import KnownTerm
from claims.models import Act, Claim, ClaimIssue, Issue, MatchingTerm, State

if TYPE_CHECKING:
    from claims.extraction.terms import Match, TermIndex, Word

# Claims that are looked at, the last added first, so that an editor waits seconds at most.
MOST_CLAIMS = 5_000
# How the reason of an issue begins that was found by a matching term.
BY_TERM = "term:"


@dataclass(frozen=True, slots=True)
class Tried:
    """A claim that would gain or lose the issue, and the term that makes the difference."""

    claim: Claim
    term: str


@dataclass
class Trial:
    """What the terms would change. ``decided`` counts claims that match but stay as people have left them."""

    gained: list[Tried] = field(default_factory=list)
    lost: list[Tried] = field(default_factory=list)
    decided: int = 0
    looked_at: int = 0
    stored: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every stored claim was looked at."""
        return self.looked_at == self.stored


def try_terms(*, issue: Issue, terms: Sequence[KnownTerm]) -> Trial:
    """Compare what these terms of an issue find in the stored claims with what the stored ones find; change nothing.

    The matcher is that of extraction. It reads the words without a tagger, so a verb may pass for a noun; because both
    sets of terms are matched in the same way, that does not show as a difference. Issues that rest on something else
    than a term are left alone.
    """
    matchers = _Matchers.of(issue, terms)
    claims = Claim.objects.exclude(state=State.REJECTED)
    trial = Trial(stored=claims.count())
    having = _having(issue)
    shown = claims.select_related("speaker").prefetch_related("co_speakers").order_by("-pk")[:MOST_CLAIMS]
    for claim in shown.defer("reason", "speaker_candidates").iterator(chunk_size=1000):
        trial.looked_at += 1
        before, after = matchers.compare(claim)
        has = claim.pk in having
        if after and not before and not has:
            _note(trial.gained, trial, claim, after)
        elif before and not after and having.get(claim.pk):
            _note(trial.lost, trial, claim, before)
    return trial


def _note(found: list[Tried], trial: Trial, claim: Claim, term: str) -> None:
    if claim.state == State.SUGGESTED and claim.edit_version == 1:
        found.append(Tried(claim, term))
    else:
        trial.decided += 1


def _having(issue: Issue) -> dict[int, bool]:
    """Return the claims that have the issue, each with whether a term found it there."""
    rows = ClaimIssue.objects.filter(issue=issue.pk).values_list("claim", "reason") if issue.pk else ()
    return {claim: any(str(code).startswith(BY_TERM) for code in reason) for claim, reason in rows}


class _Matchers:
    """The terms of all issues, once with the stored terms of the one that is tried and once with the typed ones."""

    def __init__(self, slug: str, before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
        # Imported here because spaCy takes a second to import, which no other page of the admin needs.
        from claims.extraction.terms import TermIndex
        from claims.extraction.words import load_word_reader

        self.slug = slug
        self.reader = load_word_reader(settings.PEACETRACKER_SPACY_MODEL)
        self.parents: dict[str, str] = dict(Issue.objects.exclude(parent=None).values_list("slug", "parent__slug"))
        changed = set(before.get(slug, ())) ^ set(after.get(slug, ()))
        self.changed = TermIndex((text, slug) for text in changed)
        self.before, self.after = TermIndex(_entries(before)), TermIndex(_entries(after))

    @classmethod
    def of(cls, issue: Issue, terms: Sequence[KnownTerm]) -> _Matchers:
        before: dict[str, list[str]] = {}
        stored = MatchingTerm.objects.order_by("pk").values_list("issue", "issue__slug", "text")
        slug = issue.slug
        for pk, other, text in stored:
            before.setdefault(slug if pk == issue.pk else other, []).append(text)
        return cls(slug, before, before | {slug: [term.text for term in terms]})

    def compare(self, claim: Claim) -> tuple[str, str]:
        """Return the term by which the stored terms find the issue, and that by which the typed ones do, or nothing."""
        words = self.reader.read(claim.content_text)
        if not any(True for _ in self.changed.find(words)):
            return "", ""
        return self._find(self.before, words, claim.act), self._find(self.after, words, claim.act)

    def _find(self, index: TermIndex[str], words: Sequence[Word], act: str) -> str:
        found = list(index.find(words))
        own = (match for match in found if match.entry == self.slug)
        return next((" ".join(match.term) for match in own if not self._is_covered(match, found, act)), "")

    def _is_covered(self, match: Match[str], found: Iterable[Match[str]], act: str) -> bool:
        """As in extraction: inside a longer term of another issue, words count with that alone."""
        return any(
            match.is_inside(other)
            and other.entry != match.entry
            and not (act == Act.OFFER and self.parents.get(other.entry) == match.entry)
            for other in found
        )


def _entries(terms: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((text, slug) for slug, texts in terms.items() for text in texts)
