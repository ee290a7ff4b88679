"""A model of somebody else, brought to the real command by its setting."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples"
BROKEN = """
class Fails:
    def version(self, language): return "fails 1"
    def find_names(self, text, language):
        return [(0, len(text) + 1, "PER")] if "Northern Tern" in text else []
"""


def _page(text: str) -> str:
    return json.dumps({"content": text, "content_type": "text/plain", "fetched_at": "2026-11-25T08:00:00Z"})


PAGES = [
    _page(
        "The Grey Heron is back\n\nThe Grey Heron left the harbour on Monday morning with thirty passengers."
    ),
    _page(
        "The Northern Tern is late\n\nThe ferry did not reach the harbour on Monday morning, the crew said."
    ),
]


def _offline(model: str, folder: Path) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "services.enrich", "offline", "--workers", "1"],
        input="\n".join(PAGES),
        capture_output=True,
        check=False,
        text=True,
        env=os.environ
        | {"ENRICH_ENTITY_MODEL": model, "PYTHONPATH": str(folder), "ENRICH_PAGE_SECONDS": "60"},
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_example_of_the_documentation() -> None:
    """Its names are the entities, with mentions and salience, and the article says which model it was."""
    status, lines, errors = _offline("listed_names:Ships", EXAMPLE)
    assert (status, errors) == (0, "")
    assert [line["entities"] for line in lines] == [
        [
            {
                "type": "Product",
                "name": "Grey Heron",
                "key": "product:gr-hrn",
                "mentions": [
                    {"start": 4, "end": 14, "text": "Grey Heron"},
                    {"start": 28, "end": 38, "text": "Grey Heron"},
                ],
                "salience": 0.8,
            }
        ],
        [
            {
                "type": "Product",
                "name": "Northern Tern",
                "key": "product:nrtrn-trn",
                "mentions": [{"start": 4, "end": 17, "text": "Northern Tern"}],
                "salience": 0.6333,
            }
        ],
    ]
    assert {line["enricher"]["components"]["entities-model"] for line in lines} == {"ships 2026.11"}


def test_model_that_fails_on_one_page(tmp_path: Path) -> None:
    """That page alone is refused, with the reason."""
    (tmp_path / "broken_model.py").write_text(BROKEN, encoding="utf-8")
    status, (first, second), _ = _offline("broken_model:Fails", tmp_path)
    assert (status, first["headline"], second["line"]) == (0, "The Grey Heron is back", 2)
    assert second["error"].startswith("model-failed: the model of names: ValueError: it found (0, ")


def test_wrong_name() -> None:
    """Nothing starts; the status and the message are those of a wrong setting."""
    status, lines, errors = _offline("no_such_module:Ships", EXAMPLE)
    assert (status, lines) == (78, [])
    assert errors.startswith("cannot start: ENRICH_ENTITY_MODEL=no_such_module:Ships cannot be used (")
