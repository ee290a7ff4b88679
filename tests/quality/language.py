"""Languages of short and long texts; lingua (high accuracy), py3langid and a vote beside ours in one run."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from statistics import mean
from typing import Final, NamedTuple

import eldc
from lingua import LanguageDetectorBuilder
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.read.language.detection import detect
from services.enrich.read.language.evidence import quick_guess
from tests.quality.corpora import LabelledText, long_texts, short_texts
from tests.quality.tables import table

SURE: Final = 0.9


class Answer(NamedTuple):
    """What was said of a text; whether it is right, and sure."""

    language: str
    right: bool
    sure: bool


def tables() -> None:
    """Accuracy (macro over languages), certainty and speed."""
    detectors: dict[str, Callable[[str], tuple[str, float]]] = {
        "ours": _ours,
        "lingua": _lingua(),
        "py3langid": _py3langid(),
        "vote": _vote(),
    }
    for title, texts in (("Short texts", list(short_texts())), ("Articles", list(long_texts()))):
        answers, rates = {}, {}
        for name, detector in detectors.items():
            start = time.process_time()
            answers[name] = _answers(texts, detector)
            rates[name] = len(texts) / (time.process_time() - start)
        _accuracy(f"{title}: language, right", answers)
        table(f"{title} a second of one core", list(rates), [[f"{rate:.0f}" for rate in rates.values()]])


def _answers(
    texts: Iterable[LabelledText], detector: Callable[[str], tuple[str, float]]
) -> Mapping[str, list[Answer]]:
    """By corpus, and by half of it: numbers were set on one, and the other must not fall behind it."""
    answers = defaultdict(list)
    for text in texts:
        tag, confidence = detector(text.text)
        right = tag.partition("-")[0] == text.language.partition("-")[0]
        half = "second half" if sha256(text.text.encode()).digest()[-1] % 2 else "first half"
        for corpus in (text.corpus, f"{text.corpus}, {half}"):
            answers[corpus].append(Answer(text.language, right, confidence > SURE))
    return answers


def _accuracy(title: str, answers: Mapping[str, Mapping[str, list[Answer]]]) -> None:
    rows = []
    for corpus, ours in sorted(answers["ours"].items()):
        shares = [f"{_macro(found[corpus]):.4f}" for found in answers.values()]
        sure = mean(answer.sure for answer in ours)
        wrong = mean(answer.sure and not answer.right for answer in ours)
        rows.append([corpus, str(len(ours)), *shares, f"{sure:.4f}", f"{wrong:.4f}"])
    header = ["corpus", "texts", *answers, f"ours above {SURE}", "of these wrong, of all"]
    table(title, header, rows)


def _macro(answers: Iterable[Answer]) -> float:
    """The mean over the languages of the share that is right."""
    by_language = defaultdict(list)
    for answer in answers:
        by_language[answer.language].append(answer.right)
    return mean(mean(right) for right in by_language.values())


def _ours(text: str) -> tuple[str, float]:
    found = detect(text)
    return found.tag, found.confidence


def _lingua() -> Callable[[str], tuple[str, float]]:
    detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def answer(text: str) -> tuple[str, float]:
        found = detector.detect_language_of(text)
        return (found.iso_code_639_1.name.lower() if found else "und"), 0.0

    return answer


def _py3langid() -> Callable[[str], tuple[str, float]]:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def answer(text: str) -> tuple[str, float]:
        label, confidence = identifier.classify(text)
        return ("nb" if label == "no" else label), confidence

    return answer


def _vote() -> Callable[[str], tuple[str, float]]:
    """The best known before: py3langid where pycld2 agrees, else eldc where it agrees with one of them.

    Else py3langid when it is sure or eldc says nothing; none tells Croatian, Bosnian and Serbian apart.
    """
    main = _py3langid()
    eldc.init()

    def answer(text: str) -> tuple[str, float]:
        first, confidence = main(text)
        second, third = quick_guess(text), eldc.detect(text) or "und"
        is_first = first in {second, third} or (second != third and confidence >= SURE)
        return (first if is_first or third == "und" else third), confidence

    return answer
