"""Fills the disk that the database is on, and makes room again.

On a full disk changes are refused with 503 and reads go on. When there is room again changes are
taken, without a restart. In every second round the server is killed while the disk is full, and
must have everything when it comes back, at the latest when there is room.
"""

import os
import time
from pathlib import Path

from client import Connection, Outcome
from disk import full_disk
from harness import Context, Count, Figures, Harness, demand
from history import OrderHistory, settle
from orders import AddItem, random_create, random_item
from server import Server, StartFailure, check
from verifier import read_orders, whole_faults

DISK_BYTES = 24 << 20
# Some changes still find room in the log: it must be full after so many.
CHANGES_MAX = 5_000
TRIES_WHEN_FULL = 20
RECOVERY_SECONDS = 10


def run(context: Context) -> Figures:
    """Fills the disk again and again."""
    refused = 0
    with full_disk(context.folder / "disk", DISK_BYTES) as folder:
        for number in range(context.counts["rounds"]):
            database = folder / f"full-{number}" / "docket.db"
            database.parent.mkdir()
            this = Round(context, number, database)
            this.run(is_killed=number % 2 == 1)
            refused += this.refused
            for file in database.parent.iterdir():
                file.unlink()
    return {"rounds": context.counts["rounds"], "changes refused": refused, "lost": 0}


class Round:
    """One database on the disk."""

    def __init__(self, context: Context, number: int, database: Path):
        self.context = context
        self.random = context.random("full", number)
        self.server = Server(context.binary, database, plant=context.plant)
        self.filler = database.parent.parent / "filler"
        self.histories: list[OrderHistory] = []
        self.refused = 0

    def run(self, is_killed: bool) -> None:
        """Room, no room, room again."""
        with self.server:
            with Connection(self.server.port) as connection:
                for _ in range(20):
                    self.change(connection)
                fill(self.filler)
                self.change_until_refused(connection)
                for _ in range(TRIES_WHEN_FULL):
                    self.change(connection)
                if not read_orders(connection):
                    demand(["nothing can be read on a full disk"])
            if is_killed:
                self.kill_on_full_disk()
            self.filler.unlink()
            if not self.server.is_alive():
                self.server.start()
            with Connection(self.server.port) as connection:
                self.recover(connection)
                for _ in range(20):
                    demand([] if self.change(connection) else ["a change is refused with room"])
                demand(whole_faults(self.histories, connection))
        wrong = check(self.context.binary, self.server.database)
        demand([wrong] if wrong else [])

    def change(self, connection: Connection) -> bool:
        """Makes an order and adds an item.

        Returns whether both were taken; what is refused is refused as it should be.
        """
        history = OrderHistory(f"full-{len(self.histories)}")
        self.histories.append(history)
        for change in (random_create(self.random, history.base_name),
                       AddItem(random_item(self.random))):
            answer = history.send(connection, change)
            if answer.outcome is Outcome.ACKNOWLEDGED:
                continue
            self.refused += 1
            is_problem = answer.headers.get("content-type") == "application/problem+json"
            if answer.status != 503 or not is_problem:
                demand([f"on a full disk: {answer.status} {answer.headers} {answer.body!r}"])
            return False
        return True

    def change_until_refused(self, connection: Connection) -> None:
        """Takes what room is left."""
        for _ in range(CHANGES_MAX):
            if not self.change(connection):
                return
        demand([f"{CHANGES_MAX} changes were taken on a full disk"])

    def kill_on_full_disk(self) -> None:
        """A crash now; whether the server can start without room is its own affair, but it must
        say why not."""
        self.server.kill()
        try:
            self.server.start()
        except StartFailure as failure:
            demand([] if failure.exit_code > 0 and failure.log else [str(failure)])
            self.server.kill()

    def recover(self, connection: Connection) -> None:
        """All that is in doubt is done now, each change once."""
        end = time.monotonic() + RECOVERY_SECONDS
        doubtful = [history for history in self.histories if history.doubtful]
        while not self.change(connection):
            demand([] if time.monotonic() < end else ["no change is taken though there is room"])
            time.sleep(0.05)
        for history in doubtful:
            demand(settle(history, connection))


def fill(path: Path) -> None:
    """Takes all the room that is left."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue


HARNESS = Harness(
    "full", "a full disk refuses changes, answers reads, and goes on when there is room", run,
    (Count("rounds", 2, 50),),
)
