"""Fingerprints: the same for one text for ever, alike for texts that are alike."""

import random

import pytest

from services.enrich.fingerprints import BANDS, COPY, MINIMA, Fingerprint, fingerprint, similarities

WORDS = [f"word{number}" for number in range(200)]


def _made(words: list[str]) -> Fingerprint:
    found = fingerprint(" ".join(words))
    assert found is not None
    return found


def _edited(share: float) -> list[str]:
    """The words without those of the end, with new ones instead: Jaccard is about `share`."""
    kept = round(len(WORDS) * 2 * share / (1 + share))
    return WORDS[:kept] + [f"other{number}" for number in range(len(WORDS) - kept)]


def test_a_fingerprint_never_changes() -> None:
    """What is stored is compared with what is made later, on any machine."""
    made = _made(WORDS)
    assert str(made.key) == "5d7ef4ae-ce9f-5be0-8909-96b811d6a876"
    assert made.bands[:3] == (-818428028, 564410917, -111078304)
    assert made.signature[:12].hex() == "2d2910604a83e16401374a0f"
    assert (len(made.bands), len(made.signature)) == (BANDS, MINIMA)


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        (" ".join(["a"] * 39), False),
        (" ".join(["a"] * 40), True),
        ("桥" * 119, False),
        ("桥" * 120, True),
        ("", False),
    ],
)
def test_a_short_text_has_none(text: str, has_one: bool) -> None:  # noqa: FBT001, from the table above
    """Below 40 words, or their width, the same text may be chance."""
    assert (fingerprint(text) is not None) is has_one


def test_case_and_punctuation_do_not_matter() -> None:
    """Folded texts are compared."""
    assert fingerprint(" ".join(WORDS).upper() + " !") == _made(WORDS)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.8, 0.95])
def test_the_estimate_is_near_the_share_of_common_runs(share: float) -> None:
    """Within three deviations of 128 minima."""
    (found,) = similarities(_made(WORDS), [_made(_edited(share))])
    assert found == pytest.approx(share, abs=0.14)


def test_word_for_word_is_one() -> None:
    """Only the same text is wholly alike."""
    same, other = _made(WORDS), _made(_edited(0.1))
    assert similarities(same, [same, other])[0] == 1.0
    assert similarities(same, [same, other])[1] < COPY
    assert similarities(same, []) == []


def test_copies_meet_in_a_band() -> None:
    """Of texts that share 0.7 of their runs, nearly all can be found; of strangers hardly any."""
    chance = random.Random(7)  # noqa: S311, no secret

    def meet(share: float) -> int:
        words = [f"{chance.random():.9f}" for _ in range(200)]
        kept = round(len(words) * 2 * share / (1 + share))
        other = words[:kept] + [f"{chance.random():.9f}" for _ in range(200 - kept)]
        return not set(_made(words).bands).isdisjoint(_made(other).bands)

    assert sum(meet(0.7) for _ in range(100)) >= 97
    assert sum(meet(0.05) for _ in range(100)) <= 2


def test_chinese_is_compared_by_characters() -> None:
    """Where words are not set apart, an edit of one sentence leaves the rest alike."""
    chance = random.Random(7)  # noqa: S311, no secret
    text = "".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(400))
    one, edited, other = (fingerprint(each) for each in (text, text[:380] + "又及新闻完毕了", text[::-1]))
    assert one is not None
    assert edited is not None
    assert other is not None
    assert [share >= COPY for share in similarities(one, [edited, other])] == [True, False]


def test_a_long_text_is_compared_by_its_start() -> None:
    """What comes after the first 65,536 characters changes the key alone."""
    long = [f"{number:07}" for number in range(9000)]
    one, other = _made(long), _made([*long, "more"])
    assert one.signature == other.signature
    assert one.key != other.key
