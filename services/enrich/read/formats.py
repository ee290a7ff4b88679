"""What a page is written in, whatever its sender calls it: HTML, a piece of it, Markdown, or plain text."""

import re
from html import escape, unescape
from typing import Final, NamedTuple

from schemas.enriched_article import Limit
from schemas.raw_article import ContentType
from services.enrich.read.limits import bounded, bounded_markdown
from services.enrich.read.markdown import is_markdown, to_html
from services.enrich.read.sentences import is_ended

_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_START: Final = 2_000
"""Code points in which a page shows that it is HTML."""
_TAG: Final = re.compile(r"<[a-zA-Z/!]")
_BLOCKS: Final = "p|div|h[1-6]|article|section|main|table|ul|ol|figure|blockquote"
_BLOCK: Final = re.compile(rf"\s*<(?:{_BLOCKS}|span)\b", re.IGNORECASE)
_BEFORE_BLOCK: Final = re.compile(
    rf"\s{{0,99}}([^\s<][^<\n]{{0,249}})\n{{0,9}}(?=<(?:{_BLOCKS}|br)\b)", re.IGNORECASE
)
_TAGS: Final = re.compile(r"</(?:p|div|h[1-6]|li|section|article|span)>|<br\s{0,3}/?>", re.IGNORECASE)
_SEEN: Final = 20_000
_TAGS_LEAST: Final = 3
"""Tags in so many code points from which on a text is a piece of HTML: one may be a slip of the pen."""
_APART: Final = 800
"""Code points for each tag of a piece of HTML: a paragraph has two."""
_TEMPLATE: Final = "text/template"
_SCRIPT_END: Final = "</script>"
_TAG_START: Final = 200
_TEXT: Final = re.compile(r"<(?:p|br)\b", re.IGNORECASE)
_GAP: Final = re.compile(r"\{\{|<%|\$\{")
"""What a program fills: a template with one is for many things."""
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LINE_ENDS: Final = 2
"""Line ends spelled as in a program, `\\n`, that a text without real ones has at least."""


class Written(NamedTuple):
    """A page as it is to be read, bounded."""

    text: str
    is_markup: bool
    met: list[Limit]
    """The limits that it met."""


def recognised(content: str, content_type: ContentType | None) -> Written:
    """A page in what it is written in. Markdown becomes HTML; character references in plain text are read.

    Plain text is bounded before it is looked at, and again as what it turned out to be.
    """
    if is_page(content):
        text, met = bounded(_with_templates(content), markup=True)
        return Written(text, True, met)
    if content_type == "text/html" and _TAG.search(content):
        text, met = bounded(_titled(_with_templates(content)), markup=True)
        return Written(text, True, met)
    text, met = bounded(content, markup=False)
    text = _as_lines(_unescaped(text))
    is_markup = True
    if is_piece(text):
        text = _titled(text)
    elif is_markdown(text):
        text, cut = bounded_markdown(text)
        text, met = to_html(text), [*met, *cut]
    else:
        is_markup = False
    text, more = bounded(text, markup=is_markup)
    return Written(text, is_markup, list(dict.fromkeys((*met, *more))))


def is_page(text: str) -> bool:
    """Whether a text is a whole HTML page."""
    return _PAGE.search(text, 0, _START) is not None


def is_piece(text: str) -> bool:
    """Whether a text is a piece of HTML, as feeds carry it: it begins with a block, or has tags throughout.

    Tags in one place alone are code to copy, as players of films have it.
    """
    if "<" not in text:
        return False
    if _BLOCK.match(text):
        return True
    start = text[:_SEEN]
    tags = len(_TAGS.findall(start))
    return tags >= _TAGS_LEAST and len(start) <= tags * _APART


def _with_templates(page: str) -> str:
    """A page with the text that its program would draw from a template, as that of Blogger does."""
    if _TEMPLATE not in page:
        return page
    first, *others = page.split("<script")
    return first + "".join(map(_drawn, others))


def _drawn(script: str) -> str:
    tag, _, inner = script.partition(">")
    text, end, behind = inner.partition(_SCRIPT_END)
    is_text = end and _TEMPLATE in tag[:_TAG_START] and len(_TEXT.findall(text)) >= _TAGS_LEAST
    return f"<div>{text}</div>{behind}" if is_text and not _GAP.search(text) else f"<script{script}"


def _titled(piece: str) -> str:
    """A piece of HTML with the bare line in front of its blocks, if it is no sentence, as its headline."""
    found = _BEFORE_BLOCK.match(piece)
    if found is None or is_ended(found[1]) or "<h1" in piece:
        return piece
    return f"<h1>{escape(unescape(found[1]), quote=False)}</h1>{piece[found.end() :]}"


def _unescaped(text: str) -> str:
    """Plain text without character references: `&amp;`, `&#8217;`; some were escaped twice."""
    for _ in range(2):
        if "&" in text:
            text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    return text


def _as_lines(text: str) -> str:
    """Text whose line ends are spelled as in a program, with real ones."""
    if "\n" in text or text.count("\\n") < _LINE_ENDS:
        return text
    return text.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\t", " ").replace('\\"', '"')
