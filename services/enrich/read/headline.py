"""Which of a page's titles is its headline: the one that readers see, confirmed by the others."""

import re
from collections.abc import Iterable
from typing import Final

from lxml.html import HtmlElement

from schemas.identity import fold
from services.enrich.read.metadata import Metadata
from services.enrich.read.structured_data import text_of

_SEPARATOR: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022:»/-]+\s+|\s*[|｜]\s*")
_ALIKE: Final = 0.5
"""Share of the words of a heading that another title has, from which on both are the same headline."""
_LONGEST: Final = 400
_SITE_WORDS: Final = 3
"""Words of a title's last part that may be the name of the site without being declared."""
_MOST_HEADINGS: Final = 20


def find_headline(metadata: Metadata, *, has_text: bool) -> str | None:
    """The headline of a page.

    Where nothing but its `title` is left, that is the headline of a page that `has_text`: an empty
    one may be an error page, or one that a script fills.
    """
    title = " ".join((metadata.tree.findtext(".//title") or "").split())
    last = fold(_SEPARATOR.split(title)[-1]) if _SEPARATOR.search(title) else ""
    last = last if len(last.split()) <= _SITE_WORDS else ""
    headings = [heading for heading in _headings(metadata.tree) if fold(heading) != last]
    names = metadata.site_names | {last} if last else metadata.site_names
    described = text_of(metadata.article.get("headline")) or text_of(metadata.article.get("name"))
    shared = _without_site(metadata.first("og:title", "twitter:title"), names)
    title = _without_site(title, names) or ""
    for given in (described, shared):
        for heading in headings:
            if given and fold(given) and fold(given) in fold(heading):
                return given if len(fold(given)) < len(fold(heading)) else heading
    others = [other for other in (described, shared, title) if other]
    alike = [heading for heading in headings if any(_overlap(heading, other) >= _ALIKE for other in others)]
    best = next(iter([*alike, *filter(None, (described, shared)), *headings[:1]]), None)
    return best or (title if has_text and title else None)


def _headings(tree: HtmlElement) -> Iterable[str]:
    for heading in list(tree.iter("h1"))[:_MOST_HEADINGS]:
        text = " ".join(" ".join(heading.itertext()).split())
        if fold(text) and len(text) <= _LONGEST:
            yield text


def _without_site(title: str | None, site_names: frozenset[str]) -> str | None:
    """A title without the name of its site at either end, as far as the page names its site."""
    if not title:
        return None
    for match in _SEPARATOR.finditer(title):
        if fold(title[match.end() :]) in site_names:
            return title[: match.start()]
        if fold(title[: match.start()]) in site_names:
            return title[match.end() :]
    return title


def _overlap(heading: str, other: str) -> float:
    words = set(fold(heading).split())
    return len(words & set(fold(other).split())) / len(words)
