"""The article that a page describes in JSON-LD (schema.org NewsArticle and its kin)."""

import json
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final

from lxml.html import HtmlElement

_ARTICLES: Final = ("Article", "Posting", "Report")
"""Ends of the schema.org types that are an article: NewsArticle, BlogPosting, ..."""
_MOST_NODES: Final = 2_000
_COMMENT: Final = ("<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>")

Node = Mapping[str, Any]


def find_article(tree: HtmlElement) -> Node:
    """The first article of the page's JSON-LD; empty where it has none that can be read."""
    found: list[Node] = [node for node in _nodes(tree) if _is_article(node)]
    return next(
        (node for node in found if node.get("headline") or node.get("name")), found[0] if found else {}
    )


def text_of(value: object) -> str | None:
    """The words of a JSON-LD value: itself, its `name` or `@value`, or those of the first in a list."""
    for _ in range(4):
        if isinstance(value, str):
            return " ".join(unescape(value).split()) or None
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("@id") or value.get("url")
        else:
            return None
    return None


def texts_of(value: object) -> list[str]:
    """The words of each value of a list, or of the one value."""
    values = value if isinstance(value, list) else [value]
    return [text for one in values if (text := text_of(one))]


def _is_article(node: Node) -> bool:
    return any(kind.endswith(_ARTICLES) for kind in texts_of(node.get("@type")))


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    waiting: list[object] = []
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        waiting += _loads(script.text or "")
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


def _loads(text: str) -> list[object]:
    """The value of a script, or none: broken JSON is common, and never an error of ours."""
    for mark in _COMMENT:
        text = text.replace(mark, "")
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
