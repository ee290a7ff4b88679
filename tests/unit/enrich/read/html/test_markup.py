"""HTML pages."""

import pytest

from schemas.enriched_article import Image
from services.enrich.read.html.markup import read_markup
from services.enrich.read.page import DateClue, Page
from tests.unit.enrich.read.trees import BASE

LINE = "The ferry between the island and the mainland will run all night from June, its captain said. "


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


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("<div>By Isla Fenwick</div><div>11 March 2026</div>", ("Isla Fenwick",)),
        ("<div>By Isla Fenwick and Rowan Kerr, 11 March 2026</div>", ("Isla Fenwick", "Rowan Kerr")),
        (
            "<div>11 March 2026</div><div class=author>Isla Fenwick</div><p>Isla Fenwick</p>",
            ("Isla Fenwick",),
        ),
        ("<div>By the sea</div>", ()),
    ],
)
def test_byline(above: str, authors: tuple[str, ...]) -> None:
    """Lines above the text that say who wrote it are no text, and name the authors if nothing else does."""
    text = [f"{word} {LINE * 2}".strip() for word in ("Today", "Then", "Now")]
    below = "".join(f"<p>{line}</p>" for line in text)
    found = read_markup(f"<html><article><h1>Ferry to run</h1>{above}{below}</article></html>", BASE)
    first = () if authors else ("By the sea",)
    assert (found.authors, found.paragraphs) == (authors, (*first, *text))


def test_date_of_the_program() -> None:
    """A page whose date only its program knows has it among those that are shown."""
    data = f'{{"title": "Ferry to run", "publishedAt": "2026-03-11T08:00:00Z", "text": "{LINE * 5}"}}'
    script = f"<script type=application/json>{data}</script>"
    page = f"<html><article><h1>Ferry to run</h1><i></i><p>{LINE * 5}</p></article>{script}</html>"
    assert read_markup(page, BASE).shown == (DateClue("2026-03-11T08:00:00Z", "meta"),)
    shown = read_markup(page.replace("<i></i>", "<div>11 March 2026</div>"), BASE).shown
    assert shown == (DateClue("11 March 2026", "text"),)


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
    own = f"<link rel=canonical href='{BASE}'><meta property=og:image content='/a.jpg'>"
    images = read_markup(f"<html><head>{own}</head><body><p>Text</p></body></html>", None).images
    assert [image.url for image in images] == ["https://tern-island.example/a.jpg"]


def test_captions_among_the_text() -> None:
    """A line that credits a picture is its caption, in no figure too; an agency with a slash is not."""
    text = "The ferry between the island and the mainland will run all night, its captain said."
    page = read_markup(
        f"<html><body><article><h1>Ferry to run all night</h1><p>Photo: Isla Fenwick</p><p>{text}</p>"
        f"<p>{text.replace('ferry', 'boat')}</p><p>The new pier (Photo: Rowan Kerr)</p><p>RMF FM/PAP</p>"
        "</article></body></html>",
        BASE,
    )
    assert page.images == (Image(credit="Isla Fenwick"), Image(caption="The new pier", credit="Rowan Kerr"))
    assert page.paragraphs == (text, text.replace("ferry", "boat"), "RMF FM/PAP")
