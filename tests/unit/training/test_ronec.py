"""Persons of RONEC, their names and their roles."""

from training.entity_texts import Marked, Name, labelled
from training.ronec import untitled

TEXT = "Ministrul Ion Pop și Premierul. Un ministrul, alt ministrul, un premierul, alt premierul."


def test_untitled() -> None:
    """A person is cut to its name, one without a name is left out; both stay as roles."""
    persons = [
        {"start": 0, "end": 17, "type": "PER"},
        {"start": 21, "end": 30, "type": "PER"},
    ]
    row = {"text": TEXT, "entities": persons}
    assert list(untitled([row])) == [
        {**row, "entities": [{"start": 10, "end": 17, "type": "PER"}], "roles": persons}
    ]


def test_labels() -> None:
    """A name within a role goes on with it, and one beside it begins anew."""
    names = (Name(10, 17, "PER"), Name(18, 21, "PER"))
    text = Marked(
        "ro", "RONEC-v2", "valid", "Ministrul Ion Pop Dan vine", names, scored=False, roles=((0, 17),)
    )
    assert labelled(text)[1].tolist() == [11, 2, 2, 1, 0]
