"""A stream into lines."""

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.lines import Line, Splitter


def split(chunks: list[bytes], limit: int) -> list[Line]:
    """All lines of a stream."""
    splitter = Splitter(limit)
    return [line for chunk in chunks for line in splitter.feed(chunk)] + list(splitter.end())


def test_blank_lines_are_counted_and_left_out() -> None:
    """Blank lines have a number and no line; the last needs no line feed."""
    assert split([b"a\r\n\n \n", b"b", b"c"], 10) == [Line(1, b"a\r"), Line(4, b"bc")]


@given(
    st.lists(st.text("ab \n", max_size=12).map(str.encode), max_size=12),
    st.integers(min_value=0, max_value=9),
)
def test_same_lines_however_they_are_cut(chunks: list[bytes], limit: int) -> None:
    """The cuts between chunks change nothing: lines up to the limit whole, longer ones without a body."""
    whole = b"".join(chunks).split(b"\n")
    assert split(chunks, limit) == [
        Line(number, line if len(line) <= limit else None)
        for number, line in enumerate(whole, start=1)
        if len(line) > limit or line.strip()
    ]


def test_long_line_is_not_held() -> None:
    """Of a line beyond the limit nothing is kept."""
    splitter = Splitter(100)
    for _ in range(1000):
        assert list(splitter.feed(b"x" * 60)) == []
    assert splitter._held == []
    assert list(splitter.feed(b"\nnext\n")) == [Line(1, None), Line(2, b"next")]
