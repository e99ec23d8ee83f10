"""Phrases that the program stores in English, and how they read in the language of the page.

Reasons of links and claims, notes of the history and summaries of actions are data: exports hold them, and they are the
same whoever looks. Pages show them through ``told``, which knows the phrases that the program writes and leaves alone
what a person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as _

_NOTES = (
    _("Ingested"), _("Extracted"), _("Re-extracted"), _("Re-extracted: not found again"), _("Linked"), _("Added"),
    _("Added in review"), _("Confirmed"), _("Accepted"), _("Corrected"), _("Rejected"), _("Disputed"), _("Suggested"),
    _("Deleted"), _("Split"), _("Seed files"), _("Put forward together"), _("Found in claims"),
    _("No terms are put forward together any more"), _("No claim says it any more"), _("not a claim"),
    _("wrong words marked"), _("wrong speaker"), _("reported twice in the article"), _("boilerplate"),
    _("Accept"), _("Assign to nobody"),
)  # fmt: skip
_REASONS = (
    _("open"), _("office"), _("via"), _("unnamed"), _("ambiguous"), _("coordinated"), _("inherited"), _("issued"),
    _("officials"), _("media"), _("role"), _("one-name"), _("named-in-article"), _("of-person"), _("below-threshold"),
    _("added-by-editor"), _("same speaker"), _("one speaks for several"), _("one speaks for the other"), _("one side"),
    _("same day"), _("reported together"), _("same actor"), _("another occasion"), _("said again"), _("other side"),
    _("the opening sums up the other (the same proposal)"), _("refers to the proposal"),
    _("puts forward what excludes it, after refusing"), _("front matter"), _("publication date"), _("default"),
    _("mood"), _("stated"), _("concession"), _("new"), _("new-body"), _("new-outlet"), _("words"), _("own-war"),
    _("against-proposal"), _("against-opponent"), _("an editor"),
)  # fmt: skip
_RELATIONS = (
    _("same statement"), _("same position"), _("contradicts"), _("responds to"), _("updates"), _("violates"),
    _("implements"),
)  # fmt: skip
# What the pages on agreement and errors count by.
_COUNTED = (
    _("verdict"), _("act"), _("kind"), _("speaker"), _("said on"), _("issues"), _("cue"), _("alias"), _("name"),
    _("relative"), _("title"), _("quote"), _("continuity"), _("subject"), _("term"), _("object"), _("towards"),
)  # fmt: skip
# Each is also the pattern of the stored phrase: ``number`` is digits, ``what`` and ``reason`` are phrases
# themselves, ``stance`` is one, the rest is kept.
_FORMS = (
    _("cue: %(words)s"), _("act: %(what)s"), _("name: %(what)s"), _("alias: %(words)s"), _("title: %(words)s"),
    _("relative: %(words)s"), _("object: %(words)s"), _("towards: %(words)s"), _("term: %(words)s"),
    _("subject: %(what)s"), _("sentence: %(words)s"), _("exact: %(words)s"), _("publication: %(words)s"),
    _("inferred: %(words)s"), _("explicit: %(words)s"), _("published: %(words)s"), _("first lines: %(words)s"),
    _("day + publication: %(words)s"), _("month + publication: %(words)s"), _("weekday + publication: %(words)s"),
    _("story: %(what)s"), _("same-speech: %(what)s"), _("news of the day: %(what)s"), _("at once after: %(what)s"),
    _("same stance on %(words)s"), _("same act and stance (%(words)s)"),
    _("opposite stances on %(words)s"), _("cannot both be met: %(words)s"), _("about %(words)s"),
    _("names the other side, on %(words)s"), _("the opening sums up the other (%(words)s)"),
    _("“%(words)s” quoted in both"), _("%(number)s of %(number_all)s content words shared"),
    _("Split from claim %(number)s"), _("Merged: claim %(words)s into claim %(number)s"),
    _("Duplicate: claim %(number)s of claim %(number_other)s"),
    _("Linked claim %(number)s and claim %(number_other)s: %(what)s"),
    _("Confirmed the link %(what)s: claim %(number)s and claim %(number_other)s"),
    _("Rejected the link %(what)s: claim %(number)s and claim %(number_other)s"),
    _("Merged the actor %(words)s into %(name)s"), _("Split %(words)s from the actor %(name)s"),
    _("%(what)s (%(reason)s): claim %(number)s, %(words)s"), _("%(what)s: claim %(number)s, %(words)s"),
    _("Undone: %(what)s"), _("Undid: %(what)s"), _("Reject (%(reason)s)"), _("Set the speaker to %(name)s"),
    _("Set the issue %(words)s to %(stance)s"), _("Take off the issue %(words)s"), _("Assign to %(name)s"),
)  # fmt: skip
_KNOWN = frozenset([*_NOTES, *_REASONS, *_RELATIONS, *_COUNTED])
_PHRASES = ("what", "reason")
_NUMBER = r"\d+"


def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", form)
    kinds = {"number": _NUMBER, "stance": r"\w+"}
    groups = [f"(?P<{name}>{kinds.get(name.partition('_')[0], '.+?')})" for name in parts[1::2]]
    return re.compile("".join(re.escape(text) + group for text, group in zip(parts[::2], [*groups, ""], strict=True)))


_PATTERNS = [(_pattern(form), form) for form in _FORMS]
_DAYS_LATER = re.compile(r"(?P<number>\d+) days? later")
_BULK = re.compile(r"(?P<what>.+): (?P<number>\d+) claims")


def told(phrase: str) -> str:
    """Return a stored phrase in the language of the page, or as it stands if a person wrote it."""
    if not phrase or get_language() == "en":
        return phrase
    if phrase in _KNOWN:
        return gettext(phrase)
    return next(_told(phrase), phrase)


def _told(phrase: str) -> Iterator[str]:
    if found := _DAYS_LATER.fullmatch(phrase):
        number = int(found["number"])
        yield ngettext("%(number)s day later", "%(number)s days later", number) % {"number": number}
    # Before the forms, of which some end in anything.
    if found := _BULK.fullmatch(phrase):
        number = int(found["number"])
        words = {"what": told(found["what"]), "number": number}
        yield ngettext("%(what)s: %(number)s claim", "%(what)s: %(number)s claims", number) % words
    for pattern, form in _PATTERNS:
        if found := pattern.fullmatch(phrase):
            yield gettext(form) % {name: _filled_in(name, value) for name, value in found.groupdict().items()}


def _filled_in(name: str, value: str) -> str:
    if name == "stance":
        return pgettext("stance", value)
    return told(value) if name in _PHRASES else value
