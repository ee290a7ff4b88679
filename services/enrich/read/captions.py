"""Captions of pictures: what they show, and who is credited."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from schemas.letters import MARKS, may_begin_name
from services.enrich.read.entities.agencies import is_agency, is_picture_agency
from services.enrich.read.words import all_words, either

_LONGEST: Final = 500
"""Code points of the longest caption seen is near 400."""
_LONGEST_CREDIT: Final = 100
_REMEMBERED: Final = 1_024
"""Lines that are remembered: each is asked for several times."""
_SENTENCE: Final = re.compile(r"[.!?]\s+\w{2,}")
_WITH_CREDIT: Final = re.compile(r"(.{10,}?)\s\(([^()]{2,60})\)\.?")
"""Behind a photo word what the picture shows, and the credit in brackets: `Photo: The quay (Rowan Kerr)`."""
_EDGES: Final = " ,;|/–—-()[]（）［］"
_SIGNS: Final = ":：=՝"
"""What stands between a photo word and a name: in Chinese, Korean and Armenian other signs than a colon."""
_PARTS: Final = re.compile(r"\s?[,/|]\s?|\svia\s|\s[–—-]\s")
_CREDIT_WORDS: Final = 6
_NAME: Final = r"[^\W\d_a-zà-ÿа-яёіїѐ-џά-ώ][\w.’'-]{0,30}"
_SLASHED: Final = re.compile(
    rf"(?:(?<=[.!?)])\s?|\s)((?:{_NAME}\s){{0,2}}{_NAME}\s?/\s?{_NAME}(?:\s{_NAME}){{0,2}})$"
)
"""`A square in Madrid. EFE/ J. Kerr`: an agency and a photographer with a slash between them."""


class Caption(NamedTuple):
    """A caption without its credit, and the credit; either may be missing."""

    text: str | None
    credit: str | None


def caption(line: str) -> Caption | None:
    """A line that credits a picture (`A bridge, Photo: Jane Doe`); None for any other line.

    The photo word begins the line or follows a punctuation mark: "the same Bild: they" is a sentence.
    Behind other words (`A bridge Photo: Jane Doe`) it has a colon, and nothing but names behind it.
    """
    return _caption(line) if len(line) <= _LONGEST else None


@lru_cache(maxsize=_REMEMBERED)
def _caption(line: str) -> Caption | None:
    if named := photo_caption(line):
        return named
    found = _SLASHED.search(line, max(0, len(line) - _LONGEST_CREDIT)) if "/" in line else None
    if found:
        return _parted(line[: found.start(1)], found[1])
    sides = [side.strip() for side in line.split("/")] if len(line) <= _LONGEST_CREDIT else []
    is_credit = len(sides) > 1 and all(is_agency(side) or _is_names(side) for side in sides)
    return Caption(None, line) if is_credit and any(map(is_agency, sides)) else None


def photo_caption(line: str) -> Caption | None:
    """The same by a photo word alone, without `EFE/ J. Kerr`: within HTML that is rather an agency."""
    if len(line) > _LONGEST:
        return None
    if bare := _whole_line(line):
        return bare
    found = _last(_credit(), line)
    if found and found.start() == 0 and (whole := _WITH_CREDIT.fullmatch(line, found.end())):
        return _parted(whole[1], whole[2])
    if found and _is_credit(credit := line[found.end() :].strip(_EDGES)):
        return _parted(line[: found.start()], credit)
    found = _last(_colon(), line) if any(sign in line for sign in _SIGNS) else None
    if found and _is_credit(credit := line[found.end() :].strip(_EDGES)) and _is_names(credit):
        return _parted(line[: found.start()], credit)
    return None


def _whole_line(line: str) -> Caption | None:
    """A line that says what a picture shows or is, or who it is from, without a colon behind a photo word."""
    if shown := _pictured().match(line):
        return Caption(line[shown.end() :], None)
    if len(line) > _LONGEST_CREDIT:
        return None
    bare = line.strip(_EDGES)
    if bare.strip(".").casefold() in _stock():
        return Caption(bare, None)
    if taken := _taken().fullmatch(bare):
        return Caption(None, taken[1])
    named = _unmarked().match(line)
    credit = line[named.end() :].strip(_EDGES) if named else bare
    parts = _PARTS.split(credit)
    is_sure = named is not None or any(map(is_picture_agency, parts))
    return Caption(None, credit) if is_sure and all(map(is_agency, parts)) else None


def _last(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    return next(iter(reversed(list(pattern.finditer(line)))), None)


def _parted(text: str, credit: str) -> Caption:
    return Caption(text.strip(_EDGES).removesuffix(".").strip() or None, credit)


def _is_credit(credit: str) -> bool:
    if not credit or credit[0].isdecimal() or len(credit) > _LONGEST_CREDIT:
        return False
    return _SENTENCE.search(credit) is None


def _is_names(credit: str) -> bool:
    words = [word for word in re.split(r"[\s/,&-]+", credit) if word]
    return len(words) <= _CREDIT_WORDS and all(may_begin_name(word[0]) for word in words)


@lru_cache(maxsize=1)
def _credit() -> re.Pattern[str]:
    """A photo word, with a sign or `by` behind it."""
    photo = _photo()
    by = {word for lists in all_words().values() for word in lists.by}
    short = {word for word in photo if word.endswith(".")}
    return re.compile(
        r"(?:^|(?<=[,.;|/()\[\u2013\u2014\uff08\uff3b\u3002-])|(?<=[,.;|/()\u2013\u2014-]\s))"
        rf"(?:(?:{either(photo - short)})(?:\s?[{_SIGNS}/©]|\s(?:{either(by)})\s)|(?:{either(short)})|©)"
        rf"[\s{_SIGNS}©/]{{0,3}}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _colon() -> re.Pattern[str]:
    """A photo word as it is written in its language, with a colon behind it, anywhere.

    A capital tells its beginning (`Три тронаФото:`); in a script without capitals it is a word of its own.
    """
    caseless = {word for word in _photo() if word[0] == word[0].swapcase()}
    other, own = either(_photo() - caseless), either(caseless)
    return re.compile(rf"(?:(?:{other})|(?<![\w{MARKS}])(?:{own}))\s?[{_SIGNS}]\s?")


@lru_cache(maxsize=1)
def _unmarked() -> re.Pattern[str]:
    """A photo word at the start of a line, a space or a comma behind it."""
    return re.compile(rf"(?:{either(_photo())})[\s,،，]\s?(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _pictured() -> re.Pattern[str]:
    """A label in front of what a picture shows: `Image caption, A ferry`; in Japanese `【写真】橋`."""
    labels = {label for lists in all_words().values() for label in lists.pictured}
    return re.compile(
        rf"(?:[,،]?(?:{either(labels)})\s?[,،，:：]|【(?:{either(_photo())})】)\s?(?=\S)", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _taken() -> re.Pattern[str]:
    """A line that ends with a word for taking pictures: `新华社记者 李明 摄`."""
    words = {word for lists in all_words().values() for word in lists.taken}
    return re.compile(rf"(.{{2,}}?)\s?(?:{either(words)})")


@lru_cache(maxsize=1)
def _stock() -> frozenset[str]:
    return frozenset(phrase.casefold() for lists in all_words().values() for phrase in lists.stock)


def _photo() -> set[str]:
    return {word for lists in all_words().values() for word in lists.photo}
