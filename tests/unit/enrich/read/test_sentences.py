"""Where sentences end, in every script."""

from services.enrich.read.sentences import has_inner_end, inner_ends, is_ended


def test_ends() -> None:
    """A sentence may end within quotes, in any script."""
    ended = [
        'He said "no."',
        "Сега!»",
        "老桥。",
        "क्या।",
        "ہے۔",
        "է։",
        "ነው።",
        "ነው፡፡",
        "so on…",
        "Foto dpa",
        "and then:",
    ]
    assert [is_ended(line) for line in ended] == [True] * 9 + [False] * 2


def test_inner_ends() -> None:
    """Sentences end within a line where another begins, with no small letter; abbreviations end none."""
    lines = [
        "Aid of the E.U. for Kyiv. It comes soon. 5 mln. more",
        "नौका चलेगी। कप्तान ने कहा। अब",
        "नौका चलेगी. कप्तान",
        "他说：“桥开了。”大家都来。",
        "ጀልባው ይሄዳል፡፡ ካፒቴኑ ተናገረ፡፡",
        "Ferry to run.",
    ]
    assert [inner_ends(line) for line in lines] == [1, 2, 1, 1, 1, 0]
    assert [has_inner_end(line) for line in lines] == [True] * 5 + [False]
