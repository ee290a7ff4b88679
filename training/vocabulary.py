"""Make the vocabulary: words that the detectors do not place alone, with their languages and frequencies.

python -m training.vocabulary LISTS

LISTS is a folder of word lists, one `<name>.txt` a language, one word a line, as `dawg2wordlist` writes
them from the `lstm-word-dawg` of tesseract's models (Debian packages `tesseract-ocr-<name>` 4.1.0); needs the
dependency group `training`. Writes `services/enrich/read/models/vocabulary.npz`; takes five minutes.
"""

import argparse
import math
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import wordfreq
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from services.enrich.read.language.model import chances
from services.enrich.read.language.vocabulary import FILE, FLOOR, STEPS

_FILES: Final = """
af:afr az:aze be:bel bs:bos cy:cym et:est eu:eus ga:gle hr:hrv hy:hye ka:kat kk:kaz la:lat mn:mon sq:sqi
sr:srp+srp_latn
"""
LISTS: Final = {
    label: names.split("+") for label, _, names in (pair.partition(":") for pair in _FILES.split())
}
"""Languages without frequencies in wordfreq -> their lists."""
_LABELS: Final = {"fil": "tl"}
_WITHOUT: Final = ("ja", "ko", "zh", "sh")
"""Languages of wordfreq that need no words, or are three here."""
_MOST: Final = 20_000
"""Words of a language, the most frequent; lists without frequencies are taken whole."""
_COVERED: Final = math.log(0.7)
"""Of the words of a text so much is in a list; each of its words gets an equal part."""
_PLACED: Final = 0.8
"""A word whose first language the detectors give more than this is left out."""
_NEAR: Final = 5.0
"""A language in which a word is so much rarer than in its first (natural logarithm) is left out."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LENGTHS: Final = range(3, 15)

Table = dict[str, dict[str, float]]


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.vocabulary", description=__doc__)
    parser.add_argument("lists", type=Path)
    table: Table = {}
    _add_frequencies(table)
    _add_lists(table, parser.parse_args().lists)
    kept = [word for word in sorted(table) if not _placed(word, table[word])]
    languages = sorted({label for word in kept for label in table[word]})
    rows = sorted(
        (crc32(word.encode()), languages.index(label), round((frequency - FLOOR) * STEPS))
        for word in kept
        for label, frequency in table[word].items()
        if frequency > max(table[word].values()) - _NEAR
    )
    words, labels, frequencies = (np.array(column) for column in zip(*rows, strict=True))
    np.savez_compressed(
        FILE,
        languages=np.array(languages),
        steps=np.diff(words, prepend=0).astype(np.uint32),
        language=labels.astype(np.uint8),
        frequency=frequencies.astype(np.uint8),
    )
    sys.stdout.write(f"{len(kept)} of {len(table)} words, {len(rows)} rows: {FILE}\n")
    return 0


def _add_frequencies(table: Table) -> None:
    large = wordfreq.available_languages("large")
    for code in wordfreq.available_languages("small"):
        if code in _WITHOUT:
            continue
        frequencies = wordfreq.get_frequency_dict(code, "large" if code in large else "small")
        for word in sorted(frequencies, key=lambda word: (-frequencies[word], word))[:_MOST]:
            if _WORD.fullmatch(word):
                table.setdefault(word, {})[_LABELS.get(code, code)] = math.log(frequencies[word])


def _add_lists(table: Table, folder: Path) -> None:
    _add_list(table, "nn", DefaultDictionaryFactory().get_dictionary("nn"))
    for label, names in LISTS.items():
        _add_list(
            table,
            label,
            [
                word
                for name in names
                for word in (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n")
            ],
        )


def _add_list(table: Table, label: str, listed: Iterable[str]) -> None:
    words = {
        word for word in listed if word == word.lower() and len(word) in _LENGTHS and _WORD.fullmatch(word)
    }
    for word in words:
        table.setdefault(word, {})[label] = _COVERED - math.log(len(words))


def _placed(word: str, frequencies: Mapping[str, float]) -> bool:
    first = max(sorted(frequencies), key=lambda label: frequencies[label])
    return chances(word, with_vocabulary=False)[first] > _PLACED


if __name__ == "__main__":
    sys.exit(main())
