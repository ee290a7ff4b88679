"""How well and how fast pages are read, each figure beside its reference.

python -m tests.quality.report [PART...]
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from typing import Final

from tests.quality import (
    addresses,
    copies,
    entities,
    heads,
    html,
    identity,
    language,
    mojibake,
    plain,
    related,
    speed,
)
from tests.quality.corpora import DATA

PARTS: Final[dict[str, Callable[[], None]]] = {
    "speed": speed.tables,
    "plain": plain.tables,
    "entities": entities.tables,
    "identity": identity.tables,
    "heads": heads.tables,
    "language": language.tables,
    "html": html.tables,
    "mojibake": mojibake.tables,
    "related": related.tables,
    "addresses": addresses.tables,
    "copies": copies.tables,
}


def main() -> int:
    """Run the report; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.report", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without one")
    asked = parser.parse_args().parts or list(PARTS)
    if unknown := [part for part in asked if part not in PARTS]:
        parser.error(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    logging.disable(logging.CRITICAL)  # trafilatura tells of every page without text
    if not DATA.is_dir():
        sys.stdout.write(f"not run: no test data at {DATA}; set VESTNIK_DATA to the folder that holds it\n")
        return int(os.environ.get("CI") == "true")
    for part in asked:
        PARTS[part]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
