"""The learned extractor: a text in, its attributions out; onnxruntime and tokenizers, no torch and no spaCy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

from claims.extraction.attribution_config import SHIPPED, read_config
from claims.extraction.calibration import features_of
from claims.extraction.decoding import (
    CONTENT,
    IMPOSSIBLE,
    Draft,
    Evidence,
    Parameters,
    TagSpan,
    WindowScores,
    best_tags,
    drafts_of,
    marginals,
    stack,
    with_more_cues,
)
from claims.extraction.encoding import (
    INSIDE,
    MARK,
    NO_WORD,
    OUTSIDE,
    UPPER,
    EncodedText,
    Window,
    encode,
    pack,
    read_tokenizer,
)
from claims.extraction.model_folder import NETWORK, TOKENIZER, ModelError
from claims.extraction.network import open_network
from claims.extraction.records import Attribution, Kind, Span
from claims.extraction.spans import shift
from claims.extraction.turns import Turn, turns_of

SINGLE_MARKS = frozenset({("‘", "’"), ("'", "'")})
COMPLEMENTIZERS = frozenset({"that", "if", "whether"})
BATCH, BATCH_CHARACTERS = 32, 400_000  # texts read together
CERTAIN = Evidence(*[1.0] * len(Evidence._fields))  # of what the layout tells
RECALL, BALANCED, PRECISION = "recall", "balanced", "precision"  # operating points


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribution with the features its confidence was computed from."""

    attribution: Attribution
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the network has read it."""

    encoded: EncodedText
    windows: tuple[Window, ...]
    scores: tuple[WindowScores, ...]


class AttributionModel:
    """One loaded model. Each window is scored by itself, so a text's result depends on nothing but the text.

    ``threads`` windows are scored at once; a process that has a core to itself needs no more than one.
    ``threshold`` is the least confidence of an attribution, as a number or the name of an operating point of the
    model's config: ``recall`` (for editors, who review), ``balanced``, or ``precision`` (for readers).
    Raises ModelError.
    """

    def __init__(self, folder: Path = SHIPPED, *, threads: int = 1, threshold: float | str = RECALL) -> None:
        self.config = read_config(folder)
        self.threshold = self._threshold(threshold)
        self._tokenizer = read_tokenizer(folder / TOKENIZER)
        self._map = ThreadPoolExecutor(threads).map if threads > 1 else map
        self._session = open_network(folder / NETWORK)

    def _threshold(self, given: float | str) -> float:
        if not isinstance(given, str):
            return given
        if given not in self.config.thresholds:
            known = ", ".join(self.config.thresholds)
            raise ModelError(f'Unknown operating point "{given}". Give a confidence in 0..1 or one of: {known}.')
        return self.config.thresholds[given]

    @property
    def version(self) -> str:
        return self.config.version

    def find(self, text: str) -> list[Attribution]:
        """Return the attributions in the order of their content."""
        return next(self.find_all([text]))

    def find_within(self, text: str, span: Span) -> list[Attribution]:
        """Return the attributions inside a content span, one level down; their offsets count from the text's start."""
        return [_shifted(attribution, span.start) for attribution in self.find(text[span.start : span.end])]

    def find_all(self, texts: Iterable[str]) -> Iterator[list[Attribution]]:
        """Yield the attributions of each text in turn; some texts are read together, which is faster."""
        for some in _batches(texts):
            for found in self.decode_all(self.read_all(some)):
                attributions = [candidate.attribution for candidate in found]
                yield [attribution for attribution in attributions if attribution.confidence >= self.threshold]

    def candidates(self, text: str) -> list[Candidate]:
        """Return all attributions whatever their confidence, in the order of their content."""
        return self.decode(self.read(text))

    def read(self, text: str) -> Reading:
        """Run the network on each window of a text; this is what takes the time."""
        return self.read_all([text])[0]

    def read_all(self, texts: Iterable[str]) -> list[Reading]:
        """Read several texts at once, so that no thread waits for the last window of each."""
        encoded = [encode(text, self._tokenizer) for text in texts]
        packed = [tuple(pack(text, self.config.limit, self.config.longest)) for text in encoded]
        scores = iter(self._scores([window for windows in packed for window in windows]))
        return [
            Reading(text, windows, tuple(islice(scores, len(windows))))
            for text, windows in zip(encoded, packed, strict=True)
        ]

    def _scores(self, windows: Sequence[Window]) -> list[WindowScores]:
        """Score the longest windows first: those left at the end are short, so that the threads end together."""
        order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids), reverse=True)
        found = dict(zip(order, self._map(self._score, [windows[number] for number in order]), strict=True))
        return [found[number] for number in range(len(windows))]

    def decode(self, reading: Reading, parameters: Parameters | None = None) -> list[Candidate]:
        """Turn scores into candidates, with other ``parameters`` than the config's if given."""
        return self.decode_all([reading], parameters)[0]

    def decode_all(self, readings: Sequence[Reading], parameters: Parameters | None = None) -> list[list[Candidate]]:
        """Decode several texts at once; what is found in one does not depend on the others."""
        drafts = _drafts(readings, parameters or self.config.parameters)
        return [
            sorted(
                (self._candidate(reading.encoded, draft) for draft in _completed(reading.encoded, found)),
                key=lambda candidate: candidate.attribution.content,
            )
            for reading, found in zip(readings, drafts, strict=True)
        ]

    def _score(self, window: Window) -> WindowScores:
        inputs = {"ids": window.ids, "cases": window.cases, "states": window.states, "first": window.first}
        tags, queries, keys = self._session.run(None, inputs)
        tags[window.words == NO_WORD, 1:] += IMPOSSIBLE  # no span may cross a separator
        return WindowScores(tags, queries, keys)

    def _candidate(self, encoded: EncodedText, draft: Draft) -> Candidate:
        kind = kind_of(encoded, draft.content)
        words = sum(span.end - span.start for span in draft.content)
        features = features_of(draft.evidence, kind, words, has_source=draft.source is not None)
        cue = _characters(encoded, [draft.cue] if draft.cue else [])
        attribution = Attribution(
            content=_characters(encoded, draft.content),
            source=_characters(encoded, [draft.source] if draft.source else []),
            cue=cue,
            kind=kind,
            confidence=self.config.calibration.confidence(features),
            reason=tuple(f"cue:{encoded.text[span.start : span.end].lower()}" for span in cue),
        )
        return Candidate(attribution, tuple(features))


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield some texts at a time: few enough for their scores to fit into memory."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and (len(batch) == BATCH or size + len(text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _drafts(readings: Sequence[Reading], parameters: Parameters) -> Iterator[list[Draft]]:
    """Yield what all windows of each text say, with spans that count the words of the text."""
    scores = [window for reading in readings for window in reading.scores]
    decoded = iter(_decoded(scores, parameters))
    for reading in readings:
        found = zip(reading.windows, islice(decoded, len(reading.windows)), strict=True)
        yield [_in_text(draft, window) for window, drafts in found for draft in drafts]


def _decoded(scores: Sequence[WindowScores], parameters: Parameters) -> Iterator[Iterable[Draft]]:
    """Yield the drafts of each window. All windows go through the CRF together, because its loops are in Python.

    A first reading draws the edges best, a second one finds more cues: it adds what the first has left out.
    """
    if not scores:
        return
    padded, lengths = stack(scores)
    tags, chances = best_tags(padded, lengths, parameters), marginals(padded, lengths, parameters)
    again = best_tags(with_more_cues(padded, parameters), lengths, parameters) if parameters.more_cues else tags
    for row, window in enumerate(scores):
        size = int(lengths[row])
        first, second = tags[row, :size].tolist(), again[row, :size].tolist()
        found = drafts_of(window, first, chances[row, :size], parameters)
        if first == second:
            yield found
        else:
            yield joined(list(found), drafts_of(window, second, chances[row, :size], parameters))


def joined(first: list[Draft], second: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the first drafts, and the second ones with a cue whose content none of the first with a cue has."""
    yield from first
    taken = [span for draft in first if draft.cue for span in draft.content]
    for draft in second:
        if draft.cue and not any(_overlap(span, other) for span in draft.content for other in taken):
            yield draft


def _in_text(draft: Draft, window: Window) -> Draft:
    def moved(span: TagSpan) -> TagSpan:
        return TagSpan(span.role, int(window.words[span.start]), int(window.words[span.end - 1]) + 1)

    return replace(
        draft,
        source=moved(draft.source) if draft.source else None,
        cue=moved(draft.cue) if draft.cue else None,
        content=tuple(map(moved, draft.content)),
    )


def _shifted(attribution: Attribution, offset: int) -> Attribution:
    return replace(
        attribution,
        content=tuple(shift(span, offset) for span in attribution.content),
        source=tuple(shift(span, offset) for span in attribution.source),
        cue=tuple(shift(span, offset) for span in attribution.cue),
    )


def _characters(encoded: EncodedText, spans: Iterable[TagSpan]) -> tuple[Span, ...]:
    return tuple(Span(int(encoded.starts[span.start]), int(encoded.ends[span.end - 1])) for span in spans)


def _completed(encoded: EncodedText, drafts: Iterable[Draft]) -> list[Draft]:
    return with_turns(with_continuations(encoded, drafts), turns_of(encoded))


def with_turns(drafts: list[Draft], turns: Iterable[Turn]) -> list[Draft]:
    """Let each turn of a transcript be one attribution, in the place of what was found in its paragraphs."""
    for turn in turns:
        within = TagSpan(CONTENT, turn.speaker.start, turn.content[-1].end)
        drafts = [draft for draft in drafts if not any(_overlap(span, within) for span in draft.content)]
        drafts.append(Draft(turn.speaker, turn.colon, turn.content, CERTAIN))
    return drafts


def with_continuations(encoded: EncodedText, drafts: Iterable[Draft]) -> list[Draft]:
    """Drop content without a cue, but let a quotation that a paragraph leaves open go on in the next one.

    That is the convention for quotations of several paragraphs: each opens with a mark, only the last one closes.
    """
    kept = [draft for draft in drafts if draft.cue]
    for (_, end), (start, stop) in pairwise(encoded.paragraphs):
        if encoded.states[end - 1] != INSIDE or encoded.states[start] != MARK or _names_speaker(encoded, start + 1):
            continue
        closing = next((word for word in range(start + 1, stop) if encoded.states[word] == MARK), stop - 1)
        quotation = TagSpan(CONTENT, start, closing + 1)
        holder = next((number for number, draft in enumerate(kept) if draft.content[-1].end == end), None)
        if holder is not None and not any(_overlap(span, quotation) for draft in kept for span in draft.content):
            kept[holder] = replace(kept[holder], content=(*kept[holder].content, quotation))
    return kept


def _names_speaker(encoded: EncodedText, word: int) -> bool:
    """Tell whether a transcript's "PENCE:" stands here."""
    return word + 1 < len(encoded) and encoded.cases[word] == UPPER and encoded.word(word + 1) == ":"


def _overlap(one: TagSpan, other: TagSpan) -> bool:
    return one.start < other.end and other.start < one.end


def kind_of(encoded: EncodedText, content: Iterable[TagSpan]) -> Kind:
    """Tell by the quotation marks: all words inside, none, or some; a mark may be missing, or be single."""
    words = [word for span in content for word in range(span.start, span.end)]
    if not any(encoded.states[word] == INSIDE for word in words):
        edges = encoded.word(words[0]), encoded.word(words[-1])
        marked = MARK in (encoded.states[words[0]], encoded.states[words[-1]])
        return Kind.DIRECT if marked or edges in SINGLE_MARKS else Kind.INDIRECT
    outside = (encoded.word(word).lower() for word in words if encoded.states[word] == OUTSIDE)
    return Kind.MIXED if any(word.isalnum() and word not in COMPLEMENTIZERS for word in outside) else Kind.DIRECT
