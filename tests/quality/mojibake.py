"""Wrong decoding undone: ftfy's own cases, and news that must stay as it is."""

import time
from collections.abc import Iterator
from itertools import chain

from services.enrich.read.mojibake import mend
from tests.quality.corpora import DATA, rows
from tests.quality.tables import table

NEWS = ("slavic_news/open/docs.jsonl.gz", "load_news/masakhanews.jsonl.gz", "load_news/daniel.jsonl.gz")
SHOWN = 14


def tables() -> None:
    """Cases mended as they should be; lines of news that change, each shown."""
    cases = list(rows(DATA / "bad_input" / "open" / "mojibake_ftfy.jsonl.gz"))
    for expectation, meaning in (("pass", "ftfy can"), ("fail", "known to be beyond it")):
        chosen = [case for case in cases if case["expect"] == expectation]
        right = sum(mend(case["original"]) == case.get("fixed-encoding", case["fixed"]) for case in chosen)
        table("Wrong decoding", ["cases", "number", "right"], [[meaning, str(len(chosen)), str(right)]])
    texts = [text for name in NEWS for text in _texts(name)]
    start = time.process_time()
    changed = [(text, mended) for text in texts if (mended := mend(text)) != text]
    milliseconds = 1000 * (time.process_time() - start) / len(texts)
    table(
        "News that changes",
        ["articles", "changed", "ms an article"],
        [[str(len(texts)), str(len(changed)), f"{milliseconds:.2f}"]],
    )
    lines = chain.from_iterable(_changed_lines(*pair) for pair in changed)
    table("Each change", ["was", "is"], lines)


def _texts(name: str) -> Iterator[str]:
    return (row["text"] for row in rows(DATA / name))


def _changed_lines(text: str, mended: str) -> Iterator[tuple[str, str]]:
    for was, now in zip(text.split("\n"), mended.split("\n"), strict=True):
        if was != now:
            at = next(
                place for place, (one, other) in enumerate(zip(was, f"{now} ", strict=False)) if one != other
            )
            yield repr(was[max(0, at - SHOWN) : at + SHOWN]), repr(now[max(0, at - SHOWN) : at + SHOWN])
