"""The pages of `samples/`, ready to be submitted."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True)
class Sample:
    """One line of the manifest: what is submitted, and what must come of it."""

    name: str
    submission: dict[str, Any]
    expected: dict[str, Any]


def read_samples(folder: Path = SAMPLES) -> list[Sample]:
    """All samples in the order of their submission."""
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [_sample(folder, json.loads(line)) for line in lines]


def _sample(folder: Path, line: dict[str, Any]) -> Sample:
    file, expected = line.pop("file", None), line.pop("expect")
    if file:
        line["content"] = (folder / file).read_text(encoding="utf-8")
    return Sample(file or line["url"], line, expected)
