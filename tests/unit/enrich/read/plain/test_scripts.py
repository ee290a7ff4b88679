"""Pages in scripts other than Latin and Cyrillic: one story of ours in nine languages."""

import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from schemas.raw_article import RawArticle
from services.enrich.read import read

PAGES = sorted(Path(__file__).parent.joinpath("scripts").glob("*.txt"))
SIGNED = {"hi": ["रमेश शर्मा"], "he": ["דנה לוי"]}
CREDITS = {
    "bn": ["সংগৃহীত"], "fa": ["رضا کریمی"], "he": ["יוסי כהן"], "hi": ["रीना वर्मा"], "hy": ["Անի Պետրոսյանի"],
    "ka": ["ნინო გელაშვილი"], "th": ["สมชาย ใจดี"], "ur": ["علی رضا"],
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_page(page: Path) -> None:
    """Clock, doubled headline, byline, date, credit, text, a counter and three titles are told apart."""
    content = page.read_text(encoding="utf-8")
    raw = RawArticle(
        content=content, content_type="text/plain", fetched_at=datetime(2026, 5, 4, 18, tzinfo=UTC)
    )
    lines = content.splitlines()
    headline = next(line for line, after in itertools.pairwise(lines) if line == after)
    article = read(raw, UUID(int=0))
    assert article.in_language
    assert article.in_language.tag == page.stem
    assert article.headline == headline
    assert article.article_body.split("\n\n") == lines[-8:-5]
    assert article.date_published
    assert article.date_published.value == date(2026, 5, 3)
    assert article.page_date
    assert article.page_date.value == date(2026, 5, 4)
    assert article.authors == SIGNED.get(page.stem, [])
    assert [image.credit for image in article.images] == CREDITS.get(page.stem, [])
    assert [link.title for link in article.related_links] == lines[-3:]
