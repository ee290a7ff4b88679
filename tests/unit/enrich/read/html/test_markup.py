"""HTML pages."""

import pytest

from services.enrich.read.html.markup import is_markup, read_markup
from services.enrich.read.page import Page
from tests.unit.enrich.read.trees import BASE

LINE = "The ferry between the island and the mainland will run all night from June, its captain said. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n<!DOCTYPE HTML PUBLIC>", True),
        ("<html lang=bg>", True),
        ("<?xml version='1.0'?><html>", True),
        ("A < b and <p>", False),
        ("<header>", False),
    ],
)
def test_is_markup(text: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    """A page that begins like HTML is HTML."""
    assert is_markup(text) is expected


def test_nothing() -> None:
    """What cannot be parsed is an empty page."""
    assert read_markup("<!-- -->", BASE) == Page()


def test_what_is_no_paragraph() -> None:
    """Headline, captions, buttons, dates and banners are no paragraphs of the body."""
    found = read_markup(
        "<html><body><article><h1>Ferry to run</h1><h2>Ferry to run</h2><p>11 March 2026</p>"
        f"<p>{LINE * 5}</p><p>Share this article</p><p>{LINE * 4}</p><p>Comments (3)</p></article></html>",
        BASE,
    )
    assert found.paragraphs == ((LINE * 5).strip(), (LINE * 4).strip())


def test_description() -> None:
    """A description that only repeats how the body begins is none."""
    page = f"<html><head><meta name=description content='{{}}'></head><h1>F</h1><p>{LINE * 9}</p></html>"
    texts = [LINE[:60] + "…", "More sailings at night."]
    assert [read_markup(page.format(text), BASE).description for text in texts] == [None, texts[1]]


def test_base() -> None:
    """Relative addresses belong to the declared base, else to the page."""
    link = "<link rel=canonical href='b'>"
    assert read_markup(f"<html><head><base href='/x/'>{link}</head></html>", BASE).canonical_url == (
        "https://tern-island.example/x/b"
    )
    assert read_markup(f"<html><head>{link}</head></html>", None).canonical_url is None
