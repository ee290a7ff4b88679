"""Make the list of Romanian words by what they mean, and of words by what names they are elsewhere.

python -m training.word_senses --data FOLDER --wordnet FOLDER

The first is the folder of `training.entities`; the second is where the Romanian WordNet is installed by
itself (`uv pip install --target FOLDER rowordnet==1.1.0`), since its wheel brings a package `tests` along. A
word has its meaning in all forms that simplemma knows; takes ten seconds.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from services.enrich.read.tagging.model import KINDS
from services.enrich.read.tagging.senses import save
from services.enrich.read.tagging.tagger import OWN
from training.entity_texts import marked_texts

_MEANINGS: Final = {
    "person": "persoană",
    "organisation": "organizație",
    "place": "loc",
    "building": "construcție",
    "group": "grup",
    "work": "creație",
    "activity": "activitate",
}
"""Meaning -> the word of which it is the widest sense."""
_OTHER, _NO_NOUN = 1, 2
_FIRST: Final = 3
_MOST: Final = 2
"""Meanings of one word that are told apart."""
_SHARE: Final = 0.34
"""Of the senses of a word, before it means that."""
_HALF: Final = 0.5
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


def main() -> None:
    """Write the list and say how long it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--wordnet", type=Path, required=True, metavar="FOLDER")
    asked = parser.parse_args()
    sys.path.append(str(asked.wordnet))
    sys.stdout.write(f"{save(meaning=_meanings(), marked=_marked(asked.data))} words\n")


def _meanings() -> dict[str, int]:
    """Form of a word in lower case -> the number of its meaning."""
    lemmas = _lemmas()
    numbers = {meaning: number for number, meaning in enumerate(sorted(set(lemmas.values())), _FIRST)}
    numbers |= {(): _OTHER, ("no noun",): _NO_NOUN}
    found = {lemma: numbers[meaning] for lemma, meaning in lemmas.items()}
    for pair in DefaultDictionaryFactory().get_dictionary("ro").items():
        form, lemma = (one.decode() if isinstance(one, bytes) else one for one in pair)
        if form == form.lower() and lemma.lower() in lemmas:
            found.setdefault(form, found[lemma.lower()])
    return {form: number for form, number in found.items() if _WORD.fullmatch(form)}


def _lemmas() -> dict[str, tuple[str, ...]]:
    """Word in lower case -> its meanings of `_MEANINGS` in their order, `no noun`, or none of these."""
    net = import_module("rowordnet").RoWordNet()
    synsets = {number: net.synset(number) for number in net.synsets()}
    below = defaultdict(list)
    for number in synsets:
        for above, relation in net.outbound_relations(number):
            if relation in {"hypernym", "instance_hypernym"}:
                below[above].append(number)
    widest = {
        meaning: max(
            (
                _closed(number, below)
                for number in net.synsets(literal=word, strict=True)
                if _noun(synsets[number])
            ),
            key=len,
        )
        for meaning, word in _MEANINGS.items()
    }
    senses: dict[str, Counter[str]] = defaultdict(Counter)
    for number, synset in synsets.items():
        means = [meaning for meaning, numbers in widest.items() if number in numbers]
        for literal in synset.literals:
            senses[literal.lower()].update(["all", *(means if _noun(synset) else ["no noun"])])
    return {word: _meaning(counts) for word, counts in senses.items()}


def _meaning(counts: Mapping[str, int]) -> tuple[str, ...]:
    if counts.get("no noun", 0) > _HALF * counts["all"]:
        return ("no noun",)
    return tuple(meaning for meaning in _MEANINGS if counts.get(meaning, 0) >= _SHARE * counts["all"])[:_MOST]


def _closed(number: str, below: Mapping[str, list[str]]) -> set[str]:
    """A synset with all that are below it."""
    found, open_ = set(), [number]
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_ += below.get(one, [])
    return found


def _noun(synset: object) -> bool:
    return str(getattr(synset, "pos", "")) == "n"


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


if __name__ == "__main__":
    main()
