"""A server and its load, for the benchmarks of what a server does when there is too much."""

import http.client
import json
import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE / ".build"
BINARY = HERE.parent / ".build" / "release" / "docket"
TOKEN = "sandbox-token"
COMPANY = "/v1/Companies(14146)"
CUSTOMER = "659c2a38-d083-4421-9330-46d779702f85"
START_SECONDS = 60


def open_loop() -> Path:
    """The program that makes the load, compiled."""
    BUILT.mkdir(exist_ok=True)
    program = BUILT / "open-loop"
    source = HERE / "open-loop.c"
    subprocess.run(["gcc", "-O2", "-Wall", "-o", program, source], check=True)
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """A server on a new sandbox, in the file system of the project."""

    port: int
    pid: int
    folder: Path

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def resident_mb(self) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0

    def ask(self, method: str, path: str, body: str | None = None) -> bytes:
        """One request that must go well."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return content


@contextmanager
def server(binary: Path, arguments: Sequence[str] = ()) -> Iterator[Server]:
    """Starts a server, and takes it away with its folder."""
    BUILT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT, prefix="loaded.") as name:
        folder = Path(name)
        port = free_port()
        with (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [
                    binary, "serve", "--sandbox", "--port", str(port),
                    "--database", f"sqlite:{folder / 'docket.db'}",
                    # How often one token may ask is not what is measured.
                    "--rate-limit", "1000000000", "--anonymous-rate-limit", "1000000000",
                    *arguments,
                ],
                stdout=log, stderr=log,
            )
        try:
            await_listening(port, process)
            yield Server(port, process.pid, folder)
        finally:
            process.kill()
            process.wait()


def await_listening(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(START_SECONDS * 100):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise RuntimeError("the server does not listen")


# What is sent


def order(items: int = 3, notes: str = "Dented corner") -> str:
    """An OrderFull whose references are in the sandbox."""
    return json.dumps({
        "Name": "iPhone 5 Order", "BillingCustomerId": CUSTOMER, "EmployeeId": 15,
        "DiscountAmount": 15, "EntityId": 14202, "OrderTypeId": 3, "State": "Pending",
        "Items": [
            {
                "Cost": random.randint(1, 5000) / 100, "Description": "Samsung Galaxy S4 Battery",
                "ItemStatusId": 1, "ItemTypeId": "1", "Index": index, "Notes": notes,
                "Quantity": 2, "SellingPrice": random.randint(1, 8000) / 100,
                "SerialNumbers": [f"abc{index}"], "SKU": f"{random.randint(0, 99999):05}",
            }
            for index in range(items)
        ],
    })


def request(method: str, path: str, body: str = "") -> bytes:
    """A request as it goes over the wire."""
    fields = f"Host: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    if body:
        fields += f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n"
    return f"{method} {path} HTTP/1.1\r\n{fields}\r\n{body}".encode()


def requests(server: Server, kind: str, count: int = 64) -> list[Path]:
    """Files with requests: `create`, `read`, `list`, or `mixed`, of which a fifth create."""
    ids: list[str] = []
    if kind != "create":
        for _ in range(count):
            document = json.loads(server.ask("POST", f"{COMPANY}/OrderFull", order()))
            ids.append(document["Id"])
    files = []
    for number in range(count):
        if kind == "create" or (kind == "mixed" and number % 5 == 0):
            content = request("POST", f"{COMPANY}/OrderFull", order())
        elif kind == "list":
            # As a page, an answer says its length.
            content = request("GET", f"{COMPANY}/OrderFull?$top=50&$skip={number % 14}")
        else:
            content = request("GET", f"{COMPANY}/OrderFull({ids[number]})")
        file = server.folder / f"{kind}-{number}.request"
        file.write_bytes(content)
        files.append(file)
    return files


# Load


class Load:
    """A load under way."""

    def __init__(
        self, server: Server, files: Sequence[Path], *, connections: int, rate: float,
        seconds: float,
    ):
        self.process = subprocess.Popen(
            [
                BUILT / "open-loop", str(server.port), str(connections), str(rate), str(seconds),
                *files,
            ],
            stdout=subprocess.PIPE, text=True,
        )
        assert self.process.stdout is not None
        # All its connections are open.
        if self.process.stdout.readline() != "connected\n":
            raise RuntimeError("the load could not begin")

    def figures(self) -> dict[str, float]:
        """What came of it, once it is over."""
        output, _ = self.process.communicate()
        if self.process.returncode:
            raise RuntimeError("the load broke off")
        return {name: float(value) for name, value in map(str.split, output.splitlines())}
