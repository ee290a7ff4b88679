"""The word lists."""

import re

from babel import Locale

from services.enrich.read.words import Words, all_words, either, words


def test_languages() -> None:
    """Every file is named by a language of CLDR, and has what a plain-text page needs."""
    languages = all_words()
    for tag, lists in languages.items():
        assert Locale.parse(tag, sep="-").language == tag.partition("-")[0]
        assert all((lists.photo, lists.cues, lists.lines.share, lists.lines.comments, lists.lines.related)), (
            tag
        )
    assert {
        "bg",
        "mk",
        "sr",
        "sr-Latn",
        "hr",
        "ru",
        "uk",
        "ro",
        "el",
        "tr",
        "de",
        "en",
        "fr",
        "es",
        "it",
        "pl",
    } <= set(languages)


def test_countries() -> None:
    """Every country of a list is one that CLDR knows, and every related language has a list."""
    known = set(Locale.parse("en").territories)
    for tag, lists in all_words().items():
        assert set(lists.countries) <= known, tag
        assert set(lists.also) <= set(all_words()), tag
        assert all(1 <= month <= 12 for month in lists.months.values()), tag


def test_unknown() -> None:
    """A language without a file has empty lists."""
    assert words("tlh") == Words()


def test_either() -> None:
    """The longest phrase that fits is found, whatever begins like it and in whatever case it is listed."""
    pattern = re.compile(either(["by", "photo", "Photo by", "photos", "a.b", "by"]), re.IGNORECASE)
    found = [pattern.match(text) for text in ("photos of", "PHOTO BY x", "Photo", "by", "a.b", "axb", "b")]
    assert [one and one[0] for one in found] == ["photos", "PHOTO BY", "Photo", "by", "a.b", None, None]
