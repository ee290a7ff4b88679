"""Dates that a page gives to machines."""

import pytest

from services.enrich.read.dates.declared import head_dates
from services.enrich.read.page import DateClue
from tests.unit.enrich.read.trees import json_ld, metadata


def test_order() -> None:
    """JSON-LD comes before `meta`, that before marked elements; the date of a change is none of them."""
    head = (
        json_ld('{"@type": "NewsArticle", "dateModified": "2026-03-13", "datePublished": "2026-03-11"}')
        + '<meta property="article:modified_time" content="2026-03-12">'
        + '<meta property="article:published_time" content="2026-03-10">'
    )
    body = (
        '<time itemprop="datePublished" datetime="2026-03-09">x</time><time datetime="2026-03-08">x</time>'
        '<time pubdate datetime="2026-03-07">x</time>'
    )
    assert head_dates(metadata(body, head)) == [
        DateClue("2026-03-11", "json-ld"),
        DateClue("2026-03-10", "meta"),
        DateClue("2026-03-09", "meta"),
        DateClue("2026-03-07", "meta"),
    ]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("", '<meta name="DC.date.issued" content="2026-03-11">'),
        ("", '<meta name="parsely-pub-date" content="2026-03-11">'),
        ("", '<meta name="sailthru.date" content="2026-03-11">'),
        ("", '<meta itemprop="datePublished" content="2026-03-11">'),
        ("<span property='dc:date dc:created' content='2026-03-11'>x</span>", ""),
        ("<span itemprop='datePublished'>2026-03-11</span>", ""),
    ],
)
def test_shapes(body: str, head: str) -> None:
    """The many names of the date of publication mean the same."""
    assert head_dates(metadata(body, head)) == [DateClue("2026-03-11", "meta")]


def test_without_article() -> None:
    """The date of the page counts too, and that of a film where there is no article, last."""
    page = '{"@type": "WebPage", "datePublished": "2026-03-11"}'
    film = '{"@type": "VideoObject", "uploadDate": "2026-03-10"}'
    meta = '<meta name="date" content="2026-03-09">'
    assert head_dates(metadata(head=json_ld(f"[{film}, {page}]") + meta)) == [
        DateClue("2026-03-11", "json-ld"),
        DateClue("2026-03-09", "meta"),
        DateClue("2026-03-10", "json-ld"),
    ]
    article = '{"@type": "NewsArticle", "headline": "Ferry"}'
    assert head_dates(metadata(head=json_ld(f"[{film}, {article}]"))) == []


def test_seconds() -> None:
    """A number in JSON-LD is kept as its digits."""
    page = metadata(head=json_ld('{"@type": "NewsArticle", "datePublished": 1773246600}'))
    assert head_dates(page) == [DateClue("1773246600", "json-ld")]
