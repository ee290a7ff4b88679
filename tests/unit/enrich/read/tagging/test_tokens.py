"""Words and sentences as the tagger takes them."""

from services.enrich.read.tagging.tokens import tokens


def _sentences(text: str) -> list[list[str]]:
    split = tokens(text)
    ends = [*split.sentences[1:].tolist(), len(split.words)]
    return [split.words[first:end] for first, end in zip(split.sentences.tolist(), ends, strict=True)]


def test_sentences() -> None:
    """A sentence ends at its sign and at a line break, not after an abbreviation or an initial."""
    assert _sentences("На 3 май 1994 г. Минск пое. „Да“, каза А. Лукашенко\nКрай 2,5 %") == [
        ["На", "3", "май", "1994", "г", ".", "Минск", "пое", "."],
        ["„", "Да", "“", ",", "каза", "А", ".", "Лукашенко"],
        ["Край", "2,5", "%"],
    ]


def test_romanian_address_is_one_sentence() -> None:
    """The number of a house, a boulevard and a saint are no ends of sentences."""
    assert len(_sentences("La sediul din Bd. Revoluției nr. 5, lângă Sf. Vasile.")) == 1


def test_starts_are_code_points() -> None:
    """A sign beyond the first 65,536 code points is one."""
    assert tokens("🙂 Минск").starts.tolist() == [0, 2]


def test_list_is_cut() -> None:
    """A sentence of a thousand words is labelled in two pieces; nothing is none."""
    assert tokens("а " * 1000).sentences.tolist() == [0, 500]
    assert tokens(" \n ").sentences.tolist() == []
