"""What spellings of one name share in all alphabets: its consonants, as they sound, in a few classes."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_CYRILLIC: Final = dict(zip("абвгґдеёєзиіїйклмнопрстуўфх", "abvggdeeeziiijklmnoprstuvfh", strict=True))
_SPELLINGS: Final = """
ж:zh ц:c ч:cz ш:sz щ:sz ъ:a ы:i ь: э:e ю:ju я:ja ј:j љ:l њ:n ћ:cz ђ:dzh џ:dzh ќ:k ѓ:g ѕ:z
č:cz ć:cz š:sz ś:sz ş:sz ș:sz ž:zh ż:zh ź:z ç:s ł:l đ:dzh ø:o æ:e œ:e ß:ss ı:i ğ:g þ:t ð:d
"""
"""Letters that are written with others, mostly as Polish and English do."""
_LETTERS: Final = str.maketrans(
    _CYRILLIC | {pair[0]: pair[2:] for pair in _SPELLINGS.split()}  # a letter, a colon, its spelling
)
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|sch|tch|sz|sh|cz|ch|ts|tz|dz(?!h)", "s"),
        ("dzh|dj|zh", "g"),
        ("^u(?=[aeio])", "v"),
        ("^[jy](?=[aeiou])", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("^kh", "h"),
        ("kh", ""),
        ("c(?=[eiy])", "s"),
        ("ck|c|q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("z", "s"),
        ("(?<=.)h", ""),
        ("^[aeiouy]+", "a"),
        (r"([b-df-hk-np-tv-z])\1", r"\1"),
        ("(?<=.)[aeiouyj]", ""),
    )
)
"""In this order: sibilants are one class, `j` and `g` another; `h` counts at the beginning."""
_SPELLED: Final = {
    "cs": (("ch", "kh"),),
    "de": (("ch", "kh"),),
    "pl": (("ch", "kh"), ("drz", "zh"), ("rz", "zh")),
    "sk": (("ch", "kh"),),
    "uk": (("г", "х"),),
}
"""Letters that a language writes for another sound than its neighbours."""
_WOMEN: Final = re.compile("ov[aá]$")
"""The ending that Czech and Slovak add to the surnames of women: Merkelová."""
_ADD_TO_WOMEN: Final = frozenset(("cs", "sk"))
_LONGEST: Final = 200
"""Letters of a key: no name has more, and an index of a database takes no long ones."""
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile("['\u2019\u02bc`-]")
_NOT_A_NAME: Final = frozenset(("jr", "sr", "ml", "st", "ii", "iii", "iv", "мл", "ст", "младши", "младший"))
"""What may stand behind a surname."""
_ABBREVIATION: Final = 5
"""Letters up to which a word in capitals is an abbreviation, which keeps its vowels."""


def person_key(name: str, language: str) -> str:
    """`person:` with the surname and the first given name, as they sound; of one word, that word."""
    parts = [part for part in _words(name) if part.lower() not in _NOT_A_NAME] or [name]
    surname = _WOMEN.sub("", parts[-1]) if language in _ADD_TO_WOMEN else parts[-1]
    sounds = (surname, parts[0]) if len(parts) > 1 else (surname,)
    return f"person:{'-'.join(_sound(part, language) for part in sounds)}"[:_LONGEST]


def name_key(kind: str, name: str, language: str) -> str:
    """The kind and all words of the name in order, as they sound."""
    sounds = filter(None, (_sound(word, language) for word in _words(name)))
    return f"{kind}:{'-'.join(sounds)}"[:_LONGEST]


def _words(name: str) -> list[str]:
    return _WORD.findall(_APOSTROPHES.sub("", name))


@lru_cache(maxsize=50_000)
def _sound(word: str, language: str) -> str:
    """The consonants of a word in ASCII, in classes; `a` for vowels at its beginning."""
    lower = word.lower()
    for written, heard in _SPELLED.get(language, ()):
        lower = lower.replace(written, heard)
    letters = unicodedata.normalize("NFD", lower.translate(_LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if word.isupper() and len(word) <= _ABBREVIATION:
        return plain
    for pattern, sound in _SOUNDS:
        plain = pattern.sub(sound, plain)
    return plain
