"""Dates that a page gives by the clock of its reader: `2 hours ago`, `yesterday`, in every CLDR language."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from schemas.enriched_article import Precision
from schemas.letters import UNSPACED, WORD
from services.enrich.read.dates.locales import find_locale
from services.enrich.read.words import all_words, words

_UNITS: Final[Mapping[str, tuple[timedelta, Precision]]] = {
    "second": (timedelta(seconds=1), "minute"),
    "minute": (timedelta(minutes=1), "minute"),
    "hour": (timedelta(hours=1), "day"),
    "day": (timedelta(days=1), "day"),
    "week": (timedelta(weeks=1), "month"),
    "month": (timedelta(days=30), "month"),
    "year": (timedelta(days=365), "year"),
}
"""How long each unit is, and how much of a date a number of them tells."""
_WIDTHS: Final = ("", "-short", "-narrow")
_PLACE: Final = "{0}"
_COUNTED: Final = {"one": 1, "two": 2}
"""Forms that name their number: Arabic has a word for two hours."""
_LONGEST: Final = 60
_LONGEST_LINE: Final = 120
_ESCAPE: Final = re.compile(r"\\[a-z]")
"""What a regular expression has of letters beside words: `\\s`, `\\d`."""
_REMEMBERED: Final = 2_048
"""Lines of which it is remembered: each is asked for several times."""
_MARK: Final = re.compile(r"\s[|•·–—-]\s|[,|•·]\s?")
"""What parts a time from a name or a section beside it."""
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_NUMBER: Final = re.compile(r"\d+")
_WORD: Final = re.compile(WORD)


class AgoPart(NamedTuple):
    """`3 days ago` of the line `By Isla Fenwick, 3 days ago`, and what else the line says."""

    text: str
    rest: str


class Ago(NamedTuple):
    """A number of units before the page was read."""

    number: int
    unit: str


def find_ago(text: str, language: str | None) -> Ago | None:
    """How long ago a text says that something was, in its language or in English, and nothing else."""
    text = " ".join(text.casefold().split())
    if len(text) > _LONGEST:
        return None
    for tag in filter(None, (language, "en")):
        pattern, forms = _forms(tag)
        found = pattern.search(text)
        if found and _says_nothing(text[: found.start()] + " " + text[found.end() :], tag):
            unit, fixed = forms[found.lastgroup or ""]
            digits = _NUMBER.search(found[0])
            return Ago(int(digits[0]) if digits and fixed is None else fixed or 0, unit)
    return None


def part_ago(line: str) -> AgoPart | None:
    """The part of a short line that says how long ago something was, in any language that has word lists.

    Beside something else it has a number: `Today, we ride again` is a sentence.
    """
    return _part_ago(line) if len(line) <= _LONGEST_LINE else None


@lru_cache(maxsize=_REMEMBERED)
def _part_ago(line: str) -> AgoPart | None:
    languages = _languages(line)
    if not languages:
        return None
    marks = list(_MARK.finditer(line))
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(line)]
    for start, end in ((0, len(line)), *zip(starts, ends, strict=True)):
        part = line[start:end].strip()
        counted = end - start == len(line) or _NUMBER.search(part)
        if counted and any(find_ago(part, language) for language in languages):
            return AgoPart(part, f"{line[:start]} {line[end:]}".strip())
    return None


def _languages(line: str) -> Sequence[str]:
    """The languages in which a line may say how long ago something was: by a number, or a day near today."""
    folded = line.casefold()
    found = set(_WORD.findall(folded))
    numbers, days = _ago_words()
    words_of = numbers if _NUMBER.search(line) else days
    languages = {language for word in found for language in words_of.get(word, ())}
    return sorted(languages.union(_unspaced()) if _UNSPACED.search(line) else languages)


@lru_cache(maxsize=1)
def _unspaced() -> Sequence[str]:
    return [language for language, lists in all_words().items() if not lists.spaced]


@lru_cache(maxsize=1)
def _ago_words() -> tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]]:
    """Longest word of a phrase -> the languages that have it: of all phrases, of those without a number."""
    every: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    for language, lists in all_words().items():
        for form, _, number in _phrases(language) if lists.spaced else ():
            longest = max(_WORD.findall(_ESCAPE.sub(" ", form)), key=len)
            every[longest].add(language)
            if number is not None:
                bare[longest].add(language)
    return every, bare


def time_ago(ago: Ago, fetched_at: datetime) -> tuple[date | datetime, Precision]:
    """The minute, day, month or year in which that was."""
    length, precision = _UNITS[ago.unit]
    moment = fetched_at - length * ago.number
    if precision == "minute":
        return moment.replace(second=0, microsecond=0), precision
    day = moment.date()
    return (
        day if precision == "day" else day.replace(day=1, month=1 if precision == "year" else day.month)
    ), precision


def _says_nothing(rest: str, language: str) -> bool:
    """Whether what stands beside is only a time of day."""
    known = {word for phrase in words(language).date for word in _WORD.findall(phrase.casefold())}
    return known.issuperset(_WORD.findall(rest))


@lru_cache(maxsize=64)
def _forms(language: str) -> tuple[re.Pattern[str], Mapping[str, tuple[str, int | None]]]:
    """One pattern with a group for each form of a language, and the unit and number that it names."""
    forms = {form: (unit, number) for form, unit, number in _phrases(language)}
    ordered = sorted(forms, key=len, reverse=True)
    either = "|".join(f"(?P<f{at}>{form})" for at, form in enumerate(ordered)) or "(?!)"
    edges = (r"(?<!\w)", r"(?!\w)") if words(language).spaced else ("", "")
    pattern = re.compile(f"(?:{either})".join(edges))
    return pattern, {f"f{at}": forms[form] for at, form in enumerate(ordered)}


def _phrases(language: str) -> Iterator[tuple[str, str, int | None]]:
    """Regular expression, unit, number; no number where the text has it."""
    for phrase, number in words(language).days_ago.items():
        yield re.escape(phrase.casefold()), "day", number
    for named, phrases in words(language).ago.items():
        for phrase in phrases:
            yield _expression(phrase), named, None if _PLACE in phrase else 1
    locale = find_locale(language)
    if locale is None:
        return
    fields = locale._data["date_fields"]  # noqa: SLF001 - Babel has it for nobody else
    for unit in _UNITS:
        for width in _WIDTHS:
            for count, phrase in fields.get(unit + width, {}).get("past", {}).items():
                if _PLACE in phrase and phrase[0] not in "-+\u2212":
                    yield _expression(phrase), unit, None
                elif _PLACE not in phrase and count in _COUNTED:
                    yield _expression(phrase), unit, _COUNTED[count]


def _expression(phrase: str) -> str:
    """A regular expression for a phrase, a number in its place; spaces and full stops may be missing."""
    spaced = re.escape(phrase.casefold().replace("\xa0", " ").replace(".", ""))
    return spaced.replace(r"\ ", r"\.?\s?").replace(re.escape(_PLACE), r"\d{1,3}\s?")
