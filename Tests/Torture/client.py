"""A small HTTP client that knows exactly what it knows.

A change is *acknowledged* when its success was read to the last byte, *refused* when a 4xx was, and
of *unknown* effect otherwise: the connection broke, or the server said itself (5xx) that something
failed.
"""

import json
import socket
import struct
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

TOKEN = "sandbox-token"
COMPANY = "/v1/Companies(14146)"
TIMEOUT_SECONDS = 60


class Outcome(Enum):
    """What a client knows of a change that it sent."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Broken(Exception):
    """The connection broke before a whole answer had come; `is_partial` if some of it had."""

    def __init__(self, text: str, is_partial: bool = False):
        self.is_partial = is_partial
        super().__init__(text)


class NotConnected(Exception):
    """Nobody listens: nothing was sent."""


@dataclass(frozen=True)
class Request:
    """A request without its connection."""

    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self, token: str | None = TOKEN) -> bytes:
        """The bytes that go over the wire."""
        content = b"" if self.body is None else json.dumps(self.body).encode()
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: docket"]
        if token is not None:
            lines.append(f"Authorization: Bearer {token}")
        if self.body is not None:
            lines.append("Content-Type: application/json")
        if self.body is not None or self.method not in ("GET", "HEAD"):
            lines.append(f"Content-Length: {len(content)}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def with_key(self, key: str) -> "Request":
        """The same request under an Idempotency-Key."""
        headers = {**self.headers, "Idempotency-Key": f'"{key}"'}
        return Request(self.method, self.path, self.body, headers)


@dataclass(frozen=True)
class Answer:
    """A whole answer; the names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def outcome(self) -> Outcome:
        """What it says of the change that was asked for."""
        if 200 <= self.status < 300:
            return Outcome.ACKNOWLEDGED
        return Outcome.REFUSED if self.status < 500 else Outcome.UNKNOWN

    @property
    def is_last(self) -> bool:
        """Whether the server closes the connection after it."""
        return self.headers.get("connection", "").lower() == "close"

    @property
    def is_replayed(self) -> bool:
        """Whether it is the first answer to this key, given again."""
        return self.headers.get("idempotent-replayed") == "true"

    @property
    def json(self) -> Any:
        """The body; amounts are exact."""
        return json.loads(self.body, parse_float=Decimal)


class Connection:
    """A connection that is kept open for one request after the other."""

    def __init__(self, port: int, token: str | None = TOKEN, timeout: float = TIMEOUT_SECONDS):
        self.token = token
        try:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        except OSError as error:
            raise NotConnected(str(error)) from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, request: Request) -> Answer:
        """Sends a request and reads its answer.

        Raises Broken where no whole answer comes.
        """
        self.write(request.encoded(self.token))
        return self.read()

    def get(self, path: str, **headers: str) -> Answer:
        """Reads a resource."""
        return self.send(Request("GET", path, headers=headers))

    def write(self, data: bytes) -> None:
        """Sends bytes as they are."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Broken(f"while sending: {error}") from error

    def read(self) -> Answer:
        """Reads the next answer to its last byte."""
        status, headers = self.read_head()
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join(iter(self.read_chunk, b""))
        else:
            body = self.read_exactly(int(headers.get("content-length", "0")))
        return Answer(status, headers, body)

    def read_head(self) -> tuple[int, dict[str, str]]:
        """Reads the status and the headers of an answer."""
        words = self.read_line(is_first=True).split(b" ", 2)
        if len(words) < 2:
            raise Broken("no status line", is_partial=True)
        headers: dict[str, str] = {}
        while line := self.read_line():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        return int(words[1]), headers

    def read_chunk(self) -> bytes:
        """Reads one chunk of a chunked body; the last one is empty."""
        size = int(self.read_line().split(b";")[0], 16)
        chunk = self.read_exactly(size)
        self.read_line()
        return chunk

    def read_line(self, is_first: bool = False) -> bytes:
        """Reads a line, without its end."""
        try:
            line = self.stream.readline(65_536)
        except OSError as error:
            raise Broken(f"while reading: {error}", is_partial=not is_first) from error
        if not line.endswith(b"\n"):
            is_partial = not is_first or len(line) > 0
            raise Broken("the answer broke off" if is_partial else "no answer", is_partial)
        return line.rstrip(b"\r\n")

    def read_exactly(self, count: int) -> bytes:
        """Reads so many bytes."""
        try:
            data = self.stream.read(count)
        except OSError as error:
            raise Broken(f"while reading: {error}", is_partial=True) from error
        if len(data) < count:
            raise Broken("the body broke off", is_partial=True)
        return data

    def close(self) -> None:
        """Closes the connection as clients do."""
        self.stream.close()
        self.socket.close()

    def reset(self) -> None:
        """Breaks the connection off: the server gets an RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()
