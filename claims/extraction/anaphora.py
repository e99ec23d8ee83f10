"""Sources that point back: pronouns, "the official", a torn apposition, and no source at all."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import spans
from claims.extraction.aliases import Mention
from claims.extraction.coreference import Coreference
from claims.extraction.discourse import SUBJECTS, Scene, Turn, candidates, joint
from claims.extraction.lexicon import read_roles, read_words
from claims.extraction.mentions import FEMALE, MALE
from claims.extraction.namings import Naming
from claims.extraction.people import Person
from claims.extraction.records import Attribution, Kind, Sourcing, Speaker
from claims.extraction.roles import fit, head_of, plain_words
from claims.extraction.sourcing import affiliation_of, is_indefinite, is_named_by_suffix, is_person_noun

if TYPE_CHECKING:
    from claims.extraction.speakers import SpeakerFinder

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
PERSONAL = {"he": MALE, "him": MALE, "his": MALE, "she": FEMALE, "her": FEMALE, "hers": FEMALE}
BODY = frozenset({"it", "its", "they", "their", "them"})
PLURAL_PRONOUNS = frozenset({"they", "their", "them"})
OWN = frozenset({"i", "we", "my", "our", "me", "us", "you"})
POINTING = frozenset({"the", "this", "that", "these", "his", "her", "their", "its"})
PLURAL_TAGS = frozenset({"NNS", "NNPS"})
NEAR = 250  # tokens within which whoever was called an actor or a manager is "the actor"
TWO = 2
SIDES = frozenset({"sides", "parties", "leaders", "presidents", "ministers", "diplomats", "negotiators"})
PAIR_BACK = 6  # sentences in which two are looked for whom the text joins
PAIRED = 0.7
CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp"})
TORN_WITHIN = 30  # tokens behind a title in which its rest may stand
LOOK_BACK = 1  # sentences in which "it" and "they" look for a subject
NOBODY = Speaker(reason=("open",))
CONTINUED, POINTED, VARIED = 0.9, 0.8, 0.7
SURE_RANK = 0.75  # probability from which the ranker is believed where nobody has spoken or acted
UNKNOWN = Person((), how="unknown")
OPENERS = frozenset({"of", "for", "from", "at", "with"})


class Anaphora:
    def __init__(self, finder: SpeakerFinder, coreference: Coreference) -> None:
        self.finder = finder
        self.coreference = coreference

    def of_nothing(self, scene: Scene, attribution: Attribution) -> Speaker:
        """ "The demands also include ..." are those of the last speaker, whoever it is; otherwise nobody is known."""
        if "subject:words" not in attribution.reason:
            return NOBODY
        place = spans.cover(attribution.cue or attribution.content).start
        last = next((turn for turn in scene.latest(place) if turn.spoke), None)
        return _because(last.speaker, "continuity") if last else NOBODY

    def of_pronoun(self, scene: Scene, source: TokenSpan, attribution: Attribution) -> Speaker | None:
        """Return whom a pronoun means; None if the source is none."""
        word = source.text.lower()
        if word in RELATIVE:
            return self._antecedent(scene, source.root)
        if word in PERSONAL:
            return self._person(scene, source.root, PERSONAL[word])
        if word in BODY:
            return self._body(scene, source.root)
        return self._own(scene, source, attribution) if word in OWN else None

    def _own(self, scene: Scene, source: TokenSpan, attribution: Attribution) -> Speaker:
        """ "I" in a quotation is who speaks there; elsewhere it is the author, whom nobody can name."""
        around = [
            turn
            for turn in scene.turns
            if turn.spoke and turn.position >= 0 and _holds(scene, turn, source.start_char, attribution)
        ]
        return _because(around[-1].speaker, "first-person") if around else NOBODY

    def of_possessive(self, scene: Scene, pronoun: Token, *, apart: Person | None = None) -> Speaker | None:
        """Return whom "his", "its" or "their" means in front of a noun: not ``apart``, whom the noun describes."""
        gender = PERSONAL.get(pronoun.lower_)
        if gender is not None:
            said_of = self._said_of(scene, pronoun, gender)
            if said_of is not None and said_of is not apart:
                return _because(self.finder.of_person(scene, said_of), "subject")
            return self._person(scene, pronoun, gender, apart)
        return self._body(scene, pronoun) if pronoun.lower_ in BODY else None

    def _said_of(self, scene: Scene, pronoun: Token, gender: str) -> Person | None:
        """ "Ann Lee will come, her office said": the only subject of what is said in front of the pronoun."""
        people = scene.people.within(pronoun.sent.start, pronoun.i)
        subjects = [
            person
            for person in people
            if person.gender in {"", gender} and any(_is_subject(scene, naming, pronoun) for naming in person.namings)
        ]
        return subjects[0] if len(subjects) == 1 else None

    def _antecedent(self, scene: Scene, pronoun: Token) -> Speaker:
        """The name that ends right before the pronoun, else the noun phrase its clause depends on."""
        reason = f"relative:{pronoun.lower_}"
        near = self._person_before(scene, pronoun)
        if near and pronoun.lower_ != "which":
            return _because(self.finder.of_person(scene, near[-1]), reason)
        before = [m for m in scene.mentions if pronoun.i - 4 <= m.end <= pronoun.i and m.kind != "adjective"]
        if before and _only_marks(scene.doc, before[-1].end, pronoun.i) and not self._is_place_of(pronoun, before[-1]):
            return _because(self.finder.of_mention(scene, before[-1]), reason)
        clause = pronoun.head
        noun = clause.head if clause.dep_ == "relcl" else scene.doc[max(0, pronoun.i - 1)]
        if noun.dep_ == "appos":
            named = self.finder.of_phrase(scene, scene.doc[noun.head.i : noun.head.i + 1])
            if named is not None:
                return _because(named, reason)
        phrase = scene.doc[noun.left_edge.i : max(noun.i + 1, min(noun.right_edge.i + 1, pronoun.i))]
        found = self.finder.of_phrase(scene, phrase) or self.finder.described(scene, phrase)
        return _because(found, reason)

    def _is_place_of(self, pronoun: Token, mention: Mention) -> bool:
        """ "Members of the council who …": of persons, not of the body in whose name their noun ends."""
        noun = pronoun.head.head if pronoun.head.dep_ == "relcl" else pronoun
        return pronoun.lower_ in {"who", "whom"} and noun.tag_ in {"NN", *PLURAL_TAGS} and noun.i < mention.first

    def _person_before(self, scene: Scene, pronoun: Token) -> list[Person]:
        """Who is named right before "who", or before an age and a place: "Ann Lee, 59, of Exeter, who …"."""
        place = pronoun.i - 1
        while place > pronoun.sent.start and scene.people.at(place) is None and _may_stand_between(scene.doc[place]):
            place -= 1
        person = scene.people.at(place)
        return [person] if person is not None else []

    def _person(self, scene: Scene, pronoun: Token, gender: str, apart: Person | None = None) -> Speaker:
        """The latest who spoke or acted and may be meant; where there is nobody, whom the ranker is sure of."""
        for turn in scene.latest(pronoun.idx):
            person = turn.person or self._described(scene, turn)
            if person is UNKNOWN:
                return replace(NOBODY, sourcing=Sourcing.UNNAMED)
            if person is None or person is apart or person.gender not in {"", gender}:
                continue
            main = self._main_subject(scene, pronoun, turn, person)
            if main is not None and main is not apart and main.gender in {"", gender}:
                person = main
            person.gender = gender
            found = self._of_turn(scene, turn, person)
            return _because(found, "continuity") if not found.is_open else self._ranked(scene, pronoun)
        return self._ranked(scene, pronoun)

    def _main_subject(self, scene: Scene, pronoun: Token, turn: Turn, person: Person) -> Person | None:
        """Who acts in the main clause of an earlier sentence in which ``person`` acts in a clause below it only."""
        span = scene.doc.char_span(turn.position, turn.position + 1, alignment_mode="expand")
        if span is None or span.root.sent.end > pronoun.i:
            return None
        root = span.root.sent.root
        subject = next((child for child in root.children if child.dep_ in SUBJECTS), None)
        main = scene.people.at(subject.i) if subject is not None else None
        if main is None or main is person or not _is_below(span.root, root):
            return None
        speaks = any(one.spoke and one.person is main for one in scene.between(root.sent.start_char, turn.position))
        return main if speaks or not turn.spoke else None

    def _ranked(self, scene: Scene, pronoun: Token) -> Speaker:
        found, entities = candidates(scene, pronoun.idx, self.finder.aliases)
        ranked = self.coreference.resolve(scene.doc, pronoun, found)
        best = entities[ranked[0].candidate.entity] if ranked else None
        if not isinstance(best, Person) or ranked[0].probability < SURE_RANK:
            return NOBODY
        return _because(self.finder.of_person(scene, best), "coreference", ranked[0].probability)

    def _described(self, scene: Scene, turn: Turn) -> Person | None:
        """Return the person of a turn that only describes one: UNKNOWN where the article does not tell who it is."""
        if turn.described is None:
            return None
        speaker = self.finder.of_phrase(scene, turn.described) or self.finder.described(scene, turn.described)
        return self.finder.person_of(scene.people, speaker) or UNKNOWN

    def _of_turn(self, scene: Scene, turn: Turn, person: Person) -> Speaker:
        if person.namings or turn.speaker.is_open:
            return self.finder.of_person(scene, person)
        return turn.speaker

    def _body(self, scene: Scene, pronoun: Token) -> Speaker:
        """ "It" and "they" mean the last subject that agrees in number; if nobody knows that one, nobody is meant."""
        plural = pronoun.lower_ in PLURAL_PRONOUNS
        if plural and _rivals(scene, pronoun):
            return NOBODY
        for subject in _subjects_before(scene, pronoun):
            if scene.people.at(subject.i) is not None and not (plural and subject.n_rights):
                continue
            if (subject.tag_ in PLURAL_TAGS or bool(list(subject.conjuncts))) is not plural:
                continue
            phrase = scene.doc[subject.left_edge.i : max(subject.right_edge.i + 1, subject.i + 1)]
            found = (
                self.finder.of_phrase(scene, phrase)
                or self.finder.documents.find(scene, phrase)
                or self.finder.owners.find(scene, phrase)
            )
            return _because(found, "continuity") if found else NOBODY
        return NOBODY

    def of_torn(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """A title whose rest a broken sentence has put behind a full stop: "… . of the council, Ann Lee."."""
        if source[0].lower_ not in POINTING or head_of(source) is None:
            return None
        after = [token for token in scene.doc[source.end : source.end + TORN_WITHIN] if not token.is_space]
        stops = [one for one, following in pairwise(after) if one.text == "." and following.text in OPENERS]
        if not stops:
            return None
        end = next((token.i for token in after if token.i > stops[0].i and token.text == "."), after[-1].i)
        people = scene.people.within(stops[0].i, end)
        return _because(self.finder.of_person(scene, people[-1]), "torn-apposition") if people else None

    def of_description(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """Return whom "the official" or "the Vermont senator" means; None if it points to nobody in particular."""
        head = head_of(source)
        if head is None or source[0].lower_ not in POINTING:
            return None
        if head.tag_ in PLURAL_TAGS:
            return self._pair(scene, source)
        if not is_person_noun(head):
            return self._by_body(scene, source, head)
        listed = read_roles().plain(head.text) in _titles() or head.lower_ in _titles()
        if not listed and not is_named_by_suffix(head):
            return self.by_role(scene, source, within=NEAR)
        return self.by_role(scene, source) or self._by_title(scene, source) or self._generic(scene, source, head)

    def _pair(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """ "The two leaders", "the sides": those who have just spoken together, or whom the text has just joined."""
        last = next((turn.speaker for turn in scene.latest(source.start_char) if turn.spoke), None)
        is_pair = last is not None and len(last.actors) + len(last.beside) + bool(last.name) == TWO
        wanted = any(token.lower_ in {"two", "both", "pair"} for token in source)
        if last is not None and is_pair and (wanted or source[-1].lower_ in SIDES):
            return _because(last, "pair", POINTED)
        if not (wanted or (len(source) == TWO and source[-1].lower_ in SIDES)):
            return None
        return self._joined(scene, source)

    def _joined(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """The two whom an earlier sentence of the last paragraphs names as subject and partner ("A met with B")."""
        start, left = source.root.sent.start, PAIR_BACK
        while left and start > 0:
            sentence = scene.doc[start - 1].sent
            start, left = sentence.start, left - 1
            people = scene.people.within(sentence.start, sentence.end)
            if len(people) == TWO and any(_is_partner(sentence, person) for person in people):
                found = [self.finder.of_person(scene, person) for person in people]
                return joint(found, PAIRED) if not any(speaker.is_open for speaker in found) else None
        return None

    def _by_body(self, scene: Scene, source: TokenSpan, head: Token) -> Speaker | None:
        """ "The ministry" is the last body whose name holds the word."""
        if len(source) > 2:
            return None
        for turn in scene.latest(source.start_char):
            known = self.finder.aliases.actors.get(turn.speaker.actors[0]) if len(turn.speaker.actors) == 1 else None
            name = known.name if known is not None and known.kind != "person" else turn.speaker.name or ""
            if turn.person is None and head.lower_ in name.lower().split():
                return _because(turn.speaker, f"title:{head.lower_}", POINTED)
        return None

    def by_role(self, scene: Scene, source: TokenSpan, *, within: int = sys.maxsize) -> Speaker | None:
        """Whom the article has given the title, the latest of those whom it fits best, some tokens back at most."""
        fitting = [
            (value, _last_naming(person, source.start), person)
            for person in scene.people.persons
            if (value := max((fit(source, role) for role in person.roles), default=0.0)) >= 0.5
        ]
        fitting = [row for row in fitting if row[1] >= source.start - within]
        if not fitting:
            return None
        best = max(value for value, _, _ in fitting)
        latest = max((row for row in fitting if row[0] == best), key=lambda row: row[1])
        found = self.finder.of_person(scene, latest[2])
        return replace(
            found, confidence=round(found.confidence * (0.6 + 0.35 * best), 2), reason=(*found.reason, "role")
        )

    def _by_title(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """Whom the registry gives the bare title on the day, if the article names only one such person."""
        title = source[1:].text.lower()
        holders = self.finder.aliases.title_holders(title, scene.on)
        named = [person for person in scene.people.persons if set(person.slugs) & holders]
        if len(named) == 1 and len(named[0].slugs) == 1:
            return _because(self.finder.of_person(scene, named[0]), f"title:{title}", POINTED)
        return None

    def _generic(self, scene: Scene, source: TokenSpan, head: Token) -> Speaker | None:
        """ "The official" is the last person who spoke or acted."""
        if len(plain_words(source)) > 1:
            return self._varied(scene, source)
        gender = MALE if head.lower_.endswith("man") and not head.lower_.endswith("woman") else ""
        gender = FEMALE if head.lower_.endswith("woman") else gender
        for turn in scene.latest(source.start_char):
            if turn.described is not None and _is_alike(turn.described, head):
                return self._same_described(scene, turn.described)
            if turn.spoke and turn.speaker.sourcing is Sourcing.UNNAMED and not turn.speaker.is_open:
                return _because(turn.speaker, f"title:{head.lower_}", POINTED)
            if turn.person is None or (gender and turn.person.gender not in {"", gender}):
                continue
            return _because(self._of_turn(scene, turn, turn.person), f"title:{head.lower_}", POINTED)
        return None

    def _same_described(self, scene: Scene, described: TokenSpan) -> Speaker:
        """ "The official" is "a senior official" of the last sentence: whoever that is, often nobody who is named."""
        speaker = self.finder.of_phrase(scene, described) or self.finder.described(scene, described)
        return speaker if not speaker.is_open else replace(NOBODY, sourcing=Sourcing.UNNAMED)

    def _varied(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """ "The New York businessman" right after a sentence about one person is that person, by another name."""
        before = scene.doc[source.root.sent.start - 1].sent if source.root.sent.start else None
        if before is None:
            return None
        turns = scene.between(before.start_char, before.end_char)
        people = {turn.person for turn in turns if turn.person is not None}
        if len(people) != 1 or any(turn.described is not None for turn in turns):
            return None
        person = people.pop()
        owner = affiliation_of(source, scene.mentions, self.finder.aliases)
        homes = {actor.part_of for slug in person.slugs if (actor := self.finder.aliases.person(slug))}
        if owner and owner not in homes:
            return None
        return _because(self.finder.of_person(scene, person), "variation", VARIED)


def _titles() -> frozenset[str]:
    return read_roles().generic | read_words().person_nouns


def _because(speaker: Speaker, reason: str, share: float = CONTINUED) -> Speaker:
    return replace(speaker, confidence=round(speaker.confidence * share, 2), reason=(*speaker.reason, reason))


def _is_alike(described: TokenSpan, head: Token) -> bool:
    """Tell whether a phrase that nobody is named by is introduced with the same noun."""
    noun = head_of(described)
    plain = read_roles().plain
    return noun is not None and is_indefinite(described) and plain(noun.text) == plain(head.text)


def _is_below(token: Token, root: Token) -> bool:
    """Tell whether a token stands in a clause that depends on the main one."""
    above = [token, *token.ancestors]
    return any(one.dep_ in CLAUSES for one in above[: above.index(root)]) if root in above else False


def _may_stand_between(token: Token) -> bool:
    return token.is_punct or token.tag_ in {"CD", "NNP", ","} or token.lower_ in {"of", "in", "from"}


def _holds(scene: Scene, turn: Turn, place: int, attribution: Attribution) -> bool:
    for other in scene.attributions:
        start = spans.cover(other.source or other.cue or other.content).start
        if other is not attribution and start == turn.position:
            return any(span.start <= place < span.end for span in other.content)
    return False


def _only_marks(doc: Doc, first: int, end: int) -> bool:
    return all(token.is_punct or token.is_space or token.lower_ in {"of", "in", "from"} for token in doc[first:end])


def _subjects_before(scene: Scene, pronoun: Token) -> list[Token]:
    """The subjects outside quotations of the last sentences before the pronoun, the latest first."""
    start, left = pronoun.sent.start, LOOK_BACK
    while left and start > 0:
        start = scene.doc[start - 1].sent.start
        left -= 1
    found = [
        token
        for token in scene.doc[start : pronoun.i]
        if token.dep_ in SUBJECTS and token.tag_.startswith("NN") and not scene.is_said(token.idx)
    ]
    return found[::-1]


def _rivals(scene: Scene, pronoun: Token) -> bool:
    """Tell whether another plural noun than a subject stands before "they" in its sentence."""
    before = scene.doc[pronoun.sent.start : pronoun.i]
    return any(token.tag_ in PLURAL_TAGS and token.dep_ in {"dobj", "pobj"} for token in before)


def _is_subject(scene: Scene, naming: Naming, pronoun: Token) -> bool:
    """Tell whether it names the subject of something said, but not quoted, in front of the pronoun in its sentence."""
    if not (pronoun.sent.start <= naming.first and naming.end <= pronoun.i):
        return False
    root = scene.doc[naming.first : naming.end].root
    return root.dep_ in SUBJECTS and any(
        span.start <= root.idx < span.end and span.end <= pronoun.idx
        for one in scene.attributions
        if one.kind is not Kind.DIRECT
        for span in one.content
    )


def _is_partner(sentence: TokenSpan, person: Person) -> bool:
    """Tell whether somebody is named behind "with" or "and" in the sentence."""
    for naming in person.namings:
        if sentence.start <= naming.first < sentence.end:
            root = sentence.doc[naming.first : naming.end].root
            heads = [root, *root.ancestors]
            return root.dep_ == "conj" or any(one.lower_ == "with" for one in heads[: TWO + TWO])
    return False


def _last_naming(person: Person, before: int) -> int:
    return max((naming.first for naming in person.namings if naming.first < before), default=-1)
