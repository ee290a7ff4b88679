"""How much of a page is read: so much that every article fits, and no page takes two seconds."""

import re
from typing import Final

from schemas.enriched_article import Limit

MOST_MARKUP: Final = 4_000_000
"""Code points of an HTML page. The longest of 890 real ones has 2.2 million, nearly all scripts."""
MOST_TEXT: Final = 1_000_000
"""Code points of plain text, which are read line by line: a long novel."""
MOST_TAGS: Final = 30_000
"""Signs `<` of an HTML page. The most of a real one are 12,000; so many paragraphs take about a second."""
MOST_ATTRIBUTES: Final = 500
"""Words of one tag outside of quotes. Time grows with their square: 50,000 attributes take 10 s to parse."""
_LONG: Final = 2_000
"""Code points of a tag from which on its attributes are counted."""
_LONG_TAG: Final = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")


def bounded(text: str, *, markup: bool) -> tuple[str, list[Limit]]:
    """What is read of a page, and the limits that it met; the rest, or a tag's attributes, is cut off."""
    met: list[Limit] = []
    most = MOST_MARKUP if markup else MOST_TEXT
    if len(text) > most:
        text, met = (_without_scripts(text) if markup else text)[:most], ["characters"]
    if markup and text.count("<") > MOST_TAGS:
        text, met = text[: -1 - len(text.split("<", MOST_TAGS + 1)[-1])], [*met, "elements"]
    if markup and any(len(part) > _LONG and ">" not in part[:_LONG] for part in text.split("<")):
        plainer = _LONG_TAG.sub(_without_many_attributes, text)
        if len(plainer) < len(text):
            text, met = plainer, [*met, "attributes"]
    return text, met


def _without_scripts(text: str) -> str:
    """The scripts of a page that is too long go first: they are what makes real ones long."""
    first, *others = text.split("<script")
    return first + "".join(other.partition("</script>")[2] for other in others)


def _without_many_attributes(tag: re.Match[str]) -> str:
    words = _QUOTED.sub("", tag[0]).split(None, MOST_ATTRIBUTES + 1)
    return tag[0] if len(words) <= MOST_ATTRIBUTES else words[0]
