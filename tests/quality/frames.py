"""What stands around an article on a printed page: the frame of its own page, else of one in its language."""

import random
from collections import defaultdict
from typing import Final, Literal

from tests.quality.corpora import DATA, rows
from tests.quality.gold_articles import GoldArticle, is_seen, language_frames
from tests.quality.harvest import Frame

Kind = Literal["share", "comments", "heading", "breadcrumb", "consent", "footer", "captions", "offers"]

_SIBLINGS: Final = {"hr": ("bs", "sh"), "no": ("da",)}
"""Languages whose frames serve where there is no page of a language itself."""
_PARAGRAPH: Final = 80
_LONGEST_TAIL_LINE: Final = 60
_MOST_TAIL_LINES: Final = 8
_SECTION: Final = 25
"""Code points of the longest name of a section; a longer step of a path is the title of another article."""


class Frames:
    """The frames of every page of the corpora, by language and half."""

    def __init__(self) -> None:
        self._frames: dict[tuple[str, bool], list[Frame]] = defaultdict(list)
        for language, key, frame in language_frames():
            self._frames[language, is_seen(key)].append(frame)
        self._tails = _tails()

    def lines(self, article: GoldArticle, kind: Kind, draw: random.Random) -> tuple[str, ...]:
        """Lines of a kind, rather of the article's own page; empty where no page of its language has some."""
        own = article.frame and getattr(article.frame, kind)
        return tuple(own or self._of_language(article, kind, draw))

    def tail(self, article: GoldArticle, draw: random.Random) -> tuple[str, ...]:
        """Short lines from the end of a scraped text in the language."""
        tails = self._tails.get((article.language, article.seen))
        return tuple(draw.choice(tails)) if tails else ()

    def _of_language(self, article: GoldArticle, kind: Kind, draw: random.Random) -> tuple[str, ...]:
        """Lines of another page, of the same half where it has one."""
        for language in (article.language, *_SIBLINGS.get(article.language, ())):
            for seen in (article.seen, not article.seen):
                found = [lines for frame in self._frames[language, seen] if (lines := getattr(frame, kind))]
                if found:
                    lines = draw.choice(found)
                    return tuple(line for line in lines if kind != "breadcrumb" or len(line) <= _SECTION)
        return ()


def _tails() -> dict[tuple[str, bool], list[list[str]]]:
    """The short lines below the last paragraph of texts that were scraped with everything around them."""
    found: dict[tuple[str, bool], list[list[str]]] = defaultdict(list)
    for row in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz"):
        if "fromtheweb" not in (row["url"] or ""):
            continue
        lines = [" ".join(line.split()) for line in row["text"].split("\n") if line.strip()]
        last = max((at for at, line in enumerate(lines) if len(line) > _PARAGRAPH), default=len(lines))
        tail = [line for line in lines[last + 1 :] if len(line) <= _LONGEST_TAIL_LINE and line[-1] != "."]
        if tail:
            found[row["lang"], is_seen(row["id"])].append(tail[:_MOST_TAIL_LINES])
    return found
