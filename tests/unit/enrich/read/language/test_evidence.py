"""What detectors and vocabulary say."""

from services.enrich.read.language.evidence import KINDS, agreed_guess, evidence, quick_guess, shared_labels

LABELS = tuple(sorted(shared_labels()))


def test_detectors_agree() -> None:
    """Of a clear sentence every detector says the same; a language that one lacks is marked."""
    rows = evidence("Кметът на града обяви, че мостът ще бъде отворен за движение.", LABELS)
    assert rows.shape == (len(KINDS), len(LABELS))
    detectors = [KINDS.index(name) for name in ("py3langid", "eldc", "pycld2 first")]
    bulgarian, russian = (rows[detectors, LABELS.index(label)] for label in ("bg", "ru"))
    assert (bulgarian > russian).tolist() == [True, True, True]
    assert [rows[KINDS.index("eldc lacks it"), LABELS.index(label)] for label in ("bg", "mk")] == [0, 1]


def test_labels() -> None:
    """The detectors' own codes are brought to one label each."""
    assert {"nb", "he", "zh"} <= shared_labels()
    assert not {"no", "iw", "zxx", "un"} & shared_labels()


def test_quick_guess() -> None:
    """The fast detector names a language, or none."""
    assert quick_guess("Ο δήμαρχος ανακοίνωσε ότι η γέφυρα θα ανοίξει.") == "el"
    assert quick_guess("1234") is None


def test_agreed_guess() -> None:
    """What the two fast detectors say in one voice; one of them lacks Macedonian."""
    assert agreed_guess("Ο δήμαρχος ανακοίνωσε ότι η γέφυρα θα ανοίξει την Παρασκευή.") == "el"
    half = "The mayor said that the bridge will open. Ο δήμαρχος ανακοίνωσε ότι η γέφυρα θα ανοίξει."
    macedonian = "Градоначалникот изјави дека мостот ќе биде отворен во петок наутро."
    assert [agreed_guess(text) for text in (macedonian, half, "1234", "")] == [None] * 4
