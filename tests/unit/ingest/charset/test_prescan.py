"""What an HTML page says of its charset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.charset.prescan import SEARCHED_BYTES, declared_codec


@pytest.mark.parametrize(
    ("page", "codec"),
    [
        ("<meta charset=koi8-r>", "koi8-r"),
        ("<META\tCHARSET = 'KOI8-R' />", "koi8-r"),
        ('<p title="<meta charset=koi8-r>">', None),
        ("<!-- > <meta charset=koi8-r> --><meta charset=cp1251>", "cp1251"),
        ("<!--><meta charset=koi8-r>", "koi8-r"),
        ("<? <meta charset=koi8-r>", None),
        ("<metadata charset=koi8-r>", None),
        ("<meta charset=bogus charset=koi8-r>", None),
        ("<meta charset=bogus><meta charset=koi8-r>", "koi8-r"),
        ("<meta content='text/html; charset=koi8-r' http-equiv=Content-Type>", "koi8-r"),
        ("<meta content='text/html; charset=koi8-r'>", None),
        ("<meta name=x content='text/html; charset=koi8-r'>", None),
        ("<meta charset=utf-16le>", "utf-8"),
        ("<meta charset=x-user-defined>", "cp1252"),
        ("<meta charset=koi8-r", None),
        ("<meta charset='koi8-r>", None),
        ('<?xml version="1.0" encoding="koi8-r"?><meta charset=cp1251>', "koi8-r"),
        ("", None),
    ],
)
def test_declaration(page: str, codec: str | None) -> None:
    """Only a whole tag outside of comments and other tags counts, with a label that browsers know."""
    assert declared_codec(page.encode()) == codec


def test_how_far_is_searched() -> None:
    """A tag that ends within the searched bytes counts, one byte more does not."""
    tag = b"<meta charset=koi8-r>"
    room = b" " * (SEARCHED_BYTES - len(tag))
    assert (declared_codec(room + tag), declared_codec(room + b" " + tag)) == ("koi8-r", None)


@given(st.text("<>!-/='\" \tametchrsk8?", max_size=60))
def test_whatever_comes(page: str) -> None:
    """Any soup of the characters that matter comes to an end."""
    declared_codec(page.encode())
