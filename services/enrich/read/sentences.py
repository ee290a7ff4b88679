"""Where sentences end, in every script."""

import re
from collections.abc import Iterator
from typing import Final

from schemas.letters import is_small

OWN_STOPS: Final = "。।॥۔։።။។"
"""Full stops that are nothing else: of Chinese, Devanagari, Urdu, Armenian, Amharic, Burmese and Khmer."""
OWN_ENDS: Final = f"{OWN_STOPS}！？؟፧"
STOPS: Final = f".{OWN_STOPS}"
ENDS: Final = f".!?…{OWN_ENDS}"
CLOSING: Final = "[\"'“”»’)\\]」』]{0,3}$"
"""What may stand behind the end of the last sentence of a line."""

_TWO_COLONS: Final = "፡፡"
"""The full stop of Amharic and Tigrinya where a keyboard has only the sign between their words."""
_ENDED: Final = re.compile(f"(?:[{ENDS}]|{_TWO_COLONS}){CLOSING}")
_END: Final = 5
_INNER_END: Final = re.compile(
    rf"[.!?](?<=[^\s\d!-/:-@\[-`{{-~]{{3}}.)\s+[^\W\d_]|(?:[{OWN_ENDS}]|{_TWO_COLONS})\W{{0,4}}\w"
)
"""Three letters or their marks stand before the stop; asked behind it, for that is quicker."""


def is_ended(line: str) -> bool:
    """Whether a line ends like a sentence."""
    return _ENDED.search(line, max(0, len(line) - _END)) is not None


def inner_ends(line: str) -> int:
    """How many sentences end within a line; short abbreviations end none."""
    return sum(1 for _ in _inner_ends(line))


def has_inner_end(line: str) -> bool:
    """Whether one does."""
    return any(True for _ in _inner_ends(line))


def _inner_ends(line: str) -> Iterator[re.Match[str]]:
    """Behind each stands the next sentence, which begins with no small letter."""
    return (found for found in _INNER_END.finditer(line) if not is_small(found[0][-1]))
