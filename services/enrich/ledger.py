"""Which offset may be committed: an ordered ledger per partition. Knows neither Faust nor Kafka.

An offset goes through three states, in the order of the partition: *fetched* (Kafka handed it over),
*begun* (it is in work) and done. What may be committed is the first offset that is not done; with
nothing open it is the position of the fetcher, so that control records at the end leave no lag.

Filled by the consumer's thread, asked by the event loop: hence the lock.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeAlias

Partition: TypeAlias = tuple[str, int]
"""Topic and number."""


class LostEventError(Exception):
    """Kafka handed a record over, and the one behind it came to work first."""


class Entry:
    """One offset in work. It belongs to one ownership of its partition and means nothing to the next."""

    __slots__ = ("_book", "done", "offset")

    def __init__(self, book: "_Book", offset: int) -> None:
        self._book = book
        self.offset = offset
        self.done = False

    @property
    def owned(self) -> bool:
        """Whether the partition still is ours, without a break since the offset was begun."""
        return self._book.open


class _Book:
    """One partition, from its assignment to its revocation."""

    def __init__(self, position: int, now: float) -> None:
        self.open = True
        self.position = position  # every offset below it is in the book, or was
        self.fetched: deque[int] = deque()
        self.begun: deque[Entry] = deque()
        self.last_begun = position - 1
        self.confirmed = position  # what Kafka knows as committed, or where it starts
        self.moved_at = now  # when something was fetched into an empty book, or begun
        self.owed_since: float | None = None  # since when a commit would move `confirmed`

    def committable(self) -> int:
        while self.begun and self.begun[0].done:
            self.begun.popleft()
        if self.begun:
            return self.begun[0].offset
        return self.fetched[0] if self.fetched else self.position

    def settle(self, now: float) -> None:
        """Bring `owed_since` up to date."""
        if self.committable() <= self.confirmed:
            self.owed_since = None
        elif self.owed_since is None:
            self.owed_since = now


class Ledger:
    """The books of all partitions that are ours. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._books: dict[Partition, _Book] = {}
        self._lock = threading.Lock()
        self._clock = clock

    def rewind(self, partition: Partition, position: int) -> None:
        """Fetching starts (again) at `position`: a book is opened, or expects its offsets once more."""
        with self._lock:
            book = self._books.get(partition)
            if book is None or position > book.position:
                self._close(partition)
                self._books[partition] = _Book(position, self._clock())
            else:  # what is in work stays in work
                book.fetched.clear()
                book.position = max(position, book.last_begun + 1)
                book.confirmed = max(book.confirmed, position)
                book.settle(self._clock())

    def enter(self, partition: Partition, offsets: Iterable[int], position: int) -> None:
        """Kafka handed over `offsets`, ascending, and goes on at `position`."""
        with self._lock:
            book = self._books.get(partition)
            if book is None:  # before the first rewind, after which they come again
                return
            now = self._clock()
            if not book.fetched:
                book.moved_at = now
            book.fetched.extend(offset for offset in offsets if offset >= book.position)
            book.position = max(book.position, position)
            book.settle(now)

    def begin(self, partition: Partition, offset: int) -> Entry | None:
        """The entry to work on; None when the offset was begun before or is no longer ours.

        Raises `LostEventError` when an earlier offset was fetched and never begun.
        """
        with self._lock:
            book = self._books.get(partition)
            if book is None or not book.fetched or offset < book.fetched[0]:
                return None
            if offset > book.fetched[0]:
                raise LostEventError(
                    f"{partition}: offset {book.fetched[0]} was lost on the way, {offset} came first"
                )
            entry = Entry(book, book.fetched.popleft())
            book.begun.append(entry)
            book.last_begun = offset
            book.moved_at = self._clock()
            return entry

    def done(self, entries: Iterable[Entry]) -> None:
        """Everything that came of these offsets is safe. Entries of a closed book change nothing."""
        with self._lock:
            now = self._clock()
            for entry in entries:
                entry.done = True
                entry._book.settle(now)  # noqa: SLF001, an entry is a line of its book

    def committable(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """What a commit would move, by partition: the first offset that is not done."""
        with self._lock:
            owed = {partition: book for partition in partitions if (book := self._books.get(partition))}
            return {
                partition: offset
                for partition, book in owed.items()
                if (offset := book.committable()) > book.confirmed
            }

    def confirm(self, offsets: Iterable[tuple[Partition, int]]) -> None:
        """Kafka has committed `offsets`."""
        with self._lock:
            for partition, offset in offsets:
                if (book := self._books.get(partition)) and offset > book.confirmed:
                    book.confirmed, book.owed_since = offset, None
                    book.settle(self._clock())

    def confirmed(self) -> dict[Partition, int]:
        """What Kafka knows as committed, or where the partition starts."""
        with self._lock:
            return {partition: book.confirmed for partition, book in self._books.items()}

    def partitions(self) -> list[Partition]:
        """The partitions with an open book."""
        with self._lock:
            return list(self._books)

    def forget(self, partitions: Iterable[Partition]) -> None:
        """Close the books of revoked partitions; what is in work there no longer counts."""
        with self._lock:
            for partition in partitions:
                self._close(partition)

    def uncommitted(self, seconds: float) -> list[Partition]:
        """Partitions where a commit has been owed for longer than that and none has come."""
        with self._lock:
            before = self._clock() - seconds
            return [
                partition
                for partition, book in self._books.items()
                if book.owed_since is not None and book.owed_since < before
            ]

    def undelivered(self, seconds: float) -> list[Partition]:
        """Partitions with fetched offsets of which none has come to work for longer than that."""
        with self._lock:
            before = self._clock() - seconds
            return [
                partition
                for partition, book in self._books.items()
                if book.fetched and book.moved_at < before
            ]

    def _close(self, partition: Partition) -> None:
        if book := self._books.pop(partition, None):
            book.open = False
