"""Whether a server serves: asked over its own protocol, because an open port is not yet a server."""

import http.client
import json
import socket
import struct
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

ANSWER_SECONDS = 3.0  # a service's own checks may take two

# ApiVersions version 0, correlation id 7, no client id: the one request that every broker answers.
KAFKA_HELLO = struct.pack(">ihhih", 10, 18, 0, 7, -1)
# StartupMessage of protocol 3.0; an R asks for the password, an E says "not yet".
POSTGRES_HELLO = struct.pack(">ii", 21, 196_608) + b"user\0nobody\0\0"


Condition: TypeAlias = Literal["ready", "paused", "not ready"]
"""`paused`: it is there and well, and waits for a person to look at its dead letters."""


def is_ready(address: str) -> bool:
    """Whether the server at `kafka://`, `postgres://` or `http://host:port/path` (200) serves now."""
    return condition(address) == "ready"


def condition(address: str) -> Condition:
    """How the server at such an address is now. Raises `ValueError` for any other."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 0
    try:
        match parts.scheme:
            case "kafka":
                well = _answer(host, port, KAFKA_HELLO)[4:8] == struct.pack(">i", 7)
            case "postgres":
                well = _answer(host, port, POSTGRES_HELLO)[:1] == b"R"
            case "http":
                return _service(host, port, parts.path)
            case _:
                raise ValueError(f"nobody knows how to ask {address}")
    except (OSError, http.client.HTTPException):
        return "not ready"
    return "ready" if well else "not ready"


def _answer(host: str, port: int, hello: bytes) -> bytes:
    with socket.create_connection((host, port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(hello)
        return connection.recv(4096)  # all of it: closing with a rest unread would be logged as an error


def _service(host: str, port: int, path: str) -> Condition:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)  # knows no proxies
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status == http.client.OK:
            return "ready"
        return "paused" if _failing(answer.read()) == {"flood"} else "not ready"
    finally:
        connection.close()


def _failing(body: bytes) -> set[str]:
    """The checks that fail, as a service of ours says; none where it is no service of ours."""
    try:
        return {name for name, found in json.loads(body)["checks"].items() if found != "ok"}
    except (ValueError, TypeError, KeyError):
        return set()
