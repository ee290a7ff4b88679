"""Known names in a text: the longest at each place, on word boundaries, case kept, one pass."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\w+")
_CHARACTER: Final = re.compile(r"\w")
# Latin letters that look like Cyrillic ones and stand in for them in real pages ("CAЩ" with Latin C and A).
_LOOK_ALIKE: Final = str.maketrans("ABCEHIJKMOPSTXYaceijopsxy", "АВСЕНІЈКМОРЅТХУасеіјорѕху")
_MIXED: Final = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
# Signs that writers choose freely, and the Russian ё, which most print as е.
_VARIANT: Final = re.compile("[\u2019\u02bc\u2018\u00a0\u2010\u2011ёЁ]")
_SAME: Final = str.maketrans("\u2019\u02bc\u2018\u00a0\u2010\u2011ёЁ", "''' --еЕ")


class Hit(NamedTuple):
    """A name in a text: code points `start` to `end`, and what it stands for."""

    start: int
    end: int
    key: str


class NameIndex:
    """Finds names. A name with an empty key is found as nothing, and so hides shorter names inside it.

    `prefixes` are joined to a name in front of it (Arabic `و`, and); without spaces between words
    (`spaced` false, as in Chinese) a name may begin and end anywhere.
    """

    def __init__(
        self, names: Mapping[str, str], *, prefixes: Iterable[str] = (), spaced: bool = True
    ) -> None:
        self._step = _WORD if spaced else _CHARACTER
        self._spaced = spaced
        by_first: dict[str, list[tuple[str, int, str]]] = {}
        for name, key in names.items():
            for form in {name, name.upper()}:
                for prefix in ("", *prefixes):
                    plain = _plain(prefix + form)
                    if first := self._step.search(plain):
                        by_first.setdefault(first.group(), []).append((plain, len(prefix), key))
        self._by_first = {
            first: sorted(found, key=lambda name: (-len(name[0]), name)) for first, found in by_first.items()
        }

    def find(self, text: str) -> Iterator[Hit]:
        """Every known name, in order, none inside another. `text` is NFC."""
        plain = _plain(text)
        if self._by_first.keys().isdisjoint(_words(plain) if self._spaced else plain):
            return
        by_first, end = self._by_first, 0
        for step in self._step.finditer(plain):
            names = by_first.get(step.group())
            if names is None or step.start() < end:
                continue
            for name, skipped, key in names:
                stop = step.start() + len(name)
                if plain.startswith(name, step.start()) and not (self._spaced and _continues(plain, stop)):
                    end = stop
                    if key:
                        yield Hit(step.start() + skipped, stop, key)
                    break


@lru_cache(maxsize=1)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def _continues(text: str, at: int) -> bool:
    """Whether a word goes on across the place `at`."""
    return _WORD.match(text, at) is not None and _WORD.match(text, at - 1) is not None


@lru_cache(maxsize=1)
def _plain(text: str) -> str:
    """The text as names are compared: one kind of quote, space and hyphen; as long as before."""
    text = _unmixed(text)
    return text.translate(_SAME) if _VARIANT.search(text) else text


def _unmixed(text: str) -> str:
    """The text with Latin look-alikes in Cyrillic words replaced; as long as before."""
    if _MIXED.search(text) is None:
        return text
    return _WORD.sub(
        lambda word: word[0].translate(_LOOK_ALIKE) if _CYRILLIC.search(word[0]) else word[0], text
    )
