"""The language of a text, the others in it, and when there is no telling."""

import re
from collections import Counter
from typing import Final

from schemas.enriched_article import Language, LanguageShare
from services.enrich.read.language.evidence import agreed_guess, quick_guess
from services.enrich.read.language.model import chances
from services.enrich.read.language.script import NO_SCRIPT, script_of
from services.enrich.read.language.south_slavic import LABELS as SOUTH_SLAVIC
from services.enrich.read.language.south_slavic import twin

_ENOUGH: Final = 300
"""Code points that the model sees: 300 do as well as 2,000 (937 documents, 75 languages, py3langid)."""
_LONGEST: Final = 20_000
"""Code points in which other languages are looked for."""
_SURE: Final = 0.15
"""Below it there is no telling; single words in small letters are right in three of four cases."""
_SURE_OF_NAMES: Final = 0.9
"""The same for a text that may be names alone: each word has a capital."""
_SURE_OF_PART: Final = 0.95
"""And for a headline or paragraph that is said to be in another language than the rest."""
_PART: Final = 40
"""Code points from which a headline or a paragraph is looked at alone."""
_GLANCE: Final = 150
"""Code points of a part that the fast detector sees, and all of it where they are of another language."""
_SHORT: Final = 300
"""Code points below which near twins are not called certain."""
_NEAR_TWINS: Final = (frozenset({"id", "ms"}), frozenset({"nb", "nn"}), frozenset(SOUTH_SLAVIC))
"""Many sentences of one are good sentences of the other."""
_CLEAR: Final = 60
"""Code points from which on two detectors that agree are as right as all the evidence."""
_CLEAR_CERTAINTY: Final = 0.998
_TWIN_CERTAINTY: Final = 0.85
_UNKNOWN: Final = "und"
_WORD: Final = re.compile(r"[^\W\d_]+")
_ADDRESS: Final = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")
"""Words that are in no language."""


def detect(text: str, declared: str | None = None) -> Language:
    """The language of most of `text` (NFC, paragraphs between blank lines), and the others in it.

    `declared` (BCP 47, by the page or the scraper) decides between near twins, and where the text is
    too short to tell; it never stands against clear evidence.
    """
    main = _language(text, declared)
    if main.tag == _UNKNOWN:
        return main
    parts = text[:_LONGEST].split("\n\n")
    if len(parts) == 1:
        return main
    tags = [_tag_of_part(part, main.tag) for part in parts]
    length: Counter[str] = Counter()
    for part, tag in zip(parts, tags, strict=True):
        length[tag] += len(part)
    (most, _), *others = length.most_common()
    if most != main.tag:
        mostly = (part for part, tag in zip(parts, tags, strict=True) if tag == most)
        main = _language("\n\n".join(mostly), declared)
    total = length.total()
    shares = [LanguageShare(tag=tag, share=round(count / total, 2)) for tag, count in others]
    return main.model_copy(update={"others": shares}) if shares else main


def _tag_of_part(part: str, main: str) -> str:
    """The tag of a headline or paragraph if it is surely another than `main`; the fast detector first."""
    if len(part) < _PART or any(_alike(quick_guess(start), main) for start in (part[:_GLANCE], part)):
        return main
    found = _language(part, None)
    return main if found.confidence < _SURE_OF_PART or _alike(found.tag, main) else found.tag


def _alike(label: str | None, tag: str) -> bool:
    """Whether two languages are one, or so near that a paragraph cannot tell them apart."""
    both = {(label or tag).partition("-")[0], tag.partition("-")[0]}
    return len(both) == 1 or any(both <= twins for twins in _NEAR_TWINS)


def _language(text: str, declared: str | None) -> Language:
    """The language of a text as a whole."""
    start = text[:_ENOUGH]
    if "@" in start or "://" in start or "www." in start:
        start = _ADDRESS.sub(" ", start)
    script = script_of(start)
    if script == NO_SCRIPT:
        return Language(tag=_UNKNOWN, script=script, confidence=0)
    if len(start) >= _CLEAR and (clear := _clear_label(start)):
        return Language(tag=_tag(clear, script), script=script, confidence=_rounded(_CLEAR_CERTAINTY))
    chance = chances(start)
    label = max(chance, key=chance.__getitem__)
    hint = (declared or "").partition("-")[0].lower()
    confidence = sure = chance[label]
    if script == "Latn" and label in SOUTH_SLAVIC:
        sure = sum(chance[one] for one in SOUTH_SLAVIC)
        label, share = twin(text, label, hint)
        confidence = sure * share
    elif hint in chance and confidence < _SURE_OF_NAMES and _alike(hint, label):
        label = hint
    if sure < _SURE or (sure < _SURE_OF_NAMES and _may_be_names(start)):
        if hint not in chance:
            return Language(tag=_UNKNOWN, script=script, confidence=_rounded(min(confidence, 0.5)))
        label, confidence = hint, chance[hint]
    elif len(text) < _SHORT and any(label in twins for twins in _NEAR_TWINS):
        confidence = min(confidence, _TWIN_CERTAINTY)
    return Language(tag=_tag(label, script), script=script, confidence=_rounded(confidence))


def _clear_label(text: str) -> str | None:
    """The label of a text of which no weighing is needed: two detectors agree, and it has no near twin."""
    label = agreed_guess(text)
    is_twin = any(label in twins for twins in _NEAR_TWINS)
    return None if is_twin or _may_be_names(text) else label


def _may_be_names(text: str) -> bool:
    return not text.isupper() and all(word[0].isupper() for word in _WORD.findall(text))


def _tag(label: str, script: str) -> str:
    if label == "sr" and script == "Latn":
        return "sr-Latn"
    return "zh-Hant" if label == "zh" and script == "Hant" else label


def _rounded(confidence: float) -> float:
    # The last digits of a sum of floats differ between processors, and a replay writes the same bytes.
    return round(min(1.0, confidence), 2)
