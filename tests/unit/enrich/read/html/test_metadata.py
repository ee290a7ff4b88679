"""What the head of a page says."""

import pytest
from lxml import html

from services.enrich.read.html.metadata import Metadata
from tests.unit.enrich.read.trees import BASE, json_ld, metadata

SITE = "https://tern-island.example"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/a?utm_source=x#y"><meta property="og:url" content="/b">', f"{SITE}/a"),
        ('<meta property="og:url" content="https://other.example/b">', "https://other.example/b"),
        (json_ld('{"@type": "NewsArticle", "mainEntityOfPage": {"@id": "/c"}}'), f"{SITE}/c"),
        (json_ld('{"@type": "NewsArticle", "url": "/d"}'), f"{SITE}/d"),
        ('<link rel="canonical" href="javascript:0">', None),
        (f'<link rel="canonical" href="/{"x" * 9000}">', None),
    ],
)
def test_canonical(head: str, expected: str | None) -> None:
    """The declared address is the canonical link, else that of Open Graph, else that of JSON-LD."""
    assert metadata(head=head).canonical_url == expected


def test_authors() -> None:
    """Authors are names, each once; neither addresses nor the publisher."""
    names = '[{"name": "Isla"}, "Isla", {"@id": "https://x.example/i"}, "Post"]'
    head = (
        json_ld(f'{{"@type": "NewsArticle", "author": {names}}}')
        + '<meta property="og:site_name" content="Post"><meta name="author" content="Other">'
    )
    assert metadata(head=head).authors == ["Isla"]
    assert metadata(head='<meta name="author" content="Rowan Kerr">').authors == ["Rowan Kerr"]


def test_things_that_are_referred_to() -> None:
    """Author and publisher may stand elsewhere in JSON-LD, under an id; one that does not is no name."""
    things = (
        '{"@type": "Person", "@id": "/#isla", "name": "Isla Fenwick"}',
        '{"@type": "Organization", "@id": "/#post", "name": "The Post"}',
        '{"@type": "Report", "publisher": {"@id": "/#post"}, "author": [{"@id": "/#isla"}, {"@id": "#x"}]}',
    )
    page = metadata(head=json_ld(f'{{"@graph": [{", ".join(things)}]}}'))
    assert page.authors == ["Isla Fenwick"]
    assert page.is_site_name("The Post")


def test_authors_elsewhere() -> None:
    """Where JSON-LD has no name but an address or the publisher, the head may have one."""
    head = json_ld('{"@type": "NewsArticle", "author": {"@id": "http://a.example/#x"}}')
    assert metadata(head=head + '<meta name="author" content="By Isla Fenwick and Rowan Kerr">').authors == [
        "Isla Fenwick",
        "Rowan Kerr",
    ]
    assert metadata(head='<meta name="author" content="105092">').authors == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (json_ld('{"@type": "Article"}') + json_ld('{"@type": "Article", "headline": "Ferry"}'), "Ferry"),
        (
            '<meta property="og:title" content="Ferry - Post">'
            + json_ld(
                '[{"@type": "Article", "headline": "Kites"}, {"@type": "Article", "headline": "Ferry"}]'
            ),
            "Ferry",
        ),
        (
            "<title>Kites | Post</title>"
            + json_ld(
                '[{"@type": "Article", "headline": "Kites"},'
                ' {"@type": "Article", "headline": "Ferry", "mainEntityOfPage": "/news/ferry"}]'
            ),
            "Ferry",
        ),
    ],
)
def test_which_article(head: str, expected: str) -> None:
    """Of several articles in JSON-LD the one with the page's address counts, then the one with its title."""
    assert metadata(head=head).article["headline"] == expected


def test_marks() -> None:
    """Microdata and RDFa of what readers see are found by their name: content, time, or words."""
    body = (
        "<h1 itemprop='headline'>Ferry <b>to run</b></h1>"
        "<time itemprop='datePublished' datetime='2026-03-11'>x</time>"
        "<span property='schema:author'>Isla</span><p itemprop='headline'>" + "x" * 2000 + "</p>"
    )
    page = metadata(body, '<meta itemprop="headline" content="Other">')
    assert [list(page.marked(name)) for name in ("headline", "datepublished", "author", "image")] == [
        ["Ferry to run"],
        ["2026-03-11"],
        ["Isla"],
        [],
    ]


def test_site_name() -> None:
    """The site is called as it says, or as its address spells it."""
    page = metadata(head='<meta property="og:site_name" content="The Post">')
    names = ("the post", "Tern Island", "tern-island.example", "Ferry", "T")
    assert [page.is_site_name(name) for name in names] == [True, True, True, False, False]


def test_description() -> None:
    """The lead is that of JSON-LD, else of Open Graph, without markup."""
    head = '<meta property="og:description" content="&lt;p&gt;Every &lt;b&gt;hour&lt;/b&gt;&lt;/p&gt;">'
    assert metadata(head=head).description == "Every hour"
    described = json_ld('{"@type": "NewsArticle", "description": "Every half hour"}')
    assert metadata(head=head + described).description == "Every half hour"


@pytest.mark.timeout(10)
def test_a_million_meta_elements() -> None:
    """Of more metadata than any page has the first counts."""
    head = '<meta name="author" content="Isla">' + "<meta name=date content=x>" * 1_000_000
    page = metadata(head=head)
    assert (page.authors, len(page.meta["date"])) == (["Isla"], 1_999)


@pytest.mark.parametrize(
    ("lang", "head", "expected"),
    [
        ("en-GB", "", "en"),
        ("sr-Latn-RS", "", "sr-Latn"),
        ("", '<meta property="og:locale" content="bg_BG">', "bg"),
        ("", json_ld('{"@type": "NewsArticle", "inLanguage": {"name": "mk"}}'), "mk"),
        ("the language", "", None),
    ],
)
def test_language(lang: str, head: str, expected: str | None) -> None:
    """The declared language is a tag without its region."""
    assert metadata(head=head, lang=lang).language == expected


@pytest.mark.parametrize(
    ("lang", "head", "expected"),
    [
        ("en-GB", "", "GB"),
        ("en", '<meta property="og:locale" content="en_US">', "US"),
        ("bg", '<meta property="og:locale" content="en_US">', None),
        ("sr-Latn-RS", "", "RS"),
        ("", "", None),
    ],
)
def test_territory(lang: str, head: str, expected: str | None) -> None:
    """The region is the one that is declared with the page's language."""
    assert metadata(head=head, lang=lang).territory == expected


@pytest.mark.parametrize(
    ("lang", "base", "expected"),
    [
        ("en", "https://post.example/en-gb/news", "GB"),
        ("en", "https://en-au.post.example/news", "AU"),
        ("en", "https://www.post.co.uk/news", "GB"),
        ("en", "https://post.com.au/en-nz/x", "NZ"),
        ("en-US", "https://post.co.uk/news", "US"),
        ("en", "https://post.io/de-at/x", None),
        ("", "https://post.example/en-gb/news", None),
    ],
)
def test_territory_of_the_address(lang: str, base: str, expected: str | None) -> None:
    """A region that the page does not declare is that of its address."""
    assert metadata(lang=lang, base=base).territory == expected


def test_language_in_xml() -> None:
    """XHTML declares the language in its own attribute."""
    page = Metadata(html.document_fromstring("<html xml:lang='en-GB'><body>x"), None)
    assert (page.language, page.territory) == ("en", "GB")


def test_address() -> None:
    """An address of the page is absolute; what cannot be fetched is none."""
    found = [metadata().address(href) for href in ("../x", "#top", "mailto:a@b.example", "", None)]
    assert found == [f"{SITE}/x", BASE, None, None, None]
