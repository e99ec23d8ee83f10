"""The data model, in reading order: who, what about, where it stands, who said it, how it relates."""

from claims.models.actions import Action, CannotUndo, Change, Verb
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
from claims.models.blocks import ClaimKey, TextBand
from claims.models.choices import OPEN, REVIEWED, Act, Kind, Sourcing, State
from claims.models.claim_issues import ClaimIssue
from claims.models.claims import Claim
from claims.models.dates import Precision, as_iso, as_words
from claims.models.decisions import DecisionKind, LinkDecision, LinkStep, NothingToUndo
from claims.models.edits import StaleEdit, by_machine, in_english
from claims.models.events import Event, EventKind
from claims.models.issues import Issue, MatchingTerm, Stance
from claims.models.links import (
    OUTCOMES,
    SYMMETRIC,
    Link,
    LinkState,
    Outcome,
    Relation,
    outcome_problem,
)
from claims.models.lookups import Among
from claims.models.recording import recording
from claims.models.reviews import Assignment, Comment, Mention, Seat, SecondOpinion, Verdict
from claims.models.standings import Precedence, Standing
from claims.models.statements import Statement
from claims.models.terms import Package, Suggestible, Term, TermState

__all__ = [
    "OPEN",
    "OUTCOMES",
    "REVIEWED",
    "SYMMETRIC",
    "Act",
    "Action",
    "Actor",
    "ActorKind",
    "Alias",
    "AliasKind",
    "Among",
    "Article",
    "ArticleVersion",
    "Assignment",
    "CannotUndo",
    "Change",
    "Claim",
    "ClaimIssue",
    "ClaimKey",
    "Comment",
    "DecisionKind",
    "Event",
    "EventKind",
    "Gender",
    "Issue",
    "Kind",
    "Language",
    "Link",
    "LinkDecision",
    "LinkState",
    "LinkStep",
    "MatchingTerm",
    "Mention",
    "NothingToUndo",
    "Office",
    "Origin",
    "Outcome",
    "Outlet",
    "OutletKind",
    "Package",
    "Precedence",
    "Precision",
    "Relation",
    "Seat",
    "SecondOpinion",
    "Segment",
    "SegmentKind",
    "Sourcing",
    "StaleEdit",
    "Stance",
    "Standing",
    "State",
    "Statement",
    "Suggestible",
    "Tenure",
    "Term",
    "TermState",
    "TextBand",
    "Verb",
    "Verdict",
    "as_iso",
    "as_words",
    "by_machine",
    "checksum_of",
    "in_english",
    "outcome_problem",
    "recording",
]
