"""Copies across publishers: measured pairs of news with like texts, and like titles over other texts."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from schemas.identity import NAMESPACE
from schemas.raw_article import RawArticle
from services.enrich.fingerprints import COPY, Fingerprint, fingerprint, similarities
from services.enrich.read import read
from tests.quality.corpora import DATA, halved, rows
from tests.quality.tables import table

_PAIRS: Final = DATA / "near_duplicates" / "open"
_READ_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def tables() -> None:
    """Recall by the measured share of common runs of words, precision, and traps that were stepped into."""
    texts = {name: text for name, text in _texts() if text}
    found = set(_found(texts))
    measured = {
        frozenset((pair["a"], pair["b"])): pair["jaccard4"] for pair in rows(_PAIRS / "pairs.jsonl.gz")
    }
    lines = []
    for half, pairs in halved(rows(_PAIRS / "pairs.jsonl.gz")):
        near = [frozenset((pair["a"], pair["b"])) for pair in pairs]
        for least in (0.8, 0.5):
            wanted = [pair for pair in near if measured[pair] >= least]
            lines.append([half, f"of pairs that share {least} or more", *_share(wanted, found)])
        of_half = [pair for pair in near if pair in found]
        lines.append([half, "of pairs found, share 0.5 or more", *_share(of_half, _at_least(measured, 0.5))])
        lines.append([half, "of pairs found, share 0.3 or more", *_share(of_half, _at_least(measured, 0.3))])
    lines.append(["all", "of all pairs found, measured as near", *_share(found, set(measured))])
    for half, traps in halved(rows(_PAIRS / "similar_title_different_text.jsonl.gz")):
        pairs_of_titles = [frozenset((trap["a"], trap["b"])) for trap in traps]
        lines.append([half, "of traps, stepped into", *_share(pairs_of_titles, found)])
    table("Copies: runs of four words in common", ["half", "measure", "pairs", "so many", "share"], lines)


def _texts() -> Iterator[tuple[str, Fingerprint | None]]:
    """Of each article the fingerprint of its body, as read from a plain text page."""
    for document in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz"):
        page = RawArticle(content=document["text"], content_type="text/plain", fetched_at=_READ_AT)
        yield document["id"], fingerprint(read(page, NAMESPACE).article_body)


def _found(texts: Mapping[str, Fingerprint]) -> Iterator[frozenset[str]]:
    """Pairs as the link index finds them: by a common band, then by their signatures."""
    by_band: dict[int, list[str]] = {}
    for name, text in texts.items():
        others = sorted({other for band in text.bands for other in by_band.get(band, ())})
        for other, share in zip(others, similarities(text, [texts[one] for one in others]), strict=True):
            if share >= COPY:
                yield frozenset((name, other))
        for band in text.bands:
            by_band.setdefault(band, []).append(name)


def _at_least(measured: Mapping[frozenset[str], float], share: float) -> set[frozenset[str]]:
    return {pair for pair, common in measured.items() if common >= share}


def _share(pairs: Collection[frozenset[str]], right: set[frozenset[str]]) -> tuple[str, str, str]:
    hits = sum(pair in right for pair in pairs)
    return str(len(pairs)), str(hits), f"{hits / len(pairs):.3f}" if pairs else "-"
