"""What is known of an article as a row of `enrich.articles` and back, and rows of outcomes. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.entries import KeyRow, LinkRow, WantedTitle
from services.enrich.relate.known import Headlined, Known
from services.enrich.submission import Outcome, OutcomeKind


class ArticleRow(NamedTuple):
    """A row as it is written; its fields are the columns. `details` is JSON."""

    id: UUID
    version_at: datetime
    content_hash: str
    enricher_version: str
    owner: UUID
    last_seen_at: datetime
    withdrawn_at: datetime | None
    version: UUID
    source: str
    details: str


class OutcomeRow(NamedTuple):
    """A row of `enrich.outcomes` as it is written."""

    partition: int
    offset: int
    submission_id: UUID
    outcome: str
    article_id: UUID | None
    against: UUID | None


def to_row(known: Known) -> ArticleRow:
    """The row of an article."""
    details = {
        "url": known.url,
        "canonical_url": known.canonical_url,
        "aliases": known.aliases,
        "keys": [key.hex for key in sorted(known.keys)],
        "past": {key.hex: read_at.isoformat() for key, read_at in sorted(known.past.items())},
        "since": known.since.isoformat() if known.since else None,
        "texts": {key.hex: since.isoformat() for key, since in sorted(known.texts.items())},
        "titles": {
            key.hex: [one.dated.isoformat(), one.body and one.body.hex]
            for key, one in sorted(known.titles.items())
        },
        "dated": known.dated.isoformat() if known.dated and known.dated != _earliest(known.titles) else None,
        "field_hashes": known.field_hashes,
        "changed_fields": known.changed_fields,
    }
    return ArticleRow(
        id=known.id,
        version_at=known.version_at,
        content_hash=known.content_hash,
        enricher_version=known.enricher_version,
        owner=known.owner,
        last_seen_at=known.last_seen_at,
        withdrawn_at=known.withdrawn_at,
        version=known.version,
        source=known.source,
        details=json.dumps({name: value for name, value in details.items() if value}, ensure_ascii=False),
    )


def from_row(row: Mapping[str, Any]) -> Known:
    """The article of a row."""
    details = json.loads(row["details"])
    titles = {
        UUID(key): Headlined(datetime.fromisoformat(dated), UUID(body) if body else None)
        for key, (dated, body) in details.get("titles", {}).items()
    }
    return Known(
        id=row["id"],
        source=row["source"],
        owner=row["owner"],
        version_at=row["version_at"],
        enricher_version=row["enricher_version"],
        content_hash=row["content_hash"],
        last_seen_at=row["last_seen_at"],
        withdrawn_at=row["withdrawn_at"],
        url=details.get("url"),
        canonical_url=details.get("canonical_url"),
        aliases=tuple(details.get("aliases", ())),
        keys=frozenset(map(UUID, details.get("keys", ()))),
        since=datetime.fromisoformat(details["since"]) if "since" in details else None,
        past={UUID(key): datetime.fromisoformat(at) for key, at in details.get("past", {}).items()},
        texts={UUID(key): datetime.fromisoformat(since) for key, since in details.get("texts", {}).items()},
        titles=titles,
        dated=datetime.fromisoformat(details["dated"]) if "dated" in details else _earliest(titles),
        field_hashes=details.get("field_hashes", {}),
        changed_fields=tuple(details.get("changed_fields", ())),
    )


def _earliest(titles: Mapping[UUID, Headlined]) -> datetime | None:
    """Most articles are as old as their one title: that is written once."""
    return min((one.dated for one in titles.values()), default=None)


def to_outcome_row(outcome: Outcome) -> OutcomeRow:
    """The row of an outcome."""
    return OutcomeRow(
        outcome.partition,
        outcome.offset,
        outcome.submission_id,
        outcome.kind.value,
        outcome.article_id,
        outcome.against,
    )


def from_outcome_row(row: Mapping[str, Any]) -> Outcome:
    """The outcome of a row."""
    return Outcome(
        row["partition"],
        row["offset"],
        row["submission_id"],
        OutcomeKind(row["outcome"]),
        row["article_id"],
        row["against"],
    )


def to_key_columns(rows: Sequence[KeyRow]) -> Sequence[Sequence[object]]:
    """Rows of `enrich.keys` as they are announced: what those of one article share is there once.

    As with links, columns of numbers and words are arrays as text.
    """
    articles: list[tuple[UUID, datetime, datetime]] = []
    headings: list[tuple[datetime, UUID | None, bool]] = []
    own: list[tuple[int, int, UUID, str, str, str]] = []
    for key, article_id, kind, since, at, heading in rows:
        article = article_id, since, at
        if not articles or article != articles[-1]:
            articles.append(article)
        if heading is None:
            own.append((len(articles), 0, key, kind, _NULL, _NULL))
            continue
        title, bands, *_ = heading
        if not headings or heading[2:] != headings[-1]:
            headings.append(heading[2:])
        of = len(articles), len(headings)
        own.append((*of, key, kind, _quoted(title), _quoted(to_array(bands))))
    if not own:
        return ()
    about = zip(*headings, strict=True) if headings else ((), (), ())
    of_article, of_heading, keys, *texts = zip(*own, strict=True)
    return [
        *zip(*articles, strict=True),
        *about,
        to_array(of_article),
        to_array(of_heading),
        keys,
        *map(_to_array, texts),
    ]


def to_link_columns(rows: Sequence[LinkRow]) -> Sequence[Sequence[object]]:
    """Rows of `enrich.links` as they are announced: what those of one version share is there once.

    Columns of numbers and words are arrays as text: of each element of a list asyncpg asks whether it is a
    list. Keys are a list all the same: Postgres takes four times as long to read one from text.
    """
    shared: list[LinkRow] = []
    own: list[tuple[int, int, UUID, str]] = []
    for row in rows:
        if not shared or row.version is not shared[-1].version:
            shared.append(row)
        own.append((len(shared), row.position, row.key, row.method))
    if not own:
        return ()
    of, positions, keys, methods = zip(*own, strict=True)
    return [
        [row.version for row in shared],
        [row.article_id for row in shared],
        [row.version_at for row in shared],
        [row.dated for row in shared],
        [row.enricher_version for row in shared],
        to_array(of),
        to_array(positions),
        keys,
        _to_array(methods),
    ]


def to_text_row(text: Fingerprint) -> tuple[object, ...]:
    """A row of `enrich.texts` as it is announced."""
    return text.key, to_array(text.bands), text.signature


def to_wanted_columns(rows: Sequence[WantedTitle]) -> Sequence[Sequence[object]]:
    """Rows of `enrich.wanted` as they are announced."""
    if not rows:
        return ()
    keys, titles, bands = zip(*rows, strict=True)
    return keys, _to_array(map(_quoted, titles)), to_arrays(bands)


def to_arrays(values: Iterable[Iterable[int]]) -> str:
    """An array of arrays as text, as Postgres reads it from text."""
    return _to_array([_quoted(to_array(one)) for one in values])


def to_array(values: Iterable[int]) -> str:
    """An array of numbers as Postgres reads it from text."""
    return "{" + str([*values])[1:-1] + "}"


def _to_array(values: Iterable[str]) -> str:
    """The same of words that need no quotes, or have them."""
    return "{" + ",".join(values) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


_NULL: Final = "null"


def to_columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as arrays, one per column; none where there are no rows."""
    return [list(column) for column in zip(*rows, strict=True)]
