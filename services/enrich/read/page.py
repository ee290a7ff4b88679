"""What a page says, before anything is concluded from it: the same for HTML and plain text."""

from dataclasses import dataclass

from schemas.enriched_article import DateOrigin, Image, Limit, LinkKind


@dataclass(frozen=True)
class DateClue:
    """Words that are a date, and where they stood."""

    raw: str
    origin: DateOrigin


@dataclass(frozen=True)
class Link:
    """A link to another article, as the page shows it. `url` is normalised and absolute."""

    kind: LinkKind
    title: str | None
    url: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Page:
    """One page without its boilerplate."""

    headline: str | None = None
    alternative_headline: str | None = None
    other_headlines: tuple[str, ...] = ()
    """What else it calls its article, without the name of the site."""
    description: str | None = None
    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    canonical_url: str | None = None
    """Normalised."""
    published: tuple[DateClue, ...] = ()
    """What may be the date of publication, best first."""
    shown: tuple[DateClue, ...] = ()
    """The same, among what readers see of an HTML page: dates of other things stand there too."""
    changed: tuple[DateClue, ...] = ()
    """What may be the date of its last change, best first."""
    clock: DateClue | None = None
    """The page's own date, of the day on which it was read."""
    language: str | None = None
    """The language that it declares, a BCP 47 tag."""
    territory: str | None = None
    """The region beside that language, ISO 3166-1."""
    truncated: tuple[Limit, ...] = ()
    """The limits of the parser that it met."""

    @property
    def body(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)
