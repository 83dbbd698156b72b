#!/usr/bin/env python3
"""Measures what slow clients do to good ones, and how long the server bears with them.

    Benchmarks/slow_clients.py [--clients 2000] [--seconds 30] [--binary PATH]

Good requests, four reads to a create, come at a steady rate, first alone, then beside slow clients:
a quarter sends its header slowly, a quarter its body, a quarter takes a short answer slowly
(slowhttptest), and a quarter takes a long list slowly, which needs a token and so is done here.

Slow connections are known by the system's table: those to the server's port that were not there
before. One is over when it is no longer established on the server's side.

slowhttptest waits by asking again and again, which takes as much of the machine as it gets; it gets
what nobody else wants, since slow clients would be on machines of their own.

Needs Linux, gcc, Python and slowhttptest; build the server first:
swift build -c release --product docket.
"""

import argparse
import socket
import subprocess
import threading
import time
from pathlib import Path

import loaded

GOOD_RATE = 500
GOOD_CONNECTIONS = 64
# Orders of the long list; it must not fit between server and client.
ORDERS = 200
RATIO_BAR = 2
LIFE_BAR_SECONDS = 20
ESTABLISHED = "01"


def main() -> None:
    parser = argparse.ArgumentParser(description="What slow clients do to good ones.")
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--binary", type=Path, default=loaded.BINARY)
    options = parser.parse_args()
    loaded.open_loop()
    with loaded.server(options.binary) as server:
        body = loaded.order(items=10, notes="n" * 4000)
        for _ in range(ORDERS):
            server.ask("POST", f"{loaded.COMPANY}/OrderFull", body)
        files = loaded.requests(server, "mixed")
        good(server, files, 5).figures()
        alone = good(server, files, options.seconds).figures()
        beside, lives = among_slow(server, files, options.clients, options.seconds)
        report(server, alone, beside, lives)


def good(server: loaded.Server, files: list[Path], seconds: float) -> loaded.Load:
    return loaded.Load(
        server, files, connections=GOOD_CONNECTIONS, rate=GOOD_RATE, seconds=seconds)


def among_slow(
    server: loaded.Server, files: list[Path], clients: int, seconds: int
) -> tuple[dict[str, float], "Lives"]:
    load = good(server, files, seconds)
    lives = Lives(server.port)
    watch = threading.Thread(target=lives.watch)
    watch.start()
    each = clients // 4
    readers = threading.Thread(target=read_slowly, args=(server.port, each, seconds))
    readers.start()
    tools = [
        subprocess.Popen(
            [
                "nice", "-n", "19", "slowhttptest", *kind,
                "-c", str(each), "-r", str(each), "-l", str(seconds), "-p", "5", "-v", "0",
                "-u", f"http://127.0.0.1:{server.port}{path}",
            ],
            stdout=subprocess.DEVNULL,
        )
        for kind, path in [
            (["-H", "-i", "5", "-x", "24"], "/health/live"),
            (["-B", "-i", "5", "-x", "10", "-s", "8192", "-t", "POST"], "/v1/oauth2/token"),
            (["-X", "-n", "5", "-z", "32", "-w", "512", "-y", "1024"], "/v1/oauth2/token"),
        ]
    ]
    figures = load.figures()
    for tool in tools:
        tool.wait()
    readers.join()
    # The last that came have their time too.
    time.sleep(LIFE_BAR_SECONDS + 2)
    lives.is_over = True
    watch.join()
    return figures, lives


class Lives:
    """How long the connections of slow clients are established on the server's side."""

    def __init__(self, port: int):
        self.port = port
        self.good = self.established()
        self.first: dict[int, float] = {}
        self.last: dict[int, float] = {}
        self.most = 0
        self.is_over = False

    def watch(self) -> None:
        while not self.is_over:
            now = time.monotonic()
            present = self.established() - self.good
            self.most = max(self.most, len(present))
            for port in present:
                self.first.setdefault(port, now)
                self.last[port] = now
            time.sleep(0.25)

    def established(self) -> set[int]:
        """The clients' ports."""
        ports = set()
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                local, remote = (int(fields[place].rsplit(":", 1)[1], 16) for place in (1, 2))
                if local == self.port and fields[3] == ESTABLISHED:
                    ports.add(remote)
        return ports

    @property
    def longest(self) -> float:
        return max((self.last[port] - self.first[port] for port in self.first), default=0)


def read_slowly(port: int, count: int, seconds: int) -> None:
    """Asks for a long list on each connection, and takes 32 bytes of it every five seconds."""
    clients: list[socket.socket] = []
    for _ in range(count):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(loaded.request("GET", f"{loaded.COMPANY}/OrderFull"))
        client.setblocking(False)
        clients.append(client)
    end = time.monotonic() + seconds
    while clients and time.monotonic() < end:
        time.sleep(min(5, max(0, end - time.monotonic())))
        clients = [client for client in clients if takes(client)]
    for client in clients:
        client.close()


def takes(client: socket.socket) -> bool:
    """Takes a little; false where the connection is over."""
    try:
        if client.recv(32):
            return True
    except BlockingIOError:
        return True
    except OSError:
        pass
    client.close()
    return False


def report(
    server: loaded.Server, alone: dict[str, float], beside: dict[str, float], lives: Lives
) -> None:
    print(f"{'':>24} {'good/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'refused':>8} {'failed':>7}")
    for name, figures in (("alone", alone), ("beside slow clients", beside)):
        print(
            f"{name:>24} {figures['ok'] / figures['seconds']:8.0f} {figures['ok_p50']:8.2f} "
            f"{figures['ok_p99']:8.2f} {figures['refused']:8.0f} {figures['failed']:7.0f}"
        )
    print(
        f"\n{len(lives.first)} slow connections, {lives.most} at once; "
        f"{server.resident_mb():.0f} MB resident"
    )
    ratio = beside["ok_p99"] / alone["ok_p99"]
    for what, value, bar, is_met in [
        ("p99 beside to alone", f"{ratio:.2f}", f"<= {RATIO_BAR}", ratio <= RATIO_BAR),
        (
            "longest slow connection", f"{lives.longest:.1f} s", f"<= {LIFE_BAR_SECONDS} s",
            lives.longest <= LIFE_BAR_SECONDS,
        ),
    ]:
        print(f"{what}: {value}; {bar}, {'met' if is_met else 'MISSED'}")


if __name__ == "__main__":
    main()
