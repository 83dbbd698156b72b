"""Clients that are cut off in the middle of a request or of its answer, and then try again.

Each place in the bytes of a request is one at which a client closes its connection, or breaks it
off (RST), and so is each place in the answer. A retry with the same key must make the one order.
"""

import time
from dataclasses import dataclass
from decimal import Decimal

from client import Answer, Broken, Connection, Request
from eventlog import EventLog
from harness import Context, Count, Figures, Harness, demand
from orders import Create, Item
from server import Server

BUSY_SECONDS = 5
ITEM = Item("00001", 2, Decimal("9.99"))


@dataclass(frozen=True)
class Cut:
    """Where a client is cut off, and how."""

    sent: int
    read: int
    is_reset: bool


def run(context: Context) -> Figures:
    """Cuts at every so many bytes, tries again, and counts the orders."""
    database = context.database()
    log = EventLog()
    with Server(context.binary, database, plant=context.plant) as server:
        with Connection(server.port) as connection:
            request = numbered(0)
            length = len(request.encoded())
            answer_length = len(connection.send(request).body) + 100
            cuts = all_cuts(length, answer_length, context.counts["step"])
            for number, cut in enumerate(cuts, 1):
                cut_off(server.port, numbered(number), cut)
                answer = retry(connection, numbered(number))
                if answer.status != 201:
                    demand([f"{cut}: {answer.status} {answer.body!r} to the retry"])
            demand(log.read(connection))
        demand(
            f"{name}: {len(ids)} orders" for name, ids in log.created.items() if len(ids) != 1)
        demand([] if len(log.created) == len(cuts) + 1 else [f"{len(log.created)} orders"])
    return {"bytes of the request": length, "cuts": len(cuts), "orders twice or missing": 0}


def numbered(number: int) -> Request:
    """The same request with a name and a key of its own; all are equally long."""
    name = f"cut-{number:08}"
    return Create(name, (ITEM,)).request().with_key(name)


def all_cuts(length: int, answer_length: int, step: int) -> list[Cut]:
    """Every so many bytes of the request, then of the answer, closed and broken off in turn; with
    step 1 each place both ways."""
    cuts = [Cut(sent, 0, way) for sent in range(0, length + 1, step) for way in (False, True)]
    cuts += [Cut(length, read, way) for read in range(1, answer_length, step)
             for way in (False, True)]
    return cuts if step == 1 else cuts[::2] + cuts[1::4]


def cut_off(port: int, request: Request, cut: Cut) -> None:
    """Sends and reads as much as the cut leaves."""
    connection = Connection(port)
    try:
        connection.write(request.encoded()[:cut.sent])
        if cut.read:
            connection.read_exactly(cut.read)
    except Broken:
        pass
    finally:
        if cut.is_reset:
            connection.reset()
        else:
            connection.close()


def retry(connection: Connection, request: Request) -> Answer:
    """Sends the whole request until it is not answered as being done (409)."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        answer = connection.send(request)
        if answer.status != 409 or time.monotonic() > end:
            return answer
        time.sleep(0.005)


HARNESS = Harness(
    "cuts", "a client that is cut off anywhere and tries again makes one order", run,
    (Count("step", 24, 1),),
)
