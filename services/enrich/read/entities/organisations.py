"""International organisations, by their names and abbreviations in many languages."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from services.enrich.read.entities.base_form import bases_of

_FILE: Final = Path(__file__).parent / "organisations.toml"
_ENDING: Final = 3
"""Letters at most in which two cases of a word differ."""
_STEM: Final = 3
"""Letters that two cases of a word share at least."""
_SUFFIX: Final = 4
"""Letters at most of an ending behind an abbreviation: NATO-val."""


class Organisation(NamedTuple):
    """A listed organisation."""

    id: str
    """`organization:un`."""
    name: str
    """Its base form, in the language of the text."""
    same_as: str | None


class _Names(NamedTuple):
    abbreviations: Mapping[str, Organisation]
    whole: Mapping[str, Organisation]
    by_start: Mapping[str, Sequence[tuple[tuple[str, ...], Organisation]]]
    """First letters -> names of several words in lower case."""


@lru_cache(maxsize=20_000)
def known_organisation(name: str, language: str) -> Organisation | None:
    """The organisation of a name in any case; None for one that is not listed."""
    names = _names()
    head, dash, ending = name.partition("-")
    if dash and ending.islower() and len(ending) <= _SUFFIX and head in names.abbreviations:
        return names.abbreviations[head]
    if found := names.abbreviations.get(name) or names.whole.get(name.lower()):
        return found
    words = tuple(name.lower().split())
    if len(words) == 1:
        bases = (names.whole.get(base.form.lower()) for base in bases_of(name, language))
        return next(filter(None, bases), None)
    for known, organisation in names.by_start.get(name[:_STEM].lower(), ()):
        if len(known) == len(words) and all(map(_alike, known, words)):
            return organisation
    return None


def _alike(one: str, other: str) -> bool:
    letters = enumerate(zip(one, other, strict=False))
    shared = next((at for at, (mine, its) in letters if mine != its), min(len(one), len(other)))
    longer = max(len(one), len(other))
    return one == other or (shared >= _STEM and longer - shared <= _ENDING and 2 * shared >= longer)


@lru_cache(maxsize=1)
def _names() -> _Names:
    lists: Mapping[str, Mapping[str, str | list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    abbreviations: dict[str, Organisation] = {}
    whole: dict[str, Organisation] = {}
    by_start: dict[str, list[tuple[tuple[str, ...], Organisation]]] = {}
    for name, spellings in lists["names"].items():
        wikidata = lists["wikidata"].get(name)
        same_as = f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else None
        for spelling in spellings:
            organisation = Organisation(f"organization:{name}", spelling, same_as)
            lower = spelling.lower()
            if spelling.isupper():
                abbreviations[spelling] = organisation
                if len(spelling) > _STEM:
                    whole[lower] = organisation
            else:
                whole[lower] = organisation
                by_start.setdefault(lower[:_STEM], []).append((tuple(lower.split()), organisation))
    return _Names(abbreviations, whole, by_start)
