"""Reading annotated claims and links (the gold folder) and exported claims, both JSON Lines, into records."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.extraction.records import Span

DIRECTED = frozenset({"responds_to", "updates"})
NAME_SLACK = 14  # characters by which a name may be longer than the one it holds


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """An annotated claim; ``traps`` name what makes it hard.

    ``parts`` are the spans of its propositions; optional claims have only ``content``.
    """

    id: str
    doc: str
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    kind: str = ""
    speakers: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    stances: Mapping[str, str] = field(default_factory=dict)
    conditional: frozenset[str] = frozenset()
    date: str = ""
    parts: tuple[tuple[Span, ...], ...] = ()
    via: str = ""
    traps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenLink:
    to: str
    relation: str


@dataclass(frozen=True, slots=True)
class GivenClaim:
    """A claim as the export contract gives it. ``doc`` is the article's file name without suffix."""

    id: str
    doc: str
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    kind: str = ""
    speaker: str = ""
    act: str = ""
    stances: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    via: str = ""
    links: tuple[GivenLink, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldLink:
    """``pair`` is ordered for directed relations and sorted for symmetric ones."""

    relation: str
    pair: tuple[str, str]
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A gold folder with the texts it annotates; ``names`` maps a normal form to the actors that bear it."""

    claims: tuple[GoldClaim, ...]
    optional: tuple[GoldClaim, ...]
    links: tuple[GoldLink, ...]
    names: Mapping[str, frozenset[str]]
    texts: Mapping[str, str]

    def is_speaker(self, given: str, claim: GoldClaim) -> bool:
        """Compare by normal form, by a known surface form, or by one name that holds the other."""
        if not given:
            return not claim.speakers
        name = normal_form(given)
        known = self.names.get(name, frozenset())
        return bool(({name} | known) & claim.speakers) or any(_is_inside(name, want) for want in claim.speakers)


def read_gold(folder: Path, texts: Path) -> GoldSet:
    claims = tuple(_gold_claim(row) for row in _rows(folder / "attributions.jsonl"))
    docs = {claim.doc for claim in claims}
    optional = (_gold_claim(row) for row in _rows(folder / "attributions_optional.jsonl"))
    return GoldSet(
        claims=claims,
        optional=tuple(claim for claim in optional if claim.doc in docs),
        links=tuple(_links(folder / "links.jsonl", claims)),
        names=_names(json.loads((folder / "actors.json").read_text(encoding="utf-8"))["actors"]),
        texts={doc: (texts / f"{doc}.txt").read_text(encoding="utf-8") for doc in sorted(docs)},
    )


def read_given(lines: Iterable[str]) -> Iterator[GivenClaim]:
    """Read exported claims; links that somebody rejected are left out."""
    for row in map(json.loads, filter(str.strip, lines)):
        links = (link for link in row.get("links") or () if link.get("state") != "rejected")
        yield GivenClaim(
            id=row["id"],
            doc=Path(row["article"]).stem,
            content=_spans(row["content"]),
            source=_spans(row.get("source") or ()),
            kind=row.get("kind") or "",
            speaker=row.get("speaker") or "",
            act=row.get("act") or "",
            stances=row.get("issues") or {},
            date=row.get("said_on") or "",
            via=row.get("reported_via") or "",
            links=tuple(GivenLink(link["to"], link["relation"]) for link in links),
        )


def link_pair(one: str, other: str, relation: str) -> tuple[str, str]:
    return (one, other) if relation in DIRECTED or one <= other else (other, one)


def normal_form(name: str) -> str:
    """Fold case and accents, drop brackets, punctuation and a leading article."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", " ", name))
    folded = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().strip()
    return re.sub(r"\W+", " ", re.sub(r"^(?:the|government of)\s+", "", folded)).strip()


def _is_inside(one: str, other: str) -> bool:
    return bool(other) and (other in one or one in other) and abs(len(one) - len(other)) < NAME_SLACK


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, filter(str.strip, lines))


def _spans(pairs: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _gold_claim(row: Mapping[str, Any]) -> GoldClaim:
    speakers = {row.get("speaker") or "", *row.get("speakers", ()), *row.get("speaker_alt", ())}
    return GoldClaim(
        id=row["id"],
        doc=row["doc"],
        content=_spans(row["content"]),
        source=_spans(row.get("source") or ()),
        kind=row.get("kind", ""),
        speakers=frozenset(normal_form(name) for name in speakers if name),
        acts=frozenset({row.get("act", ""), *row.get("act_alt", ())}),
        stances=row.get("polarity") or {},
        conditional=frozenset(row.get("conditional", ())),
        date=row.get("statement_date") or "",
        parts=tuple(_spans(part["span"]) for part in row.get("parts", ())),
        via=row.get("reported_via") or "",
        traps=tuple(row.get("traps", ())),
    )


def _links(path: Path, claims: Iterable[GoldClaim]) -> Iterator[GoldLink]:
    articles = {claim.id.split("-")[0] for claim in claims}
    for row in _rows(path):
        if {row["a"].split("-")[0], row["b"].split("-")[0]} <= articles:
            pair = link_pair(row["a"], row["b"], row["relation"])
            yield GoldLink(row["relation"], pair, row["optional"])


def _names(actors: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for actor in actors:
        forms = [actor["name"], *(surface["form"] for surface in actor.get("surfaces", ()))]
        for form in filter(None, map(normal_form, forms)):
            names[form].add(normal_form(actor["name"]))
    return {form: frozenset(found) for form, found in names.items()}
