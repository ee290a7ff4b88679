"""How much of a text is prose: sentences, and neither links nor names of sections nor legal notices."""

import re
from typing import Final

from schemas.identity import fold
from services.enrich.read.sentences import OWN_ENDS
from services.enrich.read.words import either

_LONG: Final = 80
"""Letters of unlinked text that are prose whatever they say; shorter text is if it ends a sentence."""
_SENTENCE: Final = 40
_STOP: Final = re.compile(rf"[.!?…](?:\s|$|[\"”»)])|[{OWN_ENDS}]")
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED_SHARE: Final = 0.3
_DENSE: Final = 3
"""Letters that one Chinese, Japanese or Korean character counts for: a sentence has a third of them."""
_NOTICE: Final = re.compile(
    either((
        "©", "copyright", "all rights reserved", "все права", "усі права", "всички права", "wszelkie prawa",
        "alle rechte vorbehalten", "tous droits réservés", "derechos reservados", "direitos reservados",
        "πνευματικ", "版权", "版權", "著作権", "無断転載",
    ))
)  # fmt: skip
_SERVER_ERROR: Final = re.compile(r"(?:warning|notice|deprecated|fatal error|parse error): .* on line \d")
_NOTICE_WITHIN: Final = 300
_LONGEST_NOTICE: Final = 700
_STEM: Final = 5
_SHORT_WORD: Final = 3


def prose(text: str, linked: int = 0) -> int:
    """Letters of prose in a text of which `linked` code points are links; 0 for a name or a notice."""
    size = letters(text)
    plain = size - linked * size // len(text)
    if plain < _SENTENCE:
        return 0
    if plain < _LONG and (linked * 2 > len(text) or _STOP.search(text) is None):
        return 0
    return 0 if is_notice(text) else plain


def letters(text: str) -> int:
    """The length of a text, a Chinese, Japanese or Korean character counted as several letters."""
    if text.isascii() or _UNSPACED.search(text) is None:
        return len(text)
    dense = len(_UNSPACED.findall(text)) > len(text) * _UNSPACED_SHARE
    return len(text) * _DENSE if dense else len(text)


def is_notice(text: str) -> bool:
    """Whether a text says whose rights are reserved, or is an error of the server."""
    if len(text) > _LONGEST_NOTICE:
        return False
    start = text[:_NOTICE_WITHIN].lower()
    return _NOTICE.search(start) is not None or _SERVER_ERROR.match(start) is not None


def stems(text: str) -> frozenset[str]:
    """What texts on one subject share: starts of longer words, or pairs of characters without spaces."""
    folded = fold(text)
    if _UNSPACED.search(folded):
        joined = folded.replace(" ", "")
        return frozenset(joined[at : at + 2] for at in range(len(joined) - 1))
    return frozenset(word[:_STEM] for word in folded.split() if len(word) > _SHORT_WORD)
