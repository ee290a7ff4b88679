"""Captions of pictures: what they show, and who is credited."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from services.enrich.read.words import all_words

_LONGEST: Final = 500
"""Code points of the longest caption seen is near 400."""
_LONGEST_CREDIT: Final = 100
_SENTENCE: Final = re.compile(r"[.!?]\s+\w{2,}")
_EDGES: Final = " ,;|/–—-()[]"


class Caption(NamedTuple):
    """A caption without its credit, and the credit; either may be missing."""

    text: str | None
    credit: str | None


def caption(line: str) -> Caption | None:
    """A line that credits a picture (`A bridge, Photo: Jane Doe`); None for any other line.

    The photo word begins the line or follows a punctuation mark: "the same Bild: they" is a sentence.
    """
    if len(line) > _LONGEST:
        return None
    found = next(iter(reversed(list(_credit().finditer(line)))), None)
    if found is None:
        return None
    credit = line[found.end() :].strip(_EDGES)
    if not credit or credit[0].isdecimal() or len(credit) > _LONGEST_CREDIT or _SENTENCE.search(credit):
        return None
    return Caption(line[: found.start()].strip(_EDGES).removesuffix(".").strip() or None, credit)


@lru_cache(maxsize=1)
def _credit() -> re.Pattern[str]:
    """A photo word, with a sign or `by` behind it."""
    photo = {word for lists in all_words().values() for word in lists.photo}
    by = {word for lists in all_words().values() for word in lists.by}
    short = {word for word in photo if word.endswith(".")}
    return re.compile(
        r"(?:^|(?<=[,.;|/()\[\u2013\u2014-])|(?<=[,.;|/()\u2013\u2014-]\s))"
        rf"(?:(?:{_either(photo - short)})(?:\s?[:/©]|\s(?:{_either(by)})\s)|(?:{_either(short)})|©)"
        r"[\s:©/]{0,3}",
        re.IGNORECASE,
    )


def _either(phrases: set[str]) -> str:
    return "|".join(
        re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )
