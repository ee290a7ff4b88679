"""The command `import`: files, folders and standard input into Kafka."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from schemas.topics import RAW
from services.ingest.acceptance import Publication
from services.ingest.batch import Sender
from services.ingest.files import finding
from services.ingest.files.cluster import cluster_id
from services.ingest.files.journal import Journal, NoJournalError
from services.ingest.files.summary import Summary, show
from services.ingest.files.transfer import Transfer
from services.ingest.publisher import Position, Publisher
from services.ingest.settings import ImportSettings, IngestSettings
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings, load
from services.runtime.shutdown import Shutdown

EXIT_NOTHING_BEGUN: Final = 2
EXIT_KAFKA_LOST: Final = 75
"""EX_TEMPFAIL of sysexits.h: the same command goes on."""
EXIT_INTERRUPTED: Final = 130

DESCRIPTION: Final = (
    "Import files, folders with all that is in them, and standard input, straight into Kafka."
)
EPILOG: Final = """\
examples:
  python -m services.ingest import page.txt --source bgnes.bg
  python -m services.ingest import crawl/ --dry-run
  python -m services.ingest import 2026-03.jsonl.gz 2026-04.warc.gz
  zcat old/*.gz | python -m services.ingest import - --as jsonl

.txt .html .htm  one page each; its charset is found out, the file's time is when it was fetched
.jsonl .ndjson   one RawArticle a line (schemas/raw_article.py)
.warc            a web archive: its HTTP responses with status 200 that are HTML or plain text
.gz .zst         any of these, compressed
-                standard input; --as says what it is (default: jsonl)

A second run goes on where the first one was interrupted, and sends nothing twice. What Kafka has is noted
in INGEST_IMPORT_STATE_FOLDER, by the bytes of each file, whatever its name; a file that has grown since is
another file, whose old lines are sent again under their old ids. Articles that were on their way at a
kill -9 may be sent again, under the same submission_id. Standard input is sent again from its start, under
the same ids.

exit status: 0 everything was accepted, now or before; 1 something was not, it says what and why; 2 nothing
was begun; 75 Kafka went away, run it again; 130 interrupted, run it again.
"""


class DryRun:
    """Stands in for Kafka and takes everything."""

    async def send(self, _: Publication) -> "DryRun":
        """Take a message."""
        return self

    def done(self) -> bool:
        """At once."""
        return True

    async def position(self) -> Position:
        """Nowhere."""
        return Position(-1, -1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said on the command line."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, folders, or -")
    parser.add_argument("--source", metavar="NAME", help="the publisher, where a page names none")
    add_kind(parser)
    parser.add_argument("--dry-run", action="store_true", help="read and check everything, send nothing")
    parser.add_argument(
        "--restart", action="store_true", help="send all again, also what was accepted before"
    )
    parser.add_argument("--no-resume", action="store_true", help="neither look at nor keep what was sent")


def add_kind(parser: argparse.ArgumentParser) -> None:
    """What a file is whose name does not tell."""
    parser.add_argument(
        "--as",
        dest="kind",
        choices=sorted(finding.NAMES),
        help="what standard input and files of other names are",
    )


async def run(arguments: argparse.Namespace, console: Console | None = None) -> int:
    """Import; the exit status. `console` shows how far it is."""
    console = console or Console(stderr=True)
    settings = load(ImportSettings)
    try:
        found = finding.find(
            arguments.paths, otherwise=finding.NAMES.get(arguments.kind), most=settings.max_files
        )
        if arguments.dry_run:
            summary = await _transfer(found, DryRun(), None, arguments, console)
        else:
            summary = await _import(found, arguments, settings, console)
    except (finding.UnusablePathError, TransientError, NoJournalError) as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        return EXIT_NOTHING_BEGUN
    show(summary, Console(), "dry run, nothing was sent" if arguments.dry_run else "imported")
    if summary.lost:
        console.print(
            f"[red]Kafka went away: {escape(summary.lost)}. Run the same command to go on.[/]", soft_wrap=True
        )
        return EXIT_KAFKA_LOST
    if summary.interrupted:
        console.print("interrupted; run the same command to go on", soft_wrap=True)
        return EXIT_INTERRUPTED
    return 0 if summary.all_accepted else 1


async def _import(
    found: Sequence[finding.File], arguments: argparse.Namespace, settings: ImportSettings, console: Console
) -> Summary:
    kafka, ingest = load(KafkaSettings), load(IngestSettings)
    topic = kafka.topic(RAW)
    publisher = Publisher(kafka, topic=topic, delivery_seconds=ingest.delivery_seconds)
    await publisher.start()
    with ExitStack() as stack:
        try:
            journal = None
            if not arguments.no_resume:
                destination = f"{await cluster_id(kafka)}/{topic}"
                journal = stack.enter_context(Journal(settings.state_folder / "imported.sqlite", destination))
            return await _transfer(found, publisher, journal, arguments, console)
        finally:
            await publisher.stop()


async def _transfer(
    found: Sequence[finding.File],
    sender: Sender,
    journal: Journal | None,
    arguments: argparse.Namespace,
    console: Console,
) -> Summary:
    settings = load(IngestSettings)
    with _progress(console) as progress:
        whole = None if any(file.is_standard_input for file in found) else sum(file.size for file in found)
        task = progress.add_task("importing", total=whole, items=0, rate=0.0)

        def advance(taken: int, done: int) -> None:
            elapsed = progress.tasks[0].elapsed or 1.0
            progress.update(task, completed=taken, items=done, rate=done / elapsed)

        transfer = Transfer(
            sender,
            journal,
            source=arguments.source,
            limit=settings.max_item_bytes,
            max_depth=settings.max_depth,
            restart=arguments.restart,
            show=advance,
        )
        shutdown = Shutdown(settings.stop_seconds)
        shutdown.listen()
        stopper = asyncio.create_task(_stop(transfer, shutdown))
        try:
            summary = await transfer.run(found)
        finally:
            stopper.cancel()
            shutdown.finished()
        advance(whole or 0, summary.outcomes.total())
    return summary


async def _stop(transfer: Transfer, shutdown: Shutdown) -> None:
    await shutdown.requested.wait()
    transfer.stop()


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[items]:,} articles, {task.fields[rate]:,.0f}/s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
    )
