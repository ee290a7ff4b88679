"""What may go by age: months of history, bodies, dead letters."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.store.database import Session

MONTHS: Final = """
    select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'store.article_versions'::regclass and relname < $1 order by 1
"""
BODIES: Final = """
    select 1 from store.articles
    where article_body <> '' and coalesce(date_published_day, (version_at at time zone 'UTC')::date) < $1
"""
EMPTY_BODIES: Final = """
    update store.articles set article_body = '' where id in (
        select id from store.articles
        where article_body <> '' and coalesce(date_published_day, (version_at at time zone 'UTC')::date) < $1
        limit 1000
    )
"""
LETTERS: Final = "select 1 from store.dead_letters where dead_lettered_at < $1::date"
DELETE_LETTERS: Final = """
    delete from store.dead_letters where (place, dead_lettered_at) in (
        select place, dead_lettered_at from store.dead_letters where dead_lettered_at < $1::date limit 1000
    )
"""


@dataclass(frozen=True)
class Policy:
    """How long each is kept; None is for ever."""

    history_months: int | None = None
    """Months of history before the present one."""
    body_months: int | None = None
    """Months for which an article keeps its body, counted from its day of publication."""
    letter_days: int | None = None
    """Days for which dead letters are kept."""

    def first_month(self, today: date) -> str | None:
        """The oldest partition that stays."""
        if self.history_months is None:
            return None
        return f"article_versions_{months_before(today, self.history_months):%Y_%m}"

    def first_day_with_body(self, today: date) -> date | None:
        """The first day whose articles keep their bodies."""
        return None if self.body_months is None else months_before(today, self.body_months)

    def first_day_of_letters(self, today: date) -> date | None:
        """The first day whose letters stay."""
        return None if self.letter_days is None else today - timedelta(days=self.letter_days)


@dataclass(frozen=True)
class Gone:
    """Rows of one kind that are, or would be, gone."""

    what: str
    rows: int


async def apply(session: Session, policy: Policy, today: date, *, dry_run: bool) -> list[Gone]:
    """Let go what is too old, or with `dry_run` only count it."""
    found: list[Gone] = []
    if first_month := policy.first_month(today):
        for (name,) in await session.fetch(MONTHS, first_month):
            (count,) = await session.fetchrow(f"select count(*) from store.{name}") or (0,)  # noqa: S608, from the catalogue
            found.append(Gone(name, count))
            if not dry_run:
                await session.execute(f"set lock_timeout = '10s'; drop table store.{name}")
    if day := policy.first_day_with_body(today):
        count = len(await session.fetch(BODIES, day)) if dry_run else await _all(session, EMPTY_BODIES, day)
        found.append(Gone(f"bodies of articles before {day}", count))
    if day := policy.first_day_of_letters(today):
        count = (
            len(await session.fetch(LETTERS, day)) if dry_run else await _all(session, DELETE_LETTERS, day)
        )
        found.append(Gone(f"dead letters before {day}", count))
    return found


async def _all(session: Session, statement: str, day: date) -> int:
    """Repeat a statement, which does a thousand rows, until there are no more."""
    total = 0
    while count := int((await session.execute(statement, day)).rpartition(" ")[2]):  # "UPDATE 7"
        total += count
    return total


def months_before(today: date, months: int) -> date:
    """The first day of the month so many months before this one."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
