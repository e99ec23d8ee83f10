"""Names of models and fields in the language of the page.

Django derives them from the names of classes and attributes. They are translated here instead of being repeated on each
field, where they would be part of every migration; a test holds the lists complete.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

MODELS = (
    _("actor"), _("actors"), _("alias"), _("aliases"), _("office"), _("offices"), _("tenure"), _("tenures"),
    _("outlet"), _("outlets"), _("origin"), _("origins"), _("article"), _("articles"), _("segment"), _("segments"),
    _("article version"), _("article versions"), _("issue"), _("issues"), _("matching term"), _("matching terms"),
    _("claim"), _("claims"), _("issue of a claim"), _("issues of claims"), _("link"), _("links"), _("statement"),
    _("statements"), _("link decision"), _("link decisions"), _("link step"), _("link steps"), _("seat"), _("seats"),
    _("assignment"), _("assignments"), _("comment"), _("comments"), _("mention"), _("mentions"), _("second opinion"),
    _("second opinions"), _("action"), _("actions"), _("change"), _("changes"), _("claim key"), _("claim keys"),
    _("text band"), _("text bands"), _("event"), _("events"), _("package"), _("packages"), _("term"), _("terms"),
    _("standing"), _("standings"),
)  # fmt: skip
FIELDS = (
    _('"for" means'), _("PA-X code"), _("Wikidata id"), _("act"), _("action"), _("actor"), _("actors"), _("added"),
    _("address"), _("addressee"), _("affiliation"), _("after"), _("anchored version"), _("answers"), _("article"),
    _("at"), _("band"), _("basis"), _("before"), _("body"), _("byline"), _("canonical"), _("checksum"), _("claim"),
    _("claims"), _("co speakers"), _("comment"), _("condition"), _("condition text"), _("conditional"),
    _("conditions"), _("confidence"), _("content"), _("content text"), _("country"), _("cue"), _("day"),
    _("decided at"), _("decided by"), _("decision"), _("description"), _("domains"), _("edit version"), _("end"),
    _("ended"), _("excludes"), _("extractor version"), _("file name"), _("gender"), _("headline"), _("holder"),
    _("hypothetical"), _("inherited"), _("issue"), _("issues"), _("joins"), _("key"), _("kind"), _("label"),
    _("language"), _("last day"), _("link"), _("link decision"), _("made at"), _("made by"), _("merged into"),
    _("model"), _("name"), _("names"), _("negated"), _("nested in"), _("note"), _("number"), _("occasion"),
    _("office"), _("origin"), _("outcome"), _("outlet"), _("package"), _("parent"), _("part of"), _("past"),
    _("precision"), _("proposed by"), _("provisional"), _("published"), _("put forward on"), _("rank"), _("reason"),
    _("reason for the state"), _("reasons"), _("relation"), _("replaced at"), _("reported via"), _("reviewed at"),
    _("reviewed by"), _("row id"), _("said on"), _("score"), _("seen at"), _("segments"), _("since"), _("slug"),
    _("source"), _("source text"), _("sourcing"), _("speaker"), _("speaker candidates"), _("speaker confidence"),
    _("specificity"), _("stance"), _("stance scale"), _("start"), _("started"), _("state"), _("statement"),
    _("statements"), _("summary"), _("text"), _("title"), _("titles"), _("undone at"), _("undone by"), _("user"),
    _("verb"), _("verdict"), _("version"), _("wording"), _("in office"), _("precedence"), _("repeated"), _("together"),
)  # fmt: skip

# What the admin of Django and the history say and their own catalogues lack, or put together against the grammar.
FOREIGN = (
    _("Model name"), _("Add link"), _("Change or view list link"), _("View history: %s"), _("Select %s"),
    _("Select %s to change"), _("Select %s to view"), _("Add %s"), _("Change %s"), _("View %s"), _("Add %(name)s"),
    _("Add another %(verbose_name)s"),
)  # fmt: skip


def translate_names(app: AppConfig) -> None:
    """Have the models of the app, and their histories, speak of themselves in the language of the page."""
    for model in app.get_models(include_auto_created=True):
        options: Any = model._meta
        if options.verbose_name in MODELS:
            options.verbose_name = gettext_lazy(options.verbose_name)
            options.verbose_name_plural = gettext_lazy(options.verbose_name_plural)
        for field in (*options.local_fields, *options.local_many_to_many):
            if field.verbose_name in FIELDS:
                field.verbose_name = gettext_lazy(field.verbose_name)
