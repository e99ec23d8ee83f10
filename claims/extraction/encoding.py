"""Text as the attribution model reads it: words, wordpieces, letter case, quotation state, packed into windows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Numbers = NDArray[np.int64]

CLS, SEP = 101, 102  # ids in the vocabulary of bert-base-uncased
NO_WORD = -1  # stands for a separator between paragraphs among the words of a window
LOWER, NO_LETTERS, CAPITALISED, UPPER, MIXED = range(5)
OUTSIDE, INSIDE, MARK = range(3)
CASES, STATES = 5, 3
LIMIT, LONGEST = 128, 192  # wordpieces in a window; a paragraph up to LONGEST is kept whole

PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]*[^\s][^\n\r\u2028\u2029]*")
SURROGATE = re.compile("[\ud800-\udfff]")
OPENING, CLOSING, STRAIGHT = frozenset("“„‟«"), frozenset("”»"), '"'
STOPS = frozenset(".?!")


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text's words in order. ``first_piece`` has one entry more than there are words; ``paragraphs`` are word ranges.

    ``starts`` and ``ends`` are characters of the text as given.
    """

    text: str
    starts: Numbers
    ends: Numbers
    cases: Numbers
    states: Numbers
    pieces: Numbers
    first_piece: Numbers
    paragraphs: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.starts)

    def word(self, number: int) -> str:
        return self.text[self.starts[number] : self.ends[number]]

    def pieces_in(self, start: int, end: int) -> int:
        """Return the number of wordpieces of the words ``start`` to ``end``."""
        return int(self.first_piece[end] - self.first_piece[start])


@dataclass(frozen=True, slots=True)
class Window:
    """What the model sees at once. ``first`` points at the first wordpiece of each word, ``words`` names the word."""

    ids: Numbers
    cases: Numbers
    states: Numbers
    first: Numbers
    words: Numbers


def read_tokenizer(path: Path) -> Tokenizer:
    """Read ``tokenizer.json`` so that it neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(text: str, tokenizer: Tokenizer) -> EncodedText:
    """Split into paragraphs, words and wordpieces; lone surrogates are read as unknown characters."""
    readable = SURROGATE.sub("\ufffd", text)
    found = [match.span() for match in PARAGRAPH.finditer(readable)]
    encodings = tokenizer.encode_batch([readable[start:end] for start, end in found], add_special_tokens=False)
    starts: list[int] = []
    ends: list[int] = []
    pieces: list[int] = []
    first_piece: list[int] = []
    paragraphs: list[tuple[int, int]] = []
    for (offset, _), encoding in zip(found, encodings, strict=True):
        opened, last = len(starts), None
        for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
            if word != last:
                starts.append(offset + start)
                ends.append(offset + end)
                first_piece.append(len(pieces))
                last = word
            else:
                ends[-1] = offset + end
            pieces.append(0)
        pieces[len(pieces) - len(encoding.ids) :] = encoding.ids
        if len(starts) > opened:
            paragraphs.append((opened, len(starts)))
    words = [readable[start:end] for start, end in zip(starts, ends, strict=True)]
    states = [list(_states(readable, words[start:end], starts[start:end])) for start, end in paragraphs]
    for number, (start, _) in enumerate(paragraphs[1:]):
        _close(states[number], goes_on=words[start] in OPENING or words[start] == STRAIGHT)
    if states:
        _close(states[-1], goes_on=False)
    return EncodedText(
        text=text,
        starts=_numbers(starts),
        ends=_numbers(ends),
        cases=_numbers([case_of(word) for word in words]),
        states=_numbers([state for paragraph in states for state in paragraph]),
        pieces=_numbers(pieces),
        first_piece=_numbers([*first_piece, len(pieces)]),
        paragraphs=tuple(paragraphs),
    )


def pieces_of(text: str, tokenizer: Tokenizer) -> Numbers:
    """Return only the wordpieces that ``encode`` finds, in a third of the time for a few words."""
    readable = SURROGATE.sub("\ufffd", text)
    found = (readable[slice(*match.span())] for match in PARAGRAPH.finditer(readable))
    return _numbers([piece for words in found for piece in tokenizer.encode(words, add_special_tokens=False).ids])


def case_of(word: str) -> int:
    """Return the letter case of a word, which the uncased vocabulary hides from the encoder."""
    if word.islower():
        return LOWER
    if not any(character.isalpha() for character in word):
        return NO_LETTERS
    if word[0].isupper():
        return UPPER if len(word) > 1 and word.isupper() else CAPITALISED
    return MIXED


def _states(text: str, words: Sequence[str], starts: Sequence[int]) -> Iterator[int]:
    """Follow the quotation marks of one paragraph; a straight mark turns by the blanks around it, if they tell."""
    inside = False
    for word, start in zip(words, starts, strict=True):
        if word in OPENING:
            inside = True
        elif word in CLOSING:
            inside = False
        elif word == STRAIGHT:
            inside = _opens(text, start, inside=inside)
        else:
            yield INSIDE if inside else OUTSIDE
            continue
        yield MARK


def _close(states: list[int], *, goes_on: bool) -> None:
    """Take the quotation back that a paragraph opens and never closes, unless the next one goes on with it."""
    if goes_on or not states or states[-1] != INSIDE:
        return
    for word in range(len(states) - 1, -1, -1):
        if states[word] == MARK:
            return
        states[word] = OUTSIDE


def _opens(text: str, mark: int, *, inside: bool) -> bool:
    before = text[mark - 1] if mark else " "
    after = text[mark + 1] if mark + 1 < len(text) else " "
    if before.isspace() == after.isspace():
        return not inside
    return before.isspace()


def pack(encoded: EncodedText, limit: int = LIMIT, longest: int = LONGEST, first: int | None = None) -> list[Window]:
    """Put neighbouring paragraphs together up to ``limit`` wordpieces (``first`` of them in the first window).

    A paragraph longer than ``longest`` is cut behind a sentence. Windows never overlap and hold every word once.
    """
    openings = frozenset(start for start, _ in encoded.paragraphs)
    windows: list[Window] = []
    held: list[tuple[int, int]] = []
    size, room = 2, first or limit
    for start, end in _units(encoded, limit, longest):
        needed = encoded.pieces_in(start, end) + 1
        if held and size + needed > room:
            windows.append(_window(encoded, held, openings))
            held, size, room = [], 2, limit
        held.append((start, end))
        size += needed
    if held:
        windows.append(_window(encoded, held, openings))
    return windows


def _units(encoded: EncodedText, limit: int, longest: int) -> Iterator[tuple[int, int]]:
    for start, end in encoded.paragraphs:
        begin = start
        while encoded.pieces_in(begin, end) + 2 > longest:
            cut = _cut(encoded, begin, end, limit - 2)
            yield begin, cut
            begin = cut
        if begin < end:
            yield begin, end


def _cut(encoded: EncodedText, start: int, end: int, room: int) -> int:
    """Return where to cut: behind the last sentence in the second half of the room, or else where the room ends."""
    last = int(np.searchsorted(encoded.first_piece, encoded.first_piece[start] + room, side="right")) - 1
    last = min(max(last, start + 1), end)
    for word in range(last, start + (last - start) // 2, -1):
        if _ends_sentence(encoded, word - 1) and (word == end or encoded.starts[word] > encoded.ends[word - 1]):
            return word
    return last


def _ends_sentence(encoded: EncodedText, word: int) -> bool:
    mark = encoded.text[encoded.starts[word]]
    if mark in STOPS:
        return True
    return (mark in CLOSING or mark == STRAIGHT) and word > 0 and encoded.text[encoded.starts[word - 1]] in STOPS


def _window(encoded: EncodedText, units: Sequence[tuple[int, int]], openings: frozenset[int]) -> Window:
    parts: list[tuple[Numbers, Numbers, Numbers]] = [_special(CLS)]
    first: list[Numbers] = []
    words: list[Numbers] = []
    size = 1
    for number, (start, end) in enumerate(units):
        if number and start in openings:
            parts.append(_special(SEP))
            first.append(_numbers([size]))
            words.append(_numbers([NO_WORD]))
            size += 1
        begin, stop = int(encoded.first_piece[start]), int(encoded.first_piece[end])
        lengths = np.diff(encoded.first_piece[start : end + 1])
        parts.append(
            (
                encoded.pieces[begin:stop],
                np.repeat(encoded.cases[start:end], lengths),
                np.repeat(encoded.states[start:end], lengths),
            )
        )
        first.append(encoded.first_piece[start:end] - begin + size)
        words.append(np.arange(start, end))
        size += stop - begin
    parts.append(_special(SEP))
    ids, cases, states = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Window(ids, cases, states, np.concatenate(first), np.concatenate(words))


def _special(piece: int) -> tuple[Numbers, Numbers, Numbers]:
    return _numbers([piece]), _numbers([NO_LETTERS]), _numbers([OUTSIDE])


def _numbers(values: Sequence[int]) -> Numbers:
    return np.asarray(values, dtype=np.int64)
