"""What each part of the method adds: news of one topic learnt, news of another one read.

The texts of tilde have two topics (covid-19, us_election_2020); each is read by a tagger that never saw it.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from services.enrich.read.entities.consistency import consistent
from services.enrich.read.entities.extents import whole
from services.enrich.read.tagging.model import load
from services.enrich.read.tagging.tagger import OWN, Name, Tagger
from services.enrich.read.tagging.word_features import COLUMNS_OF
from training.entity_texts import Marked, learnt
from training.tagger import train

_SOURCE: Final = "tilde"
_PARTS: Final = {"cyrillic": ("names of persons", "groups of words"), "latin-slavic": ("names of persons",)}
"""Family -> lists of words without which it is trained as well."""
_SEEDS: Final = 1
_SCORED: Final = frozenset(("PER", "LOC", "ORG"))
Counts = dict[tuple[str, str], Counter[str]]


def check(folder: Path) -> None:
    """Print F1 of exact spans and kinds by language, without each part and with all."""
    counts: Counts = defaultdict(Counter)
    with TemporaryDirectory() as place:
        for family, parts in _PARTS.items():
            texts = [text for language in OWN[family] for text in learnt(folder, language)]
            for topic in sorted({text.topic for text in texts if text.source == _SOURCE}):
                _read(texts, topic, parts, Path(place), counts)
    languages = sorted({language for language, _ in counts})
    columns = list(dict.fromkeys(column for _, column in counts))
    sys.stdout.write(f"| | {' | '.join(languages)} |\n|---{'|---' * len(languages)}|\n")
    for column in columns:
        row = " | ".join(_f1(counts.get((language, column))) for language in languages)
        sys.stdout.write(f"| {column} | {row} |\n")


def _read(texts: Sequence[Marked], topic: str, parts: Iterable[str], place: Path, counts: Counts) -> None:
    """Count what is found in the texts of one topic by taggers that learnt all others."""
    unseen = [text for text in texts if (text.source, text.topic) == (_SOURCE, topic)]
    others = [text for text in texts if (text.source, text.topic) != (_SOURCE, topic)]
    for part in parts:
        train(place / "part.npz", others, seeds=_SEEDS, without=COLUMNS_OF[part])
        _count(unseen, f"tagger without {part}", Tagger(load(place / "part.npz")), counts)
    train(place / "all.npz", others, seeds=_SEEDS)
    model = load(place / "all.npz")
    _count(unseen, "tagger, each mention alone", Tagger(model, shared=0.0), counts)
    for title, rules in _RULES.items():
        _count(unseen, title, Tagger(model), counts, rules)


Rules = Callable[[Marked, list[Name]], Iterable[tuple[int, int, str]]]
_RULES: Final[Mapping[str, Rules]] = {
    "tagger": lambda _, names: names,
    "and whole names": lambda text, names: whole(text.text, names, text.language),
    "and one kind a name": lambda text, names: [
        known[:3] for known in consistent(text.text, whole(text.text, names, text.language), text.language)
    ],
}


def _count(
    texts: Iterable[Marked], title: str, tagger: Tagger, counts: Counts, rules: Rules = _RULES["tagger"]
) -> None:
    for text in texts:
        found = {tuple(name) for name in rules(text, tagger.names(text.text, 0.0)) if name[2] in _SCORED}
        gold = {tuple(name) for name in text.names if name.kind in _SCORED}
        counts[text.language, title].update(right=len(found & gold), found=len(found), gold=len(gold))


def _f1(count: Counter[str] | None) -> str:
    return f"{200 * count['right'] / max(1, count['found'] + count['gold']):.1f}" if count else ""
