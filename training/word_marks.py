"""Make the list of words by what kinds of name they stand in, in the marked texts of other languages.

Names that travel (London, Siemens) are the same in all Latin letters; a language with few marked texts of its
own learns from those of the others. Test parts are left out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from services.enrich.read.tagging.marks import save
from services.enrich.read.tagging.model import KINDS
from services.enrich.read.tagging.tagger import OWN
from training.entity_texts import marked_texts

_SURE: Final = 0.7
"""Of the names with a word that are of one kind, before it is of that."""
_OFTEN: Final = 4
_LANGUAGES: Final = [
    language
    for family, languages in OWN.items()
    if family not in {"cyrillic", "ro"}
    for language in languages
]
_WORD: Final = re.compile(r"\w+(?:['\u2019\u02bc]\w+)*")


def make(data: Path) -> int:
    """Write the list, from the folder of the marked texts; how many words it has."""
    return save(_marked(data))


def _marked(data: Path) -> dict[str, int]:
    """Word in lower case -> a number for the kind of the names that it stands in, and how often it does."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, kind in _marked_words(data):
        counts[word][kind] += 1
    kinds = (*KINDS, "")
    found = {}
    for word, count in counts.items():
        kind, times = max(count.items(), key=lambda one: (one[1], one[0]))
        sure = kind if times >= _SURE * count.total() else ""
        often = (count.total() > 1) + (count.total() >= _OFTEN)
        found[word] = 1 + 3 * kinds.index(sure) + often
    return found


def _marked_words(data: Path) -> Iterator[tuple[str, str]]:
    for language in _LANGUAGES:
        for text in marked_texts(data, language):
            for name in () if text.scored else text.names:
                for word in _WORD.findall(text.text[name.start : name.end]):
                    if word[0].isupper():
                        yield word.lower(), name.kind
