"""The time of day beside a date, and the moment that it is where its zone is known."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_ZONES: Final[Mapping[str, float]] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "МСК": 3, "TRT": 3, "EAT": 3, "WAT": 1, "SAST": 2, "PKT": 5, "NPT": 5.75, "WIB": 7, "WITA": 8,
    "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "WIT": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "MDT": -6, "PDT": -7, "BRT": -3,
}  # fmt: skip
"""Hours ahead of UTC. What several zones are called is none: IST, BST, CST, CDT, MST, PST, ET."""
_NOON: Final = 12
_HOURS: Final = 2
"""Digits of an offset without minutes: `GMT+10`."""
_TIME: Final = re.compile(
    # 14:30, 14.30, 14h30, 14時30分, 14시 30분
    r"(?<![\d.])(?P<hour>[01]?\d|2[0-3])(?:[:.h](?=\d\d)|[時时點点](?=\d+分)|시\s?(?=\d+분))"
    r"(?P<minute>[0-5]?\d)[分분]?(?::(?P<second>[0-5]?\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[aApP])\.?[mM]\b\.?)?"
    r"(?:\s?(?:Uhr\s)?\(?(?P<zone>" + "|".join(sorted(_ZONES, key=len, reverse=True)) + r"|мск)\b)?"
    r"(?:\s?(?P<offset>[+-]\d{2}:?\d{2}|(?:(?<=UTC)|(?<=GMT))[+-]\d{1,2}(?::\d{2})?)(?!\d))?(?!\d)"
)


def time_beside(text: str, day: re.Match[str]) -> re.Match[str] | None:
    """The time of day in a text beside a day that was found in it, or within."""
    if ":" in day[0]:
        return _TIME.search(text, day.start(), day.end())
    after = text[day.end() :]
    return _TIME.search(
        text[: day.start()] + " " * len(day[0]) + (" " + after[1:] if after[:1] == "T" else after)
    )


def moment(day: date, written: re.Match[str]) -> datetime | None:
    """The time of day, as `time_beside` found it, in UTC; None where its zone is not known."""
    zone, offset = (written["zone"] or "").upper(), written["offset"]
    if not zone and not offset:
        return None
    ahead = timedelta(hours=_ZONES.get(zone, 0))
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > _HOURS else (digits, "0")
        ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if offset[0] == "-" else 1)
    hour = int(written["hour"])
    if written["half"]:
        hour = hour % _NOON + _NOON * (written["half"] in "pP")
    try:
        local = datetime.combine(day, time(hour, int(written["minute"]), int(written["second"] or 0)), UTC)
        return local - ahead
    except (ValueError, OverflowError):
        return None
