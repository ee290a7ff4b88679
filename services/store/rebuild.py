"""The tables again from the topics: what is missing is written, what is there stays."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from services.store.batch import Write, prepare, settle
from services.store.message import Letter, Record


@dataclass
class Rebuilt:
    """What was read and written; `letters` are messages that store does not take, now as before."""

    messages: int = 0
    written: Counter[str] = field(default_factory=Counter)
    letters: list[Letter] = field(default_factory=list)


async def rebuild(batches: AsyncIterator[list[Record]], write: Write) -> Rebuilt:
    """Write everything that can be written. Raises `TransientError` while Postgres or Kafka is away."""
    done = Rebuilt()
    async for records in batches:
        batch = await prepare(records)
        settled = await settle(batch.prepared, write)
        done.messages += len(records)
        done.written += settled.written
        done.letters += [*batch.unreadable, *settled.refused]
    return done
