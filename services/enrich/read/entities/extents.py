"""Names that the tagger cut short: bodies up to their noun, treaties with what they are about, double names.

`Висшия` in `Висшия държавен съвет`, `Luca` in `Luca-Micu`, `кораб „Рюен` without its last quote. Only a name
of which the tagger found a part is made longer.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from services.enrich.read.tagging.tagger import Name
from services.enrich.read.words import either, words

_BETWEEN: Final = 2
"""Adjectives at most between what was found and the noun."""
_SHORTEST: Final = 4
"""Letters of what a treaty is about; shorter words are other parts of the sentence."""
_DOUBLE: Final = re.compile(r"(?:[-\u2010\u2011][^\W\d_]\w*)+")
"""What may follow a person's name without a space: the second name of a double one."""
_HYPHEN: Final = re.compile("[-\u2010\u2011]")
_QUOTES: Final = {"\u201e": "\u201d\u201c", "\u00ab": "\u00bb", "\u201c": "\u201d"}
"""Opening quote -> those that close it."""


class _Patterns(NamedTuple):
    adjective: re.Pattern[str]
    """The end of a name of which a noun must follow."""
    body: re.Pattern[str]
    """What follows up to the noun of a body."""
    document: re.Pattern[str]
    """The begin of a name of a treaty."""
    subject: re.Pattern[str]
    """What follows that noun of its subject: `on the non-proliferation of nuclear weapons`."""


def whole(text: str, names: Sequence[Name], language: str) -> list[Name]:
    """The same names in order, those of bodies and treaties whole; `text` is in `language`."""
    return list(_whole(text, names, _patterns(language)))


def _whole(text: str, names: Sequence[Name], patterns: _Patterns | None) -> Iterator[Name]:
    for name, after in zip(names, [*(name.start for name in names[1:]), len(text)], strict=False):
        longer = _closed(text, _doubled(text, name))
        longer = _longer(text, longer, patterns) if patterns else longer
        yield longer if longer.end <= after else name


def _doubled(text: str, name: Name) -> Name:
    """A person with the whole of a double name."""
    second = _DOUBLE.match(text, name.end) if name.kind == "PER" else None
    if second and all(part[0].isupper() for part in _HYPHEN.split(second[0])[1:]):
        return name._replace(end=second.end())
    return name


def _closed(text: str, name: Name) -> Name:
    """A name with the quote that closes what was opened in it."""
    found, after = text[name.start : name.end], text[name.end : name.end + 1]
    for opening, closing in _QUOTES.items():
        if after and after in closing and found.count(opening) > sum(map(found.count, closing)):
            return name._replace(end=name.end + 1)
    return name


def _longer(text: str, name: Name, patterns: _Patterns) -> Name:
    found = text[name.start : name.end]
    full_name = name.kind == "PER" and " " in found
    if not full_name and patterns.adjective.search(found):
        rest = _in_lower_case(patterns.body, text, name.end)
        return Name(name.start, rest.end(), "ORG") if rest else name
    document = patterns.document.match(text, name.start) if name.kind == "PRO" else None
    subject = _in_lower_case(patterns.subject, text, document.end()) if document else None
    return name._replace(end=max(name.end, subject.end())) if subject else name


def _in_lower_case(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    rest = pattern.match(text, start)
    return rest if rest and rest[0] == rest[0].lower() else None


@lru_cache(maxsize=64)
def _patterns(language: str) -> _Patterns | None:
    own = words(language)
    if not own.bodies:
        return None
    adjective = rf"\w+(?:{either(own.adjectives)})\b"
    noun = rf"[^\W\d]{{{_SHORTEST},}}\b"
    link = rf" (?:{either(own.linking)})"
    return _Patterns(
        re.compile(rf"{adjective}$"),
        re.compile(rf"(?: {adjective}){{0,{_BETWEEN}}} (?:{either(own.bodies)})\b"),
        re.compile(rf"(?:{either(own.documents)})\b", re.IGNORECASE),
        re.compile(rf"(?:{link} {noun})?(?:(?:{link})? {adjective} {noun})?"),
    )
