"""Who wrote an article: the names in a byline, in a line near its headline, in what a page says of itself."""

import re
from functools import lru_cache
from itertools import takewhile
from typing import Final

from schemas.letters import is_small
from services.enrich.read.dates.relative import part_ago
from services.enrich.read.dates.written import find_date
from services.enrich.read.dates.yearless import find_yearless
from services.enrich.read.entities.agencies import is_picture_agency
from services.enrich.read.words import all_words

_LONGEST: Final = 120
_NAME_WORDS: Final = range(2, 5)
"""Words of a name that stands without `by`."""
_INITIALS: Final = 4
"""Letters of initials and agencies (`dpa` is none); longer words in capitals are buttons."""
_MOST: Final = 5
_SPACED_MARK: Final = re.compile(r"\s[|•·–—/-]\s|[,;|•·]\s?")
_WORD: Final = re.compile(r"\w[\w.'’-]*")
_NO_NAME: Final = re.compile(r"[:：=/@©]")
"""What no name has: `Source: Reuters`, `REUTERS/Jane Doe`."""
_PARTICLES: Final = frozenset(
    {
        "af", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el",
        "la", "le", "ten", "ter", "van", "von", "zu",
    }
)  # fmt: skip
"""Small words within names of persons."""


def signed(line: str, *, near: bool) -> list[str]:
    """The names in a line below a headline: behind `by`, beside a date in it, or bare.

    A bare line of names, `Isla Fenwick and Rowan Kerr`, counts where it is `near`: right below the headline
    or beside a date; elsewhere it may be a place or a button. Empty for any other line; in scripts without
    capitals only a few words behind `by`, or in front of a word for a reporter, are a name.
    """
    if len(line) > _LONGEST:
        return []
    dated = find_date(line) or part_ago(line) or find_yearless(line)
    text = dated.rest if dated else line
    if by := by_words().match(text):
        names = _names(text[by.end() :])
        return names if all(map(_is_capital, names)) or all(map(_is_caseless_name, names)) else []
    if dated is None and not near:
        return []
    if role := _role().search(text):
        name = text[: role.start()].strip()
        return [name] if _is_caseless(name) and len(name.split()) < _NAME_WORDS.stop else []
    names = _names(text)
    return names if all(map(_is_person, names)) else []


def named(text: str) -> list[str]:
    """The authors in a text that names them: `By Isla Fenwick and Rowan Kerr`, `Isla Fenwick, editor`.

    A text that cannot be taken apart is one name; what has no letter is none.
    """
    text = _behind_by(text)
    parts = _names(text)
    if len(parts) > 1 and "," not in text and all(map(_is_capital, parts)) and any(map(_is_person, parts)):
        return parts
    persons = list(takewhile(_is_person, parts))
    inverted = len(parts) == 2 and " " not in parts[1] and _is_capital(parts[1])  # noqa: PLR2004 - surname, name
    if persons and len(parts) > 1 and not inverted:
        return persons
    return [text.strip()] if any(map(str.isalpha, text)) else []


def _behind_by(text: str) -> str:
    """A text without `by` in front; a particle with a capital is a name: `De Jong`, not `Von Isla Kerr`."""
    by = by_words().match(text)
    if by is None:
        return text
    word, rest = by[0].strip(), text[by.end() :]
    is_name = word.casefold() in _PARTICLES and word[0].isupper()
    return text if is_name and not (word in _by_list() and _is_person(rest)) else rest


def _is_person(name: str) -> bool:
    is_name = len(name.split()) in _NAME_WORDS and _is_capital(name)
    return is_name and not _NO_NAME.search(name) and not is_picture_agency(name)


def _is_caseless_name(name: str) -> bool:
    return len(name.split()) in _NAME_WORDS and _is_caseless(name)


def _is_caseless(name: str) -> bool:
    """Whether each word of a name begins with a letter of a script without capitals."""
    return all(word[0].isalpha() and not word[0].isupper() and not is_small(word[0]) for word in name.split())


def _names(text: str) -> list[str]:
    """The parts of a text between marks and `and`; none where it says more than names."""
    parts = [part.strip() for half in _SPACED_MARK.split(text) for part in _and().split(half)]
    names = list(dict.fromkeys(part for part in parts if _WORD.search(part)))
    return names if len(names) <= _MOST else []


def _is_capital(name: str) -> bool:
    """Whether each word of a name has a capital and small letters, the small words within it aside."""
    words = name.split()
    return all(word[0].isupper() or word in _PARTICLES for word in words) and all(
        word[0].isupper() and not (word.isupper() and len(word) > _INITIALS) for word in (words[0], words[-1])
    )


@lru_cache(maxsize=1)
def by_words() -> re.Pattern[str]:
    """`by` in every language, with the space behind it."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(_by_list())))})\s+(?=\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _role() -> re.Pattern[str]:
    words = {word for lists in all_words().values() for word in lists.roles}
    return re.compile(rf"(?<=\S)\s(?:{'|'.join(map(re.escape, sorted(words)))})$")


@lru_cache(maxsize=1)
def _by_list() -> frozenset[str]:
    return frozenset(word for lists in all_words().values() for word in lists.by)


@lru_cache(maxsize=1)
def _and() -> re.Pattern[str]:
    words = {word for lists in all_words().values() for word in lists.conjunction}
    return re.compile(rf"\s(?:&|{'|'.join(map(re.escape, sorted(words)))})\s")
