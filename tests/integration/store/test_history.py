"""What an article was before, on a real Postgres."""

import asyncio
from datetime import UTC, datetime
from itertools import permutations

import asyncpg
import pytest

from services.runtime.errors import TransientError
from tests.integration.store.tables import Tables
from tests.unit.store.messages import an_id, article, at, withdrawal

PAST = "select version_at, status, headline, article_body from store.article_versions order by 1"


async def test_replaced_version_is_history(tables: Tables) -> None:
    """A newer version leaves the text of the one before it in history, with what changed."""
    await tables.write(article(headline="Едно", changed_fields=["authors"]))
    assert await tables.rows(PAST) == []
    await tables.write(article(hours=1, headline="Две", changed_fields=["headline"]))
    body = article().article_body
    assert await tables.rows(PAST) == [(at(0), "usable", "Едно", body)]
    assert await tables.rows(
        "select article_id, changed_fields, date_published_day::text, in_language from store.article_versions"
    ) == [(an_id("a"), ["authors"], "2024-05-01", "bg")]


async def test_older_version_goes_into_history_only(tables: Tables) -> None:
    """Versions that come late are history in every order and in one batch, and the newest stays."""
    versions = [article(hours=n, headline=str(n)) for n in range(3)]
    found = []
    for order in permutations(versions):
        await tables.empty()
        for version in order:
            await tables.write(version)
        found.append(await tables.rows(PAST))
    await tables.empty()
    await tables.write(*versions)
    found.append(await tables.rows(PAST))
    body = article().article_body
    assert found == [[(at(n), "usable", str(n), body) for n in range(2)]] * 7


async def test_better_reading_of_a_past_version_replaces_it(tables: Tables) -> None:
    """A newer enricher's reading of an old version takes its place in history, an older one's does not."""
    await tables.write(article(hours=1))
    for version, headline in (("0.2.0", "две"), ("0.10.0", "десет"), ("0.3.0", "три")):
        await tables.write(article(headline=headline, enricher={"version": version}))
    assert await tables.rows("select headline from store.article_versions") == [("десет",)]


async def test_withdrawal_erases_history_and_keeps_the_fact(tables: Tables) -> None:
    """After a withdrawal no text is left anywhere, before or after the return of the article."""
    await tables.write(article(headline="тайна"))
    await tables.write(article(hours=1, headline="тайна"))
    await tables.write(withdrawal(hours=2))
    assert await tables.rows(PAST) == []
    await tables.write(article(hours=0.5, headline="тайна"))
    await tables.write(article(hours=3))
    assert await tables.rows(PAST) == [(at(2), "canceled", None, "")]
    assert await tables.rows("select status, withdrawn_at from store.articles") == [("usable", at(2))]
    assert await tables.rows("select 1 from store.articles where search @@ 'тайна'::tsquery") == []


async def test_late_withdrawal_erases_what_was_before_it(tables: Tables) -> None:
    """A withdrawal older than the newest version takes the versions up to its time and leaves the rest."""
    for hours in range(4):
        await tables.write(article(hours=hours, headline=str(hours)))
    await tables.write(withdrawal(hours=1))
    body = article().article_body
    assert await tables.rows(PAST) == [(at(1), "canceled", None, ""), (at(2), "usable", "2", body)]
    assert await tables.rows("select headline, withdrawn_at from store.articles") == [("3", at(1))]


async def test_the_version_that_outlived_a_withdrawal_stays(tables: Tables) -> None:
    """It was first read before the withdrawal and again since; in every order what was before it goes."""
    messages = [
        article(headline="преди"),
        article(hours=1, headline="същата"),
        withdrawal(hours=0.5, later=2),
    ]
    for order in permutations(messages):
        await tables.empty()
        for message in order:
            await tables.write(message)
        assert await tables.rows(PAST) == [(at(0.5), "canceled", None, "")]
        assert await tables.rows("select headline, withdrawn_at from store.articles") == [("същата", at(2))]


async def test_each_month_is_a_partition_that_can_go(tables: Tables) -> None:
    """Versions lie in the months of their time, and a month can be dropped for itself."""
    times = [datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)]
    newest = article(version_at=datetime(9999, 12, 31, tzinfo=UTC))
    await tables.write(newest, *(article(version_at=time) for time in times))
    partitions = "select tableoid::regclass::text, version_at from store.article_versions order by 2"
    assert await tables.rows(partitions) == [
        ("store.article_versions_1999_12", times[0]),
        ("store.article_versions_2000_01", times[1]),
    ]
    await tables.connection.execute("drop table store.article_versions_1999_12")
    assert await tables.rows(partitions) == [("store.article_versions_2000_01", times[1])]


async def test_writers_make_one_month_together(tables: Tables) -> None:
    """Two writers that need the same month at the same time both get it."""
    for name in range(8):
        await tables.write(article(name))
    await asyncio.gather(*(tables.write(article(name, hours=1)) for name in range(8)))
    assert await tables.rows("select count(*) from store.article_versions") == [(8,)]


async def test_month_that_goes_under_a_writer_is_tried_again(tables: Tables) -> None:
    """A month that is dropped between its making and its use is no fault of the row."""
    await tables.write(article())
    await tables.connection.execute(
        "create or replace function store.add_month(day date) returns void language sql as 'select'"
    )
    with pytest.raises(TransientError, match="no partition") as error:
        await tables.write(article(hours=1))
    assert isinstance(error.value.__cause__, asyncpg.CheckViolationError)
