"""What only the link index in Postgres does: sweep, errors, readiness."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from local.home import free_port
from schemas.dead_letter import Cause
from services.enrich.database import PostgresIndex, migrate, statements
from services.enrich.database.rows import to_link_columns
from services.enrich.relate import relate
from services.enrich.relate.entries import Announcement, WantedTitle
from services.enrich.relate.fold import Item, announcement, fold
from services.enrich.relate.index import WANTED_AT_ONCE
from services.enrich.submission import OutcomeKind, Withdrawal
from services.enrich.sweeping import Cutoffs
from services.runtime.errors import PermanentError, TransientError
from services.runtime.settings import PostgresSettings
from tests.eventually import eventually
from tests.integration.enrich.subjects import Held, Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit, teaser

Database = Callable[..., Awaitable[str]]

TABLES = ("articles", "keys", "crowded", "texts", "links", "wanted", "withdrawals", "outcomes")
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def _index(dsn: str) -> PostgresIndex:
    return PostgresIndex(PostgresSettings.model_validate({"dsn": dsn}))


async def _sizes(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    try:
        return {table: await connection.fetchval(f"select count(*) from enrich.{table}") for table in TABLES}  # noqa: S608, our own names
    finally:
        await connection.close()


async def test_a_sweep_forgets_what_was_not_touched(postgres_worker: Worker, enrich_dsn: str) -> None:
    """Old articles go with their keys; links that wait, and outcomes, have times of their own."""
    links = [teaser(0, url=page("target")), teaser(1, title="Rain in May again")]
    fields = {"article_body": LONG_TEXT, "related_links": links}
    await postgres_worker.relate(submit(*(article(f"{n}", 1, **fields) for n in range(600))))
    waiting = {"links": 1200, "wanted": 1}
    old = {"articles": 600, "keys": 1800, "texts": 1}
    full = old | waiting | {"crowded": 0, "withdrawals": 0, "outcomes": 600}
    index = postgres_worker.index
    assert isinstance(index, PostgresIndex)
    assert await index.sweep(Cutoffs(NEVER, NEVER, NEVER)) == dict.fromkeys(TABLES, 0)
    assert await _sizes(enrich_dsn) == full
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert await index.sweep(Cutoffs(NEVER, NEVER, later)) == dict.fromkeys(TABLES, 0) | {"outcomes": 600}
    assert await index.sweep(Cutoffs(NEVER, later, NEVER)) == dict.fromkeys(TABLES, 0) | waiting
    assert await index.sweep(Cutoffs(later, NEVER, NEVER)) == dict.fromkeys(TABLES, 0) | old
    assert await _sizes(enrich_dsn) == dict.fromkeys(TABLES, 0)


async def test_an_address_of_too_many_is_known_as_long_as_they_are(
    postgres_worker: Worker, enrich_dsn: str
) -> None:
    """Forgotten earlier, everybody there would be told once more."""
    await postgres_worker.relate(
        submit(*(article(f"{n}", 1, url=page("latest"), canonical_url=page(f"{n}")) for n in range(9)))
    )
    assert (await _sizes(enrich_dsn))["crowded"] == 1
    index = postgres_worker.index
    assert isinstance(index, PostgresIndex)
    later = datetime.now(UTC) + timedelta(minutes=1)
    await index.sweep(Cutoffs(NEVER, later, later))
    assert (await _sizes(enrich_dsn))["crowded"] == 1
    await index.sweep(Cutoffs(later, later, later))
    assert await _sizes(enrich_dsn) == dict.fromkeys(TABLES, 0)


async def test_a_sweep_leaves_an_article_that_is_in_work(postgres_worker: Worker) -> None:
    """A row that a look has locked is not taken from under it."""
    await postgres_worker.relate(submit(article("bridge", 1)))
    held, index = Held(), postgres_worker.index
    assert isinstance(index, PostgresIndex)

    async def sweep_then_publish(emissions: object) -> None:
        later = datetime.now(UTC) + timedelta(minutes=1)
        assert (await index.sweep(Cutoffs(later, NEVER, NEVER)))["articles"] == 0
        held.begun.set()

    edit = article("bridge", 2, headline="The bridge is open after all")
    await relate(submit(edit, offset=1), index, sweep_then_publish)
    assert held.begun.is_set()


async def test_a_sweep_waits_for_nobody(postgres_worker: Worker, enrich_dsn: str) -> None:
    """A row that a transaction has written and not yet committed stays for the next sweep."""
    await postgres_worker.relate(submit(*(article(f"{n}", 1, article_body=LONG_TEXT) for n in range(3))))
    index, later = postgres_worker.index, datetime.now(UTC) + timedelta(minutes=1)
    assert isinstance(index, PostgresIndex)
    connection = await asyncpg.connect(enrich_dsn)
    async with connection.transaction():
        await connection.execute("update enrich.keys set last_at = last_at where kind = 'body'")
        swept = await asyncio.wait_for(index.sweep(Cutoffs(later, NEVER, NEVER)), 5)
    await connection.close()
    assert (swept["articles"], swept["keys"], swept["texts"]) == (3, 6, 0)
    assert (await index.sweep(Cutoffs(later, NEVER, NEVER)))["keys"] == 3


async def test_a_sweep_gives_rows_back_as_it_goes(postgres_worker: Worker, enrich_dsn: str) -> None:
    """While its last rows are in work the first ones are gone already: nobody waits for all of it."""
    index, later = postgres_worker.index, datetime.now(UTC) + timedelta(minutes=1)
    assert isinstance(index, PostgresIndex)
    connection = await asyncpg.connect(enrich_dsn)
    await connection.execute("""
        insert into enrich.links (version, position, key, method, article_id, version_at)
        select gen_random_uuid(), number, gen_random_uuid(), 'url', gen_random_uuid(), now()
        from generate_series(1, 9000) as number;
        create function enrich.hold() returns trigger language plpgsql
        as 'begin perform pg_advisory_xact_lock(4711); return old; end';
        create trigger hold before delete on enrich.links for each row when (old.position = 9000)
        execute function enrich.hold()
    """)
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(4711)")
        sweep = asyncio.create_task(index.sweep(Cutoffs(NEVER, later, NEVER)))
        await eventually(lambda: _has_gone(connection))
        assert not sweep.done()
    assert (await sweep)["links"] == 9000
    await connection.close()


async def _has_gone(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    return 0 < int(await connection.fetchval("select count(*) from enrich.links")) < 9000


async def test_of_very_many_titles_waited_for_some_are_compared(postgres_worker: Worker) -> None:
    """A pair of words that every page shows costs an article that has it no more than so many."""
    keys = [UUID(int=number) for number in range(WANTED_AT_ONCE + 9)]
    await postgres_worker.index.announce(
        Announcement(wanted=[WantedTitle(key, "rain in may", (7, key.int + 100)) for key in keys])
    )
    async with postgres_worker.index.look() as look:
        found = await look.wanted({keys[0]: (7,), keys[1]: (101, 102)})
    assert (len(found[keys[0]]), len(found[keys[1]])) == (WANTED_AT_ONCE, 2)


async def test_an_edited_article_leaves_no_rows_of_its_old_links(
    postgres_worker: Worker, enrich_dsn: str
) -> None:
    """Versions that lost, repeats and withdrawn texts leave nothing in the table of links."""
    old = [teaser(number, url=page(f"{number}")) for number in range(5)]
    body = {"article_body": LONG_TEXT}
    await postgres_worker.relate(submit(article("bridge", 1, related_links=old, **body)))
    edit = article("bridge", 2, headline="The bridge is open", related_links=old[:2], **body)
    late = article("bridge", 0, headline="The bridge opens soon", related_links=old, **body)
    again = edit.model_copy(update={"version_at": at(3), "submission_id": late.id})
    await postgres_worker.relate(submit(edit, late, again))
    assert (await _sizes(enrich_dsn))["links"] == 2


async def test_nothing_made_of_a_withdrawn_text_stays_in_the_tables(
    postgres_worker: Worker, enrich_dsn: str
) -> None:
    """Whether it was known or comes late: only its addresses stay, and no link of it."""
    fields = {"article_body": LONG_TEXT, "related_links": [teaser(0, url=page("target"))]}
    withdrawals = [
        Withdrawal(at=at(5), source=SOURCE, url=page("known")),
        Withdrawal(at=at(5), source=SOURCE, url=page("late?edition=2")),
    ]
    late = article("late", 3, url=page("late?edition=2"), canonical_url=page("late"), **fields)
    await postgres_worker.relate(submit(article("known", 1, **fields)))
    await postgres_worker.relate(submit(*withdrawals, offset=1))
    await postgres_worker.relate(submit(late, offset=3))
    connection = await asyncpg.connect(enrich_dsn)
    kinds = await connection.fetch("select distinct kind from enrich.keys")
    details = await connection.fetch(
        "select distinct jsonb_object_keys(details) as name from enrich.articles"
    )
    await connection.close()
    assert [row["kind"] for row in kinds] == ["address"]
    assert {row["name"] for row in details} == {"url", "canonical_url", "aliases"}
    sizes = await _sizes(enrich_dsn)
    assert (sizes["links"], sizes["texts"]) == (0, 0)


async def test_an_index_that_is_away_is_transient() -> None:
    """No server at the address: every step says that it may work later."""
    async with _index(f"postgresql://nobody:none@127.0.0.1:{free_port()}/nowhere") as index:
        with pytest.raises(TransientError, match="ConnectionRefusedError"):
            await index.check()
        with pytest.raises(TransientError):
            await relate(submit(article("bridge", 1)), index, Held())


async def test_a_connection_that_is_cut_within_a_look_is_transient(
    postgres_worker: Worker, enrich_dsn: str
) -> None:
    """Postgres restarts while Kafka acknowledges: nothing is recorded, and the next try does all of it."""

    async def cut(_: object) -> None:
        connection = await asyncpg.connect(enrich_dsn)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and application_name = 'vestnik-enrich'"
        )
        await connection.close()

    batch = submit(article("bridge", 1))
    with pytest.raises(TransientError):
        await relate(batch, postgres_worker.index, cut)
    assert await postgres_worker.recorded() == {}
    await postgres_worker.relate(batch)
    assert await postgres_worker.recorded() == {0: OutcomeKind.ENRICHED}


async def test_a_value_that_postgres_refuses_is_permanent(postgres_worker: Worker) -> None:
    """A NUL in a name cannot be stored: the message is at fault, not the service."""
    with pytest.raises(PermanentError) as error:
        await postgres_worker.relate(submit(article("bridge", 1, source="a\x00b")))
    assert (error.value.cause, error.value.stage) == (Cause.REFUSED_BY_DATABASE, "relate")


async def test_check_asks_for_migrations(database: Database) -> None:
    """Without tables the check says which command makes them; afterwards it passes."""
    dsn = await database()
    async with _index(dsn) as index:
        with pytest.raises(RuntimeError, match=r"services\.enrich migrate"):
            await index.check()
        assert (await migrate(dsn))[0] == "0001_link_index"
        assert await migrate(dsn) == []
        await index.check()


async def test_a_title_is_forgotten_with_the_last_page_that_shows_it(
    postgres_worker: Worker, enrich_dsn: str
) -> None:
    """After an edit, after a withdrawal; a page that shows it still, keeps it."""
    links = [teaser(0, title="Rain in May again"), teaser(1, title="Snow in May again")]
    await postgres_worker.relate(submit(article("page", 1, related_links=links)))
    await postgres_worker.relate(submit(article("other", 1, related_links=links[:1]), offset=1))
    edit = article("page", 2, headline="The page is another now", related_links=links[:1])
    await postgres_worker.relate(submit(edit, offset=2))
    assert (await _sizes(enrich_dsn))["wanted"] == 1
    for offset, name in enumerate(("page", "other"), 3):
        withdrawal = Withdrawal(at=at(9), source=SOURCE, url=page(name))
        await postgres_worker.relate(submit(withdrawal, offset=offset))
    assert (await _sizes(enrich_dsn))["wanted"] == 0


async def test_a_title_is_not_forgotten_while_another_page_begins_to_show_it(
    postgres_worker: Worker, enrich_dsn: str
) -> None:
    """The last page that shows it goes while another worker announces one: that one's link keeps it."""
    shown = {"related_links": [teaser(0, title="Rain in May, in June and in...")]}
    await postgres_worker.relate(submit(article("page", 1, **shown)))
    rows = announcement(fold([Item.of(one) for one in submit(article("new", 1, **shown))], {}))
    going = postgres_worker.beside()
    connection = await asyncpg.connect(enrich_dsn)
    try:
        async with connection.transaction():
            await connection.execute(statements.BEGIN_ANNOUNCE)
            await connection.execute(statements.ANNOUNCE_LINKS, *to_link_columns(rows.links))
            withdrawal = Withdrawal(at=at(9), source=SOURCE, url=page("page"))
            gone = asyncio.create_task(going.relate(submit(withdrawal, offset=1)))
            await asyncio.wait([gone], timeout=0.5)
        await gone
    finally:
        await connection.close()
    assert (await _sizes(enrich_dsn))["wanted"] == 1
