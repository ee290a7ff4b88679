"""Stories in made-up words that name each other, by address or by title."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Final
from uuid import UUID, uuid5

from schemas.identity import NAMESPACE, article_id, own_address
from schemas.raw_article import RawArticle

SITE: Final = "https://news.example"
START: Final = datetime(2026, 5, 6, 12, tzinfo=UTC)
SYLLABLES: Final = ("ba", "dor", "gra", "ko", "li", "mul", "nik", "pen", "ri", "sav", "ten", "ves", "zen")
WORDS: Final = tuple(map("".join, product(SYLLABLES, repeat=3)))
TITLE_WORDS: Final = 7
"""Of 2,197 words, so that no two titles are alike."""
FAR: Final = 7_919
"""A prime: what a story names far away is on another partition, read much earlier or much later."""


class Stories:
    """So many stories; each names its neighbour, which names it too, and one far away.

    Those with an even number are HTML and give addresses; the others are plain text and give titles alone.
    """

    def __init__(self, count: int) -> None:
        """Stories 0 to `count`, which is even."""
        self.count = count

    def pages(self) -> Iterator[bytes]:
        """Each as it stands on `articles.raw`."""
        return map(self._page, range(self.count))

    def targets(self) -> dict[UUID, list[UUID]]:
        """The articles that each article names, by id, in the order of their positions."""
        return {self.id(number): list(map(self.id, self._named(number))) for number in range(self.count)}

    def outcomes(self) -> list[tuple[UUID, UUID, str]]:
        """The article, the submission and the outcome of each."""
        return [(self.id(number), self.submission_id(number), "enriched") for number in range(self.count)]

    def id(self, number: int) -> UUID:
        """The id of the article."""
        own = own_address(_address(number), None)
        return article_id(own=own, source="news.example", headline=_title(number), body="")

    def submission_id(self, number: int) -> UUID:
        """The id of its submission."""
        return uuid5(NAMESPACE, f"story {number}")

    def _named(self, number: int) -> tuple[int, int]:
        return number ^ 1, (number + FAR) % self.count

    def _page(self, number: int) -> bytes:
        is_html = number % 2 == 0
        return RawArticle(
            content=(_html if is_html else _plain)(number, self._named(number)),
            content_type="text/html" if is_html else "text/plain",
            fetched_at=START + timedelta(seconds=number),
            submission_id=self.submission_id(number),
            url=_address(number),
        ).to_json()


def _address(number: int) -> str:
    return f"{SITE}/stories/{number}"


def _title(number: int) -> str:
    return _words(f"title {number}", TITLE_WORDS)


def _words(seed: str, count: int) -> str:
    random = Random(seed)  # noqa: S311, the same on every run
    return " ".join(random.choices(WORDS, k=count)).capitalize()


def _sentences(number: int) -> list[str]:
    return [f"{_words(f'sentence {number} {place}', 14)}." for place in range(4)]


def _html(number: int, named: tuple[int, ...]) -> str:
    title = _title(number)
    paragraphs = "".join(f"<p>{one}</p>" for one in _sentences(number))
    teasers = "".join(f'<li><a href="{_address(one)}">{_title(one)}</a></li>' for one in named)
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article>"
        f"<aside><h2>Read also</h2><ul>{teasers}</ul></aside></body></html>"
    )


def _plain(number: int, named: tuple[int, ...]) -> str:
    return "\n".join([_title(number), "", *_sentences(number), "", "Read also:", *map(_title, named)])
