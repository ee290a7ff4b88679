"""Keys under which articles are found: by address, and by title within a publisher. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from schemas.enriched_article import EnrichedArticle, LinkMethod, RelatedLink
from schemas.identity import address_key, fold, is_root, named, own_address, site
from services.enrich.fingerprints import is_long
from services.enrich.relate.titles import Title, bands, without_ornament

TITLE_WORDS: Final = 3
TITLE_WIDTH: Final = 15
"""A title with fewer words and less width ("News", "The weather") names no one article."""
TITLES_AT_HAND: Final = 8192
"""Titles that are not worked out anew: a site shows the same ones below many articles. 1 KB each."""

ADDRESSES_AT_HAND: Final = 8192
"""The same of addresses."""


class KeyKind(StrEnum):
    """What a key is made of."""

    ADDRESS = "address"
    SECTION = "section"
    """An address above the article's own one: links find the article there, but it does not say who it is."""
    TITLE = "title"
    BODY = "body"
    ID = "id"


class WaitingKey(NamedTuple):
    """A link, and a key by which its target will be known."""

    position: int
    key: UUID
    method: LinkMethod


def _key(kind: KeyKind, text: str) -> UUID:
    return named(f"{kind}:{text}")


@lru_cache(maxsize=ADDRESSES_AT_HAND)
def address(url: str) -> UUID:
    """The key of a normalised address."""
    return _key(KeyKind.ADDRESS, address_key(url))


def identifier(article_id: UUID) -> UUID:
    """The key under which a withdrawal by id waits."""
    return _key(KeyKind.ID, str(article_id))


@dataclass(frozen=True)
class Titled:
    """A title among those of its publisher."""

    source: str
    key: UUID
    title: Title

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """Under which an article with this title is found by others like it."""
        return bands(self.source, self.title)


@lru_cache(maxsize=TITLES_AT_HAND)
def titled(source: str, words: str) -> Titled | None:
    """A title with its key; None where it would name no one article."""
    plain = without_ornament(words, source)
    folded = fold(plain)
    if not is_long(folded, TITLE_WORDS, TITLE_WIDTH):
        return None
    return Titled(source, _key(KeyKind.TITLE, f"{source}\n{folded}"), Title.folded(plain, folded))


def own_addresses(article: EnrichedArticle, aliases: Iterable[str] = ()) -> list[str]:
    """Every spelling of the article's address, sorted. A front page is nobody's own address."""
    declared = own_address(article.url, article.canonical_url)
    spellings = {article.url, declared, *article.aliases, *aliases} - {None}
    home = article.url or declared
    return sorted(
        spelling
        for spelling in spellings
        if spelling and home and not is_root(spelling) and (spelling == home or site(spelling) == site(home))
    )


def own_keys(article: EnrichedArticle) -> dict[UUID, KeyKind]:
    """The keys of addresses and titles under which others find this article."""
    found: dict[UUID, KeyKind] = dict.fromkeys(own_titles(article), KeyKind.TITLE)
    return found | address_keys(article.url, article.canonical_url, own_addresses(article))


def address_keys(url: str | None, canonical: str | None, spellings: Iterable[str]) -> dict[UUID, KeyKind]:
    """The keys of the spellings of an article's address, of which two are as fetched and as declared."""
    own = own_address(url, canonical)
    below = address_key(own) if own else ""
    return {
        address(spelling): KeyKind.SECTION
        if below.startswith(f"{address_key(spelling)}/")
        else KeyKind.ADDRESS
        for spelling in spellings
    }


def own_titles(article: EnrichedArticle) -> dict[UUID, Titled]:
    """The titles under which others find this article, by their keys."""
    return _titles(article.source, (article.headline, article.alternative_headline, *article.other_headlines))


def waiting_titles(article: EnrichedArticle) -> list[tuple[str, str]]:
    """The publisher and the words of each title that the teasers of this article show."""
    source = article.source
    return [(source, words) for link in article.related_links if (words := _shown(link))]


def _titles(source: str, texts: Iterable[str | None]) -> dict[UUID, Titled]:
    return {found.key: found for text in texts if text and (found := titled(source, text))}


def waiting_keys(article: EnrichedArticle) -> list[WaitingKey]:
    """The keys that the links of this article wait for; a title counts within its publisher only."""
    waiting, source = [], article.source
    for link in article.related_links:
        if link.url and not is_root(link.url):
            waiting.append(WaitingKey(link.position, address(link.url), "url"))
        if (words := _shown(link)) and (found := titled(source, words)):
            waiting.append(WaitingKey(link.position, found.key, "title"))
    return waiting


def _shown(link: RelatedLink) -> str | None:
    """The title that a link waits for; None where it waits by its address alone."""
    return link.title if link.kind == "teaser" and link.status != "external" else None
