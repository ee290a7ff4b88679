"""The script of a text, by Unicode."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

NO_SCRIPT: Final = "Zyyy"
"""ISO 15924 for a text without letters."""
# First word of a letter's Unicode name -> ISO 15924.
_SCRIPTS: Final = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Kore",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "ORIYA": "Orya",
    "THAI": "Thai",
    "LAO": "Laoo",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
    "TIBETAN": "Tibt",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "THAANA": "Thaa",
}
_LATIN: Final = re.compile("[A-Za-z]")
# Frequent characters that only one of the two ways to write Chinese has.
_SIMPLIFIED: Final = frozenset("们国这说为会对时来经过还发东两么")
_TRADITIONAL: Final = frozenset("們國這說為會對時來經過還發東兩麼")


def script_of(text: str) -> str:
    """ISO 15924 of the script of most letters; `Zyyy` without letters."""
    if text.isascii():
        return "Latn" if _LATIN.search(text) else NO_SCRIPT
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if script := _script_of_letter(character):
            counts[script] += count
    if not counts:
        return NO_SCRIPT
    script = counts.most_common(1)[0][0]
    if script != "Hani":
        return script
    if counts["Jpan"]:
        return "Jpan"
    simplified = sum(character in _SIMPLIFIED for character in text)
    return "Hans" if simplified >= sum(character in _TRADITIONAL for character in text) else "Hant"


@lru_cache(maxsize=4096)
def _script_of_letter(character: str) -> str | None:
    if not character.isalpha():
        return None
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0])
