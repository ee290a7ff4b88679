"""The command `key`: makes an API key, and writes down who may use it."""

import argparse
import sys
from pathlib import Path
from typing import Final

from services.ingest.web.keys import Keys, KeysError, new_key

DESCRIPTION: Final = """\
Make an API key for a scraper. The key is printed, once; the file keeps its hash. A running ingest knows it
within a second. To change a key, delete its table from the file, and make a new one.
"""
EPILOG: Final = """\
examples:
  python -m services.ingest key bgnes-scraper --file keys.toml
  python -m services.ingest key lab --rate 5 --file keys.toml
  INGEST_KEYS_FILE=keys.toml INGEST_HOST=0.0.0.0 python -m services.ingest

exit status: 0 the key is in the file; 2 it is not, for the reason given.
"""
_ONLY_OWNER: Final = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said on the command line."""
    parser.add_argument(
        "name", metavar="NAME", help="who sends, for logs and metrics: letters, digits, . _ -"
    )
    parser.add_argument(
        "--rate",
        type=float,
        metavar="N",
        help="articles a second that it may send; without it as many as it can",
    )
    parser.add_argument(
        "--file", type=Path, required=True, metavar="FILE", help="the file that INGEST_KEYS_FILE names"
    )


def run(arguments: argparse.Namespace) -> int:
    """Add a key to the file; the exit status."""
    try:
        key, entry = new_key(arguments.name, arguments.rate)
        _append(arguments.file, arguments.name, entry)
    except (KeysError, OSError) as error:
        sys.stderr.write(f"no key was made: {error}\n")
        return 2
    sys.stdout.write(f"{key}\n")
    sys.stderr.write(
        f"It is written nowhere else: give it to {arguments.name}, who sends `Authorization: Bearer KEY`.\n"
    )
    return 0


def _append(file: Path, name: str, entry: str) -> None:
    """Write the file anew beside the old one, so that a reader never sees half of it."""
    before = ""
    if file.exists():
        if name in Keys(file).names():
            raise KeysError(f"{file} has a key of {name} already; delete its table first")
        before = file.read_text(encoding="utf-8").rstrip() + "\n\n"
    beside = file.with_name(f"{file.name}.new")
    beside.touch(mode=_ONLY_OWNER)
    if file.exists():
        beside.chmod(file.stat().st_mode)
    beside.write_text(before + entry, encoding="utf-8")
    beside.replace(file)
