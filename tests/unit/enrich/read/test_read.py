"""A page becomes an article."""

import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.dead_letter import Cause
from schemas.enriched_article import Image, Language, NewsDate, RelatedLink
from schemas.identity import article_id
from services.enrich.read import ENRICHER_VERSION
from services.runtime.errors import PermanentError
from tests.unit.enrich.read.pages import FETCHED_AT, HTML, PLAIN, SUBMISSION, article

URL = "https://tern-island.example/news/weather-station"


def test_plain_text_page() -> None:
    """A plain-text page gives headline, body, caption, clock, agencies and teasers, each in its place."""
    found = article(PLAIN)
    assert found.headline == "Орнитолози преброиха рекорден брой пеликани край Сребърна"
    assert [(text[:12], text[-8:]) for text in found.article_body.split("\n\n")] == [
        ("Близо петсто", "двайсет."),
        ('"Заминаваме ', "енцията."),
        ("Преброяванет", "от БГНЕС"),
    ]
    assert found.images == [Image(caption="Къдроглави пеликани над езерото", credit="Ведра Въжарова")]
    assert found.date_published is None
    assert found.page_date == NewsDate(
        value=date(2026, 3, 12), precision="day", origin="text", raw="12 Март, 2026"
    )
    assert found.in_language == Language(tag="bg", script="Cyrl", confidence=1)
    assert found.info_sources == ["БТА", "БГНЕС"]
    assert found.related_links == [
        RelatedLink(
            position=0,
            kind="teaser",
            title="Кметът на Липово поле: Мостът ще бъде дървен",
            description="Жителите избраха между три проекта на открито гласуване.",
        ),
        RelatedLink(
            position=1,
            kind="teaser",
            title="Театърът в Бургас гостува в Италия и Дания",
            description="Турнето започва през май.",
        ),
    ]


def test_html_page() -> None:
    """An HTML page gives the same fields from its head, its text and its blocks."""
    found = article(HTML, "text/html", url=f"{URL}?utm_medium=mail")
    assert found.model_dump(
        include={
            "headline",
            "description",
            "authors",
            "url",
            "canonical_url",
            "aliases",
            "source",
            "info_sources",
        }
    ) == {
        "headline": "Island school opens its own weather station",
        "description": "Pupils read the wind before lessons begin.",
        "authors": ["Isla Fenwick"],
        "url": URL,
        "canonical_url": URL,
        "aliases": [URL],
        "source": "tern-island.example",
        "info_sources": ["Reuters"],
    }
    assert [text.split()[:3] for text in found.article_body.split("\n\n")] == [
        ["The", "primary", "school"],
        ["The", "first", "readings"],
        ["Teachers", "hope", "that"],
    ]
    assert found.images == [
        Image(url="https://tern-island.example/img/mast.jpg", caption="The new mast", credit="Rowan Kerr")
    ]
    assert found.date_published == NewsDate(
        value=datetime(2026, 3, 11, 16, 30, tzinfo=UTC),
        precision="second",
        origin="json-ld",
        raw="2026-03-11T18:30:00+02:00",
    )
    assert found.page_date == NewsDate(
        value=date(2026, 3, 12), precision="day", origin="text", raw="Thursday, 12 March 2026"
    )
    assert found.related_links == [
        RelatedLink(
            position=0,
            kind="body",
            title="in the storms of January",
            url="https://tern-island.example/news/lost-buoy",
        ),
        RelatedLink(
            position=1,
            kind="teaser",
            title="Ferry to run all night through summer",
            url="https://tern-island.example/news/ferry-timetable",
            description="Four more sailings a day.",
        ),
        RelatedLink(
            position=2,
            kind="teaser",
            title="Kite makers meet on the mainland",
            url="https://elsewhere.example/kites",
            status="external",
        ),
    ]


def test_entities() -> None:
    """Every mention of an entity says where it stands; who is named most and in the headline is central."""
    found = article(PLAIN)
    text = f"{found.headline}\n\n{found.article_body}"
    mentions = [mention for entity in found.entities for mention in entity.mentions]
    assert [mention.text for mention in mentions] == [
        text[mention.start : mention.end] for mention in mentions
    ]
    assert [(entity.type, entity.name, entity.id, len(entity.mentions)) for entity in found.entities] == [
        ("Place", "Сребърна", None, 2),
        ("Organization", "BTA", "agency:bta", 1),
        ("Place", "Румъния", "country:RO", 1),
        ("Person", "Самуил Перушев", None, 1),
        ("Place", "Украйна", "country:UA", 1),
        ("Place", "Гърция", "country:GR", 1),
        ("Place", "Съединени щати", "country:US", 1),
        ("Organization", "BGNES", "agency:bgnes", 1),
    ]
    assert max(found.entities, key=lambda entity: entity.salience).name == "Сребърна"


def test_times_and_version_are_of_the_input() -> None:
    """The version is as old as the fetch, says who made it, and is the same on every try."""
    found = article(PLAIN, source="vedra.example", scraper="spider-7")
    assert found == article(PLAIN, source="vedra.example", scraper="spider-7")
    assert (found.version_at, found.submission_id) == (FETCHED_AT, SUBMISSION)
    assert (found.source, found.scraper, found.status) == ("vedra.example", "spider-7", "usable")
    assert found.enricher.version == ENRICHER_VERSION
    assert sorted(found.enricher.components) == [
        *(
            "babel",
            "eldc",
            "entities-model",
            "ftfy",
            "language-model",
            "lxml",
            "markdown-it-py",
            "py3langid",
            "pycld2",
        ),
    ]
    assert found.id == article_id(
        own=None, source="vedra.example", headline=found.headline, body=found.article_body
    )


def test_hash_covers_what_a_reader_sees() -> None:
    """Another clock, comment count or teaser is the same content; another word of the body is not."""
    first = article(PLAIN)
    later = PLAIN.replace("12 Март", "13 Март").replace("(0)", "(4)").replace("дървен", "каменен")
    assert article(later).content_hash == first.content_hash
    assert article(PLAIN.replace("само двайсет", "само трийсет")).content_hash != first.content_hash
    assert article(PLAIN.replace("Ведра", "Вяра")).content_hash != first.content_hash


def test_hints_of_the_scraper() -> None:
    """What the scraper knows counts where the page does not say it, and only there."""
    text = "The harbour was closed all day, and nobody could say when the boats would leave again. " * 3
    hints: dict[str, object] = {
        "headline": "Harbour closed",
        "authors": ["Isla Fenwick"],
        "date_published": "2026-03-11",
    }
    found = article(text, **hints)
    assert (found.headline, found.authors) == ("Harbour closed", ["Isla Fenwick"])
    assert found.date_published == NewsDate(
        value=date(2026, 3, 11), precision="day", origin="scraper", raw="2026-03-11"
    )
    own = article(HTML, "text/html", url=URL, **hints | {"authors": ["Somebody Else"]})
    assert (own.headline, own.authors) == ("Island school opens its own weather station", ["Isla Fenwick"])
    assert own.date_published is not None
    assert own.date_published.origin == "json-ld"


def test_what_the_address_tells() -> None:
    """A page without an address belongs to the site that it declares, without that to nobody."""
    page = HTML.replace('href="/news', 'href="https://www.tern-island.example/news')
    assert (article(page, "text/html").source, article(page, "text/html").aliases) == (
        "tern-island.example",
        ["https://www.tern-island.example/news/weather-station"],
    )
    elsewhere = article(page, "text/html", url="https://other.example/a")
    assert (elsewhere.source, elsewhere.aliases) == ("other.example", ["https://other.example/a"])
    assert (article(PLAIN).source, article(PLAIN).aliases) == ("unknown", [])


def test_declared_language() -> None:
    """The language that the scraper names counts for a text that is too short to tell."""
    short = "Лукашенко\n\nЛукашенко"
    found = [article(short).in_language, article(short, in_language="bg-BG").in_language]
    assert [language and language.tag for language in found] == ["und", "bg"]


def test_markup_under_a_wrong_name() -> None:
    """An HTML page that is sent as plain text is read as what it is."""
    assert article(HTML, "text/plain", url=URL) == article(HTML, "text/html", url=URL)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("\x00 \u200b", "text/plain"),
        ("<html><head><title>Wait</title></head><body><script>go()</script></body></html>", "text/html"),
        ("<html><body><div class='cookie'><p>This site uses cookies.</p></div></body></html>", "text/html"),
        ("Сподели:\nКоментари (0)", "text/plain"),
        ("<!-- -->", "text/html"),
        ("<", "text/html"),
    ],
)
def test_no_content(content: str, content_type: str) -> None:
    """A page without headline and text is refused for good, and the refusal crosses processes whole."""
    with pytest.raises(PermanentError) as raised:
        article(content, content_type)
    assert (raised.value.cause, raised.value.stage) == (Cause.NO_CONTENT, "read")
    assert pickle.loads(pickle.dumps(raised.value)).cause is Cause.NO_CONTENT  # noqa: S301 - our own bytes


def test_what_postgres_cannot_hold() -> None:
    """NUL, other controls and lone surrogates never reach an output field."""
    found = article(
        "Head\x00line of the day\n\nA par\x07agraph that is long enough\ufeff to be one, with an end.\n",
        source="so\x00urce",
        scraper="spi\x00der",
        authors=["Isla\x00 Fenwick"],
    )
    assert (found.headline, found.source, found.scraper) == ("Headline of the day", "source", "spider")
    assert found.article_body == "A paragraph that is long enough to be one, with an end."
    assert found.authors == ["Isla Fenwick"]
    assert b"\\u0000" not in found.to_json()


@pytest.mark.parametrize(
    "content",
    [
        "<html><body>" + "<div>" * 50_000 + "text",
        "<html><body><p>" + "<b>" * 20_000 + "text",
        '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>text",
        "<html><body><h1>A line of words</h1><div class=related>" + "<a href=/x>one two three</a>" * 5_000,
        "a" * 1_000_000,
        "(" * 200_000,
        "CAЩ" * 50_000,
        "Снимка: " * 20_000,
        "12.12.2012 " * 20_000,
        "\n " * 300_000 + "x",
    ],
    ids=lambda content: content[:30],
)
@pytest.mark.timeout(10)
def test_hostile_pages(content: str) -> None:
    """Depth and length cost neither the stack nor more than seconds."""
    for content_type in ("text/html", "text/plain"):
        try:
            article(content, content_type)
        except PermanentError as error:
            assert error.cause is Cause.NO_CONTENT  # noqa: PT017 - either end is right, no other


_PIECES = st.sampled_from(
    [
        "<html>", "<p>", "</p>", "<h1>", "<a href='", "'>", "</a>", "<figure>", "<figcaption>", "<li>",
        '<script type="application/ld+json">', '{"@type": "NewsArticle", "headline": ', "]}", "</script>",
        "<div class='related'>", "<base href='//[", "<meta name=date content='", "<time datetime='", "&#0;",
        "Снимка: ", "Read also: ", "Коментари (0)", "Сподели:", "6 Декември, 2025", "2025-13-45T99:99", "САЩ",
        "(Reuters)", "\n", "\n\n", "\x00", "\ud800", "&nbsp;", "\u0301", "٣١",
        "A sentence that goes on for so long that it is a paragraph of a text, and then it ends.",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(_PIECES | st.text(max_size=30), max_size=25),
    markup=st.booleans(),
    url=st.text(max_size=40),
)
def test_any_text(pieces: list[str], markup: bool, url: str) -> None:  # noqa: FBT001 - drawn by hypothesis
    """Whatever the text and the address: an article that can be written and read again, or no-content."""
    content = "".join(pieces).encode("utf-8", "replace").decode() or "x"
    try:
        found = article(
            content if content.strip() else "x", "text/html" if markup else "text/plain", url=url or None
        )
    except PermanentError as error:
        assert error.cause is Cause.NO_CONTENT  # noqa: PT017 - either end is right, no other
    else:
        assert type(found).model_validate_json(found.to_json()).id == found.id
