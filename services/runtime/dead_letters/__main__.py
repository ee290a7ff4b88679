"""Look at what could not be used, send it again, and let services go on that stand still because of it.

    python -m services.runtime.dead_letters list                       what is there, grouped by cause
    python -m services.runtime.dead_letters show 0/17                  one letter: partition/offset
    python -m services.runtime.dead_letters redrive --cause no-content --dry-run
    python -m services.runtime.dead_letters resume                     who is paused goes on

A redrive reads the letters that are there when it starts. Those of ingest and enrich go to `articles.raw`,
those of store to `articles.store-retry`; one that failed three times stays. Sending a letter twice is
harmless: ids are kept, and every reader treats the same message as the same.

A worker of enrich or store that has dead-lettered most of its last messages (FLOOD_WINDOW, FLOOD_SHARE) is
paused: it stands still, and /readyz says why. `resume` reaches every paused worker of a group, wherever it
runs, by a record on the topic articles.control; whoever may write there may say it. A worker that is started
again goes on too, with one message first. Letters that are sent again do not count.
"""

import argparse
import asyncio
import sys
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.dead_letter import Cause
from schemas.topics import DEAD_LETTER
from services.runtime.dead_letters.going_on import go_on, paused_groups, words
from services.runtime.dead_letters.letters import (
    MAX_ATTEMPTS,
    Letter,
    grouped,
    read_letters,
    redrive_headers,
    target,
)
from services.runtime.errors import TransientError
from services.runtime.flood.control import ControlTopic
from services.runtime.settings import KafkaSettings, load

SHOWN_BYTES: Final = 4000
"""How much of a letter is shown."""


async def _list(settings: KafkaSettings, _: argparse.Namespace) -> int:
    groups = grouped([letter async for letter in read_letters(settings)])
    for group in groups:
        last = group.letters[-1]
        print(f"{len(group.letters):>7}  {group.service} {group.stage} {group.cause}")
        print(f"         last {last.place}: {last.about.message}")
    print(f"{sum(len(group.letters) for group in groups)} dead letters")
    return 0


async def _show(settings: KafkaSettings, arguments: argparse.Namespace) -> int:
    async for letter in read_letters(settings):
        if letter.place == arguments.place:
            for name, value in letter.about:
                print(f"{name:<14} {value}")
            value = letter.record.value or b""
            print(f"{'key':<14} {letter.record.key!r}\n{'value':<14} {len(value)} bytes")
            print(value[:SHOWN_BYTES].decode("utf-8", "backslashreplace"))
            return 0
    sys.stderr.write(f"no letter at {arguments.place}; `list` shows where they are\n")
    return 1


async def _redrive(settings: KafkaSettings, arguments: argparse.Namespace) -> int:
    producer: Any = AIOKafkaProducer(
        **settings.client_options(),
        acks="all",
        enable_idempotence=True,
        max_request_size=DEAD_LETTER.max_message_bytes,
    )
    await producer.start()
    sent = kept = 0
    try:
        async for letter in read_letters(settings):
            if not _wanted(letter, arguments):
                continue
            topic = target(letter.about)
            if topic is None:
                kept += 1
                continue
            if not arguments.dry_run:
                record = letter.record
                await producer.send_and_wait(
                    settings.topic(topic), record.value, key=record.key, headers=redrive_headers(letter)
                )
                await asyncio.sleep(1 / arguments.rate)
            sent += 1
    finally:
        await producer.stop()
    done = "would be sent again" if arguments.dry_run else "sent again"
    print(f"{sent} letters {done}, {kept} stay after {MAX_ATTEMPTS} attempts")
    return 0


async def _resume(settings: KafkaSettings, arguments: argparse.Namespace) -> int:
    topic = ControlTopic(settings)
    paused = paused_groups(await topic.read(), arguments.service)
    for one in paused:
        if not arguments.dry_run:
            await topic.write(go_on(one, arguments.letters))
        print(words(one))
    print(f"{len(paused)} paused groups {'would go on' if arguments.dry_run else 'go on'}")
    return 0


def _wanted(letter: Letter, arguments: argparse.Namespace) -> bool:
    about = letter.about
    return arguments.service in {None, about.service} and arguments.cause in {None, about.cause.value}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.runtime.dead_letters",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="list|show|redrive|resume")
    listing = commands.add_parser("list", help="what is there, grouped by cause")
    listing.set_defaults(run=_list)
    show = commands.add_parser("show", help="one letter, with its content")
    show.add_argument("place", help="partition/offset, as `list` prints it")
    show.set_defaults(run=_show)
    redrive = commands.add_parser("redrive", help="send letters back to where they came from")
    redrive.add_argument("--service", choices=("ingest", "enrich", "store"), help="only those of one service")
    redrive.add_argument("--cause", choices=[cause.value for cause in Cause], help="only those of one cause")
    redrive.add_argument("--rate", type=float, default=50.0, help="letters a second at the most (default 50)")
    redrive.add_argument("--dry-run", action="store_true", help="say what would be sent, send nothing")
    redrive.set_defaults(run=_redrive)
    resume = commands.add_parser("resume", help="let those go on that a flood of dead letters has paused")
    resume.add_argument("--service", choices=("enrich", "store"), help="only one service")
    resume.add_argument(
        "--letters",
        type=_count,
        default=0,
        metavar="N",
        help="so many more dead letters each worker may write before they count again: where it is known that"
        " the next messages are bad too (default 0)",
    )
    resume.add_argument("--dry-run", action="store_true", help="say who is paused, change nothing")
    resume.set_defaults(run=_resume)
    return parser


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError("must not be below 0")
    return count


def main() -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args()
    try:
        status: int = asyncio.run(arguments.run(load(KafkaSettings), arguments))
    except (KafkaError, OSError) as error:
        sys.stderr.write(f"Kafka does not answer: {error}\nIs KAFKA_BOOTSTRAP_SERVERS right?\n")
        return 1
    except TransientError as error:
        sys.stderr.write(f"{error}\nIs KAFKA_BOOTSTRAP_SERVERS right?\n")
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
