"""The samples agree with what their manifest says of them."""

import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from babel import Locale
from pydantic import ValidationError

from schemas.identity import fold, normalise_url
from schemas.raw_article import RawArticle
from schemas.validation import field_errors
from tests.manifest import SAMPLES, Link, PageDate, Sample, first_of, manifest, standing, with_outcome

HIDDEN = {"script", "title"}
CYRILLIC = {"bg", "mk", "sr", "ru", "uk"}
LATIN = {"sr-Latn", "hr", "ro", "tr", "de", "en", "fr", "pl"}
OTHER = {"el", "ar", "zh"}


class Page(HTMLParser):
    """The text lines and the links of an HTML page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.links: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; a link keeps its address."""
        self._open.append(tag)
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", ""))
        elif tag != "button":
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave the tag and what it left open."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Text belongs to the last line, and to the link around it."""
        if HIDDEN.isdisjoint(self._open):
            self.lines[-1] += data
            if "a" in self._open:
                address, title = self.links[-1]
                self.links[-1] = address, title + data


def text_lines(sample: Sample) -> list[str]:
    """What a reader sees, line by line, without blank ones."""
    html = sample.raw["content_type"] == "text/html"
    lines = Page(sample.content).lines if html else sample.content.splitlines()
    return [line.strip() for line in lines if line.strip()]


def body(sample: Sample) -> list[str]:
    """The lines from the first words to the last words."""
    lines = text_lines(sample)
    begin = next(n for n, line in enumerate(lines) if line.startswith(sample.expect.first_words))
    end = next(n for n, line in enumerate(lines) if n >= begin and line.endswith(sample.expect.last_words))
    return lines[begin : end + 1]


def says_day(value: str, line: str) -> bool:
    """Whether a line for readers names the day and the year of an ISO date."""
    year, _, day = value.split("-")
    return {str(int(day)), year} <= set(re.findall(r"\d+", line))


def dates_at(sample: Sample, date: PageDate) -> set[str]:
    """The dates that the page gives at the origin of `date`, as the manifest writes them."""
    given: list[str] = []
    match date.origin:
        case "json-ld":
            given = re.findall(r'"datePublished": "(.*?)"', sample.content)
        case "meta":
            given = re.findall(r'"article:published_time" content="(.*?)"', sample.content)
        case "scraper":
            given = [sample.raw["date_published"]]
        case "url":
            given = ["-".join(found) for found in re.findall(r"/(\d{4})/(\d\d)/(\d\d)/", sample.raw["url"])]
        case "text":
            given = [date.value for line in text_lines(sample) if says_day(date.value, line)]
    if date.precision == "day":
        return set(given)
    return {f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for text in given}


def addresses(sample: Sample) -> dict[str, str | None]:
    """Folded title of each link of an HTML page, and where it leads."""
    return {fold(title): normalise_url(href, sample.url) for href, title in Page(sample.content).links}


def leads_to(sample: Sample, link: Link, target: Sample) -> bool:
    """Whether the page says that the link leads there: by its address, else by the headline."""
    address = addresses(sample).get(fold(link.title))
    if address:
        return address == target.url
    return fold(link.title) == fold(target.expect.headline) and sample.source == target.source


def test_every_page_is_sent_and_numbered_in_order() -> None:
    """The manifest sends exactly the files of `pages/`, first in the order of their numbers."""
    sent = list(dict.fromkeys(sample.file for sample in manifest() if sample.file))
    assert sent == sorted(f"pages/{path.name}" for path in (SAMPLES / "pages").iterdir())


def test_all_but_one_are_valid_submissions() -> None:
    """Each line with its page is a `RawArticle`; the one to be rejected fails at its field only."""
    wrong = {}
    for sample in manifest():
        try:
            RawArticle.model_validate(sample.raw | ({"content": sample.content} if sample.file else {}))
        except ValidationError as error:
            wrong[sample.position] = [item.pointer for item in field_errors(error)]
    assert wrong == {sample.position: [sample.expect.pointer] for sample in with_outcome("rejected")}


def test_every_outcome_occurs() -> None:
    """The special cases are there, so many of each."""
    outcomes = Counter(sample.expect.outcome for sample in manifest())
    assert outcomes == {
        "enriched": 39,
        "unchanged": 2,
        "superseded": 1,
        "canceled": 1,
        "dead-letter": 1,
        "rejected": 1,
    }


def test_languages_covered() -> None:
    """The languages that we promise are there, Bulgarian more than once."""
    languages = Counter(sample.expect.in_language for sample in with_outcome("enriched"))
    assert set(languages) == CYRILLIC | LATIN | OTHER
    assert languages["bg"] == 8


@pytest.mark.parametrize("sample", with_outcome("enriched"), ids=lambda sample: sample.file[6:8])
def test_page_says_what_is_expected(sample: Sample) -> None:
    """Headline, caption, links and the body with its paragraphs stand in the page as the manifest says."""
    lines = text_lines(sample)
    twice = 2 if sample.raw["content_type"] == "text/plain" else 1
    assert lines.count(sample.expect.headline) == twice
    assert len(body(sample)) == sample.expect.paragraphs
    folded = fold(" ".join(lines))
    assert [link.title for link in sample.expect.links if fold(link.title) not in folded] == []
    image = sample.expect.image
    assert image is None or [
        line for line in lines if line.startswith(image.caption) and line.endswith(image.credit)
    ]


@pytest.mark.parametrize("sample", with_outcome("enriched"), ids=lambda sample: sample.file[6:8])
def test_dates_stand_where_they_come_from(sample: Sample) -> None:
    """A publication date stands at its origin; a page's clock is the first date of the page."""
    published = sample.expect.date_published
    assert published is None or published.value in dates_at(sample, published)
    clock = sample.expect.page_date
    assert clock is None or says_day(clock.value, next(line for line in text_lines(sample) if "2026" in line))


def test_links_lead_where_the_manifest_says() -> None:
    """A link with a target names it by address or exact headline; one without leads to no sample."""
    wrong = []
    for sample in with_outcome("enriched"):
        for link in sample.expect.links:
            found = {
                s.file for s in with_outcome("enriched") if not s.expect.of and leads_to(sample, link, s)
            }
            if found != {link.target or link.withdrawn} - {None}:
                wrong.append((sample.file, link.title, found))
    assert wrong == []


def test_number_of_links_that_resolve() -> None:
    """49 links lead to another sample in the end, some to a page sent before and some to one sent after."""
    links = [(s, first_of(link.target)) for s in standing() for link in s.expect.links if link.target]
    directions = Counter(
        "before" if target.position < source.position else "after" for source, target in links
    )
    assert directions == {"before": 26, "after": 23}


def test_versions_of_one_article() -> None:
    """A repeat is the same page later, an edit another text later, an older crawl another text earlier."""
    seen = {
        (
            sample.expect.outcome,
            sample.url == first.url,
            sample.content == first.content,
            sample.fetched_at > first.fetched_at,
            sample.position > first.position,
        )
        for sample in manifest()
        if sample.expect.of
        for first in [first_of(sample.expect.of)]
    }
    assert seen == {
        ("unchanged", True, True, True, True),
        ("enriched", True, False, True, True),
        ("superseded", True, False, False, True),
        ("canceled", True, False, True, True),
    }


def test_dead_letter_has_nothing_to_read() -> None:
    """The page to be dead-lettered shows nothing but a cookie banner."""
    assert [text_lines(sample) for sample in with_outcome("dead-letter")] == [
        ["We use cookies to make this site work.Accept"]
    ]


def test_countries_are_complete() -> None:
    """Every country whose CLDR name stands in headline or body is listed, and most listed ones stand so."""
    missing, plain, listed = [], 0, 0
    for sample in with_outcome("enriched"):
        text = "\n".join([sample.expect.headline, *body(sample)])
        edge = "" if sample.expect.in_language == "zh" else r"\b"
        names = Locale.parse(sample.expect.in_language, sep="-").territories
        found = {
            code
            for code, name in names.items()
            if re.fullmatch("[A-Z]{2}", code) and re.search(f"{edge}{re.escape(name)}{edge}", text)
        }
        missing += [(sample.file, code) for code in found - set(sample.expect.countries)]
        plain += len(found)
        listed += len(sample.expect.countries)
    assert (missing, plain, listed) == ([], 93, 104)


def test_every_host_is_reserved() -> None:
    """No address in the samples can belong to anybody."""
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in SAMPLES.rglob("*.*") if path.name != "README.md"
    )
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[^\s\"<>]+", written)}
    assert {host for host in hosts if not host.endswith(".example")} == {"schema.org", "ogp.me"}
