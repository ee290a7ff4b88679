"""What is written to the logs, and what is not."""

import json
import logging
import subprocess
import sys

import pytest

from services.runtime.logs import REPEAT_SECONDS, Repeats


class Written:
    """A filter with a clock, and what it lets through."""

    def __init__(self) -> None:
        self.now = 0.0
        self.repeats = Repeats(lambda: self.now)

    def say(self, message: str, *values: object, name: str = "aiokafka", level: int = logging.ERROR) -> str:
        """What is written of it; nothing: an empty text."""
        record = logging.LogRecord(name, level, __file__, 1, message, values, None)
        return record.getMessage() if self.repeats.filter(record) else ""


def test_a_library_repeats_itself_only_now_and_then() -> None:
    """The first is written, the next ones are counted, and the count comes with the next that is written."""
    written = Written()
    said = []
    for _ in range(25):
        said.append(written.say("no node %s: %s", 1, "refused"))
        written.now += REPEAT_SECONDS / 10
    assert [one for one in said if one] == [
        "no node 1: refused",
        "no node 1: refused [and 9 more like it]",
        "no node 1: refused [and 9 more like it]",
    ]


def test_different_things_are_all_written() -> None:
    """Another text, logger or level is another thing."""
    written = Written()
    assert all(
        [
            written.say("no node %s", 1),
            written.say("no topic %s", 1),
            written.say("no node %s", 1, name="faust"),
            written.say("no node %s", 1, level=logging.WARNING),
        ]
    )


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_tells_no_values(form: str) -> None:
    """Variables of a frame may be a password or a page: none of them is written, the frames are."""
    program = f"""
import structlog
from services.runtime.logs import configure
from services.runtime.settings import LogSettings
configure("enrich", LogSettings(format="{form}"))
def connect(password):
    raise ValueError("no such database")
try:
    connect("the " + "secret")
except ValueError:
    structlog.get_logger().exception("failed")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "the secret" not in ended.stderr
    assert "no such database" in ended.stderr
    assert "connect" in ended.stderr


def test_every_event_of_ours_is_written() -> None:
    """The same event twice at once is two lines."""
    program = """
import structlog
from services.runtime.logs import configure
from services.runtime.settings import LogSettings
configure("enrich", LogSettings(format="json"))
for number in range(2):
    structlog.get_logger().info("batch", messages=number)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [json.loads(line)["messages"] for line in ended.stderr.splitlines()] == [0, 1]
