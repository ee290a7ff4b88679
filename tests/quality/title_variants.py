"""Titles as other pages show them: cut short, rewritten, decorated. Made of a title, the same every time."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

LEAD: Final = "The mayor said on Monday that nobody had expected it so soon, and that more would follow."
SECTIONS: Final = ("NEWS", "Video", "28.11.2011", "13:45", "Analysis:", "\u25ce", "Exclusive |")
FEWEST_WORDS: Final = 5
"""Words from which on a title is rewritten: of fewer, a change leaves too little."""


class Variant(NamedTuple):
    """One way to show a title."""

    kind: str
    title: str


def variants(title: str, others: Sequence[str]) -> Iterator[Variant]:
    """Every kind that suits a title, each made once; words put in come from `others`."""
    random = Random(hashlib.sha256(title.encode()).digest())  # noqa: S311, the same on every run
    words = title.split()
    if len(words) < FEWEST_WORDS:
        return
    yield Variant(
        "truncated within a word", title[: _cut(title, random)].rstrip() + random.choice(("...", "…"))
    )
    kept = random.randint(max(3, len(words) * 2 // 5), len(words) - 1)
    yield Variant("truncated after a word", " ".join(words[:kept]) + random.choice(("...", " ...", "…")))
    for kind, change in REWRITES.items():
        if (changed := change(list(words), others, random)) and changed != title:
            yield Variant(f"rewritten: {kind}", changed)


def _cut(title: str, random: Random) -> int:
    return random.randint(max(20, len(title) * 2 // 5), max(20, len(title) - 3))


def _dropped(words: list[str], _: Sequence[str], random: Random) -> str:
    del words[random.randrange(len(words))]
    return " ".join(words)


def _replaced(words: list[str], others: Sequence[str], random: Random) -> str:
    if len(words) <= FEWEST_WORDS:
        return ""
    words[random.randrange(len(words))] = random.choice(random.choice(others).split())
    return " ".join(words)


def _added(words: list[str], others: Sequence[str], random: Random) -> str:
    words.insert(random.randrange(len(words)), random.choice(random.choice(others).split()))
    return " ".join(words)


def _turned(words: list[str], _: Sequence[str], random: Random) -> str:
    place = random.randint(2, len(words) - 2)
    return " ".join([*words[place:], *words[:place]])


def _inflected(words: list[str], _: Sequence[str], random: Random) -> str:
    for place in random.sample(range(len(words)), 2):
        if len(words[place]) > 5 and words[place].isalpha():
            words[place] = words[place][:-1] + random.choice("аеioу")
    return " ".join(words)


def _misspelled(words: list[str], _: Sequence[str], random: Random) -> str:
    place = max(range(len(words)), key=lambda one: len(words[one]))
    letters = list(words[place])
    at = random.randrange(len(letters) - 1)
    letters[at], letters[at + 1] = letters[at + 1], letters[at]
    words[place] = "".join(letters)
    return " ".join(words)


def _after_section(words: list[str], _: Sequence[str], random: Random) -> str:
    return " ".join([random.choice(SECTIONS), *words])


def _before_lead(words: list[str], *_: object) -> str:
    return " ".join([*words, LEAD])


REWRITES: Final[dict[str, Callable[[list[str], Sequence[str], Random], str]]] = {
    "a word less": _dropped,
    "another word": _replaced,
    "a word more": _added,
    "parts turned": _turned,
    "inflected": _inflected,
    "misspelled": _misspelled,
    "section before it": _after_section,
    "lead after it": _before_lead,
}
