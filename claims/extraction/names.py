"""Personal names as strings: accents and scripts folded, spellings of one name told alike, titles left out."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import DamerauLevenshtein

from claims.extraction.lexicon import read_words

# Letters that Unicode does not take apart, and Cyrillic as English papers write it. Where Ukrainian and Russian differ
# the key below makes both alike.
LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "ґ": "g",
        "д": "d",
        "е": "e",
        "є": "ie",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "і": "i",
        "ї": "i",
        "й": "i",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ы": "i",
        "ь": "",
        "э": "e",
        "ю": "iu",
        "я": "ia",
        "ў": "u",
        "ё": "e",
        "’": "",
        "'": "",
        "ʼ": "",
        "`": "",
        "‘": "",
    }
)
# In this order; the result is for comparing only. "kh" goes first so that h and g, which stand for one letter, meet.
SOUNDS = (
    *(("shch", "sc"), ("sch", "sc"), ("sh", "sc"), ("tch", "c"), ("ch", "c"), ("zh", "z"), ("kh", "x"), ("ph", "f")),
    *(("th", "t"), ("ck", "k"), ("tz", "ts"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("w", "v"), ("q", "k")),
    *(("h", "g"), ("y", "i"), ("j", "i"), ("ks", "x")),
)
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
# In front of a surname, of which they are a part.
PARTICLES = frozenset(
    {"al", "el", "bin", "bint", "ibn", "ben", "abu", "van", "von", "de", "da", "di", "del", "della", "der"}
)
POSSESSIVE = re.compile(r"(?:['’]s?|['’])$")
FAMILY_AND_GIVEN = 2
FAMILY_FIRST = re.compile(r"[A-Z][a-z]{1,4} [A-Z][a-z]{1,5}-[a-z]{1,5}")
# A surname of fewer letters is too short to forgive a misprint in it.
LEAST_TO_FORGIVE = 5
# Keys of fewer letters say too little (Lee, Li).
LEAST_TO_SOUND = 3
REMEMBERED = 20_000  # words and names whose form is kept


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Return lower case in plain Latin letters: accents dropped, Cyrillic transliterated."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("й", "и").replace("ї", "і").replace("ё", "е"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(LETTERS)


@lru_cache(maxsize=REMEMBERED)
def sound_of(word: str) -> str:
    """Return a key that spellings of one Slavic or accented name share: Zelensky, Zelenskyy, Зеленський."""
    key = re.sub(r"[^a-z]", "", fold(word))
    for letters, sound in SOUNDS:
        key = key.replace(letters, sound)
    key = re.sub(r"i(?=[aeou])", "", key)
    key = re.sub(r"(.)\1+", r"\1", key)
    return key.rstrip("i") or key


@lru_cache(maxsize=REMEMBERED)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name without titles in front, possessive endings and "Jr."."""
    words = [POSSESSIVE.sub("", word).strip('.,()"“”') for word in name.split()]
    words = [word for word in words if word]
    while words and words[0].lower().rstrip(".") in read_words().titles:
        words = words[1:]
    while len(words) > 1 and words[-1].lower() in SUFFIXES:
        words = words[:-1]
    return tuple(words)


def is_family_first(words: Sequence[str]) -> bool:
    """Tell whether a name is written as in Seoul or Taipei, the family's name in front ("Han Ki-joon")."""
    return len(words) == FAMILY_AND_GIVEN and FAMILY_FIRST.fullmatch(" ".join(words)) is not None


def same_given(one: str, other: str) -> bool:
    """Tell whether two given names may be one: equal, an initial, a short form, another language's form."""
    first, second = fold(one).strip("."), fold(other).strip(".")
    if not first or not second:
        return False
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    if sound_of(one) == sound_of(other) or (min(len(first), len(second)) >= 3 and _begins(first, second)):
        return True
    variants = _variants()
    return bool(variants.get(sound_of(one), frozenset()) & variants.get(sound_of(other), frozenset()))


def same_surname(one: str, other: str) -> bool:
    first, second = sound_of(one), sound_of(other)
    return first == second if min(len(first), len(second)) >= LEAST_TO_SOUND else fold(one) == fold(other)


def nearly_same_surname(one: str, other: str) -> bool:
    """Tell whether a misprint of one letter lies between them (Sybhia, Sybiha)."""
    first, second = sound_of(one), sound_of(other)
    long_enough = min(len(first), len(second)) >= LEAST_TO_FORGIVE
    return long_enough and first[:1] == second[:1] and DamerauLevenshtein.distance(first, second, score_cutoff=1) <= 1


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two full names, as words, may be one person's."""
    if len(one) < 2 or len(other) < 2:
        return False
    return same_surname(one[-1], other[-1]) and same_given(one[0], other[0])


def name_key(name: str) -> str:
    """Return what full names of one person share in all spellings; for finding the same person again."""
    words = words_of(name)
    if not words:
        return sound_of(name)
    alike = _variants().get(sound_of(words[0]))
    first = min(alike) if alike and len(words) > 1 else sound_of(words[0])
    return f"{first} {sound_of(words[-1])}" if len(words) > 1 else first


def longest(names: Iterable[str]) -> str:
    """Return the fullest of several forms of a name, the first where two are equally long."""
    return max(names, key=lambda name: (len(name.split()), len(name)))


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@cache
def _variants() -> Mapping[str, frozenset[str]]:
    """Map the sound of each given name to the lines it stands in, by their first name."""
    text = files("claims.extraction").joinpath("data", "given_name_variants.toml").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in tomllib.loads(text)["same"]:
        names = line.split()
        for name in names:
            found.setdefault(sound_of(name), set()).add(names[0])
    return {name: frozenset(lines) for name, lines in found.items()}
