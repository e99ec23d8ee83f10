"""Speakers against a sample of attributions whose referents somebody judged by reading; returns values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from claims.extraction.contract import speaker_name
from claims.extraction.gold_claims import normal_form
from claims.extraction.pipeline import Extractor
from claims.extraction.polnear import AttributedSpans, read_split
from claims.extraction.records import Attribution, Kind, Span, Speaker
from claims.extraction.scoring import share


class SampleError(ValueError):
    """A sample of judged speakers cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class JudgedSpeaker:
    """What the source at ``source`` means: any of ``names``; None among them: nobody who can be named."""

    doc: str
    source: Span
    published: date | None
    kind: str
    names: tuple[str | None, ...]

    def is_met_by(self, name: str | None) -> bool:
        """Compare by normal form; a full name may lack or have a middle one."""
        if name is None:
            return None in self.names
        return any(_same_name(name, wanted) for wanted in self.names if wanted)


@dataclass(frozen=True, slots=True)
class SpeakerAnswer:
    """``name`` is None where the speaker stayed open."""

    judged: JudgedSpeaker
    name: str | None
    confidence: float

    @property
    def is_right(self) -> bool:
        return self.judged.is_met_by(self.name)


@dataclass(frozen=True, slots=True)
class SpeakerScores:
    """``accuracy`` over all judged; ``resolved`` is how many got a speaker, ``precision`` the share of right ones."""

    judged: int
    accuracy: float
    resolved: int
    precision: float
    by_kind: Mapping[str, float]


def read_sample(path: Path) -> tuple[JudgedSpeaker, ...]:
    """Read JSON Lines: doc, source (spans), published, kind, speaker (names, or null for nobody)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_judged(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def answers(sample: Sequence[JudgedSpeaker], folder: Path, extractor: Extractor) -> Iterator[SpeakerAnswer]:
    """Resolve all annotated attributions of the documents in ``folder`` (PolNeAR layout); yield those of the sample."""
    split = read_split(folder)
    names = extractor.names
    for doc in dict.fromkeys(judged.doc for judged in sample):
        if doc not in split:
            raise SampleError(f'The sample names the document "{doc}", which is not in "{folder}". Give its split.')
        rows = [judged for judged in sample if judged.doc == doc]
        given = tuple(_attribution(spans) for spans in split[doc].attributions if spans.source)
        found = extractor.speakers(split[doc].text, given, rows[0].published)
        places = {attribution.source[0].start: who for attribution, who in zip(given, found, strict=True)}
        for judged in rows:
            speaker = places.get(judged.source.start, Speaker())
            yield SpeakerAnswer(judged, speaker_name(speaker, names), speaker.confidence)


def score_speakers(found: Iterable[SpeakerAnswer]) -> SpeakerScores:
    rows = list(found)
    resolved = [row for row in rows if row.name is not None]
    kinds = sorted({row.judged.kind for row in rows})
    return SpeakerScores(
        judged=len(rows),
        accuracy=_accuracy(rows),
        resolved=len(resolved),
        precision=_accuracy(resolved),
        by_kind={kind: _accuracy([row for row in rows if row.judged.kind == kind]) for kind in kinds},
    )


def _accuracy(rows: Sequence[SpeakerAnswer]) -> float:
    return share(sum(row.is_right for row in rows), len(rows))


def _judged(path: Path, number: int, line: str) -> JudgedSpeaker:
    try:
        row = json.loads(line)
        published = date.fromisoformat(row["published"]) if row.get("published") else None
        source = Span(row["source"][0][0], row["source"][-1][1])
        return JudgedSpeaker(row["doc"], source, published, row["kind"], tuple(row["speaker"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SampleError(f'Line {number} of "{path}" is no judged speaker: {error!r}. Correct the line.') from error


def _attribution(given: AttributedSpans) -> Attribution:
    return Attribution(given.content, given.source, given.cue, Kind.INDIRECT, 1.0)


def _same_name(one: str, other: str) -> bool:
    first, second = normal_form(one).split(), normal_form(other).split()
    return first == second or (len(first) > 1 < len(second) and (first[0], first[-1]) == (second[0], second[-1]))
