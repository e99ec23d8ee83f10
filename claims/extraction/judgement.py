"""What the rules and the meaning model say of a claim together: act, issues and stances, each with who decided it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from claims.extraction.issues import excluded
from claims.extraction.meaning_input import Part
from claims.extraction.meaning_model import ACTS, STANCES, Judgement, MeaningModel, Shares
from claims.extraction.records import Act, Attribution, IssueMention, Span, Stance
from claims.extraction.registry import KnownIssue
from claims.extraction.semantics import Meaning

LEAST = 1e-6
WHOLE = 0.7  # share of the content from which a part is as good as the whole
# Kinds of rules, by how the reason of an act begins; each is trusted beside the model by a weight of its own.
ACT_RULES = ("act:cue:concession", "act:concession", "act:cue", "act:mood", "act:stated", "act:own-war", "act:against")
BY_DEFAULT = "act:default"
BY_MEDIA = "media"
BY_MODEL = ("model",)
BY_MODEL_ALONE = "none"  # the weight of issues of which no term was found


@dataclass(frozen=True, slots=True)
class Weights:
    """How far rules are trusted beside the model: logarithms added where a rule names an act, issue or stance.

    ``acts`` by kind of rule, or by kind and act ("act:mood:predict") where that is listed. ``issues``: "phrase" and
    "word" for terms of several words and of one, "none" where no term was found. ``stances``: "neutral" and "taken"
    for what the rules say.
    """

    acts: Mapping[str, float]
    issues: Mapping[str, float]
    stances: Mapping[str, float]

    def of_act(self, reason: str, act: Act) -> float:
        """Return how far a rule is trusted that named this act for this reason."""
        kind = kind_of_act(reason)
        return self.acts.get(f"{kind}:{act.value}", self.acts.get(kind, 0.0))


@dataclass(frozen=True, slots=True)
class Told:
    """One content with what the rules (``meaning``) and the model (``judgement``) say of it as a whole.

    ``parts``: how many different parts of it deal with issues.
    """

    content: tuple[Span, ...]
    meaning: Meaning
    judgement: Judgement
    parts: int = 1

    def share(self, mention: IssueMention) -> float:
        """Return how much of the content deals with an issue."""
        return _length(mention.spans) / max(_length(self.content), 1)


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def kind_of_act(reason: str) -> str:
    """Return the kind of rule that named an act, as weights are listed by it."""
    return next((kind for kind in ACT_RULES if reason.startswith(kind)), BY_DEFAULT)


def best_act(shares: Shares, act: Act, weight: float) -> Act:
    scores = np.log(np.maximum(shares, LEAST))
    scores[ACTS.index(act)] += weight
    return ACTS[int(scores.argmax())]


def chance(relevance: float, weight: float) -> float:
    """Return the probability of an issue, in which a term was found with this weight or none was."""
    return float(1 / (1 + np.exp(-odds(np.array(relevance)) - weight)))


def odds(shares: Shares) -> Shares:
    """Return the logarithm of the odds of each probability."""
    found: Shares = np.log(np.maximum(shares, LEAST)) - np.log(np.maximum(1 - shares, LEAST))
    return found


def best_stance(shares: Shares, stance: Stance, weight: float) -> Stance:
    scores = np.log(np.maximum(shares, LEAST))
    scores[STANCES.index(stance)] += weight
    return STANCES[int(scores.argmax())]


class Judge:
    """Weighs what the rules found against what the model says; knows the issues of one registry."""

    def __init__(self, model: MeaningModel, issues: Sequence[KnownIssue]) -> None:
        self.model = model
        self.weights = Weights(**model.weights)
        self._issues = list(issues)
        self._numbers = {issue.slug: number for number, issue in enumerate(issues)}
        self._excludes = excluded(issues)
        self._vectors = model.vectors(issues)

    def judge(self, parts: Sequence[Part]) -> Judgement:
        return self.model.judge(parts, self._vectors)

    def act(self, meaning: Meaning, judgement: Judgement) -> Meaning:
        """Return the meaning with the likelier act; what a medium passes on stays a report."""
        if meaning.reason == BY_MEDIA:
            return meaning
        act = best_act(judgement.acts, meaning.act, self.weights.of_act(meaning.reason, meaning.act))
        if act is meaning.act:
            return meaning
        return replace(meaning, act=act, reason="act:model", by_cue=False)

    def issues(self, named: Sequence[IssueMention], told: Told, *, only_named: bool) -> tuple[IssueMention, ...]:
        """Return the issues that are likelier meant than not, or of these ``only_named``, which terms have found."""
        found = {mention.issue: mention for mention in named}
        return tuple(self._mentions(found, told, only_named=only_named))

    def _mentions(self, found: Mapping[str, IssueMention], told: Told, *, only_named: bool) -> Iterator[IssueMention]:
        """Yield the issues of terms, then those that only the model sees, unless one of the former excludes them.

        Who wants one army to leave does not want the other's to leave by the same words; the model mixes them up.
        """
        wanted: set[str] = set()
        for mention in found.values():
            if weighed := self._weighed(mention, told):
                wanted |= {weighed.issue} if weighed.stance is Stance.FOR else set()
                yield weighed
        for slug in () if only_named else self._seen(told):
            if slug in found:
                continue
            weighed = self._weighed(_unnamed(slug, told), told)
            if weighed and not (weighed.stance is Stance.FOR and wanted & self._excludes[slug]):
                yield weighed

    def _seen(self, told: Told) -> list[str]:
        """The issues that the model alone takes to be likelier meant than not; of most claims it is none or one."""
        likely = odds(told.judgement.relevance) + self.weights.issues[BY_MODEL_ALONE] >= 0
        return [self._issues[number].slug for number in np.flatnonzero(likely).tolist()]

    def _weighed(self, mention: IssueMention, told: Told) -> IssueMention | None:
        """Return the issue with its stance and confidence; None where it is likelier not meant."""
        number = self._numbers[mention.issue]
        likely = chance(float(told.judgement.relevance[number]), self.weights.issues[_kind_of_term(mention)])
        if likely < 0.5:
            return None
        scaled = self._issues[number].stance_scale and told.meaning.reason != BY_MEDIA
        stance = self._stance(mention, told) if scaled else Stance.NEUTRAL
        return replace(mention, stance=stance, confidence=round(likely, 2))

    def _stance(self, mention: IssueMention, told: Told) -> Stance:
        """The model reads the content as a whole: where it has several parts, the rules that read each know better."""
        shares = told.judgement.stances[self._numbers[mention.issue]]
        if mention.reason == BY_MODEL:
            return STANCES[int(shares.argmax())]
        if mention.stance is not Stance.NEUTRAL and told.parts > 1 and told.share(mention) < WHOLE:
            return mention.stance
        kind = "neutral" if mention.stance is Stance.NEUTRAL else "taken"
        return best_stance(shares, mention.stance, self.weights.stances[kind])


def _kind_of_term(mention: IssueMention) -> str:
    if mention.reason == BY_MODEL:
        return BY_MODEL_ALONE
    return "phrase" if " " in mention.reason[0] else "word"


def _unnamed(slug: str, told: Told) -> IssueMention:
    return IssueMention(slug, Stance.NEUTRAL, 1, 0.0, BY_MODEL, told.meaning.act, told.content)


def parts_of(text: str, attribution: Attribution, speaker: str) -> list[Part]:
    """Return source, cue and content in the order of the text; ``speaker`` is put for a source that names nobody."""
    places = [(span, text[slice(*span)], False) for span in (*attribution.source, *attribution.cue)]
    if speaker:
        cues = [place for place in places if place[0] in attribution.cue]
        first = (attribution.source or attribution.cue or attribution.content)[0]
        places = [(Span(first.start, first.start), speaker, False), *cues]
    places += [(span, text[slice(*span)], True) for span in attribution.content]
    ordered = sorted(places, key=lambda place: (place[0].start, place[2]))
    return [Part(words, is_content) for _, words, is_content in ordered]
