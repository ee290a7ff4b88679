"""The tables of store on a real Postgres."""

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound
from services.runtime.errors import PermanentError, TransientError
from services.runtime.settings import PostgresSettings
from services.store.batch import settle
from services.store.comments import COLUMNS
from services.store.database import LOCK_SECONDS, MIGRATIONS, Database, migrate
from services.store.message import Content
from services.store.tables import (
    ArticleRow,
    CopyAnswer,
    DeadLetterRow,
    EntityRow,
    LinkAnswer,
    LinkRow,
    VersionRow,
)
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.store.tables import Tables
from tests.unit.store.messages import an_id, article, at, copy, decoded, link, prepared, rows_of, withdrawal

ERASED = ("article_versions", "article_entities", "links")


async def test_article_is_written_with_all_its_fields(tables: Tables) -> None:
    """Each field of a message is in its column, dates with the day beside the time."""
    full = article(
        scraper="spider",
        canonical_url="https://bgnes.bg/c",
        changed_fields=["headline"],
        alternative_headline="Подзаглавие",
        description="Увод",
        authors=["Иван Петров"],
        page_date={"value": "2024-05-01T23:30:00+03:00", "precision": "minute", "origin": "meta", "raw": "x"},
        copy_of=an_id("original"),
        original_at=at(-3),
        similarity=0.5,
    )
    await tables.write(full)
    (row,) = await tables.connection.fetch("select * from store.articles")
    assert {name: value for name, value in row.items() if name != "message_rank"} == {
        "id": full.id,
        "submission_id": full.submission_id,
        "source": "bgnes.bg",
        "scraper": "spider",
        "status": "usable",
        "url": "https://bgnes.bg/a",
        "canonical_url": "https://bgnes.bg/c",
        "aliases": ["https://bgnes.bg/a"],
        "version_at": at(0),
        "content_hash": full.content_hash,
        "changed_fields": ["headline"],
        "headline": "Заглавие a",
        "alternative_headline": "Подзаглавие",
        "description": "Увод",
        "article_body": "Първи абзац на a.\n\nВтори абзац.",
        "word_count": 6,
        "authors": ["Иван Петров"],
        "images": '[{"url": "https://bgnes.bg/1.jpg", "credit": "БГНЕС"}]',
        "info_sources": ["БГНЕС"],
        "date_published": None,
        "date_published_day": date(2024, 5, 1),
        "date_published_precision": "day",
        "date_published_origin": "text",
        "date_published_raw": "1 май",
        "page_date": at(8.5),
        "page_date_day": date(2024, 5, 1),
        "page_date_precision": "minute",
        "page_date_origin": "meta",
        "page_date_raw": "x",
        "in_language": "bg",
        "in_language_script": "Cyrl",
        "in_language_confidence": 0.99,
        "copy_of": an_id("original"),
        "similarity": 0.5,
        "copy_method": "text",
        "enricher_version": "0.1.0",
        "enricher": '{"version": "0.1.0", "truncated": [], "components": {"py3langid": "0.4"}}',
        "other_dates": "[]",
        "in_language_others": "[]",
        "original_at": at(-3),
        "withdrawn_at": None,
        "search": "'a':2A,6 'абзац':4,8 'втори':7 'заглавие':1A 'на':5 'първи':3",
        "other_headlines": [],
    }
    ((*entity, mentions, key),) = await tables.rows("select * from store.article_entities")
    assert entity == [full.id, 0, "Place", "България", "country:BG", None, 1.0]
    assert key == "country:BG"
    assert json.loads(mentions) == [{"start": 0, "end": 8, "text": "България"}]


async def test_shapes_are_the_columns(tables: Tables) -> None:
    """Every table has the columns of its shape, in its order, and every column a description."""
    query = """
        select table_name::text, array_agg(column_name::text order by ordinal_position) as columns,
            array_agg(col_description(format('store.%I', table_name)::regclass, ordinal_position)
                order by ordinal_position) as comments
        from information_schema.columns where table_schema = 'store' and table_name <> 'migrations'
        group by 1
    """
    found = {row["table_name"]: row for row in await tables.connection.fetch(query)}
    shapes: dict[str, Any] = {
        "articles": ArticleRow,
        "article_versions": VersionRow,
        "article_entities": EntityRow,
        "links": LinkRow,
        "link_answers": LinkAnswer,
        "copy_answers": CopyAnswer,
        "dead_letters": DeadLetterRow,
    }
    assert {
        table: tuple(name for name in found[table]["columns"] if name != "search") for table in shapes
    } == {table: shape._fields for table, shape in shapes.items()}
    described = {
        table: dict(zip(row["columns"], row["comments"], strict=True)) for table, row in found.items()
    }
    assert described == {table: dict(columns) for table, columns in COLUMNS.items()}


async def test_migrating_again_applies_nothing(database: DatabaseFactory) -> None:
    """A second `migrate` finds everything applied."""
    dsn = await database()
    assert [await migrate(dsn), await migrate(dsn)] == [
        [file.stem for file in sorted(MIGRATIONS.glob("*.sql"))],
        [],
    ]


async def test_newest_version_stays(tables: Tables) -> None:
    """A newer version replaces text, entities and links; an older one changes nothing."""
    old = article(related_links=[{"position": n, "kind": "body"} for n in range(3)])
    new = article(hours=1, headline="Ново заглавие", entities=[])
    await tables.write(old)
    await tables.write(new)
    expected = await tables.all()
    await tables.write(old)
    await tables.write(new)
    assert await tables.all() == expected
    assert await tables.rows("select headline from store.articles") == [("Ново заглавие",)]
    assert [len(expected[table]) for table in ("articles", "article_entities", "links")] == [1, 0, 1]


async def test_link_answer_may_come_first_or_last(tables: Tables) -> None:
    """A link reads as resolved whichever of answer and article came first, and after a replay."""
    resolved = [
        (an_id(name), 0, "resolved", an_id("target"), "title", 1.0) for name in sorted("ab", key=an_id)
    ]
    await tables.write(article("a"))
    assert await tables.links() == [(an_id("a"), 0, "pending", None, None, None)]
    await tables.write(link("a"), link("b"))
    await tables.write(article("b"))
    await tables.write(article("a"))
    assert await tables.links() == resolved


async def test_answer_counts_only_for_its_version(tables: Tables) -> None:
    """The answer to a link of another version leaves the link pending."""
    await tables.write(article(), link(hours=1))
    assert await tables.links() == [(an_id("a"), 0, "pending", None, None, None)]


async def test_surest_answer_wins(tables: Tables) -> None:
    """Of several answers the surest method counts, then the score, then the smallest id."""
    small, great = sorted((an_id(1), an_id(2)))
    answers = [
        link(method="title", score=1.0, target_id=small),
        link(method="url", score=0.8, target_id=small),
        link(method="url", score=0.9, target_id=great),
        link(method="url", score=0.9, target_id=small),
        link(method="similar-title", score=1.0, target_id=great),
    ]
    await tables.write(article())
    for answer in answers:
        await tables.write(answer)
    assert await tables.links() == [(an_id("a"), 0, "resolved", small, "url", 0.9)]


async def test_link_left_open_between_several_waits(tables: Tables) -> None:
    """An answer that names the article itself stands above others of its score, below a better one."""
    left_open = link(score=0.9, target_id=an_id("a"))
    await tables.write(article(), link(score=0.9, target_id=min(an_id(1), an_id(2))))
    await tables.write(left_open)
    await tables.write(link(score=0.9, target_id=UUID(int=0)))
    assert await tables.links() == [(an_id("a"), 0, "pending", None, None, None)]
    await tables.write(link(score=0.95, target_id=an_id(3)))
    await tables.write(left_open)
    assert await tables.links() == [(an_id("a"), 0, "resolved", an_id(3), "title", 0.95)]


async def test_link_to_withdrawn_article_reads_as_pending(tables: Tables) -> None:
    """A withdrawn target leaves the link pending, and its return resolves it again."""
    await tables.write(article(), link())
    await tables.write(withdrawal("target", hours=1))
    assert await tables.links() == [(an_id("a"), 0, "pending", None, None, None)]
    await tables.write(article("target", hours=2))
    assert (an_id("a"), 0, "resolved", an_id("target"), "title", 1.0) in await tables.links()


async def test_copy_answer_reaches_its_article_in_both_orders(tables: Tables) -> None:
    """`copy_of` is in the article's row whichever of answer and article came first."""
    await tables.write(article("a"))
    await tables.write(copy("a", original=-2), copy("b", original=-2), copy("a", of="x", original=-1))
    await tables.write(article("b"))
    assert (
        await tables.rows("select copy_of, similarity from store.articles") == [(an_id("original"), 0.9)] * 2
    )


async def test_an_article_that_is_told_of_itself_is_nobodys_copy(tables: Tables) -> None:
    """An earlier reading of it came late; the earliest original stands, in both orders."""
    late, early = copy("a", of="x", original=-1), copy("a", of="a", original=-2)
    await tables.write(article("a", copy_of=an_id("x"), similarity=1.0, original_at=at(-1)))
    for told in (late, early, late):
        await tables.write(told)
    assert await tables.rows("select copy_of, similarity, original_at from store.articles") == [
        (None, None, None)
    ]


ORIGINAL = "select copy_of, copy_method, similarity, original_at from store.articles where id = $1"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([copy(original=-1, method="address")], (an_id("original"), "address", None, at(-1))),
        (
            [copy(of="x", original=-1), copy(original=-2, method="address")],
            (an_id("original"), "address", None, at(-2)),
        ),
        ([copy(of="x", original=-2), copy(original=-1, method="address")], (an_id("x"), "text", 0.9, at(-2))),
        (
            [copy(original=-1), copy(original=-2, method="address")],
            (an_id("original"), "address", 0.9, at(-2)),
        ),
        (
            [copy(original=-2), copy(original=-1, method="address")],
            (an_id("original"), "address", 0.9, at(-2)),
        ),
        ([copy(of="x", original=-1), copy(of="a", original=-2, method="address")], (None, None, None, None)),
        (
            [copy(of="x", original=-1), copy(original=-2, method="address"), copy(of="a", method="address")],
            (an_id("x"), "text", 0.9, at(-1)),
        ),
        ([copy(original=-2, method="address"), copy(of="a", method="address")], (None, None, None, None)),
    ],
    ids=[
        *("address", "address earlier", "text earlier", "one and the same", "the same earlier", "itself"),
        *("too many's and text", "too many's"),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
async def test_the_earlier_of_both_originals_stands(
    tables: Tables,
    answers: list[CopyFound],
    expected: tuple[object, ...],
    is_reversed: bool,  # noqa: FBT001, a parameter
) -> None:
    """One by address and one by text are kept, and one too many's takes all by address back, in any order."""
    await tables.write(article("a"))
    for told in reversed(answers) if is_reversed else answers:
        await tables.write(told)
    assert await tables.rows(ORIGINAL.replace("$1", f"'{an_id('a')}'")) == [expected]


async def test_a_copy_of_a_withdrawn_article_reads_as_none(tables: Tables) -> None:
    """The views count it again when its original returns."""

    async def shown() -> list[list[tuple[object, ...]]]:
        return [
            await tables.rows("select article_id, copy_of, copy_method from store.copies"),
            await tables.rows(
                "select copy_of, copy_method from store.article_overview where copy_of is not null"
            ),
            await tables.rows("select copies from store.sources"),
            await tables.rows("select sum(copies)::int from store.source_daily"),
        ]

    copied = copy(original=-2, method="address")
    await tables.write(article("a"), copied, article("original", hours=-2))
    whole = (an_id("a"), an_id("original"), "address")
    assert await shown() == [[whole], [whole[1:]], [(1,)], [(1,)]]
    await tables.write(withdrawal("original", hours=-1))
    assert await shown() == [[], [], [(0,)], [(0,)]]
    await tables.write(article("original", hours=0))
    assert await shown() == [[whole], [whole[1:]], [(1,)], [(1,)]]


async def test_withdrawn_article_is_no_copy(tables: Tables) -> None:
    """An answer to what a withdrawn version is a copy of leaves its row alone."""
    await tables.write(withdrawal(), copy())
    assert await tables.rows("select copy_of from store.articles") == [(None,)]


async def test_withdrawal_erases_text_and_keeps_addresses(tables: Tables) -> None:
    """A withdrawn article loses everything that was read of it, and an older version brings nothing back."""
    await tables.write(article(), link(), copy())
    await tables.write(withdrawal(hours=1))
    await tables.write(article(hours=0.5), article(hours=1))
    query = """
        select status, url, version_at, headline, article_body, images, info_sources, copy_of
        from store.articles
    """
    assert await tables.rows(query) == [("canceled", "https://bgnes.bg/a", at(1), None, "", "[]", [], None)]
    # S608: the names are ours
    assert [await tables.rows(f"select * from store.{name}") for name in ERASED] == [[], [], []]  # noqa: S608


async def test_withdrawal_that_carries_text_stores_none(tables: Tables) -> None:
    """Text in a withdrawal is not stored."""
    text = article().model_dump() | {"status": "canceled", "copy_of": an_id("x"), "similarity": 1}
    await tables.write(EnrichedArticle.model_validate(text))
    rows = await tables.rows(
        "select headline, article_body, in_language, word_count, copy_of from store.articles"
    )
    assert rows == [(None, "", None, 0, None)]
    assert await tables.links() == []


async def test_newer_usable_version_returns(tables: Tables) -> None:
    """After a withdrawal a newer usable version is stored whole."""
    await tables.write(withdrawal())
    await tables.write(article(hours=1))
    assert await tables.rows("select status, headline from store.articles") == [("usable", "Заглавие a")]
    assert await tables.links() == [(an_id("a"), 0, "pending", None, None, None)]


@pytest.mark.parametrize(
    "poison",
    [
        article("poison", headline="\0"),
        article("poison", authors=["\0"]),
        article("poison", images=[{"caption": "\0"}]),
        article("poison", word_count=2**31),
        article(
            "poison", in_language={"tag": "".join(map(str, range(5_000))), "script": "Zyyy", "confidence": 0}
        ),
        article("poison", related_links=[{"position": 0, "kind": "body"}] * 2),
        link(position=2**31),
    ],
    ids=["text", "text[]", "jsonb", "integer", "index", "key", "answer"],
)
async def test_refused_row_stands_alone(tables: Tables, poison: Content) -> None:
    """Of a batch with one row that Postgres refuses, all others are written and it is named."""
    good = [article(n) for n in range(6)]
    settled = await settle(prepared(*good[:4], poison, *good[4:]), tables.database.write)
    assert [(letter.record.offset, letter.error.cause) for letter in settled.refused] == [
        (4, Cause.REFUSED_BY_DATABASE)
    ]
    assert {row[0] for row in await tables.rows("select id from store.articles")} == {a.id for a in good}


async def test_writers_side_by_side_lose_nothing(tables: Tables) -> None:
    """Two writers of the same articles in opposite orders end with the newest versions and every answer."""
    names = range(40)

    async def writer(contents: list[Content]) -> None:
        for content in contents:
            await tables.write(content)

    await asyncio.gather(
        writer([article(n, hours=n % 3) for n in names]),
        writer([article(n, hours=2 - n % 3) for n in reversed(names)]),
        writer([copy(n, hours=max(n % 3, 2 - n % 3)) for n in names]),
    )
    rows = await tables.rows("select id, version_at, copy_of from store.articles order by 1")
    assert rows == sorted((an_id(n), at(max(n % 3, 2 - n % 3)), an_id("original")) for n in names)


async def test_answer_waits_for_the_article_in_another_transaction(tables: Tables) -> None:
    """An answer that comes while its article is written and not yet committed reaches its row."""
    await tables.connection.execute("""
        create function store.wait() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock(1); return null; end $$;
        create constraint trigger wait after insert on store.articles
            deferrable initially deferred for each row execute function store.wait();
    """)
    waiting = """
        select 1 from pg_locks join pg_database on database = pg_database.oid
        where datname = current_database() and not granted
    """
    await tables.connection.execute("select pg_advisory_lock(1)")
    first = asyncio.create_task(tables.write(article()))
    await eventually(lambda: tables.rows(f"{waiting} having count(*) = 1"))
    second = asyncio.create_task(tables.write(copy()))

    async def second_waits_or_is_done() -> bool:
        return second.done() or bool(await tables.rows(f"{waiting} having count(*) = 2"))

    await eventually(second_waits_or_is_done)
    await tables.connection.execute("select pg_advisory_unlock(1)")
    await asyncio.gather(first, second)
    assert await tables.rows("select copy_of from store.articles") == [(an_id("original"),)]


async def test_cut_connection_is_transient(tables: Tables) -> None:
    """A connection that Postgres ends is an error that passes; the next write has a new one."""
    end = """
        select pg_terminate_backend(pid) from pg_locks
        where not granted and relation = 'store.articles'::regclass
    """
    async with tables.connection.transaction():
        await tables.connection.execute("lock table store.articles in access exclusive mode")
        writing = asyncio.create_task(tables.write(article()))
        await eventually(lambda: tables.rows(end))
    with pytest.raises(TransientError):
        await writing
    await tables.write(article(hours=1))
    assert await tables.rows("select version_at from store.articles") == [(at(1),)]


async def test_another_member_is_waited_for_longer_than_a_stranger(tables: Tables) -> None:
    """A batch waits for another's lock on its article as long as that takes; then it is written."""
    (key,) = await tables.rows(f"select ('x' || left(replace('{an_id('a')}', '-', ''), 16))::bit(64)::bigint")
    member = "select {}($1 # x'00000073746f7265'::bigint)"  # as the batches of every member lock it
    await tables.connection.execute(member.format("pg_advisory_lock"), *key)
    writing = asyncio.create_task(tables.write(article()))
    done, _ = await asyncio.wait({writing}, timeout=LOCK_SECONDS + 0.5)
    assert not done
    await tables.connection.execute(member.format("pg_advisory_unlock"), *key)
    await writing
    assert await tables.rows("select id from store.articles") == [(an_id("a"),)]


async def test_a_lock_of_a_stranger_is_transient(tables: Tables) -> None:
    """A row that somebody else keeps locked is an error that passes, and says which row it is."""
    await tables.write(article())
    async with tables.connection.transaction():
        await tables.connection.execute("select from store.articles for update")
        with pytest.raises(
            TransientError, match=r'has locked.* while deleting tuple .* in relation "articles"'
        ):
            await tables.write(article(hours=1))
    await tables.write(article(hours=1))
    assert await tables.rows("select version_at from store.articles") == [(at(1),)]


async def test_connection_may_end_at_any_moment(tables: Tables) -> None:
    """Whatever a connection is doing when Postgres ends it, the error is one that passes."""
    end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vestnik-store'"
    rows = rows_of(decoded(*(article(n, article_body="x" * 5_000) for n in range(50))))
    ended = asyncio.Event()

    async def end_again_and_again() -> None:
        for _ in range(200):
            await tables.connection.execute(end)
            await asyncio.sleep(random.random() / 50)  # noqa: S311, any moment
        ended.set()

    async def until_ended(work: Callable[[], Awaitable[object]]) -> None:
        while not ended.is_set():
            with contextlib.suppress(TransientError):
                await work()

    await asyncio.gather(
        end_again_and_again(),
        until_ended(lambda: tables.database.write(rows)),
        until_ended(tables.database.check),
    )
    await tables.database.write(rows)
    assert await tables.rows("select count(*) from store.articles") == [(50,)]


async def test_no_server_is_transient() -> None:
    """A server that is not there may come."""
    settings = PostgresSettings.model_validate({"dsn": "postgresql://nobody@127.0.0.1:1/none"})
    async with Database(settings) as database:
        with pytest.raises(TransientError):
            await database.write(rows_of(decoded(article())))


async def test_missing_tables_are_no_data_error(database: DatabaseFactory) -> None:
    """Without tables nothing is dead-lettered: the error says what to run."""
    async with Database(PostgresSettings.model_validate({"dsn": await database()})) as opened:
        with pytest.raises(RuntimeError, match=r"python -m services\.store migrate"):
            await opened.check()
        with pytest.raises(asyncpg.UndefinedTableError):
            await opened.write(rows_of(decoded(article())))


async def test_refusal_says_what_and_where(tables: Tables) -> None:
    """A refusal carries the words of the database, its cause and its stage."""
    with pytest.raises(PermanentError) as refusal:
        await tables.write(article(headline="\0"))
    error = refusal.value
    assert (error.cause, error.stage, error.message) == (
        Cause.REFUSED_BY_DATABASE,
        "write",
        'CharacterNotInRepertoireError: invalid byte sequence for encoding "UTF8": 0x00',
    )
