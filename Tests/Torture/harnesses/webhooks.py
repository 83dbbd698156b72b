"""Webhooks to good and bad receivers, while the server is killed again and again.

Every event reaches every receiver that takes deliveries, also late ones; what a bad receiver does
not take waits or is parked where it can be seen; and a bad one does not keep the others waiting.
The clock is moved forward so that repetitions come soon.
"""

import re
import time
from collections.abc import Callable
from random import Random

from client import COMPANY, Answer, Connection, Request
from deliveries import delivery_faults, id_faults
from eventlog import EventLog
from harness import Context, Count, Figures, Harness, Skipped, demand
from history import OrderHistory, settle
from load import Load
from orders import random_create
from receivers import Closed, Failing, Receiver, Redirecting, Resetting, Silent, Slow
from server import Server, StartFailure

WRITERS = 2
NETWORK = ("--allow-webhook-network", "127.0.0.0/8")
# The receivers, and what they are told of: the good one of everything, the others of less, since
# they are slow.
RARE = ("order.processed",)
KINDS: tuple[tuple[Callable[[], Receiver], tuple[str, ...]], ...] = (
    (Receiver, ()), (Slow, RARE), (Failing, ("order.created", *RARE)), (Closed, RARE),
    (Resetting, RARE), (Redirecting, RARE), (Silent, RARE),
)
# More than the pauses before the first repetitions, and before the last one, with their jitter.
PAUSE_SECONDS = 400
PAUSE_SECONDS_MAX = 27 * 3600
LOAD_SECONDS_MAX = 10
PATIENCE_SECONDS = 0.5
END_SECONDS = 60
QUIET_CHANGES = 20
DELAY_SECONDS_MAX = 1.0


def run(context: Context) -> Figures:
    """Load and kills, then everything is to arrive."""
    receivers = [kind() for kind, _ in KINDS]
    server = Server(
        context.binary, context.database(), plant=context.plant, arguments=NETWORK)
    try:
        return Run(context, server, receivers).run()
    except StartFailure as failure:
        if NETWORK[0] in failure.log:
            raise Skipped("this server has no webhooks") from failure
        raise
    finally:
        server.kill()
        for receiver in receivers:
            receiver.close()


class Run:
    """One server with a webhook for each receiver."""

    def __init__(self, context: Context, server: Server, receivers: list[Receiver]):
        self.context = context
        self.random: Random = context.random("webhooks")
        self.server = server
        self.receivers = receivers
        self.good = receivers[0]
        self.ids: list[str] = []
        self.events: dict[int, str] = {}
        self.delay = 0.0

    def run(self) -> Figures:
        """The whole run."""
        self.server.start()
        with Connection(self.server.port) as connection:
            for receiver, (_, types) in zip(self.receivers, KINDS):
                self.make_webhook(connection, receiver, types)
        kills = self.context.counts["kills"]
        for number in range(kills):
            self.load_and_kill(number, self.context.counts["deliveries"] // (kills + 1))
        with Connection(self.server.port) as connection:
            self.wait(connection)
            demand(self.received_faults())
            self.measure_delay(connection)
            self.wait(connection)
            demand(self.received_faults())
            demand(self.listed_faults(connection))
        return {
            "deliveries": sum(len(receiver.deliveries) for receiver in self.receivers),
            "kills": kills, "events": len(self.events), "lost": 0,
            "longest way beside bad receivers": f"{self.delay:.2f} s",
        }

    def make_webhook(
        self, connection: Connection, receiver: Receiver, types: tuple[str, ...]
    ) -> None:
        """Registers a receiver."""
        body = {"Url": receiver.url, "EventTypes": types, "Filter": None, "Disabled": False}
        answer = connection.send(Request("POST", f"{COMPANY}/Webhooks", body))
        if answer.status == 404:
            raise Skipped("this server has no webhooks")
        demand([] if answer.status == 201 else [f"a webhook: {answer.status} {answer.body!r}"])
        receiver.secret = answer.json["Secret"]
        self.ids.append(answer.json["Id"])

    def load_and_kill(self, number: int, deliveries: int) -> None:
        """Some events, then a kill, in the middle of it all."""
        before = len(self.good.deliveries)
        end = time.monotonic() + LOAD_SECONDS_MAX
        load = Load(self.server.port, WRITERS, f"w{number}", self.random).start()
        while len(self.good.deliveries) < before + deliveries and time.monotonic() < end:
            time.sleep(0.01)
        self.server.kill()
        load.join()
        self.server.start()
        with Connection(self.server.port) as connection:
            for history in load.histories:
                demand(settle(history, connection))

    def wait(self, connection: Connection) -> None:
        """Moves the clock until everything that can arrive has arrived, be it that orders expire
        meanwhile."""
        self.read_events(connection)
        missing = self.missing()
        end = time.monotonic() + END_SECONDS
        pause = PAUSE_SECONDS
        while missing and time.monotonic() < end:
            advance(connection, pause)
            before, missing = missing, self.missing()
            # What has failed a few times waits for hours until it is tried again.
            pause = min(pause * 2, PAUSE_SECONDS_MAX)
            if missing < before:
                pause = PAUSE_SECONDS
                end = time.monotonic() + END_SECONDS
            if not missing:
                self.read_events(connection)
                missing = self.missing()

    def missing(self) -> int:
        """How much those receivers that take deliveries have not taken yet."""
        return sum(
            len(self.wanted(receiver) - {d.sequence for d in receiver.deliveries if d.is_taken})
            for receiver in self.receivers if receiver.is_good
        )

    def wanted(self, receiver: Receiver) -> set[int]:
        """The events that a receiver is to be told of."""
        _, types = KINDS[self.receivers.index(receiver)]
        return {
            sequence for sequence, kind in self.events.items() if not types or kind in types
        }

    def measure_delay(self, connection: Connection) -> None:
        """How long the good receiver waits for a change, beside the bad ones."""
        for number in range(QUIET_CHANGES):
            history = OrderHistory(f"quiet-{number}")
            before = len(self.good.deliveries)
            began = time.monotonic()
            history.send(connection, random_create(self.random, history.base_name))
            while len(self.good.deliveries) == before:
                if time.monotonic() > began + END_SECONDS:
                    demand([f"an event did not arrive in {END_SECONDS} s"])
                time.sleep(0.001)
            self.delay = max(self.delay, time.monotonic() - began)

    def read_events(self, connection: Connection) -> None:
        """What there is to be told."""
        log = EventLog()
        demand(log.read(connection))
        self.events = dict(enumerate(log.types, 1))

    def received_faults(self) -> list[str]:
        """What is wrong with what arrived."""
        faults = []
        for receiver in self.receivers:
            found = list(receiver.faults)
            if receiver.is_good:
                found += delivery_faults(receiver.deliveries, self.wanted(receiver))
            else:
                found += id_faults(receiver.deliveries)
            faults += [f"{type(receiver).__name__}: {fault}" for fault in found]
        if self.delay > DELAY_SECONDS_MAX:
            faults.append(f"a bad receiver keeps a good one waiting for {self.delay:.2f} s")
        return faults

    def listed_faults(self, connection: Connection) -> list[str]:
        """What is wrong with the lists of deliveries that bad receivers have not taken."""
        end = time.monotonic() + END_SECONDS
        bad = [pair for pair in zip(self.ids, self.receivers) if not pair[1].is_good]
        while True:
            faults = [
                f"{type(receiver).__name__}: the list and the events differ in {different}"
                for webhook, receiver in bad
                if (different := self.wanted(receiver) ^ unsent(connection, webhook))
            ]
            if not faults or time.monotonic() > end:
                return faults
            advance(connection)


def advance(connection: Connection, seconds: int = PAUSE_SECONDS) -> None:
    """Moves the clock beyond the next repetitions, and gives them time to come."""
    body = {"advanceSeconds": seconds}
    connection.send(Request("POST", "/sandbox/clock", body))
    time.sleep(PATIENCE_SECONDS)


def unsent(connection: Connection, webhook: str) -> set[int]:
    """The events that a webhook was not told of, as the server lists them."""
    return {
        delivery["Sequence"] for delivery in all_deliveries(connection, webhook)
        if delivery["State"] in ("Waiting", "Parked")
    }


def all_deliveries(connection: Connection, webhook: str) -> list[dict]:
    """The deliveries of a webhook, from all pages."""
    path = f"{COMPANY}/Webhooks({webhook})/Deliveries"
    deliveries: list[dict] = []
    while path:
        answer = connection.get(path)
        demand([] if answer.status == 200 else [f"{path}: {answer.status} {answer.body!r}"])
        deliveries += answer.json
        path = next_page(answer)
    return deliveries


def next_page(answer: Answer) -> str:
    """Where the next page is; empty where there is none."""
    found = re.search(r'<([^>]+)>; *rel="?next', answer.headers.get("link", ""))
    return found[1] if found else ""


HARNESS = Harness(
    "webhooks", "every event is delivered at least once, in order per order, whatever breaks", run,
    (Count("deliveries", 100, 10_000), Count("kills", 2, 100)),
)
