"""Readers of the live events (SSE) that come and go while the server is killed again and again.

Each reader closes its connection, or breaks it off, at random, and goes on with Last-Event-ID. In
the end each has seen every event once, in order, the same that the server then has.
"""

import threading
import time
from random import Random

from client import Broken, Connection, NotConnected
from eventlog import EventLog
from harness import Context, Count, Figures, Harness, demand
from history import OrderHistory, settle
from load import Load
from server import Server
from stream import EventStream

READERS = 4
WRITERS = 2
LOAD_SECONDS_MAX = 0.5
END_SECONDS = 60
# How long a reader stays at most before it comes again, in pieces that arrive.
PIECES_MAX = 40


def run(context: Context) -> Figures:
    """Load, kill, start, again and again; then everybody reads to the end."""
    random = context.random("events")
    histories: list[OrderHistory] = []
    server = Server(context.binary, context.database(), plant=context.plant)
    readers = [Reader(server, Random(random.getrandbits(64))) for _ in range(READERS)]
    with server:
        try:
            for reader in readers:
                reader.thread.start()
            for number in range(context.counts["kills"]):
                load = Load(server.port, WRITERS, f"e{number}", random).start()
                time.sleep(random.uniform(0.05, LOAD_SECONDS_MAX))
                server.kill()
                load.join()
                server.start()
                histories += load.histories
            with Connection(server.port) as connection:
                for history in histories:
                    demand(settle(history, connection))
                log = EventLog()
                demand(log.read(connection))
            wait_for(readers, log.last)
        finally:
            for reader in readers:
                reader.stopped.set()
        server.kill()
        for reader in readers:
            reader.thread.join()
            demand(reader.faults(log))
    return {
        "kills": context.counts["kills"], "events": log.last, "readers": READERS,
        "connections": sum(reader.connections for reader in readers), "missing or twice": 0,
    }


def wait_for(readers: list["Reader"], last: int) -> None:
    """Waits until all readers have seen the last event."""
    end = time.monotonic() + END_SECONDS
    while any(reader.last < last for reader in readers) and time.monotonic() < end:
        time.sleep(0.02)


class Reader:
    """A reader that comes back to where it was."""

    def __init__(self, server: Server, random: Random):
        self.server = server
        self.random = random
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.work)
        self.connections = 0
        self.last = 0
        # What it has seen: Sequence and Hash of each event.
        self.seen: list[tuple[int, str]] = []
        self.error: Exception | None = None

    def work(self) -> None:
        """Reads until it is told to stop."""
        try:
            while not self.stopped.is_set():
                try:
                    self.read_a_while()
                except (Broken, NotConnected):
                    time.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - told at the end
            self.error = error

    def read_a_while(self) -> None:
        """Reads some pieces of a stream, and breaks off or closes."""
        stream = EventStream(self.server.port, self.last)
        self.connections += 1
        try:
            for _ in range(self.random.randint(1, PIECES_MAX)):
                events = stream.read()
                if events is None or self.stopped.is_set():
                    return
                for event in events:
                    self.last = event["Sequence"]
                    self.seen.append((event["Sequence"], event["Hash"]))
        finally:
            stream.close(is_reset=self.random.random() < 0.5)

    def faults(self, log: EventLog) -> list[str]:
        """What is wrong with what it has seen."""
        if self.error is not None:
            raise self.error
        wanted = list(enumerate(log.hashes, 1))
        if self.seen == wanted:
            return []
        sequences = [sequence for sequence, _ in self.seen]
        for index, sequence in enumerate(sequences, 1):
            if sequence != index:
                return [f"a reader saw event {sequence} where {index} comes"]
        if len(sequences) < log.last:
            return [f"a reader saw {len(sequences)} events of {log.last}"]
        changed = [s for (s, mine), (_, theirs) in zip(self.seen, wanted) if mine != theirs]
        return [f"a reader saw events that were others later: {changed}"]


HARNESS = Harness(
    "events", "who follows the events sees each once, in order, whatever breaks", run,
    (Count("kills", 4, 200),),
)
