"""What the tag, class and id of an element say that it is: beside the article, comments, or its body."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement


class Mark(StrEnum):
    """What an element is, by its own account."""

    COMMENTS = "comments"
    ASIDE = "aside"
    BODY = "body"


_ASIDE_TAGS: Final = frozenset({"aside", "button", "dialog", "figcaption", "figure", "footer", "form", "nav"})
_WITHIN: Final = {
    Mark.COMMENTS: "comment|disqus|komentar",
    Mark.ASIDE: (
        "advert|author|banner|bread-?crumb|byline|caption|consent|cookie|copyright|credit|dateline|embed"
        "|footer|gdpr|hidden|instagram|left-?col|right-?col|lightbox|login|modal|most-?read|navig|newsletter"
        "|outbrain|pager|paginat|poll|popular|popup|promo|quiz|rating|read-?more|recommend|related|relacionad"
        "|shar(?:e|ing)|side-?bar|social|sponsor|subscri|taboola|teaser|toolbar|twitter"
    ),
    Mark.BODY: (
        "article[_-]*(?:body|content|text)|news[_-]*(?:body|content|text)|post[_-]*(?:body|content|text)"
        "|story[_-]*(?:body|content|text)|entry[_-]*content|body[_-]*(?:text|copy)"
    ),
}
"""What names of classes hold, in many sites and content systems; they are English wherever the site is."""
_COMMENT_PARTS: Final = ("forum", "opinie", "replies", "reply", "respond", "response", "responses")
_ASIDE_PARTS: Final = (
    "ad", "ads", "adv", "also", "bio", "foot", "menu", "nav", "tag", "tags", "vote", "votes"
)  # fmt: skip
_PARTS: Final = {
    **dict.fromkeys(_COMMENT_PARTS, Mark.COMMENTS),
    **dict.fromkeys(_ASIDE_PARTS, Mark.ASIDE),
}
"""Whole parts of such names."""
_ANY: Final = re.compile("|".join(_WITHIN.values()))
_MARKED: Final = re.compile("|".join(f"(?P<{mark}>{names})" for mark, names in _WITHIN.items()))
_LONGEST_NAMES: Final = 200
"""Code points of classes that are looked at; utility classes (`mt-4 flex`) run on and say nothing."""
_NOT_SHOWN: Final = re.compile(r"display:\s*none", re.IGNORECASE)


def mark_of(element: HtmlElement) -> Mark | None:
    """What an element says that it is. A wrapper of the whole page may say that it is beside the article."""
    style = element.get("style")
    if (
        element.tag in _ASIDE_TAGS
        or element.get("hidden") is not None
        or (style and _NOT_SHOWN.search(style))
    ):
        return Mark.ASIDE
    if element.get("itemprop") == "articleBody":
        return Mark.BODY
    names = element.get("class"), element.get("id")
    return _first(_named(name[:_LONGEST_NAMES]) for name in names if name)


def _first(marks: Iterable[Mark | None]) -> Mark | None:
    """The mark that stands above the others."""
    found = set(marks)
    return next((mark for mark in Mark if mark in found), None) if found != {None} else None


@lru_cache(maxsize=4096)
def _named(names: str) -> Mark | None:
    """The mark of the names of one element."""
    return _first(map(_mark_of_name, names.lower().split()))


@lru_cache(maxsize=4096)
def _mark_of_name(name: str) -> Mark | None:
    parts = name.replace("_", "-").split("-")
    if _PARTS.keys().isdisjoint(parts) and not _ANY.search(name):
        return None
    within = (Mark(found.lastgroup) for found in _MARKED.finditer(name) if found.lastgroup)
    return _first((*within, *map(_PARTS.get, parts)))
