"""The same enrichment without Kafka and Postgres: RawArticle lines in, EnrichedArticle lines out, in order.

Two passes. The first reads and relates every line in memory and keeps what it says in a temporary
file. The second answers its links and finds originals, now that every article is known; a text that
was withdrawn by any line is not written. Memory holds the link index, never the texts.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import count, islice
from typing import BinaryIO, Final, NamedTuple
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.topics import RAW
from services.enrich.entity_model import EntityModelError
from services.enrich.message import Message
from services.enrich.progress import Progress
from services.enrich.reader import Reader, read_page
from services.enrich.relate import relate
from services.enrich.relate.answers import with_targets
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.copies import neighbours
from services.enrich.relate.known import Known, Withdrawn, tombstone
from services.enrich.relate.memory import MemoryIndex
from services.enrich.relate.originals import Found, with_original
from services.enrich.relate.resolution import Answer, links_of, resolve
from services.enrich.relate.shared_addresses import at_addresses, identifying
from services.enrich.settings import EnrichSettings
from services.enrich.submission import Emission, Outcome, OutcomeKind, Submission, Withdrawal
from services.runtime import logs
from services.runtime.errors import EXIT_CONFIG, EXIT_INTERRUPTED, PermanentError
from services.runtime.settings import LogSettings, load

CHUNK: Final = 64
"""Lines related at once."""
AHEAD: Final = 3
"""Chunks given to the readers before the first of them is needed."""
NEVER_APPENDED: Final = datetime.max.replace(tzinfo=UTC)
"""No Kafka has taken these pages, so their own times count."""
BROKEN_PIPE: Final = 141
"""Exit status as a shell gives it: 128 and the number of the signal."""


def main(arguments: Sequence[str]) -> int:
    """Run the command with the arguments after `offline`; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m services.enrich offline",
        description="RawArticle lines on stdin become EnrichedArticle lines on stdout, in order. "
        'A line that cannot be used gives {"error": ..., "line": n}.',
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="reading processes (default: one per core)",
    )
    workers = parser.parse_args(arguments).workers
    logs.configure("enrich", load(LogSettings))
    try:
        asyncio.run(enrich(sys.stdin.buffer, sys.stdout.buffer, load(EnrichSettings), workers))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except EntityModelError as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return EXIT_CONFIG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to flush goes nowhere
        return BROKEN_PIPE
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


async def enrich(source: BinaryIO, sink: BinaryIO, settings: EnrichSettings, workers: int) -> None:
    """Enrich every line of `source`, with so many reading processes. Raises `EntityModelError`."""
    index = MemoryIndex()
    read = partial(read_page, model=settings.entity_model)
    readers = [
        Reader(read, page_seconds=settings.page_seconds, memory_bytes=settings.read_memory_bytes)
        for _ in range(workers)
    ]
    with tempfile.TemporaryFile() as spool, Progress() as progress:
        try:
            await asyncio.gather(*(reader.start() for reader in readers))
            async for submissions in _submissions(source, readers):
                spool.writelines(line.spooled() for line in await _related(submissions, index))
                progress.advance("read", len(submissions))
        finally:
            await asyncio.gather(*(reader.stop() for reader in readers))
        spool.seek(0)
        while chunk := [_Line.of(spooled) for spooled in islice(spool, CHUNK)]:
            sink.writelines(await _answered(chunk, index))
            progress.advance("written", len(chunk))
        sink.flush()


async def _submissions(source: BinaryIO, readers: Sequence[Reader]) -> AsyncIterator[list[Submission]]:
    """Every line as a submission, in order, a few chunks read ahead."""
    offsets = count()
    reading: deque[asyncio.Future[list[Submission]]] = deque()
    while (chunk := await asyncio.to_thread(lambda: list(islice(source, CHUNK)))) or reading:
        if chunk:
            pages = [
                Message(RAW.name, 0, offset, NEVER_APPENDED, None, line)
                for line, offset in zip(chunk, offsets, strict=False)
            ]
            reading.append(
                asyncio.gather(*(readers[page.offset % len(readers)].read(page) for page in pages))
            )
        if len(reading) > AHEAD or not chunk:
            yield await reading.popleft()


class _Line(NamedTuple):
    """What stands in for a line between the passes: an article, or what is wrong with the line."""

    article: EnrichedArticle | None
    error: bytes = b""

    def spooled(self) -> bytes:
        return (b"A" + self.article.to_json() if self.article else b"E" + self.error) + b"\n"

    @classmethod
    def of(cls, spooled: bytes) -> "_Line":
        if spooled.startswith(b"A"):
            return cls(EnrichedArticle.model_validate_json(spooled[1:]))
        return cls(None, spooled[1:-1])


async def _related(submissions: Sequence[Submission], index: MemoryIndex) -> list[_Line]:
    """What each line says, its links as they were read."""
    versions: dict[tuple[object, ...], EnrichedArticle] = {}

    async def keep(emissions: Sequence[Emission]) -> None:
        for emission in emissions:
            if isinstance(emission.message, EnrichedArticle):
                versions[_reading(emission.message)] = emission.message

    outcomes = await relate(submissions, index, keep)
    ids = {outcome.article_id for outcome in outcomes if outcome.article_id}
    known = await index.known(ids)
    return [
        _line(submission, outcome, known, versions)
        for submission, outcome in zip(submissions, outcomes, strict=True)
    ]


def _reading(article: EnrichedArticle) -> tuple[object, ...]:
    return article.submission_id, article.id, article.content_hash


def _line(
    submission: Submission,
    outcome: Outcome,
    known: Mapping[UUID, Known],
    versions: Mapping[tuple[object, ...], EnrichedArticle],
) -> _Line:
    content = submission.content
    if isinstance(content, PermanentError):
        error = {"error": f"{content.cause}: {content.message}", "line": submission.offset + 1}
        return _Line(None, json.dumps(error, ensure_ascii=False).encode())
    if outcome.article_id is None:
        raise ValueError(f"line {submission.offset + 1}: outcome {outcome.kind} without an article")
    now = known[outcome.article_id]
    if isinstance(content, Withdrawal) or outcome.kind is OutcomeKind.CANCELED:
        return _Line(_without_text(now))
    if outcome.kind is OutcomeKind.ENRICHED:
        version = versions[_reading(content)]
        fields = {name: getattr(version, name) for name in ("version_at", "changed_fields", "aliases")}
        return _Line(content.model_copy(update=fields))
    if content.content_hash == now.content_hash:
        return _Line(content.model_copy(update={"version_at": now.version_at}))
    return _Line(content)


def _without_text(known: Known) -> EnrichedArticle:
    """The withdrawal of an article, also where it was read again afterwards."""
    at = known.withdrawn_at or known.version_at
    return tombstone(known if known.is_withdrawn else known.withdrawn(Withdrawn(at, known.owner)))


def _dated(arrival: Arrival, known: Mapping[UUID, Known]) -> datetime:
    """By what the links of an article are compared: an earlier reading of the same content counts."""
    stands = known[arrival.article.id]
    return (stands.content_hash == arrival.article.content_hash and stands.dated) or arrival.dated


async def _answered(chunk: Sequence[_Line], index: MemoryIndex) -> list[bytes]:
    """The lines as they are written, now that every article is known."""
    arrivals = [Arrival(line.article.submission_id, line.article) if line.article else None for line in chunk]
    articles = [arrival for arrival in arrivals if arrival]
    known = await index.known({arrival.article.id for arrival in articles})
    async with index.look() as look:
        links = [
            link
            for line, arrival in enumerate(arrivals)
            if arrival
            for link in links_of(arrival, UUID(int=line), arrival.article.version_at, _dated(arrival, known))
        ]
        answers = await resolve(look, links)
        near = await neighbours(look, [arrival.text for arrival in articles if arrival.text])
        addresses = {
            one.article.id: identifying(one.address_keys(known[one.article.id].aliases)) for one in articles
        }
        there = await at_addresses(look, {key for keys in addresses.values() for key in keys})
        shared = {article_id: there.shared(keys) for article_id, keys in addresses.items()}
    return [
        (
            _final(
                arrival,
                known[arrival.article.id],
                answers.get(UUID(int=number), {}),
                Found(shared[arrival.article.id], near[arrival.body].original if arrival.body else None),
            ).to_json()
            if arrival
            else line.error
        )
        + b"\n"
        for number, (line, arrival) in enumerate(zip(chunk, arrivals, strict=True))
    ]


def _final(arrival: Arrival, now: Known, answers: Mapping[int, Answer], found: Found) -> EnrichedArticle:
    article = arrival.article
    if not now.holds(article.version_at):
        return _without_text(now)
    return with_original(with_targets(article, answers), found)
