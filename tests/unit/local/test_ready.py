"""Asking a server whether it serves; the real ones are asked in every integration test."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from local import ready
from local.home import LOCALHOST, free_port


@contextmanager
def listener(reply: bytes) -> Iterator[int]:
    """The port of a server that answers one connection with these bytes."""
    with socket.create_server((LOCALHOST, 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(reply)

        thread = Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("scheme", "reply", "expected"),
    [
        ("kafka", b"\0\0\0\x06\0\0\0\x07\0\0", True),
        ("kafka", b"HTTP/1.1 400 Bad Request\r\n", False),
        ("kafka", b"", False),
        ("postgres", b"R\0\0\0\x17", True),
        ("postgres", b"E\0\0\0\x55SFATAL\0", False),
        ("http", b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", True),
        ("http", b"HTTP/1.1 503 Service Unavailable\r\n\r\n", False),
        ("http", b"", False),
    ],
)
def test_only_the_right_answer_counts(scheme: str, reply: bytes, expected: bool) -> None:  # noqa: FBT001 - a column
    """A server that refuses, is still starting or speaks another protocol is not ready."""
    with listener(reply) as port:
        assert ready.is_ready(f"{scheme}://{LOCALHOST}:{port}/readyz") is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"checks": {"kafka": "ok", "flood": "PausedError: 6 of the last 6"}}', "paused"),
        (b'{"checks": {"kafka": "no answer", "flood": "PausedError: 6 of the last 6"}}', "not ready"),
        (b'{"checks": {"kafka": "no answer", "flood": "ok"}}', "not ready"),
        (b'{"checks": {}}', "not ready"),
        (b"[]", "not ready"),
        (b"later", "not ready"),
    ],
)
def test_a_service_that_waits_for_a_person_is_paused(body: bytes, expected: ready.Condition) -> None:
    """Where dead letters are all that is wrong, it has started; whatever else is wrong, it has not."""
    with listener(b"HTTP/1.1 503 Service Unavailable\r\n\r\n" + body) as port:
        assert ready.condition(f"http://{LOCALHOST}:{port}/readyz") == expected


@pytest.mark.parametrize("scheme", ["kafka", "postgres", "http"])
def test_a_closed_port_is_not_ready(scheme: str) -> None:
    """No listener is no error."""
    assert not ready.is_ready(f"{scheme}://{LOCALHOST}:{free_port()}/readyz")


def test_an_unknown_protocol_is_an_error() -> None:
    """A plan with a wrong address does not wait for ever."""
    with pytest.raises(ValueError, match=r"^nobody knows how to ask ftp://127\.0\.0\.1:1$"):
        ready.is_ready("ftp://127.0.0.1:1")
