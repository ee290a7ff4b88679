"""Whether a server serves: asked over its own protocol, because an open port is not yet a server."""

import http.client
import socket
import struct
from urllib.parse import urlsplit

ANSWER_SECONDS = 3.0  # a service's own checks may take two

# ApiVersions version 0, correlation id 7, no client id: the one request that every broker answers.
KAFKA_HELLO = struct.pack(">ihhih", 10, 18, 0, 7, -1)
# StartupMessage of protocol 3.0; an R asks for the password, an E says "not yet".
POSTGRES_HELLO = struct.pack(">ii", 21, 196_608) + b"user\0nobody\0\0"


def is_ready(address: str) -> bool:
    """Whether the server at `kafka://`, `postgres://` or `http://host:port/path` (200) serves now."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 0
    try:
        match parts.scheme:
            case "kafka":
                return _answer(host, port, KAFKA_HELLO)[4:8] == struct.pack(">i", 7)
            case "postgres":
                return _answer(host, port, POSTGRES_HELLO)[:1] == b"R"
            case "http":
                return _status(host, port, parts.path) == http.client.OK
            case _:
                raise ValueError(f"nobody knows how to ask {address}")
    except (OSError, http.client.HTTPException):
        return False


def _answer(host: str, port: int, hello: bytes) -> bytes:
    with socket.create_connection((host, port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(hello)
        return connection.recv(4096)  # all of it: closing with a rest unread would be logged as an error


def _status(host: str, port: int, path: str) -> int:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)  # knows no proxies
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()
