"""Make the list of names of persons: of 33 countries (Faker), and Russian first names (natasha)."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import natasha

from services.enrich.read.tagging.known_words import save

_LOCALES: Final = (
    *("az_AZ", "bg_BG", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_GB", "en_IN", "en_US", "es_ES"),
    *("es_MX", "et_EE", "fi_FI", "fr_CH", "fr_FR", "hr_HR", "hu_HU", "it_IT", "lt_LT", "lv_LV", "nl_NL"),
    *("no_NO", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI", "sv_SE", "tr_TR", "uk_UA"),
)
_NAME: Final = re.compile(r"[^\W\d_]{3,}")
"""One word of three letters; shorter ones are other words as well."""


def make() -> int:
    """Write the list; how many words and stems it has."""
    first_names = (Path(natasha.__file__).parent / "data/dict/first.txt").read_text(encoding="utf-8")
    return save(
        "persons", [*_names("first_name"), *_words(first_names.split("\n"))], list(_names("last_name"))
    )


def _names(part: str) -> Iterator[str]:
    """Every list of names whose title begins with `first_name` or `last_name`."""
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for title in dir(provider):
            names = getattr(provider, title)
            if title.startswith(part) and isinstance(names, tuple | list | dict):
                yield from _words(names)


def _words(names: object) -> Iterator[str]:
    for name in names:  # type: ignore[attr-defined]
        if isinstance(name, str) and _NAME.fullmatch(name.strip()):
            yield name.strip().lower()
