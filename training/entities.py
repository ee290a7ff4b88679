"""Train the taggers of names, one for each family of languages.

python -m training.entities --data FOLDER [--check] [FAMILY...]

FOLDER has one `<language>.jsonl.gz` a language (see services/enrich/read/models/README.md); needs the
dependency group `training`. Writes `services/enrich/read/models/entities-<family>.npz` and the lists of
words that they need; takes nine minutes. `--check` writes nothing: it prints what each part of the method
adds on a topic that was not trained.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from services.enrich.read.tagging.model import file_of
from services.enrich.read.tagging.tagger import OWN, RICH
from training import person_names, place_names, transfer, word_clusters, word_marks
from training.entity_texts import learnt
from training.tagger import train

_SEEDS: Final = 5
"""The mean of so many runs: two runs differ by up to 0.8 points of F1."""
_APART: Final = {"ro": ("RONEC-v2",)}
"""Family -> sources that are its measure, where others mark names differently."""


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.entities", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="print what each part of the method adds")
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"of {', '.join(OWN)}; all without one")
    asked = parser.parse_args()
    if asked.check:
        transfer.check(asked.data)
        return 0
    for words in (place_names, person_names, word_clusters):
        sys.stdout.write(f"{words.__name__}: {words.make()} words\n")
    sys.stdout.write(f"{word_marks.__name__}: {word_marks.make(asked.data)} words\n")
    for family in asked.families or OWN:
        texts = [text for language in OWN[family] for text in learnt(asked.data, language)]
        features = train(
            file_of(family), texts, seeds=_SEEDS, richly=family in RICH, apart=_APART.get(family, ())
        )
        sys.stdout.write(f"{family}: {len(texts)} texts, {features} features\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
