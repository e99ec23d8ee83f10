"""Attributed claims: who said what, on which issues, when, according to whom, and what editors decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from claims.models.actors import Actor
from claims.models.addresses import address_of
from claims.models.articles import Article, Outlet
from claims.models.choices import REVIEWED, Act, Kind, Sourcing, State
from claims.models.constraints import dated, one_of, share
from claims.models.dates import Precision, as_words
from claims.models.edits import Editable, in_english
from claims.models.issues import Issue
from claims.models.searching import SearchTerm, search_terms
from claims.models.spans import SpansField, check_inside, text_of
from claims.models.visibility import open_to
from claims.models.words import StandsIn

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _parts() -> models.QuerySet[Any]:
    """Return the issues of all claims."""
    through: Any = Claim.issues.through
    found: models.QuerySet[Any] = through.objects.all()
    return found


def made_by(actors: Iterable[Actor], *, key: str = "pk") -> Q:
    """Return the condition that one of the actors is the speaker or speaks with others; ``key`` names the claim."""
    together = Claim.co_speakers.through.objects.filter(actor__in=actors)
    return Q(speaker__in=actors) | Q(**{f"{key}__in": together.values("claim")})


def _stands_in(term: SearchTerm) -> Q | StandsIn:
    """Return the condition that the words stand in the field, or without one in content, source, speaker or title."""
    words = term.words
    match term.field:
        case "actor":
            return made_by(Actor.objects.named(words)) | Q(speaker=None, source_text__icontains=words)
        case "issue":
            named = Q(issue__name__icontains=words) | Q(issue__slug__icontains=words)
            return Q(pk__in=_parts().filter(named).values("claim"))
        case "outlet":
            return Q(article__outlet__in=Outlet.objects.filter(name__icontains=words))
        case "title":
            return Q(article__title__icontains=words)
    return _anywhere(term)


def _anywhere(term: SearchTerm) -> Q | StandsIn:
    """Return the condition that a claim has the term; each part is found by its own index, which "or" would not be.

    Titles and names are looked up at once: mostly there are none, and the index of words alone is many times quicker.
    """
    articles, actors = (
        _keys(Article.objects.filter(title__icontains=term.words)),
        _keys(Actor.objects.named(term.words)),
    )
    stands = StandsIn(F("pk"), [term])
    if not (articles or actors):
        return stands
    claims = Claim.objects.order_by()
    together = Claim.co_speakers.through.objects.filter(actor__among=actors)
    return Q(
        pk__in=claims.filter(stands)
        .values("pk")
        .union(
            claims.filter(article__among=articles).values("pk"),
            claims.filter(speaker__among=actors).values("pk"),
            together.values("claim"),
            all=True,
        )
    )


def _keys(rows: models.QuerySet[Any]) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True))


# The latest first, those without a date last: an index of its own (``claims.models.words``) has them in this order.
NEWEST: tuple[Any, ...] = (F("said_on").desc(nulls_last=True), "-article_id", "start", "pk")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, asked for as a reader or an editor would."""

    def reviewed(self) -> Self:
        """Claims that an editor accepted or corrected: what readers see by default."""
        return self.filter(state__in=REVIEWED)

    def suggested(self) -> Self:
        """Claims that nobody has decided on."""
        return self.filter(state=State.SUGGESTED)

    def untouched(self) -> Self:
        """Suggestions no person has edited: all that a machine may replace."""
        return self.suggested().filter(edit_version=1)

    def open_to(self, *, editor: bool, least: float = 0.0) -> Self:
        """Leave out rejected claims, and suggestions less sure than ``least``, unless an editor looks."""
        return self.filter(open_to(editor=editor, least=least))

    def orphaned(self) -> Self:
        """Claims that point into an earlier version of their article."""
        return self.filter(anchored_version__lt=F("article__version"))

    def by_speaker(self, *actors: Actor) -> Self:
        """Claims that any of the actors makes, alone or together with others.

        Those made together are looked up at once: PostgreSQL finds keys by the index, and reads all claims for a query.
        """
        together = Claim.co_speakers.through.objects.filter(actor__in=actors).values_list("claim", flat=True)
        return self.filter(Q(speaker__in=actors) | Q(pk__among=list(together)))

    def about(self, *, issues: Iterable[Issue] = (), stances: Iterable[str] = ()) -> Self:
        """Claims with any of the issues, any of the stances; given both, with such a stance on such an issue."""
        wanted = {"issue__in": list(issues), "stance__in": list(stances)}
        on = _parts().filter(**{name: values for name, values in wanted.items() if values})
        return self.filter(pk__in=on.values("claim"))

    def said_between(self, since: date | None, until: date | None) -> Self:
        """Claims said from one day to another, both included; with an open end those without a date stay out."""
        found = self.filter(said_on__gte=since) if since else self
        return found.filter(said_on__lte=until) if until else found

    def first_day(self) -> date | None:
        """Return the first day on which one of the claims was said, from the end of the index, not from all claims."""
        return self.filter(said_on__isnull=False).order_by("said_on").values_list("said_on", flat=True).first()

    def last_day(self) -> date | None:
        """Return the last day on which one of the claims was said."""
        return self.filter(said_on__isnull=False).order_by(*NEWEST).values_list("said_on", flat=True).first()

    def search(self, text: str) -> Self:
        """Claims with every term of the search: see ``search_terms`` for phrases, fields and words to leave out."""
        found, words = self, []
        for term in search_terms(text):
            if not term.tokens:
                continue
            stands = _stands_in(term)
            if term.excluded:
                found = found.exclude(stands)
            elif isinstance(stands, StandsIn):
                words.append(term)
            else:
                found = found.filter(stands)
        # What only the index of words knows is asked of it at once: it compares its own lists.
        return found.filter(StandsIn(F("pk"), words)) if words else found

    def with_parts(self) -> Self:
        """Fetch what a list of claims shows."""
        parts = _parts().select_related("issue").order_by("issue__name")
        return self.select_related("article__outlet", "speaker", "reported_via").prefetch_related(
            "co_speakers", models.Prefetch("claim_issues", parts)
        )

    def rows_of(self, some: ClaimQuerySet) -> Self:
        """Return the claims of a slice in its order, found by key: so the slice sorts keys, and no texts."""
        return self.filter(pk__in=some.values("pk")).order_by(*some.query.order_by)

    def in_reading_order(self) -> Self:
        """Order as they stand in their article."""
        return self.order_by("start", "pk")

    def knowing_companions(self) -> Self:
        """Find out whether others speak together with the speaker, so that saving need not ask for it."""
        together = Claim.co_speakers.through.objects.filter(claim=models.OuterRef("pk"))
        return self.annotate(speaks_together=models.Exists(together))

    def for_screen(self) -> Self:
        """Fetch what the screen on which editors decide shows of one claim.

        Of what is seldom there only the name is asked for: with nine joins PostgreSQL takes 40 ms to plan the query.
        """
        names = {
            f"name_of_{field}": models.Subquery(
                Actor.objects.filter(pk=models.OuterRef(field)).order_by().values("name")
            )
            for field in ("affiliation", "reported_via", "addressee")
        }
        found = self.knowing_companions().select_related("article__outlet", "speaker")
        return found.annotate(assigned_to=F("assignment__user__username"), **names)

    def with_context(self) -> Self:
        """Fetch what only the page of one claim shows besides."""
        return self.select_related("addressee", "affiliation", "nested_in", "reviewed_by", "statement")


class ClaimRecords(HistoricalRecords):  # type: ignore[misc]  # simple_history has no types
    """History of claims that does not ask who speaks together where it is known that nobody does."""

    def create_historical_record_m2ms(self, history_instance: Any, instance: Any) -> None:
        """Record the co-speakers, if there may be any."""
        if getattr(instance, "speaks_together", True):
            super().create_historical_record_m2ms(history_instance, instance)


class Claim(Editable):
    """One attribution in one article, resolved. Spans are character ranges in the article's text."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    anchored_version = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("The version of the article that the spans point into.")
    )
    source = SpansField(blank=True, help_text=_("Who is named as speaking: start-end, …"))
    cue = SpansField(blank=True, help_text=_("The words that attribute: start-end, …"))
    content = SpansField(help_text=_("What is said: start-end, …"))
    source_text = models.TextField(blank=True, editable=False)
    content_text = models.TextField(editable=False)
    condition_text = models.TextField(blank=True, editable=False)
    start = models.GeneratedField(
        expression=Cast(KeyTransform(0, KeyTransform(0, "content")), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    kind = models.CharField(max_length=8, choices=Kind)
    speaker = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="claims", null=True, blank=True)
    co_speakers = models.ManyToManyField(
        Actor, related_name="co_claims", blank=True, help_text=_("Those who make the claim together with the speaker.")
    )
    speaker_confidence = models.FloatField(default=0, editable=False)
    speaker_candidates = models.JSONField(default=list, blank=True, editable=False)
    sourcing = models.CharField(
        max_length=8,
        choices=Sourcing,
        blank=True,
        help_text=_('"a senior official" is an unnamed source, "officials" a group, "the report" a document.'),
    )
    affiliation = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        related_name="affiliated_claims",
        null=True,
        blank=True,
        help_text=_("The government or body that an unnamed source belongs to."),
    )
    reported_via = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="relayed_claims", null=True, blank=True
    )
    addressee = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="received_claims", null=True, blank=True
    )
    nested_in = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="nested", null=True, blank=True)
    act = models.CharField(max_length=8, choices=Act)
    issues = models.ManyToManyField(Issue, through="ClaimIssue", related_name="claims")
    negated = models.BooleanField(default=False)
    conditional = models.BooleanField(default=False)
    hypothetical = models.BooleanField(default=False)
    past = models.BooleanField(default=False, help_text=_('An earlier statement: "has previously said".'))
    condition = SpansField(blank=True, help_text=_("The words of the condition: start-end, …"))
    said_on = models.DateField(null=True, blank=True)
    said_on_precision = models.CharField("precision", max_length=5, choices=Precision, blank=True)
    said_on_basis = models.CharField("basis", max_length=200, blank=True, help_text=_("What the date rests on."))
    confidence = models.FloatField(default=1.0, editable=False)
    reason = models.JSONField(default=list, blank=True, editable=False)
    extractor_version = models.CharField(
        max_length=200, blank=True, editable=False, help_text=_("Empty for a claim that a person added.")
    )
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    state_reason = models.CharField("reason for the state", max_length=500, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="reviewed_claims",
        null=True,
        blank=True,
        editable=False,
    )
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    statement = models.ForeignKey(
        "claims.Statement", on_delete=models.SET_NULL, related_name="claims", null=True, blank=True
    )
    added_at = models.DateTimeField("added", auto_now_add=True)
    history = ClaimRecords(excluded_fields=["start"], m2m_fields=[co_speakers])

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = [F("said_on").desc(nulls_last=True), "-article_id", "start"]
        indexes = [
            models.Index(fields=["article", "start"]),
            models.Index(fields=["speaker", "said_on"]),
            models.Index(fields=["state", "said_on"]),
            models.Index(fields=["state", "confidence", "id"], name="claim_queue"),
            models.Index(fields=["speaker", "state", "confidence"], name="claim_counts"),
            models.Index(
                fields=["state", "act", "kind", "speaker", "article", "said_on", "confidence", "start"],
                name="claim_facets",
            ),
            models.Index(fields=["article", "state"], name="claim_article_states"),
            models.Index(fields=["state", "id"], name="claim_newest"),
            models.Index(fields=["act", "state", "statement", "confidence"], name="claim_proposals"),
            models.Index(
                fields=["statement", "state", "confidence"],
                name="claim_witnesses",
                condition=Q(statement__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(start__isnull=False, start__gte=0), name="claim_has_content"),
            models.CheckConstraint(condition=~Q(content_text=""), name="claim_has_words"),
            models.CheckConstraint(condition=Q(anchored_version__gte=1), name="claim_version_positive"),
            models.CheckConstraint(condition=~Q(nested_in=F("pk")), name="claim_not_nested_in_itself"),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED) | ~Q(state_reason=""), name="claim_rejected_for_a_reason"
            ),
            one_of("kind", Kind, name="claim_kind_known"),
            one_of("sourcing", Sourcing, name="claim_sourcing_known", blank=True),
            one_of("act", Act, name="claim_act_known"),
            one_of("state", State, name="claim_state_known"),
            dated("said_on", "said_on_precision", name="claim_said_on_precision"),
            share("confidence", name="claim_confidence_share"),
            share("speaker_confidence", name="claim_speaker_confidence_share"),
        ]

    def __str__(self) -> str:
        words = self.content_text if len(self.content_text) <= 80 else f"{self.content_text[:77]}…"
        return f"{self.speaker_name}: {words}"

    def get_absolute_url(self) -> str:
        """Return the permalink."""
        return address_of("claims:claim_detail", self.pk)

    @property
    def text(self) -> str:
        """The text that the spans point into."""
        return self.article.text_of(self.anchored_version)

    @property
    def speakers(self) -> list[Actor]:
        """The speaker and those who make the claim with them."""
        return [actor for actor in (self.speaker, *self.co_speakers.all()) if actor]

    @property
    def speaker_name(self) -> str:
        """The resolved speakers' names, else the words of the source, else a plain word that it is not known."""
        return " + ".join(actor.name for actor in self.speakers) or self.source_text or gettext("Unknown speaker")

    @property
    def said_on_words(self) -> str:
        """The date in words, as exact as it is known."""
        return as_words(self.said_on, self.said_on_precision)

    @property
    def is_reviewed(self) -> bool:
        """Whether readers may take it as reviewed."""
        return self.state in REVIEWED

    @property
    def is_untouched(self) -> bool:
        """Whether a program found it and no person has decided on it or edited it: all that a machine may change."""
        return self.state == State.SUGGESTED and self.edit_version == 1 and bool(self.extractor_version)

    @property
    def candidates(self) -> models.QuerySet[Actor]:
        """Actors whom the source may mean, for a speaker that is not resolved."""
        return Actor.objects.filter(slug__in=[slug for slug in self.speaker_candidates if isinstance(slug, str)])

    @property
    def siblings(self) -> ClaimQuerySet:
        """The other claims that are witnesses of the same statement."""
        if self.statement_id is None:
            return Claim.objects.none()
        return Claim.objects.filter(statement=self.statement_id).exclude(pk=self.pk)

    def set_spans(self, *, source: Any, cue: Any, content: Any, condition: Any = None) -> None:
        """Set the spans and the words they stand for; the caller saves. Raise ValueError outside the text.

        Without a ``condition`` the claim keeps the one it has.
        """
        text, condition = self.text, self.condition if condition is None else condition
        check_inside(text, [*source, *cue, *content, *condition])
        self.source, self.cue, self.content, self.condition = source, cue, content, condition
        self.source_text, self.content_text = text_of(text, source), text_of(text, content)
        self.condition_text = text_of(text, condition)

    def accept(self, user: User) -> Self:
        """Accept the claim as it stands."""
        return self._decide(State.ACCEPTED, user)

    def correct(self, user: User) -> Self:
        """Keep the changes made to the fields as an editor's correction."""
        return self._decide(State.CORRECTED, user)

    def reject(self, user: User, reason: str) -> Self:
        """Reject the claim; raise ValueError without a reason."""
        if not reason.strip():
            raise ValueError(gettext("A rejection needs a reason. Say in a few words what is wrong."))
        return self._decide(State.REJECTED, user, reason)

    def dispute(self, user: User, reason: str) -> Self:
        """Mark the claim as disputed between editors."""
        return self._decide(State.DISPUTED, user, reason)

    def _decide(self, state: State, user: User, reason: str = "") -> Self:
        self.state, self.state_reason = state, reason.strip()
        self.reviewed_by, self.reviewed_at = user, timezone.now()
        self._history_user, self._change_reason = user, in_english(state.label)
        return self.save_edit()
