"""Dates as pages write them."""

from datetime import UTC, date, datetime

import pytest

from schemas.enriched_article import NewsDate, Precision
from services.enrich.read.dates.written import Reader, find_date, readings
from services.enrich.read.page import DateClue

FETCHED_AT = datetime(2025, 12, 7, 12, tzinfo=UTC)
DAY = date(2025, 12, 6)


def resolve(clue: DateClue, language: str | None, territory: str | None = None) -> list[NewsDate]:
    """What a clue may say to a reader of that language and region."""
    return readings(clue, Reader(language, FETCHED_AT, territory))


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("6 Декември, 2025", "bg"),
        ("събота, 6 дек. 2025 г., 14:30 ч.", "bg"),
        ("6 декември 2025", "mk"),
        ("6. децембар 2025.", "sr"),
        ("6. decembra 2025", "sr-Latn"),
        ("6. prosinca 2025. 14:30", "hr"),
        ("6 декабря 2025, 14:30", "ru"),
        ("6 грудня 2025", "uk"),
        ("6 grudnia 2025", "pl"),
        ("6 decembrie 2025", "ro"),
        ("Σάββατο, 6 Δεκεμβρίου 2025", "el"),
        ("6 Aralık 2025 Cumartesi, 14:30", "tr"),
        ("Samstag, 6. Dezember 2025, 14.30 Uhr", "de"),
        ("December 6th, 2025", "en"),
        ("6 Dec 2025", "bg"),
        ("6 de diciembre de 2025", "es"),
        ("6 de desembre del 2025", "ca"),
        ("6 décembre 2025", "fr"),
        ("2025. december 6.", "hu"),
        ("2025 m. gruodžio 6 d.", "lt"),
        ("2025. gada 6. decembris", "lv"),
        ("ngày 6 tháng 12, 2025", "vi"),
        ("2025年12月6日", "ja"),
        ("2025년 12월 6일", "ko"),
        ("٦ ديسمبر ٢٠٢٥", "ar"),
        ("06.12.2025", "und"),
        ("06.12.25", "de"),
        ("6. 12. 2025", "cs"),
        ("06/12/2025", "fr"),
        ("2025/12/06", None),
        ("2025.12.06", None),
        ("20251206", None),
        ("20251206143000", None),
        ("20251206T143000Z", None),
        ("2025-12-06 14:30", None),
    ],
)
def test_day(raw: str, language: str | None) -> None:
    """A day is a day in every language; a time without a zone adds nothing to it."""
    expected = NewsDate(value=DAY, precision="day", origin="text", raw=raw)
    assert resolve(DateClue(raw, "text"), language) == [expected]


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("6 दिसंबर 2025", "hi"),
        ("०६ दिसंबर २०२५", "hi"),
        ("৬ ডিসেম্বর ২০২৫, ১৪:০৫", "bn"),
        ("டிசம்பர் 6, 2025", "ta"),
        ("6 డిసెంబర్ 2025", "te"),
        ("६ डिसेंबर २०२५", "mr"),
        ("2025 දෙසැම්බර් 6", "si"),
        ("၆ ဒီဇင်ဘာ ၂၀၂၅", "my"),
        ("ថ្ងៃទី៦ ខែធ្នូ ឆ្នាំ២០២៥", "km"),
        ("6 ທັນວາ 2025", "lo"),
        ("יום שבת, 6 בדצמבר 2025", "he"),
        ("6 كانون الأول 2025", "ar"),
        ("6 كانون الأول/ديسمبر 2025", "ar"),
        ("6 ديسمبر، 2025", "ar"),
        ("6 دسمبر ، 2025", "ur"),
        ("2025 թ. դեկտեմբերի 6", "hy"),
        ("6 დეკემბერი, 2025", "ka"),
        ("2025ko abenduaren 6a", "eu"),
        ("2025 оны 12 дугаар сарын 6", "mn"),
        ("2025 жылғы 6 желтоқсан", "kk"),
        ("2025-yil 6-dekabr", "uz"),
        ("6-декабрь, 2025-жыл", "ky"),
        ("6 Tháng Mười Hai, 2025", "vi"),
        ("Diciembre 6 de 2025", "es"),
        ("6:e december 2025", "sv"),
        ("6 ta\u2019 Diċembru 2025", "mt"),
        ("2025. dec. 6. 14:05", "hu"),
        ("6-Dec-2025", "en"),
        ("Sat Dec 06 14:30:00 2025", "en"),
    ],
)
def test_day_in_other_scripts_and_forms(raw: str, language: str) -> None:
    """A day is a day with vowels that are marks too, in any order and with what a language puts beside it."""
    assert [found.value for found in resolve(DateClue(raw, "text"), language)] == [DAY]


@pytest.mark.parametrize(
    ("raw", "language", "days"),
    [
        ("6 ธันวาคม 2568", "th", [DAY]),
        ("6 ธ.ค. 2568 14.05 น.", "th", [DAY]),
        ("6 ธ.ค. 68", "th", [DAY]),
        ("6 ธันวาคม พ.ศ. 2568", "th", [DAY]),
        ("06/12/2568", "th", [DAY]),
        ("۱۵ آذر ۱۴۰۴", "fa", [DAY]),
        ("شنبه ۱۵ آذر ۱۴۰۴ - ۱۴:۰۵", "fa", [DAY]),
        ("۱۴۰۴/۰۹/۱۵", "fa", [DAY]),
        ("۱۵ قوس ۱۴۰۴", "fa", [DAY]),
        ("1404/09/15", "en", []),
        ("1404/13/15", "fa", []),
        ("31 اسفند 1403", "fa", []),
        ("15/06/1447", "ar", []),
        ("15/06/1447 - 06/12/2025", "ar", [DAY]),
        ("令和7年12月6日", "ja", [DAY]),
        ("平成元年12月6日", "ja", [date(1989, 12, 6)]),
        ("民國114年12月6日", "zh", [DAY]),
    ],
)
def test_years_of_other_calendars(raw: str, language: str, days: list[date]) -> None:
    """Years of the Buddhist era, of emperors and of the solar Hijri calendar mean years of ours."""
    assert [found.value for found in resolve(DateClue(raw, "text"), language)] == days


@pytest.mark.parametrize(
    ("raw", "hour", "precision"),
    [
        ("2025-12-06T14:30:00Z", 14, "second"),
        ("2025-12-06T14:30:00.123+02:00", 12, "second"),
        ("2025-12-06T14:30+0200", 12, "minute"),
        ("2025-12-06 14:30:00 -0500", 19, "second"),
        ("2025-12-06T14:30:0Z", 14, "second"),
        ("Sat, 06 Dec 2025 14:30:00 +0200", 12, "second"),
        ("December 6, 2025 2:30 PM GMT", 14, "minute"),
        ("6 декабря 2025, 14:30 мск", 11, "minute"),
        ("6 Dec 2025, 14:30 GMT+10", 4, "minute"),
        ("6 Dec 2025, 14:30 UTC-5", 19, "minute"),
        ("Sat Dec 06 14:30:00 UTC 2025", 14, "second"),
        ("6. Dezember 2025, 14:30 Uhr MEZ", 13, "minute"),
        ("Dec 6, 2025, 9:30 AM EST", 14, "minute"),
        ("6 Desember 2025 14:30 WIB", 7, "minute"),
        ("2025-12-06 14:30 JST", 5, "minute"),
    ],
)
def test_moment(raw: str, hour: int, precision: str) -> None:
    """A time whose zone is known is a moment in UTC."""
    value = datetime(2025, 12, 6, hour, 30, tzinfo=UTC)
    found = resolve(DateClue(raw, "json-ld"), "en")
    assert [(date.value, date.precision, date.origin) for date in found] == [(value, precision, "json-ld")]


def test_month_means_another_in_another_language() -> None:
    """`listopada` is November in Polish and October in Croatian; nowhere else it is a date."""
    clue = DateClue("6 listopada 2024", "text")
    months = [[found.value for found in resolve(clue, language)] for language in ("pl", "hr", "und")]
    assert months == [[date(2024, 11, 6)], [date(2024, 10, 6)], []]


def test_month_only() -> None:
    """A month is kept as its first day, and says so."""
    expected = NewsDate(value=date(2025, 11, 1), precision="month", origin="meta", raw="2025-11")
    assert resolve(DateClue("2025-11", "meta"), None) == [expected]


@pytest.mark.parametrize(
    ("raw", "language", "territory", "months"),
    [
        ("03/04/2025", "en", "US", [3]),
        ("03/04/2025", "en", "GB", [4]),
        ("03-04-2025", "en", "US", [3]),
        ("03/04/2025", "bg", None, [4]),
        ("03.04.2025", "en", "US", [4]),
        ("03.04.2025", "und", None, [4]),
        ("25/03/2025", "en", "US", [3]),
        ("03/25/2025", "en", None, [3]),
        ("04/04/2025", "en", None, [4]),
        ("03/04/2025", "en", None, [4, 3]),
        ("03/04/2025", "und", None, [4, 3]),
        ("05/12/2025", "en", None, [12, 5]),
        ("01/12/2025", "en", None, [12, 1]),
        ("10/12/2025", "en", None, [10]),
    ],
)
def test_numbers(raw: str, language: str, territory: str | None, months: list[int]) -> None:
    """The region says which number is the day; without one it may be either that is not to come."""
    assert [found.value.month for found in resolve(DateClue(raw, "text"), language, territory)] == months


@pytest.mark.parametrize(
    ("raw", "value", "precision"),
    [
        ("2 hours ago", date(2025, 12, 7), "day"),
        ("20 minutes ago", datetime(2025, 12, 7, 11, 40, tzinfo=UTC), "minute"),
        ("Yesterday", date(2025, 12, 6), "day"),
    ],
)
def test_by_the_clock_of_the_reader(raw: str, value: date, precision: Precision) -> None:
    """What was some time ago is counted from when the page was read."""
    expected = NewsDate(value=value, precision=precision, origin="text", raw=raw)
    assert resolve(DateClue(raw, "text"), "en") == [expected]


@pytest.mark.parametrize("raw", ["1765031400", "1765031400123"])
def test_seconds(raw: str) -> None:
    """Seconds or milliseconds since 1970 are the time that they mean; the words stay those of the page."""
    value = datetime(2025, 12, 6, 14, 30, tzinfo=UTC)
    expected = NewsDate(value=value, precision="second", origin="meta", raw=raw)
    assert resolve(DateClue(raw, "meta"), None) == [expected]


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("9 декември 2025", "bg"),
        ("2025-12-08T12:00:01Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("31.02.2025", "bg"),
        ("6 Μαρτίου 1404", "el"),
        ("14:30", "bg"),
        ("2019-20", "en"),
        ("Глава 6 от 2025", "bg"),
        ("", "bg"),
    ],
)
def test_no_date(raw: str, language: str | None) -> None:
    """What is to come, cannot be, or is none, is no date."""
    assert resolve(DateClue(raw, "text"), language) == []


def test_ahead_of_the_reader() -> None:
    """A page may be a day ahead of the clock that read it, for its zone."""
    assert [found.value for found in resolve(DateClue("8 декември 2025", "text"), "bg")] == [
        date(2025, 12, 8)
    ]


def test_rest() -> None:
    """What a line says beside its date and time is left over."""
    written = find_date("Публикувано: 6 декември 2025, 14:30 ч. от Ведра")
    assert written is not None
    assert written.rest.split() == ["Публикувано:", ",", "ч.", "от", "Ведра"]
