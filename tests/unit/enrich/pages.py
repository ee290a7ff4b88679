"""Readers that misbehave, by what the page says. A child process imports them by name."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from services.runtime.errors import PermanentError
from tests.unit.enrich.messages import article


def _endless() -> object:
    return [_endless()]


ENDS: Final[dict[str, Callable[[], object]]] = {
    "hang": lambda: time.sleep(60),
    "hang-in-c": lambda: ctypes.PyDLL(None).sleep(60),  # no Python runs, so no handler of a signal either
    "burn": lambda: sum(number for number in range(10**12)),
    "burn-in-c": lambda: sum(range(10**12)),
    "exit": lambda: os._exit(3),
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "eat": lambda: bytearray(3 << 30),
    "recurse": lambda: str(_endless()),
}


def read(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
    """The article of a good page; what a bad one asks for. The headline says in which process."""
    order, _, argument = (page.content or "").partition(" ")
    if order in ENDS:
        ENDS[order]()
    if order == "once" and not Path(argument).exists():
        Path(argument).touch()
        os._exit(1)
    if order == "tell-and-hang":
        sys.stdout.write("reading\n")
        sys.stdout.flush()
        time.sleep(60)
    if order == "nap":
        Path(argument).touch()
        time.sleep(0.2)
    if order == "refuse":
        raise PermanentError(Cause.NO_CONTENT, "nothing here", stage="read")
    if order == "bug":
        raise IndexError("a bug")
    return article(page.model_copy(update={"content": str(os.getpid())}), submission_id)


def slow_to_load(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
    """Takes a second the first time, as models do."""
    if not hasattr(slow_to_load, "loaded"):
        time.sleep(1)
        slow_to_load.loaded = True  # type: ignore[attr-defined]  # the state of a child
    return article(page, submission_id)


def cannot_load(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
    """Fails already with the pages that warm a child up."""
    raise FileNotFoundError("no model")
