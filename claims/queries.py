"""Query strings as forms: what is asked for, what could not be followed, and the addresses of its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Choices, Model, QuerySet
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Labels by name, each in the language of the page.
Labels = Mapping[str, "StrOrPromise"]


def _filled(message: StrOrPromise, words: dict[str, StrOrPromise]) -> str:
    return str(message) % {**words, "value": "%(value)s"}


_filled_when_shown = lazy(_filled, str)


def said(message: StrOrPromise, **words: StrOrPromise) -> StrOrPromise:
    """Return a message of a field with words filled in when it is shown; the value stays open for the field."""
    return _filled_when_shown(message, words)


def words(choices: type[Choices], word: StrOrPromise) -> forms.MultipleChoiceField:
    """Return a field for any number of the choices."""
    known = ", ".join(str(value) for value in choices.values)
    message = said(_('Unknown %(word)s "%(value)s". Choose among %(known)s.'), word=word, known=known)
    return forms.MultipleChoiceField(
        choices=choices.choices, required=False, error_messages={"invalid_choice": message}
    )


def rows(model: type[Model], word: StrOrPromise) -> forms.ModelMultipleChoiceField[Any]:
    """Return a field for any number of rows of a model that has slugs."""
    message = said(_('Unknown %(word)s "%(value)s". The filter on %(word)s was left out.'), word=word)
    return forms.ModelMultipleChoiceField(
        model._default_manager.all(), to_field_name="slug", required=False, error_messages={"invalid_choice": message}
    )


def keyed(rows: QuerySet[Any], word: StrOrPromise) -> forms.ModelChoiceField[Any]:
    """Return a field for one of the rows by its key."""
    message = said(_('Unknown %(word)s "%(value)s". Choose one of the list.'), word=word)
    return forms.ModelChoiceField(rows, required=False, error_messages={"invalid_choice": message})


# Days that can be asked for. Far enough for every claim, and days and years before and after them can be reckoned.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def day(word: StrOrPromise) -> forms.DateField:
    """Return a field for a date in ISO form, from ``FIRST_DAY`` to ``LAST_DAY``."""
    message = said(_('The date after "%(word)s" cannot be read. Write it like 2024-06-14.'), word=word)
    far = said(_('The date after "%(word)s" lies outside the years 1900 to 2100. It was left out.'), word=word)
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": message},
        validators=[MinValueValidator(FIRST_DAY, far), MaxValueValidator(LAST_DAY, far)],
    )


def order(labels: Labels) -> forms.ChoiceField:
    """Return a field for one of the orders, given by name with a label."""
    return one_of(labels, _("order"))


def one_of(labels: Labels, word: StrOrPromise) -> forms.ChoiceField:
    """Return a field for one of the values, given by name with a label."""
    message = said(_('Unknown %(word)s "%(value)s". Choose among %(known)s.'), word=word, known=", ".join(labels))
    return forms.ChoiceField(choices=labels.items(), required=False, error_messages={"invalid_choice": message})


# More words than that make a search slow without making it better.
MAX_WORDS = 12


def phrase() -> forms.CharField:
    """Return a field for words to search for."""
    return forms.CharField(
        required=False,
        max_length=200,
        validators=[_few_words],
        error_messages={"max_length": _("The search was left out: it is longer than 200 characters.")},
    )


def _few_words(text: str) -> None:
    if len(text.split()) > MAX_WORDS:
        raise forms.ValidationError(
            gettext("The search was left out: it has more than %(max_words)s words.") % {"max_words": MAX_WORDS}
        )


@dataclass(frozen=True)
class Chip:
    """A filter that is on, in words, and the address of the list without it."""

    label: str
    address: str


class QueryForm(forms.Form):
    """A query string. A field with a bad value is left out, and ``problems`` says so."""

    # What a field means when it is not given; left out of addresses.
    defaults: ClassVar[dict[str, list[str]]] = {}
    # Fields that narrow the list, by the word before their value on a chip.
    legends: ClassVar[Labels] = {"q": _("Search")}

    def __init__(self, data: QueryDict) -> None:
        super().__init__(_storable(data))
        self.is_valid()
        self.chosen: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def problems(self) -> list[str]:
        """What could not be followed, in words."""
        return [str(message) for messages in self.errors.values() for message in messages]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but review state and order is chosen."""
        return bool(self.chosen.keys() - {"state", "sort"})

    def labels(self, name: str) -> list[tuple[str, str]]:
        """Return the chosen values of a field, each as it stands in an address and in words."""
        chosen = self.chosen.get(name) or self.defaults.get(name, [])
        field = self.fields[name]
        choices: Any = field.choices if isinstance(field, forms.MultipleChoiceField) else ()
        in_words = dict(choices)
        values = [chosen] if isinstance(chosen, str | date | Model) else chosen
        return [(_in_address(value), str(in_words.get(value, value))) for value in values]

    def values(self, name: str) -> list[str]:
        """Return the chosen values of a field as they stand in an address."""
        return [value for value, _ in self.labels(name)]

    def address(self, **changes: str | Sequence[str]) -> str:
        """Return the query string, ``?`` included, with some fields changed. It has a page only if that is given."""
        fields = {name: self.values(name) for name in self.fields}
        fields |= {name: [value] if isinstance(value, str) else list(value) for name, value in changes.items()}
        kept = {name: values for name, values in fields.items() if set(values) != set(self.defaults.get(name, []))}
        return "?" + urlencode([(name, value) for name, values in kept.items() for value in values if value])

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The orders to offer: name, label and whether it is the one chosen."""
        field = self.fields["sort"]
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        return [(name, str(label), name in self.values("sort")) for name, label in choices]

    @property
    def chips(self) -> list[Chip]:
        """The filters that are on."""
        return [chip for name in self.legends if name in self.chosen for chip in self._chips(name)]

    def _chips(self, name: str) -> Iterable[Chip]:
        for value, label in self.labels(name):
            others = [other for other in self.values(name) if other != value]
            yield Chip(f"{self.legends[name]}: {label}", self.address(**{name: others}))


def _in_address(value: Any) -> str:
    """Return a value as it stands in an address: a row by its slug, or else by its key."""
    return str(getattr(value, "slug", value.pk) if isinstance(value, Model) else value)


def _storable(data: QueryDict) -> QueryDict:
    """Return the data without NUL characters, which PostgreSQL refuses to compare with, and without empty values.

    A list to choose from sends an empty value where "All" is chosen.
    """
    clean = data.copy()
    for name, values in data.lists():
        clean.setlist(name, [kept for value in values if (kept := value.replace("\0", ""))])
    return clean
