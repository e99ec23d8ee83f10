"""Who a source means: names, offices on a date, relative and personal pronouns, groups, coordinated sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import spans
from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.lexicon import read_words
from claims.extraction.names import person_name
from claims.extraction.records import Attribution, SegmentKind, Speaker

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
PRONOUNS = {"he": "male", "she": "female", "him": "male", "her": "female", "his": "male"}
PLURAL = frozenset({"they", "it", "its", "their"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
JOINTS = frozenset({"", "the", "and", "and the", "as well as", "both"})
REACH = 4  # paragraphs a pronoun may look back
NOBODY = Speaker(reason=("open",))


@dataclass(frozen=True, slots=True)
class Event:
    """A point where somebody was named as a subject or spoke; pronouns look back to the last that agrees."""

    position: int
    speaker: Speaker
    gender: str
    is_person: bool
    spoke: bool


@dataclass(slots=True)
class Scene:
    """One article while its speakers are found, in reading order."""

    doc: Doc
    text: str
    mentions: Sequence[Mention]
    on: date | None
    paragraphs: list[int]
    events: list[Event] = field(default_factory=list)
    full_names: dict[str, Speaker] = field(default_factory=dict)


class SpeakerFinder:
    def __init__(self, aliases: AliasIndex) -> None:
        self.aliases = aliases

    def find(
        self, doc: Doc, attributions: Sequence[Attribution], mentions: Sequence[Mention], on: date | None
    ) -> list[Speaker]:
        """Return the speaker of each attribution, in the order given. ``on`` is the article's date."""
        scene = self._read_scene(doc, attributions, mentions, on)
        order = sorted(range(len(attributions)), key=lambda number: _position(attributions[number]))
        found: dict[int, Speaker] = {}
        for number in order:
            found[number] = self._speaker(scene, attributions[number])
            self._remember(scene, _position(attributions[number]), found[number], spoke=True)
        return [found[number] for number in range(len(attributions))]

    def _read_scene(
        self, doc: Doc, attributions: Sequence[Attribution], mentions: Sequence[Mention], on: date | None
    ) -> Scene:
        kinds = {SegmentKind.HEADLINE, SegmentKind.BODY}
        starts = [segment.start for segment in doc._.segments if segment.kind in kinds]
        scene = Scene(doc, doc.text, mentions, on, starts)
        said = spans.SpanIndex(spans.merge(span for found in attributions for span in found.content))
        for mention in mentions:
            self._note(scene, mention, inside=said.at(mention.span.start) is not None)
        return scene

    def _note(self, scene: Scene, mention: Mention, *, inside: bool) -> None:
        """Remember subjects outside what anybody says, and the full names of persons."""
        root = scene.doc[mention.first : mention.end].root
        if mention.kind in {"adjective", "outlet"}:
            return
        if mention.kind == "name" and self.aliases.person(mention.slugs[0]):
            scene.full_names.setdefault(scene.doc[mention.end - 1].text, self._of_mention(scene, mention))
        if not inside and root.dep_ in SUBJECTS:
            self._remember(scene, mention.span.start, self._of_mention(scene, mention), spoke=False)

    def _remember(self, scene: Scene, position: int, speaker: Speaker, *, spoke: bool) -> None:
        if speaker.name:
            scene.full_names.setdefault(speaker.name.split()[-1], speaker)
        if not speaker.actors and not speaker.name:
            return
        people = [person for slug in speaker.actors if (person := self.aliases.person(slug))]
        is_person = bool(speaker.name) or (len(people) == 1 and len(speaker.actors) == 1)
        gender = people[0].gender if len(people) == 1 else ""
        scene.events.append(Event(position, speaker, gender, is_person, spoke))

    def _speaker(self, scene: Scene, attribution: Attribution) -> Speaker:
        if not attribution.source:
            return self._unnamed(scene, attribution)
        source = scene.doc.char_span(*spans.cover(attribution.source), alignment_mode="expand")
        if source is None:
            return NOBODY
        word = source.text.lower()
        if word in RELATIVE:
            return self._antecedent(scene, source.root)
        if word in PRONOUNS:
            return _last(scene, source.start_char, gender=PRONOUNS[word])
        if word in PLURAL:
            return _last(scene, source.start_char, is_person=False)
        return self._named(scene, source) or self._described(scene, source)

    def _unnamed(self, scene: Scene, attribution: Attribution) -> Speaker:
        """ "The demands also include ..." are those of the last speaker, whoever it is; otherwise nobody is known."""
        if "subject:words" not in attribution.reason:
            return NOBODY
        last = next((event for event in _latest(scene, _position(attribution)) if event.spoke), None)
        return _because(last.speaker, "continuity") if last else NOBODY

    def _antecedent(self, scene: Scene, pronoun: Token) -> Speaker:
        """The mention that ends right before the pronoun, else the noun phrase its clause depends on."""
        before = [mention for mention in scene.mentions if pronoun.i - 4 <= mention.end <= pronoun.i]
        named = [mention for mention in before if mention.kind != "adjective"]
        if named:
            return _because(self._of_mention(scene, named[-1]), f"relative:{pronoun.lower_}")
        clause = pronoun.head
        noun = clause.head if clause.dep_ == "relcl" else scene.doc[max(0, pronoun.i - 1)]
        phrase = scene.doc[noun.left_edge.i : max(noun.i + 1, min(noun.right_edge.i + 1, pronoun.i))]
        found = self._named(scene, phrase) or self._described(scene, phrase)
        return _because(found, f"relative:{pronoun.lower_}")

    def _named(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """Combine the members of a coordinated source; None if none of them is known."""
        listed = self._listed(scene, source)
        if listed is not None:
            return listed
        heads = [source.root, *(token for token in source.root.conjuncts if source.start <= token.i < source.end)]
        found = [speaker for head in heads if (speaker := self._of_head(scene, head, source))]
        if len(found) > 1 and all(speaker.actors for speaker in found):
            slugs = tuple(dict.fromkeys(slug for speaker in found for slug in speaker.actors))
            return Speaker(actors=slugs, confidence=0.8, reason=("coordinated",))
        return found[0] if found else None

    def _listed(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """ "A, B and C", each of them known, whatever the parse says."""
        inside = [m for m in scene.mentions if source.start <= m.first and m.end <= source.end]
        edges = [source.start_char, *(place for m in inside for place in m.span), source.end_char]
        gaps = [scene.text[start:end].strip(" ,.").lower() for start, end in zip(edges[::2], edges[1::2], strict=True)]
        joined = all(gap in JOINTS for gap in gaps) and any(gap.startswith("and") for gap in gaps[1:-1])
        if len(inside) < 2 or not joined or any(m.kind == "adjective" for m in inside):
            return None
        found = [self._of_mention(scene, mention) for mention in inside]
        slugs = tuple(dict.fromkeys(slug for speaker in found for slug in speaker.actors))
        return Speaker(actors=slugs, confidence=0.85, reason=("coordinated",)) if len(slugs) > 1 else None

    def _of_head(self, scene: Scene, head: Token, source: TokenSpan) -> Speaker | None:
        inside = [m for m in scene.mentions if source.start <= m.first and m.end <= source.end]
        at_head = [m for m in inside if m.covers(head.i) and m.kind != "adjective"]
        beside = [m for m in inside if self._is_apposed(scene, m, head, source)]
        named = sorted([*beside, *at_head], key=lambda m: m.kind not in {"name", "short"})
        speakers = [self._of_mention(scene, mention) for mention in named]
        resolved = next((speaker for speaker in speakers if speaker.actors), None)
        return resolved or self._by_name(scene, head, source) or next(iter(speakers), None)

    def _by_name(self, scene: Scene, head: Token, source: TokenSpan) -> Speaker | None:
        """A person outside the registry, or the surname of somebody whose full name the article has given."""
        known = scene.full_names.get(head.text)
        if known is not None and not (head.i > source.start and scene.doc[head.i - 1].tag_ == "NNP"):
            return known
        name = person_name(scene.doc, head, source)
        return _unknown_person(name) if name is not None else None

    def _is_apposed(self, scene: Scene, mention: Mention, head: Token, source: TokenSpan) -> bool:
        """A person named in apposition ("the envoy, Ann Lee") or after a title ("head of the mission Ann Lee")."""
        if mention.kind not in {"name", "short"} or not all(self.aliases.person(slug) for slug in mention.slugs):
            return False
        root = scene.doc[mention.first : mention.end].root
        if root.dep_ == "appos" and (root.head.i == head.i or head.is_ancestor(root)):
            return True
        before = scene.doc[mention.first - 1] if mention.first > source.start else None
        titled = before is not None and before.tag_.startswith("NN") and before.lower_ not in {"of", "to"}
        return titled and mention.end >= source.end and mention.end - mention.first > 1

    def _of_mention(self, scene: Scene, mention: Mention) -> Speaker:
        if mention.kind == "office":
            return self._of_office(scene, mention)
        if len(mention.slugs) == 1:
            confidence = 0.95 if mention.kind in {"name", "short"} else 0.85
            return Speaker(actors=mention.slugs, confidence=confidence, reason=(f"alias:{mention.kind}",))
        return Speaker(candidates=mention.slugs, reason=("ambiguous",))

    def _of_office(self, scene: Scene, mention: Mention) -> Speaker:
        holders = [slug for office in mention.slugs for slug in self.aliases.holders(office, scene.on)]
        unique = tuple(dict.fromkeys(holders))
        if len(unique) == 1:
            return Speaker(actors=unique, confidence=0.85, reason=("office", *mention.slugs[:1]))
        named = {slug for found in scene.mentions if found.kind in {"name", "short"} for slug in found.slugs}
        present = tuple(slug for slug in unique if slug in named)
        if len(present) == 1:
            return Speaker(actors=present, candidates=unique, confidence=0.7, reason=("office", "named-in-article"))
        return Speaker(candidates=unique, reason=("office", "ambiguous"))

    def _described(self, scene: Scene, source: TokenSpan) -> Speaker:
        """A bare title or a word for a person goes on with the last speaker who may bear it; others stay open."""
        root = source.root
        definite = source[0].lower_ in {"the", "this"} and len(source) <= 4
        if definite and root.lower_ in read_words().person_nouns:
            title = source[1:].text
            holders = self.aliases.title_holders(title, scene.on)
            last = _last(scene, source.start_char, allowed=holders or None)
            if last.actors or last.name:
                return _because(last, f"title:{title.lower()}")
        inside = [m for m in scene.mentions if source.start <= m.first and m.end <= source.end]
        slugs = tuple(dict.fromkeys(slug for mention in inside for slug in mention.slugs if mention.kind != "office"))
        return Speaker(candidates=slugs, reason=("open",))


def _position(attribution: Attribution) -> int:
    return spans.cover(attribution.source or attribution.cue or attribution.content).start


def _unknown_person(name: str) -> Speaker | None:
    return Speaker(name=name, confidence=0.7, reason=("new-name",)) if " " in name else None


def _because(speaker: Speaker, reason: str) -> Speaker:
    return Speaker(
        speaker.actors, speaker.name, speaker.candidates, round(speaker.confidence * 0.9, 2), (*speaker.reason, reason)
    )


def _last(
    scene: Scene,
    position: int,
    *,
    gender: str = "",
    is_person: bool = True,
    allowed: Iterable[str] | None = None,
) -> Speaker:
    """Return the latest speaker or subject before ``position`` that agrees in gender and kind."""
    for event in _latest(scene, position):
        if event.is_person is not is_person or (gender and event.gender and event.gender != gender):
            continue
        if allowed is not None and not set(event.speaker.actors) & set(allowed):
            continue
        return _because(event.speaker, "continuity")
    return NOBODY


def _latest(scene: Scene, position: int) -> Iterator[Event]:
    before = [start for start in scene.paragraphs if start <= position]
    horizon = before[-REACH] if len(before) >= REACH else 0
    events = [event for event in scene.events if horizon <= event.position < position]
    yield from sorted(events, key=lambda event: event.position, reverse=True)
