"""Which of a page's titles is its headline: the one that readers see, confirmed by the others."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from schemas.identity import fold
from services.enrich.read.characters import one_line
from services.enrich.read.html.metadata import Metadata
from services.enrich.read.html.structured_data import plain, text_of

_SEPARATOR: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022:»«/<>-]+\s+|\s*[|｜]\s*")
_BAR: Final = re.compile(r"\s*(?:[|｜»·\u2022]|::|\s/\s)\s*")
"""What stands between the name of a site or a section and a headline, hardly ever within one."""
_CUT: Final = re.compile(r"(?:\.{3}|\u2026)$")
_UNSPACED: Final = re.compile(r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])")
_ALIKE: Final = 0.5
"""Share of their words (F1) that a heading and another title have in common, if both are the headline."""
_SPELLED: Final = 0.8
"""Share of their words that a part of a title and the page's address share, if this part is the headline."""
_LONGEST: Final = 400
_SITE_WORDS: Final = 3
"""Words of a title's last part that may be the name of the site without being declared."""
_TEXTUAL: Final = ("div", "span", "td", "p", "b", "strong", "font", "h4", "h5", "center", "em", "big")
_SHORTEST: Final = 12
"""Code points of words that may be a headline in an element that is none."""
_MOST_HEADINGS: Final = 20
_FEW_WORDS: Final = 2
"""Words up to which a heading that nothing confirms is rather the name of a section."""


class Headline(NamedTuple):
    """The headline of a page, and the element that shows it, if one does."""

    text: str
    element: HtmlElement | None = None


class _Titles(NamedTuple):
    """What else a page calls its article."""

    described: str | None
    """In JSON-LD or microdata."""
    shared: list[str]
    """For other sites, without the name of this one."""
    title: str
    """In its `title`, without the name of the site."""
    slug: str
    """The longest part of its path: often the words of its headline."""

    @property
    def others(self) -> list[str]:
        """Those that are no description."""
        return [text for text in (*self.shared, self.title) if fold(text)]


def find_headline(metadata: Metadata, *, has_text: bool) -> Headline | None:
    """The headline of a page.

    Where nothing but its `title` is left, that is the headline of a page that `has_text`: an empty
    one may be an error page, or one that a script fills.
    """
    titles, last = _titles(metadata)
    headings = [
        heading
        for heading in _headings(metadata.tree, "h1")
        if not metadata.is_site_name(heading.text) and fold(heading.text) != last
    ]
    below = list(_headings(metadata.tree, "h2", "h3"))
    shown = _confirmed([*headings, *below], titles) or (_worded(metadata, titles) if has_text else None)
    if shown:
        return _without_kicker(shown, titles)
    if titles.described:
        return Headline(titles.described)
    if shared := next(filter(fold, titles.shared), None):
        return Headline(_part(shared, titles.slug))
    worded = [heading for heading in headings if len(_words(heading.text)) > _FEW_WORDS]
    if len(worded) == 1:
        return worded[0]
    text = _part(titles.title, titles.slug) if has_text else ""
    return Headline(text) if text else next(iter([*worded, *below, *headings]), None)


def other_headlines(metadata: Metadata, headline: str) -> list[str]:
    """What else a page calls its article, each once; links on other pages may show these words.

    Its one `h1` too, where that is so different that nothing confirms it.
    """
    titles, _ = _titles(metadata)
    shown = [heading.text for heading in _headings(metadata.tree, "h1")]
    only = shown if len(shown) == 1 and len(_words(shown[0])) > _FEW_WORDS else []
    found = {fold(headline): headline}
    for title in (titles.described, *titles.others, *only):
        if title and len(title) <= _LONGEST and not metadata.is_site_name(title):
            found.setdefault(fold(title), title)
    return [title for folded, title in found.items() if folded and folded != fold(headline)]


def _titles(metadata: Metadata) -> tuple[_Titles, str]:
    """The titles, and what the last part of `title` gives as the name of the site, folded."""
    described = _described(metadata)
    last = _last_part(metadata.page_title)
    if described and fold(described).endswith(last):
        last = ""
    given = [title for name in ("og:title", "twitter:title") for title in metadata.meta.get(name, ())]
    path = unquote(urlsplit(metadata.base or metadata.canonical_url or "").path)
    titles = _Titles(
        described=described,
        shared=[_without_site(title, metadata, last) for title in map(plain, given) if title],
        title=_without_site(metadata.page_title, metadata, last),
        slug=max(path.split("/"), key=len),
    )
    return titles, last


def _described(metadata: Metadata) -> str | None:
    """The headline in JSON-LD or microdata."""
    article = metadata.article
    given = text_of(article.get("headline")) or text_of(article.get("name"))
    found = plain(given or next(metadata.marked("headline"), ""))
    return found if found and fold(found) else None


def _confirmed(headings: Iterable[Headline], titles: _Titles) -> Headline | None:
    """The heading that is most like another title and the page's address; the first of several."""
    others = [_words(title) for title in (titles.described, *titles.others) if title]
    slug = _words(titles.slug)
    best, most = None, 0.0
    for heading in headings:
        words = _words(heading.text)
        spelled = _likeness(words, slug)
        likeness = max((_likeness(words, other) for other in others), default=0)
        if max(likeness, spelled) >= _ALIKE and likeness + spelled > most:
            best, most = heading, likeness + spelled
    return best


def _worded(metadata: Metadata, titles: _Titles) -> Headline | None:
    """The longest words in an element that is no heading, if they are a title or a whole part of one."""
    wanted = [titles.described] if titles.described else titles.others
    parts = {fold(part) for title in wanted for part in (title, *_SEPARATOR.split(title))}
    found: dict[str, HtmlElement] = {}
    for element in metadata.tree.iter(*_TEXTUAL):
        text = " ".join((element.text or "").split())
        if _SHORTEST <= len(text) <= _LONGEST and fold(text) in parts and len(_words(text)) > _FEW_WORDS:
            found.setdefault(text, element)
    best = max(found, key=len, default="")
    return (
        Headline(titles.described or best, found[best]) if best and not metadata.is_site_name(best) else None
    )


def _without_kicker(heading: Headline, titles: _Titles) -> Headline:
    """The title that a heading holds beside other words; the heading where others have these words too.

    What JSON-LD and Open Graph agree upon counts more than a heading that is only like it.
    """
    described, others = titles.described, titles.others
    if described and fold(described) in map(fold, titles.shared):
        return Headline(described, heading.element)
    folded = fold(heading.text)
    if folded in map(fold, others):
        return heading
    for given in (described, *others):
        if given and not _CUT.search(given) and f" {fold(given)} " in f" {folded} ":
            return Headline(given, heading.element)
    return heading


def _headings(tree: HtmlElement, *tags: str) -> Iterator[Headline]:
    for heading in islice(tree.iter(*tags), _MOST_HEADINGS):
        text = one_line(" ".join(heading.itertext()))
        if text and fold(text) and len(text) <= _LONGEST:
            yield Headline(text, heading)


def _without_site(title: str, metadata: Metadata, last: str) -> str:
    """A title without the name of its site at either end; `last` is one that is not declared, folded."""
    for match in _SEPARATOR.finditer(title):
        before, after = title[: match.start()], title[match.end() :]
        if metadata.is_site_name(after) or (last and fold(after) == last):
            return before
        if metadata.is_site_name(before):
            return _without_site(after, metadata, last)
    return title


def _part(title: str, slug: str) -> str:
    """The part of a title that the page's address spells, else the first between bars with some words."""
    spelled = {part: _likeness(_words(part), _words(slug)) for part in (title, *_SEPARATOR.split(title))}
    best = max(spelled, key=lambda part: spelled[part])
    if spelled[best] >= _SPELLED:
        return best
    return next((part for part in _BAR.split(title) if len(_words(part)) > _FEW_WORDS), title)


def _last_part(title: str) -> str:
    """The folded last part of a title if it may be the name of a site, else nothing."""
    *rest, last = (fold(part).split() for part in _SEPARATOR.split(title))
    return " ".join(last) if len(last) <= min(_SITE_WORDS, sum(map(len, rest)) - 1) else ""


def _likeness(words: AbstractSet[str], others: AbstractSet[str]) -> float:
    """F1 of two sets of words."""
    return 2 * len(words & others) / (len(words) + len(others)) if words and others else 0


def _words(text: str) -> AbstractSet[str]:
    """Folded words without accents, as addresses spell them; each letter where there are no spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", fold(text)) if not unicodedata.combining(c))
    return set(_UNSPACED.sub(r" \1 ", bare).split())
