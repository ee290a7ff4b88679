"""What a line looks like, whatever its words: a paragraph, a sentence, a title, or a few words."""

import re
from enum import StrEnum
from typing import Final

from schemas.letters import UNSPACED
from services.enrich.read.sentences import has_inner_end, is_ended

_PARAGRAPH: Final = 80
"""Code points of the shortest line that, ended like a sentence, is surely a paragraph."""
_LONGEST_TITLE: Final = 160
_LONGEST_OF_TWO: Final = 120
"""The same of a title of two sentences, which has no full stop at its end."""
_LONGEST_UNENDED: Final = 110
"""The same of a title in Thai and Lao, where nothing ends a sentence."""
_LONGEST_LEAD: Final = 300
_TITLE_WORDS: Final = 3
_SIGN_WEIGHT: Final = 2.5
"""Letters that one sign of Chinese or Japanese counts for: a page is so much shorter."""
_SYLLABLE_WEIGHT: Final = 2
"""The same of a Korean one."""
_SYLLABLES: Final = re.compile(r"[\uac00-\ud7a3]{2}")
_UNSPACED: Final = re.compile(rf"[{UNSPACED}]{{6}}")
_UNENDED: Final = re.compile(r"[\u0e00-\u0eff]{6}")
_SIGNS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{6}")
_START: Final = 200
"""Code points in which a line shows its script."""
_PAUSE: Final = re.compile(r"[,;:،、，]\s|[、，；：፡፣፤፥]")
"""What every long text has; a menu on one line has none."""


class Shape(StrEnum):
    """The shapes of lines."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"
    TITLE = "title"
    WORDS = "words"


TEXT: Final = frozenset({Shape.PARAGRAPH, Shape.SENTENCE})
"""What the text of an article is made of."""


def shape(line: str) -> Shape:
    """The shape of a stripped line."""
    unspaced = is_unspaced(line)
    length = letters(line)
    ended = is_ended(line)
    if length >= _PARAGRAPH and (
        ended
        or (length > _LONGEST_OF_TWO and has_inner_end(line))
        or (length > _LONGEST_TITLE and (unspaced or _PAUSE.search(line)))
        or (unspaced and length > _LONGEST_UNENDED and _UNENDED.search(line, 0, _START))
    ):
        return Shape.PARAGRAPH
    if not unspaced and _words(line) < _TITLE_WORDS:
        return Shape.WORDS
    return Shape.SENTENCE if ended else Shape.TITLE


def letters(line: str) -> float:
    """The length of a line in letters of an alphabet."""
    if line.isascii():
        return len(line)
    if _SYLLABLES.search(line, 0, _START):
        return len(line) * _SYLLABLE_WEIGHT
    return len(line) * _SIGN_WEIGHT if is_unspaced(line) and _SIGNS.search(line, 0, _START) else len(line)


def is_long(line: str) -> bool:
    """Whether a line is longer than the lead of a teaser."""
    return len(line) > _LONGEST_LEAD


def is_unspaced(line: str) -> bool:
    """Whether a line is written in a script without spaces between words."""
    return not line.isascii() and _UNSPACED.search(line, 0, _START) is not None


def _words(line: str) -> int:
    """Words of a line, signs between them aside; of a long one some."""
    return sum(any(map(str.isalnum, word)) for word in line.split(maxsplit=2 * _TITLE_WORDS))
