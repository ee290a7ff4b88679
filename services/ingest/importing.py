"""Import files: send their articles, show how far it is, and tell what became of them."""

from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from services.ingest import files
from services.ingest.acceptance import Publication
from services.ingest.batch import Article, Sender, submit_all
from services.ingest.publisher import Position
from services.ingest.receipt import UNAVAILABLE, Problem, Receipt
from services.ingest.settings import IngestSettings

REASONS_SHOWN: Final = 10
LABELS: Final = {
    "accepted": "accepted",
    "rejected": "rejected",
    "too_large": "too large",
    UNAVAILABLE: "not sent",
}


@dataclass
class Summary:
    """What became of an import: how many of each outcome, and the first reasons with their places."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: list[tuple[str, Problem]] = field(default_factory=list)

    @property
    def all_accepted(self) -> bool:
        """Whether nothing was left behind."""
        return set(self.outcomes) <= {"accepted"}

    def add(self, place: str, receipt: Receipt) -> None:
        """Count one article."""
        problem = receipt.error
        self.outcomes[UNAVAILABLE if problem and problem.code == UNAVAILABLE else receipt.status] += 1
        if problem and len(self.reasons) < REASONS_SHOWN:
            self.reasons.append((place, problem))


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


async def run(
    found: Sequence[files.File],
    sender: Sender,
    source: str | None,
    settings: IngestSettings,
    console: Console,
) -> Summary:
    """Send every article of the files, with a progress bar."""
    summary = Summary()
    sent: deque[files.Read] = deque()
    with _progress(console) as progress:
        task = progress.add_task("importing", total=sum(file.size for file in found), items=0, rate=0.0)
        before: dict[files.File, int] = {}

        async def articles() -> AsyncIterator[Article]:
            done = 0
            for file in found:
                before[file] = done
                for read in files.read(file, source=source, limit=settings.max_item_bytes):
                    sent.append(read)
                    yield read.article
                done += file.size

        async def answer(receipts: Sequence[Receipt]) -> None:
            for receipt in receipts:
                read = sent.popleft()
                summary.add(_place(read), receipt)
            _advance(progress, task, summary.outcomes.total(), before[read.file] + read.position)

        await submit_all(articles(), sender, answer, ahead=settings.unread_receipts)
        progress.update(task, completed=progress.tasks[0].total)
    return summary


def show(summary: Summary, console: Console, *, dry_run: bool) -> None:
    """Print the table of outcomes, and the first reasons."""
    console.print("dry run, nothing was sent" if dry_run else "imported")
    table = Table()
    table.add_column("outcome")
    table.add_column("articles", justify="right")
    for outcome, label in LABELS.items():
        if summary.outcomes[outcome] or outcome == "accepted":
            table.add_row(label, f"{summary.outcomes[outcome]:,}")
    console.print(table)
    for place, problem in summary.reasons:
        pointer = f" {problem.pointer}" if problem.pointer else ""
        console.print(
            f"{escape(place)}: {escape(f'[{problem.code}]')}{escape(pointer)} {escape(problem.message)}",
            soft_wrap=True,
        )
    left = summary.outcomes.total() - summary.outcomes["accepted"] - len(summary.reasons)
    if left > 0:
        console.print(f"... and {left:,} more")


def _place(read: files.Read) -> str:
    return f"{read.file.path}:{read.line}" if read.line else str(read.file.path)


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


def _advance(progress: Progress, task: TaskID, items: int, completed: int) -> None:
    elapsed = progress.tasks[0].elapsed or 0.0
    progress.update(task, completed=completed, items=items, rate=items / elapsed if elapsed else 0.0)
