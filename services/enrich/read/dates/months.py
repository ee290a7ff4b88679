"""Names of months and weekdays in every language of CLDR, read at first use."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from babel import Locale, localedata

from schemas.letters import without_accents
from services.enrich.read.dates.locales import find_locale
from services.enrich.read.words import all_words, words

_SCRIPT_LENGTH: Final = 4
_KEPT: Final = 100
"""Locales that are kept in memory at a time; fewer are read again and again, as parents of others."""
_STEM: Final = 3
"""Letters that a form shares with the name of its month, and letters of the name that it may lack."""
_LONG_STEM: Final = 4
"""Letters of a name that is known by its stem in a language that is not that of the text."""
_SPELLED: Final = str.maketrans(
    {"ı": "i", "\u0d7a": "ണ്", "\u0d7b": "ന്", "\u0d7c": "ര്", "\u0d7d": "ല്", "\u0d7e": "ള്"}
)
"""Letters that have another spelling: the dotless i, and those without a vowel of Malayalam."""
_SHORT: Final = 4
_PART: Final = re.compile(r"[\s-]")
_FORMS: Final = tuple(
    (context, width) for context in ("format", "stand-alone") for width in ("wide", "abbreviated")
)


def month_number(word: str, language: str | None) -> int | None:
    """The month that a word names: in the language of the text, else in English, else in only one way.

    Of a language that is not known a form counts that has a few letters more than a name: `martxoaren`.
    """
    folded = _fold(word)
    for tag in filter(None, (language, "en")):
        names = _months(tag)
        if folded in names:
            return names[folded]
        stems = {number for name, number in names.items() if _same_stem(folded, name)}
        if len(stems) == 1:
            return stems.pop()
    names_anywhere = _everywhere().months
    shortest = max(_LONG_STEM, len(folded) - _STEM)
    for length in (len(folded), *range(len(folded) - 1, shortest - 1, -1)):
        if anywhere := names_anywhere.get(folded[:length]):
            return next(iter(anywhere)) if len(anywhere) == 1 else None
    return None


def is_month(word: str) -> bool:
    """Whether a word names a month in any language."""
    return _fold(word) in _everywhere().months


def solar_month(word: str) -> int | None:
    """The month of the solar Hijri calendar that a word names: in Iran, or in Afghanistan."""
    return _solar_months().get(_fold(word))


def is_weekday(word: str) -> bool:
    """Whether a word names a day of the week in any language, or is part of such a name: `segunda-feira`."""
    return _fold_weekday(word) in _everywhere().weekdays


def weekday_number(word: str, language: str | None) -> int | None:
    """The day of the week that a word names in a language, Monday 0, if it is one of them only."""
    return _weekdays(language or "").get(_fold_weekday(word))


@lru_cache(maxsize=4096)
def _fold(word: str) -> str:
    """A name as it is compared, however its accents are written: `NİSAN`, `Nisan`."""
    return without_accents(word.casefold().translate(_SPELLED)).strip(".,'\u2019")


def _fold_weekday(word: str) -> str:
    """The same of a weekday; a short one without its accent may be another word: `ser`."""
    folded = _fold(word)
    return folded if len(folded) > _SHORT else word.casefold().strip(".,'\u2019")


def _weekday_parts(name: str) -> Iterator[str]:
    """The name, and the words of which it is made: `segunda-feira`."""
    return map(_fold_weekday, (name, *_PART.split(name)))


def _same_stem(word: str, name: str) -> bool:
    """`decembra` is a form of `decembar`: it differs only behind a stem of some letters."""
    stem = max(_STEM, len(name) - _STEM, len(word) - _STEM)
    return len(word) >= stem and word[:stem] == name[:stem]


@lru_cache(maxsize=64)
def _months(language: str) -> Mapping[str, int]:
    """Folded name -> number; empty for a language that CLDR does not have."""
    locale = find_locale(language)
    own = {_fold(name): number for name, number in words(language).months.items()}
    return _month_names(locale) | own if locale else {}


def _month_names(locale: Locale) -> dict[str, int]:
    return {
        # Catalan and Occitan give "de gener", "d'abril"
        _fold(name).removeprefix("de ").removeprefix("d'").removeprefix("d\u2019"): number
        for kind, width in _FORMS
        for number, name in locale.months[kind][width].items()
    }


@lru_cache(maxsize=64)
def _weekdays(language: str) -> Mapping[str, int]:
    locale = find_locale(language)
    if locale is None:
        return {}
    numbers: dict[str, set[int]] = {}
    for kind, width in _FORMS:
        for number, name in locale.days[kind][width].items():
            for part in _weekday_parts(name):
                numbers.setdefault(part, set()).add(number)
    return {name: meant.pop() for name, meant in numbers.items() if len(meant) == 1}


class _Names(NamedTuple):
    """Folded names in every language: of months with the numbers that they mean, and of weekdays.

    Where languages do not agree on a month, those that have a word list count.
    """

    months: Mapping[str, frozenset[int]]
    weekdays: frozenset[str]


@lru_cache(maxsize=1)
def _solar_months() -> Mapping[str, int]:
    return {
        _fold(name): number for lists in all_words().values() for name, number in lists.solar_months.items()
    }


@lru_cache(maxsize=1)
def _everywhere() -> _Names:
    numbers: dict[str, set[int]] = {}
    rare: dict[str, set[int]] = {}
    weekdays: set[str] = set()
    for locale in _locales():
        names = numbers if str(locale).replace("_", "-") in all_words() else rare
        for kind, width in _FORMS:
            for name in locale.days[kind][width].values():
                weekdays.update(_weekday_parts(name))
        for name, number in _month_names(locale).items():
            names.setdefault(name, set()).add(number)
    for lists in all_words().values():
        for name, number in lists.months.items():
            numbers.setdefault(_fold(name), set()).add(number)
    numbers = rare | numbers
    return _Names({name: frozenset(meant) for name, meant in numbers.items()}, frozenset(weekdays))


def _locales() -> Iterator[Locale]:
    """One locale for each language and script: regions of a language share its names."""
    for count, identifier in enumerate(localedata.locale_identifiers()):
        script = identifier.partition("_")[2]
        if not script or len(script) == _SCRIPT_LENGTH:
            yield Locale.parse(identifier)
        if count % _KEPT == 0:
            localedata._cache.clear()  # noqa: SLF001 - Babel keeps all that it ever read: 150 MB for these
