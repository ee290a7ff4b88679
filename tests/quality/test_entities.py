"""Names: that a change of models, lists or rules loses none of what was reached."""

from pathlib import Path

from tests.quality.entities import held_out_names, news_names, read_scores

FLOORS = {
    "bg": 90.5,
    "ru": 87.9,
    "uk": 83.1,
    "cs": 80.0,
    "pl": 80.0,
    "sl": 82.9,
    "hr": 84.4,
    "sr-Latn": 91.6,
    "sr, from sr-Latn": 91.6,
    "sk": 68.3,
    "pt": 79.8,
    "hu": 78.8,
    "ro": 72.2,
    "ro, no titles": 74.4,
    "da": 71.5,
    "sv": 80.0,
    "en": 62.3,
    "de": 60.0,
}
"""F1 of exact spans and kinds, half a point below what `python -m tests.quality.report entities` printed."""


def test_no_language_falls_behind(shared_data: Path) -> None:
    """Persons, places and organisations are found as well as when the models were made."""
    scores = read_scores((*news_names(), *held_out_names()))
    assert {name: score.f1 for name, score in scores.items() if score.f1 < FLOORS[name]} == {}
