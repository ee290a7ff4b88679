"""The countries that a text names."""

import pytest

from services.enrich.read.entities.countries import country_name, find_countries


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("bg", "САЩ, Обединеното кралство, Великобритания и Руската федерация", ["US", "GB", "GB", "RU"]),
        ("bg", "Северна Ирландия, Нова Гвинея и Того", []),
        ("mk", "Северна Македонија и САД; мали градови, Мали", ["MK", "US"]),
        ("sr", "у Немачкој, Хрватској и Црној Гори", ["DE", "HR", "ME"]),
        ("sr-Latn", "u Nemačkoj, Švajcarskoj i Austriji", ["DE", "CH", "AT"]),
        ("hr", "iz Slovenije i Austrije u Njemačku i SAD-u", ["SI", "AT", "DE", "US"]),
        ("ru", "в России, Египте, Соединённых Штатах и Китаем", ["RU", "EG", "US", "CN"]),
        ("ru", "Чад и Чада", ["TD"]),
        ("ru", "Того, кто пришёл, звали Доминика", []),
        ("uk", "у Польщі, Україною та Великій Британії", ["PL", "UA", "GB"]),
        ("pl", "w Niemczech, Polską i Wielkiej Brytanii; Kuba poszedł", ["DE", "PL", "GB"]),
        ("cs", "v Německu, Británii a Spojených státech", ["DE", "GB", "US"]),
        ("sl", "v Sloveniji in Združenih državah", ["SI", "US"]),
        ("ro", "în Republica Moldova și Ungariei", ["MD", "HU"]),
        ("el", "στην Ιταλία, της Κύπρου και των ΗΠΑ", ["IT", "CY", "US"]),
        ("tr", "Türkiye'nin ABD ile", ["TR", "US"]),
        ("de", "in den Niederlanden und Deutschlands Nachbar Österreich", ["NL", "DE", "AT"]),
        ("en", "The US told us that Britain left; New Mexico, Georgia and Michael Jordan", ["US", "GB"]),
        ("fr", "Maurice et Dominique aux États-Unis", ["US"]),
        ("es", "de EE.UU. a Ciudad de México y Granada", ["US"]),
        ("ar", "وقعت مصر والأردن", ["EG", "JO"]),
        ("zh", "来自日本、韩国和法国的爱好者", ["JP", "KR", "FR"]),
        ("hu", "Magyarország", ["HU"]),
        ("und", "Russia", []),
        ("tlh", "Russia", []),
    ],
)
def test_find(language: str, text: str, codes: list[str]) -> None:
    """Names are found with their cases and short forms; names of other places and ordinary words are not."""
    assert [hit.key for hit in find_countries(text, language)] == codes


def test_base_form() -> None:
    """The base form is that of the language, else the English one."""
    names = [country_name("BY", "bg"), country_name("BY", "tlh"), country_name("QQ", "bg")]
    assert names == ["Беларус", "Belarus", "QQ"]


def test_adjectives() -> None:
    """What begins a sentence like a case that needs a preposition is an adjective: `Irski Ryanair`."""
    text = "Irski Ryanair. Na Irski, v Portugalski. Portugalski sindikat"
    assert [(hit.start, hit.key) for hit in find_countries(text, "sl")] == [(18, "IE"), (27, "PT")]
