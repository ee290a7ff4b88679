"""Lines that are no text of an article."""

import pytest

from services.enrich.read.furniture import Kind, Label, date_line, is_breadcrumb, is_consent, label


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Сподели:", Label(Kind.SHARE)),
        ("Сподели във Facebook", Label(Kind.SHARE)),
        ("Facebook Twitter Viber", Label(Kind.SHARE)),
        ("Podijelite na Facebooku", Label(Kind.SHARE)),
        ("Artikel auf Twitter teilen", Label(Kind.SHARE)),
        ("Jaa Facebookissa", Label(Kind.SHARE)),
        ("Поділитися у Фейсбуці", Label(Kind.SHARE)),
        ("Copy link", Label(Kind.SHARE)),
        ("Minister teilt auf Twitter aus", None),
        ("Facebook verklagt Twitter", None),
        ("Коментари (0)", Label(Kind.COMMENTS)),
        ("0 коментара", Label(Kind.COMMENTS)),
        ("3 Comments", Label(Kind.COMMENTS)),
        ("Lesen Sie auch", Label(Kind.RELATED)),
        ("Read also: Ferry to run all night", Label(Kind.RELATED, "Ferry to run all night")),
        ("More stories on this topic", Label(Kind.RELATED)),
        ("More news from Sport: Ferry to run all night", Label(Kind.RELATED, "Ferry to run all night")),
        ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", Label(Kind.RELATED)),
        ("Recommended (automatic)", Label(Kind.RELATED)),
        ("More news in 2026 than ever", None),
        ("From May on", None),
        ("Тагове: мост, река", Label(Kind.TAGS, "мост, река")),
        ("Автор: Ведра Въжарова", Label(Kind.AUTHOR, "Ведра Въжарова")),
        ("作者：李明", Label(Kind.AUTHOR, "李明")),
        ("分享到：", Label(Kind.SHARE)),
        ("Обновено: 6.12.2025", Label(Kind.UPDATED, "6.12.2025")),
        ("1 234", Label(Kind.COUNTER)),
        ("Прочетена 1234 пъти", Label(Kind.COUNTER)),
        ("© 2026 Зорница", Label(Kind.FOOTER)),
        ("Коментар: Защо мостът трябва да остане", None),
        ("Коментари: 5", Label(Kind.COMMENTS, "5")),
        ("Read also: " + "a title that lost its line break " * 9, None),
        ("Мостът: сподели мнението си тук", None),
        ("Прочетена пъти", None),
        ("Коментарите му предизвикаха смях", None),
    ],
)
def test_label(line: str, expected: Label | None) -> None:
    """A line that is only a known phrase, in any language, or begins with one and a colon, is no text."""
    assert label(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Начало > Новини", True),
        ("Home » World » Europe", True),
        ("Мост | Зорница", False),
        ("Тя каза: «Да» и тръгна към моста, без да се обърне нито веднъж назад", False),
    ],
)
def test_breadcrumb(line: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    """A path has three steps, or begins at home."""
    assert is_breadcrumb(line) is expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("6 Декември, 2025", []),
        ("събота, 6 декември 2025 г., 14:30 ч.", []),
        ("Montag, 16. März 2026, 14.30 Uhr", []),
        ("6 декември 2025 Ведра Въжарова", ["Ведра", "Въжарова"]),
        ("Ведра Въжарова", None),
        ("Глава 6", None),
    ],
)
def test_date_line(line: str, words: list[str] | None) -> None:
    """A line with a date is left with the words that are no part of it."""
    assert date_line(line) == words


def test_consent() -> None:
    """A request to accept cookies is known by its words."""
    texts = ["Този сайт използва бисквитки.", "We use cookies to make it work.", "Тя купи бисквитки."]
    assert [is_consent(text) for text in texts] == [True, True, False]
