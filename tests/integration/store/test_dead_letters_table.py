"""Dead letters as a table, on a real Postgres."""

import json
from dataclasses import replace
from typing import Any

import pytest

from schemas.dead_letter import Cause
from schemas.identity import article_id, derived_submission_id
from services.runtime.errors import PermanentError
from services.store.batch import Prepared, settle
from services.store.message import Decoded, Letter, Record, decode
from services.store.rows import rows_of_one
from services.store.versions import folded
from tests.integration.store.tables import Tables
from tests.unit.store.messages import START, an_id, article, record, withdrawal

NASTY = "Postgres said \0 and \ud800"


def buried(of: Record, message: str = "no", offset: int = 7) -> Record:
    """The dead letter of a message, as it stands on its topic."""
    letter = Letter(of, PermanentError(Cause.REFUSED_BY_DATABASE, message, stage="write"))
    return replace(
        of,
        topic="prefix.articles.dead-letter",
        partition=2,
        offset=offset,
        headers=(*letter.headers(), ("raw", b"\xff\0")),
    )


async def write(tables: Tables, *records: Record) -> None:
    """Write messages as they come."""
    await tables.database.write(folded(rows_of_one(decode(one)) for one in records))


async def test_letter_is_a_row_with_its_bytes(tables: Tables) -> None:
    """A letter's bytes, its story and all its headers are a row, whatever characters are in them; once."""
    of = record(value=b"{\0\xff", key=str(an_id("a")).encode())
    for _ in range(2):
        await write(tables, buried(of, NASTY))
    (row,) = await tables.connection.fetch("select * from store.dead_letters")
    headers = dict(json.loads(row["headers"]))
    assert headers["raw"] == "\\xff\\0"
    found: dict[str, Any] = {name: value for name, value in row.items() if name != "headers"}
    assert found == {
        "place": "2/7",
        "dead_lettered_at": START,
        "key": str(an_id("a")).encode(),
        "value": b"{\0\xff",
        "article_id": an_id("a"),
        "service": "store",
        "stage": "write",
        "cause": "refused-by-database",
        "message": "Postgres said \\0 and ?",
        "topic": "articles.enriched",
        "topic_partition": 0,
        "topic_offset": 0,
        "submission_id": derived_submission_id("articles.enriched", 0, 0),
        "attempts": 1,
        "received_at": START,
    }


async def test_foreign_message_on_the_topic_is_kept_too(tables: Tables) -> None:
    """What carries no headers of ours is a row with its bytes."""
    await write(tables, record(topic="articles.dead-letter", value=None, key=None, offset=1))
    assert await tables.rows("select place, key, value, cause, headers from store.dead_letters") == [
        ("0/1", None, None, None, "[]")
    ]


@pytest.mark.parametrize("order", ["letter first", "withdrawal first", "together"])
async def test_withdrawal_empties_the_letters_of_its_article(tables: Tables, order: str) -> None:
    """Of a withdrawn article no letter keeps the text, whichever came first; other letters do."""
    letter, other = buried(record(article("a"))), buried(record(article("b")), offset=8)
    parts = [[letter, other], [record(withdrawal("a"))]]
    if order == "together":
        parts = [parts[0] + parts[1]]
    for part in parts if order != "withdrawal first" else reversed(parts):
        await write(tables, *part)
    assert await tables.rows("select place, value is null from store.dead_letters order by 1") == [
        ("2/7", True),
        ("2/8", False),
    ]


@pytest.mark.parametrize("withdrawal_first", [False, True])
async def test_withdrawal_empties_the_letters_of_pages_at_its_address(
    tables: Tables, *, withdrawal_first: bool
) -> None:
    """A page that could not be read is no article yet; its address says of which one it would be."""
    own = article_id(own="https://bgnes.bg/a", source="", headline=None, body="")
    pages = [
        b'{"url": "HTTPS://bgnes.bg/a?utm_source=x", "content": "text"}',
        b'{"url": "https://bgnes.bg/b", "content": "text"}',
        b'{"url": "https://bgnes.bg/", "content": "text"}',
        b'{"url": 7, "content": "text"}',
        b'["https://bgnes.bg/a"]',
        b"[" * 100_000,
    ]
    letters = [
        buried(record(topic="prefix.articles.raw", key=b"of a scraper", value=page), offset=place)
        for place, page in enumerate(pages)
    ]
    gone = record(withdrawal("a").model_copy(update={"id": own}))
    for part in ([gone], letters) if withdrawal_first else (letters, [gone]):
        await write(tables, *part)
    assert await tables.rows("select place from store.dead_letters where value is null") == [("2/0",)]
    assert await tables.rows("select count(*) from store.dead_letters") == [(len(pages),)]


async def test_letter_that_cannot_be_written_stops_store() -> None:
    """A refusal of a dead letter is not dead-lettered: it is raised."""
    message = decode(buried(record(article())))
    assert isinstance(message, Decoded)

    async def refuse(_: object) -> Any:  # noqa: ANN401, never comes to it
        raise PermanentError(Cause.REFUSED_BY_DATABASE, "no", stage="write")

    with pytest.raises(PermanentError):
        await settle([Prepared(message, rows_of_one(message))], refuse)
