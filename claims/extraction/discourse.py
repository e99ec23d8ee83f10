"""One article while its speakers are found: who has been named and who has spoken, in reading order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import spans
from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.mentions import PLURAL, SINGULAR, Candidate
from claims.extraction.people import People, Person
from claims.extraction.records import Attribution, Speaker
from claims.extraction.sourcing import is_person_noun

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
MAIN = frozenset({"ROOT", "conj", "ccomp"})
TOPICS = SUBJECTS | {"ROOT"}
ASKED = frozenset({"ask", "interview"})  # whoever is asked answers
BODIES = frozenset({"name", "short", "metonym", "description"})
REACH = 4  # paragraphs a pronoun may look back


@dataclass(frozen=True, slots=True)
class Turn:
    """A point where somebody spoke, or was the subject of a sentence outside what anybody says.

    ``described``: a single person whom the words do not name ("the candidate", "a witness").
    """

    position: int
    speaker: Speaker
    person: Person | None
    spoke: bool
    described: TokenSpan | None = None


@dataclass(slots=True)
class Scene:
    doc: Doc
    text: str
    mentions: Sequence[Mention]
    people: People
    on: date | None
    paragraphs: list[int]
    said: spans.SpanIndex
    attributions: Sequence[Attribution]
    turns: list[Turn] = field(default_factory=list)  # in the order of being found
    owned: set[int] = field(default_factory=set)  # where roles begin whose owner is being looked for
    _placed: list[Turn] = field(default_factory=list)  # the turns in the order of the text

    def is_said(self, position: int) -> bool:
        """Tell whether the character stands in what somebody says."""
        return self.said.at(position) is not None

    def latest(self, position: int) -> Iterator[Turn]:
        """Yield the turns of the last paragraphs before a character, the latest first."""
        before = bisect_right(self.paragraphs, position)
        horizon = self.paragraphs[before - REACH] if before >= REACH else 0
        yield from sorted(self.between(horizon, position), key=_position, reverse=True)

    def between(self, start: int, end: int) -> list[Turn]:
        """Return the turns in ``[start, end)`` in the order of the text."""
        first = bisect_left(self._placed, start, key=_position)
        return self._placed[first : bisect_left(self._placed, end, lo=first, key=_position)]

    def remember(self, position: int, speaker: Speaker, person: Person | None, *, spoke: bool) -> None:
        if person is not None or not speaker.is_open:
            self.add(Turn(position, speaker, person, spoke))

    def add(self, turn: Turn) -> None:
        self.turns.append(turn)
        insort_right(self._placed, turn, key=_position)


def _position(turn: Turn) -> int:
    return turn.position


def is_somebody(scene: Scene, token: Token) -> bool:
    """Tell whether a token is a subject that means a single person without naming one, outside quotations."""
    asked = token.dep_ == "dobj" and token.head.lemma_ in ASKED
    if not (asked or token.dep_ in SUBJECTS or _owns_subject(token)):
        return False
    if token.tag_ != "NN" or scene.people.at(token.i) is not None:
        return False
    if any(child.dep_ == "appos" and scene.people.at(child.i) is not None for child in token.children):
        return False
    return is_person_noun(token) and not scene.is_said(token.idx)


def is_subject(doc: Doc, first: int, end: int) -> bool:
    """Tell whether the name is a subject, or stands beside one ("the envoy, Ann Lee, left")."""
    root = doc[first:end].root
    return root.dep_ in SUBJECTS or (root.dep_ == "appos" and root.head.dep_ in TOPICS and root.head.tag_ == "NN")


def is_topic(scene: Scene, first: int, end: int) -> bool:
    """Tell whether a sentence, outside of quotations, goes on about a person: a subject, its owner, or who is asked."""
    root = scene.doc[first:end].root
    if root.dep_ == "dobj" and root.head.lemma_ in ASKED:
        asked = any(child.lower_ == "about" for child in root.head.children)
        return asked and not scene.is_said(root.head.idx)
    if scene.is_said(scene.doc[first].idx):
        return False
    return _owns_subject(root) or is_subject(scene.doc, first, end)


def _owns_subject(token: Token) -> bool:
    """ "Lee's plans are large", "the president's victory": whose the subject of a main clause is."""
    noun = token.head
    is_owner = token.dep_ == "poss" and noun.dep_ in SUBJECTS and noun.head.dep_ in MAIN
    return is_owner and not is_person_noun(noun)


def candidates(scene: Scene, position: int, aliases: AliasIndex) -> tuple[list[Candidate], dict[str, Person | Mention]]:
    """Return what a pronoun may mean, each mention by the entity it stands for, and those entities."""
    spoke = next((turn.person for turn in scene.latest(position) if turn.spoke), None)
    found: list[Candidate] = []
    entities: dict[str, Person | Mention] = {}
    for number, person in enumerate(scene.people.persons):
        key = f"person-{number}"
        entities[key] = person
        found += [
            Candidate(naming.first, naming.end, gender=person.gender, entity=key, spoke=person is spoke)
            for naming in person.namings
        ]
    for mention in scene.mentions:
        if mention.kind in BODIES and not any(aliases.person(slug) for slug in mention.slugs):
            key = " ".join(mention.slugs)
            entities[key] = mention
            found.append(
                Candidate(mention.first, mention.end, is_person=False, number=_number(mention, aliases), entity=key)
            )
    return sorted(found, key=lambda one: one.start), entities


def _number(mention: Mention, aliases: AliasIndex) -> str:
    groups = [slug for slug in mention.slugs if slug in aliases.actors and aliases.actors[slug].kind == "group"]
    return PLURAL if groups else SINGULAR


def joint(found: Sequence[Speaker], confidence: float) -> Speaker:
    """Join the members of a coordinated source, the registered ones first."""
    slugs = tuple(dict.fromkeys(slug for speaker in found for slug in speaker.actors))
    new = tuple({speaker.name: speaker for speaker in found if speaker.name}.values())
    if slugs:
        return Speaker(actors=slugs, beside=new, confidence=confidence, reason=("coordinated",))
    return replace(new[0], beside=new[1:], confidence=confidence, reason=("coordinated",))
