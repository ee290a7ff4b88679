"""Persons as RONEC marks them, with their titles (`președintele Traian Băsescu`), cut to their names.

It also marks common words for persons (`Președintele` alone), which hold no name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

_WORD: Final = re.compile(r"\w+(?:[-'\u2019]\w+)*|[^\w\s]")
_COMMON: Final = 2
"""Times that a word stands in lower case, and more often than not, before it is no name."""

Row = Mapping[str, Any]


def untitled(rows: Iterable[Row]) -> Iterator[Row]:
    """The same texts; of persons only what is no common word at either end, and no person without a name.

    `roles` of each are the persons that were cut or left out, as they are marked.
    """
    rows = list(rows)
    lower, capital = Counter[str](), Counter[str]()
    for row in rows:
        for word in _WORD.findall(row["text"]):
            (lower if word == word.lower() else capital)[word.lower()] += 1
    common = {word for word, times in lower.items() if times >= _COMMON and times > capital[word]}
    for row in rows:
        entities = list(_named(row, common))
        whole = {(entity["start"], entity["end"]) for entity in entities if entity["type"] == "PER"}
        persons = [entity for entity in row["entities"] if entity["type"] == "PER"]
        roles = [person for person in persons if (person["start"], person["end"]) not in whole]
        yield {**row, "entities": entities, "roles": roles}


def _named(row: Row, common: set[str]) -> Iterator[Mapping[str, Any]]:
    for entity in row["entities"]:
        if entity["type"] != "PER":
            yield entity
            continue
        names = [
            word.span()
            for word in _WORD.finditer(row["text"], entity["start"], entity["end"])
            if word[0] != word[0].lower() and word[0].lower() not in common
        ]
        if names:
            yield {**entity, "start": names[0][0], "end": names[-1][1]}
