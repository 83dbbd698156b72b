"""Moves the sandbox's clock by hours, months and years while orders are changed.

An order expires at its instant: not before, and from then on for good; an event says so once. Keys
are forgotten after 24 hours and not before. Orders that live long are changed by others all the
while, and the server is killed once.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from client import Answer, Connection, Request
from eventlog import EventLog
from harness import Context, Count, Figures, Harness, demand
from history import OrderHistory, replay
from load import Load
from orders import (
    AddItem, Cancel, MakePending, Process, Rename, next_name, random_create, random_item,
)
from server import Server, check
from verifier import whole_faults

HOURS = (1, 24, 720, 8_760)
LONGEST_HOURS = 87_600
# How near to an expiry the clock is set; a change must be faster than that.
MARGIN = timedelta(seconds=20)
KEY_LIFE = timedelta(hours=24)
EVENTS_SECONDS = 60


def run(context: Context) -> Figures:
    """Rounds, each on a new database."""
    expired = jumps = 0
    for number in range(context.counts["rounds"]):
        this = Round(context, number)
        this.run()
        expired += len(this.expired)
        jumps += this.jumps
    return {"jumps": jumps, "orders expired": expired, "too early or too late": 0}


@dataclass
class Dated:
    """An order that expires in this round."""

    history: OrderHistory
    expires: datetime


class Round:
    """Orders with several lives, and a clock that jumps from one expiry to the next."""

    def __init__(self, context: Context, number: int):
        self.context = context
        self.random = context.random("clock", number)
        self.server = Server(
            context.binary, context.database(f"clock-{number}"), plant=context.plant)
        self.dated: list[Dated] = []
        self.done: list[OrderHistory] = []
        self.expired: list[Dated] = []
        self.jumps = 0

    def run(self) -> None:
        """The whole round."""
        with self.server:
            first = Load(self.server.port, 1, "clock-a", self.random, LONGEST_HOURS).start()
            self.make_orders()
            with Connection(self.server.port) as connection:
                self.pass_expiries(connection, self.dated[: len(self.dated) // 2])
            self.server.restart()
            first.join()
            second = Load(self.server.port, 1, "clock-b", self.random, LONGEST_HOURS).start()
            with Connection(self.server.port) as connection:
                self.pass_expiries(connection, self.dated[len(self.dated) // 2:])
                self.check_key(connection)
            second.stop()
            # A server looks for what has expired when it starts.
            self.server.restart()
            self.check_everything(first.histories + second.histories)

    def make_orders(self) -> None:
        """Two orders of each life, which are left alone, and two which leave the states in which
        an order expires."""
        with Connection(self.server.port) as connection:
            for hours in HOURS:
                for change in (None, MakePending()):
                    history = self.make_order(connection, hours)
                    if change is not None:
                        history.send(connection, change)
                    created = history.steps[0].answer
                    assert created is not None, "it was answered"
                    self.dated.append(Dated(history, instant(created.json["OrderExpiryDate"])))
            for changes in ((Process(),), (MakePending(), Cancel())):
                history = self.make_order(connection, HOURS[0])
                for change in changes:
                    history.send(connection, change)
                self.done.append(history)
        self.dated.sort(key=lambda dated: dated.expires)

    def make_order(self, connection: Connection, hours: int) -> OrderHistory:
        """An order that lives so many hours."""
        history = OrderHistory(f"life-{len(self.dated) + len(self.done)}")
        history.send(connection, random_create(self.random, history.base_name, hours))
        return history

    def pass_expiries(self, connection: Connection, dated: list[Dated]) -> None:
        """From one expiry to the next: shortly before it, at the instant, and after it."""
        for one in dated:
            demand(self.change_faults(connection, one))
            self.set_clock(connection, one.expires - MARGIN)
            demand(self.change_faults(connection, one))
            # Less than a second remains, since the clock moves by whole ones.
            self.set_clock(connection, one.expires)
            while self.now(connection) < one.expires:
                demand(self.change_faults(connection, one))
                time.sleep(0.01)
            demand(self.change_faults(connection, one))
            self.expired.append(one)

    def change_faults(self, connection: Connection, dated: Dated) -> list[str]:
        """Changes an order; what is wrong with the answer for the time that it is."""
        history = dated.history
        assert history.known is not None, "it was made"
        before = self.now(connection)
        answer = history.send(connection, Rename(next_name(history.known.name)))
        after = self.now(connection)
        history.faults = []
        if after < dated.expires and answer.status != 200:
            return [f"{dated.expires - after} before its expiry: {answer.status} {answer.body!r}"]
        if before >= dated.expires and not is_expiry(answer):
            return [f"{before - dated.expires} after its expiry: {answer.status} {answer.body!r}"]
        return []

    def check_key(self, connection: Connection) -> None:
        """A key is known for 24 hours, and then no more: the change is made again."""
        history = self.make_order(connection, LONGEST_HOURS)
        change = AddItem(random_item(self.random))
        start = self.now(connection)
        history.send(connection, change)
        step = history.steps[-1]
        self.set_clock(connection, start + KEY_LIFE - MARGIN)
        demand(replay(history, connection, step))
        self.set_clock(connection, start + KEY_LIFE + MARGIN)
        answer = history.send(connection, change, key=step.key)
        demand(["the key is known after 24 hours"] if answer.is_replayed else [])
        self.done.append(history)

    def check_everything(self, histories: list[OrderHistory]) -> None:
        """Everything that was acknowledged, and one event for each expiry."""
        histories = histories + self.done + [one.history for one in self.dated]
        with Connection(self.server.port) as connection:
            log = EventLog()
            end = time.monotonic() + EVENTS_SECONDS
            while len(log.expired) < len(self.expired) and time.monotonic() < end:
                demand(log.read(connection))
                time.sleep(0.2)
            demand(self.event_faults(log))
            demand(whole_faults(histories, connection))
        wrong = check(self.context.binary, self.server.database)
        demand([wrong] if wrong else [])

    def event_faults(self, log: EventLog) -> list[str]:
        """What is wrong with the events of expiries."""
        wanted = {one.history.id: one.expires for one in self.expired}
        faults = [
            f"order {order} has events of expiry at {times}, and expires at {wanted.get(order)}"
            for order, times in log.expired.items()
            if [instant(time) for time in times] != [wanted.get(order)]
        ]
        missing = wanted.keys() - log.expired.keys()
        return faults + [f"order {order} has no event of its expiry" for order in missing]

    def now(self, connection: Connection) -> datetime:
        """The server's time."""
        return instant(connection.get("/sandbox/clock").json["now"])

    def set_clock(self, connection: Connection, target: datetime) -> None:
        """Moves the clock forward by whole seconds, up to an instant; never beyond it."""
        seconds = int((target - self.now(connection)).total_seconds())
        if seconds > 0:
            body = {"advanceSeconds": seconds}
            answer = connection.send(Request("POST", "/sandbox/clock", body))
            demand([] if answer.status == 200 else [f"the clock: {answer.status}"])
            self.jumps += 1


def instant(text: str) -> datetime:
    """A time as the server writes it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def is_expiry(answer: Answer) -> bool:
    """Whether it was refused since the order has expired."""
    return answer.status == 409 and answer.json["type"] == "/problems/order-expired"


HARNESS = Harness(
    "clock", "orders expire and keys are forgotten at their instant, however the clock jumps", run,
    (Count("rounds", 1, 20),),
)
