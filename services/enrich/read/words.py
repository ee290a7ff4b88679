"""The word lists: one file per language in `words/`, read at first use. A new file is a new language."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

_FOLDER: Final = Path(__file__).parent / "words"

Phrases = tuple[str, ...]
Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]


class Lines(BaseModel):
    """Words that make a whole line, or its start before a colon, something else than text of the article."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    share: Phrases = ()
    """Buttons that spread the page."""
    comments: Phrases = ()
    """The counter or heading above what readers wrote, and their form."""
    related: Phrases = ()
    """Headings above other articles, and labels in front of one. A line made of their words is one too, and
    one that begins with a phrase of two words or more."""
    tags: Phrases = ()
    """Labels in front of keywords."""
    author: Phrases = ()
    """Labels in front of who wrote it."""
    published: Phrases = ()
    """Labels in front of the date of publication."""
    updated: Phrases = ()
    """Labels in front of the date of the last change."""
    home: Phrases = ()
    """The first step of a breadcrumb."""
    footer: Phrases = ()
    """What stands at the bottom of every page of a site."""
    consent: Phrases = ()
    """Parts of sentences that ask to accept cookies."""
    counter: Phrases = ()
    """Words around a number of readings or minutes."""


class Words(BaseModel):
    """What one language calls things."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    lines: Lines = Lines()
    """Lines that are no text."""
    photo: Phrases = ()
    """Words before the credit of a picture."""
    pictured: Phrases = ()
    """Words before what a picture shows: `Image caption`."""
    taken: Phrases = ()
    """Words behind who took a picture, for `photographed by`: `李明 摄`."""
    stock: Phrases = ()
    """Captions that only say that a picture is old, or stands for something else: `File photo`."""
    by: Phrases = ()
    """Words before an author or a photographer, without a colon: `by`."""
    roles: Phrases = ()
    """Words behind the name of who wrote it, in a script without capitals: `홍길동 기자`."""
    abbreviations: Phrases = ()
    """Words whose full stop ends no sentence, in lower case and without it."""
    bodies: Phrases = ()
    """Nouns that end the name of an organisation, in all their cases: `council`."""
    documents: Phrases = ()
    """Nouns that begin the name of a treaty, in all their cases."""
    adjectives: Phrases = ()
    """Endings of adjectives."""
    linking: Phrases = ()
    """Words between such a noun and what it is about: `of`."""
    within: Phrases = ()
    """Prepositions before a place that hardly stand before a person: `in`."""
    conjunction: Phrases = ()
    """`and` between two names."""
    date: Phrases = ()
    """Words within a date or a time: `г.`, `Uhr`."""
    months: Mapping[str, int] = Field(default_factory=dict)
    """Forms of month names that CLDR does not have."""
    solar_months: Mapping[str, int] = Field(default_factory=dict)
    """Months of the solar Hijri calendar, for a language whose pages count years by it."""
    ago: Mapping[Unit, Phrases] = Field(default_factory=dict)
    """Unit -> what CLDR has not for some of it before now: `{0} hrs ago`, and without a number for one."""
    days_ago: Mapping[str, int] = Field(default_factory=dict)
    """Words for a day near today -> how many days before it: `yesterday`."""
    cues: Phrases = ()
    """Words beside the name of an agency that credit it."""
    telltale: Phrases = ()
    """Frequent words that set it apart from languages nearly the same."""
    also: Phrases = ()
    """Languages whose country names are read too."""
    countries: Mapping[str, Phrases] = Field(default_factory=dict)
    """Names and forms of a country (ISO 3166-1) beside those of CLDR."""
    place_countries: Mapping[str, Phrases] = Field(default_factory=dict)
    """Names that mean a country only where they are marked as a place: America, the Isles."""
    country_adjectives: Phrases = ()
    """Endings of countries in cases that need a preposition; without a word before, it is an adjective."""
    elsewhere: Phrases = ()
    """Names that look like a country's and mean something else; longer names around one."""
    prefixes: Phrases = ()
    """Small words written together with the name behind them."""
    spaced: bool = True
    """Whether spaces stand between words."""
    endings: Mapping[str, Phrases] = Field(default_factory=dict)
    """Cases of a one-word country: its ending -> what stands in its place. The longest ending counts."""
    given_names: Phrases = ()
    """Frequent given names, in the base form: what tells it where they have cases."""
    oblique: Phrases = ()
    """Endings of cases that hardly any name of a person has in its base form."""
    cases: Mapping[str, Phrases] = Field(default_factory=dict)
    """Cases of a word in any other name: its ending -> what may stand in its place."""


@lru_cache(maxsize=1)
def all_words() -> Mapping[str, Words]:
    """The words of every language by its BCP 47 tag. Raises `pydantic.ValidationError` on a wrong file."""
    return {
        file.stem: Words.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(_FOLDER.glob("*.toml"))
    }


def words(language: str) -> Words:
    """The words of one language; empty where there is no file of it."""
    return all_words().get(language) or Words()


def either(phrases: Iterable[str]) -> str:
    """A pattern of any of some phrases, the longest that fits.

    Those that begin alike are a group: of a hundred side by side each is tried at every place of a text.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
        groups[phrase[:1].casefold()].append(phrase)
    return "|".join(map(_group, groups.values()))


def _group(phrases: Sequence[str]) -> str:
    firsts = {phrase[:1] for phrase in phrases}
    start = firsts.pop() if len(firsts) == 1 else ""
    rests = "|".join(re.escape(phrase[len(start) :]) for phrase in phrases)
    return f"{re.escape(start)}(?:{rests})"
