"""The first real page: plain text as a scraper delivered it, without address and source."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, Image, NewsDate
from schemas.raw_article import RawArticle
from services.enrich.read import read


@pytest.fixture
def article(shared_data: Path) -> EnrichedArticle:
    """What is read of the page."""
    page = RawArticle(
        content=(shared_data / "pages" / "bg-plain-text-page.txt").read_text(encoding="utf-8"),
        content_type="text/plain",
        fetched_at=datetime(2025, 12, 6, 20, tzinfo=UTC),
    )
    return read(page, UUID(int=1))


def test_text(article: EnrichedArticle) -> None:
    """The headline stands once; the body is its eight paragraphs and nothing else."""
    assert article.headline == "Путин обещал на Лукашенко, че ще защитава Беларус като своя територия"
    paragraphs = article.article_body.split("\n\n")
    assert [paragraph.split()[0].strip('"') for paragraph in paragraphs] == [
        *("По", "Заминавайки", "Западът", "Западните", "Меморандумът", "Руската", "Лукашенко", "Като"),
    ]
    assert paragraphs[-1].endswith("добави той, цитиран от БГНЕС")


def test_facts(article: EnrichedArticle) -> None:
    """Language, clock, picture and agencies are found; a date in the story is not that of publication."""
    assert article.in_language is not None
    assert article.in_language.tag == "bg"
    assert article.date_published is None
    assert article.page_date == NewsDate(
        value=date(2025, 12, 6), precision="day", origin="text", raw="6 Декември, 2025"
    )
    assert article.images == [Image(caption="Александър Лукашенко и Сергей Шойгу", credit="president.gov.by")]
    assert article.info_sources == ["АА", "Белта", "БГНЕС"]


def test_countries(article: EnrichedArticle) -> None:
    """Six countries are named, under any of their names."""
    ids = [entity.id for entity in article.entities if entity.id and entity.id.startswith("country:")]
    assert sorted(ids) == [f"country:{code}" for code in ("BY", "GB", "KZ", "RU", "UA", "US")]


def test_persons(article: EnrichedArticle) -> None:
    """The three persons are found, each once, under any part of their names."""
    persons = [entity for entity in article.entities if entity.type == "Person"]
    assert {person.name: [mention.text for mention in person.mentions] for person in persons} == {
        "Владимир Владимирович Путин": [
            *("Путин", "Владимир Владимирович Путин", "Владимир Владимирович", "Владимир Путин", "Путин"),
        ],
        "Александър Лукашенко": ["Лукашенко", "Александър Лукашенко", "Лукашенко", "Лукашенко", "Лукашенко"],
        "Сергей Шойгу": ["Сергей Шойгу", "Шойгу"],
    }


def test_cities(article: EnrichedArticle) -> None:
    """Three cities are named, each with its number in GeoNames, and no other place but the countries."""
    cities = {
        entity.name: entity.id for entity in article.entities if (entity.id or "").startswith("geonames:")
    }
    assert cities == {"Минск": "geonames:625144", "Москва": "geonames:524901", "Будапеща": "geonames:3054643"}
    places = [entity for entity in article.entities if entity.type == "Place" and entity.id is None]
    assert places == []


def test_bodies_and_treaties(article: EnrichedArticle) -> None:
    """The council, the three agencies and the two treaties are whole; nothing else is named."""
    others = [entity for entity in article.entities if entity.type not in {"Person", "Place"}]
    assert [(entity.type, [mention.text for mention in entity.mentions]) for entity in others] == [
        ("Organization", ["АА"]),
        ("Organization", ["Висшия държавен съвет"]),
        ("Organization", ["Белта"]),
        ("Product", ["Будапещенския меморандум"]),
        ("Product", ["Договора за неразпространение на ядреното оръжие"]),
        ("Organization", ["БГНЕС"]),
    ]


def test_links(article: EnrichedArticle) -> None:
    """Three teasers wait for their articles, each with its lead."""
    assert [
        (link.kind, link.status, (link.title or "").split()[0], (link.description or "").split()[0])
        for link in article.related_links
    ] == [
        ("teaser", "pending", "Драги", "По"),
        ("teaser", "pending", "САЩ", "Италия"),
        ("teaser", "pending", "Администрацията", "Новата"),
    ]
