"""Content that only points ("the proposal", "these steps", "which") takes the issues of what it points to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from claims.extraction import spans
from claims.extraction.issues import names_proposal
from claims.extraction.lexicon import read_words
from claims.extraction.records import Act, ExtractedClaim, IssueMention, Span, Stance
from claims.extraction.stance import Attitude
from claims.extraction.terms import tokens_of

CONFIDENCE = 0.4
DETERMINERS = frozenset({"the", "this", "that", "these", "those", "such", "its", "his", "her", "their", "any", "all"})
ALONE = frozenset({"which", "it", "this", "that", "them", "these", "those", "so"})
OWN_ACTS = frozenset({Act.OFFER, Act.COMMIT, Act.ACCEPT})
REACH = 12  # claims that a pointer may look back
LONGEST = 20  # words of content that may still be about a "that" before it
WORDS = 6  # more words than this around the noun say something of their own


@dataclass(frozen=True, slots=True)
class Pointer:
    """``owner`` holds the tokens of a name in it ("Putin's terms"); ``alone``: a pronoun."""

    token: int
    alone: bool
    owner: tuple[int, ...] = ()


def find_pointer(doc: Doc, content: Sequence[Span]) -> Pointer | None:
    """Return the word that stands for something said before, or None where the content speaks for itself."""
    tokens = [token for token in tokens_of(doc, content) if token.is_alpha]
    if not tokens:
        return None
    if tokens[0].lower_ in ALONE and (len(tokens) == 1 or tokens[0].dep_ in {"nsubj", "dobj", "pobj"}):
        return Pointer(tokens[0].i, alone=True)
    nouns = read_words().pointing
    if len(tokens) > WORDS:
        return _object(tokens)
    for token in tokens:
        if token.lemma_.lower() in nouns and _is_definite(token):
            return Pointer(token.i, alone=False, owner=tuple(_owner(token)))
    return None


def points_only(doc: Doc, content: Sequence[Span]) -> bool:
    """Tell whether content says nothing of its own besides what it points to."""
    words = sum(token.is_alpha for token in tokens_of(doc, content))
    return words <= WORDS and find_pointer(doc, content) is not None


def _object(tokens: Sequence[Token]) -> Pointer | None:
    """The "this" or "that" which a sentence of some length is about ("to that we can't agree")."""
    found = (token for token in tokens if token.lower_ in {"this", "that", "it"} and token.dep_ in {"dobj", "pobj"})
    first = next(found, None)
    return Pointer(first.i, alone=True) if first is not None and len(tokens) <= LONGEST else None


def _is_definite(noun: Token) -> bool:
    return any(child.lower_ in DETERMINERS or child.dep_ == "poss" for child in noun.lefts)


def _owner(noun: Token) -> Iterator[int]:
    for child in noun.lefts:
        if child.dep_ in {"poss", "amod", "compound", "nmod"}:
            yield from (token.i for token in child.subtree)


class Targets:
    """The claims of one article in order, as what later content may point to."""

    def __init__(self, claims: Sequence[ExtractedClaim]) -> None:
        self._starts = [spans.cover(claim.attribution.content).start for claim in claims]

    def of(self, number: int, pointer: Pointer, claims: Sequence[ExtractedClaim], owner: frozenset[str]) -> list[int]:
        """Return the claims that claim ``number`` points to, the nearest first.

        ``owner``: the actors whom the pointer names; their demands and offers are meant.
        """
        here = self._starts[number]
        before = [other for other in range(len(claims) - 1, -1, -1) if self._starts[other] < here][:REACH]
        if owner:
            return [other for other in before if owner & set(claims[other].speaker.actors)]
        same = set(claims[number].speaker.actors)
        if not pointer.alone and claims[number].act in OWN_ACTS:
            return [other for other in before if same & set(claims[other].speaker.actors)]
        if not pointer.alone and (whole := self._proposal(before, claims)) is not None:
            return [whole]
        others = [other for other in before if not same & set(claims[other].speaker.actors)]
        proposing = [other for other in others if claims[other].act in {Act.OFFER, Act.DEMAND}]
        if pointer.alone and before and before[:1] == proposing[:1]:
            return before[:1]
        with_issues = [other for other in before if claims[other].issues]
        return (with_issues if pointer.alone else proposing or others)[:1]

    def _proposal(self, before: Sequence[int], claims: Sequence[ExtractedClaim]) -> int | None:
        """The nearest claim that speaks of a proposal as a whole."""
        return next((other for other in before if any(map(is_whole, claims[other].issues))), None)


def is_whole(mention: IssueMention) -> bool:
    """Tell whether an issue was found by words for a proposal as a whole."""
    return any(names_proposal(reason.removeprefix("term:").split()) for reason in mention.reason if "term:" in reason)


def inherited(
    claim: ExtractedClaim, targets: Sequence[ExtractedClaim], attitude: Attitude, *, named: bool
) -> tuple[IssueMention, ...]:
    """Return the issues of the targets as issues of the claim that points to them.

    Who goes on about his or her own offers keeps their stance; who rejects others' terms rejects what they demand.
    """
    found: dict[str, IssueMention] = {mention.issue: mention for mention in claim.issues}
    wanted = OWN_ACTS if claim.act in OWN_ACTS else {Act.DEMAND} if named else None
    for target in targets:
        whole = [mention for mention in target.issues if is_whole(mention)] if wanted is None else []
        for mention in [replace(one, stance=Stance.NEUTRAL) for one in whole] or target.issues:
            if mention.issue in found or (wanted and (mention.act or target.act) not in wanted):
                continue
            own = target.speaker.actors == claim.speaker.actors and bool(claim.speaker.actors)
            found[mention.issue] = handed_on(
                claim, mention, Attitude.ASSERTS if own and mention.stance is not Stance.NEUTRAL else attitude
            )
    return tuple(found.values())


def handed_on(claim: ExtractedClaim, mention: IssueMention, attitude: Attitude) -> IssueMention:
    return replace(
        mention,
        stance=attitude.applied(mention.stance),
        act=claim.act,
        specificity=0 if attitude is Attitude.REPORTS or mention.stance is Stance.NEUTRAL else 1,
        confidence=CONFIDENCE,
        reason=("inherited", *mention.reason),
        spans=claim.attribution.content,
        inherited=True,
    )
