"""How much of a page is read: so much that every article fits, and no page takes two seconds."""

import re
from typing import Final

from schemas.enriched_article import Limit

MOST_MARKUP: Final = 4_000_000
"""Code points of an HTML page. The longest of 890 real ones has 2.2 million, nearly all scripts."""
MOST_TEXT: Final = 1_000_000
"""Code points of plain text: a long novel."""
MOST_LINES: Final = 50_000
"""Line ends of plain text."""
MOST_MARKDOWN: Final = 100_000
MOST_BRACKETS: Final = 10_000
"""Code points and signs `[` of a page in Markdown: nothing but brackets takes the square of their number."""
MOST_TAGS: Final = 20_000
"""Signs `<` of an HTML page. The most of a real one are 12,000; so many paragraphs take a second."""
MOST_ATTRIBUTES: Final = 500
"""Words of one tag outside of quotes. Time grows with their square: 50,000 attributes take 10 s to parse."""
_LONG: Final = 2_000
"""Code points from which on the attributes of a tag are counted, and a script is left out."""
_TAG: Final = 200
_END: Final = "</script>"
_LONG_PART: Final = re.compile(rf"<[^<]{{{_LONG}}}")
_LONG_TAG: Final = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")


def bounded(text: str, *, markup: bool) -> tuple[str, list[Limit]]:
    """What is read of a page, and the limits that it met; the rest, or a tag's attributes, is cut off."""
    if not markup:
        return _up_to(text, MOST_TEXT, "\n", MOST_LINES, "lines")
    text, met = _up_to(_without_scripts(text), MOST_MARKUP, "<", MOST_TAGS, "elements")
    plainer = _with_few_attributes(text)
    return plainer, [*met, "attributes"] if len(plainer) < len(text) else met


def bounded_markdown(text: str) -> tuple[str, list[Limit]]:
    """The same of a page in Markdown, before it is made HTML."""
    return _up_to(text, MOST_MARKDOWN, "[", MOST_BRACKETS, "elements")


def _up_to(text: str, longest: int, sign: str, most: int, limit: Limit) -> tuple[str, list[Limit]]:
    """The start of a text with at most so many code points, and so many of a sign."""
    met: list[Limit] = []
    if len(text) > longest:
        text, met = text[:longest], ["characters"]
    if text.count(sign) > most:
        text, met = text[: -1 - len(text.split(sign, most + 1)[-1])], [*met, limit]
    return text, met


def _without_scripts(text: str) -> str:
    """A page without its long programs: half of what real pages are, and nothing that is read. Data stays."""
    first, *others = text.split("<script")
    return "<script".join((first, *map(_without_program, others)))


def _without_program(script: str) -> str:
    program, end, behind = script.partition(_END)
    return f">{_END}{behind}" if end and len(program) > _LONG and "json" not in program[:_TAG] else script


def _with_few_attributes(text: str) -> str:
    long = _LONG_PART.finditer(text)  # mostly scripts, and text behind tags
    return text if all(">" in part[0] for part in long) else _LONG_TAG.sub(_without_many, text)


def _without_many(tag: re.Match[str]) -> str:
    words = _QUOTED.sub("", tag[0]).split(None, MOST_ATTRIBUTES + 1)
    return tag[0] if len(words) <= MOST_ATTRIBUTES else words[0]
