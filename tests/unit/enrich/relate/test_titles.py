"""Titles as they are compared."""

import pytest

from services.enrich.relate.titles import Title, bands, waiting_bands, without_ornament

SOURCE = "zornitsa.example"


@pytest.mark.parametrize(
    ("text", "words", "is_cut"),
    [
        ("Rain in “May”!", ("rain", "in", "may"), False),
        ("Rain in Ma…", ("rain", "in", "ma"), True),
        ("Rain in May ...", ("rain", "in", "may"), True),
        ('"Rain in May..."', ("rain", "in", "may"), True),
        ("Rain. In May.", ("rain", "in", "may"), False),
        ("老桥 opens", ("老", "桥", "opens"), False),
        ("", (), False),
    ],
)
def test_a_title_is_its_folded_words(text: str, words: tuple[str, ...], is_cut: bool) -> None:  # noqa: FBT001, from the table above
    """An ellipsis at the end says that it was cut; a letter of a script without spaces is a word."""
    title = Title.of(text)
    assert title == Title(words, is_cut)
    assert Title.stored(str(title)) == title


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Rain in May | Zornitsa", "Rain in May"),
        ("Rain in May - zornitsa.example news", "Rain in May"),
        ("Rain - snow in May » Зорница | Zornitsa", "Rain - snow in May » Зорница"),
        ("Rain in May | Weather", "Rain in May | Weather"),
        ("Zornitsa | Rain in May", "Zornitsa | Rain in May"),
        ("Rain in May Rain in May", "Rain in May"),
        ("Rain in May! RAIN IN MAY", "Rain in May!"),
        ("Rain rain", "Rain rain"),
        ("Rain in May", "Rain in May"),
    ],
)
def test_the_name_of_the_site_and_a_second_time_go(text: str, plain: str) -> None:
    """Only the name that the domain has, only at the end; one word twice is a title."""
    assert without_ornament(text, SOURCE) == plain


def test_pairs_are_neighbours_among_the_telling_words() -> None:
    """By their stems, in either order; the last word of a cut title may be a part of one."""
    title = Title.of("The bridges over a river, bridges of 1904 at last")
    assert title.pairs == (
        ("bridge", "over"),
        ("over", "river"),
        ("bridge", "river"),
        ("1904", "bridge"),
        ("1904", "last"),
    )
    assert Title.of("Bridges over a riv...").pairs == (("bridge", "over"),)


def test_a_title_without_telling_words_pairs_all() -> None:
    """Short words count where there are no longer ones."""
    assert Title.of("He is in it").pairs == (("he", "is"), ("in", "is"), ("in", "it"))
    assert Title.of("Rain").pairs == ()


def test_a_link_waits_for_few_of_the_bands_that_the_article_has() -> None:
    """Spread over the title; another publisher has other bands."""
    title = Title.of(" ".join(f"word{number}" for number in range(30)))
    assert len(bands(SOURCE, title)) == 29
    waiting = waiting_bands(SOURCE, title)
    assert waiting == tuple(bands(SOURCE, title)[place] for place in (0, 3, 6, 9))
    assert not {*waiting}.intersection(bands("elsewhere.example", title))
    assert waiting_bands(SOURCE, Title.of("Rain")) == ()
    short = Title.of("rain over river")
    assert waiting_bands(SOURCE, short) == bands(SOURCE, short)


def test_an_article_is_found_by_its_first_two_words_too() -> None:
    """They may be all that a link shows, and short."""
    title = Title.of("He is back: the mayor of Varna")
    assert {*waiting_bands(SOURCE, Title.of("He is"))} <= {*bands(SOURCE, title)}
