"""The pipeline on this machine: `python -m local install | up | down | status | demo`."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
)

from local import jars, stack, status
from local.home import Home, cache_folder
from local.stack import Report, StackError

EPILOG = """\
environment:
  VESTNIK_HOME      folder of this stack: data, logs, addresses   (default .vestnik)
  VESTNIK_CACHE     folder of downloads, shared by all stacks     (default ~/.cache/vestnik)
  ENRICH_WORKERS    number of enrich processes                    (default 1)

`up` writes the addresses to $VESTNIK_HOME/env; in a shell: set -a; . .vestnik/env; set +a
Logs are in $VESTNIK_HOME/logs. `down` keeps the data; to begin anew, delete $VESTNIK_HOME while it is down.
"""

console = Console(stderr=True)


def main() -> int:
    """Do what the command line asks; the exit code."""
    arguments = _parser().parse_args()
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except (StackError, jars.DownloadError) as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    except KeyboardInterrupt:
        console.print("interrupted; nothing was left running")
        return 130


def install(_: argparse.Namespace) -> int:
    """Download what is not in the cache yet."""
    with _downloading() as report:
        folder = jars.install(cache_folder(), report)
    console.print(f"Kafka {jars.VERSION} is in {folder}, Postgres and Java in {sys.prefix}", highlight=False)
    return 0


def up(arguments: argparse.Namespace) -> int:
    """Bring the stack up."""
    home = Home.from_environment()
    with _downloading() as report:
        jars.install(cache_folder(), report)
    with _spinner() as report_step:
        started = stack.up(home, lambda: stack.make_plan(home, arguments.workers), report_step)
    print(f"{'up' if started else 'already up'}; addresses are in {home.env}")
    for line in home.env.read_text().splitlines():
        name, address = line.split("=", 1)
        if "@" not in address:  # with a password
            print(f"  {name}={address}")
    return 0


def down(_: argparse.Namespace) -> int:
    """Stop the stack."""
    with _spinner() as report:
        report("stopping")
        ran = stack.down(Home.from_environment())
    print("stopped" if ran else "nothing ran")
    return 0


def show(_: argparse.Namespace) -> int:
    """Say what runs."""
    home = Home.from_environment()
    rows = status.look(home)
    if not rows:
        print(f"nothing runs in {home.path}; `make up` starts it")
        return 1
    Console().print(status.table(rows))
    return 0 if all(row.well for row in rows) else 1


def demo(_: argparse.Namespace) -> int:
    """Run the pipeline on samples/, in a stack of its own."""
    from local.demo import run  # noqa: PLC0415 - the other commands need none of it

    with _downloading() as report:
        jars.install(cache_folder(), report)
    home = Home(Path(tempfile.mkdtemp(prefix="vestnik-demo-")))
    spinner = console.status("...")
    try:
        spinner.start()
        with stack.running_stack(home, report=spinner.update) as addresses:
            spinner.stop()
            result = asyncio.run(run(addresses.ingest_url, addresses.postgres_dsn, console))
            spinner.start()
    except TimeoutError:
        console.print(
            f"not every page arrived in time; logs are in {home.logs}", style="red", highlight=False
        )
        return 1
    finally:
        spinner.stop()
    home.remove()
    print(result.summary())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="The whole pipeline on this machine without Docker: "
        "real Kafka, real Postgres, ingest, enrich, store.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=run)
        return command

    add("install", install, "download Kafka, once; needs no network when it is there")
    add("up", up, "start everything, wait until it is ready, leave it running").add_argument(
        "--workers",
        type=_workers,
        default=os.environ.get("ENRICH_WORKERS") or "1",
        help="number of enrich processes (default: $ENRICH_WORKERS, else 1)",
    )
    add("down", down, "stop everything; data and logs stay")
    add("status", show, "show each process; exit code 1 unless all is well")
    add("demo", demo, "run the pipeline on samples/ and show what was found; stops everything again")
    return parser


def _workers(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


@contextmanager
def _downloading() -> Iterator[jars.Report]:
    """A progress bar that appears with the first report."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None, visible=False)

        def report(done: int, total: int) -> None:
            what = f"downloading Kafka {jars.VERSION}" if total else "looking up what Kafka needs"
            progress.update(task, description=what, completed=done, total=total or None, visible=True)

        yield report


@contextmanager
def _spinner() -> Iterator[Report]:
    """A line that says what is being done, as long as that takes."""
    with console.status("...") as line:
        yield line.update


if __name__ == "__main__":
    raise SystemExit(main())
