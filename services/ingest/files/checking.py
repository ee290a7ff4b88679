"""The command `check`: says of messages whether they are good `RawArticle`s, and why not."""

import argparse
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from schemas.topics import RAW
from schemas.validation import FieldError
from services.ingest.acceptance import Rejection
from services.ingest.files import finding
from services.ingest.files.advice import Verdict, judge, without_key
from services.ingest.files.cluster import latest
from services.ingest.files.importing import add_kind
from services.ingest.files.items import Skipped
from services.ingest.files.reading import Reading
from services.ingest.settings import ImportSettings, IngestSettings
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings, load

EXIT_NOTHING_CHECKED: Final = 2
DEFAULT_LAST: Final = 100

DESCRIPTION: Final = """\
Say of messages whether they are good RawArticles: errors (it would be refused, or end as a dead letter) and
warnings (legal, but unwise). Nothing is sent.
"""
EPILOG: Final = """\
examples:
  python -m services.ingest check messages.jsonl
  my-scraper --once | python -m services.ingest check -
  python -m services.ingest check --topic --last 1000

.json    one message as a producer writes it
.jsonl   one message a line; of standard input too, unless --as says otherwise
others   pages and archives, as import reads them
--topic  the last messages of articles.raw

exit status: 0 all are good, perhaps with warnings; 1 some are not; 2 nothing was checked.
"""


@dataclass(frozen=True)
class Checked:
    """One message, where it stands, and what is to be said of it; None where it is no article at all."""

    place: str
    verdict: Verdict | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said on the command line."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files, folders, or -")
    add_kind(parser)
    parser.add_argument("--topic", action="store_true", help="check what is on articles.raw")
    parser.add_argument(
        "--last", type=int, default=DEFAULT_LAST, metavar="N", help=f"how many of it (default {DEFAULT_LAST})"
    )


async def run(arguments: argparse.Namespace) -> int:
    """Check; the exit status."""
    out, console = Console(), Console(stderr=True)
    counts: Counter[str] = Counter()
    try:
        async for checked in _all(arguments):
            _tell(checked, out, counts)
    except (finding.UnusablePathError, TransientError) as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        return EXIT_NOTHING_CHECKED
    skipped = f", {counts['skipped']:,} passed over" if counts["skipped"] else ""
    out.print(
        f"{counts['good']:,} good, {counts['wrong']:,} wrong, {counts['warnings']:,} warnings{skipped}",
        highlight=False,
    )
    if not counts["good"] + counts["wrong"]:
        console.print("[red]there was nothing to check[/]")
        return EXIT_NOTHING_CHECKED
    return 1 if counts["wrong"] else 0


async def _all(arguments: argparse.Namespace) -> AsyncIterator[Checked]:
    if not arguments.paths and not arguments.topic:
        raise finding.UnusablePathError("nothing to check: name files, -, or --topic")
    if arguments.paths:
        otherwise = finding.NAMES.get(arguments.kind)
        most = load(ImportSettings).max_files
        for file in finding.find(arguments.paths, otherwise=otherwise, most=most, kinds=finding.CHECKED):
            for checked in _of_file(file):
                yield checked
    if arguments.topic:
        kafka = load(KafkaSettings)
        for record in await latest(kafka, kafka.topic(RAW), arguments.last):
            written = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            place = f"{record.topic}/{record.partition}/{record.offset}"
            verdict = judge(record.value or b"", written)
            yield Checked(place, verdict if record.key else without_key(verdict))


def _of_file(file: finding.File) -> Iterator[Checked]:
    now = datetime.now(UTC)
    reading = Reading(file, source=None, limit=load(IngestSettings).max_item_bytes)
    for item in reading.items():
        place = reading.place(item.number)
        if file.kind in {"jsonl", "json"} and item.body is not None:
            yield Checked(place, judge(item.body, now))
            continue
        taken = reading.article(item)
        if isinstance(taken, Skipped):
            yield Checked(place, None)
        elif isinstance(taken, Rejection):
            yield Checked(place, Verdict(taken.errors))
        else:
            yield Checked(place, judge(taken.value, now))


def _tell(checked: Checked, out: Console, counts: Counter[str]) -> None:
    verdict = checked.verdict
    if verdict is None:
        counts["skipped"] += 1
        return
    counts["good" if verdict.good else "wrong"] += 1
    counts["warnings"] += len(verdict.warnings)
    for word, problems in (("error", verdict.errors), ("warning", verdict.warnings)):
        for problem in problems:
            out.print(escape(_line(checked.place, word, problem)), soft_wrap=True, highlight=False)


def _line(place: str, word: str, problem: FieldError) -> str:
    pointer = f" {problem.pointer}" if problem.pointer else ""
    return f"{place}: {word} [{problem.code}]{pointer} {problem.message}"
