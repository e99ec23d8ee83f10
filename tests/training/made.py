"""A made-up corpus in the layout of PolNeAR, and a tokenizer for it."""

from __future__ import annotations

from pathlib import Path

TEXT = "“We will sign,” the minister said.\nAides told reporters that\nnobody had left."


def write_corpus(folder: Path, annotations: dict[str, str], text: str = TEXT) -> Path:
    """Write one document ``a`` with standoff annotations by annotator."""
    for name in ("text", "attributions"):
        (folder / name).mkdir(parents=True)
    (folder / "text" / "a.txt").write_text(text, encoding="utf-8")
    for annotator, standoff in annotations.items():
        (folder / "attributions" / f"a_{annotator}.ann").write_text(standoff, encoding="utf-8")
    return folder


def standoff(*attributions: dict[str, str], text: str = TEXT) -> str:
    """Return annotations of the first place in ``text`` where each role's words stand."""
    lines, number = [], 0
    for row, roles in enumerate(attributions, start=1):
        arguments = []
        for role, words in roles.items():
            number += 1
            start = text.index(words)
            lines.append(f"T{number}\t{role} {start} {start + len(words)}\t{words}")
            arguments.append(f"{role}:T{number}")
        lines.append(f"E{row}\tAttribution:T1 {' '.join(arguments)}")
    return "\n".join(lines) + "\n"


SAID = {"Source": "the minister", "Cue": "said", "Content": "“We will sign,”"}
TOLD = {"Source": "Aides", "Cue": "told reporters", "Content": "that\nnobody had left"}
