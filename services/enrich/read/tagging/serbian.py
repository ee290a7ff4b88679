"""Serbian in Cyrillic letters, letter by letter in Latin ones: one language in two scripts, one model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_PAIRS: Final = dict(
    zip(
        "абвгдђежзијклмнопрстћуфхцчшѓќѕљњџ",
        [*"abvgdđežzijklmnoprstćufhcčšđćz", "lj", "nj", "dž"],
        strict=True,
    )
)
_LATIN: Final = str.maketrans(_PAIRS | {letter.upper(): latin.title() for letter, latin in _PAIRS.items()})
_DOUBLE: Final = frozenset("љњџЉЊЏ")
"""Letters that are two in Latin."""


def in_latin(text: str) -> tuple[str, NDArray[np.intp]]:
    """The text in Latin letters, and of each of its code points, and its end, which one it stands for."""
    lengths = np.array([1 + (letter in _DOUBLE) for letter in text], dtype=np.intp)
    origins = np.append(np.repeat(np.arange(len(text)), lengths), len(text))
    return text.translate(_LATIN), origins
