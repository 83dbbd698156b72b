"""Several clients read and change one order at once; a checker judges what they saw.

Some clients break off after they have sent a change: what became of it stays open. The checker is
tested first on histories of which the verdict is known.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from random import Random

from client import Answer, Connection, Outcome
from harness import Context, Count, Figures, Harness, demand
from linearizability import Operation, is_linearizable
from orders import (
    AddItem, Cancel, Change, Create, MakePending, Order, Process, Rename, random_item,
)
from server import Server
from verifier import read_order

CLIENTS = 4
OPERATIONS = 11
# How often a client breaks off after sending.
BREAK_OFF = 0.04


def run(context: Context) -> Figures:
    """Histories, each on an order of its own."""
    check_the_checker()
    operations = unknown = refused = 0
    with Server(context.binary, context.database(), plant=context.plant) as server:
        for number in range(context.counts["histories"]):
            history = Concurrent(server.port, context.random("linearizable", number), number)
            history.run()
            demand(history.faults())
            operations += len(history.seen)
            unknown += sum(operation.is_open for operation in history.seen)
            refused += history.refused
    return {
        "histories": context.counts["histories"], "operations": operations,
        "without an answer": unknown, "refused": refused,
    }


@dataclass
class Concurrent:
    """One order, the clients that change it, and what they see."""

    port: int
    random: Random
    number: int

    def __post_init__(self) -> None:
        self.seen: list[Operation[Order]] = []
        self.refused = 0
        self.errors: list[Exception] = []
        self.start: Order | None = None
        self.order_id = ""
        self.last_version = 1

    def run(self) -> None:
        """Makes the order and lets the clients loose on it."""
        create = Create(f"linear-{self.number}", (random_item(self.random),))
        with Connection(self.port) as connection:
            self.order_id = connection.send(create.request()).json["Id"]
        self.start = create.apply(None)
        barrier = threading.Barrier(CLIENTS)
        threads = [
            threading.Thread(target=self.guarded, args=(barrier, self.random.getrandbits(64), n))
            for n in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def faults(self) -> list[str]:
        """What is wrong with the history."""
        assert self.start is not None, "the history was run"
        if is_linearizable(self.seen, self.start):
            return []
        ordered = sorted(self.seen, key=lambda operation: operation.began)
        first = ordered[0].began
        return [f"history {self.number} is not linearizable:"] + [
            f"{1000 * (o.began - first):8.2f} .. {1000 * (o.ended - first):8.2f} ms  {o.text}"
            for o in ordered
        ]

    def guarded(self, barrier: threading.Barrier, seed: int, client: int) -> None:
        """A client's work, with its errors kept."""
        try:
            barrier.wait()
            self.work(Random(seed), client)
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            self.errors.append(error)

    def work(self, random: Random, client: int) -> None:
        """A client's operations, one after the other."""
        connection = Connection(self.port)
        for number in range(OPERATIONS):
            if random.random() < 0.35:
                self.read(connection)
                continue
            change = self.random_change(random, f"{client}.{number}")
            if random.random() < BREAK_OFF:
                self.break_off(connection, change)
                connection = Connection(self.port)
            else:
                self.change(connection, change)
        connection.close()

    def random_change(self, random: Random, name: str) -> Change:
        """A change that may or may not be allowed at this moment."""
        match random.choices(("name", "match", "item", "pending", "end"), (4, 5, 4, 1, 0.3))[0]:
            case "match":
                return Rename(name, self.last_version)
            case "item":
                return AddItem(random_item(random))
            case "pending":
                return MakePending()
            case "end":
                return random.choice((Process(), Process(), Cancel()))
            case _:
                return Rename(name)

    def read(self, connection: Connection) -> None:
        """Reads the order."""
        began = time.monotonic()
        order = read_order(connection, self.order_id)
        ended = time.monotonic()
        if order is not None:
            self.last_version = order.version
        self.seen.append(Operation(began, ended, read_step(order), f"read: {order}"))

    def change(self, connection: Connection, change: Change) -> None:
        """Changes the order."""
        began = time.monotonic()
        answer = connection.send(change.request(self.order_id))
        ended = time.monotonic()
        version = answer.headers.get("etag", "").strip('"')
        if answer.outcome is Outcome.ACKNOWLEDGED:
            self.last_version = int(version)
        else:
            self.refused += 1
        self.seen.append(Operation(
            began, ended, change_step(change, answer), f"{change}: {answer.status} {version}"))

    def break_off(self, connection: Connection, change: Change) -> None:
        """Sends a change and does not wait for the answer."""
        began = time.monotonic()
        connection.write(change.request(self.order_id).encoded())
        connection.close()
        self.seen.append(Operation(began, inf, lost_step(change), f"{change}: not known"))


Step = Callable[[Order], Order | None]


def read_step(found: Order | None) -> Step:
    """A read that found an order: it is possible in that state only."""
    return lambda order: order if order == found else None


def change_step(change: Change, answer: Answer) -> Step:
    """A change that was answered: done where it is allowed, refused where it is not."""
    if answer.outcome is Outcome.ACKNOWLEDGED:
        tag = answer.headers.get("etag")

        def done(order: Order) -> Order | None:
            after = after_change(change, order)
            return after if after is not None and tag == f'"{after.version}"' else None
        return done
    return lambda order: order if after_change(change, order) is None else None


def lost_step(change: Change) -> Step:
    """A change without an answer: whatever is right."""
    return lambda order: after_change(change, order) or order


def after_change(change: Change, order: Order) -> Order | None:
    """The order after a change; None where it is refused. A State that the order has already is
    taken and changes nothing."""
    if isinstance(change, MakePending) and order.state == "Pending":
        return order
    return change.apply(order)


def check_the_checker() -> None:
    """A checker that takes everything for right is worth nothing."""
    order = Order("a", "Created", 1, ())
    first, second = Answer(200, {"etag": '"2"'}, b""), Answer(409, {}, b"")
    both = [
        Operation(0, 10, change_step(Process(), first)),
        Operation(1, 11, change_step(Process(), first)),
    ]
    one = [both[0], Operation(1, 11, change_step(Process(), second))]
    stale = [
        Operation(0, 1, change_step(Rename("b"), first)),
        Operation(2, 3, read_step(order)),
    ]
    verdicts = [is_linearizable(history, order) for history in (one, both, stale)]
    demand([] if verdicts == [True, False, False] else [f"the checker is wrong: {verdicts}"])


HARNESS = Harness(
    "linearizable", "clients that change one order at once see it change step by step", run,
    (Count("histories", 50, 2_000),),
)
