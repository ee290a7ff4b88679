"""The test data that is not part of the project, as the quality report reads it."""

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from services.ingest.charset import decode

DATA: Final = Path(os.environ.get("VESTNIK_DATA") or Path(__file__).parents[3] / "shared" / "data").resolve()
_HTML: Final = ("aeb", "daniel", "fundus", "htmldate_mediacloud", "trafilatura")


@dataclass(frozen=True)
class GoldPage:
    """An HTML page and what is known of it; None for what is not."""

    corpus: str
    url: str | None
    html: str
    headline: str | None
    body: str | None
    day: str | None
    undated: bool = False
    """Whether it is known to have no date."""
    authors: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    """Pieces of text that belong to the body, where no whole body is known."""
    unwanted: tuple[str, ...] = ()
    """Pieces that stand on the page and do not."""


@dataclass(frozen=True)
class LabelledText:
    """A text in one language; `corpus` says what kind of text."""

    corpus: str
    language: str
    text: str


def html_pages() -> Iterator[GoldPage]:
    """The pages of `article_html`, decoded as ingest does it."""
    for corpus in _HTML:
        for row in rows(DATA / "article_html" / "open" / f"{corpus}.jsonl.gz"):
            gold, html = row["gold"], row["html"]
            yield GoldPage(
                corpus=corpus,
                url=row["url"],
                html=html if row["html_encoding"] == "utf-8" else decode(html.encode("latin-1"), html=True),
                headline=gold.get("title"),
                body=_body(gold),
                day=str(gold.get("date") or gold.get("publishing_date") or "")[:10] or None,
                undated=gold.get("date", "") is None,
                authors=tuple(gold.get("authors") or ()),
                wanted=tuple(gold.get("with", ())),
                unwanted=tuple(gold.get("without", ())),
            )


def news_texts() -> Iterator[LabelledText]:
    """The articles of `slavic_news`."""
    for row in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz"):
        yield LabelledText("slavic_news articles", row["lang"], row["text"])


def short_texts() -> Iterator[LabelledText]:
    """Sentences of `langid` (75 languages); sentences, word pairs and single words of `lid_short` (54)."""
    for row in rows(DATA / "langid" / "open" / "sentences.jsonl.gz"):
        yield LabelledText("langid sentences", row["lang"], row["text"])
    with gzip.open(DATA / "lid_short" / "open.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            language, kind, text = line.rstrip("\n").split("\t")
            yield LabelledText(f"lid_short {kind}", language, text)


def long_texts() -> Iterator[LabelledText]:
    """Articles of `slavic_news`; of `ner_train` each 15 sentences of Croatian and of Serbian, Latin."""
    yield from news_texts()
    for language in ("hr", "sr-Latn"):
        parts: dict[str, list[str]] = {}
        for row in rows(DATA / "ner_train" / f"{language}.jsonl.gz"):
            parts.setdefault(row["topic"], []).extend(filter(None, row["text"].split("\n")))
        for part, sentences in parts.items():
            for start in range(0, len(sentences) - 14, 15):
                text = "\n".join(sentences[start : start + 15])
                yield LabelledText(f"ner_train {part}, 15 sentences", language, text)


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of gzipped JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def halved(records: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The records in two halves by their ids: one to look at while the rules are made, one only to score."""
    halves: dict[str, list[dict[str, Any]]] = {"looked at": [], "only scored": []}
    for record in records:
        odd = sha256(record["id"].encode()).digest()[-1] % 2
        halves["only scored" if odd else "looked at"].append(record)
    yield from halves.items()


def _body(gold: dict[str, Any]) -> str | None:
    if "articleBody" in gold:
        return str(gold["articleBody"])
    if "paragraphs" in gold:
        return "\n".join(gold["paragraphs"])
    if body := gold.get("body"):
        sections = [line for part in body["sections"] for line in (*part["headline"], *part["paragraphs"])]
        return "\n".join([*body["summary"], *sections])
    return None
