"""JSON-LD."""

import pytest

from services.enrich.read.html.structured_data import is_article, text_of, texts_of, things
from tests.unit.enrich.read.trees import json_ld, tree

ARTICLE = '{"@type": "NewsArticle", "headline": "Ferry to run"}'


def headlines(text: str) -> list[str | None]:
    """The headline of each article that a script describes."""
    return [text_of(node.get("headline")) for node in things(tree("", json_ld(text))) if is_article(node)]


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "Post"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        ARTICLE.replace('"NewsArticle"', '["Thing", "ReportageNewsArticle"]'),
        ARTICLE.replace("NewsArticle", "LiveBlogPosting"),
        ARTICLE.replace("NewsArticle", "http://schema.org/BlogPosting"),
        ARTICLE.replace('"@type": "NewsArticle"', '"datePublished": "2026-03-11"'),
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/* <![CDATA[ */{ARTICLE}/* ]]> */",
        f"{ARTICLE};",
        f'{{"@type": "WebSite"}}\n{ARTICLE}',
        f'{{"@type": "WebSite"}},{ARTICLE}',
        ARTICLE.replace("}", ', "description": "two\nlines"}'),
        ARTICLE.replace("}", ', "keywords": ["a", "b", ], }'),
        ARTICLE.replace('"NewsArticle",', '"NewsArticle", //"Article",\n'),
        ARTICLE.replace('"', "&quot;"),
    ],
)
def test_found(text: str) -> None:
    """The article is found in a list, a graph, a page, a comment, after others, in faulty JSON."""
    assert headlines(text) == ["Ferry to run"]


def test_members_of_what_is_no_json() -> None:
    """Where a quotation mark breaks the whole, the members that can be told are the article."""
    text = ARTICLE.replace("}", ', "image": "<img src="x">", "datePublished": "2026-03-11", "name": \'x\'}')
    assert things(tree("", json_ld(text))) == [
        {"@type": "Article", "headline": "Ferry to run", "datePublished": "2026-03-11"}
    ]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 50_000, '{"@type": "Person"}', "null", '{"@type": 5}', "Article", '"headline": "x"'],
)
def test_none(text: str) -> None:
    """Broken, bottomless and foreign data is no article, and no error."""
    assert headlines(text) == []


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ('{"@type": "Person", "name": "Isla Fenwick"}', "Isla Fenwick"),
        (
            '[{"@type": "Person", "url": "/isla", "name": "Isla Fenwick"}, {"name": "Rowan Kerr"}]',
            "Isla Fenwick",
        ),
        ('"Isla Fenwick"', "Isla Fenwick"),
        ('["Isla Fenwick", "Rowan Kerr"]', "Isla Fenwick"),
        ("null", None),
    ],
)
def test_author_of_what_is_no_json(author: str, name: str | None) -> None:
    """The first author can be told where the whole is no JSON."""
    text = ARTICLE.replace("}", f', "description": "it\'s "so"", "author": {author}}}')
    assert [text_of(node.get("author")) for node in things(tree("", json_ld(text)))] == [name]


def test_order() -> None:
    """Things come in the order of the page, outer before inner."""
    text = f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}'
    page = tree("", json_ld(text) + json_ld('{"@type": "Person"}'))
    assert [node["@type"] for node in things(page)] == ["WebPage", "NewsArticle", "Person"]


@pytest.mark.parametrize(
    "text",
    [
        '{"@graph": ' * 100_000,
        "[" + f"{ARTICLE}," * 100_000 + ARTICLE + "]",
        "[" + f"{ARTICLE}," * 200_000,
        " //" * 33_000 + "{",
        "/*" * 50_000 + "{",
        "{" + " " * 99_000 + "x",
        "1 " * 50_000,
        '{"@type": "Article", "headline": "' + "x" * 90_000,
        "{&quot;" * 14_000,
        '{"@type": "Article", "author": ' + " " * 90_000,
        '{"@type": "Article", ' + '"author": {"x' * 7_000,
        '{"@type": "Article", "author": ' + '"ab": "c", ' * 8_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.timeout(5)
def test_hostile(text: str) -> None:
    """Neither depth nor length nor what looks like a comment costs more than its length."""
    assert len(things(tree("", json_ld(text)))) <= 2_000


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
