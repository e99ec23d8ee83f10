"""Which stance words take in their clause: negation, judgement, what others want, and what the cue does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Token

from claims.extraction.lexicon import read_words
from claims.extraction.records import Act, Stance
from claims.extraction.terms import Word, is_word

WINDOW = 12  # words in front of a term in which a negation reaches it, within the same clause
OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR, Stance.NEUTRAL: Stance.NEUTRAL}
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
# Relations in which what is said of the verb or noun above holds for the word below.
UPWARD = frozenset({"conj", "xcomp", "ccomp", "dobj", "pobj", "prep", "pcomp", "nsubj", "nsubjpass", "csubj", "attr"})
UPWARD |= {"acomp", "nmod", "amod", "compound", "poss", "det", "acl", "agent", "oprd", "dative", "appos", "aux", "case"}
UPWARD |= {"auxpass", "npadvmod", "relcl", "advmod", "nummod", "quantmod"}


class Attitude(StrEnum):
    """What the cue itself does to the stance of the terms in its content; who only reports takes no stance."""

    ASSERTS = "asserts"
    OPPOSES = "opposes"
    ENDORSES = "endorses"
    REPORTS = "reports"

    @classmethod
    def of(cls, act: Act, *, by_cue: bool) -> Attitude:
        """Only an act of the cue word itself reaches the terms ("rejected the offer", "dropped its demand")."""
        if by_cue and act in {Act.REJECT, Act.DENY, Act.CONCEDE}:
            return cls.OPPOSES
        return cls.ENDORSES if by_cue and act in {Act.ACCEPT, Act.OFFER} else cls.ASSERTS

    def applied(self, stance: Stance) -> Stance:
        if self is Attitude.REPORTS:
            return Stance.NEUTRAL
        if self is Attitude.OPPOSES:
            return Stance.AGAINST if stance is Stance.NEUTRAL else OPPOSITE[stance]
        return Stance.FOR if self is Attitude.ENDORSES and stance is Stance.NEUTRAL else stance


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of one content with what the rules need to know about its speaker.

    ``other`` returns whom a token names that is not on the speaker's side, ``opponents`` are those at war with it;
    ``hostile``: the speaker speaks against whatever others want.
    """

    doc: Doc
    words: Sequence[Word]
    inside: frozenset[int]
    own: Callable[[int], bool]
    other: Callable[[int], frozenset[str]]
    opponents: frozenset[str]
    hostile: bool
    threatens: bool


def stance_of(reading: Reading, stated: Stance, term: Sequence[str], start: int, end: int) -> Stance:
    """Return the stance of the words ``[start, end)`` that matched ``term`` of the stance ``stated``."""
    clause = _clause(reading, start, end)
    if stated is Stance.NEUTRAL:
        return _judged(reading, clause, start, end)
    wisher = _wisher(reading, clause, start)
    if not wisher:
        return _turned(reading, stated, term, start, end)
    wanted = _turned(reading, stated, term, start, end)
    if wanted is Stance.FOR or not _opposes(reading, wisher):
        return Stance.AGAINST if _opposes(reading, wisher) else Stance.NEUTRAL
    return wanted


def _turned(reading: Reading, stated: Stance, term: Sequence[str], start: int, end: int) -> Stance:
    if _is_negated(reading, start, end, term):
        return OPPOSITE[stated]
    return Stance.AGAINST if _is_refused(reading, end) else stated


def _opposes(reading: Reading, wisher: frozenset[str]) -> bool:
    return reading.hostile or bool(wisher & reading.opponents)


def _clause(reading: Reading, start: int, end: int) -> range:
    """The words of the clause around a match, at most WINDOW to each side; a condition behind it is another clause."""
    words, conditions = reading.words, read_words().conditions
    first, last = start, end
    while first > max(0, start - WINDOW) and not words[first].opens_sentence:
        first -= 1
    while last < min(len(words), end + WINDOW) and not words[last].opens_sentence:
        if words[last].forms[0] in conditions:
            break
        last += 1
    return range(first, last)


def _own_negations(words: Sequence[Word], term: Sequence[str], start: int, end: int) -> set[int]:
    """Return the negations in a match that its term asks for ("not ... cede"): the term's stance counts them."""
    asked = [tuple(wanted.split("/")) for wanted in term]
    denying = (place for place in range(start, end) if _turns_over(words, place))
    return {place for place in denying if any(is_word(words[place], alternatives) for alternatives in asked)}


def _is_negated(reading: Reading, start: int, end: int, term: Sequence[str] = ()) -> bool:
    """An odd number of negations in front of the match or in its gap; else a negative verb or subject above it."""
    words = reading.words
    first = start
    while first > max(0, start - WINDOW) and not words[first].opens_clause:
        first -= 1
    own = _own_negations(words, term, start, end)
    near = [place for place in range(first, end) if place not in own and _turns_over(words, place)]
    if [words[place].forms[0] for place in near] == ["without"] and _is_denied_behind(words, end):
        return False
    if near or own:
        return len(near) % 2 == 1 and not (reading.threatens and _is_condition(reading, start))
    if _has_nobody_before(reading, start):
        return True
    return _is_negated_above(reading, start, end) and not reading.threatens


def _turns_over(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word negates what follows ("ruled out a truce"), or gives it up ("a compromise on the border")."""
    lists = read_words()
    behind = words[place + 1].forms[0] if place + 1 < len(words) else ""
    if not lists.negations.isdisjoint(words[place].forms):
        return behind not in {"alternative", "alternatives", "substitute"}
    if (behind == "out" and "rule" in words[place].forms) or _is_against(words, place):
        return True
    return behind in {"on", "over"} and not lists.yielding.isdisjoint(words[place].forms)


def _is_against(words: Sequence[Word], place: int) -> bool:
    """Tell whether somebody "is against" what follows, and does not fight or insure against it."""
    return words[place].forms[0] == "against" and place > 0 and "be" in words[place - 1].forms


def _is_denied_behind(words: Sequence[Word], end: int) -> bool:
    """Tell whether the sentence goes on to deny something: "without guarantees there will be no truce" demands them."""
    for word in words[end : end + WINDOW]:
        if word.opens_sentence:
            return False
        if not read_words().negations.isdisjoint(word.forms):
            return True
    return False


def _has_nobody_before(reading: Reading, start: int) -> bool:
    """ "No one pushes it, presses it or …": who is nobody stays nobody to the end of the sentence."""
    lists = read_words()
    for place in range(start - 1, max(-1, start - 2 * WINDOW), -1):
        lower = reading.words[place].forms[0]
        if lower in lists.turns or reading.words[place + 1].opens_sentence:
            return False
        no_one = lower == "one" and place > 0 and reading.words[place - 1].forms[0] == "no"
        if no_one or lower in {"nobody", "none", "neither"}:
            return True
    return False


def _is_condition(reading: Reading, start: int) -> bool:
    """Tell whether "if" or "unless" opens the clause of a word."""
    words = reading.words
    for place in range(start, max(-1, start - WINDOW), -1):
        if words[place].forms[0] in read_words().conditions:
            return True
        if words[place].opens_sentence:
            return False
    return False


def _is_negated_above(reading: Reading, start: int, end: int) -> bool:
    """Climb from the match to the verbs it depends on; a subject like "no one" reaches all verbs joined to its own."""
    doc = reading.doc
    if not doc.has_annotation("DEP"):
        return False
    first = reading.words[start].token
    token = doc[first : reading.words[end - 1].token + 1].root
    apart = False
    for _ in range(WINDOW):
        if _has_negative_subject(token) or (not apart and _has_negative_word(token, first)):
            return True
        if token.dep_ not in UPWARD or token.head.i == token.i or token.head.i not in reading.inside:
            return False
        apart = token.dep_ == "conj" or (token.dep_ == "nsubj" and token.head.lemma_ not in {"be", "become", "remain"})
        token = token.head
    return False


def _has_negative_subject(verb: Token) -> bool:
    nobody = read_words().nobody
    return any(
        child.dep_ in SUBJECTS and (child.lower_ in nobody or any(word.lower_ in nobody for word in child.lefts))
        for child in verb.children
    )


def _has_negative_word(token: Token, first: int) -> bool:
    """A "not" at the verb, with no comma up to the match, or a verb like "refuse"."""
    if token.lemma_.lower() in read_words().negations and token.tag_.startswith("VB"):
        return True
    negative = [child for child in token.children if child.dep_ == "neg" or child.lower_ in {"cannot", "never"}]
    return any("," not in token.doc[min(child.i, first) : max(child.i, first)].text for child in negative)


def _judged(reading: Reading, clause: range, start: int, end: int) -> Stance:
    """A neutral term takes the judgement in its clause, or counts as endorsed where the speaker's own side put it."""
    lists = read_words()
    forms = [form for place in clause for form in reading.words[place].forms]
    text = " ".join(reading.words[place].forms[0] for place in clause)
    bad = any(form in lists.disapproval for form in forms) or lists.disapproving.search(text) is not None
    good = any(form in lists.approval for form in forms) or lists.approving.search(text) is not None
    if bad or (good and _is_negated(reading, start, end)):
        return Stance.AGAINST
    if good:
        return Stance.FOR
    return Stance.FOR if _is_own(reading, start, end) else Stance.NEUTRAL


def _is_refused(reading: Reading, end: int) -> bool:
    """Tell whether the words right behind call it unacceptable: "seizing them would be theft"."""
    lists = read_words()
    behind: list[str] = []
    for word in reading.words[end : end + WINDOW]:
        if word.opens_clause or word.forms[0] in lists.conditions:
            break
        if not lists.refusal.isdisjoint(word.forms):
            return not behind or behind[-1] not in lists.negations
        behind.append(word.forms[0])
    return lists.disapproving.search(" ".join(behind)) is not None


def is_pejorative(words: Sequence[Word]) -> bool:
    """Tell whether words take a stance by their choice, whoever says no to them ("the sham vote")."""
    return any(form.startswith(start) for word in words for form in word.forms for start in read_words().pejorative)


def is_dismissed(words: Sequence[Word], end: int) -> bool:
    """Tell whether the words behind a term name it something bad ("rejected the terms as unrealistic")."""
    behind = [word.forms for word in words[end : end + WINDOW]]
    named = next((place for place, forms in enumerate(behind) if forms[0] == "as"), len(behind))
    bad = read_words().refusal | read_words().disapproval
    return any(not bad.isdisjoint(forms) for forms in behind[named : named + 4])


def _is_own(reading: Reading, start: int, end: int) -> bool:
    """Tell whether the words name the speaker's side as the owner ("our proposal", "the Russian terms")."""
    tokens = [word.token for word in reading.words[max(0, start - 1) : end]]
    lower = {reading.doc[token].lower_ for token in tokens}
    return bool(lower & {"our", "my", "his", "her"}) or any(reading.own(token) for token in tokens)


def _wisher(reading: Reading, clause: range, start: int) -> frozenset[str]:
    """Return whose wish the clause tells ("what they want is …", "their ultimatum to …"); empty for nobody else's."""
    wishes = read_words().wishes
    for place in (place for place in clause if place < start):
        if not wishes.isdisjoint(reading.words[place].forms) and (found := _behind_wish(reading, clause, place)):
            return found
    return frozenset()


def _behind_wish(reading: Reading, clause: range, place: int) -> frozenset[str]:
    """Somebody else in front of a wish, or behind it with "from" or "by"."""
    words = reading.words
    first = place
    while first > max(clause.start, place - 4) and not words[first].opens_clause:
        first -= 1
    before = range(first, place)
    if any(words[other].forms[0] in {"we", "i", "our"} for other in before):
        return frozenset()
    by = place + 1 < clause.stop and words[place + 1].forms[0] in {"from", "by", "of"}
    behind = range(place + 2, min(clause.stop, place + 5)) if by else range(0)
    return frozenset[str]().union(*(reading.other(words[other].token) for other in (*before, *behind)))
