"""What three detectors and the vocabulary say about a text: numbers per language, to be weighed."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from types import ModuleType
from typing import Final, NamedTuple

import eldc
import numpy as np
import pycld2
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.read.language.vocabulary import familiarity, vocabulary

Floats = NDArray[np.float64]

KINDS: Final = (
    "py3langid",
    "py3langid lacks it",
    "eldc",
    "eldc, by length",
    "eldc lacks it",
    "eldc lacks it, by length",
    "pycld2 share",
    "pycld2 first",
    "pycld2 first, by length",
    "vocabulary",
    "vocabulary lacks it",
)
"""The rows of `evidence`; pycld2 lacks none of the languages."""
# The detectors' codes for what is called otherwise here; varieties that count as their standard language.
_SAME: Final = {
    "no": "nb",
    "iw": "he",
    "jw": "jv",
    "in": "id",
    "fil": "tl",
    "ary": "ar",
    "arz": "ar",
    "gom": "mr",
    "grc": "el",
    "hbo": "he",
    "sdh": "ku",
    "uzs": "uz",
    "wuu": "zh",
    "yue": "zh",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]+")
"""pycld2 raises on these."""
_LEAST: Final = -8.0
"""py3langid's scaled score of a language that it excludes."""
_MIDDLE: Final = -4.0
"""And what stands for a language that it does not know, beside a weight of its own."""
_WHOLE: Final = 90
"""Percent of a text that pycld2 gives to a language when it has no doubt."""
_AHEAD: Final = 0.05
"""What eldc's best score is above the next one when it has none."""
_BEHIND: Final = -0.6
"""eldc's score of a language that is not among its best 20, against the best."""
_REMEMBERED: Final = 16
"""Texts whose answers are remembered: a short text, or a paragraph, is asked for up to three times."""


class _Columns(NamedTuple):
    """For one list of labels: where the detectors' languages stand in it, and what holds for every text."""

    at: Mapping[str, int]
    """By code, of any detector."""
    py3langid: Sequence[str]
    """Its codes."""
    py3langid_at: NDArray[np.intp]
    """The label of each."""
    vocabulary: NDArray[np.intp]
    rows: Floats
    """`evidence` of a text of which nothing is known."""


def evidence(text: str, labels: tuple[str, ...]) -> Floats:
    """Numbers of the shape (`KINDS`, `labels`), larger for a likelier language. `text` has letters."""
    columns = _columns(labels)
    length = len(text.encode("utf-8", errors="surrogatepass"))
    scale = math.log(length) / 5
    rows = columns.rows.copy()
    _add_py3langid(rows[0], text, columns)
    if scores := _eldc_scores(text):
        best = max(scores.values())
        for code, score in scores.items():
            if (at := columns.at.get(code)) is not None:
                rows[2, at] = max(_BEHIND, score - best)
        rows[3] = rows[2] * (math.sqrt(length) / 5)
        rows[5] = rows[4] * scale
    else:
        rows[2:6] = 0
    _add_pycld2(rows[6], text, columns)
    if (best := rows[6].max()) > 0:
        rows[7] = rows[6] == best
        rows[8] = rows[7] * scale
    familiar = familiarity(text)
    rows[9, columns.vocabulary] = familiar.above_floor
    rows[10] *= familiar.known
    return rows


def shared_labels() -> set[str]:
    """The languages that two of the detectors know."""
    known = Counter(label for codes in _codes().values() for label in set(map(_label, codes)))
    return {label for label, detectors in known.items() if detectors > 1}


def quick_guess(text: str) -> str | None:
    """The label that pycld2 alone gives (15 us for a paragraph); None when it cannot say."""
    code = _pycld2_shares(text)[0][0]
    return None if code == "un" else _label(code)


def agreed_guess(text: str) -> str | None:
    """The label that the two fast detectors give, each without doubt (40 us); None where they do not agree.

    Of open sentences of 60 code points and more 68 % have one, and 0.16 % of these are in another language:
    in 0.14 % all the evidence is as wrong.
    """
    code, percent = _pycld2_shares(text)[0]
    if percent < _WHOLE:
        return None
    scores = _eldc_scores(text)
    first, second = nlargest(2, (*scores.values(), 0.0, 0.0))
    label = _label(code)
    return label if first - second > _AHEAD and _label(max(scores, key=scores.__getitem__)) == label else None


def _add_py3langid(row: Floats, text: str, columns: _Columns) -> None:
    """Logarithm of its share against the best one's; the shares are softened by the root of the length."""
    shares = dict(_identifier().rank(text))
    known = np.fromiter(map(shares.__getitem__, columns.py3langid), np.float64, len(columns.py3langid))
    best = max(shares.values())
    with np.errstate(divide="ignore"):  # a share of nothing
        scores = np.log(known / best)
    sure = scores > _LEAST
    np.maximum.at(row, columns.py3langid_at[sure], scores[sure])


def _add_pycld2(row: Floats, text: str, columns: _Columns) -> None:
    """The share of the text that it gives to each of up to three languages."""
    for code, percent in _pycld2_shares(text):
        if (at := columns.at.get(code)) is not None:
            row[at] += percent / 100


@lru_cache(maxsize=_REMEMBERED)
def _pycld2_shares(text: str) -> Sequence[tuple[str, int]]:
    """Its first three languages, and the percent of the text in each."""
    _, _, details = pycld2.detect(_CONTROL.sub(" ", text), isPlainText=True, bestEffort=True)
    return [(code, percent) for _, code, percent, _ in details]


@lru_cache(maxsize=_REMEMBERED)
def _eldc_scores(text: str) -> Mapping[str, float]:
    """Its best 20 languages."""
    scores: Mapping[str, float] = _eldc().detect_details(text).scores
    return scores


def _label(code: str) -> str:
    base = code.partition("-")[0]
    return _SAME.get(base, base)


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, Sequence[str]]:
    return {
        "py3langid": [code for code in _identifier().labels if code != "zxx"],  # no language
        "eldc": eldc.LANGUAGES,
        "pycld2": [code for _, code in pycld2.LANGUAGES if not code.startswith(("un", "xx", "zz"))],
    }


@lru_cache(maxsize=1)
def _columns(labels: tuple[str, ...]) -> _Columns:
    known = {name: {_label(code) for code in codes} for name, codes in _codes().items()}
    known["vocabulary"] = set(vocabulary().languages)
    lacks = {name: np.array([float(label not in has) for label in labels]) for name, has in known.items()}
    rows = np.zeros((len(KINDS), len(labels)))
    rows[0] = np.where(lacks["py3langid"], _MIDDLE, _LEAST)
    rows[1] = lacks["py3langid"]
    rows[2] = np.where(lacks["eldc"], 0.0, _BEHIND)
    rows[4] = lacks["eldc"]
    rows[10] = lacks["vocabulary"]
    codes = {code for detector in _codes().values() for code in detector}
    at = {code: labels.index(_label(code)) for code in codes if _label(code) in labels}
    ranked = [code for code in dict.fromkeys(_codes()["py3langid"]) if code in at]
    return _Columns(
        at=at,
        py3langid=ranked,
        py3langid_at=np.array([at[code] for code in ranked], dtype=np.intp),
        vocabulary=np.array([labels.index(label) for label in vocabulary().languages], dtype=np.intp),
        rows=rows,
    )


@lru_cache(maxsize=1)
def _eldc() -> ModuleType:
    eldc.init()
    eldc.set_scores(20)
    return eldc


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
