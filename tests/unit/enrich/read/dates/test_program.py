"""Dates in the data of the program that draws a page."""

import pytest

from services.enrich.read.dates.program import program_date
from services.enrich.read.page import DateClue
from tests.unit.enrich.read.trees import tree

FERRY = 'Ferry to run "all night"'


@pytest.mark.parametrize(
    ("script", "raw"),
    [
        (
            '{"title": "Ferry to run \\"all night\\"", "publishedAt": "2026-03-11T08:00:00Z"}',
            "2026-03-11T08:00:00Z",
        ),
        ('{"first_published_at":"2026-03-11","headline":"Ferry to run \\"all night\\""}', "2026-03-11"),
        ("layer = {publishDate: '2026-03-11', title: 'Ferry to run \"all night\"'}", "2026-03-11"),
        ('{"title": "Ferry to run \\"all night\\"", "pubDate": 1773216000000}', "1773216000000"),
        ('{"title": "Ferry to run \\"all night\\"", "updatedAt": "2026-03-11T08:00:00Z"}', None),
        ('{"title": "Another title", "publishedAt": "2026-03-11T08:00:00Z"}', None),
        (
            '{"title": "Ferry to run \\"all night\\"", "text": "'
            + "x" * 3_000
            + '", "pubDate": "2026-03-11"}',
            None,
        ),
    ],
)
def test_program_date(script: str, raw: str | None) -> None:
    """A date of publication near the headline counts, none of a change, far away or of another article."""
    found = program_date(tree("", f"<script>{script}</script>"), FERRY)
    assert found == (DateClue(raw, "meta") if raw else None)


def test_nearest() -> None:
    """Of several dates that nearest to the headline is that of its article."""
    article = '{{"pubDate": "2026-03-{}", "title": "{}"}}'
    both = article.format("10", "School opens") + article.format("11", "Ferry to run")
    found = program_date(tree("", f"<script>[{both}]</script>"), "Ferry to run")
    assert found == DateClue("2026-03-11", "meta")


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ['"pubDate": ', "date ", "published" * 3, '"Ferry to run'])
def test_many(piece: str) -> None:
    """A long script costs no more than a second."""
    script = "Ferry to run" + piece * (2_100_000 // len(piece))
    assert program_date(tree("", f"<script>{script}</script>"), "Ferry to run") is None
