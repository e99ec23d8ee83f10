"""Reading PolNeAR for training: all annotators, and annotations with a newline inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.extraction.polnear import PolnearError
from claims.training.corpus import read_versions
from tests.training.made import SAID, TEXT, TOLD, standoff, write_corpus


def test_every_annotators_version_of_a_text_is_read(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, {"6b86": standoff(SAID), "4b22": standoff(SAID, TOLD)})
    ((first, second),) = read_versions(corpus)
    assert (first.annotator, len(first.attributions)) == ("4b22", 2)
    assert (second.annotator, len(second.attributions)) == ("6b86", 1)
    assert first.text == TEXT


def test_newline_inside_an_annotation_is_passed_over(tmp_path: Path) -> None:
    ((version,),) = read_versions(write_corpus(tmp_path, {"4b22": standoff(SAID, TOLD)}))
    (start, end) = version.attributions[1].content[0]
    assert TEXT[start:end] == "that\nnobody had left"


def test_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolnearError, match="No annotated text"):
        read_versions(tmp_path)
