"""Whether a region writes the month before the day in numbers, by CLDR."""

import re
from functools import lru_cache
from typing import Final

from services.enrich.read.dates.locales import find_locale

_FIELD: Final = re.compile(r"[dM]")
_WIDTHS: Final = ("short", "medium")
"""The medium form tells of regions that begin with the year in numbers: South Africa, Canada, Sweden."""


@lru_cache(maxsize=256)
def month_first(language: str | None, territory: str | None) -> bool | None:
    """Whether 03/04/2025 is the fourth of March; None where that is not known.

    That is English without a region, and no language at all: every other one has the day first,
    unless CLDR knows better of its region.
    """
    if language in {None, "und"} or (language == "en" and territory is None):
        return None
    locale = find_locale(f"{language}-{territory}" if territory else str(language))
    if locale is None:
        return None if language == "en" else False
    for width in _WIDTHS:
        fields = _FIELD.search(locale.date_formats[width].pattern)
        if fields and not locale.date_formats[width].pattern.startswith("y"):
            return fields[0] == "M"
    return False
