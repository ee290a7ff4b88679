"""EnrichedArticle: one version of an article, read and related (topic `articles.enriched`)."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.fields import Address, Day, Message, Name, Utc
from schemas.raw_article import Status

Precision = Literal["second", "minute", "day", "month", "year"]
DateOrigin = Literal["json-ld", "meta", "url", "text", "scraper"]
EntityType = Literal["Person", "Place", "Organization", "Event", "Product"]
LinkKind = Literal["teaser", "body"]
LinkStatus = Literal["resolved", "pending", "external"]
LinkMethod = Literal["url", "title", "similar-title"]
CopyMethod = Literal["address", "text"]
Limit = Literal["characters", "lines", "elements", "attributes", "depth", "names"]
Share = Annotated[float, Field(ge=0, le=1)]


class NewsDate(Message):
    """A date that the page gives."""

    value: Utc | Day
    """A time where its zone is known, else the day."""
    precision: Precision
    """How much of `value` the page says."""
    origin: DateOrigin
    """Where it was found."""
    raw: str
    """The words of the page."""


class LanguageShare(Message):
    """A second language of a mixed article."""

    tag: str
    """BCP 47."""
    share: Share
    """Its share of headline and body, by length."""


class Language(Message):
    """The language of headline and body."""

    tag: str
    """BCP 47, of most of the text; `und` when there is no telling."""
    script: str
    """ISO 15924, e.g. `Cyrl`; `Zyyy` without letters."""
    confidence: Share
    """How sure the detector is: above 0.9 and wrong are less than 1 % of sentences, word pairs and words."""
    others: list[LanguageShare] = Field(default_factory=list)
    """Languages in which the headline or whole paragraphs are beside it, the largest share first."""


class Image(Message):
    """A picture of the article."""

    url: Address | None = None
    """Its address, absolute."""
    caption: str | None = None
    """What is said below it, without the credit."""
    credit: str | None = None
    """Who made it or gave it."""


class Mention(Message):
    r"""Where an entity stands in `headline + "\n\n" + article_body`, in Unicode code points."""

    start: Annotated[int, Field(ge=0)]
    """Its first code point."""
    end: Annotated[int, Field(ge=1)]
    """One past its last code point."""
    text: str
    """The words between them."""


class Entity(Message):
    """Something with a name."""

    type: EntityType
    """What it is, in the terms of schema.org."""
    name: str
    """Its base form."""
    id: str | None = None
    """Its id on a list: `country:BY`, `geonames:625144`, `organization:nato`, `agency:belta`, or nothing."""
    key: str | None = None
    """The same in all articles, languages and alphabets: the id, else kind and consonants of the name."""
    same_as: Address | None = None
    """Its Wikidata address."""
    mentions: list[Mention]
    """Every place where it is named, in order."""
    salience: Share
    """How central it is: named in the headline, in the first paragraph, early, and often."""


class RelatedLink(Message):
    """A link to another article: an item of a "related" list, or one in the body."""

    position: Annotated[int, Field(ge=0)]
    """Its place among the links of this version, from 0."""
    kind: LinkKind
    """`teaser`: an item of a "related" list."""
    title: str | None = None
    """The words that it shows."""
    url: Address | None = None
    """Where it leads, absolute."""
    description: str | None = None
    """The lead below the title."""
    status: LinkStatus = "pending"
    """`external`: on another site, not waited for."""
    target_id: UUID | None = None
    """The article that it leads to."""
    method: LinkMethod | None = None
    """How the target was found."""
    score: Share | None = None
    """How sure that is."""


class Enricher(Message):
    """Who made this version."""

    version: str
    """Version of the enricher; versions of one content are ordered by it."""
    components: dict[str, str] = Field(default_factory=dict)
    """Version of each library and model that had a part."""
    truncated: list[Limit] = Field(default_factory=list)
    """The limits at which reading the page was cut short; what lies beyond them is not in this version.

    `names`: the text is whole, but beyond 300,000 code points only countries and agencies were looked for."""


class EnrichedArticle(Message):
    """One version of an article. A withdrawn one keeps its id, addresses and times and loses its text.

    A withdrawal that a newer version has outlived stands on `articles.links`, key `article_id/withdrawn`, as
    the version that it is: everything before `version_at` is withdrawn with it, the newer one stays.
    """

    id: UUID
    """The article, the same for all its versions."""
    submission_id: UUID
    """The submission that this version was made of."""
    source: Name
    """The publisher."""
    scraper: Name | None = None
    """Who read the page."""
    status: Status = "usable"
    """`canceled`: withdrawn."""
    url: Address | None = None
    """The fetched address, normalised."""
    canonical_url: Address | None = None
    """The address that the page declares as its own."""
    aliases: list[Address] = Field(default_factory=list)
    """All spellings of its address that were seen, sorted."""
    version_at: Utc
    """When this content was first read."""
    withdrawn_at: Utc | None = None
    """When it was withdrawn, where that is later than `version_at`: the version that outlived it was first
    read before, and again since."""
    content_hash: str = ""
    """SHA-256 of what a reader sees, hexadecimal."""
    changed_fields: list[str] = Field(default_factory=list)
    """What differs from the version before, sorted; empty on the first."""
    headline: str | None = None
    """The headline, once."""
    alternative_headline: str | None = None
    """A second line below it."""
    other_headlines: list[str] = Field(default_factory=list)
    """What else the page calls the article: for other sites, in its `title`; without the site's name."""
    description: str | None = None
    """The lead, where the page gives one apart from the body."""
    article_body: str = ""
    """Paragraphs, joined by a blank line."""
    word_count: Annotated[int, Field(ge=0)] = 0
    """Words of the body."""
    authors: list[str] = Field(default_factory=list)
    """Who wrote it."""
    images: list[Image] = Field(default_factory=list)
    """Its pictures."""
    info_sources: list[str] = Field(default_factory=list)
    """Agencies that the text credits, in order of appearance."""
    date_published: NewsDate | None = None
    """When it was published; of a page that tells only when it was last changed, that."""
    other_dates: list[NewsDate] = Field(default_factory=list)
    """What else the page gives as that date, on another day, best first."""
    page_date: NewsDate | None = None
    """The clock of the page."""
    in_language: Language | None = None
    """Its language."""
    entities: list[Entity] = Field(default_factory=list)
    """Who and what it names."""
    related_links: list[RelatedLink] = Field(default_factory=list)
    """Other articles that it points to."""
    copy_of: UUID | None = None
    """The earliest article that has an address of this one, or a text like its own."""
    copy_method: CopyMethod | None = None
    """How the two were found to be one: `address`, they share one; `text` (also where it is missing)."""
    similarity: Share | None = None
    """How alike the texts are; empty where only an address is shared."""
    original_at: Utc | None = None
    """When the earliest article was published, else first read."""
    enricher: Enricher
    """The software that made this version."""
