"""JSON-LD."""

import pytest

from services.enrich.read.structured_data import find_article, text_of, texts_of
from tests.unit.enrich.read.trees import json_ld, tree

ARTICLE = '{"@type": "NewsArticle", "headline": "Ferry to run"}'


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "Post"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        ARTICLE.replace('"NewsArticle"', '["Thing", "ReportageNewsArticle"]'),
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        ARTICLE.replace("}", ', "description": "two\nlines"}'),
    ],
)
def test_found(text: str) -> None:
    """The article is found in a list, a graph, a page, a comment, and with line breaks in a string."""
    assert find_article(tree("", json_ld(text)))["headline"] == "Ferry to run"


@pytest.mark.parametrize("text", ["", "{", "[" * 50_000, '{"@type": "Person"}', "null", '{"@type": 5}'])
def test_none(text: str) -> None:
    """Broken, bottomless and foreign data is no article, and no error."""
    assert find_article(tree("", json_ld(text))) == {}


def test_headline_first() -> None:
    """Of two articles the one with a headline counts."""
    head = json_ld('{"@type": "Article"}') + json_ld(ARTICLE)
    assert find_article(tree("", head))["headline"] == "Ferry to run"


def test_text() -> None:
    """A value is its words, however it is wrapped, without entities."""
    values: list[object] = [
        "A &amp; B",
        ["A &amp; B", "C"],
        {"@type": "Person", "name": ["A &amp;  B"]},
        {"@value": "A & B"},
    ]
    assert [text_of(value) for value in values] == ["A & B"] * 4
    nothing: list[object] = [None, 5, [], {}, " "]
    assert [text_of(value) for value in nothing] == [None] * 5
    assert texts_of([{"name": "A"}, "B", None]) == ["A", "B"]
