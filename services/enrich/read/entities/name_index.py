"""Known names in a text: the longest at each place, on word boundaries, case kept, one pass."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\w+")
_CHARACTER: Final = re.compile(r"\w")
# Latin letters that look like Cyrillic ones and stand in for them in real pages ("CAЩ" with Latin C and A).
_LOOK_ALIKE: Final = str.maketrans("ABCEHIJKMOPSTXYaceijopsxy", "АВСЕНІЈКМОРЅТХУасеіјорѕху")
_MIXED: Final = re.compile("[A-Za-z](?:(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff][A-Za-z]))")
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
        by_first, end = self._by_first, 0
        for start, first in self._firsts(plain):
            if start < end:
                continue
            for name, skipped, key in by_first[first]:
                stop = start + len(name)
                if plain.startswith(name, start) and not (self._spaced and _continues(plain, stop)):
                    end = stop
                    if key:
                        yield Hit(start + skipped, stop, key)
                    break

    def _firsts(self, plain: str) -> list[tuple[int, str]]:
        """Where the first words of names stand: looked for one by one, as they are few of a text's words."""
        here = self._by_first.keys() & (_words(plain) if self._spaced else plain)
        if not self._spaced:
            return [(at, character) for at, character in enumerate(plain) if character in here]
        return sorted((at, first) for first in here for at in _places(plain, first))


def _places(text: str, word: str) -> Iterator[int]:
    """Where a whole word stands."""
    at, size, last = text.find(word), len(word), len(text)
    while at >= 0:
        stop = at + size
        if (at == 0 or not _in_word(text[at - 1])) and (stop == last or not _in_word(text[stop])):
            yield at
        at = text.find(word, stop)


@lru_cache(maxsize=1)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def _continues(text: str, at: int) -> bool:
    """Whether a word goes on across the place `at`."""
    return 0 < at < len(text) and _in_word(text[at]) and _in_word(text[at - 1])


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=1)
def _plain(text: str) -> str:
    """The text as names are compared: one kind of quote, space and hyphen; as long as before."""
    text = unmixed(text)
    return text.translate(_SAME) if _VARIANT.search(text) else text


def unmixed(text: str) -> str:
    """The text with Latin look-alikes in Cyrillic words replaced; as long as before."""
    if _CYRILLIC.search(text) is None or _MIXED.search(text) is None:
        return text
    return _WORD.sub(
        lambda word: word[0].translate(_LOOK_ALIKE) if _CYRILLIC.search(word[0]) else word[0], text
    )
