"""The news agencies that a text credits, found by their names beside a word that credits them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from schemas.identity import fold
from services.enrich.read.entities.base_form import bases_of
from services.enrich.read.entities.name_index import Hit, NameIndex
from services.enrich.read.sentences import OWN_ENDS
from services.enrich.read.words import either, words

_FILE: Final = Path(__file__).parent / "agencies.toml"
_BEFORE: Final = 80
_AFTER: Final = 40
"""Code points around a name in which a cue credits it: `according to the state news agency Belta`."""
_SHORT: Final = 3
_SENTENCE_END: Final = re.compile(rf"[.!?;]\s|\n|[{OWN_ENDS}]")
_BRACKETS: Final = re.compile(r"[(/\[]\s*$")
_LINE: Final = re.compile(r"(?:^|\n)[\s\u2013\u2014-]*$")


class Agency(NamedTuple):
    """A listed agency."""

    id: str
    """`agency:belta`."""
    name: str
    same_as: str | None


def agency(name: str) -> Agency:
    """The agency of a listed name."""
    number = _list("wikidata").get(name)
    address = f"https://www.wikidata.org/wiki/{number}" if number else None
    return Agency(f"agency:{fold(name).replace(' ', '-')}", name, address)


def is_agency(name: str) -> bool:
    """Whether a name is a listed spelling of an agency of news, a long one in any case, or of pictures."""
    is_listed = name in _spellings() or (len(name) > _SHORT and name.casefold() in _folded_spellings())
    return is_listed or is_picture_agency(name)


def is_picture_agency(name: str) -> bool:
    """Whether a name is that of an agency which is credited for pictures."""
    return name in _picture_agencies()


@lru_cache(maxsize=20_000)
def known_agency(name: str, language: str) -> Agency | None:
    """The agency of a spelling in any case, of four letters at least; None for one that is not listed."""
    spellings = _spellings()
    for form in (name, *(base.form for base in bases_of(name, language))):
        if len(form) > _SHORT and form in spellings:
            return agency(spellings[form])
    return None


def credited(text: str, language: str) -> Iterator[Hit]:
    """Every mention of an agency that `text` credits at least once, in order; `key` is the agency's name.

    A credit is a cue of the language in the same sentence, or brackets, or a line of its own.
    """
    hits = list(_index(spaced=words(language).spaced).find(text))
    cue = _cue(language)
    known = {hit.key for hit in hits if _is_credit(text, hit, cue)}
    return (hit for hit in hits if hit.key in known)


def _is_credit(text: str, hit: Hit, cue: re.Pattern[str] | None) -> bool:
    before = text[max(0, hit.start - _BEFORE) : hit.start]
    after = text[hit.end : hit.end + _AFTER]
    if _BRACKETS.search(before) and after[:1] in {")", "/", "]", ","}:
        return True
    if _LINE.search(before) and not after.partition("\n")[0].strip(" ."):
        return True
    if cue is None:
        return False
    same_before = _SENTENCE_END.split(before)[-1]
    same_after = _SENTENCE_END.split(after)[0]
    return cue.search(same_before) is not None or cue.search(same_after) is not None


@lru_cache(maxsize=1)
def _folded_spellings() -> frozenset[str]:
    return frozenset(map(str.casefold, _spellings()))


@lru_cache(maxsize=1)
def _picture_agencies() -> frozenset[str]:
    return frozenset(_list("pictures")["names"])


@lru_cache(maxsize=3)
def _list(section: str) -> Mapping[str, Any]:
    lists: Mapping[str, Mapping[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return lists[section]


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    """Spelling -> name of the agency."""
    return {spelling: name for name, spellings in _list("names").items() for spelling in spellings}


@lru_cache(maxsize=2)
def _index(*, spaced: bool) -> NameIndex:
    """The names; without spaces between words no short one in Latin letters, which may be part of a word."""
    names = _spellings()
    if not spaced:
        names = {
            spelling: name
            for spelling, name in names.items()
            if len(spelling) > _SHORT or spelling > "\u2e80"
        }
    return NameIndex(names, spaced=spaced)


@lru_cache(maxsize=64)
def _cue(language: str) -> re.Pattern[str] | None:
    lists = words(language)
    cue = either(lists.cues)
    return re.compile(rf"\b(?:{cue})\b" if lists.spaced else cue, re.IGNORECASE) if cue else None
