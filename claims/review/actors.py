"""Two actors made one, one actor made two: with all that points to them, each as one action."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext

from claims.models import Action, Actor, Alias, Claim, Tenure, Verb, recording
from claims.models.edits import Editable
from claims.review.naming import new_actor

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.recording import Recorder


class ActorError(ValueError):
    """The actors cannot be merged or split like that; the message says why and what to do."""


@dataclass(frozen=True)
class Moved:
    """Rows of one kind that would point to the other actor: how many, and the first few."""

    label: str
    count: int
    examples: list[str]


def pointing_to(actor: Actor) -> Iterator[tuple[str, Any, models.QuerySet[Any]]]:
    """Yield label, field and rows of each kind of record that points to the actor; histories are left out."""
    for relation in Actor._meta.related_objects:
        model, field = relation.related_model, relation.field
        if "historical" in str(model._meta.model_name) or field.many_to_many:
            continue
        label = f"{model._meta.verbose_name_plural} ({field.verbose_name})"
        yield label, field, model._default_manager.filter(**{field.name: actor})


def preview(*actors: Actor) -> list[Moved]:
    """Return what merging the actors would move."""
    moved: dict[str, Moved] = {}
    for actor in actors:
        rows = [(label, found) for label, _, found in pointing_to(actor)]
        for label, found in [*rows, (gettext("claims (together with)"), actor.co_claims.all())]:
            known = moved.get(label, Moved(label, 0, []))
            examples = [*known.examples, *(str(row) for row in found[:5])][:5]
            moved[label] = Moved(label, known.count + found.count(), examples)
    return [kind for kind in moved.values() if kind.count]


def check_merge(actor: Actor, into: Actor) -> None:
    """Raise ActorError if the first cannot be merged into the second."""
    if actor.pk == into.pk:
        raise ActorError(gettext('"%(actor)s" cannot be merged into itself. Choose another actor.') % {"actor": actor})
    for one in (actor, into):
        if one.merged_into_id:
            raise ActorError(
                gettext('"%(one)s" is merged into "%(merged_into)s" already. Choose that one.')
                % {"one": one, "merged_into": one.merged_into}
            )
    if into.part_of_id == actor.pk:
        raise ActorError(
            gettext('"%(into)s" is part of "%(actor)s". Change that first, or merge the other way round.')
            % {"into": into, "actor": actor}
        )
    if hasattr(actor, "outlet") and hasattr(into, "outlet"):
        raise ActorError(
            gettext('Both stand for an outlet: "%(outlet)s" and "%(outlet_2)s". Part one of them first.')
            % {"outlet": actor.outlet, "outlet_2": into.outlet}
        )


def merge_actors(actors: Sequence[Actor], into: Actor, user: User) -> Action:
    """Let all that points to the actors point to the last, which takes their names; each of them leads there.

    Raise ActorError, changing nothing, if one of them cannot be merged.
    """
    summary = f"Merged the actor {', '.join(str(actor) for actor in actors)} into {into}"
    with recording(user=user, verb=Verb.MERGE_ACTORS, summary=summary) as recorder:
        for actor in actors:
            check_merge(actor, into)
            _merge(actor, into, user, recorder)
    assert recorder.action  # noqa: S101  (the merged actors always change)
    return recorder.action


def _merge(actor: Actor, into: Actor, user: User, recorder: Recorder) -> None:
    recorder.watch(actor)
    for _, field, rows in pointing_to(actor):
        for row in rows.select_for_update(of=("self",)):
            _move(row, field.name, into, user, recorder)
    for claim in actor.co_claims.all():
        _replace_companion(claim, actor, into, user, recorder)
    _name(actor, into, user, recorder)
    actor.merged_into, actor.provisional = into, False
    _save(actor, user, f'"{actor}" merged into "{into}"')


def _move(row: Any, name: str, into: Actor, user: User, recorder: Recorder) -> None:
    if _is_doubled(row, into):
        recorder.deleting(row)
        row._history_user = user
        row.delete()
        return
    recorder.watch(row, many=["co_speakers"] if isinstance(row, Claim) else [])
    setattr(row, name, into)
    if isinstance(row, Claim) and name == "speaker":
        row.co_speakers.remove(into)
    _save(row, user, f"Merged into {into}")


def _is_doubled(row: Any, into: Actor) -> bool:
    """Whether the other actor has the same name or tenure already."""
    if isinstance(row, Alias):
        return Alias.objects.filter(actor=into, text=row.text).exists()
    if isinstance(row, Tenure):
        return Tenure.objects.filter(holder=into, office=row.office_id, started=row.started).exists()
    return False


def _replace_companion(claim: Claim, actor: Actor, into: Actor, user: User, recorder: Recorder) -> None:
    recorder.watch(claim, many=["co_speakers"])
    claim.co_speakers.remove(actor)
    if claim.speaker_id != into.pk:
        claim.co_speakers.add(into)
    _save(claim, user, f"Merged into {into}")


def _name(actor: Actor, into: Actor, user: User, recorder: Recorder) -> None:
    if actor.name != into.name and not Alias.objects.filter(actor=into, text=actor.name).exists():
        alias = Alias(actor=into, text=actor.name)
        _save(alias, user, f"Merged into {into}")
        recorder.made(alias)


def _save(row: Any, user: User, why: str) -> None:
    row._history_user, row._change_reason = user, why[:100]
    if isinstance(row, Editable) and row.pk:
        row.save_edit()
    else:
        row.save()


def split_actor(
    actor: Actor, name: str, kind: str, user: User, *, aliases: Sequence[int], sources: Sequence[str]
) -> tuple[Action, Actor]:
    """Make a new actor that takes some names, and the claims whose source is worded in one of these ways."""
    names = list(actor.aliases.filter(pk__in=aliases))
    claims = list(actor.claims.filter(source_text__in=sources))
    if not name.strip() or not (names or claims):
        raise ActorError(gettext("Give the new actor a name, and choose names or wordings that are its own."))
    with recording(user=user, verb=Verb.SPLIT_ACTOR, summary=f"Split {name} from the actor {actor}") as recorder:
        made = new_actor(name, kind)
        _save(made, user, f"Split from {actor}")
        recorder.made(made)
        for row in (*names, *claims):
            recorder.watch(row)
            setattr(row, "actor" if isinstance(row, Alias) else "speaker", made)
            _save(row, user, f"Split from {actor}")
    assert recorder.action  # noqa: S101  (an actor is made)
    return recorder.action, made
