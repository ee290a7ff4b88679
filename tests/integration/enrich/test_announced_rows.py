"""What is announced is read again as it was, over both link indexes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.enrich.relate.entries import Announcement, Headed, Heading, KeyRow, LinkRow, WantedTitle
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.later import Later
from tests.integration.enrich.subjects import Worker

MAY = datetime(2026, 5, 1, 9, 30, 0, 123456, tzinfo=UTC)
ODD = (
    "null",
    "rain, {in} may",
    'a "quoted" word',
    "back\\slash \\",
    "дъжд през май\u2026",
    "雨",
    "two\nlines",
    " ",
)


def _key(number: int) -> UUID:
    return UUID(int=number)


async def test_titles_are_read_again_as_they_were_announced(worker: Worker) -> None:
    """Whatever stands in a title, and whichever keys and articles are announced beside it."""
    rows, announced = [], {}
    for number, title in enumerate(ODD):
        article_id, at, body = _key(1000 + number // 2), MAY + timedelta(number // 2), _key(number)
        heading = Heading(title, (number, -number - 1), at, body if number % 4 else None, number % 3 == 0)
        rows += [
            KeyRow(_key(number), article_id, KeyKind.TITLE, at, at, heading),
            KeyRow(_key(500 + number), article_id, KeyKind.ADDRESS, at, at),
        ]
        announced[_key(number)] = [
            Headed(article_id, title, at, heading.body, has_address=heading.has_address)
        ]
    await worker.index.announce(Announcement(keys=rows))
    async with worker.index.look() as look:
        assert dict(await look.titled(announced)) == announced
        assert dict(await look.alike({key: (key.int,) for key in announced})) == announced
        assert dict(await look.holders([_key(500), _key(507)])) == {
            _key(500): [_key(1000)],
            _key(507): [_key(1003)],
        }


async def test_titles_waited_for_are_read_again_as_they_were_announced(worker: Worker) -> None:
    """Whatever stands in them, each with its bands."""
    announced = [WantedTitle(_key(n), title, (n, -(1 << 63), (1 << 63) - 1)) for n, title in enumerate(ODD)]
    await worker.index.announce(Announcement(wanted=announced))
    async with worker.index.look() as look:
        found = await look.wanted({one.key: one.bands[:1] for one in announced})
    assert {key: [*titles] for key, titles in found.items()} == {one.key: [one] for one in announced}


async def test_an_announcement_that_breaks_off_in_its_middle_leaves_nothing(postgres_worker: Worker) -> None:
    """Rows are made while others are written: where that fails, none stay, and the index goes on."""

    def broken() -> Sequence[LinkRow]:
        raise ZeroDivisionError

    row = KeyRow(_key(1), _key(2), KeyKind.ADDRESS, MAY, MAY)
    with pytest.raises(ZeroDivisionError):
        await postgres_worker.index.announce(Announcement(keys=[row], links=Later(broken)))
    async with postgres_worker.index.look() as look:
        assert dict(await look.holders([row.key])) == {}
    await postgres_worker.index.announce(Announcement(keys=[row]))
    async with postgres_worker.index.look() as look:
        assert dict(await look.holders([row.key])) == {row.key: [row.article_id]}
