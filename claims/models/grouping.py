"""Which claims are one statement, worked out from the links between them; the order of arrival plays no part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.query import QuerySet

from claims.models.bulk import add_creation_history, last_key, update_column
from claims.models.choices import Kind
from claims.models.claims import Claim
from claims.models.links import Link, LinkState, Relation
from claims.models.statements import Statement

_DIRECTNESS: dict[str, int] = {Kind.DIRECT: 2, Kind.MIXED: 1, Kind.INDIRECT: 0}


@dataclass(frozen=True, slots=True)
class Node:
    """What grouping needs of a claim. ``place`` (checksum of the text, start) is the same in every order of arrival."""

    pk: int
    place: tuple[str, int, int]
    statement: int | None
    weight: tuple[int, int]

    @property
    def rank(self) -> tuple[int, int, tuple[str, int, int]]:
        """Order by how well the claim words the statement; the greatest is canonical."""
        return (*self.weight, self.place)


@dataclass(frozen=True, slots=True)
class Edge:
    """A same_statement link. ``rank``: confirmed before sure ones, the surest first."""

    a: int
    b: int
    confirmed: bool
    score: float


@transaction.atomic
def regroup(claims: Iterable[int]) -> None:
    """Bring the statements of these claims, and of all that are linked to them, in line with the links."""
    nodes, edges = _neighbourhood(set(claims))
    if not nodes:
        return
    groups = groups_of(nodes, edges, _barred(nodes))
    _store(nodes, groups)


def groups_of(nodes: Mapping[int, Node], edges: Iterable[Edge], barred: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the groups of two and more: joined edge by edge, the surest first, never across a barred pair."""
    group = {pk: [pk] for pk in nodes}
    foes: dict[int, set[int]] = defaultdict(set)
    for a, b in barred:
        foes[a].add(b)
        foes[b].add(a)
    for edge in sorted(edges, key=lambda edge: _edge_order(edge, nodes)):
        one, other = group[edge.a], group[edge.b]
        if one is other or _are_barred(one, other, foes):
            continue
        small, large = sorted((one, other), key=len)
        large.extend(small)
        for pk in small:
            group[pk] = large
    unique = {id(members): members for members in group.values() if len(members) > 1}
    return [sorted(members, key=lambda pk: nodes[pk].place) for members in unique.values()]


def _edge_order(edge: Edge, nodes: Mapping[int, Node]) -> tuple[bool, float, list[tuple[str, int, int]]]:
    return (not edge.confirmed, -edge.score, sorted((nodes[edge.a].place, nodes[edge.b].place)))


def _are_barred(one: Collection[int], other: Collection[int], foes: Mapping[int, set[int]]) -> bool:
    return any(not foes[pk].isdisjoint(other) for pk in one if pk in foes)


def _neighbourhood(start: set[int]) -> tuple[dict[int, Node], list[Edge]]:
    """Follow joining links, and shared statements, from the claims to all that hang together with them."""
    nodes: dict[int, Node] = {}
    edges: dict[tuple[int, int], Edge] = {}
    frontier = start
    while frontier:
        found = {node.pk: node for node in _nodes(frontier)}
        nodes |= found
        statements = {node.statement for node in found.values() if node.statement}
        reached = set(_members(statements))
        for edge in _edges(Link.objects.joining(), found):
            edges[edge.a, edge.b] = edge
            reached |= {edge.a, edge.b}
        frontier = reached - nodes.keys()
    return nodes, list(edges.values())


def _nodes(pks: Iterable[int]) -> Iterator[Node]:
    fields = ("pk", "article__checksum", "start", "statement_id", "kind", Length("content_text"))
    for pk, checksum, start, statement, kind, words in Claim.objects.filter(pk__among=pks).values_list(*fields):
        yield Node(pk, (checksum, start, pk), statement, (_DIRECTNESS[kind], words))


def _members(statements: Iterable[int]) -> Iterator[int]:
    if numbers := set(statements):
        yield from Claim.objects.filter(statement__among=numbers).order_by().values_list("pk", flat=True)


def _edges(links: QuerySet[Link], pks: Iterable[int]) -> Iterator[Edge]:
    rows = links.filter(Q(a__among=pks) | Q(b__among=pks)).order_by()
    for a, b, state, score in rows.values_list("a_id", "b_id", "state", "score"):
        yield Edge(a, b, state == LinkState.CONFIRMED, score)


def _barred(nodes: Mapping[int, Node]) -> set[tuple[int, int]]:
    rejected = Link.objects.filter(relation=Relation.SAME_STATEMENT, state=LinkState.REJECTED)
    return {(edge.a, edge.b) for edge in _edges(rejected, nodes) if edge.a in nodes and edge.b in nodes}


def _store(nodes: Mapping[int, Node], groups: Sequence[Sequence[int]]) -> None:
    """Give every group the statement that most of its claims have already, else a new one; leave the rest alone."""
    canonical = {number: max(group, key=lambda pk: nodes[pk].rank) for number, group in enumerate(groups)}
    numbers = _statements(canonical, _kept(nodes, groups))
    wanted: dict[int, int | None] = dict.fromkeys(nodes)
    for number, group in enumerate(groups):
        wanted |= dict.fromkeys(group, numbers[number])
    _assign(nodes, wanted)
    _retire({node.statement for node in nodes.values() if node.statement} - set(numbers.values()), nodes, wanted)


def _kept(nodes: Mapping[int, Node], groups: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return by number of the group the statement it keeps; each statement stays where most of its claims are."""
    claims = Counter(
        (statement, number) for number, group in enumerate(groups) for pk in group if (statement := nodes[pk].statement)
    )
    kept: dict[int, int] = {}
    for (statement, number), _ in sorted(claims.items(), key=lambda item: (-item[1], item[0])):
        if number not in kept and statement not in kept.values():
            kept[number] = statement
    return kept


def _statements(canonical: Mapping[int, int], kept: Mapping[int, int]) -> dict[int, int]:
    """Return by group the number of its statement, worded by its canonical claim, made if it has none yet."""
    stored = {statement.pk: statement for statement in Statement.objects.filter(pk__among=kept.values())}
    changed = [
        (stored[pk], canonical[number])
        for number, pk in kept.items()
        if stored[pk].canonical_id != canonical[number] or stored[pk].merged_into_id
    ]
    new = {number: Statement(canonical_id=claim) for number, claim in canonical.items() if number not in kept}
    worded = [claim for _, claim in changed] + [canonical[number] for number in new]
    Statement.objects.filter(canonical__among=worded).update(canonical=None)
    for statement, claim in changed:
        statement.canonical_id, statement.merged_into = claim, None
        statement.save()
    made = _made(list(new.values()))
    return dict(kept) | {number: statement.pk for number, statement in zip(new, made, strict=True)}


def _made(statements: list[Statement]) -> list[Statement]:
    if not statements:
        return []
    before = last_key(Statement)
    made = Statement.objects.bulk_create(statements, batch_size=2000)
    add_creation_history(Statement, after=before, reason="Linked")
    return made


def _assign(nodes: Mapping[int, Node], wanted: Mapping[int, int | None]) -> None:
    changed = [pk for pk, statement in wanted.items() if nodes[pk].statement != statement]
    update_column(Claim, "statement_id", {pk: wanted[pk] for pk in changed})


def _retire(statements: Iterable[int], nodes: Mapping[int, Node], wanted: Mapping[int, int | None]) -> None:
    """Lead from an emptied statement to the one its claims went to; drop one whose claims stand alone now."""
    for pk in sorted(statements):
        heirs = Counter(wanted[claim] for claim, node in nodes.items() if node.statement == pk and wanted[claim])
        statement = Statement.objects.get(pk=pk)
        if not heirs:
            statement.delete()
            continue
        statement.canonical, statement.merged_into_id = None, heirs.most_common(1)[0][0]
        statement.save()
