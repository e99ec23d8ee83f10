"""Files, folders and standard input to articles: decoding, front matter, language; one clear error a document."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import charset_normalizer
import yaml
from frontmatter.default_handlers import YAMLHandler
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from claims.ingest.documents import IncomingArticle, UnreadableDocumentError

SUFFIXES = (".txt", ".md")
STDIN = "-"
_FIELDS = ("title", "outlet", "url", "published", "byline")
# Byte order marks, the longer first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A guessed encoding is taken only if so small a share of the text looks garbled (charset_normalizer's "chaos", 0..1).
_MAX_CHAOS = 0.1
# The language is judged on so many characters, and only believed above this probability.
_LANGUAGE_SAMPLE, _LANGUAGE_CERTAINTY = 20_000, 0.95


@dataclass(frozen=True, slots=True)
class Document:
    """A place to read from; ``problem`` is set where there is nothing to read."""

    name: str
    path: Path | None = None
    problem: str = ""

    @property
    def size(self) -> int:
        """Bytes on disk; 0 where that cannot be known."""
        try:
            return self.path.stat().st_size if self.path else 0
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents within limits: ``max_bytes`` a document, ``languages`` as ISO 639-1 codes."""

    max_bytes: int
    languages: tuple[str, ...]

    def read(self, document: Document, stdin: BinaryIO) -> IncomingArticle:
        """Return the article in the document; raise UnreadableDocumentError with reason and remedy."""
        if document.problem:
            raise UnreadableDocumentError(document.problem)
        text = decode(self._bytes(document, stdin))
        fields, body = split_front_matter(text)
        if not re.search(r"\w", body):
            raise UnreadableDocumentError("It holds no words. Check that the article was saved with its text.")
        return IncomingArticle(name=document.name, text=body, language=self._language(body), **fields)

    def _bytes(self, document: Document, stdin: BinaryIO) -> bytes:
        if document.size > self.max_bytes:
            raise UnreadableDocumentError(self._too_long(document.size))
        try:
            data = document.path.read_bytes() if document.path else stdin.read(self.max_bytes + 1)
        except OSError as error:
            raise UnreadableDocumentError(
                f"It cannot be read: {error.strerror}. Check the path and its permissions."
            ) from error
        if len(data) > self.max_bytes:
            raise UnreadableDocumentError(self._too_long(len(data)))
        return data

    def _too_long(self, size: int) -> str:
        return (
            f"It has {size:,} bytes or more, and an article may have {self.max_bytes:,}. "
            "Split it into its articles, or raise PEACETRACKER_MAX_ARTICLE_BYTES."
        )

    def _language(self, text: str) -> str:
        language, probability = _identifier().classify(text[:_LANGUAGE_SAMPLE])
        if language in self.languages:
            return str(language)
        if probability < _LANGUAGE_CERTAINTY:
            return self.languages[0]
        raise UnreadableDocumentError(
            f'Its language seems to be "{language}", and only {", ".join(self.languages)} can be read. '
            "Ingest a translation, or add the language to PEACETRACKER_LANGUAGES with a model for it."
        )


def find_documents(paths: Iterable[str]) -> Iterator[Document]:
    """Yield a document for each path: a file, the .txt and .md files below a folder in name order, ``-`` for stdin."""
    for path in paths:
        if path == STDIN:
            yield Document("<stdin>")
        else:
            yield from _documents_at(Path(path))


def _documents_at(path: Path) -> Iterator[Document]:
    if not path.is_dir():
        yield _document(path)
        return
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    yield from (Document(file.name, file) for file in files)
    if not files:
        yield Document(str(path), problem="The folder holds no .txt or .md file. Name another folder.")


def _document(path: Path) -> Document:
    if not path.exists():
        return Document(str(path), problem="There is no such file or folder. Check the path.")
    if path.suffix.lower() not in SUFFIXES:
        return Document(
            path.name,
            problem=f'A "{path.suffix or path.name}" file cannot be read. Save it as plain text in .txt or .md.',
        )
    return Document(path.name, path)


def decode(data: bytes) -> str:
    """Return the text with newlines normalised to ``\\n``; raise UnreadableDocumentError if it is no text."""
    if not data.strip():
        raise UnreadableDocumentError("It is empty. Save the article's text into it, or remove it.")
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data:
        raise UnreadableDocumentError("It is binary, not text. Save the article as plain text, in UTF-8.")
    text = _decoded(data, encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        guess = charset_normalizer.from_bytes(data).best()
        if guess is None or guess.chaos > _MAX_CHAOS or encoding:
            raise UnreadableDocumentError(
                f"It is not valid {encoding or 'UTF-8'} (byte {error.start}), and no other encoding fits. "
                "Save it as UTF-8."
            ) from error
        return str(guess)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the fields of a YAML front matter, if the text opens with one, and the text after it, unchanged."""
    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        head, body = handler.split(text)
        fields = handler.load(head)
    except (ValueError, yaml.YAMLError) as error:
        raise UnreadableDocumentError(
            f"Its front matter is not valid YAML: {_one_line(error)}. Correct it, or remove the lines between '---'."
        ) from error
    if not isinstance(fields, dict):
        raise UnreadableDocumentError("Its front matter holds no 'name: value' lines. Correct it or remove it.")
    return _fields(fields), body.removeprefix("\n")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")


def _fields(fields: dict[Any, Any]) -> dict[str, Any]:
    unknown = [str(key) for key in fields if key not in _FIELDS]
    if unknown:
        raise UnreadableDocumentError(
            f'Its front matter has an unknown field "{unknown[0]}". Known are {", ".join(_FIELDS)}.'
        )
    values: dict[str, Any] = {key: str(value).strip() for key, value in fields.items() if value is not None}
    if "published" in values:
        values["published"] = _date(fields["published"])
    return values


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value).strip()).date()
    except ValueError as error:
        raise UnreadableDocumentError(f'published: "{value}" is not a date. Write it as YYYY-MM-DD.') from error


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
