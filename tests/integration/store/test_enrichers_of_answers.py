"""Answers name the enricher that read the links: another one may have found others. On a real Postgres."""

from itertools import permutations

import asyncpg

from services.runtime.migrations import migrate, read_migrations
from services.store.database import MIGRATIONS
from services.store.message import Content
from tests.conftest import DatabaseFactory
from tests.integration.store.tables import Tables
from tests.unit.store.messages import an_id, article, at, link

OLD, NEW = {"version": "0.9"}, {"version": "0.10"}
PENDING = (an_id("a"), 0, "pending", None, None, None)
LINKS = "select status, target_id from store.related_links"


async def test_an_answer_to_the_links_of_an_older_enricher_is_none_to_others(tables: Tables) -> None:
    """Read anew the same text has another link at that place: it waits, until an answer names its reader."""
    messages: list[Content] = [
        article(enricher=OLD),
        link(method="url", target_id=an_id("old"), enricher_version="0.9"),
        article(enricher=NEW, related_links=[{"position": 0, "kind": "teaser", "title": "Друга статия"}]),
    ]
    for order in permutations(messages):
        await tables.empty()
        for message in order:
            await tables.write(message)
        assert await tables.links() == [PENDING]
    await tables.write(link(method="title", score=0.9, target_id=an_id("new"), enricher_version="0.10"))
    assert await tables.links() == [(an_id("a"), 0, "resolved", an_id("new"), "title", 0.9)]


async def test_an_answer_that_names_no_enricher_counts_where_no_other_does(tables: Tables) -> None:
    """As before there was a name; a surer one of that kind does not stand above one with the right name."""
    await tables.write(article(enricher=NEW))
    await tables.write(link(method="url", target_id=an_id("unknown")))
    assert await tables.rows(LINKS) == [("resolved", an_id("unknown"))]
    await tables.write(link(method="url", target_id=an_id("old"), enricher_version="0.9"))
    assert await tables.rows(LINKS) == [("resolved", an_id("unknown"))]
    await tables.write(link(method="title", score=0.9, target_id=an_id("new"), enricher_version="0.10"))
    assert await tables.rows(LINKS) == [("resolved", an_id("new"))]
    await tables.write(link(method="title", score=0.95, target_id=an_id("a"), enricher_version="0.10"))
    assert await tables.rows(LINKS) == [("pending", None)]


async def test_what_the_article_itself_says_is_of_its_own_enricher(tables: Tables) -> None:
    """Where a link leads to by the article, it leads no longer when another enricher read it anew."""
    answered = {"position": 0, "kind": "teaser", "status": "resolved", "target_id": an_id("old")}
    await tables.write(article(enricher=OLD, related_links=[answered | {"method": "url", "score": 1}]))
    assert await tables.rows(LINKS) == [("resolved", an_id("old"))]
    await tables.write(article(enricher=NEW))
    assert await tables.links() == [PENDING]


async def test_answers_of_an_earlier_release_are_those_of_the_enricher_of_the_article(
    database: DatabaseFactory,
) -> None:
    """After the migration every link reads as before, and the next enricher's links do not take them."""
    connection = await asyncpg.connect(await database())
    migrations = read_migrations(MIGRATIONS)
    (before,) = [place for place, one in enumerate(migrations) if one.name.startswith("0013_")]
    await migrate(connection, "store", migrations[:before])
    await connection.execute(EARLIER)
    was = await connection.fetch(LINKS)
    assert [tuple(row) for row in was] == [("resolved", an_id("old"))]
    await migrate(connection, "store", migrations)
    assert await connection.fetch(LINKS) == was
    answers = "select version_at, enricher_version from store.link_answers order by 1"
    assert [tuple(row) for row in await connection.fetch(answers)] == [(at(0), "0.9"), (at(1), "")]
    await connection.execute("update store.articles set enricher_version = '0.10'")
    assert [tuple(row) for row in await connection.fetch(LINKS)] == [("pending", None)]
    await connection.close()


EARLIER = f"""
    insert into store.articles (
        id, submission_id, source, status, aliases, version_at, content_hash, changed_fields, article_body,
        word_count, authors, images, info_sources, enricher_version, enricher, message_rank
    )
    values (
        '{an_id("a")}', '{an_id("a")}', 'bgnes.bg', 'usable', '{{}}', '2024-05-01 12:00Z', '', '{{}}', '',
        0, '{{}}', '[]', '{{}}', '0.9', '{{}}', ''
    );
    insert into store.links values ('{an_id("a")}', 0, 'teaser', 'Друга', null, null, false);
    insert into store.link_answers
    values ('{an_id("a")}', '2024-05-01 12:00Z', 0, '{an_id("old")}', 'url', 1),
        ('{an_id("a")}', '2024-05-01 13:00Z', 0, '{an_id("old")}', 'url', 1)
"""  # noqa: S608, our own names


async def test_verify_takes_a_named_answer_for_one_without_a_name_and_not_the_reverse(tables: Tables) -> None:
    """The migration named answers that have no name on the topic; one of another enricher is missing."""
    await tables.write(article(enricher=NEW), link(enricher_version="0.10"))
    found = {
        name: await tables.differences(article(enricher=NEW), link(enricher_version=name))
        for name in ("0.10", None, "0.9")
    }
    assert found == {"0.10": [], None: [], "0.9": ["link"]}
