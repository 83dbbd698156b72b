"""Receivers of webhooks, good ones and bad ones, each on a port of its own."""

import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from deliveries import Delivery, is_signed, parse

PATH = "/hook"
SLOW_SECONDS = 0.5
# The failing receiver fails so often at first, and then each time after so many.
FIRST_FAILURES = 20
FAILS_EACH = 5


class Receiver:
    """Takes every delivery at once. The bad ones are told apart by `answer`."""

    is_good = True

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.faults: list[str] = []
        # Known once the webhook was made.
        self.secret: str | None = None
        self.stopped = threading.Event()
        self.server = Listener(self)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}{PATH}"

    def close(self) -> None:
        """Stops listening."""
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def receive(self, request: BaseHTTPRequestHandler) -> None:
        """Looks at a delivery and answers it."""
        if request.path != PATH:
            self.faults.append(f"a redirection to {request.path} was followed")
        length = int(request.headers["Content-Length"])
        body = request.rfile.read(length)
        if len(body) < length:
            raise ConnectionError("the sender was killed")
        headers = {name.lower(): value for name, value in request.headers.items()}
        if self.secret is not None and not is_signed(self.secret, headers, body):
            self.faults.append(f"a delivery is not signed right: {headers}")
        status = self.answer(request)
        is_taken = 200 <= status < 300
        self.deliveries.append(parse(headers, body, is_taken, time.monotonic()))
        if status:
            request.send_response(status)
            if status == 302:
                request.send_header("Location", f"{self.url}/elsewhere")
            request.send_header("Content-Length", "0")
            request.end_headers()

    def answer(self, request: BaseHTTPRequestHandler) -> int:
        """The status to answer with; 0 for none."""
        return 204


class Slow(Receiver):
    """Takes its time."""

    def answer(self, request: BaseHTTPRequestHandler) -> int:
        time.sleep(SLOW_SECONDS)
        return 200


class Failing(Receiver):
    """Takes nothing at first, and most things later."""

    def __init__(self) -> None:
        self.requests = 0
        super().__init__()

    def answer(self, request: BaseHTTPRequestHandler) -> int:
        self.requests += 1
        is_failing = self.requests <= FIRST_FAILURES or self.requests % FAILS_EACH == 0
        return 500 if is_failing else 200


class Resetting(Receiver):
    """Breaks the connection off instead of an answer."""

    is_good = False

    def answer(self, request: BaseHTTPRequestHandler) -> int:
        option = struct.pack("ii", 1, 0)
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
        request.connection.close()
        request.close_connection = True
        return 0


class Redirecting(Receiver):
    """Sends senders elsewhere, where they must not go."""

    is_good = False

    def answer(self, request: BaseHTTPRequestHandler) -> int:
        return 302


class Silent(Receiver):
    """Never answers."""

    is_good = False

    def answer(self, request: BaseHTTPRequestHandler) -> int:
        self.stopped.wait()
        request.close_connection = True
        return 0


class Closed(Receiver):
    """Does not even listen."""

    is_good = False

    def __init__(self) -> None:
        super().__init__()
        self.port = self.server.server_port
        super().close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    def close(self) -> None:
        """It is closed."""


class Listener(ThreadingHTTPServer):
    """The port of a receiver."""

    daemon_threads = True

    def __init__(self, receiver: Receiver):
        self.receiver = receiver
        super().__init__(("127.0.0.1", 0), handler(receiver))

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is killed breaks off; anything else is wrong with the delivery."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            self.receiver.faults.append(f"a delivery can't be read: {error!r}")


def handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    """What hands the requests to a receiver."""

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 - the name that the library wants
            """A delivery, or what is sent in its place."""
            receiver.receive(self)

        def do_GET(self) -> None:  # noqa: N802
            """What a sender does who follows a redirection."""
            receiver.faults.append("a redirection was followed")
            self.send_error(405)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing is printed."""

    return Handler
