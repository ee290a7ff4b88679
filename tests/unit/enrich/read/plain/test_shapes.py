"""What a line looks like."""

import pytest

from services.enrich.read.plain.shapes import Shape, is_unspaced, letters, shape


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The ferry between the island and the mainland will run all night, its captain said.", "paragraph"),
        (
            "The ferry will run all night. Nobody on the island knows yet who is going to pay for it",
            "title",
        ),
        (
            "The ferry will run all night. Nobody knows yet who is going to pay for it, "
            + "as was said " * 4,
            "paragraph",
        ),
        ("a title, and one that lost its line break " * 6, "paragraph"),
        ("News Sport Weather Island Mainland Ferry " * 6, "title"),
        ("老桥修缮工程已经完工，居民们从今天早上开始可以再次过河，市政府说费用由各方分担。", "paragraph"),
        ("Tickets stay as they are.", "sentence"),
        ("老桥修缮工程完工。", "sentence"),
        ("Ferry to run all night through summer", "title"),
        ("Ferry to run all night: what is going to change for the island from the first of June on", "title"),
        ("苏州老桥修缮工程完工", "title"),
        ("द्वीप और मुख्य भूमि के बीच की नौका जून से पूरी रात चलेगी। यह बात कप्तान ने सोमवार को कही", "title"),
        ("द्वीप और मुख्य भूमि के बीच की नौका जून से पूरी रात चलेगी। यह बात कप्तान ने सोमवार को कही।", "paragraph"),
        ("เรือข้ามฟากระหว่างเกาะกับแผ่นดินใหญ่จะวิ่งตลอดคืนตั้งแต่เดือนมิถุนายนเป็นต้นไป", "title"),
        ("เรือข้ามฟากระหว่างเกาะกับแผ่นดินใหญ่จะวิ่งตลอดคืน" * 3, "paragraph"),
        (
            "선장은 하루 네 편을 늘리려면 승무원 두 팀이 더 필요하지만 지원한 사람이 없다고 말했다.",
            "paragraph",
        ),
        ("섬 여객선 밤새 운항한다", "title"),
        ("News » UK", "words"),
        ("体育", "words"),
        ("Saved.", "words"),
        ("", "words"),
    ],
)
def test_shape(line: str, expected: str) -> None:
    """Length, words and end tell what a line is; a script without spaces needs fewer letters."""
    assert shape(line) is Shape(expected)


def test_unspaced() -> None:
    """Six letters in a row of a script without spaces tell it."""
    assert [is_unspaced(line) for line in ("宮崎県で震度5弱", "ข่าววันนี้", "Ferry", "3月号")] == [
        True,
        True,
        False,
        False,
    ]


def test_letters() -> None:
    """A sign of Chinese or a syllable of Korean says more than a letter; Thai has letters."""
    lines = ("老桥修缮工程完工", "ข่าววันนี้", "여객선", "Ferry")
    assert [letters(line) for line in lines] == [20, 10, 6, 5]
