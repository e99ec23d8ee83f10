"""Copies of one article, syndicated or edited, share an origin: MinHash bands find them, real overlap decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from datasketch import MinHash
from datasketch.hashfunc import sha1_hash32
from django.db import transaction

from claims.linking.candidates import number_of
from claims.models import Article, Origin, OutletKind, Segment, SegmentKind, TextBand

# Words in a shingle; permutations; rows in a band. With these, texts that share three tenths of all their shingles meet
# in a band in five of six cases, half of them practically always, a fiftieth once in two thousand.
SHINGLE, PERMUTATIONS, ROWS = 3, 192, 3
# The part of the shorter text's shingles that must stand in the other, that of each third of it, and the least number.
COPIED, THROUGHOUT, LEAST = 0.5, 0.2, 20

_WORD = re.compile(r"\w+")


@transaction.atomic
def find_origins(articles: Sequence[Article]) -> set[int]:
    """Store the bands of articles and let each share the origin of its copies; return the articles regrouped.

    An article that a person has edited keeps its origin.
    """
    texts = _reports(articles)
    bands = {article.pk: bands_of(texts[article.pk]) for article in articles}
    TextBand.objects.filter(article__in=articles).delete()
    TextBand.objects.write((pk, band) for pk, found in bands.items() for band in sorted(found))
    moved: set[int] = set()
    for one, other in _sharing(bands):
        pair = list(Article.objects.filter(pk__in=(one, other)).select_related("outlet").order_by("pk"))
        texts |= _reports([article for article in pair if article.pk not in texts])
        if is_copy(texts[one], texts[other]):
            moved |= _share_origin(pair)
    return moved


def _sharing(bands: Mapping[int, set[int]]) -> list[tuple[int, int]]:
    """Return the pairs of articles that share a band, one of each pair being among those given."""
    rows: dict[int, set[int]] = defaultdict(set)
    found = TextBand.objects.filter(band__among=set().union(*bands.values())).order_by()
    for article, band in found.values_list("article_id", "band"):
        rows[band].add(article)
    return sorted(
        {(min(pk, other), max(pk, other)) for pk, own in bands.items() for band in own for other in rows[band] - {pk}}
    )


def bands_of(text: str) -> set[int]:
    """Return the bands of a text's MinHash signature as numbers; none for a text too short to tell."""
    found = shingles(text)
    if len(found) < LEAST:
        return set()
    signature = _empty().copy()
    signature.update_batch([shingle.encode() for shingle in found])
    rows = np.reshape(signature.hashvalues, (-1, ROWS))
    return {number_of(f"{number}:{row.tolist()}") for number, row in enumerate(rows)}


@cache
def _empty() -> MinHash:
    """Return the signature of nothing; its permutations are drawn once."""
    return MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=sha1_hash32)


def is_copy(one: str, other: str) -> bool:
    """Whether enough of the shorter text stands in the other, in each third of it: a shared footer is no copy."""
    short, long = sorted((_in_order(one), _in_order(other)), key=len)
    if len(short) < LEAST:
        return False
    there = set(long)
    found = [shingle in there for shingle in short]
    thirds = [found[len(found) * part // 3 : len(found) * (part + 1) // 3] for part in range(3)]
    return sum(found) >= COPIED * len(found) and all(sum(third) >= THROUGHOUT * len(third) for third in thirds)


def shingles(text: str) -> set[str]:
    """Return the runs of three words of a text, without case."""
    return set(_in_order(text))


def _in_order(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return [" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]


def _reports(articles: Sequence[Article]) -> dict[int, str]:
    """Return by article its text without what stands on every page of the outlet."""
    kinds = [SegmentKind.HEADLINE, SegmentKind.BODY]
    segments = Segment.objects.filter(article__in=articles, kind__in=kinds).order_by("start")
    ranges: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for article, start, end in segments.values_list("article_id", "start", "end"):
        ranges[article].append((start, end))
    return {
        article.pk: "\n".join(article.text[start:end] for start, end in ranges[article.pk]) or article.text
        for article in articles
    }


def _share_origin(copies: list[Article]) -> set[int]:
    """Give all copies one origin, that of an agency among them or else of the earliest."""
    by_hand = _by_hand(copies)
    free = [article for article in copies if article.pk not in by_hand]
    origins = {article.origin_id for article in copies if article.origin_id}
    if not free or (len(origins) == 1 and all(article.origin_id for article in copies)):
        return set()
    group = Article.objects.filter(origin__in=origins) | Article.objects.filter(pk__in=[a.pk for a in copies])
    group = group.select_related("outlet")
    kept = min(origins) if origins else Origin.objects.create().pk
    source = min(group, key=_precedence)
    Origin.objects.filter(pk=kept).update(outlet=source.outlet)
    moved = {article.pk for article in group if article.origin_id != kept} - _by_hand(group)
    Article.objects.filter(pk__in=moved).update(origin=kept)
    Origin.objects.filter(pk__in=origins - {kept}, articles=None, note="").delete()
    return moved


def _by_hand(articles: Iterable[Article]) -> set[int]:
    """Return those of the articles that a person has edited; re-extraction and new versions are the program's."""
    edited = Article.objects.filter(pk__in=[article.pk for article in articles]).edited_by_people()
    return set(edited.order_by().values_list("pk", flat=True))


def _precedence(article: Article) -> tuple[bool, bool, int, str]:
    """Order by who is likely to have written it: an agency, then who published first; never by arrival."""
    agency = article.outlet is not None and article.outlet.kind == OutletKind.AGENCY
    published = article.published_on.toordinal() if article.published_on else 0
    return (not agency, not published, published, article.checksum)
