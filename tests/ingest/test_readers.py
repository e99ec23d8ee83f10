"""Reading documents: encodings, front matter, limits, one clear error each."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from claims.ingest.documents import UnreadableDocumentError
from claims.ingest.readers import Document, Reader, decode, find_documents, split_front_matter

ENGLISH = "The minister said on Friday that the talks would go on, and that nobody had walked out of the room.\n"
READER = Reader(max_bytes=10_000, languages=("en",))


def read(path: Path) -> str:
    return READER.read(Document(path.name, path), io.BytesIO()).text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Kyjiv – “yes”\n".encode(), "Kyjiv – “yes”\n"),
        (b"\xef\xbb\xbfhello", "hello"),
        ("hello “there”".encode("utf-16"), "hello “there”"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (("Le président a déclaré qu’il était prêt à négocier. " * 5).encode("cp1252"), None),
    ],
)
def test_decode_returns_the_text_with_newlines_normalised(data: bytes, text: str | None) -> None:
    assert decode(data) == (text if text is not None else data.decode("cp1252"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "It is empty. Save the article's text into it, or remove it."),
        (b" \n\t ", "It is empty. Save the article's text into it, or remove it."),
        (b"\x7fELF\x00\x01\x02", "It is binary, not text. Save the article as plain text, in UTF-8."),
        (b"\xff\xfe\x00", "It is not valid utf-16"),
        (bytes(range(128, 256)) * 4, "It is not valid UTF-8 (byte 0), and no other encoding fits. Save it as UTF-8."),
    ],
)
def test_decode_refuses_what_is_no_text(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        decode(data)
    assert str(caught.value).startswith(message)


def test_reader_keeps_the_text_to_the_character(tmp_path: Path) -> None:
    text = f"\n  Title\u00a0here\t\n\n{ENGLISH}  \n\n"
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    assert read(file) == text


def test_reader_refuses_a_text_that_is_too_long(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text(ENGLISH * 200)
    with pytest.raises(UnreadableDocumentError, match=r"an article may have 10,000\. Split it into its articles"):
        read(file)


def test_reader_refuses_a_language_without_support(tmp_path: Path) -> None:
    file = tmp_path / "uk.txt"
    file.write_text("Президент заявив у п'ятницю, що переговори триватимуть, і ніхто не вийшов із зали. " * 3)
    with pytest.raises(UnreadableDocumentError, match='Its language seems to be "uk", and only en can be read'):
        read(file)


def test_reader_refuses_a_text_without_words(tmp_path: Path) -> None:
    file = tmp_path / "dots.txt"
    file.write_text("… — …")
    with pytest.raises(UnreadableDocumentError, match="It holds no words"):
        read(file)


def test_reader_names_the_reason_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="It cannot be read: Is a directory"):
        READER.read(Document("folder.txt", tmp_path), io.BytesIO())


def test_reader_takes_standard_input() -> None:
    article = READER.read(Document("<stdin>"), io.BytesIO(ENGLISH.encode()))
    assert (article.name, article.text) == ("<stdin>", ENGLISH)


def test_front_matter_fills_the_fields_and_leaves_the_text() -> None:
    fields, text = split_front_matter(
        "---\ntitle: Talks go on\noutlet: Example Times\npublished: 2024-06-14\n---\n\nFirst line.\n\nSecond.\n"
    )
    assert fields == {"title": "Talks go on", "outlet": "Example Times", "published": date(2024, 6, 14)}
    assert text == "First line.\n\nSecond.\n"


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("title: [", "Its front matter is not valid YAML"),
        ("just words", "Its front matter holds no 'name: value' lines"),
        ("colour: red", 'unknown field "colour". Known are title, outlet, url, published, byline.'),
        ("published: soon", 'published: "soon" is not a date. Write it as YYYY-MM-DD.'),
    ],
)
def test_front_matter_that_cannot_be_used_is_refused(head: str, message: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        split_front_matter(f"---\n{head}\n---\n{ENGLISH}")
    assert message in str(caught.value)


def test_find_documents_reads_folders_in_name_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", "d.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ENGLISH)
    assert [document.name for document in find_documents([str(tmp_path)])] == ["a.md", "b.txt", "c.TXT"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.txt", "There is no such file or folder. Check the path."),
        ("paper.pdf", 'A ".pdf" file cannot be read. Save it as plain text in .txt or .md.'),
        ("empty", "The folder holds no .txt or .md file. Name another folder."),
    ],
)
def test_find_documents_tells_what_cannot_be_read(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF")
    (tmp_path / "empty").mkdir()
    assert [document.problem for document in find_documents([str(tmp_path / name)])] == [problem]
