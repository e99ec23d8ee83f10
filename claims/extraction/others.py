"""What a content tells of somebody else's will ("what they want is …", "they refuse …"): no stance of the speaker."""

from __future__ import annotations

from dataclasses import dataclass

from claims.extraction.lexicon import read_words
from claims.extraction.records import Act
from claims.extraction.stance import Reading

LEADING = 8  # words in which a content has to come to somebody's will, and those in front of it that name whose it is
HOLDER = 4
# Acts that nobody performs by telling what another one wants.
PUT_FORWARD = frozenset({Act.DEMAND, Act.OFFER, Act.COMMIT, Act.THREATEN, Act.APPEAL, Act.ACCEPT})


@dataclass(frozen=True, slots=True)
class OthersWill:
    """Whose will a content begins with, and whether it is a wish, a refusal or readiness."""

    holder: frozenset[str]
    wishes: bool
    refuses: bool

    def act(self, act: Act, opponents: frozenset[str]) -> Act:
        """Return what who tells of it does: accuse an opponent of it, else assess; other acts stay."""
        if act not in PUT_FORWARD and not (self.refuses and act is Act.REJECT):
            return act
        blames = bool(self.holder & opponents) and (self.wishes or self.refuses)
        return Act.ACCUSE if blames else Act.ASSESS


def others_will(reading: Reading) -> OthersWill | None:
    """Return somebody else's will that the content begins with; None where the speaker's side or a duty comes first."""
    lists = read_words()
    words = reading.words[:LEADING]
    if any(not lists.duties.isdisjoint(word.forms) for word in reading.words):
        return None
    for place, word in enumerate(words):
        if (place and word.opens_sentence) or reading.own(word.token):
            return None
        if not _is_will(reading, place):
            continue
        holder = frozenset[str]().union(*(reading.other(one.token) for one in words[max(0, place - HOLDER) : place]))
        wishes, refuses = (not kind.isdisjoint(word.forms) for kind in (lists.wishes, lists.refusing))
        return OthersWill(holder, wishes, refuses) if holder else None
    return None


def _is_will(reading: Reading, place: int) -> bool:
    """Tell whether a word is a verb of will, or a noun for it that "is" something ("their aim is to …")."""
    lists, word = read_words(), reading.words[place]
    token = reading.doc[word.token]
    verbs = lists.wishes | lists.refusing | lists.agreeing
    if token.pos_ in {"NOUN", "PROPN"} or token.tag_.startswith("NN"):
        behind = reading.words[place + 1].forms if place + 1 < len(reading.words) else ()
        return not lists.wishes.isdisjoint(word.forms) and bool({"be", "is", "was", "remain", "remains"} & set(behind))
    return not verbs.isdisjoint(word.forms)
