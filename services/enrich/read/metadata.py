"""What the head of a page says about it: addresses, titles, description, authors, dates, language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml.html import HtmlElement

from schemas.identity import fold, normalise_url
from services.enrich.read.page import DateClue
from services.enrich.read.structured_data import Node, find_article, text_of, texts_of

_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.created", "dcterms.date", "article:published", "published_at", "date",
)  # fmt: skip
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_][A-Za-z0-9]{2,8})*")
_LONGEST_NAME: Final = 100
_LONGEST_ADDRESS: Final = 8192


@dataclass(frozen=True)
class Metadata:
    """The head of one page. `base` is the address that relative ones belong to."""

    tree: HtmlElement
    base: str | None

    @cached_property
    def article(self) -> Node:
        """The article of its JSON-LD; empty without one."""
        return find_article(self.tree)

    @cached_property
    def meta(self) -> Mapping[str, list[str]]:
        """`property`, `name` or `itemprop` -> contents, in order."""
        found: dict[str, list[str]] = {}
        for element in self.tree.iter("meta"):
            key = element.get("property") or element.get("name") or element.get("itemprop") or ""
            value = " ".join((element.get("content") or "").split())
            if key and value:
                found.setdefault(key.strip().lower(), []).append(value)
        return found

    def first(self, *names: str) -> str | None:
        """The first content of the first name that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def address(self, href: str | None) -> str | None:
        """An address of the page, absolute and normalised; None for none that can be fetched."""
        found = normalise_url(href, self.base) if href else None
        return found if found and len(found) <= _LONGEST_ADDRESS else None

    @cached_property
    def canonical_url(self) -> str | None:
        """The address that the page declares as its own."""
        links = [
            link.get("href")
            for link in self.tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ]
        page = self.article.get("mainEntityOfPage")
        described = page.get("@id") if isinstance(page, dict) else text_of(page)
        declared = (*links, self.first("og:url"), text_of(described), text_of(self.article.get("url")))
        return next((address for href in declared if (address := self.address(href))), None)

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Folded names of the publisher."""
        names = (
            *self.meta.get("og:site_name", ()),
            *self.meta.get("application-name", ()),
            *texts_of(self.article.get("publisher")),
        )
        return frozenset(filter(None, map(fold, names)))

    @property
    def description(self) -> str | None:
        """The lead as it stands in the head."""
        return text_of(self.article.get("description")) or self.first("og:description", "description")

    @property
    def authors(self) -> list[str]:
        """Names of persons, each once; an address or the publisher is none."""
        named = texts_of(self.article.get("author")) or [
            *self.meta.get("author", ()),
            *self.meta.get("article:author", ()),
            *self.meta.get("dc.creator", ()),
        ]
        names = dict.fromkeys(name.removeprefix("@").strip() for name in named)
        return [
            name
            for name in names
            if name and len(name) <= _LONGEST_NAME and "://" not in name and fold(name) not in self.site_names
        ]

    @property
    def published(self) -> list[DateClue]:
        """What may be the date of publication, best first."""
        described = [
            text for key in ("datePublished", "dateCreated") if (text := text_of(self.article.get(key)))
        ]
        given = [value for name in _PUBLISHED for value in self.meta.get(name, ())]
        times = [
            time.get("datetime")
            for time in self.tree.iter("time")
            if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None
        ]
        return [
            *(DateClue(text, "json-ld") for text in described),
            *(DateClue(text, "meta") for text in (*given, *times) if text),
        ]

    @property
    def language(self) -> str | None:
        """The language that the page declares, as a BCP 47 tag without its region."""
        declared = (self.tree.get("lang"), text_of(self.article.get("inLanguage")), self.first("og:locale"))
        found = next((match for tag in declared if tag and (match := _LANGUAGE.fullmatch(tag.strip()))), None)
        if found is None:
            return None
        return "-".join(part for part in (found[1].lower(), (found[2] or "").title()) if part)
