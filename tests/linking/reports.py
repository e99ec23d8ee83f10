"""The reports of ``data/``: stored as articles with their claims, and their expected links scored."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

from claims.linking.facts import knowledge_from_database
from claims.linking.run import link_batch
from claims.models import Actor, Alias, Article, Claim, Issue, Kind, Link, Origin, Outlet
from tests.factories import make_actor, make_article, make_claim, make_issue

# Events on which the rules were mended, and those written afterwards.
MENDED, UNSEEN = "reports", "reports_unseen"
DIRECTED = ("responds_to", "updates")
Pair = tuple[str, str]


@dataclass
class Score:
    """How one relation was found: right and wrong pairs, and what was expected but not found."""

    right: set[Pair] = field(default_factory=set)
    wrong: set[Pair] = field(default_factory=set)
    found: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The part of the pairs found that is right."""
        return len(self.right) / (len(self.right) + len(self.wrong)) if self.right or self.wrong else 0.0

    @property
    def recall(self) -> float:
        """The part of what was expected that was found: each pair of one statement, each line of the others."""
        return self.found / (self.found + len(self.missed)) if self.found or self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def store_reports(name: str = MENDED) -> dict[str, Claim]:
    """Store all articles of the data; return the claims by their short names."""
    data = _data(name)
    issues, actors = _issues(data), _actors(data)
    _proposers(data, issues, actors)
    claims: dict[str, Claim] = {}
    for row in data["article"]:
        claims |= _store(row, issues, actors)
    return claims


def link_all(*, one_by_one: bool = False) -> None:
    """Link every article."""
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    for batch in [[pk] for pk in pks] if one_by_one else [pks]:
        link_batch(batch, knowledge_from_database())


def scores(claims: Mapping[str, Claim], name: str = MENDED) -> dict[str, Score]:
    """Return by relation how the stored links compare with those expected."""
    names = {claim.pk: short for short, claim in claims.items()}
    got: dict[str, set[Pair]] = defaultdict(set)
    for link in Link.objects.all():
        got[link.relation].add(_key(names[link.a_id], names[link.b_id], link.relation))
    expected = _data(name)["expected"]
    open_pairs = {frozenset(line.split(" - ")) for line in expected["open"]}
    return {
        relation: _score(relation, got[relation], expected[relation], open_pairs)
        for relation in expected
        if relation != "open"
    }


def _score(relation: str, got: set[Pair], lines: list[str], open_pairs: set[frozenset[str]]) -> Score:
    wanted = list(_wanted(relation, lines))
    score = Score()
    for line, pairs in wanted:
        hit = got & pairs
        score.right |= hit
        score.found += bool(hit)
        score.missed += [] if hit else [line]
    score.wrong = {pair for pair in got - score.right if frozenset(pair) not in open_pairs}
    return score


def _wanted(relation: str, lines: list[str]) -> Iterator[tuple[str, set[Pair]]]:
    """Yield each thing expected with the pairs of which any will do."""
    for line in lines:
        if relation == "same_statement":
            yield from ((f"{a} {b}", {_key(a, b, relation)}) for a, b in combinations(line.split(), 2))
            continue
        left, right = re.split(" -> | - ", line)
        yield line, {_key(a, b, relation) for a, b in product(left.split(), right.split())}


def _key(a: str, b: str, relation: str) -> Pair:
    return (a, b) if relation in DIRECTED else (min(a, b), max(a, b))


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def _issues(data: Mapping[str, Any]) -> dict[str, Issue]:
    issues = {slug: make_issue(slug.replace("-", " "), slug=slug) for slug in data["issues"]}
    for slug, others in data["excludes"].items():
        issues[slug].excludes.set([issues[other] for other in others])
    return issues


def _actors(data: Mapping[str, Any]) -> dict[str, Actor]:
    actors = {slug: make_actor(name, slug=slug, kind="state") for slug, name in data["actors"].items()}
    actors |= {name: make_actor(name, part_of=actors[side]) for name, side in data["people"].items()}
    Alias.objects.bulk_create(
        Alias(actor=actors[slug], text=text) for slug, texts in data["aliases"].items() for text in texts
    )
    return actors


def _proposers(data: Mapping[str, Any], issues: Mapping[str, Issue], actors: Mapping[str, Actor]) -> None:
    for slug, actor in data["proposed_by"].items():
        issues[slug].proposed_by = actors[actor]
        issues[slug].save()


def _store(row: Mapping[str, Any], issues: Mapping[str, Issue], actors: Mapping[str, Actor]) -> dict[str, Claim]:
    text = "\n\n".join(_paragraph(claim, actors) for claim in row["claims"])
    outlet, _ = Outlet.objects.get_or_create(name=row["outlet"], slug=row["outlet"].lower().replace(" ", "-"))
    article = make_article(
        text, outlet=outlet, origin=Origin.objects.create(), published_on=row["published"], published_precision="day"
    )
    return {claim["id"]: _claim(article, claim, issues, actors) for claim in row["claims"]}


def _paragraph(claim: Mapping[str, Any], actors: Mapping[str, Actor]) -> str:
    return f"{actors[claim['by']].name} {claim['cue']} {claim['content']}."


def _claim(article: Article, row: Mapping[str, Any], issues: Mapping[str, Issue], actors: Mapping[str, Actor]) -> Claim:
    content = row["content"]
    quoted = '"' in content
    kind = Kind.INDIRECT if not quoted else Kind.DIRECT if content[0] == '"' else Kind.MIXED
    claim = make_claim(
        article, source=actors[row["by"]].name, cue=row["cue"], content=content, kind=kind, act=row["act"],
        speaker=actors[row["by"]], conditional=row.get("conditional", False), said_on=row["said"],
        said_on_precision="day", issues={issues[slug]: stance for slug, stance in row.get("issues", {}).items()},
    )  # fmt: skip
    claim.co_speakers.set([actors[other] for other in row.get("with", ())])
    return claim
