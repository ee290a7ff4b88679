"""The language of a text: py3langid, the script by Unicode, near twins by telltale words."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schemas.enriched_article import Language
from services.enrich.read.words import words

_SURE: Final = 0.5
"""Names and numbers alone get less (0.01-0.16 measured); the shortest real headlines more."""
_ENOUGH: Final = 500
"""Code points that the detector sees: 300 do as well as 2,000 (937 documents, 75 languages, 93.8 %)."""
_TWIN_TEXT: Final = 4_000
"""Code points in which telltale words are counted."""
_WORD: Final = re.compile(r"\w+")
_TWINS: Final = ("hr", "sr-Latn", "bs")
_LEAD: Final = 2
"""Telltale words by which one twin must lead the others."""
_UNKNOWN: Final = "und"
_NO_SCRIPT: Final = "Zyyy"
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
# Frequent characters that only one of the two ways to write Chinese has.
_SIMPLIFIED: Final = frozenset("们国这说为会对时来经过还发东两么")
_TRADITIONAL: Final = frozenset("們國這說為會對時來經過還發東兩麼")


def detect(text: str, declared: str | None = None) -> Language:
    """The language of `text`, NFC.

    `declared` (BCP 47, by the page or the scraper) decides between near twins, and where the text is
    too short to tell; `confidence` is the detector's share for the language named.
    """
    start = text[:_ENOUGH]
    script = _script(start)
    if script == _NO_SCRIPT:
        return Language(tag=_UNKNOWN, script=script, confidence=0)
    shares = dict(_identifier().rank(start))
    best = max(shares, key=lambda label: shares[label])
    declared_base = (declared or "").partition("-")[0].lower()
    if script == "Latn" and best in {"hr", "bs", "sr"}:
        confidence = sum(shares[label] for label in ("hr", "bs", "sr"))
        return _language(_twin(text, best, declared_base), script, confidence)
    if shares[best] >= _SURE:
        return _language(best, script, shares[best])
    if declared_base in shares:
        return _language(declared_base, script, shares[declared_base])
    return Language(tag=_UNKNOWN, script=script, confidence=_share(shares[best]))


def _language(label: str, script: str, confidence: float) -> Language:
    tag = label
    if label == "sr" and script == "Latn":
        tag = "sr-Latn"
    elif label == "zh" and script == "Hant":
        tag = "zh-Hant"
    return Language(tag=tag, script=script, confidence=_share(confidence))


def _share(confidence: float) -> float:
    # The last digits of a sum of floats differ between processors, and a replay writes the same bytes.
    return round(min(1.0, confidence), 2)


def _twin(text: str, detected: str, declared: str) -> str:
    """Which of Croatian, Serbian and Bosnian in Latin letters; a label of the detector."""
    found = Counter(_WORD.findall(text[:_TWIN_TEXT].lower()))
    count = {tag: sum(found[word] for word in words(tag).telltale) for tag in _TWINS}
    first, second = sorted(_TWINS, key=lambda tag: -count[tag])[:2]
    if count[first] - count[second] >= _LEAD:
        return first.partition("-")[0]
    if declared in {"hr", "bs", "sr"}:
        return declared
    return first.partition("-")[0] if count[first] > count[second] else detected


def _script(text: str) -> str:
    """ISO 15924 of the script of most letters; `Zyyy` without letters."""
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if script := _script_of(character):
            counts[script] += count
    if not counts:
        return _NO_SCRIPT
    script = counts.most_common(1)[0][0]
    if script != "Hani":
        return script
    if counts["Jpan"]:
        return "Jpan"
    simplified = sum(character in _SIMPLIFIED for character in text)
    return "Hans" if simplified >= sum(character in _TRADITIONAL for character in text) else "Hant"


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str | None:
    if not character.isalpha():
        return None
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0])


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
