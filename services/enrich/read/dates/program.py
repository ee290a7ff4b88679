"""The date of an article in the data of the program that draws its page: `{"publishedAt": "2026-03-11"}`."""

import json
import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from services.enrich.read.page import DateClue

_MOST: Final = 2_000_000
"""Code points of scripts that are searched."""
_NEAR: Final = 3_000
"""Code points between the headline of an article and its date: further away it is that of another one."""
_MEMBER: Final = re.compile(
    r"[\"']?\b(?:date_?published|published(?:_?(?:at|date|time|on))?|publish_?(?:date|time)|publication_?date"
    r"|first_?published(?:_?(?:at|date))?|pub_?date|article_?publish(?:ed)?_?(?:date|time))[\"']?\s{0,3}[:=]\s{0,3}"
    r"[\"']?(\d{4}-\d\d-\d\d[^\"',}<\\]{0,25}|1\d{9}(?:\d{3})?(?!\d))",
    re.IGNORECASE,
)


def program_date(tree: HtmlElement, headline: str) -> DateClue | None:
    """The date of publication nearest to the headline in the scripts of a page."""
    spellings = {headline, json.dumps(headline)[1:-1], json.dumps(headline, ensure_ascii=False)[1:-1]}
    best = min(_dates(tree, spellings), default=None)
    return DateClue(best[1].strip(), "meta") if best else None


def _dates(tree: HtmlElement, headlines: set[str]) -> Iterator[tuple[int, str]]:
    """How far from a headline a date stands, and the date."""
    left = _MOST
    for script in tree.iter("script"):
        text = script.text or ""
        left -= len(text)
        at = next((at for headline in headlines if (at := text.find(headline)) >= 0), None)
        if left < 0 or at is None:
            continue
        for member in _MEMBER.finditer(text, max(0, at - _NEAR), at + _NEAR):
            yield abs(member.start() - at), member[1]
