"""The date in the address of a page."""

import pytest

from services.enrich.read.dates.address import url_clue
from services.enrich.read.page import DateClue


@pytest.mark.parametrize(
    ("url", "raw"),
    [
        ("https://a.example/2025/12/06/x-12.html", "2025/12/06"),
        ("https://a.example/2025-12-06-x", "2025-12-06"),
        ("https://a.example/news/20251206-x", "20251206"),
        ("https://a.example/2025/12/x", "2025/12"),
        ("https://a.example/06-12-2025-x", "06-12-2025"),
        ("https://a.example/06.12.2025/x", "06.12.2025"),
        ("https://a.example/06/12/2025/x", "06/12/2025"),
        ("https://a.example/fair-of-06-12-2025", None),
        ("https://a.example/A2025120614300004328", "20251206"),
        ("https://a.example/web/20251206143000/http://b.example/x", None),
        ("https://a.example/web/20251206143000/http://b.example/2025/11/01/x", "2025/11/01"),
        ("https://a.example/20251206995", None),
        ("https://a.example/12345678901", None),
        ("https://a.example/x?d=2025/12/06", None),
        (None, None),
    ],
)
def test_url(url: str | None, raw: str | None) -> None:
    """The path of an address may hold a date; its query and its numbers do not."""
    assert url_clue(url) == (DateClue(raw, "url") if raw else None)
