"""Titles as they are compared: their words, whether they were cut short, and what finds alike ones. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from struct import unpack
from typing import Final, NamedTuple

from schemas.identity import fold
from schemas.letters import UNSPACED

CUT: Final = "\u2026"
"""Ends the words of a title that was cut short; folding leaves no such sign within them."""
PAIRS_WAITING: Final = 4
"""Pairs by which a waiting title is found, of all that an article's own title has: links are many."""
PAIRS_SPREAD: Final = 12
"""Pairs of a waiting title among which those are chosen: a teaser may run on into its lead."""
SHORTEST_NAME: Final = 3
"""Letters of the name of a site, as its domain has it."""
STORED_AT_HAND: Final = 8192
"""Titles of the link index that are not taken apart anew: the same few are candidates for many links."""
_SEPARATOR: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022:\u00bb>-]+\s+|\s*[|\uff5c]\s*")
_CUT: Final = re.compile(r"(?:\.{2,}|\u2026)[\s\"'\u201d\u2019\u00bb)\]]*$")
_UNSPACED: Final = re.compile(f"([{UNSPACED}])")
"""Each of these letters counts as a word."""
_STEM: Final = 6
"""Letters of a word that its inflections share, about."""
_TELLING: Final = 4
"""Letters from which on a word tells something of its own; articles and prepositions are shorter."""


class Title(NamedTuple):
    """The folded words of a title."""

    words: tuple[str, ...]
    is_cut: bool = False
    """Whether it ends in an ellipsis; its last word may be a part of one."""

    @classmethod
    def of(cls, text: str) -> "Title":
        """A title as a page shows it."""
        return cls.folded(text, fold(text))

    @classmethod
    def folded(cls, text: str, folded: str) -> "Title":
        """A title as a page shows it, whose folded text is known."""
        if _UNSPACED.search(folded):
            folded = _UNSPACED.sub(r" \1 ", folded)
        return cls(tuple(folded.split()), (".." in text or CUT in text) and _CUT.search(text) is not None)

    @staticmethod
    def stored(text: str) -> "Title":
        """A title as the link index keeps it."""
        return _stored(text)

    def __str__(self) -> str:
        return " ".join(self.words) + (CUT if self.is_cut else "")

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Neighbours among the words that tell something, by their stems, each pair sorted."""
        words = self.words[:-1] if self.is_cut and len(self.words) > 2 else self.words  # noqa: PLR2004, a pair
        stems = [word[:_STEM] for word in words if len(word) >= _TELLING or is_telling(word)]
        if len(stems) < 2:  # noqa: PLR2004, a pair
            stems = [word[:_STEM] for word in words]
        pairs = [(one, next_) if one <= next_ else (next_, one) for one, next_ in pairwise(stems)]
        return tuple(dict.fromkeys(pairs))


@lru_cache(maxsize=STORED_AT_HAND)
def _stored(text: str) -> Title:
    return Title(tuple(text.removesuffix(CUT).split()), text.endswith(CUT))


def is_telling(word: str) -> bool:
    """Whether a word says of itself what a title is about."""
    return (
        len(word) >= _TELLING or word[0].isdigit() or (len(word) == 1 and _UNSPACED.match(word) is not None)
    )


def bands(source: str, title: Title) -> tuple[int, ...]:
    """The keys under which an article of a publisher is found by titles like its own: 64 bits, signed.

    Also by its first two words, whatever they are: they may be all that is left of it.
    """
    first, second = sorted(word[:_STEM] for word in title.words[:2]) if len(title.words) > 1 else ("", "")
    pairs = dict.fromkeys((*title.pairs, (first, second)))
    return _bands(source, [pair for pair in pairs if all(pair)])


def waiting_bands(source: str, title: Title) -> tuple[int, ...]:
    """The few of them for which a link waits, spread over its title."""
    pairs = title.pairs[:PAIRS_SPREAD]
    chosen = min(PAIRS_WAITING, len(pairs))
    return _bands(source, [pairs[place * len(pairs) // chosen] for place in range(chosen)])


def without_ornament(text: str, source: str) -> str:
    """A title without the name of its site after it, and once where it stands there twice."""
    name = source.partition(".")[0]
    if len(name) >= SHORTEST_NAME and name in text.casefold() and (separators := _SEPARATOR.findall(text)):
        head, _, tail = text.rpartition(separators[-1])
        if fold(tail).replace(" ", "").startswith(name):
            text = head
    words = text.split()
    half = len(words) // 2
    if half < 2 or words[0].casefold() != words[half].casefold():  # noqa: PLR2004, one word twice is a title
        return text
    first = " ".join(words[:half])
    return first if fold(first) == fold(" ".join(words[half:])) else text


def _bands(source: str, pairs: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    texts = [f"{source}\n{one} {next_}".encode() for one, next_ in pairs]
    digests = b"".join([blake2b(text, digest_size=8).digest() for text in texts])
    return unpack(f">{len(texts)}q", digests)
