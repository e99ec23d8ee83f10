"""The words of dates: what the expressions of dates.py match, the fullest first.

The patterns are for text in lower case (``lowered``), in which they are found several times as fast as without regard
to case in the text itself.
"""

from __future__ import annotations

import calendar
import re
from string import ascii_lowercase, ascii_uppercase

LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBERS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)})"
STRETCH = r"(?P<stretch>day|evening|night|morning|week|month|year)"
OF_YEAR = r",?\s+(?:of\s+)?(?P<of>last|this)\s+year"
ALONE = r"(?!\s+(?!that\b)\w)"  # not "the day before the summit"
VAGUE_COUNT = r"(?:(?:a )?(?:few|couple of)|some|several|many)"
WRITINGS = (
    "address|article|book|column|essay|interview|lecture|letter|manifesto|memo|memoir|op-ed|paper|post|report|speech"
    "|statement|study|tweet"
)

FULL = [
    re.compile(rf"\b(?:{WEEKDAY},?\s+)?{MONTH}\s+{DAY}(?:\s?[–-]\s?\d\d?)?,?\s+{YEAR}(?!\d)"),
    re.compile(rf"\b(?:{WEEKDAY},?\s+)?{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}(?!\d)"),
    re.compile(rf"\b{YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{YEAR}\b"),
]
OF_A_YEAR = [
    re.compile(rf"\b{MONTH}\s+{DAY}{OF_YEAR}\b"),
    re.compile(rf"\b{DAY}\s+(?:of\s+)?{MONTH}{OF_YEAR}\b"),
    re.compile(rf"\b(?:in\s+)?(?:early |mid-?|late )?{MONTH}{OF_YEAR}\b"),
]
DAYS = [
    re.compile(rf"\b(?:{WEEKDAY},?\s+(?:\(?\s*|the\s+)?)?{MONTH}\s+{DAY}(?!\d|,?\s+(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?:{WEEKDAY},?\s+\(?\s*)?{DAY}\s+(?:of\s+)?{MONTH}\b(?!,?\s+(?:19|20)\d\d)"),
    re.compile(
        rf"\b(?:(?:in|at the (?:end|start|beginning) of|since|last|this|that|during|throughout|(?:earlier|later) in)\s+"
        rf"(?:early |mid-?|late )?|early |mid-|late ){MONTH}(?:,?\s+{YEAR})?\b(?!\s+\d)",
    ),
]
YEARS = [
    re.compile(rf"\b(?:in|during|throughout)\s+(?:early |mid-|late )?{YEAR}\b(?!\s*[-–/]\s*\d)"),
    re.compile(rf"\bas (?:early|far back|long ago|late|recently) as (?:in )?{YEAR}\b"),
    re.compile(rf"\bin\s+(?:a|an|the|his|her|its|their)\s+{YEAR}\s+(?={WRITINGS})"),
]
COUNTED = [
    re.compile(rf"\b{COUNT}\s+(?P<unit>day|week|fortnight|month|year)s?\s+ago\b"),
    re.compile(
        rf"\b{COUNT} {STRETCH}s? (?:(?P<after>later|after{ALONE})|(?P<back>earlier|previously|before{ALONE}))\b",
    ),
    re.compile(r"\bthe (?P<after>next) (?P<stretch>day|morning|evening)\b"),
    re.compile(rf"\bthe (?P<after>following) {STRETCH}\b"),
    re.compile(rf"\bthe (?P<back>previous|preceding) {STRETCH}\b"),
    re.compile(rf"\bthe {STRETCH} (?:(?P<after>after{ALONE})|(?P<back>earlier|before{ALONE}))\b"),
    re.compile(
        r"\b(?P<same>(?:the|that) same (?:day|evening|afternoon|morning|night)"
        r"|(?:on |later )?that (?:day|evening|night)"
        rf"|within (?:the |{VAGUE_COUNT} )?hours|(?:{VAGUE_COUNT} |just )?(?:hours|minutes) (?:later|earlier))\b",
    ),
]
RELATIVE = [
    re.compile(
        r"\b(?P<relative>today|tonight|this (?:morning|afternoon|evening|week|month|year)|yesterday|last night"
        rf"|last (?:week|month|year)|overnight{ALONE})\b",
    ),
    re.compile(r"\b(?:earl(?:y|ier)|later?) in the (?P<relative>week|month|year)\b"),
    re.compile(r"\b(?:(?:at|over|on|during) the|(?P<last>last)|this) (?:past )?(?P<relative>weekend)\b"),
]
UNITS = r"(?:days|weeks|months|years)"
VAGUE = [
    re.compile(
        rf"\b(?P<vague>recently|(?:{VAGUE_COUNT} )?{UNITS} ago|in (?:recent|past|previous) {UNITS}|in the past"
        rf"|(?:in|over) the (?:past|last)(?: {COUNT}| few| several| couple of)? {UNITS})\b",
    ),
]
LAST_WEEKDAY = re.compile(rf"\b(?P<last>last\s+)?{WEEKDAY}\b")
# In this order: of expressions that overlap, those of an earlier list are taken.
PARTIAL = [*OF_A_YEAR, *DAYS, *YEARS, LAST_WEEKDAY, *COUNTED, *RELATIVE, *VAGUE]
# Words of which one stands in a text that a pattern can match; most texts are spared most patterns by them.
NEEDLES: dict[re.Pattern[str], tuple[str, ...]] = dict.fromkeys(OF_A_YEAR, ("last year", "this year"))
NEEDLES |= dict.fromkeys((*FULL, *YEARS), ("19", "20"))
NEEDLES |= {
    COUNTED[0]: ("ago",),
    COUNTED[1]: ("later", "after", "earlier", "previously", "before"),
    COUNTED[6]: ("same", "that day", "that evening", "that night", "hours", "minutes"),
    VAGUE[0]: ("recent", " ago", " past", "the last", "previous"),
}


def lowered(text: str) -> str:
    """Return the text with the letters A to Z in lower case, so that every character keeps its place."""
    return text.translate(LOWER)


def may_match(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether the text, in lower case, has a word that the pattern needs."""
    needles = NEEDLES.get(pattern)
    return needles is None or any(needle in text for needle in needles)
