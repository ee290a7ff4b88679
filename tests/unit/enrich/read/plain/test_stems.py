"""The beginnings of words."""

from services.enrich.read.plain.stems import count_words, stems


def test_endings() -> None:
    """Words are the same whatever their case and endings; short ones do not count."""
    assert stems("The harbour of Harbourside") == stems("HARBOUR") == {"harbo"}


def test_turkish() -> None:
    """Capitals of Turkish are the same letters."""
    assert stems("HELİKOPTER YAPIYOR") == stems("helikopter yapıyor") == {"helik", "yapiy"}


def test_unspaced() -> None:
    """Without spaces between words, pairs of letters stand for them."""
    assert stems("气象庁发表了注意") == {"气象", "象庁", "庁发", "发表", "表了", "了注", "注意"}
    assert count_words("气象庁发表了注意", stems("气象庁发表了注意")) == 2
    assert count_words("The harbour", stems("The harbour")) == 1
