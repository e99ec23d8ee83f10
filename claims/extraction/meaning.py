"""Act, flags, condition and issues of claims together: what a speaker does by each part of what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from claims.extraction.aliases import Mention
from claims.extraction.issues import IssueFinder, specificity
from claims.extraction.judgement import BY_MODEL, Judge, Told, parts_of
from claims.extraction.lexicon import read_cues
from claims.extraction.meaning_model import shipped_model
from claims.extraction.others import OthersWill, others_will
from claims.extraction.places import text_of, tokens_at
from claims.extraction.pointers import CONFIDENCE, Targets, find_pointer, handed_on, inherited, points_only
from claims.extraction.records import Act, Attribution, ExtractedClaim, IssueMention, Kind, Span, Speaker, Stance
from claims.extraction.registry import Registry
from claims.extraction.semantics import Meaning, Own, Semantics, read_moods
from claims.extraction.sides import THIRD_PERSON, Roles, Sides
from claims.extraction.stance import Attitude, Reading
from claims.extraction.terms import words_of

BARGAINING = frozenset({Act.OFFER, Act.COMMIT, Act.DEMAND, Act.REJECT, Act.THREATEN})
PRONOUNS = frozenset({"he", "she", "it", "they", "who", "which", "that", "his", "her", "its", "their"})
HOSTILE = frozenset({Act.REJECT, Act.ACCUSE, Act.DENY})
QUOTES = frozenset('“”"')


@dataclass(frozen=True, slots=True)
class FoundMeaning:
    meaning: Meaning
    issues: tuple[IssueMention, ...]


class MeaningFinder:
    """Reads one claim at a time; ``completed`` then looks at all claims of an article together."""

    def __init__(self, registry: Registry) -> None:
        self.sides = Sides(registry)
        self.semantics = Semantics(read_cues(), read_moods())
        self.issues = IssueFinder(registry.issues)
        self.judge = Judge(shipped_model(), registry.issues)
        self._names = {actor.slug: actor.name for actor in registry.actors}

    def roles(self, doc: Doc, mentions: Sequence[Mention]) -> Roles:
        return Roles(self.sides, doc, mentions)

    def find(self, roles: Roles, attribution: Attribution, speaker: Speaker, *, by_media: bool) -> FoundMeaning:
        """Return what the claim means; who only reports takes no stance."""
        doc, own = roles.doc, _own(roles, attribution, speaker)
        whole = self.semantics.find(doc, attribution, own=own, by_media=by_media)
        attitude = self._attitude(whole, by_media=by_media)
        words = words_of(doc, attribution.content)
        reading = Reading(
            doc=doc,
            words=words,
            inside=frozenset(word.token for word in words),
            own=own,
            other=lambda token: roles.other(token, speaker),
            opponents=self.sides.opponents(self.sides.of(speaker.actors)),
            hostile=whole.act in HOSTILE,
            threatens=whole.act is Act.THREATEN,
        )
        hits = self.issues.find(reading, whole.act)
        found = self.issues.mentions(doc, attribution.content, hits, attitude)
        named = tuple(replace(one, act=self._part(doc, one, whole, own)) for one in found)
        meaning = self._offering(roles, attribution, speaker, whole, named)
        return self._of_others(reading, self._judged(doc, attribution, speaker, meaning, named), named)

    def _of_others(self, reading: Reading, found: FoundMeaning, named: Sequence[IssueMention]) -> FoundMeaning:
        """What another one wants is told of him, whatever the mood of the words or the model make of it."""
        will = None if found.meaning.by_cue or found.meaning.reason == "media" else others_will(reading)
        if will is None:
            return found
        act = will.act(found.meaning.act, reading.opponents)
        stances = {mention.issue: mention.stance for mention in named}
        issues = (
            replace(
                one,
                act=act if one.act is found.meaning.act else one.act,
                stance=_not_wished(one, will, reading, stances),
            )
            for one in found.issues
        )
        reason = found.meaning.reason if act is found.meaning.act else "act:others-will"
        return FoundMeaning(replace(found.meaning, act=act, reason=reason), tuple(issues))

    def _judged(
        self, doc: Doc, attribution: Attribution, speaker: Speaker, meaning: Meaning, named: Sequence[IssueMention]
    ) -> FoundMeaning:
        """Weigh what the rules say against the model; content that only points gains nothing by the model."""
        parts = parts_of(text_of(doc), attribution, self._named(doc, attribution, speaker))
        judgement = self.judge.judge(parts)
        weighed = self.judge.act(meaning, judgement)
        told = Told(attribution.content, weighed, judgement, len({mention.spans for mention in named}))
        issues = self.judge.issues(named, told, only_named=points_only(doc, attribution.content))
        return FoundMeaning(weighed, tuple(self._completed(doc, one, meaning.act, weighed.act) for one in issues))

    def _completed(self, doc: Doc, mention: IssueMention, before: Act, after: Act) -> IssueMention:
        """A part of which the whole's act was taken follows it; the model says nothing of specificity."""
        act = after if mention.act is before else mention.act
        if mention.reason != BY_MODEL:
            return replace(mention, act=act)
        return replace(mention, act=act, specificity=specificity(doc, mention.spans, mention.stance))

    def _named(self, doc: Doc, attribution: Attribution, speaker: Speaker) -> str:
        """The speaker's name where the source is a pronoun or missing; else nothing."""
        words = " ".join(text_of(doc)[start:end] for start, end in attribution.source).lower()
        if words and words not in PRONOUNS:
            return ""
        return next((self._names[slug] for slug in speaker.actors if slug in self._names), speaker.name or "")

    def _part(self, doc: Doc, mention: IssueMention, whole: Meaning, own: Own) -> Act:
        """What must come true first is demanded, whatever is offered or threatened for it."""
        if whole.act in BARGAINING and _is_conditional(mention, whole.condition):
            return Act.DEMAND
        return self.semantics.part(doc, mention.spans, whole, own)

    def _attitude(self, whole: Meaning, *, by_media: bool) -> Attitude:
        return Attitude.REPORTS if by_media else Attitude.of(whole.act, by_cue=whole.by_cue)

    def _offering(
        self, roles: Roles, attribution: Attribution, speaker: Speaker, whole: Meaning, named: Sequence[IssueMention]
    ) -> Meaning:
        """A party that calls for its own war to end offers that, unless it calls on the other party (PLOVER)."""
        side = self.sides.of(speaker.actors)
        if whole.reason == "act:default":
            return self._against_others(roles, attribution, speaker, whole, named)
        conflict = self.sides.conflict_of(side)
        if whole.act is not Act.APPEAL or conflict is None:
            return whole
        ends = any(one.issue in conflict.ending and one.stance is Stance.FOR for one in named)
        opponents = self.sides.opponents(side)
        words = words_of(roles.doc, attribution.content)
        addressed = any(roles.other(word.token, speaker) & opponents for word in words)
        if ends and not addressed:
            return replace(whole, act=Act.OFFER, reason="act:own-war")
        return replace(whole, act=Act.DEMAND) if _calls_for(roles.doc, attribution) else whole

    def _against_others(
        self, roles: Roles, attribution: Attribution, speaker: Speaker, whole: Meaning, named: Sequence[IssueMention]
    ) -> Meaning:
        """A bad word on a proposal rejects it; a party's bad word on what its opponent does accuses it."""
        against = {one.issue for one in named if one.stance is Stance.AGAINST}
        if against & self.issues.proposals:
            return replace(whole, act=Act.REJECT, reason="act:against-proposal")
        opponents = self.sides.opponents(self.sides.of(speaker.actors))
        tokens = [word.token for word in words_of(roles.doc, attribution.content)]
        subjects = [token for token in tokens if roles.doc[token].dep_ == "nsubj"]
        if against and any(roles.other(token, speaker) & opponents for token in subjects):
            return replace(whole, act=Act.ACCUSE, reason="act:against-opponent")
        return whole

    def completed(
        self, roles: Roles, claims: Sequence[ExtractedClaim]
    ) -> tuple[list[ExtractedClaim], list[int | None]]:
        """Return the claims with inherited issues, and for each the claim that its content points to."""
        targets = Targets(claims)
        found, points_to = list(claims), list[int | None]()
        for number, claim in enumerate(claims):
            pointer = find_pointer(roles.doc, claim.attribution.content)
            if pointer is None:
                points_to.append(None)
                continue
            owner = frozenset[str]().union(*(roles.other(token, claim.speaker) for token in pointer.owner))
            meant = targets.of(number, pointer, found, owner)
            points_to.append(meant[0] if meant else None)
            if pointer.alone and (before := self._in_sentence(roles.doc, claim)) is not None:
                found[number] = before
            elif meant and (not claim.issues or owner):
                attitude = _attitude_of(claim)
                issues = inherited(claim, [found[other] for other in meant], attitude, named=bool(owner))
                found[number] = replace(claim, issues=self._apart(issues))
        return found, points_to

    def _in_sentence(self, doc: Doc, claim: ExtractedClaim) -> ExtractedClaim | None:
        """A pronoun stands for what its own sentence spoke of last ("talks, which he refused")."""
        start = claim.attribution.content[0].start
        word = tokens_at(doc, Span(start, start + 1))
        entry = self.issues.nearest(doc, Span(word[0].sent.start_char, start)) if word else None
        if entry is None or any(mention.issue == entry.issue for mention in claim.issues):
            return None
        stance = Stance.FOR if entry.stance is Stance.NEUTRAL else entry.stance
        told = IssueMention(entry.issue, stance, 1, CONFIDENCE, (f"sentence:{entry.issue}",), claim.act)
        mention = handed_on(claim, told, _attitude_of(claim))
        return replace(claim, issues=(*claim.issues, mention))

    def _apart(self, issues: Sequence[IssueMention]) -> tuple[IssueMention, ...]:
        """Leave out what is inherited of a narrower issue beside the wider one."""
        present = {mention.issue for mention in issues}
        parents = self.issues.parents
        return tuple(one for one in issues if not (one.inherited and parents.get(one.issue) in present))


def _not_wished(one: IssueMention, will: OthersWill, reading: Reading, stances: Mapping[str, Stance]) -> Stance:
    """Return the stance on an issue of what another one wants: that of the rules, else none, but against an enemy."""
    if not will.wishes or one.stance is not Stance.FOR:
        return one.stance
    if one.reason != BY_MODEL:
        return stances[one.issue]
    return Stance.AGAINST if will.holder & reading.opponents else Stance.NEUTRAL


def _calls_for(doc: Doc, attribution: Attribution) -> bool:
    """Tell whether a thing is called for, not a person called on: by a party that is a demand, by others advice."""
    words = " ".join(text_of(doc)[start:end] for start, end in attribution.cue).lower().split()
    return words[-1:] == ["for"] and any(code == "cue:call" for code in attribution.reason)


def _is_conditional(mention: IssueMention, condition: Sequence[Span]) -> bool:
    """Tell whether most of an issue's part lies in a condition."""
    size = sum(span.end - span.start for span in mention.spans)
    shared = sum(max(min(s.end, c.end) - max(s.start, c.start), 0) for s in mention.spans for c in condition)
    return 2 * shared > size


def _attitude_of(claim: ExtractedClaim) -> Attitude:
    if "media" in claim.reason:
        return Attitude.REPORTS
    if claim.act in HOSTILE:
        return Attitude.OPPOSES
    return Attitude.ENDORSES if claim.act in {Act.ACCEPT, Act.OFFER} else Attitude.ASSERTS


def _own(roles: Roles, attribution: Attribution, speaker: Speaker) -> Own:
    """Tell of a token whether it means the speaker's side; "he" only in words not quoted, before other names."""
    start = attribution.content[0].start

    def own(token: int) -> bool:
        word = roles.doc[token]
        if word.lower_ in THIRD_PERSON:
            so_far = text_of(roles.doc)[start : word.idx]
            quoted = attribution.kind is Kind.DIRECT or sum(so_far.count(mark) for mark in QUOTES) % 2 == 1
            earlier = range(tokens_at(roles.doc, Span(start, start + 1)).start, token)
            if quoted or any(roles.other(place, speaker) for place in earlier):
                return False
        return roles.own(token, speaker)

    return own
