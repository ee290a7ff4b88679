"""What the head of a page says."""

import pytest

from services.enrich.read.page import DateClue
from tests.unit.enrich.read.trees import BASE, json_ld, metadata

SITE = "https://tern-island.example"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/a?utm_source=x#y"><meta property="og:url" content="/b">', f"{SITE}/a"),
        ('<meta property="og:url" content="https://other.example/b">', "https://other.example/b"),
        (json_ld('{"@type": "NewsArticle", "mainEntityOfPage": {"@id": "/c"}}'), f"{SITE}/c"),
        (json_ld('{"@type": "NewsArticle", "url": "/d"}'), f"{SITE}/d"),
        ('<link rel="canonical" href="javascript:0">', None),
        (f'<link rel="canonical" href="/{"x" * 9000}">', None),
    ],
)
def test_canonical(head: str, expected: str | None) -> None:
    """The declared address is the canonical link, else that of Open Graph, else that of JSON-LD."""
    assert metadata(head=head).canonical_url == expected


def test_authors() -> None:
    """Authors are names, each once; neither addresses nor the publisher."""
    names = '[{"name": "Isla"}, "Isla", {"@id": "https://x.example/i"}, "Post"]'
    head = (
        json_ld(f'{{"@type": "NewsArticle", "author": {names}}}')
        + '<meta property="og:site_name" content="Post"><meta name="author" content="Other">'
    )
    assert metadata(head=head).authors == ["Isla"]
    assert metadata(head='<meta name="author" content="Rowan Kerr">').authors == ["Rowan Kerr"]


def test_published() -> None:
    """JSON-LD comes before `meta`, that before a marked `time`; the date of a change is none of them."""
    head = (
        json_ld('{"@type": "NewsArticle", "dateModified": "2026-03-13", "datePublished": "2026-03-11"}')
        + '<meta property="article:modified_time" content="2026-03-12">'
        + '<meta property="article:published_time" content="2026-03-10">'
    )
    assert metadata('<time itemprop="datePublished" datetime="2026-03-09">x</time>', head).published == [
        DateClue("2026-03-11", "json-ld"),
        DateClue("2026-03-10", "meta"),
        DateClue("2026-03-09", "meta"),
    ]
    body = '<time datetime="2026-03-08">x</time><time pubdate datetime="2026-03-07">x</time>'
    assert metadata(body).published == [DateClue("2026-03-07", "meta")]


@pytest.mark.parametrize(
    ("lang", "head", "expected"),
    [
        ("en-GB", "", "en"),
        ("sr-Latn-RS", "", "sr-Latn"),
        ("", '<meta property="og:locale" content="bg_BG">', "bg"),
        ("", json_ld('{"@type": "NewsArticle", "inLanguage": {"name": "mk"}}'), "mk"),
        ("the language", "", None),
    ],
)
def test_language(lang: str, head: str, expected: str | None) -> None:
    """The declared language is a tag without its region."""
    assert metadata(head=head, lang=lang).language == expected


def test_address() -> None:
    """An address of the page is absolute; what cannot be fetched is none."""
    found = [metadata().address(href) for href in ("../x", "#top", "mailto:a@b.example", "", None)]
    assert found == [f"{SITE}/x", BASE, None, None, None]
