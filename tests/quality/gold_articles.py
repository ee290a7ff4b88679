"""Articles whose headline and paragraphs are known, with the frame of their page where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any, Final

from lxml.etree import ParserError
from lxml.html import HtmlElement

from schemas.identity import fold
from tests.quality.corpora import DATA, rows
from tests.quality.harvest import Frame, harvest, parse

_LENGTHS: Final = range(400, 8_000)
"""Code points of a text of the collections without pages."""
_SHORTEST: Final = 300
"""Code points of the shortest body; less is a teaser of its own."""
_LONGEST_TITLE: Final = 160
"""Code points of a title without the sentence that some texts have run into it."""
_PER_LANGUAGE: Final = 60


@dataclass(frozen=True)
class GoldArticle:
    """One article. `html` is None for a text that came without its page."""

    key: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()
    frame: Frame | None = None
    html: str | None = None

    @property
    def seen(self) -> bool:
        """Whether it is of the half that was looked at when the rules were made; the other is only scored."""
        return is_seen(self.key)


def is_seen(key: str) -> bool:
    """Whether a page is of the half that was looked at."""
    return digest(key)[0] % 2 == 0


def digest(key: str) -> bytes:
    """Bytes that are random, and always the same for a key."""
    return sha256(key.encode()).digest()


def gold_articles() -> list[GoldArticle]:
    """All of them: `fundus` and `daniel` with pages, texts of `slavic_news` and `bsnlp2017` without."""
    return list(chain(_with_pages(), _texts()))


def language_frames() -> Iterator[tuple[str, str, Frame]]:
    """Language, key and frame of every HTML page that names its language."""
    for corpus in ("daniel", "fundus", "htmldate_mediacloud"):
        for row in rows(DATA / "article_html" / "open" / f"{corpus}.jsonl.gz"):
            tree = _tree(row)
            if tree is not None and row["lang"]:
                yield row["lang"], row["id"], harvest(tree)


def _with_pages() -> Iterator[GoldArticle]:
    for corpus in ("fundus", "daniel"):
        for row in rows(DATA / "article_html" / "open" / f"{corpus}.jsonl.gz"):
            tree = _tree(row)
            if tree is None:
                continue
            gold = row["gold"]
            language = row["lang"] or (tree.get("lang") or "und").partition("-")[0]
            if corpus == "fundus":
                sections = [
                    line
                    for part in gold["body"]["sections"]
                    for line in (*part["headline"], *part["paragraphs"])
                ]
                headline, lines = gold["title"], [*gold["body"]["summary"], *sections]
            else:
                headline, *lines = gold["paragraphs"]
                if not _is_title(headline, tree):
                    continue
            lines = [" ".join(line.split()) for line in lines if line.strip()]
            if headline and sum(map(len, lines)) >= _SHORTEST:
                yield GoldArticle(
                    row["id"],
                    language,
                    " ".join(headline.split()),
                    tuple(lines),
                    tuple(gold.get("authors") or ()),
                    harvest(tree),
                    row["html"],
                )


def _tree(row: dict[str, Any]) -> HtmlElement | None:
    if row["html_encoding"] != "utf-8":
        return None
    try:
        return parse(row["html"])
    except ParserError:
        return None


def _is_title(line: str, tree: HtmlElement) -> bool:
    """Whether a line stands in the title of a page, or is one of its headings."""
    titles = [fold("".join(element.itertext())) for element in tree.iter("title", "h1", "h2")]
    return any(fold(line) and fold(line) in title for title in titles)


def _texts() -> Iterator[GoldArticle]:
    """Texts that begin with their title, of sites that were read without their frames."""
    count: dict[str, int] = {}
    for file in ("slavic_news/open/docs", "load_news/bsnlp2017"):
        for row in sorted(rows(DATA / f"{file}.jsonl.gz"), key=lambda row: digest(row["id"])):
            title, *lines = [" ".join(line.split()) for line in row["text"].split("\n") if line.strip()] or [
                ""
            ]
            if len(title) > _LONGEST_TITLE or " | " in title:
                continue
            if (
                "fromtheweb" in (row["url"] or "")
                or fold(title) != fold(row["title"] or "")
                or len(row["text"]) not in _LENGTHS
            ):
                continue
            count[row["lang"]] = count.get(row["lang"], 0) + 1
            if lines and count[row["lang"]] <= _PER_LANGUAGE:
                yield GoldArticle(row["id"], row["lang"], title, tuple(lines))
