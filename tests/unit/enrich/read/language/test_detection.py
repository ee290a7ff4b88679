"""The language of a text."""

import pytest

from schemas.enriched_article import Language, LanguageShare
from services.enrich.read.language.detection import detect

TEXTS = {
    "bg": "Кметът на града обяви, че мостът ще бъде отворен за движение преди края на годината.",
    "mk": "Градоначалникот најави дека мостот ќе биде отворен за сообраќај пред крајот на годината.",
    "sr": "Градоначелник је најавио да ће мост бити отворен за саобраћај пре краја године.",
    "sr-Latn": "Gradonačelnik je posle sednice najavio da će most biti otvoren pre kraja godine.",
    "hr": "Gradonačelnik je nakon sjednice najavio da će most biti otvoren u prosincu, unatoč cijeni.",
    "ru": "Мэр города объявил, что мост будет открыт для движения до конца этого года.",
    "uk": "Мер міста оголосив, що міст буде відкрито для руху до кінця цього року.",
    "el": "Ο δήμαρχος ανακοίνωσε ότι η γέφυρα θα ανοίξει για την κυκλοφορία πριν το τέλος του έτους.",
    "tr": "Belediye başkanı köprünün yıl sonundan önce trafiğe açılacağını duyurdu.",
    "ja": "市長は橋が年末までに開通すると発表しました。",
    "zh": "市长宣布这座桥将在年底前开放。",
    "zh-Hant": "市長宣布這座橋將在年底前開放，這對我們來說是個好消息。",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_tag(tag: str) -> None:
    """A sentence is enough for a language, its script included."""
    found = detect(TEXTS[tag])
    scripts = {
        "el": "Grek",
        "tr": "Latn",
        "ja": "Jpan",
        "zh": "Hans",
        "zh-Hant": "Hant",
        "hr": "Latn",
        "sr-Latn": "Latn",
    }
    assert (found.tag, found.script) == (tag, scripts.get(tag, "Cyrl"))
    assert found.confidence >= 0.5
    assert found.others == []


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "Zyyy"),
        ("1234 !!! 5", "Zyyy"),
        ("https://news.example/the-bridge-is-open", "Zyyy"),
        ("Лукашенко", "Cyrl"),
        ("Tbilisi", "Latn"),
        ("Angela Merkel", "Latn"),
    ],
)
def test_unsure(text: str, script: str) -> None:
    """Numbers, addresses and bare names are in no language; the script of letters is still known."""
    found = detect(text)
    assert (found.tag, found.script) == ("und", script)
    assert found.confidence <= 0.5


def test_clear() -> None:
    """What a page declares does not count against a text that is clear."""
    assert detect(TEXTS["bg"], "ru") == Language(tag="bg", script="Cyrl", confidence=1)


def test_declared() -> None:
    """What is declared decides where the text is too short, and between twins; never against a clear text."""
    assert detect("Лукашенко", "bg").tag == "bg"
    assert detect("Lijep dan", "sr").tag == "sr-Latn"
    assert detect(TEXTS["bg"], "ru").tag == "bg"
    assert detect("Лукашенко", "tlh").tag == "und"


def test_no_letters() -> None:
    """A text without letters says so in every field."""
    assert detect("12:30") == Language(tag="und", script="Zyyy", confidence=0)


@pytest.mark.parametrize(
    ("word", "tag"), [("мостът", "bg"), ("navorsingsgebied", "af"), ("gemeenteraad", "nl")]
)
def test_single_word(word: str, tag: str) -> None:
    """One word in small letters is enough where it is of one language."""
    assert detect(word).tag == tag


def test_twins_are_not_certain() -> None:
    """A sentence that is good Malay and good Indonesian is never called certain; what is declared decides."""
    text = "Jambatan itu dibuka semula kepada orang ramai"
    assert detect(text).tag in {"id", "ms"}
    assert detect(text).confidence <= 0.85
    assert [detect(text, declared).tag for declared in ("ms-MY", "id", "ru")][2] in {"id", "ms"}


def test_headline_in_another_language() -> None:
    """A headline in another language than the body is named with its share."""
    headline = "The mayor said that the bridge will be opened before the end of the year"
    body = "\n\n".join([TEXTS["bg"]] * 4)
    assert detect(f"{headline}\n\n{body}") == Language(
        tag="bg", script="Cyrl", confidence=1, others=[LanguageShare(tag="en", share=0.18)]
    )


def test_most_of_the_text_decides() -> None:
    """A mixed page is in the language of most of its text, however long the other one stands before it."""
    english = "The mayor said yesterday that the bridge over the river will be opened this year. " * 7
    greek = "\n\n".join([TEXTS["el"]] * 10)
    found = detect(f"{english}\n\n{greek}")
    assert (found.tag, found.script, [other.tag for other in found.others]) == ("el", "Grek", ["en"])


def test_control_characters() -> None:
    """A text with control characters and characters that are none is read like the same text without."""
    assert detect(TEXTS["bg"].replace(" ", "\x00 \x9f\ufdd0")).tag == "bg"
