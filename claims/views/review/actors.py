"""Actors merged and split, each with a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from claims.models import Actor, ActorKind, StaleEdit
from claims.review.actors import ActorError, check_merge, merge_actors, preview, split_actor
from claims.review.naming import UnknownName, actor_named
from claims.views.review.access import needs

MERGE = "claims.merge_actors"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MERGE)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what merging the actor, and those of ``also``, into another would move, and do it."""
    data, user = request.POST or request.GET, request.user
    typed = data.get("into", "")
    actors = [get_object_or_404(Actor, pk=pk), *_also(data.getlist("also"), pk)]
    context: dict[str, Any] = {"actor": actors[0], "actors": actors, "typed": typed}
    try:
        if typed:
            context["into"] = into = actor_named(typed)
            for actor in actors:
                check_merge(actor, into)
            if request.method == "POST":
                action = merge_actors(actors, into, user)  # type: ignore[arg-type]  # signed in: the view asks for it
                messages.success(request, gettext("Done: %(summary)s.") % {"summary": action.summary})
                return redirect("claims:review_action", action.pk)
            context["moved"] = preview(*actors)
    except (UnknownName, ActorError) as error:
        context["problem"] = str(error)
    except StaleEdit as error:
        context["problem"] = gettext("Nothing was merged. %(error)s") % {"error": error}
    return render(request, "claims/review_actor_merge.html", context)


def _also(keys: list[str], pk: int) -> list[Actor]:
    numbers = {int(key) for key in keys if key.isdecimal() and len(key) < 19} - {pk}
    return list(Actor.objects.filter(pk__in=numbers).order_by("name", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MERGE)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what belongs to another actor, and make that one."""
    actor, data = get_object_or_404(Actor, pk=pk), request.POST
    user: Any = request.user
    kind = data.get("kind", "") if data.get("kind") in ActorKind.values else ActorKind.PERSON
    wordings = actor.claims.order_by().values_list("source_text").annotate(count=Count("pk")).order_by("-count")
    context: dict[str, Any] = {
        "actor": actor,
        "aliases": actor.aliases.all(),
        "wordings": wordings,
        "kinds": ActorKind.choices,
        "name": data.get("name", ""),
        "kind": kind,
        "chosen_aliases": data.getlist("alias"),
        "chosen": data.getlist("source"),
    }
    if request.method == "POST":
        aliases = [int(value) for value in data.getlist("alias") if value.isdecimal()]
        try:
            action, _ = split_actor(
                actor,
                data.get("name", ""),
                kind,
                user,
                aliases=aliases,
                sources=data.getlist("source"),
            )
        except ActorError as error:
            context["problem"] = str(error)
        else:
            messages.success(request, gettext("Done: %(summary)s.") % {"summary": action.summary})
            return redirect("claims:review_action", action.pk)
    return render(request, "claims/review_actor_split.html", context)
