"""What the tag, class and id of an element say that it is: beside the article, comments, or its body."""

import re
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
_COMMENTS: Final = (
    r"comment|disqus|(?:^|[\s_-])(?:reply|replies|respond|responses?|forum|komentar\w*|opinie)(?:[\s_-]|$)"
)
_ASIDE: Final = (
    r"advert|author|banner|bread-?crumb|byline|caption|consent|cookie|copyright|credit|dateline|embed|footer"
    r"|gdpr|hidden|instagram|(?:left|right)-?col|lightbox|login|modal|most-?read|navig|newsletter|outbrain"
    r"|pager|paginat|poll|popular|popup|promo|quiz|rating|read-?more|recommend|related|relacionad"
    r"|shar(?:e|ing)|side-?bar|social|sponsor|subscri|taboola|teaser|toolbar|twitter"
    r"|(?:^|[\s_-])(?:ads?|adv|also|bio|foot|menu|nav|tags?|votes?)(?:[\s_-]|$)"
)
_BODY: Final = (
    r"(?:article|news|post|story)[_-]*(?:body|content|text)|entry[_-]*content|body[_-]*(?:text|copy)"
)
"""Words of class names of many sites and content systems; they are English wherever the site is."""
_NAMES: Final = tuple(
    (mark, re.compile(names, re.IGNORECASE))
    for mark, names in ((Mark.COMMENTS, _COMMENTS), (Mark.ASIDE, _ASIDE), (Mark.BODY, _BODY))
)
_ORDER: Final = (*Mark, None)
_LONGEST_NAMES: Final = 200
"""Code points of classes that are looked at; utility classes (`mt-4 flex`) run on and say nothing."""
_NOT_SHOWN: Final = re.compile(r"display:\s*none", re.IGNORECASE)


def mark_of(element: HtmlElement) -> Mark | None:
    """What an element says that it is. A wrapper of the whole page may say that it is beside the article."""
    said = dict(element.items())
    if element.tag in _ASIDE_TAGS or "hidden" in said or _NOT_SHOWN.search(said.get("style", "")):
        return Mark.ASIDE
    if not said:
        return None
    if said.get("itemprop") == "articleBody":
        return Mark.BODY
    first, second = (
        _named(said.get("class", "")[:_LONGEST_NAMES]),
        _named(said.get("id", "")[:_LONGEST_NAMES]),
    )
    return min(first or second, second or first, key=_ORDER.index)


@lru_cache(maxsize=4096)
def _named(names: str) -> Mark | None:
    return next((mark for mark, pattern in _NAMES if pattern.search(names)), None) if names else None
