"""Structured logs: one event a line, JSON when nobody looks at a terminal."""

import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import structlog

from services.runtime.settings import LogSettings

REPEAT_SECONDS: Final = 10.0
"""So often at most a library says the same. While no broker answers aiokafka writes 70 lines a second."""
_MOST_TEMPLATES: Final = 1000
"""Some libraries write the values into the template."""


def configure(service: str, settings: LogSettings) -> None:
    """Send structlog and the standard library's loggers to stderr in one format."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    as_json = settings.format == "json" or (settings.format == "auto" and not sys.stderr.isatty())
    render: list[Any] = (
        [_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(Repeats())
    logging.basicConfig(level=settings.level, handlers=[handler], force=True)
    for chatty in ("aiokafka", "faust", "mode", "uvicorn"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(settings.level)))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


class Repeats(logging.Filter):
    """Lets a library say the same only now and then; the next time tells how often it was not said.

    The same is what has one logger, level and template, whatever the values in it. Our own events pass.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, int, str], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        if not isinstance(record.msg, str):  # an event of structlog is a dictionary
            return True
        what = record.name, record.levelno, record.msg
        with self._lock:
            now = self._clock()
            since, unsaid = self._said.get(what, (-REPEAT_SECONDS, 0))
            if now - since < REPEAT_SECONDS:
                self._said[what] = since, unsaid + 1
                return False
            if len(self._said) >= _MOST_TEMPLATES:
                self._said.clear()
            self._said[what] = now, 0
        if unsaid:
            record.msg, record.args = f"{record.getMessage()} [and {unsaid} more like it]", None
        return True


_tracebacks: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Without the variables of each frame: among them are passwords of connections, and whole pages."""
