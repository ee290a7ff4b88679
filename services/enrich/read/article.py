"""A page as a scraper read it, into an article: what the page alone tells. Pure: same input, same output."""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from typing import Final
from uuid import UUID

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle, Enricher, Limit, RelatedLink
from schemas.identity import article_id, content_hash, is_outside, normalise_url, own_address, source_of
from schemas.letters import MARKS
from schemas.raw_article import RawArticle
from services.enrich.read.characters import clean, one_line
from services.enrich.read.dates.address import url_clue
from services.enrich.read.dates.publication import publication
from services.enrich.read.dates.written import Reader, readings
from services.enrich.read.entities.agencies import credited
from services.enrich.read.entities.grouping import grouped
from services.enrich.read.entities.model import TAGGER, Names
from services.enrich.read.entities.name_index import Hit
from services.enrich.read.formats import recognised
from services.enrich.read.html.markup import read_markup
from services.enrich.read.language.detection import detect
from services.enrich.read.language.model import model_version
from services.enrich.read.page import DateClue, Link, Page
from services.enrich.read.plain.plain_text import read_plain_text
from services.runtime.errors import PermanentError

ENRICHER_VERSION: Final = "2026.11.30.1"
"""Version of everything in this package: the day of the last change that gives any page another result.

Versions of one content are ordered by it as text, so it only ever grows; two changes of one day are
`2026.11.24` and `2026.11.24.1`.
"""
_COMPONENTS: Final = ("babel", "eldc", "ftfy", "lxml", "markdown-it-py", "py3langid", "pycld2")
_LONGEST_ADDRESS: Final = 8192
_LETTERS: Final = rf"(?:\w++[{MARKS}]*+)++"
_WORD: Final = re.compile(rf"{_LETTERS}(?:['\u2019-]{_LETTERS})*")


def read(page: RawArticle, submission_id: UUID, model: Names = TAGGER) -> EnrichedArticle:
    """The article of a page, its names found by `model`.

    Raises `PermanentError` (`no-content`) for a page without headline and body, and what the model raises.
    """
    url = _address(page.url)
    written = recognised(page.content or "", page.content_type)
    text = clean(written.text)
    found = read_markup(text, url) if written.is_markup else read_plain_text(text, one_line(page.headline))
    body = found.body
    if not found.headline and not body:
        raise PermanentError(Cause.NO_CONTENT, "the page has neither headline nor text", stage="read")
    headline = found.headline or one_line(page.headline)
    own = own_address(url, found.canonical_url)
    source = source_of(one_line(page.source), url or found.canonical_url)
    text = f"{headline or ''}\n\n{body}"
    language = detect(text, found.language or page.in_language)
    agencies = list(credited(text, language.tag))
    names = model.version(language.tag)
    names_cut: tuple[Limit, ...] = ("names",) if names and len(text) > model.longest else ()
    territory = found.territory if found.language == language.tag else None
    reader = Reader(language.tag, page.fetched_at, territory)
    published = publication(_clues(page, found, url), reader, found.changed)
    return EnrichedArticle(
        id=article_id(own=own, source=source, headline=headline, body=body),
        submission_id=submission_id,
        source=source,
        scraper=one_line(page.scraper),
        url=url,
        canonical_url=found.canonical_url,
        aliases=sorted({address for address in (url, own) if address}),
        version_at=page.fetched_at,
        content_hash=_hash(headline, found),
        headline=headline,
        alternative_headline=found.alternative_headline,
        other_headlines=list(found.other_headlines),
        description=found.description,
        article_body=body,
        word_count=len(_WORD.findall(body)),
        authors=list(found.authors) or [name for author in page.authors if (name := one_line(author))],
        images=list(found.images),
        info_sources=_sources(text, agencies),
        date_published=published.date,
        other_dates=published.others,
        page_date=next(iter(readings(found.clock, reader)), None) if found.clock else None,
        in_language=language,
        entities=grouped(text, language.tag, model.find_names(text, language.tag), agencies),
        related_links=[_related(at, link, own or url) for at, link in enumerate(found.links)],
        enricher=_enricher((*written.met, *found.truncated, *names_cut), names),
    )


def _address(url: str | None) -> str | None:
    normalised = normalise_url(url) if url else None
    return normalised if normalised and len(normalised) <= _LONGEST_ADDRESS else None


def _hash(headline: str | None, page: Page) -> str:
    """The hash of what a reader sees: a link, a date or the page's clock may change without a new version."""
    pictures = [text for image in page.images for text in (image.caption, image.credit)]
    seen = (headline, page.alternative_headline, page.description, page.body, *pictures)
    return content_hash(*(text or "" for text in seen))


def _sources(text: str, agencies: Iterable[Hit]) -> list[str]:
    """Each agency once, spelled as where it is first named."""
    first: dict[str, str] = {}
    for hit in agencies:
        first.setdefault(hit.key, text[hit.start : hit.end])
    return list(first.values())


def _clues(raw: RawArticle, page: Page, url: str | None) -> list[DateClue]:
    """What may be the date of publication, best first: a date among the words of the page may be another."""
    words = [clue for clue in page.published if clue.origin == "text"]
    given = [clue for clue in page.published if clue.origin != "text"]
    address = url_clue(url or page.canonical_url)
    return [clue for clue in (*given, address, *words, *page.shown, _hint(raw)) if clue]


def _hint(raw: RawArticle) -> DateClue | None:
    return DateClue(raw.date_published.isoformat(), "scraper") if raw.date_published else None


def _related(position: int, link: Link, own: str | None) -> RelatedLink:
    return RelatedLink(
        position=position,
        kind=link.kind,
        title=link.title,
        url=link.url,
        description=link.description,
        status="external" if is_outside(link.url, own) else "pending",
    )


@lru_cache(maxsize=64)
def _enricher(truncated: tuple[Limit, ...], names: str | None) -> Enricher:
    components = {name: version(name) for name in _COMPONENTS}
    components["language-model"] = model_version()
    if names:
        components["entities-model"] = names
    return Enricher(version=ENRICHER_VERSION, components=components, truncated=list(truncated))
