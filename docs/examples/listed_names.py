"""A model of names for ENRICH_ENTITY_MODEL: the ships of a harbour, from a list. Yours may be any other."""

import re
from collections.abc import Iterator

_SHIPS = re.compile(r"\b(?:Grey Heron|Northern Tern|Saint Brannock)\b")


class Ships:
    """Finds the ships of the list, in every language."""

    def version(self, language: str) -> str | None:
        """What stands in `enricher.components`; None for a language that it cannot read."""
        return None if language == "und" else "ships 2026.11"

    def find_names(self, text: str, language: str) -> Iterator[tuple[int, int, str]]:
        """First code point, the one past the last, and kind of each name."""
        if self.version(language):
            yield from ((found.start(), found.end(), "PRO") for found in _SHIPS.finditer(text))
