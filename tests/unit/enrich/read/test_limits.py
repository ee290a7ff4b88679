"""How much of a page is read."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import ContentType, RawArticle
from services.enrich.read import read
from services.enrich.read.limits import (
    MOST_ATTRIBUTES,
    MOST_LINES,
    MOST_MARKUP,
    MOST_TAGS,
    MOST_TEXT,
    bounded,
)

LINE = "The ferry between the island and the mainland will run all night from June, its captain said. "
WORDS = re.compile(r"\w+")
MANY = " ".join(f"a{at}=1" for at in range(MOST_ATTRIBUTES))


@pytest.mark.parametrize(
    ("text", "markup", "expected"),
    [
        ("x" * MOST_TEXT, False, ("x" * MOST_TEXT, [])),
        ("x" * MOST_TEXT + "y", False, ("x" * MOST_TEXT, ["characters"])),
        ("x\n" * MOST_LINES, False, ("x\n" * MOST_LINES, [])),
        ("x\n" * MOST_LINES + "y\n", False, ("x\n" * MOST_LINES + "y", ["lines"])),
        ("x" * MOST_MARKUP, True, ("x" * MOST_MARKUP, [])),
        ("x" * MOST_MARKUP + "y", True, ("x" * MOST_MARKUP, ["characters"])),
        (f"<script>{'x' * MOST_MARKUP}</script><p>y</p>", True, ("<script></script><p>y</p>", [])),
        (f"<script>{'x' * 1_999}</script>y", True, (f"<script>{'x' * 1_999}</script>y", [])),
        (f"<!-- <script> -->{'x' * 2_001}", True, (f"<!-- <script> -->{'x' * 2_001}", [])),
        (f"<script>1</script>{'x' * 9_999}", True, (f"<script>1</script>{'x' * 9_999}", [])),
        (
            f"<script type=x/json>{'x' * 2_001}</script>",
            True,
            (f"<script type=x/json>{'x' * 2_001}</script>", []),
        ),
        ("<b>" * MOST_TAGS, True, ("<b>" * MOST_TAGS, [])),
        ("<b>" * MOST_TAGS + "<i>x", True, ("<b>" * MOST_TAGS, ["elements"])),
        ("<b>" * MOST_TAGS + "<i>x", False, ("<b>" * MOST_TAGS + "<i>x", [])),
        (f"<p {MANY} b>x</p>", True, ("<p>x</p>", ["attributes"])),
        (f"<p title='{MANY}' b>x</p>", True, (f"<p title='{MANY}' b>x</p>", [])),
        (f"<p>{'x ' * 9_999}</p>", True, (f"<p>{'x ' * 9_999}</p>", [])),
    ],
)
def test_bounded(text: str, markup: bool, expected: tuple[str, list[str]]) -> None:  # noqa: FBT001 - a column
    """What is beyond a limit is cut off and the limit named, what is within stays; programs go."""
    assert bounded(text, markup=markup) == expected


def read_page(content: str, content_type: ContentType) -> EnrichedArticle:
    """The article of a page of any size."""
    page = RawArticle.model_construct(
        content=content, content_type=content_type, fetched_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    return read(page, UUID(int=1))


@pytest.fixture(scope="module")
def bound_seconds() -> float:
    """2 s of processor time where the words of a megabyte of text are found and folded in 40 ms.

    The reference is no code of ours: were ours to become slower, the bound would not move.
    """
    read_page(LINE * 9, "text/plain")
    read_page(f"<html><p>{LINE * 9}</p></html>", "text/html")
    return 50 * min(_reference_seconds() for _ in range(5))


def _reference_seconds() -> float:
    start = time.process_time()
    assert sum(len(word.casefold()) for word in WORDS.findall(LINE * 10_000))
    return time.process_time() - start


def page(body: str) -> str:
    """A page with an article and something else."""
    return f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1><p>{LINE}</p>{body}</body></html>"


@pytest.mark.parametrize(
    ("content", "truncated"),
    [
        (lambda: page("<div>" * 100_000 + LINE), ["elements", "depth"]),
        (lambda: page("<div>" * 1_000 + LINE), []),
        (lambda: page("<template>" + "Ã\n" * 1_500_000 + "</template>"), []),
        (lambda: page(LINE * 500_000), ["characters", "names"]),
        (lambda: page("<a href='/a/b'>The title of a page</a>" * 1_000_000), ["characters", "elements"]),
        (
            lambda: page("".join(f"<p>{at} {LINE}</p>" for at in range(100_000))),
            ["characters", "elements", "names"],
        ),
        (lambda: page(f"<table>{'<tr><td>1<td>2' * 500_000}</table>"), ["characters", "elements"]),
        (lambda: page(f"<p {' '.join(f'a{at}' for at in range(100_000))}>"), ["attributes"]),
        (lambda: page("<h3>Read also</h3>" * 200_000 + "<a href='/a'>x</a>"), ["elements"]),
        (lambda: page("<div class='related'><a href='/a'>Some other title</a>" * 6_000), ["depth"]),
        (lambda: page("<p>a" + "\u0316\u0300" * 500_000), []),
        (lambda: page("<!--" * 900_000), ["elements"]),
        (lambda: page("&amp;" * 700_000), ["names"]),
    ],
)
def test_hostile_markup(content: Callable[[], str], truncated: list[str], bound_seconds: float) -> None:
    """A page made to be slow is read within a bound, gives its article and says what was cut."""
    text = content()
    start = time.process_time()
    found = read_page(text, "text/html")
    assert time.process_time() - start < bound_seconds
    assert (found.enricher.truncated, found.article_body[: len(LINE) - 1]) == (truncated, LINE.strip())


@pytest.mark.parametrize(
    ("content", "truncated"),
    [
        (lambda: LINE * 500_000, ["characters", "names"]),
        (lambda: f"{LINE}\n\n" + "x\n" * 3_000_000, ["characters", "lines"]),
        (lambda: f"{LINE}\n\n" + "Hello\n\n" * 900_000, ["characters", "lines"]),
        (lambda: f"{LINE}\n\n" + "1 June 2024, " * 300_000, ["characters", "names"]),
        (lambda: f"{LINE}\n\n" + ("Photo: " * 60 + "\n") * 9_000, ["characters", "names"]),
        (lambda: f"{LINE}\n\na" + "\u0316\u0300" * 1_000_000, ["characters"]),
    ],
)
def test_hostile_text(content: Callable[[], str], truncated: list[str], bound_seconds: float) -> None:
    """The same for plain text, which may be one line of 50 MB or millions of lines."""
    text = content()
    start = time.process_time()
    found = read_page(text, "text/plain")
    assert time.process_time() - start < bound_seconds
    assert (found.enricher.truncated, found.article_body[: len(LINE) - 1]) == (truncated, LINE.strip())
