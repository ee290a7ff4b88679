"""Pages in Markdown, as some scrapers deliver them in place of their HTML: what they say, as HTML again.

The library is markdown-it-py: CommonMark, kept, and safe of nesting; pure Python, 1.4 million code points a
second, which only pages in Markdown pay.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Final

from markdown_it import MarkdownIt

from services.enrich.read.limits import MOST_MARKDOWN

_LINK: Final = re.compile(r"\]\((?:https?://|/|#|\./|mailto:)")
_HEADING: Final = re.compile(r"^#{1,4} \S", re.MULTILINE)
_LINKS: Final = 2
_HEADINGS: Final = 2
"""Links, or headings, from which on a text is Markdown: one may be a slip of the pen. One heading is of a
lower level: some sites print tags as `# Ferry`."""
_FRONT: Final = re.compile(r"\s*---\n((?:[^\n]{1,1000}\n){1,40})---\n")
"""What a page says of itself between two rules, `key: value` (YAML front matter)."""
_HEAD: Final = re.compile(r"\s*((?:[A-Z][A-Za-z ]{1,20}: [^\n]{1,1000}\n+){1,20})Markdown Content:\n")
"""The same as readers that fetch pages for language models put it: `URL Source: https://...`."""
_MEMBER: Final = re.compile(r"^([A-Za-z][A-Za-z_ ]{1,20}):[ \t]+[\"']?(.*?)[\"']?$", re.MULTILINE)
_ADDRESS: Final = '<link rel="canonical" href="{}">'
_PUBLISHED: Final = '<meta property="article:published_time" content="{}">'
_SAID: Final = {
    "title": '<meta property="og:title" content="{}">',
    "url": _ADDRESS,
    "url source": _ADDRESS,
    "source": _ADDRESS,
    "date": _PUBLISHED,
    "published": _PUBLISHED,
    "published time": _PUBLISHED,
    "author": '<meta name="author" content="{}">',
    "description": '<meta property="og:description" content="{}">',
    "sitename": '<meta property="og:site_name" content="{}">',
}
_WHOLE: Final = ("https://", "http://")
"""How an address begins; `source: Tern Post` is a name."""


def is_markdown(text: str) -> bool:
    """Whether a plain text is written in Markdown: it says so, or has links or headings as no other text."""
    if _HEAD.match(text):
        return True
    if text.count("](") >= _LINKS and len(_LINK.findall(text, 0, MOST_MARKDOWN)) >= _LINKS:
        return True
    return "\n## " in text and len(_HEADING.findall(text, 0, MOST_MARKDOWN)) >= _HEADINGS


def to_html(text: str) -> str:
    """A page in Markdown as HTML, with what it says of itself in front as its head."""
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text) or _HEAD.match(text)
    body = _renderer().render(text[front.end() :] if front else text)
    head = "".join(_head(_MEMBER.findall(front[1]))) if front else ""
    return f"<html><head>{head}</head><body><main>{body}</main></body></html>"


def _head(members: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, value in members:
        element = _SAID.get(name.lower().replace("_", " "))
        if element and (element != _ADDRESS or value.startswith(_WHOLE)):
            yield element.format(escape(value.strip(), quote=True))


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
