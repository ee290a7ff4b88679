"""Rows that are made when they are asked for."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar, overload

_Row = TypeVar("_Row")


class Later(Sequence[_Row]):
    """Made when they are first asked for, which may be while others are written."""

    def __init__(self, make: Callable[[], Sequence[_Row]]) -> None:
        self._make = make

    @cached_property
    def _rows(self) -> Sequence[_Row]:
        return self._make()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[_Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, place: int) -> _Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_Row]: ...
    def __getitem__(self, place: int | slice) -> _Row | Sequence[_Row]:
        return self._rows[place]
