"""What people find: search, views, and that nothing in a text keeps it from being stored."""

from datetime import date
from typing import Any

import pytest

from tests.integration.store.tables import Tables
from tests.unit.store.messages import an_id, article, at, copy, link, withdrawal

FOUND = "select id from store.find_articles('{}')"


async def rows(tables: Tables, view: str, *columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    """Columns of a view, sorted by the first ones."""
    order = ", ".join(str(number) for number in range(1, min(len(columns), 3) + 1))
    query = f"select {', '.join(columns)} from store.{view} where {where} order by {order}"  # noqa: S608, our own names
    return await tables.rows(query)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("пожар", "bg"),
        ("ПОЖАР -наводнение", "bg"),
        ('"пожар във фабрика"', "bg"),
        ("yangın", "tr"),
        ("πυρκαγιά", "el"),
        ("incendie or xyz", "fr"),
    ],
)
async def test_words_of_any_language_are_found(tables: Tables, words: str, name: str) -> None:
    """Words, phrases and exclusions find articles by headline and body, whatever the language."""
    texts = {
        "bg": "Пожар във фабрика край София",
        "tr": "Fabrikada yangın çıktı",
        "el": "Μεγάλη πυρκαγιά",
        "fr": "Un incendie",
    }
    for number, (tag, text) in enumerate(texts.items()):
        await tables.write(article(tag, headline=text) if number % 2 else article(tag, article_body=text))
    assert await tables.rows(FOUND.format(words)) == [(an_id(name),)]


NASTY = {
    "many short words": " ".join(chr(0x4E00 + n % 20000) + chr(0x4E00 + n // 20000) for n in range(60_000)),
    "hyphens": "-".join(chr(0x4E00 + n % 20000) for n in range(60_000)),
    "addresses": " ".join(f"{n:x}.ab/{n:x}" for n in range(20_000)),
    "letters of four bytes": " ".join(chr(0x20000 + n) for n in range(40_000)),
    "letters that grow": " ".join("Ⱥ" * 2 + chr(0x400 + n % 200) + str(n) for n in range(20_000)),
    "one long word": "x" * 3_000_000,
    "numbers": " ".join(map(str, range(400_000))),
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_no_text_is_too_much_for_the_search(tables: Tables, text: str) -> None:
    """A text whose words make a tsvector of more than 1 MB is stored whole; search knows its beginning."""
    await tables.write(article(article_body=text, headline=text))
    assert await tables.rows("select article_body, headline from store.articles") == [(text, text)]


async def test_overview_is_an_article_on_one_line(tables: Tables) -> None:
    """Everything about an article that is in other tables is counted or named beside it."""
    named = [("Person", "Иван", 0.2), ("Person", "Мария", 0.5), ("Place", "София", 0.1)]
    entities = [
        {"type": kind, "name": name, "salience": share, "mentions": []} for kind, name, share in named
    ]
    await tables.write(article(hours=-1), article(entities=entities), link("b", target_id=an_id("a")))
    await tables.write(article("b"), link("a", target_id=an_id("b")), copy("b", of="a"))
    await tables.write(withdrawal("c"))
    columns = ("persons", "places", "organizations", "links", "links_resolved", "linked_from", "copies")
    assert await rows(
        tables, "article_overview", *columns, "past_versions", where=f"id = '{an_id('a')}'"
    ) == [(["Мария", "Иван"], ["София"], None, 1, 1, 1, 1, 1)]
    assert await rows(tables, "article_overview", "status", "withdrawn_at", where="status = 'canceled'") == [
        ("canceled", at(0))
    ]


async def test_links_read_from_both_ends(tables: Tables) -> None:
    """A link stands under the article that links and under the one that it leads to; others wait."""
    await tables.write(article("a"), article("b"), link("a", target_id=an_id("b")))
    assert await rows(tables, "article_links", "article_id", "direction", "other_id", "status") == sorted(
        [
            (an_id("a"), "to", an_id("b"), "resolved"),
            (an_id("b"), "from", an_id("a"), "resolved"),
            (an_id("b"), "to", None, "pending"),
        ]
    )
    assert await rows(tables, "pending_links", "article_id", "title", "waiting_since") == [
        (an_id("b"), "Друга новина", at(0))
    ]


async def test_copies_stand_beside_their_originals(tables: Tables) -> None:
    """A copy names its original, and what is known of it once it is here."""
    await tables.write(article("a", source="a.bg"), article("b"), copy("b", of="a"))
    assert await rows(tables, "copies", "article_id", "source", "original_source", "original_headline") == [
        (an_id("b"), "bgnes.bg", "a.bg", "Заглавие a")
    ]


async def test_sources_and_entities_are_counted(tables: Tables) -> None:
    """Per source and day, and per name and day, articles are counted without withdrawn ones."""
    await tables.write(*map(article, "abc"), withdrawal("d"), copy("b", of="a"))
    day = date(2024, 5, 1)
    assert await rows(tables, "sources", "source", "articles", "withdrawn", "copies", "first_day") == [
        ("bgnes.bg", 3, 1, 1, day)
    ]
    assert await rows(
        tables, "source_daily", "day", "articles", "words", "languages", where="articles > 0"
    ) == [(day, 3, 18, ["bg"])]
    assert await rows(tables, "entities", "entity_id", "name", "articles", "mentions") == [
        ("country:BG", "България", 3, 3)
    ]
    assert await rows(tables, "entity_timeline", "entity_id", "day", "articles", "sources", "salience") == [
        ("country:BG", day, 3, 1, 1.0)
    ]
