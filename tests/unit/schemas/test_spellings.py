"""Spellings of one address are one, and what names something stays apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identity import address_key, normalise_url
from schemas.spellings import without_tracking

ARTICLE = "lomnica.example/novini/reka-otkriha-mosta"
PAGE = f"https://{ARTICLE}"


def _key(spelling: str) -> str | None:
    normalised = normalise_url(spelling)
    return normalised and address_key(normalised)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://www.lomnica.example:80/novini/reka-otkriha-mosta/",
        "https://m.lomnica.example/novini/reka-otkriha-mosta",
        "https://www.m.lomnica.example/novini/reka-otkriha-mosta",
        "https://amp.lomnica.example/novini/reka-otkriha-mosta",
        "https://lomnica.example./novini/reka-otkriha-mosta",
        "//lomnica.example/novini/reka-otkriha-mosta",
        "https://lomnica.example/amp/novini/reka-otkriha-mosta",
        "https://lomnica.example/novini//reka%2Dotkriha%2dmosta",
        "https://lomnica-example.cdn.ampproject.org/c/s/lomnica.example/novini/reka-otkriha-mosta",
        "https://www.google.com/amp/s/lomnica.example/novini/reka-otkriha-mosta",
        f"{PAGE}/amp",
        f"{PAGE}/amp/",
        f"{PAGE}.amp.html",
        f"{PAGE}.html",
        f"{PAGE}.html/print",
        f"{PAGE}/index.html",
        f"{PAGE}.",
        f"{PAGE}?amp",
        f"{PAGE}?outputType=amp",
        f"{PAGE}?print=1",
        f"{PAGE}?m=1",
        f"{PAGE}?PHPSESSID=81hs0a",
        f"{PAGE};jsessionid=ED5DD586.live922",
        f"{PAGE}?sid=58428beaa14598c2e02d93ad5c773e4d",
        f"{PAGE}?ref=home",
        f"{PAGE}?rss",
        f"{PAGE}?ticker=rss-top",
        f"{PAGE}?UTM_Source=x&amp;utm_medium=y&amp%3Butm_term=z",
        f"{PAGE}#comments",
        f"{PAGE}#!/photo/3",
    ],
)
def test_spellings_of_an_article(spelling: str) -> None:
    """Host, AMP, telephone, paper, visit and the way a reader came make no other address."""
    assert _key(spelling) == ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{PAGE}?page=2", PAGE),
        (f"{PAGE}?id=1", f"{PAGE}?id=2"),
        (f"{PAGE}?ref=17", PAGE),
        (f"{PAGE}?ref=https://elsewhere.example/rss", PAGE),
        (f"{PAGE}?sid=23", PAGE),
        ("https://lomnica.example/story.php?source=agency", "https://lomnica.example/story.php?source=radio"),
        ("https://lomnica.example/a/amp", "https://lomnica.example/a"),
        ("https://lomnica.example/print", "https://lomnica.example/"),
        ("https://lomnica.example/list?m=1", "https://lomnica.example/list"),
        ("https://lomnica.example/a.html", "https://lomnica.example/a.pdf"),
        ("https://forum.lomnica.example/a", "https://foru.lomnica.example/a"),
        ("https://m.example/a", "https://example/a"),
        ("https://lomnica.example/video/#/berg/1", "https://lomnica.example/video/#/berg/2"),
        ("https://lomnica.example/#!reka", "https://lomnica.example/#!more"),
        ("https://lomnica.example/A", "https://lomnica.example/a"),
        ("https://lomnica.example/a%2Fb", "https://lomnica.example/a/b"),
    ],
)
def test_other_addresses(one: str, other: str) -> None:
    """What may name something else keeps two addresses apart."""
    assert _key(one) != _key(other)


def test_order_of_parameters() -> None:
    """Parameters are the same in any order, and so are index files and their folder."""
    assert _key("https://lomnica.example/a/index.php?b=2&a=1") == _key("https://lomnica.example/a?a=1&b=2")


def test_kept_addresses_of_an_archive() -> None:
    """An archive writes the address that it keeps with its scheme or without, and is another site."""
    kept = f"https://archive.example/web/2013/{ARTICLE}"
    assert _key(f"https://archive.example/web/2013/http://{ARTICLE}") == _key(kept) != ARTICLE


def test_what_may_matter_stays_in_a_published_address() -> None:
    """Only what never names anything goes; the rest stays as it stands."""
    assert without_tracking("b=2&utm_source=x&ref=home&a=%7e&&Fbclid=1&amp;c=") == "b=2&ref=home&a=%7e&c="


@given(st.text(alphabet="ab/.?&=#%;amp%3B-_m~ж", max_size=40))
def test_normalising_twice_changes_nothing(rest: str) -> None:
    """A normalised address is its own normal form, whatever it was made of, and has a key."""
    normalised = normalise_url(f"https://lomnica.example/{rest}")
    if normalised is not None:
        assert normalise_url(normalised) == normalised
        assert address_key(normalised).startswith("lomnica.example")
