"""What people did, as one row a decision: the rows it changed before and after, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.db.models import F, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from claims.models.claims import Claim
from claims.models.constraints import one_of
from claims.models.decisions import LinkDecision, NothingToUndo
from claims.models.edits import StaleEdit
from claims.models.images import MOVING, Image, columns, image_of, model_named, name_of, put_back, targets, told
from claims.models.reverting import RowName, put_back_many, rows_as_they_are
from claims.models.reviews import Comment, SecondOpinion

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Verb(models.TextChoices):
    """What was done."""

    ACCEPT = "accept", pgettext_lazy("action", "accepted")
    CORRECT = "correct", pgettext_lazy("action", "corrected")
    REJECT = "reject", pgettext_lazy("action", "rejected")
    DISPUTE = "dispute", pgettext_lazy("action", "disputed")
    ADD = "add", pgettext_lazy("action", "added")
    DELETE = "delete", pgettext_lazy("action", "deleted")
    SPLIT = "split", pgettext_lazy("action", "Split")
    MERGE = "merge", pgettext_lazy("action", "merged")
    DUPLICATE = "duplicate", pgettext_lazy("action", "marked as a duplicate")
    BULK = "bulk", pgettext_lazy("action", "changed together")
    ASSIGN = "assign", pgettext_lazy("action", "assigned")
    LINK = "link", pgettext_lazy("action", "decided on a link")
    MERGE_ACTORS = "merge_actors", pgettext_lazy("action", "merged actors")
    SPLIT_ACTOR = "split_actor", pgettext_lazy("action", "split an actor")
    UNDO = "undo", pgettext_lazy("action", "undid")


class CannotUndo(Exception):
    """Something that came later rests on the action; ``obstacles`` says what, one sentence each."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        self.obstacles = list(obstacles)
        super().__init__(gettext("This cannot be undone any more. ") + " ".join(self.obstacles))


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, asked for as an editor would."""

    def standing(self) -> Self:
        """Leave out those that were undone, and the undoing."""
        return self.filter(undone_by=None).exclude(verb=Verb.UNDO)

    def by(self, user: User) -> Self:
        """Those of one person."""
        return self.filter(user=user)

    def touching(self, model: str, row_id: int) -> Self:
        """Those that changed a row."""
        return self.filter(pk__in=Change.objects.filter(model=model, row_id=row_id).values("action"))

    def with_people(self) -> Self:
        """Fetch what a list of actions shows."""
        return self.select_related("user", "undone_by__user", "claim")


class Action(models.Model):
    """One thing a person did, however many rows it changed. Undoing it is an action too, and can be undone itself."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="review_actions", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=12, choices=Verb)
    summary = models.CharField(max_length=300)
    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, related_name="actions", null=True, blank=True)
    link_decision = models.OneToOneField(
        LinkDecision, on_delete=models.SET_NULL, related_name="action", null=True, blank=True
    )
    undone_by = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="undoes", null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-id"])]
        constraints = [
            one_of("verb", Verb, name="action_verb_known"),
            models.CheckConstraint(condition=~Q(undone_by=F("pk")), name="action_not_undone_by_itself"),
        ]
        permissions = [
            ("bulk_change_claims", "Can change many claims at once"),
            ("undo_others", "Can undo what others did"),
            ("merge_actors", "Can merge and split actors"),
        ]

    def __str__(self) -> str:
        return self.summary

    def may_be_undone_by(self, user: Any) -> bool:
        """Whether the person may undo it: their own, or anybody's with the permission."""
        own = self.user_id is not None and self.user_id == user.pk
        return bool((own and user.has_perm("claims.change_claim")) or user.has_perm("claims.undo_others"))

    def obstacles(self) -> list[str]:
        """Return what keeps it from being undone, a sentence each; nothing if it can be."""
        if self.undone_by_id:
            return [gettext('"%(summary)s" is undone already.') % {"summary": self.summary}]
        changes = list(self.changes.all())
        if self.link_decision and self.link_decision.undone_at:
            return [gettext('"%(summary)s" is undone already.') % {"summary": self.summary}]
        if self.verb == Verb.UNDO and not changes:
            return [gettext("What was undone changed links only. Decide on the link again.")]
        return list(dict.fromkeys(_obstacles(changes)))

    @transaction.atomic
    def undo(self, user: User) -> Action:
        """Put everything back as it was before and return the undoing; raise CannotUndo, changing nothing."""
        undoing = Action.objects.create(
            user=user, verb=Verb.UNDO, summary=f"Undid: {self.summary}"[:300], claim_id=self.claim_id
        )
        if not Action.objects.filter(pk=self.pk, undone_by=None).update(undone_by=undoing):
            raise CannotUndo([gettext('"%(summary)s" is undone already.') % {"summary": self.summary}])
        self._lock_rows()
        if obstacles := self.obstacles():
            raise CannotUndo(obstacles)
        try:
            with transaction.atomic():
                if self.link_decision:
                    self.link_decision.undo(user)
                reverted = _reverted(list(self.changes.order_by("-pk")), undoing, user)
        except (IntegrityError, ProtectedError) as error:
            raise CannotUndo(
                [gettext("The database refuses it: %(value)s") % {"value": str(error).splitlines()[0]}]
            ) from error
        except (NothingToUndo, StaleEdit) as error:
            raise CannotUndo([str(error)]) from error
        Change.objects.bulk_create(reverted)
        # Undoing an undoing brings the first action back.
        Action.objects.filter(undone_by=self).update(undone_by=None)
        self.undone_by = undoing
        return undoing

    def _lock_rows(self) -> None:
        """Keep others from changing the rows between looking for obstacles and putting them back."""
        rows: dict[str, list[int]] = {}
        for model, row_id in self.changes.values_list("model", "row_id"):
            rows.setdefault(model, []).append(row_id)
        for model, keys in sorted(rows.items()):
            found = model_named(model)._default_manager.filter(pk__in=keys).order_by("pk")
            list(found.select_for_update(of=("self",)).values_list("pk"))


class Change(models.Model):
    """One row of an action, before and after: the columns that differ, or all of them where it was made or deleted."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=30)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["model", "row_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="change_has_a_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"

    @property
    def kind(self) -> type[models.Model]:
        """The model of the row."""
        return model_named(self.model)

    @property
    def label(self) -> str:
        """The row in words, also when it is gone: "claim 12"."""
        return f"{self.kind._meta.verbose_name} {self.row_id}"

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """The fields in words, each before and after, without bookkeeping."""
        before, after = self.before or {}, self.after or {}
        names = [name for name in before if name not in MOVING]
        kind = self.kind
        return [
            (_words(kind, name), told(kind, name, before[name]), told(kind, name, after.get(name))) for name in names
        ]

    def obstacles(self, row: models.Model | None, own: set[RowName], there: set[RowName]) -> Iterator[str]:
        """Yield what came later and rests on this change of the row, which is None if it is gone.

        ``own`` are the rows that the action itself changed, ``there`` those that the row pointed to and that exist.
        """
        if self.after is None:
            yield from [gettext("A new %(label)s stands in its place.") % {"label": self.label}] if row else []
        elif row is None:
            yield gettext("%(capitalize)s does not exist any more.") % {"capitalize": self.label.capitalize()}
            return
        else:
            yield from self._moved_on(row)
        if self.before is None and row is not None:
            yield from (
                gettext("%(title)s rests on %(label)s.") % {"title": _title(dependant), "label": self.label}
                for dependant in _dependants(row, own)
            )
        for model, key in targets(self.kind, self.before or {}):
            if not {(str(model._meta.model_name), key)} & (own | there):
                yield gettext("%(capitalize)s %(key)s, which it had, was deleted since.") % {
                    "capitalize": str(model._meta.verbose_name).capitalize(),
                    "key": key,
                }

    def _moved_on(self, row: models.Model) -> Iterator[str]:
        after: Image = self.after or {}
        now = image_of(row, many=[name for name in after if name in _many(self.kind)], only=after)
        moved = [name for name, value in after.items() if name not in MOVING and now.get(name) != value]
        if not moved:
            return
        later = Action.objects.touching(self.model, self.row_id).standing().filter(pk__gt=self.action_id)
        done = [
            gettext('"%(summary)s" by %(name)s')
            % {"summary": action.summary, "name": action.user or gettext("a former editor")}
            for action in later.with_people()[:3]
        ]
        fields = ", ".join(_words(self.kind, name) for name in moved)
        because = gettext(" Undo first: %(names)s.") % {"names": "; ".join(done)} if done else ""
        yield gettext("%(capitalize)s was changed later (%(fields)s).%(because)s") % {
            "capitalize": self.label.capitalize(),
            "fields": fields,
            "because": because,
        }

    def reversed(self, undoing: Action, versions: Image | None = None) -> Change:
        """Return the change that putting the row back is; ``versions``: the one that it moved on from, of such rows."""
        reverse = Change(action=undoing, model=self.model, row_id=self.row_id, before=self.after, after=self.before)
        if versions and reverse.before is not None and reverse.after is not None:
            reverse.before = {**reverse.before, **versions}
            reverse.after = {**reverse.after, "edit_version": versions["edit_version"] + 1}
        return reverse

    def bring_back(self, undoing: Action, user: User) -> None:
        """Store the deleted row anew as it was."""
        assert self.before is not None  # noqa: S101  (it was deleted)
        row = self.kind(pk=self.row_id)
        many = put_back(row, self.before, anew=True)
        _insert(_stamp(row, user, undoing))
        for name, keys in many.items():
            getattr(row, name).set(keys)

    def unmake(self, undoing: Action, user: User) -> None:
        """Delete the row that was made."""
        row = self.kind._default_manager.filter(pk=self.row_id).first()
        if row is not None:
            _stamp(row, user, undoing).delete()


def _obstacles(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what keeps the changes from being undone; takes a few queries for each model, however many rows."""
    own = {(change.model, change.row_id) for change in changes}
    compared: dict[str, set[str]] = {}
    pointed: set[RowName] = set()
    for change in changes:
        many = _many(change.kind)
        compared.setdefault(change.model, set()).update(name for name in change.after or () if name not in many)
        pointed.update((str(model._meta.model_name), key) for model, key in targets(change.kind, change.before or {}))
    rows = rows_as_they_are(own, only=compared)
    there = _existing(pointed - own)
    for change in changes:
        yield from change.obstacles(rows.get((change.model, change.row_id)), own, there)


def _existing(named: Iterable[RowName]) -> set[RowName]:
    """Return which of the rows there are; people are rows too."""
    keys: dict[str, set[int]] = {}
    for model, key in named:
        keys.setdefault(model, set()).add(key)
    people = set(get_user_model()._default_manager.filter(pk__in=keys.pop("user", ())).values_list("pk", flat=True))
    ours = ((model, key) for model, some in keys.items() for key in some)
    return {("user", key) for key in people} | set(rows_as_they_are(ours, only={}))


def _reverted(changes: Sequence[Change], undoing: Action, user: User) -> list[Change]:
    """Put the rows back and return the changes that this is.

    Deleted rows come back first, made rows go last, when nothing points to them; the rest is put back by the model.
    """
    found: list[Change] = []
    for change in changes:
        if change.after is None:
            change.bring_back(undoing, user)
            found.append(change.reversed(undoing))
    changed = [change for change in changes if change.before is not None and change.after is not None]
    for model in dict.fromkeys(change.model for change in changed):
        some = [change for change in changed if change.model == model]
        images = {change.row_id: change.before or {} for change in some}
        versions = put_back_many(model, images, user, undoing.summary)
        found += [change.reversed(undoing, versions.get(change.row_id)) for change in some]
    for change in changes:
        if change.before is None:
            change.unmake(undoing, user)
            found.append(change.reversed(undoing))
    return found


def _insert(row: models.Model) -> None:
    """Store the row anew. Django dates a row that is inserted; this one keeps the time at which it was first made."""
    dated = {field.attname: getattr(row, field.attname) for field in columns(type(row)) if _dates_itself(field)}
    row.save(force_insert=True)
    if dated:
        type(row)._default_manager.filter(pk=row.pk).update(**dated)


def _dates_itself(field: models.Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))


def _stamp(row: Any, user: User, undoing: Action) -> Any:
    row._history_user, row._change_reason = user, undoing.summary[:100]
    return row


def _many(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.many_to_many}


def _words(model: type[models.Model], name: str) -> str:
    field = next(field for field in model._meta.get_fields() if name in (field.name, getattr(field, "attname", "")))
    return str(getattr(field, "verbose_name", field.name))


def _title(row: models.Model) -> str:
    return f"{str(row._meta.verbose_name).capitalize()} {row.pk}"


def _dependants(row: models.Model, own: set[tuple[str, int]]) -> Iterator[models.Model]:
    """Yield rows that people care about, that point to this one and are none of the action's own."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        cared_for = hasattr(model, "history") or model in (Comment, SecondOpinion)
        if cared_for and isinstance(relation.field, models.ForeignKey | models.ManyToManyField):
            for found in model._default_manager.filter(**{relation.field.name: row})[:5]:
                if (name_of(found), found.pk) not in own:
                    yield found
