"""What a page describes in JSON-LD (schema.org NewsArticle and its kin), as far as it can be read.

Own code: extruct reads the same in 2 ms a page for 20 packages more, among them a store of triples.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Any, Final

from lxml.html import HtmlElement

from services.enrich.read.characters import one_line

_ARTICLES: Final = ("Article", "Posting", "Report")
"""Ends of the schema.org types that are an article: NewsArticle, BlogPosting, ..."""
_MOST_NODES: Final = 2_000
_MOST_TEXT: Final = 2_000_000
"""Code points of all scripts of a page that are read; the most of 534 pages are 38,433."""
_LONGEST_BROKEN: Final = 100_000
"""Code points of a script that is mended; the longest of eight broken ones in 534 pages has 2,462."""
_MOST_VALUES: Final = 100
_INSIDE: Final = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where a thing that is no article itself holds one."""
# What is bounded here is so that no text costs more than its length.
_WRAPPING: Final = re.compile(r"<!--|-->|(?://|/\*)?\s{0,9}(?:<!\[CDATA\[|\]\]>)\s{0,9}(?:\*/)?")
_COMMENT: Final = re.compile(
    r"(?:(?<=[\s,{\[])//[^\n\"]{0,200}(?:\"[^\"\n]{0,200}\"[^\n\"]{0,9})?$)|/\*.{0,500}?\*/", re.MULTILINE
)
_TRAILING: Final = re.compile(r",(?=\s*[\]}])")
_NEXT: Final = re.compile(r"[^\s,;]|$")
_MEMBER: Final = re.compile(
    r'"(headline|datePublished|dateCreated|description|alternativeHeadline)"\s*:\s*"((?:[^"\\\n]|\\.){1,1000})"'
)
"""A member that says something by itself, in a text that is no JSON as a whole."""
_BY: Final = re.compile(
    r'"author"\s*:\s*[\[{\s]{0,40}(?:"@?[a-z]{2,10}"\s*:\s*"[^"\\\n]{1,200}",\s*){0,4}(?:"name"\s*:\s*)?'
    r'"([^"\\\n]{1,100})"\s*[,}\]]'
)
"""Its author, alone or the first of several, by name."""

_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_DECODER: Final = json.JSONDecoder(strict=False)

Node = Mapping[str, Any]


def things(tree: HtmlElement) -> list[Node]:
    """What the page describes, outer before inner; empty where nothing can be read."""
    return list(islice(_nodes(tree), _MOST_NODES))


def is_article(node: Node) -> bool:
    """Whether a thing is an article, by its type or because it has a headline and a date."""
    if any(kind.endswith(_ARTICLES) for kind in texts_of(node.get("@type"))):
        return True
    return "headline" in node and "datePublished" in node


def text_of(value: object) -> str | None:
    """The words of a JSON-LD value: itself, its `name` or `@value`, or those of the first in a list."""
    for _ in range(4):
        if isinstance(value, str):
            return " ".join(unescape(value).split()) or None
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or _full_name(value) or value.get("@value") or _address(value)
        else:
            return None
    return None


def _full_name(person: Node) -> str | None:
    """The name of a person who is given in two parts."""
    parts = [person.get(part) for part in ("givenName", "familyName")]
    return " ".join(part for part in parts if isinstance(part, str)) or None


def _address(node: Node) -> object:
    return node.get("@id") or node.get("url")


def texts_of(value: object) -> list[str]:
    """The words of each value of a list, or of the one value."""
    values = value if isinstance(value, list) else [value]
    return [text for one in values if (text := text_of(one))]


def plain(text: str) -> str | None:
    """Words without the markup and the character references that descriptions have more than they should."""
    return one_line(_MARKUP.sub(" ", unescape(text)))


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    left = _MOST_TEXT
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > left:
            continue
        left -= len(text)
        waiting: list[object] = _loads(text)[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting += node[::-1]
            elif isinstance(node, dict):
                yield node
                waiting += [node[key] for key in reversed(_INSIDE) if key in node]


def _loads(text: str) -> list[object]:
    """The values of a script; broken JSON is common, and never an error of ours."""
    try:
        return [json.loads(text, strict=False)]
    except RecursionError:
        return []
    except ValueError:
        return _mended(text)


def _mended(text: str) -> list[object]:
    """The values of a script without wrapping, comments and commas too many, one or several in a row.

    Where that is no JSON either: the members that can be told, as one article.
    """
    if len(text) > _LONGEST_BROKEN:
        return []
    text = _WRAPPING.sub("", text).strip()
    text = unescape(text) if text.startswith(("{&", "[{&")) else text
    text = _TRAILING.sub("", _COMMENT.sub("", text)).strip(" \t\r\n;")
    values: list[object] = []
    at = 0
    try:
        while at < len(text) and len(values) < _MOST_VALUES:
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
            at = next(_NEXT.finditer(text, at)).start()
    except RecursionError:
        return []
    except ValueError:
        return values or _members(text)
    return values


def _members(text: str) -> list[object]:
    """What an article says of itself in a text that is no JSON."""
    if not any(f'{kind}"' in text for kind in _ARTICLES):
        return []
    found: dict[str, str] = {"@type": "Article"}
    for name, value in _MEMBER.findall(text):
        found.setdefault(name, value.replace('\\"', '"').replace("\\/", "/"))
    if by := _BY.search(text):
        found["author"] = by[1]
    return [found]
