"""What a page says about itself to machines: addresses, description, authors, language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import islice
from typing import Final, TypeGuard
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from schemas.identity import fold, normalise_url
from services.enrich.read.authors import named
from services.enrich.read.html.blocks import short_text
from services.enrich.read.html.structured_data import Node, is_article, plain, text_of, texts_of, things

_LANGUAGE: Final = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:[-_](?P<script>[A-Za-z]{4}))?(?:[-_](?P<territory>[A-Za-z]{2}))?"
    r"(?:[-_][A-Za-z0-9]{2,8})*"
)
_REGISTRY: Final = re.compile(r"\.(?:com?|org?|net|gov|ac|edu?)\.([a-z]{2})$")
_AUTHORS: Final = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dc.creator.name", "dcterms.creator", "citation_author", "og:article:author", "cxenseparse:author", "byl",
)  # fmt: skip
_TAG: Final = re.compile(r"</?[a-z]", re.IGNORECASE)
_LONGEST_NAME: Final = 100
_MOST_VALUES: Final = 100
"""Values of one member of an article."""
_SHORT_NAME: Final = 3
"""Letters from which on a word in the name of a host is no accident."""
_LONGEST_ADDRESS: Final = 8192
_LONGEST_MARK: Final = 1_000
"""Code points of an element that a mark says something with: a headline, a name, a date."""
_MOST: Final = 2_000
"""Elements with metadata that are looked at; the page with the most of 534 has 436."""


@dataclass(frozen=True)
class Metadata:
    """The machine-readable part of one page. `base` is the address that relative ones belong to."""

    tree: HtmlElement
    base: str | None

    @cached_property
    def things(self) -> list[Node]:
        """What its JSON-LD describes."""
        return things(self.tree)

    @cached_property
    def article(self) -> Node:
        """The article of its JSON-LD, of several the one with the page's address or title; else empty."""
        articles = [node for node in self.things if is_article(node)]
        if len(articles) < 2:  # noqa: PLR2004 - nothing to choose
            return articles[0] if articles else {}
        title = fold(" ".join([*self.meta.get("og:title", ()), self.page_title]))
        return max(articles, key=lambda node: self._fit(node, title))

    def _fit(self, node: Node, title: str) -> tuple[bool, bool, bool]:
        headline = fold(text_of(node.get("headline")) or text_of(node.get("name")) or "")
        own = {self.base, *self._links}
        return (
            bool(own.intersection(map(self.address, _addresses(node)))),
            headline != "" and headline in title,
            headline != "",
        )

    @cached_property
    def meta(self) -> Mapping[str, list[str]]:
        """`property`, `name` or `itemprop` of `meta` elements -> contents, in order."""
        found: dict[str, list[str]] = {}
        for element in islice(self.tree.iter("meta"), _MOST):
            key = element.get("property") or element.get("name") or element.get("itemprop") or ""
            value = " ".join((element.get("content") or "").split())
            if key and value:
                found.setdefault(key.strip().lower(), []).append(value)
        return found

    @cached_property
    def marks(self) -> Mapping[str, list[HtmlElement]]:
        """`itemprop` (microdata) or `property` (RDFa) of elements that readers see -> elements, in order."""
        found: dict[str, list[HtmlElement]] = {}
        marked = self.tree.xpath("(//@itemprop | //@property)/parent::*[not(self::meta or self::link)]")
        for element in marked[:_MOST]:
            for key in f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower().split():
                found.setdefault(key.removeprefix("schema:"), []).append(element)
        return found

    def first(self, *names: str) -> str | None:
        """The first content of the first name that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def marked(self, *names: str) -> Iterator[str]:
        """What the elements with one of these marks say."""
        for name in names:
            for element in self.marks.get(name, ()):
                text = element.get("content") or element.get("datetime") or short_text(element, _LONGEST_MARK)
                if text and text.strip():
                    yield text

    def address(self, href: str | None) -> str | None:
        """An address of the page, absolute and normalised; None for none that can be fetched."""
        found = normalise_url(href, self.base) if href else None
        return found if found and len(found) <= _LONGEST_ADDRESS else None

    @cached_property
    def page_title(self) -> str:
        """Its `title` as it stands."""
        return " ".join((self.tree.findtext(".//title") or "").split())

    @cached_property
    def _links(self) -> list[str]:
        """The addresses that its head declares as its own."""
        links = (
            link.get("href")
            for link in islice(self.tree.iter("link"), _MOST)
            if "canonical" in (link.get("rel") or "").lower().split()
        )
        return [address for href in (*links, self.first("og:url")) if (address := self.address(href))]

    @cached_property
    def canonical_url(self) -> str | None:
        """The address that the page declares as its own."""
        described = (address for href in _addresses(self.article) if (address := self.address(href)))
        return next(iter(self._links), None) or next(described, None)

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Folded names of the publisher."""
        names = (
            *self.meta.get("og:site_name", ()),
            *self.meta.get("application-name", ()),
            *self.meta.get("apple-mobile-web-app-title", ()),
            *texts_of(self._described("publisher")),
        )
        return frozenset(filter(None, map(fold, names)))

    def is_site_name(self, text: str) -> bool:
        """Whether a text is a name of the publisher, declared or as its address spells it."""
        name = fold(text)
        joined = name.replace(" ", "")
        return name in self.site_names or (len(joined) >= _SHORT_NAME and joined in self._host)

    @cached_property
    def _host(self) -> str:
        """The letters and digits of the page's host."""
        host = urlsplit(self.base or self.canonical_url or "").hostname or ""
        return fold(host.removeprefix("www.")).replace(" ", "")

    @property
    def title(self) -> str:
        """The title that the page gives for others to show, else the one of its window."""
        return self.first("og:title") or " ".join((self.tree.findtext(".//title") or "").split())

    @property
    def description(self) -> str | None:
        """The lead as it stands in the head."""
        found = text_of(self.article.get("description")) or self.first(
            "og:description", "description", "twitter:description", "dc.description"
        )
        return plain(found) if found else None

    @property
    def body(self) -> list[str]:
        """The lines of the text of its article in JSON-LD; none where that is markup."""
        text = self.article.get("articleBody")
        if not isinstance(text, str) or _TAG.search(text):
            return []
        return [line for raw in unescape(text).splitlines() if (line := " ".join(raw.split()))]

    @property
    def authors(self) -> list[str]:
        """Names of persons, each once; an address or the publisher is none."""
        written = (
            texts_of(self._described("author")),
            texts_of(self._described("creator")),
            *(self.meta.get(key, ()) for key in _AUTHORS),
        )
        return next(filter(None, map(self._persons, written)), [])

    def _described(self, member: str) -> list[object]:
        """The values of a member of the article, each with what it only refers to, as `{"@id": ...}`."""
        value = self.article.get(member)
        values = (value if isinstance(value, list) else [value])[:_MOST_VALUES]
        return [self._by_id.get(one["@id"]) if _is_reference(one) else one for one in values]

    @cached_property
    def _by_id(self) -> Mapping[str, Node]:
        """What its JSON-LD describes, by `@id`."""
        described = ((node.get("@id"), node) for node in self.things if not _is_reference(node))
        return {identifier: node for identifier, node in described if isinstance(identifier, str)}

    def _persons(self, written: Iterable[str]) -> list[str]:
        texts = (text.removeprefix("@").strip() for text in written)
        names = dict.fromkeys(name for text in texts if "://" not in text for name in named(text))
        return [name for name in names if len(name) <= _LONGEST_NAME and fold(name) not in self.site_names]

    @cached_property
    def _locale(self) -> Mapping[str, str | None]:
        declared = (
            self.tree.get("lang"),
            self.tree.get("xml:lang"),
            text_of(self.article.get("inLanguage")),
            self.first("og:locale"),
        )
        matches = [match for tag in declared if tag and (match := _LANGUAGE.fullmatch(tag.strip()))]
        if not matches:
            return {}
        language = matches[0]["language"].lower()
        matches += filter(None, map(_LANGUAGE.fullmatch, self._address_parts))
        same = [match["territory"] for match in matches if match["language"].lower() == language]
        return {
            "tag": "-".join(filter(None, (language, (matches[0]["script"] or "").title()))),
            "territory": next((territory.upper() for territory in same if territory), self._country),
        }

    @property
    def _address_parts(self) -> list[str]:
        """What of the page's address may name the language: `en-gb.site.example`, `/en-gb/news`."""
        address = urlsplit(self.base or self.canonical_url or "")
        return [(address.hostname or "").partition(".")[0], *address.path.split("/", 2)[1:2]]

    @property
    def _country(self) -> str | None:
        """The country whose registry gave the page's host: `news.co.uk`, `news.com.au`.

        Only where it sorts them into kinds: many a country sells its short ones to everybody (`news.io`).
        """
        found = _REGISTRY.search(urlsplit(self.base or self.canonical_url or "").hostname or "")
        return {"UK": "GB"}.get(code := found[1].upper(), code) if found else None

    @property
    def language(self) -> str | None:
        """The language that the page declares, as a BCP 47 tag without its region."""
        return self._locale.get("tag")

    @property
    def territory(self) -> str | None:
        """The region beside that language, ISO 3166-1: whose way to write numbers."""
        return self._locale.get("territory")


def _is_reference(value: object) -> TypeGuard[Mapping[str, str]]:
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str)


def _addresses(node: Node) -> list[str]:
    page = node.get("mainEntityOfPage")
    described = page.get("@id") if isinstance(page, dict) else page
    return [text for value in (described, node.get("url")) if (text := text_of(value))]
