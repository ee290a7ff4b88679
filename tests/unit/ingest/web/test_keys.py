"""API keys: who is let in, and what happens when the file changes."""

import os
from pathlib import Path

import pytest

from services.ingest.web import keys as keys_module
from services.ingest.web.keys import Keys, KeysError, new_key


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where keys are kept."""
    return tmp_path / "keys.toml"


@pytest.fixture(autouse=True)
def _always_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "RELOAD_SECONDS", 0)


def name_of(keys: Keys, authorization: str | None) -> str | None:
    """Whom a header lets in."""
    client = keys.client(authorization)
    return client.name if client else None


def test_key_lets_its_holder_in(file: Path) -> None:
    """Each key stands for its name; anything else for nobody."""
    (one, entry), (other, second) = new_key("bgnes-scraper", None), new_key("lab.2", 5)
    file.write_text(entry + second)
    keys = Keys(file)
    asked = [f"Bearer {one}", f"bearer  {other}", f"Bearer {one}x", f"Basic {one}", one, "Bearer ", "", None]
    assert [name_of(keys, each) for each in asked] == [
        *("bgnes-scraper", "lab.2"),
        *(None for _ in asked[2:]),
    ]


def test_file_holds_no_key(file: Path) -> None:
    """What is written down does not let anybody in."""
    key, entry = new_key("scraper", None)
    file.write_text(entry)
    stored = entry.split('"')[1]
    assert key not in entry
    assert name_of(Keys(file), f"Bearer {stored}") is None


def test_change_without_a_restart(file: Path) -> None:
    """A new file is read; who is in it as before keeps what it has used of its rate."""
    (kept, kept_entry), (gone, gone_entry) = new_key("kept", 2), new_key("gone", None)
    file.write_text(kept_entry + gone_entry)
    keys = Keys(file)
    before = keys.client(f"Bearer {kept}")
    added, added_entry = new_key("added", None)
    file.write_text(kept_entry + added_entry)
    found = [name_of(keys, f"Bearer {key}") for key in (kept, gone, added)]
    assert found == ["kept", None, "added"]
    assert keys.client(f"Bearer {kept}") is before


@pytest.mark.parametrize("content", ["[broken", "[x]\nsha256 = 'no hash'\n", None])
def test_file_that_became_unusable(file: Path, content: str | None) -> None:
    """A file with a mistake, or without itself, leaves the keys as they were."""
    key, entry = new_key("scraper", None)
    file.write_text(entry)
    keys = Keys(file)
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    assert name_of(keys, f"Bearer {key}") == "scraper"
    file.write_text("")
    os.utime(file, (1, 1))
    assert name_of(keys, f"Bearer {key}") is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[x", "Expected"),
        ("x = 1", r"\[x\] Input should be"),
        ("['a b']\nsha256 = '" + "0" * 64 + "'", "String should match pattern"),
        ("[x]\nsha256 = 'SECRET'", r"\[x.sha256\] String should match"),
        ("[x]\nsha256 = '" + "0" * 64 + "'\nrate = 5", r"\[x.rate\] Extra inputs"),
        ("[x]\nsha256 = '" + "0" * 64 + "'\narticles_per_second = 0", "greater than 0"),
    ],
)
def test_unusable_file(file: Path, content: str, words: str) -> None:
    """A file that cannot be used is named with the table and what is wrong, and never with a hash."""
    file.write_text(content)
    with pytest.raises(KeysError, match=words) as raised:
        Keys(file)
    assert str(file) in str(raised.value)
    assert "SECRET" not in str(raised.value)


def test_no_file(file: Path) -> None:
    """Without its file nothing begins."""
    with pytest.raises(KeysError, match="No such file"):
        Keys(file)


def test_bad_name() -> None:
    """A name is a word, because it stands in logs and metrics."""
    with pytest.raises(KeysError, match="pattern"):
        new_key("two words", None)
