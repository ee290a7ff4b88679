"""The fingerprint of a text: what tells, without the text, how much of it another one shares. Pure.

MinHash (Broder 1997) of runs of four words, eight bits a minimum (b-bit minwise hashing, Li and König
2010), with bands to find candidates by. Whatever is made here is stored: it must never change.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import east_asian_width
from uuid import UUID, uuid5

import numpy as np
import numpy.typing as npt

from schemas.identity import NAMESPACE, fold

LEAST_WORDS: Final = 40
LEAST_WIDTH: Final = 240
"""A shorter text may be the same by chance. Width counts where words are not set apart."""
SHINGLE_WORDS: Final = 4
SHINGLE_CHARACTERS: Final = 8
"""In texts that do not set words apart: as much as four words of Chinese or Thai."""
WORD_CHARACTERS: Final = 15
"""Words that are longer than this on average are none: words of news are 5 to 8, also in Finnish."""
LONGEST: Final = 1 << 16
"""Folded characters beyond which two texts are not compared."""
MINIMA: Final = 128
"""The deviation of an estimate at 0.5 is 0.04."""
BANDS: Final = 12
ROWS: Final = 3
"""Two texts that share 0.6 of their runs meet in a band in 95 of 100 cases, with 0.7 in 99, with 0.1 in 1.
Each band costs Postgres 6 us a text."""
COPY: Final = 0.54
"""From this similarity on a text is a copy. Of pairs of news that reach it 97 % share half of their runs or
more as whole pages, and of those that do, 95 % reach it (`tests.quality.report copies`)."""

Array = npt.NDArray[np.uint64]

_BASE: Final = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2**64."""
_SEED: Final = 0x5665_7374_6E69_6B21


class Fingerprint(NamedTuple):
    """Of one text."""

    key: UUID
    """The text, word for word, folded."""
    bands: tuple[int, ...]
    """`BANDS` numbers of 32 bits, signed as Postgres has them."""
    signature: bytes
    """`MINIMA` minima of 8 bits."""


def fingerprint(text: str) -> Fingerprint | None:
    """The fingerprint of a text; None where it is too short to tell a copy from chance."""
    folded = fold(text)
    if not is_long(folded, LEAST_WORDS, LEAST_WIDTH):
        return None
    minima = _minima(_shingles(folded[:LONGEST]))
    rows = minima[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint64)
    places = np.arange(1, BANDS + 1, dtype=np.uint64)
    mixed = _mix(_mix(_mix(rows[:, 0] ^ (places << np.uint64(32))) ^ rows[:, 1]) ^ rows[:, 2])
    bands = (mixed >> np.uint64(32)).astype(np.uint32).view(np.int32)
    return Fingerprint(
        key=uuid5(NAMESPACE, f"body:{folded}"),
        bands=tuple(bands.tolist()),
        signature=(minima & np.uint32(0xFF)).astype(np.uint8).tobytes(),
    )


def is_long(folded: str, words: int, width: int) -> bool:
    """Whether a folded text has these words or this width; an ideograph counts as two letters (UAX 11)."""
    return folded.count(" ") + 1 >= words or len(folded) + sum(map(_is_wide, folded[:width])) >= width


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in {"W", "F"}


def similarities(one: Fingerprint, others: Sequence[Fingerprint]) -> list[float]:
    """The estimated share of runs that `one` and each of `others` have in common (Jaccard), 0 to 1."""
    if all(other.key == one.key for other in others):  # as with most texts: nothing else is like them
        return [1.0] * len(others)
    known = np.frombuffer(b"".join(other.signature for other in others), dtype=np.uint8).reshape(-1, MINIMA)
    equal = (known == np.frombuffer(one.signature, dtype=np.uint8)).mean(axis=1)
    by_chance = 1 / 256
    estimated = np.clip((equal - by_chance) / (1 - by_chance), 0, 1)
    return [
        1.0 if other.key == one.key else round(float(share), 4)
        for other, share in zip(others, estimated, strict=True)
    ]


def _shingles(folded: str) -> Array:
    """A hash of each run of words, made of the sums of its characters times powers of one number."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    powers, inverses = _powers()
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    spaces = np.flatnonzero(codes == ord(" "))
    starts, ends = np.append(0, spaces + 1), np.append(spaces, len(codes))
    if len(codes) > WORD_CHARACTERS * len(starts):
        starts = np.arange(len(codes) - SHINGLE_CHARACTERS + 1)
        ends = starts + SHINGLE_CHARACTERS
    else:
        starts, ends = starts[: 1 - SHINGLE_WORDS], ends[SHINGLE_WORDS - 1 :]
    return _mix((sums[ends] - sums[starts]) * inverses[starts])


def _minima(shingles: Array) -> npt.NDArray[np.uint32]:
    """The least value of each of `MINIMA` linear functions over the shingles."""
    factors, summands = _functions()
    values = (shingles >> np.uint64(32)).astype(np.uint32)
    found: npt.NDArray[np.uint32] = (factors[:, None] * values + summands[:, None]).min(axis=1)
    return found


def _mix(values: Array) -> Array:
    """Spreads every bit over all (Stafford's finalizer, as in SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Array = values ^ (values >> np.uint64(31))
    return mixed


@lru_cache(maxsize=1)
def _functions() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    numbers = _mix(np.arange(1, 2 * MINIMA + 1, dtype=np.uint64) * np.uint64(_BASE) + np.uint64(_SEED))
    high = (numbers >> np.uint64(32)).astype(np.uint32)
    return high[:MINIMA] | np.uint32(1), high[MINIMA:]


@lru_cache(maxsize=1)
def _powers() -> tuple[Array, Array]:
    """Of `_BASE` and of its inverse modulo 2**64, from the zeroth on."""
    made = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        powers = np.full(LONGEST + 1, base, dtype=np.uint64)
        powers[0] = 1
        made.append(np.multiply.accumulate(powers))
    return made[0], made[1]
