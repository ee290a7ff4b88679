"""The date in the address of a page."""

import re
from typing import Final
from urllib.parse import urlsplit

from services.enrich.read.page import DateClue

_COPIED: Final = re.compile(r"/https?:/+[^/]*")
"""An archive's own part of an address ends here; the date in it is that of the copy."""
_DAYS: Final = (
    re.compile(r"(?<!\d)(?:19|20)\d{2}([/_-])\d{1,2}\1\d{1,2}(?!\d)"),
    # 20251206, and where a number begins with the day and the minute: 20251206143012345
    re.compile(
        r"(?<!\d)20[012]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=(?:(?:[01]\d|2[0-3])[0-5]\d\d*)?(?!\d))"
    ),
    # 06-12-2025-title, 06/12/2025/title; further behind, it may be the day of what the title tells
    re.compile(r"(?<=/)(?:0[1-9]|[12]\d|3[01])([/._-])(?:0[1-9]|1[0-2])\1(?:19|20)\d{2}(?!\d)"),
    re.compile(r"(?<=/)(?:19|20)\d{2}/\d{2}(?=/)"),
)


def url_clue(url: str | None) -> DateClue | None:
    """The date in the path of an address, if it has one; of a copy, in that of the address copied."""
    path = _COPIED.split(urlsplit(url).path)[-1] if url else ""
    found = next((match for pattern in _DAYS if (match := pattern.search(path))), None)
    return DateClue(found[0].replace("_", "-"), "url") if found else None
