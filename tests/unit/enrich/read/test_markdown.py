"""Pages in Markdown."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, Image
from schemas.raw_article import RawArticle
from services.enrich.read.article import read
from services.enrich.read.limits import MOST_MARKDOWN
from services.enrich.read.markdown import is_markdown, to_html

URL = "https://tern-island.example/news/ferry"
TEXT = (
    "The council of the island decided on Monday evening that the ferry will run all night, after a debate.",
    "Its captain said that four more sailings a day need two more crews, and that nobody has applied so far.",
    "The harbour will be closed for repairs in May, when the smaller boats have to go round the island.",
)
PAGE = """\
* [Home](https://tern-island.example/)
* [News](/news)

# Ferry to run all night

*The ferry in the harbour. Photo: Rowan Kerr*

By [Isla Fenwick](/isla)

11 March 2026, 14:30

The council of the island decided on Monday evening that the ferry
will run all night, after a [debate](/news/debate).

Its captain said that **four more sailings** a day need two more crews, and that *nobody* has applied so far.

> The harbour will be closed for repairs in May, when the smaller boats have to go round the island.

## Read also

- [School opens a weather station](/news/school)

[Share](https://social.example/share)
"""


def article(content: str, url: str | None = URL) -> EnrichedArticle:
    """What is read of a page."""
    page = RawArticle(
        content=content, content_type="text/plain", url=url, fetched_at=datetime(2026, 3, 12, tzinfo=UTC)
    )
    return read(page, UUID(int=1))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_page(ends: str) -> None:
    """Headline, byline, date, caption, paragraphs and links are read, and no sign of Markdown stays."""
    found = article(PAGE.replace("\n", ends))
    assert (found.headline, found.authors) == ("Ferry to run all night", ["Isla Fenwick"])
    assert found.date_published is not None
    assert found.date_published.raw == "11 March 2026, 14:30"
    assert found.images == [Image(caption="The ferry in the harbour", credit="Rowan Kerr")]
    assert found.article_body.split("\n\n") == list(TEXT)
    assert [(link.kind, link.title, link.url) for link in found.related_links] == [
        ("body", "debate", "https://tern-island.example/news/debate"),
        ("teaser", "School opens a weather station", "https://tern-island.example/news/school"),
    ]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 'Ferry to run all night'\nauthor: Isla Fenwick\nurl: {}\ndate: 2026-03-11\n---\n",
        (
            "Title: Ferry to run all night\n\nURL Source: {}\n\nPublished Time: 2026-03-11\n\n"
            "Author: Isla Fenwick\n\nMarkdown Content:\n"
        ),
    ],
)
def test_front(front: str) -> None:
    """What the page says of itself in front, in either way, is its head."""
    found = article(front.format(URL) + "\n\n".join(TEXT) + "\n\n[Home](/) [News](/news)", None)
    assert found.date_published is not None
    said = (found.headline, found.canonical_url, found.authors, str(found.date_published.value))
    assert said == ("Ferry to run all night", URL, ["Isla Fenwick"], "2026-03-11")
    assert found.article_body.split("\n\n") == list(TEXT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://x.example/a) and [b](/b)", True),
        ("# Ferry to run\n\nText.\n\n## In May\n\nText.", True),
        ("[a](https://x.example/a)", False),
        ("The list[a](as he said)[b](she did)", False),
        ("# Ferry\n# Island\n# Harbour", False),
        ("#ferry\n##island", False),
        ("* one\n* two\n> three", False),
    ],
)
def test_is_markdown(text: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    """Two links, or headings of two levels, tell Markdown; stars, quotes and tags are in any text."""
    assert is_markdown(text) is expected


def test_source_by_name() -> None:
    """A source that is a name is no address of the page; what says that it is Markdown needs no link."""
    front = "Title: Ferry to run all night\n\nSource: Tern Post\n\nMarkdown Content:\n"
    found = article(front + "\n\n".join(TEXT))
    assert (found.headline, found.canonical_url) == ("Ferry to run all night", None)
    assert found.article_body.split("\n\n") == list(TEXT)


def test_head_is_escaped() -> None:
    """What stands in front cannot end its element; markup in the text is text."""
    assert "<script>" not in to_html('---\ntitle: a"><script>\n---\n<script>x</script>')


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["[", "![", "*a ", "**a", "`", "[a](", "> ", "- ", "_a_b", "&", "](/a) "])
def test_hostile(piece: str) -> None:
    """A page of nothing but signs costs no more than a second, and says that it was cut."""
    found = article("\n\n".join(TEXT) + "\n\n[a](/a) [b](/b) " + piece * (2 * MOST_MARKDOWN // len(piece)))
    assert {"characters"} <= set(found.enricher.truncated)
