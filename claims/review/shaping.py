"""One claim made of two, two made of one, one added, one taken away: each an action that can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from claims.models import Action, Claim, ClaimIssue, State, Verb, recording
from claims.models.images import columns
from claims.models.spans import Spans
from claims.review.correcting import Correction, change
from claims.review.deciding import summary_of
from claims.review.snapping import joined, trimmed, without

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.recording import Recorder

# A new claim takes these over from the one it is split from only in part, or not at all.
_OWN = {"source", "cue", "content", "source_text", "content_text", "edit_version", "state", "state_reason",
        "reviewed_by_id", "reviewed_at", "statement_id", "added_at", "extractor_version"}  # fmt: skip


class ShapeError(ValueError):
    """The claims cannot be split or merged like that; the message says why and what to do."""


def split(claim: Claim, taken: Spans, user: User) -> tuple[Action, Claim]:
    """Move the words ``taken`` out of the content into a new claim, else alike; both count as corrected."""
    text = claim.text
    kept = trimmed(text, without(claim.content, taken))
    moved = trimmed(text, without(claim.content, without(claim.content, taken)))
    if not moved:
        raise ShapeError(
            gettext("None of these words stand in the content. Mark some of the content for the second claim.")
        )
    if not kept:
        raise ShapeError(
            gettext("Nothing would be left of this claim. Mark only a part of the content for the second one.")
        )
    with recording(user=user, verb=Verb.SPLIT, summary=summary_of(claim, Verb.SPLIT), claim=claim) as recorder:
        recorder.watch(claim)
        claim.set_spans(source=claim.source, cue=claim.cue, content=kept)
        claim.correct(user)
        second = _twin(claim, moved, user, recorder)
    return _action(recorder), second


def _twin(claim: Claim, content: Spans, user: User, recorder: Recorder) -> Claim:
    alike = {f.attname: getattr(claim, f.attname) for f in columns(Claim) if f.attname not in _OWN}
    twin = Claim(**alike)
    twin.set_spans(source=claim.source, cue=claim.cue, content=content)
    twin._history_user, twin._change_reason = user, f"Split from claim {claim.pk}"
    twin.save()
    twin.co_speakers.set(claim.co_speakers.all())
    rows = [_copy(row, twin) for row in claim.claim_issues.all()]
    twin.correct(user)
    recorder.made(twin, *rows)
    return twin


def _copy(row: ClaimIssue, claim: Claim) -> ClaimIssue:
    values = {field.attname: getattr(row, field.attname) for field in columns(ClaimIssue)}
    return ClaimIssue.objects.create(**{**values, "claim_id": claim.pk})


def merge(claim: Claim, others: list[Claim], user: User) -> Action:
    """Take the words and issues of the others into the claim; they are rejected as merged, and their numbers stay."""
    for other in others:
        _check_alike(claim, other)
    names = ", ".join(str(other.pk) for other in others)
    summary = f"Merged: claim {names} into claim {claim.pk}"
    with recording(user=user, verb=Verb.MERGE, summary=summary, claim=claim) as recorder:
        recorder.watch(claim, *others)
        union: dict[str, Any] = {
            part: joined([*getattr(claim, part), *(span for other in others for span in getattr(other, part))])
            for part in ("source", "cue", "content")
        }
        claim.set_spans(**union)
        for other in others:
            _take_issues(claim, other, recorder)
            other.reject(user, f"merged into claim {claim.pk}")
        claim.correct(user)
    return _action(recorder)


def _take_issues(claim: Claim, other: Claim, recorder: Recorder) -> None:
    have = set(claim.claim_issues.values_list("issue", flat=True))
    recorder.made(*[_copy(row, claim) for row in other.claim_issues.exclude(issue__in=have)])


def mark_duplicate(claim: Claim, of: Claim, user: User) -> Action:
    """Reject the claim because another one of its article says the same."""
    _check_alike(claim, of)
    summary = f"Duplicate: claim {claim.pk} of claim {of.pk}"
    with recording(user=user, verb=Verb.DUPLICATE, summary=summary, claim=claim) as recorder:
        recorder.watch(claim)
        claim.reject(user, f"duplicate of claim {of.pk}")
    return _action(recorder)


def _check_alike(claim: Claim, other: Claim) -> None:
    if claim.pk == other.pk:
        raise ShapeError(
            gettext("Claim %(claim_pk)s cannot be joined with itself. Choose another claim of the article.")
            % {"claim_pk": claim.pk}
        )
    if claim.article_id != other.article_id or claim.anchored_version != other.anchored_version:
        raise ShapeError(
            gettext("Claim %(other_pk)s stands in another text. Choose a claim of the same article; use a link.")
            % {"other_pk": other.pk}
        )
    if other.state == State.REJECTED:
        raise ShapeError(
            gettext("Claim %(other_pk)s is rejected. Undo that first, or choose another claim.")
            % {"other_pk": other.pk}
        )


def add(claim: Claim, correction: Correction, parts: dict[str, Any], issues: list[ClaimIssue], user: User) -> Action:
    """Store a claim that the machine missed, accepted as its editor wrote it."""
    claim.set_spans(**parts)
    with recording(user=user, verb=Verb.ADD, summary=summary_of(claim, Verb.ADD)) as recorder:
        change(claim, replace(correction, companions=None), user, recorder)
        claim._history_user, claim._change_reason = user, "Added"
        claim.save()
        claim.co_speakers.set(correction.companions or [])
        for row in issues:
            row.claim = claim
            row.save()
        claim.accept(user)
        recorder.made(claim, *issues)
    action = _action(recorder)
    action.claim, action.summary = claim, summary_of(claim, Verb.ADD)[:300]
    action.save(update_fields=["claim", "summary"])
    return action


def delete(claim: Claim, user: User) -> Action:
    """Take away a claim that a person added and nothing rests on; one that the machine found is rejected instead."""
    if claim.extractor_version:
        raise ShapeError(
            gettext(
                "Claim %(claim_pk)s was found by the program, which would find it again. Reject it: "
                "it is then kept hidden."
            )
            % {"claim_pk": claim.pk}
        )
    if rests := [link.pk for link in [*claim.links_out.all(), *claim.links_in.all()]]:
        raise ShapeError(
            gettext("Claim %(claim_pk)s has links (%(names)s). Reject the claim instead.")
            % {"claim_pk": claim.pk, "names": ", ".join(map(str, rests))}
        )
    with recording(user=user, verb=Verb.DELETE, summary=summary_of(claim, Verb.DELETE)) as recorder:
        recorder.deleting(claim, many=["co_speakers"])
        recorder.deleting(*claim.claim_issues.all())
        claim.delete()
    return _action(recorder)


def _action(recorder: Recorder) -> Action:
    assert recorder.action  # noqa: S101  (each of these changes rows)
    return recorder.action
