"""Which version is the newest, and what the others leave behind: pure, and decided nowhere else."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from services.store.rows import Article, Rows
from services.store.tables import (
    METHODS,
    CopyAnswer,
    DeadLetterRow,
    LinkAnswer,
    Version,
    VersionRow,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Folded:
    """A batch: one version per article, one answer per question, each sorted by its key."""

    articles: Sequence[Article] = ()
    past: Sequence[VersionRow] = ()
    """Older versions of these articles, one for each time."""
    withdrawn: Mapping[UUID, datetime] = field(default_factory=dict)
    """The time of the last withdrawal of each article that has one."""
    link_answers: Sequence[LinkAnswer] = ()
    copy_answers: Sequence[CopyAnswer] = ()
    dead_letters: Sequence[DeadLetterRow] = ()

    def ids(self) -> list[UUID]:
        """Every article that is concerned, sorted."""
        return sorted(
            {article.row.id for article in self.articles}
            | {answer.article_id for answer in self.link_answers}
            | {answer.article_id for answer in self.copy_answers}
            | {letter.article_id for letter in self.dead_letters if letter.article_id},
            key=attrgetter("int"),
        )


class Known(NamedTuple):
    """What is stored of an article."""

    version: Version
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Changes:
    """What a batch changes."""

    current: Sequence[Article] = ()
    """Articles that are new or newer than what is stored."""
    replaced: Sequence[UUID] = ()
    """Those of them that are stored: these rows go."""
    displaced: Sequence[tuple[UUID, datetime]] = ()
    """Those of them that go into history, with the times of the rows that are stored."""
    past: Sequence[VersionRow] = ()
    """Versions of the batch that are history already."""
    withdrawn: Mapping[UUID, datetime] = field(default_factory=dict)
    """Articles whose text up to a time has to go."""


def folded(parts: Iterable[Rows]) -> Folded:
    """What several messages say; the same whatever their order or repetition."""
    found = list(parts)
    articles = list(chain.from_iterable(rows.articles for rows in found))
    newest = _greatest(articles, _article_key, lambda one: one.row.version)
    withdrawn: dict[UUID, datetime] = {}
    for row in (article.row for article in articles):
        if row.withdrawn_at:
            withdrawn[row.id] = max(row.withdrawn_at, withdrawn.get(row.id, row.withdrawn_at))
    return Folded(
        articles=newest,
        past=_older(articles, newest) if len(newest) < len(articles) else [],
        withdrawn=withdrawn,
        link_answers=_greatest(
            chain.from_iterable(rows.link_answers for rows in found), _link_key, _link_rank
        ),
        copy_answers=_greatest(
            chain.from_iterable(rows.copy_answers for rows in found), _copy_key, _copy_rank
        ),
        dead_letters=_greatest(
            chain.from_iterable(rows.dead_letters for rows in found), _letter_key, _letter_key
        ),
    )


def changes(batch: Folded, known: Mapping[UUID, Known]) -> Changes:
    """What a batch changes where this is stored of its articles."""
    current, replaced, displaced = [], [], []
    past = list(batch.past)
    withdrawn_at = _withdrawn(batch, known)
    for article in batch.articles:
        row = article.row
        there = known.get(row.id)
        if there is None or row.version > there.version:
            current.append(_withdrawn_at(article, withdrawn_at.get(row.id)))
            if there:
                replaced.append(row.id)
                time, canceled = there.version[:2]
                if time < row.version_at and _is_kept(
                    time, canceled=canceled, withdrawn_at=withdrawn_at.get(row.id)
                ):
                    displaced.append((row.id, time))
        elif row.version_at < there.version.version_at:
            past.append(VersionRow.of(row))
    return Changes(
        current,
        replaced,
        displaced,
        [
            row
            for row in past
            if _is_kept(
                row.version_at,
                canceled=row.status == "canceled",
                withdrawn_at=withdrawn_at.get(row.article_id),
            )
        ],
        {
            article_id: time
            for article_id, time in batch.withdrawn.items()
            if article_id in known and time == withdrawn_at[article_id] != known[article_id].withdrawn_at
        },
    )


def newest_of_each_time(rows: Iterable[VersionRow]) -> list[VersionRow]:
    """One version of an article for each of its times, sorted."""
    return _greatest(rows, _version_key, lambda row: row.version)


def _older(articles: Sequence[Article], newest: Sequence[Article]) -> list[VersionRow]:
    times = {article.row.id: article.row.version_at for article in newest}
    return newest_of_each_time(
        VersionRow.of(article.row) for article in articles if article.row.version_at < times[article.row.id]
    )


def _withdrawn(batch: Folded, known: Mapping[UUID, Known]) -> dict[UUID, datetime]:
    """The last withdrawal of each article, stored or in the batch."""
    found = {name: there.withdrawn_at for name, there in known.items() if there.withdrawn_at}
    for name, time in batch.withdrawn.items():
        found[name] = max(time, found.get(name, time))
    return found


def _withdrawn_at(article: Article, time: datetime | None) -> Article:
    if article.row.withdrawn_at == time:
        return article
    return replace(article, row=article.row._replace(withdrawn_at=time))


def _is_kept(version_at: datetime, *, canceled: bool, withdrawn_at: datetime | None) -> bool:
    """Whether history may hold it: that an article was withdrawn, and what was read of it afterwards."""
    return canceled or withdrawn_at is None or version_at > withdrawn_at


def _greatest(items: Iterable[T], key: Callable[[T], Any], rank: Callable[[T], Any]) -> list[T]:
    """The greatest of each key, sorted by key."""
    found: dict[Any, T] = {}
    for item in items:
        name = key(item)
        known = found.get(name)
        if known is None or rank(known) < rank(item):
            found[name] = item
    return [found[name] for name in sorted(found)]


# A UUID sorts as its number does, which is compared in C.
def _article_key(article: Article) -> int:
    return article.row.id.int


def _version_key(row: VersionRow) -> tuple[int, datetime]:
    return row.article_id.int, row.version_at


def _link_key(answer: LinkAnswer) -> tuple[int, datetime, int, str]:
    return answer.article_id.int, answer.version_at, answer.position, answer.enricher_version


def _link_rank(answer: LinkAnswer) -> tuple[int, int, float, bool, int]:
    is_open = answer.target_id == answer.article_id
    return answer.revision, METHODS.index(answer.method), answer.score, is_open, -answer.target_id.int


def _copy_key(answer: CopyAnswer) -> tuple[int, datetime, str]:
    return answer.article_id.int, answer.version_at, answer.method


def _copy_rank(answer: CopyAnswer) -> tuple[bool, float, int, float]:
    original_at = answer.original_at.timestamp() if answer.original_at else math.inf
    return answer.is_open, -original_at, -answer.copy_of.int, answer.similarity or 0.0


def _letter_key(letter: DeadLetterRow) -> tuple[str, datetime]:
    return letter.place, letter.dead_lettered_at
