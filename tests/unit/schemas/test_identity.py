"""Ids: the same for one article however it is spelled, different for two."""

import re
import unicodedata
from uuid import UUID, uuid5

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import identity

PAGE = "https://www.lomnica.example/novini/reka"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTPS://WWW.Lomnica.EXAMPLE:443/a/../novini/reka#top", PAGE),
        (f"{PAGE}?utm_source=x&fbclid=1", PAGE),
        (f"{PAGE}?id=3&utm_medium=y", f"{PAGE}?id=3"),
        ("https://user:secret@lomnica.example/a", "https://lomnica.example/a"),
        ("http://вестник.example/a", "http://xn--b1agjinxh.example/a"),
        ("//lomnica.example/a", "https://lomnica.example/a"),
        ("https://lomnica.example/#!/a?utm_source=x", "https://lomnica.example/#!/a?utm_source=x"),
        ("ftp://lomnica.example/a", None),
        ("javascript:alert(1)", None),
        ("reka", None),
        ("", None),
    ],
)
def test_normalise_url(given: str, expected: str | None) -> None:
    """An address is written as a browser would fetch it, without what only says how a reader came."""
    assert identity.normalise_url(given) == expected


def test_normalise_relative_url() -> None:
    """A relative address is made absolute by its page."""
    assert identity.normalise_url("../sport/1", PAGE) == "https://www.lomnica.example/sport/1"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://lomnica.example/novini/reka",
        "https://www.lomnica.example/novini/reka/",
        "https://lomnica.example/novini/reka?utm_campaign=z",
    ],
)
def test_spellings_share_a_key(spelling: str) -> None:
    """Scheme, `www.`, a last slash and tracking make no other address."""
    normalised = identity.normalise_url(spelling)
    assert normalised is not None
    assert identity.address_key(normalised) == "lomnica.example/novini/reka"


@pytest.mark.parametrize(
    ("url", "canonical", "expected"),
    [
        (PAGE, None, PAGE),
        (PAGE, "https://lomnica.example/novini/2026/reka", "https://lomnica.example/novini/2026/reka"),
        (PAGE, "https://agency.example/reka", PAGE),
        (PAGE, "https://www.lomnica.example/", PAGE),
        (PAGE, "https://www.lomnica.example/novini", PAGE),
        ("https://www.lomnica.example/", None, None),
        (None, "https://lomnica.example/a", "https://lomnica.example/a"),
        (None, None, None),
    ],
    ids=[
        "fetched",
        "own site",
        "syndication",
        "root",
        "parent path",
        "fetched root",
        "canonical only",
        "none",
    ],
)
def test_own_address(url: str | None, canonical: str | None, expected: str | None) -> None:
    """The declared address counts only on the same site and below the root."""
    assert identity.own_address(url, canonical) == expected


def test_article_id_without_address() -> None:
    """Without an address the source, the headline and the start of the body make the id."""

    def made(source: str, headline: str | None, body: str) -> UUID:
        return identity.article_id(own=None, source=source, headline=headline, body=body)

    first = made("a", "Мостът отвори", "Първите коли минаха. " * 30)
    assert made("a", "„МОСТЪТ  отвори“", "първите коли минаха. " * 30 + "Още.") == first
    others = [made("b", "Мостът отвори", "Първите коли минаха. " * 30), made("a", "Мостът отвори", "Друго.")]
    assert len({first, *others, made("a", None, "Друго.")}) == 4


def test_routing_key_without_address_is_the_submission() -> None:
    """What has no address is spread over the partitions."""
    submission = UUID("0b6e5f1a-9a77-4d21-8a55-0f8f5c1d2e3f")
    assert identity.routing_key(None, submission) == str(submission)


def test_source_of_address_is_its_registrable_domain() -> None:
    """The site of an address is what its owner registered."""
    assert identity.source_of(None, "https://news.lomnica.co.uk/a") == "lomnica.co.uk"
    assert identity.source_of(None, None) == "unknown"
    assert identity.source_of("given", "https://news.lomnica.co.uk/a") == "given"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://one.blogspot.com/a", "one.blogspot.com"),
        ("https://www.xn--b1agjinxh.xn--p1ai:8443/a", "xn--b1agjinxh.xn--p1ai"),
        ("https://news.lomnica.example./a", "lomnica.example"),
        ("http://192.0.2.7/a", "192.0.2.7"),
        ("http://[2001:db8::7]:81/a", "[2001:db8::7]"),
        ("https://localhost", "localhost"),
    ],
)
def test_site(url: str, expected: str) -> None:
    """Users of one host have sites of their own, and the number of a machine is no domain."""
    assert identity.site(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://lomnica.example/?utm_source=x", True),
        ("https://m.lomnica.example/index.html", True),
        ("https://lomnica.example/?id=3", False),
        ("https://lomnica.example/#!reka", False),
        (PAGE, False),
    ],
)
def test_is_root(url: str, expected: bool) -> None:  # noqa: FBT001, what is asked
    """A front page is one in every spelling."""
    normalised = identity.normalise_url(url)
    assert normalised is not None
    assert identity.is_root(normalised) is expected


def test_content_hash_knows_its_parts() -> None:
    """Text that moves from one field to the next changes the hash."""
    assert identity.content_hash("ab", "c") != identity.content_hash("a", "bc")


def test_ids_never_change() -> None:
    """An id that was given once is given for ever; a change here needs a plan for all stored articles."""
    assert str(identity.article_id(own=PAGE, source="x", headline=None, body="")) == (
        "21ead315-5f5a-52b3-a503-6b557cab76a9"
    )
    spelled = "https://m.lomnica.example/2026/05/06/mostat-e-otvoren-7.amp.html?b=%7E&a=1&ref=rss"
    assert str(identity.article_id(own=spelled, source="x", headline=None, body="")) == (
        "ea3b5fdd-9102-52a0-8346-a7539d777a97"
    )
    assert str(identity.derived_submission_id("articles.raw", 3, 7)) == "0c14be97-7639-5318-801b-35d53c12caa1"


@given(st.text())
def test_uuid5_made_directly(name: str) -> None:
    """Text and UUID are those of the standard library."""
    assert identity.uuid5_text(name) == str(uuid5(identity.NAMESPACE, name))
    assert identity.named(name) == uuid5(identity.NAMESPACE, name)


@given(st.text())
@example("_a_ b-c\u2029d\x1ce\u200bf\u0301 \u00bd \u2460 ǅ ﬁ İ")
def test_folded_text_is_its_letters_and_digits(text: str) -> None:
    """Every run of what is no letter or digit is one space, wherever it stands."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    folded = identity.fold(text)
    assert list(filter(str.isalnum, folded)) == list(filter(str.isalnum, plain))
    assert re.search(r"[_\s]", folded.replace(" ", "")) is None
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("नई दिल्ली: बारिश!", "नई दिल्ली बारिश"),
        ("ঢাকা-চট্টগ্রাম", "ঢাকা চট্টগ্রাম"),
        ("น้ำท่วม.", "น\u0e49\u0e4d\u0e32ท่วม"),
        ("র\u200c্যাব", "র্যাব"),
        ("র\u200d্যাব", "র্যাব"),
        ("می\u200cشود", "می شود"),
        ("مُحَمَّد،", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("за\u0301мок", "замок"),
        ("İstanbul'da", "istanbul da"),
    ],
)
def test_vowels_that_are_marks_are_letters(text: str, folded: str) -> None:
    """Words of scripts whose vowels are marks stay whole; points and accents of some writers are left out."""
    assert identity.fold(text) == folded


@given(
    st.lists(
        st.text()
        | st.text(" -_\n", max_size=300)
        | st.text("аБßİक\u0301\u0323\u0940\u200c\u200dﷺ…", max_size=99),
        max_size=30,
    )
)
def test_id_of_a_long_body(words: list[str]) -> None:
    """Of any body its first 200 folded characters count, as if all of it were folded."""
    body = " ".join(words)
    name = f"headline:a\nb\n{identity.fold(body)[:200]}"
    assert identity.article_id(own=None, source="a", headline="b", body=body) == uuid5(
        identity.NAMESPACE, name
    )
