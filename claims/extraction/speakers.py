"""Who a source means: names, offices on a date, pronouns, descriptions, groups and coordinated sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from spacy.attrs import TAG
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import addressees, spans
from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.anaphora import Anaphora
from claims.extraction.coreference import Coreference
from claims.extraction.discourse import Scene, Turn, is_somebody, is_subject, is_topic, joint
from claims.extraction.documents import Documents
from claims.extraction.lexicon import read_roles
from claims.extraction.linking import PersonIndex
from claims.extraction.namings import NAMED
from claims.extraction.offices import holder_for, holder_of
from claims.extraction.organisations import body_named, officials_of, staffed
from claims.extraction.owners import Owners
from claims.extraction.people import People, Person, read_people
from claims.extraction.places import text_of, tokens_with
from claims.extraction.records import Act, Attribution, SegmentKind, Sourcing, Speaker
from claims.extraction.relays import quoted_by_others
from claims.extraction.roles import head_of
from claims.extraction.sourcing import (
    affiliation_of,
    is_document,
    is_indefinite,
    is_media,
    is_people,
    sourcing_of,
    speaks_for_others,
)

JOINTS = frozenset({"", "the", "and", "and the", "as well as", "both", "&"})
# Below this a speaker stays open and is only proposed. On the judged sample of PolNeAR dev (docs/decisions.md) those
# above it are right in more than 95 of 100 cases.
THRESHOLD = 0.5
EXPLAINING = frozenset({"a", "an", "the", "who", "whose", "one", "then", "now"})
STAFF = 0.65
SPOKEN_FOR = 0.7  # a body through a spokesperson whom nobody names
SERVING = frozenset({"for", "to"})  # "a spokesman for the minister" is somebody else
SURENESS = {"alias": 0.97, "spelling": 0.95, "misprint": 0.8, "short": 0.95, "new-name": 0.85}
NOBODY = Speaker(reason=("open",))


class SpeakerFinder:
    """Finds the speakers of one article after another; ``coreference`` ranks what a pronoun may mean."""

    def __init__(self, aliases: AliasIndex, coreference: Coreference | None = None) -> None:
        self.aliases = aliases
        self.index = PersonIndex(aliases.actors.values())
        self.anaphora = Anaphora(self, coreference or Coreference())
        self.owners = Owners(self)
        self.documents = Documents(self)

    def find(
        self, doc: Doc, attributions: Sequence[Attribution], mentions: Sequence[Mention], on: date | None
    ) -> list[Speaker]:
        """Return the speaker of each attribution, in the order given. ``on`` is the article's date."""
        return self.find_in(self.read_scene(doc, attributions, mentions, on))

    def find_in(self, scene: Scene) -> list[Speaker]:
        """Return the speakers of the scene's attributions, in the order given, and remember who has spoken."""
        attributions = scene.attributions
        order = sorted(range(len(attributions)), key=lambda number: position_of(attributions[number]))
        found: dict[int, Speaker] = {}
        for number in order:
            speaker = self._graded(scene, attributions[number], self._speaker(scene, attributions[number]))
            found[number] = _if_sure(speaker)
            person = self.person_of(scene.people, speaker)
            scene.remember(position_of(attributions[number]), found[number], person, spoke=True)
            self._remember_unnamed(scene, attributions[number], speaker)
        return [self._with_gender(scene, found[number]) for number in range(len(attributions))]

    def _remember_unnamed(self, scene: Scene, attribution: Attribution, speaker: Speaker) -> None:
        """ "According to a senior official": nobody who was named before is meant by what points back to it."""
        if attribution.source and speaker.is_open and speaker.sourcing is Sourcing.UNNAMED:
            source = scene.doc.char_span(*spans.cover(attribution.source), alignment_mode="expand")
            if source is not None and is_indefinite(source):
                scene.add(Turn(source.start_char, NOBODY, None, spoke=False, described=source))

    def _with_gender(self, scene: Scene, speaker: Speaker) -> Speaker:
        """Add the gender that a pronoun further on has told."""
        if speaker.gender or not speaker.name or speaker.kind != "person":
            return speaker
        person = scene.people.find((), speaker.name)
        return replace(speaker, gender=person.gender) if person is not None else speaker

    def addressee(self, scene: Scene, attribution: Attribution, act: Act, speaker: Speaker) -> Speaker | None:
        """Return to whom a claim is put, or None; an outlet that is told something only reports it."""
        found = [
            (who, reason)
            for phrase, reason in addressees.places_of(scene.doc, attribution, act)
            if not addressees.is_hearer(phrase) and (who := self.of_phrase(scene, phrase)) is not None
        ]
        known = [(who, reason) for who, reason in found if not set(who.actors) & self.aliases.outlets.keys()]
        return addressees.addressed(known, speaker)

    def read_scene(
        self,
        doc: Doc,
        attributions: Sequence[Attribution],
        mentions: Sequence[Mention],
        on: date | None,
        people: People | None = None,
    ) -> Scene:
        """Return who is named in a document, before anybody has spoken; ``people`` if they are known already."""
        kinds = {SegmentKind.HEADLINE, SegmentKind.BODY}
        starts = [segment.start for segment in doc._.segments if segment.kind in kinds]
        said = spans.SpanIndex(spans.merge(span for found in attributions for span in found.content))
        people = people or read_people(doc, mentions, self.aliases, self.index)
        scene = Scene(doc, text_of(doc), mentions, people, on, starts, said, attributions)
        for person in people.persons:
            for naming in person.namings:
                start = doc[naming.first].idx
                if is_topic(scene, naming.first, naming.end):
                    scene.remember(start, self.of_person(scene, person), person, spoke=False)
        for token in tokens_with(doc, TAG, "NN"):
            if is_somebody(scene, token):
                scene.add(Turn(token.idx, NOBODY, None, spoke=False, described=_phrase_of(token)))
        for mention in mentions:
            if mention.kind not in {"adjective", "outlet"} and not scene.is_said(mention.span.start):
                self._note_body(scene, mention)
        return scene

    def _note_body(self, scene: Scene, mention: Mention) -> None:
        if scene.people.at(mention.first) is None and is_subject(scene.doc, mention.first, mention.end):
            speaker = self.of_mention(scene, mention)
            scene.remember(mention.span.start, speaker, self.person_of(scene.people, speaker), spoke=False)

    def person_of(self, people: People, speaker: Speaker) -> Person | None:
        """Return the person in the article whom a speaker is."""
        slugs = speaker.actors if len(speaker.actors) == 1 else ()
        if (person := people.find(slugs, speaker.name if speaker.kind == "person" else "")) is not None:
            return person
        known = self.aliases.person(speaker.actors[0]) if len(speaker.actors) == 1 else None
        return Person(tuple(known.name.split()), speaker.actors, known.gender) if known else None

    def _speaker(self, scene: Scene, attribution: Attribution) -> Speaker:
        if not attribution.source:
            return self.anaphora.of_nothing(scene, attribution)
        if (quoted := quoted_by_others(scene.doc, attribution)) is not None:
            return self._of_source(scene, quoted, attribution)
        source = scene.doc.char_span(*spans.cover(attribution.source), alignment_mode="expand")
        return NOBODY if source is None else self._of_source(scene, source, attribution)

    def _of_source(self, scene: Scene, source: TokenSpan, attribution: Attribution) -> Speaker:
        if (found := self.anaphora.of_pronoun(scene, source, attribution)) is not None:
            return found
        return self.of_phrase(scene, source) or self.anaphora.of_torn(scene, source) or self.described(scene, source)

    def _graded(self, scene: Scene, attribution: Attribution, speaker: Speaker) -> Speaker:
        """Add the grade of sourcing, and the affiliation of a source that is not named."""
        if not attribution.source:
            return speaker
        source = scene.doc.char_span(*spans.cover(attribution.source), alignment_mode="expand")
        if source is None:
            return speaker
        grade = speaker.sourcing or sourcing_of(source, speaker, self.aliases)
        if grade is Sourcing.NAMED:
            return replace(speaker, sourcing=grade)
        owner = speaker.affiliation or affiliation_of(source, scene.mentions, self.aliases, scene.on)
        if owner and speaker.is_open and not speaker.candidates and speaks_for_others(source):
            return replace(NOBODY, actors=(owner,), confidence=SPOKEN_FOR, reason=("spokesperson",), sourcing=grade)
        return replace(speaker, sourcing=grade, affiliation="" if owner in speaker.actors else owner)

    def of_phrase(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """Return whom a noun phrase names; the members of a coordinated source together; None if nobody."""
        listed = self._listed(scene, source)
        if listed is not None:
            return listed
        if (leading := self._leading(scene, source)) is not None:
            return self.of_person(scene, leading, source[0])
        heads = [source.root, *(token for token in source.root.conjuncts if source.start <= token.i < source.end)]
        found = [speaker for head in heads if (speaker := self._of_head(scene, head, source))]
        known = [speaker for speaker in found if not speaker.is_open]
        if len(known) > 1:
            return joint(known, 0.8)
        if not known and (named := self._named_together(scene, source)) is not None:
            return named
        return found[0] if found and len(heads) == 1 else next(iter(known or found), None)

    def _leading(self, scene: Scene, source: TokenSpan) -> Person | None:
        """ "Ann Lee, a … who heads the …": the person in front, though the parser takes what follows for the head."""
        person = scene.people.at(source.start)
        if person is None or scene.people.at(source.root.i) is not None:
            return None
        end = next(naming.end for naming in person.namings if naming.first <= source.start < naming.end)
        if end + 1 >= source.end or scene.doc[end].text != ",":
            return None
        return person if scene.doc[end + 1].lower_ in EXPLAINING else None

    def _listed(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """ "A, B and C", each of them known, whatever the parse says."""
        inside = [m for m in scene.mentions if source.start <= m.first and m.end <= source.end]
        edges = [source.start_char, *(place for m in inside for place in m.span), source.end_char]
        gaps = [scene.text[start:end].strip(" ,.").lower() for start, end in zip(edges[::2], edges[1::2], strict=True)]
        joined = all(gap in JOINTS for gap in gaps) and any(gap.startswith(("and", "&")) for gap in gaps[1:-1])
        if len(inside) < 2 or not joined or any(m.kind == "adjective" for m in inside):
            return None
        found = [self.of_mention(scene, mention) for mention in inside]
        return joint(found, 0.85) if sum(bool(speaker.actors) for speaker in found) > 1 else None

    def _named_together(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """ "Presidential candidates Ann Lee and Tom Ray": names joined behind a title that all of them bear."""
        people = scene.people.within(source.start, source.end)
        namings = [one for person in people for one in person.namings if source.start <= one.first < source.end]
        namings.sort(key=lambda naming: naming.first)
        gaps = [scene.doc[one.end : other.first].text.lower().strip(" ,") for one, other in pairwise(namings)]
        if len(people) < 2 or namings[-1].end != source.end or not all(gap in JOINTS for gap in gaps):
            return None
        found = [self.of_person(scene, person) for person in people]
        return joint(found, 0.8) if all(not speaker.is_open for speaker in found) else None

    def _of_head(self, scene: Scene, head: Token, source: TokenSpan) -> Speaker | None:
        person = self._person_named(scene, head, source)
        if person is not None:
            return self.of_person(scene, person, head)
        if (holder := holder_for(scene, head, source, self.aliases)) is not None:
            return holder
        if is_media(source, head_of(source) or head) or not is_document(head):
            at_head = [m for m in scene.mentions if m.covers(head.i) and m.kind != "adjective"]
            at_head = [m for m in at_head if not is_people(source, m)]
            inside = [m for m in at_head if source.start <= m.first and m.end <= source.end]
            found = [self.of_mention(scene, mention, source) for mention in inside]
            resolved = next((speaker for speaker in found if speaker.actors or speaker.candidates), None)
            return resolved or self.owners.body(scene, source, head) or body_named(scene, head, source)
        return self._issued(scene, source, head)

    def _issued(self, scene: Scene, source: TokenSpan, document: Token) -> Speaker | None:
        """ "A White House statement", "the joint US-Ukraine declaration": those who issued it speak."""
        if document.lower_ not in read_roles().issued:
            return None
        inside = [m for m in scene.mentions if source.start <= m.first and m.end <= source.end and m.kind != "office"]
        named = [m.slugs for m in inside if m.first < document.i]
        joined = [token.text for token in source if "-" in token.text.strip("-")]
        named += [self.aliases.named(part) for word in joined for part in word.split("-")]
        slugs = tuple(dict.fromkeys(found[0] for found in named if len(found) == 1))
        return Speaker(slugs, confidence=0.75, reason=("issued",), sourcing=Sourcing.DOCUMENT) if slugs else None

    def _person_named(self, scene: Scene, head: Token, source: TokenSpan) -> Person | None:
        """The person at the head, in apposition to it ("the envoy, Ann Lee"), or behind a title."""
        person = scene.people.at(head.i)
        if person is not None:
            return person
        inside = scene.people.within(source.start, source.end)
        return next((person for person in inside if self._is_apposed(scene, person, head, source)), None)

    def _is_apposed(self, scene: Scene, person: Person, head: Token, source: TokenSpan) -> bool:
        for naming in person.namings:
            if not source.start <= naming.first < naming.end <= source.end:
                continue
            root = scene.doc[naming.first : naming.end].root
            if root.dep_ == "appos" and root.head.i == head.i:
                return True
            if any(token.lower_ in SERVING for token in scene.doc[head.i + 1 : naming.first]):
                continue
            if root.dep_ == "appos" and head.is_ancestor(root):
                return True
            before = scene.doc[naming.first - 1] if naming.first > source.start else None
            titled = before is not None and (before.tag_.startswith("NN") or before.text == ",")
            rest = scene.doc[naming.end : source.end]
            if titled and len(naming.words) > 1 and (not len(rest) or rest[0].text in {",", "(", "."}):
                return True
        return False

    def of_person(self, scene: Scene, person: Person, at: Token | None = None) -> Speaker:
        """Return a person of the article as a speaker: registered, new with a full name, or open."""
        sure = scene.people.sureness(at.i) if at is not None else 1.0
        confidence = round(SURENESS.get(person.how, 0.9) * sure, 2)
        if len(person.slugs) == 1:
            return Speaker(actors=person.slugs, confidence=confidence, reason=(f"name:{person.how}",))
        if person.slugs:
            return Speaker(candidates=person.slugs, reason=("ambiguous",), gender=person.gender)
        if not person.is_full:
            return Speaker(reason=("open", "one-name"), sourcing=Sourcing.NAMED, gender=person.gender)
        role = max(person.roles, key=len, default=None)
        return Speaker(
            name=person.name,
            confidence=confidence,
            reason=("name:new",),
            gender=person.gender,
            role=role.text.strip(" ,") if role is not None else "",
            affiliation=self._belongs(scene, role, person) if role is not None else "",
            sourcing=Sourcing.NAMED,
        )

    def _belongs(self, scene: Scene, role: TokenSpan, person: Person) -> str:
        """To whom somebody with the role belongs, also in "its spokesman"; "his aide" is nobody's own aide.

        Two of whom each is described by the other ("his aide" and "her chief") would be looked up for ever.
        """
        if role[0].tag_ != "PRP$":
            return affiliation_of(role, scene.mentions, self.aliases, scene.on)
        if role.start in scene.owned:
            return ""
        scene.owned.add(role.start)
        owner = self.anaphora.of_possessive(scene, role[0], apart=person)
        scene.owned.remove(role.start)
        return owner.actors[0] if owner is not None and len(owner.actors) == 1 else ""

    def of_mention(self, scene: Scene, mention: Mention, source: TokenSpan | None = None) -> Speaker:
        """Return whom an entry of the registry means; an office by who held it."""
        if mention.kind == "office":
            return holder_of(scene, mention, self.aliases, source)
        person = scene.people.at(mention.first) if mention.kind in NAMED else None
        if person is not None:
            return self.of_person(scene, person, scene.doc[mention.first])
        if len(mention.slugs) == 1:
            confidence = 0.95 if mention.kind in {"name", "short"} else 0.85
            return Speaker(actors=mention.slugs, confidence=confidence, reason=(f"alias:{mention.kind}",))
        return Speaker(candidates=mention.slugs, reason=("ambiguous",))

    def described(self, scene: Scene, source: TokenSpan) -> Speaker:
        """A title or a word for a person goes on about whom it may mean; others stay open, with whom they name."""
        if is_indefinite(source):
            return officials_of(scene, source, self.aliases) or self._staff(scene, source) or NOBODY
        return (
            self.documents.find(scene, source)
            or officials_of(scene, source, self.aliases)
            or self._owned(scene, source)
            or self.anaphora.of_description(scene, source)
            or self._staff(scene, source)
            or NOBODY
        )

    def _owned(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """What belongs to somebody, unless the article has given just that title to a person ("his spokesman")."""
        found = self.owners.find(scene, source)
        if found is None or not found.is_open:
            return found
        return self.anaphora.by_role(scene, source) or found

    def _staff(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """ "Analysts at the institute" speak for it as a group that nobody names."""
        phrase = staffed(source)
        body = self.of_phrase(scene, phrase) if phrase is not None else None
        slug = body.actors[0] if body is not None and len(body.actors) == 1 else ""
        kind = self.aliases.actors[slug].kind if slug in self.aliases.actors else body.kind if body else ""
        if body is None or body.is_open or kind not in {"organisation", "outlet"}:
            return None
        return replace(body, confidence=STAFF, reason=(*body.reason, "staff"), sourcing=Sourcing.GROUP)


def _phrase_of(noun: Token) -> TokenSpan:
    return noun.doc[noun.left_edge.i : noun.i + 1]


def position_of(attribution: Attribution) -> int:
    """Return the character where an attribution begins, for the order of reading."""
    return spans.cover(attribution.source or attribution.cue or attribution.content).start


def _if_sure(speaker: Speaker) -> Speaker:
    """Leave a speaker open whom too little speaks for, and propose whom it would have been."""
    if speaker.is_open or speaker.confidence >= THRESHOLD:
        return speaker
    return replace(
        speaker,
        actors=(),
        name=None,
        candidates=tuple(dict.fromkeys((*speaker.actors, *speaker.candidates))),
        reason=(*speaker.reason, "below-threshold"),
    )
