"""Lines that are no text of an article: buttons, counters, headings above other articles, labels."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from schemas.identity import fold
from schemas.letters import WORD, without_accents
from services.enrich.read.dates.months import is_weekday
from services.enrich.read.dates.written import find_date
from services.enrich.read.words import Lines, all_words, either

_LONGEST: Final = 120
"""Code points of the longest line that may be furniture."""
_LONGEST_LABELLED: Final = 250
"""Code points of the longest line with a label; a longer one has lost its line break, and is text."""
_REMEMBERED: Final = 2_048
"""Short lines whose kind is remembered: each is asked for several times, and buttons stand on every page."""
_HEADING_WORDS: Final = range(2, 7)
"""Words of a heading above other articles that no list has as it stands."""
_NOTE: Final = re.compile(r"\s?[(（][^()（）]{1,20}[)）]$")
"""What a heading adds: `Recommended (automatic)`."""
_LONG_WORD: Final = 5
"""Letters of the longest of them at least; small words stand in any line."""
_LABEL: Final = 40
"""Code points of the longest label in front of a colon."""
_NETWORKS: Final = frozenset(
    (
        "facebook", "fb", "twitter", "x", "viber", "whatsapp", "telegram", "linkedin", "messenger",
        "pinterest", "reddit", "instagram", "bluesky", "mastodon", "threads", "vk", "vkontakte",
        "вконтакте", "ok", "одноклассники", "email", "e", "mail", "имейл", "rss", "google", "youtube",
        "tiktok", "link", "линк", "livejournal", "digg", "stumbleupon", "tumblr", "flipboard", "xing",
        "snapchat", "skype", "wechat", "weibo", "qq", "zalo", "kakaotalk", "微博", "微信", "카카오톡",
        "fejsbuk", "фейсбук", "фейсбуці", "твиттер", "твитер", "телеграм", "вайбер", "ватсап",
        "одноклассниках", "فيسبوك", "فیسبوک", "تويتر", "توییتر", "واتساب",
    )
)  # fmt: skip
_SHORTEST_INFLECTED: Final = 6
_ENDING: Final = 4
"""Letters that languages add to the name of a network: `na Facebooku`, `Facebookissa`."""
_SHARE_WORDS: Final = 4
"""Words beside the name of a network on a button that no list has as it stands."""
_COLON: Final = re.compile(r"[:：]")
_DIGITS: Final = re.compile(r"\d+")
_WORD: Final = re.compile(WORD)
_CRUMB: Final = re.compile(r"\s[›»>/|→\\]\s|›|»")
_FEW_CRUMBS: Final = 40
_RIGHTS: Final = re.compile(r"^(?:©|\(c\)\s|copyright\b)", re.IGNORECASE)


class Kind(StrEnum):
    """What a line is, when it is no text."""

    SHARE = "share"
    COMMENTS = "comments"
    RELATED = "related"
    TAGS = "tags"
    AUTHOR = "author"
    PUBLISHED = "published"
    UPDATED = "updated"
    HOME = "home"
    FOOTER = "footer"
    COUNTER = "counter"


_LABELS: Final = frozenset({Kind.SHARE, Kind.RELATED, Kind.TAGS, Kind.AUTHOR, Kind.PUBLISHED, Kind.UPDATED})
"""Kinds that stand before a colon and words; `Comment: why the bridge must stay` is a headline."""


class Label(NamedTuple):
    """The kind of a line, and what stands behind its colon."""

    kind: Kind
    rest: str = ""


def label(line: str) -> Label | None:
    """What a stripped line is; None for text. `Read also: <title>` is a label with a rest."""
    return _label(line) if len(line) <= _LONGEST_LABELLED else None


def label_before(line: str) -> Label | None:
    """The label in front of a colon and words; soon None for a line without a colon."""
    found = label(line) if _COLON.search(line, 0, _LABEL + 1) else None
    return found if found and found.rest else None


@lru_cache(maxsize=_REMEMBERED)
def _label(line: str) -> Label | None:
    colon = _COLON.search(line, 0, _LABEL + 1)
    before = line[: colon.start()] if colon else ""
    if colon and (kind := _phrases().get(_plain(before)) or _kind_of_heading(before)):
        rest = line[colon.end() :].strip()
        if kind in _LABELS or not _WORD.search(rest):
            return Label(kind, rest)
    if len(line) > _LONGEST:
        return None
    words = _DIGITS.sub(" ", _plain(line)).split()
    if kind := _kind_of_button(words) or _kind_of_heading(_NOTE.sub("", line)):
        return Label(kind)
    if _RIGHTS.match(line):
        return Label(Kind.FOOTER)
    return Label(Kind.COUNTER) if _DIGITS.search(line) and _counters().issuperset(words) else None


def _kind_of_button(words: Sequence[str]) -> Kind | None:
    """The kind of a line in a list, the names of networks in it aside; figures alone count something."""
    others = [word for word in words if not _is_network(word)]
    if not others:
        return Kind.SHARE if words else Kind.COUNTER
    if kind := _phrases().get(" ".join(words)) or _phrases().get(" ".join(others)):
        return kind
    few = len(others) < len(words) and len(others) <= _SHARE_WORDS
    return Kind.SHARE if few and _of_one_language(others, Kind.SHARE) else None


def _kind_of_heading(line: str) -> Kind | None:
    """RELATED for a line that only one language's headings above other articles are made of.

    `More stories on this topic` has words of such headings alone; `Other news from Sport` begins with one.
    """
    words = _plain(line).split()
    if _phrases().get(" ".join(words)) is Kind.RELATED:
        return Kind.RELATED
    if len(words) not in _HEADING_WORDS or words[0] not in _languages(Kind.RELATED) or line.endswith("."):
        return None
    if _of_one_language(words, Kind.RELATED) and max(map(len, words)) >= _LONG_WORD:
        return Kind.RELATED
    starts = (" ".join(words[:count]) for count in range(2, len(words)))
    begins = any(_phrases().get(start) is Kind.RELATED for start in starts)
    return Kind.RELATED if begins and not _DIGITS.search(line) else None


def _of_one_language(words: Sequence[str], kind: Kind) -> bool:
    """Whether the lists of one language have all words in their lines of a kind."""
    languages = _languages(kind)
    return bool(frozenset.intersection(*(languages.get(word, frozenset()) for word in words)))


@lru_cache(maxsize=_REMEMBERED)
def _is_network(word: str) -> bool:
    """Whether a folded word is the name of a network, perhaps with an ending."""
    if word in _networks():
        return True
    starts = (word[:-letters] for letters in range(1, _ENDING + 1))
    return any(start in _networks() for start in starts if len(start) >= _SHORTEST_INFLECTED)


@lru_cache(maxsize=_REMEMBERED)
def _plain(text: str) -> str:
    """Folded text without accents, which capitals (`ΔΙΑΒΑΣΤΕ`) and hurried editors leave out."""
    return without_accents(fold(text))


def is_consent(text: str) -> bool:
    """Whether a text asks to accept cookies."""
    return _consent().search(fold(text[: 3 * _LONGEST])) is not None


def is_breadcrumb(line: str) -> bool:
    """Whether a line is the path of a page in its site: `Home > World > Europe`; a title may be its end."""
    steps = _CRUMB.split(line)
    if len(steps) == 1 or any(len(step) > _FEW_CRUMBS for step in steps[:-1]):
        return False
    first = label(steps[0].strip())
    return (first is not None and first.kind is Kind.HOME) or len(steps) > 2  # noqa: PLR2004 - two may be "title | site"


def date_line(line: str) -> list[str] | None:
    """The other words of a line that holds a date, without weekdays and `at`; None without a date."""
    if len(line) > _LONGEST or _DIGITS.search(line) is None:
        return None
    words = _date_line(line)
    return None if words is None else list(words)


@lru_cache(maxsize=_REMEMBERED)
def _date_line(line: str) -> tuple[str, ...] | None:
    written = find_date(line)
    if written is None:
        return None
    return tuple(
        word
        for word in _WORD.findall(written.rest)
        if not is_weekday(word) and fold(word) not in _date_words()
    )


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Kind]:
    """Folded phrase without digits -> kind; the kinds first named win."""
    order = [Kind(name) for name in Lines.model_fields if name != "consent"]
    return {
        folded: kind
        for kind in reversed(order)
        for lists in all_words().values()
        for phrase in getattr(lists.lines, kind)
        if (folded := _plain(phrase))
    }


@lru_cache(maxsize=1)
def _networks() -> frozenset[str]:
    return frozenset(map(_plain, _NETWORKS))


@lru_cache(maxsize=len(Kind))
def _languages(kind: Kind) -> Mapping[str, frozenset[str]]:
    """Words of the lines of a kind -> the languages that have them."""
    found: dict[str, set[str]] = defaultdict(set)
    for language, lists in all_words().items():
        for phrase in getattr(lists.lines, kind):
            for word in _plain(phrase).split():
                found[word].add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


@lru_cache(maxsize=1)
def _counters() -> frozenset[str]:
    return frozenset(
        word
        for lists in all_words().values()
        for phrase in lists.lines.counter
        for word in _plain(phrase).split()
    )


@lru_cache(maxsize=1)
def _consent() -> re.Pattern[str]:
    return re.compile(
        either(fold(phrase) for lists in all_words().values() for phrase in lists.lines.consent)
    )


@lru_cache(maxsize=1)
def _date_words() -> frozenset[str]:
    return frozenset(
        word for lists in all_words().values() for phrase in lists.date for word in fold(phrase).split()
    )
