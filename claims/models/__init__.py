"""The data model, in reading order: who, what about, where it stands, who said it, how it relates."""

from claims.models.actors import Actor, ActorKind, Alias, AliasKind, Gender, Language, Office, Tenure
from claims.models.articles import (
    Article,
    ArticleVersion,
    Origin,
    Outlet,
    OutletKind,
    Segment,
    SegmentKind,
    checksum_of,
)
from claims.models.claims import OPEN, REVIEWED, Act, Claim, ClaimIssue, Kind, State
from claims.models.dates import Precision, as_iso, as_words
from claims.models.edits import StaleEdit
from claims.models.issues import Issue, MatchingTerm, Stance
from claims.models.links import (
    SYMMETRIC,
    Link,
    LinkState,
    Outcome,
    Package,
    Relation,
    Statement,
    Term,
)

__all__ = [
    "OPEN",
    "REVIEWED",
    "SYMMETRIC",
    "Act",
    "Actor",
    "ActorKind",
    "Alias",
    "AliasKind",
    "Article",
    "ArticleVersion",
    "Claim",
    "ClaimIssue",
    "Gender",
    "Issue",
    "Kind",
    "Language",
    "Link",
    "LinkState",
    "MatchingTerm",
    "Office",
    "Origin",
    "Outcome",
    "Outlet",
    "OutletKind",
    "Package",
    "Precision",
    "Relation",
    "Segment",
    "SegmentKind",
    "StaleEdit",
    "Stance",
    "State",
    "Statement",
    "Tenure",
    "Term",
    "as_iso",
    "as_words",
    "checksum_of",
]
