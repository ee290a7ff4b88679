"""HTML pages: the text, what the head says, pictures and links, all from one tree by lxml."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from lxml import html
from lxml.etree import ElementDefaultClassLookup, ErrorTypes, ParserError
from lxml.html import HtmlElement

from schemas.enriched_article import Image
from schemas.identity import fold, normalise_url
from services.enrich.read.authors import signed
from services.enrich.read.captions import photo_caption
from services.enrich.read.dates.declared import head_dates
from services.enrich.read.dates.program import program_date
from services.enrich.read.dates.shown import shown_dates
from services.enrich.read.furniture import date_line, is_breadcrumb, is_consent
from services.enrich.read.html.anchors import body_links, in_order, merged, teasers
from services.enrich.read.html.blocks import related_blocks
from services.enrich.read.html.bylines import shown_authors
from services.enrich.read.html.figures import find_images
from services.enrich.read.html.headline import find_headline, other_headlines
from services.enrich.read.html.layout import read_layout
from services.enrich.read.html.main_text import main_text
from services.enrich.read.html.metadata import Metadata
from services.enrich.read.html.structured_data import text_of
from services.enrich.read.page import Page

_ELEMENTS: Final = ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements, chosen in C: by tag, as lxml.html does it, is a call into Python for each."""
_BYLINE_WORDS: Final = 4
_HIDDEN: Final = 2
"""The text in the head is so many times as long as that on the page, which a script would fill."""
_LONGEST_LEAD: Final = 2_000
_LONGEST_CAPTION: Final = 250
"""Code points of a caption in no figure; a longer line that ends with a credit is rather a paragraph."""


def read_markup(text: str, url: str | None) -> Page:
    """Read an HTML page. `text` is clean, `url` its normalised address."""
    tree, too_deep = _parse(text)
    if tree is None:
        return Page()
    metadata = Metadata(tree, _base(tree, url))
    page = read_layout(tree)
    images = find_images(metadata)
    offers = related_blocks(page)
    order = in_order(tree)
    blocks = [box.element for box in offers]
    offered = list(teasers(metadata, blocks))
    lines = main_text(page, metadata.title, offers)
    described = metadata.body
    if sum(map(len, described)) > _HIDDEN * sum(map(len, lines)):
        lines = described
    for element in (*blocks, *tree.iter("figcaption")):
        _drop(element)
    heading = find_headline(metadata, has_text=bool(lines))
    headline = heading and heading.text
    others = other_headlines(metadata, headline) if headline else []
    captions = {fold(text) for image in images for text in (image.caption, image.credit) if text}
    shown = heading.element if heading else None
    dates = shown_dates(tree, shown)
    declared = head_dates(metadata)
    is_dated = declared or dates.published
    drawn = program_date(tree, headline) if headline and not is_dated else None
    authors = metadata.authors or (shown_authors(shown) if shown is not None else [])
    known = {fold(headline or ""), *captions}
    own = [line for line in lines if not is_consent(line) and not _is_known(line, known)]
    texts, credited = _parted(own)
    above, paragraphs = _apart(texts, set(map(fold, authors)))
    linked = body_links(metadata, page, set(paragraphs))
    return Page(
        headline=headline,
        alternative_headline=text_of(metadata.article.get("alternativeHeadline")),
        other_headlines=tuple(others),
        description=_lead(metadata.description, paragraphs),
        paragraphs=tuple(paragraphs),
        authors=tuple(authors or dict.fromkeys(name for line in above for name in signed(line, near=False))),
        images=(*images, *credited),
        links=tuple(merged((*linked, *offered), order, {url, metadata.canonical_url})),
        canonical_url=metadata.canonical_url,
        published=tuple(declared),
        shown=tuple([drawn] if drawn else dates.published),
        changed=tuple(dates.changed),
        clock=dates.clock,
        language=metadata.language,
        territory=metadata.territory,
        truncated=("depth",) if too_deep else (),
    )


def _parse(text: str) -> tuple[HtmlElement | None, bool]:
    """The tree of a page, None for one without any element; and whether it is too deep to be read whole.

    Elements that are never closed lie in each other; beyond 256 the parser takes its other, slower way,
    and beyond 2,048 it ends.
    """
    content = text.encode()
    for deep in (False, True):
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=deep)
        parser.set_element_class_lookup(_ELEMENTS)
        try:
            tree = html.document_fromstring(content, parser=parser)
        except ParserError:
            return None, False
        if not any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
            return tree, False
    return tree, True


def _base(tree: HtmlElement, url: str | None) -> str | None:
    """What relative addresses of the page belong to: as it declares, its own address, its canonical one."""
    declared = next((base.get("href") for base in tree.iter("base")), None)
    return (normalise_url(declared, url) if declared else None) or url or Metadata(tree, None).canonical_url


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _apart(lines: Sequence[str], authors: Collection[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The lines above the text that say who wrote it, when and where; and the others."""
    text = next(
        (
            at
            for at, line in enumerate(lines)
            if not (fold(line) in authors or is_breadcrumb(line) or _is_byline(line))
        ),
        len(lines),
    )
    return lines[:text], lines[text:]


def _parted(lines: Iterable[str]) -> tuple[list[str], list[Image]]:
    """The lines that are text of the article, and captions among them, of pictures that are no figures."""
    paragraphs: list[str] = []
    credited: list[Image] = []
    for line in lines:
        if len(line) <= _LONGEST_CAPTION and (found := photo_caption(line)):
            credited.append(Image(caption=found.text, credit=found.credit))
        else:
            paragraphs.append(line)
    return paragraphs, credited


def _is_known(line: str, known: Collection[str]) -> bool:
    """Whether a line stands elsewhere in the article; `known` is folded."""
    return len(line) <= _LONGEST_LEAD and fold(line) in known


def _is_byline(line: str) -> bool:
    words = date_line(line)
    return (words is not None and len(words) <= _BYLINE_WORDS) or bool(signed(line, near=False))


def _lead(description: str | None, paragraphs: Sequence[str]) -> str | None:
    """The lead, unless it is only how the body begins."""
    if not description or not paragraphs:
        return description
    start = fold(" ".join(paragraphs[:3])[:_LONGEST_LEAD])
    return None if start.startswith(fold(description)) else description
