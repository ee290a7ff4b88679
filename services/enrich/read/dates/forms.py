"""The forms in which pages write a day: in numbers, or with the name of its month, in every script."""

import re
from typing import Final

from schemas.letters import MARKS

SOME_YEAR: Final = re.compile(r"\d{4}|\d\.\d\d\.\d\d|[\u0e00-\u0e7f]\.?\s?\d\d|(?:令和|平成|昭和|民[國国])")
"""What every form of a day has."""

_LETTERS: Final = rf"(?:[^\W\d_][{MARKS}\u200c\u200d]*+)"
_YEAR: Final = r"(?P<year>\d{4})(?!\d)"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NAME: Final = (
    rf"(?P<name>[Tt]háng\s(?:[Mm]ười\s)?{_LETTERS}{{2,5}}|(?:كانون|تشرين)\s{_LETTERS}{{4,6}}"
    rf"|(?!(?:de|of)\s){_LETTERS}{{1,21}})"
)
"""The name of a month: a word, but for `third month` in Vietnamese, `first Tishrin` in the Levant."""
_THAI: Final = r"(?P<name>\u0e40?[\u0e01-\u0e2e][\u0e34\u0e35]?\.[\u0e01-\u0e2e]|[\u0e01-\u0e4c]{3,12})"
"""A name, or its abbreviation of two letters with a full stop behind each: `มี.ค.`"""
_SUFFIX: Final = r"(?:\.|º|°|:e|-?[^\W\d_]{1,3}\b\.?)?"
"""What makes an ordinal of a day."""
_OTHER_NAME: Final = rf"(?:\s?/\s?{_LETTERS}{{2,12}})?"
"""What the neighbours call the month: `مارس/آذار`."""

DATES: Final = tuple(
    re.compile(r"(?<!\w)" + pattern)
    for pattern in (
        # 2025-12-06, 2025/12/06, 2025-12
        r"(?P<year>\d{4})(?P<mark>[-/])" + _MONTH + r"(?:(?P=mark)" + _DAY + r")?(?![\d/-])",
        # 2025.12.06, 2025. 12. 6., 2025年12月6日, 2025년 12월 6일
        r"(?P<year>\d{4})(?:\.\s?|\s?[年년]\s?)" + _MONTH + r"(?:\.\s?|\s?[月월]\s?)" + _DAY + r"(?!\d)",
        # 令和7年12月6日, 民國114年12月6日
        r"(?:中華)?(?P<era>令和|平成|昭和|民[國国])\s?(?P<year>\d{1,3}|元)\s?年\s?"
        + _MONTH + r"\s?月\s?" + _DAY + r"(?!\d)",
        # 20251206, 20251206143000
        (r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
        r"(?=(?:(?:[01]\d|2[0-3])(?:[0-5]\d){1,2})?(?!\d))"),
        # 06.12.2025, 6. 12. 2025, 06/12/2025, 06-12-2025; where that is none, 12/25/2025
        _DAY + r"(?P<mark>[./-])\s?" + _MONTH + r"(?P=mark)\s?" + _YEAR,
        _MONTH + r"/" + _DAY + r"/" + _YEAR,
        # 06.12.25
        r"(?<![.\d])(?P<day>0[1-9]|[12]\d|3[01])\.(?P<month>0[1-9]|1[0-2])\.(?P<year>[0-3]\d)(?![\d.])",
        # 6 tháng 12, 2025
        _DAY + r"\stháng\s" + _MONTH + r",?\s(?:năm\s)?" + _YEAR,
        # 2025 оны 12 дугаар сарын 6
        r"(?P<year>\d{4})\sоны\s" + _MONTH + r"(?:-р|\sд[уү]г[аэ]{2}р)?\sсарын\s" + _DAY + r"(?!\d)",
        # 6 ธ.ค. 2568, 6 ธ.ค. 68, 6 ธันวาคม พ.ศ. 2568: years of the Buddhist era, often the last two digits
        _DAY + r"\s?(?:เดือน\s?)?" + _THAI
        + r"\.?\s?(?:[พค]\.\s?ศ\.\s?|ปี\s?)?(?P<year>\d{4}|[4-9]\d)(?![\d:.])",
        # 6 декември 2025, 6. Dezember 2025, 1er mai 2025, 3-ти март 2025, 6 de diciembre de 2025, 6-Dec-2025,
        # 6 בדצמבר 2025, 6 كانون الأول/ديسمبر 2025
        _DAY + _SUFFIX + r"[\s/-]{0,2}(?:de |di |of |d['\u2019]|ta['\u2019] |ב-?|ខែ\s?)?"
        + _NAME + _OTHER_NAME + r"\.?(?:\s?[,،])?[\s/-]{1,2}(?:de |del |of |ឆ្នាំ\s?)?" + _YEAR,
        # December 6, 2025, Diciembre 6 de 2025, Dec-6-2025
        _NAME + _OTHER_NAME
        + r"\.?[\s-]{1,2}" + _DAY + r"(?:st|nd|rd|th)?(?:\s?[,،]|\sde)?[\s-]{1,2}" + _YEAR,
        # 2025. december 6., 2025 m. gruodžio 6 d., 2025ko abenduaren 6a, 2025 թ. դեկտեմբերի 6
        rf"(?P<year>\d{{4}})(?:\.|[\s-]?{_LETTERS}{{1,6}}\.?)?,?\s{{1,2}}" + _NAME
        + r"\.?[\s-]{1,2}" + _DAY + r"(?!\d)",
        # 2025. gada 6. decembris, 2025 жылғы 6 желтоқсан, 2025-yil 6-dekabr
        rf"(?P<year>\d{{4}})\.?(?:[\s-]?{_LETTERS}{{1,6}}\.?)?,?\s{{1,2}}" + _DAY + r"[.-]?\s{0,2}" + _NAME,
        # Sat Dec 06 14:30:00 UTC 2025
        _NAME + r"\s{1,2}" + _DAY + r"\s\d\d:\d\d(?::\d\d)?\s(?:[A-Z]{3,4}\s)?" + _YEAR,
    )
)  # fmt: skip
"""The first that finds a day counts."""

_MONTH_NAME: Final = _NAME.replace("<name>", "<month>")
_NO_YEAR: Final = r"(?![\w.]|,?\s?\d{4})"
DAYS: Final = tuple(
    re.compile(r"(?<![\w.:/])" + pattern)
    for pattern in (
        # 2月15日, 2월 15일
        _MONTH + r"[月월]\s?" + _DAY + r"[日일]",
        # 8 января, 6. Mai, 3 de mayo
        _DAY + _SUFFIX + r"\s{0,2}(?:de |d['\u2019]|ב-?)?" + _MONTH_NAME + r"(?!\w|,?\s?\d{4})",
        # May 6
        _MONTH_NAME + r"\.?\s" + _DAY + r"(?:st|nd|rd|th)?" + _NO_YEAR,
    )
)
"""The same of a day without a year."""
