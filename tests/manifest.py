"""The manifest of the samples: what is sent in which order, and what must come of it."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from schemas.enriched_article import DateOrigin, LinkKind, Precision
from schemas.identity import normalise_url, source_of

SAMPLES = Path(__file__).parents[1] / "samples"


class Strict(BaseModel):
    """Part of a manifest line; a misspelled field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageDate(Strict):
    """A date as `EnrichedArticle` gives it, without the words of the page."""

    value: str
    precision: Precision
    origin: DateOrigin


class Link(Strict):
    """A link that must be found, and the file that it leads to."""

    kind: LinkKind
    title: str
    target: str | None
    withdrawn: str | None = None


class Image(Strict):
    """A caption that must be found."""

    caption: str
    credit: str


class Expect(Strict):
    """What must come of a submission."""

    outcome: Literal["enriched", "unchanged", "superseded", "canceled", "dead-letter", "rejected"]
    of: str | None = None
    cause: str | None = None
    pointer: str | None = None
    headline: str = ""
    authors: list[str] = []
    in_language: str = ""
    date_published: PageDate | None = None
    page_date: PageDate | None = None
    paragraphs: int = 0
    first_words: str = ""
    last_words: str = ""
    image: Image | None = None
    countries: list[str] = []
    links: list[Link] = []


class Sample(Strict):
    """One line of the manifest: where it stands, what is sent, what must come of it."""

    position: int
    file: str | None
    raw: dict[str, Any]
    expect: Expect

    @property
    def content(self) -> str:
        """The page; empty for a withdrawal."""
        return (SAMPLES / self.file).read_text(encoding="utf-8") if self.file else ""

    @property
    def url(self) -> str | None:
        """Its address, normalised."""
        return normalise_url(self.raw["url"]) if "url" in self.raw else None

    @property
    def fetched_at(self) -> datetime:
        """When it was read."""
        return datetime.fromisoformat(self.raw["fetched_at"])

    @property
    def source(self) -> str:
        """Its publisher."""
        return source_of(self.raw.get("source"), self.url)


@cache
def manifest() -> list[Sample]:
    """Every submission, in order."""
    rows = (SAMPLES / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    samples = []
    for position, row in enumerate(rows):
        line = json.loads(row)
        file, expect = line.pop("file", None), line.pop("expect")
        samples.append(Sample(position=position, file=file, raw=line, expect=expect))
    return samples


def with_outcome(outcome: str) -> list[Sample]:
    """The submissions that must end so."""
    return [sample for sample in manifest() if sample.expect.outcome == outcome]


def first_of(file: str | None) -> Sample:
    """The submission that sends a file first."""
    return next(sample for sample in manifest() if sample.file == file)


def standing() -> list[Sample]:
    """The articles as they are when everything was sent: newest version each, withdrawn ones gone."""
    newest = {s.expect.of or s.file: s for s in with_outcome("enriched")}
    gone = {s.expect.of for s in with_outcome("canceled")}
    return [sample for file, sample in newest.items() if file not in gone]
