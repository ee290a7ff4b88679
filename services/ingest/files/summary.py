"""What became of an import, counted and told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from services.ingest.files.journal import Progress
from services.ingest.receipt import UNAVAILABLE, Problem, Receipt

REASONS_SHOWN: Final = 10
SKIPPED_SHOWN: Final = 8

LABELS: Final = {
    "accepted": "accepted",
    "before": "accepted before",
    "rejected": "rejected",
    "too_large": "too large",
    "refused-before": "refused before",
    "skipped": "skipped",
    UNAVAILABLE: "not sent",
}
"""Outcomes as they are shown, in this order."""
GOOD: Final = frozenset({"accepted", "before", "skipped"})


@dataclass
class Summary:
    """How many of each outcome, and the first reasons with their places."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: list[tuple[str, Problem]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    lost: str | None = None
    """Why Kafka took no more; None where it took everything."""
    interrupted: bool = False
    """Whether somebody asked for the end before it came."""

    @property
    def all_accepted(self) -> bool:
        """Whether nothing was left behind, now or in an earlier run."""
        return not self.interrupted and {name for name, count in self.outcomes.items() if count} <= GOOD

    def add(self, receipt: Receipt, place: Callable[[], str]) -> None:
        """Count one article."""
        problem = receipt.error
        if problem and problem.code == UNAVAILABLE:
            self.lost = self.lost or problem.message
            self.outcomes[UNAVAILABLE] += 1
            return
        self.outcomes[receipt.status] += 1
        if problem and len(self.reasons) < REASONS_SHOWN:
            self.reasons.append((place(), problem))

    def skip(self, reason: str) -> None:
        """Count what is no article."""
        self.outcomes["skipped"] += 1
        self.skipped[reason] += 1

    def add_earlier(self, progress: Progress) -> None:
        """Count what an earlier run has done."""
        self.outcomes["before"] += progress.accepted
        self.outcomes["refused-before"] += progress.refused


def show(summary: Summary, console: Console, title: str) -> None:
    """Print the table of outcomes, and the first reasons."""
    console.print(title)
    table = Table()
    table.add_column("outcome")
    table.add_column("articles", justify="right")
    for outcome, label in LABELS.items():
        if summary.outcomes[outcome] or outcome == "accepted":
            table.add_row(label, f"{summary.outcomes[outcome]:,}")
    console.print(table)
    for place, problem in summary.reasons:
        pointer = f" {problem.pointer}" if problem.pointer else ""
        text = f"{place}: [{problem.code}]{pointer} {problem.message}"
        console.print(escape(text), soft_wrap=True, highlight=False)
    refused = summary.outcomes["rejected"] + summary.outcomes["too_large"] - len(summary.reasons)
    if refused > 0:
        console.print(f"... and {refused:,} more")
    if summary.outcomes["refused-before"]:
        console.print("refused before: --restart says why, and sends everything again")
    _show_skipped(summary.skipped, console)


def _show_skipped(skipped: Counter[str], console: Console) -> None:
    if skipped:
        most = [f"{count:,} {reason}" for reason, count in skipped.most_common(SKIPPED_SHOWN)]
        others = len(skipped) - len(most)
        text = ", ".join(most) + (f", {others} other reasons" if others else "")
        console.print(escape(f"skipped, no articles: {text}"), soft_wrap=True, highlight=False)
