"""Keys of names as they sound."""

import pytest

from services.enrich.read.entities.key import name_key, person_key


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (
            {"ru": "Лукашенко", "pl": "Łukaszenka", "cs": "Lukašenko", "be": "Лукашэнка", "en": "Lukashenko"},
            "lksnk",
        ),
        ({"bg": "Тереза Мей", "ru": "Тереза Мэй", "en": "Theresa May", "cs": "Theresa Mayová"}, "m-trs"),
        (
            {"bg": "Доналд Тръмп", "ru": "Дональд Трамп", "sl": "Donald Trump", "sr-Latn": "Donald Tramp"},
            "trmp-dnld",
        ),
        ({"bg": "Борис Джонсън", "ru": "Борис Джонсон", "en": "Boris Johnson"}, "gnsn-brs"),
        ({"uk": "Гілларі", "ru": "Хиллари", "en": "Hillary"}, "hlr"),
        ({"ru": "Захарова", "pl": "Zacharowa", "cs": "Zacharovová"}, "srv"),
        ({"ru": "Жан-Клод Юнкер", "de": "Jean-Claude Juncker"}, "gnkr-gnkld"),
        ({"en": "George Bush Jr", "ru": "Джордж Буш мл."}, "bs-grg"),
        ({"en": "Michael O'Leary", "ru": "Майкл О\u2019Лири"}, None),
    ],
)
def test_person_key(names: dict[str, str], key: str | None) -> None:
    """Spellings of one name in several languages have one key, the surname first."""
    keys = {person_key(name, language) for language, name in names.items()}
    assert keys == {f"person:{key}"} if key else {found.partition("-")[0] for found in keys} == {"person:alr"}


def test_name_key() -> None:
    """All words count; short names in capitals keep their vowels."""
    assert name_key("organization", "Газпром", "ru") == name_key("organization", "Gazprom", "en")
    assert name_key("product", "Nord Stream 2", "en") == "product:nrd-strm-2"
    assert name_key("organization", "ЕИБ", "bg") == "organization:eib"


def test_other_alphabets() -> None:
    """A name in an alphabet without rules is kept as it is."""
    assert person_key("习近平", "zh") == "person:习近平"


def test_long_names() -> None:
    """A key is short, however long what a tagger takes for a name."""
    assert len(name_key("event", "word " * 1_000, "en")) == len(person_key("bd" * 1_000, "en")) == 200
