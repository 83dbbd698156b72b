"""Writers that change orders of their own until they are told to stop or lose the server."""

import threading
from collections.abc import Callable
from random import Random

from client import Broken, Connection, NotConnected, Outcome
from history import OrderHistory
from orders import EXPIRY_HOURS, random_change, random_create

CHANGES_MAX = 8


class Load:
    """Some writers at once, each on a connection and a thread of its own."""

    def __init__(
        self, port: int, writers: int, name: str, random: Random,
        expiry_hours: int = EXPIRY_HOURS,
    ):
        self.histories: list[OrderHistory] = []
        self.errors: list[Exception] = []
        self.stopped = threading.Event()
        self.port = port
        self.expiry_hours = expiry_hours
        seeds = [random.getrandbits(64) for _ in range(writers)]
        self.threads = [
            threading.Thread(target=self.guard(self.write), args=(f"{name}.{number}", seed))
            for number, seed in enumerate(seeds)
        ]

    def start(self) -> "Load":
        """Sets all writers going."""
        for thread in self.threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Lets each writer finish its request, and waits for that."""
        self.stopped.set()
        self.join()

    def join(self) -> None:
        """Waits until all writers have ended.

        Raises what went wrong in one of them.
        """
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def acknowledged(self) -> int:
        """How many changes were acknowledged so far."""
        return sum(
            step.outcome is Outcome.ACKNOWLEDGED
            for history in list(self.histories) for step in list(history.steps)
        )

    def guard(self, work: Callable[[str, int], None]) -> Callable[[str, int], None]:
        """The work, with its errors kept for `join`; a lost server is none."""
        def guarded(name: str, seed: int) -> None:
            try:
                work(name, seed)
            except (Broken, NotConnected):
                pass
            except Exception as error:  # noqa: BLE001 - told to whoever waits
                self.errors.append(error)
        return guarded

    def write(self, name: str, seed: int) -> None:
        """Makes orders and changes them, one request after the other."""
        random = Random(seed)
        with Connection(self.port) as connection:
            number = 0
            while not self.stopped.is_set():
                history = OrderHistory(f"{name}.{number}")
                self.histories.append(history)
                self.live(history, connection, random)
                number += 1

    def live(self, history: OrderHistory, connection: Connection, random: Random) -> None:
        """The life of one order, up to the first answer that leaves something in doubt."""
        change = random_create(random, history.base_name, self.expiry_hours)
        for _ in range(random.randint(1, CHANGES_MAX)):
            answer = history.send(connection, change)
            if answer.is_last:
                raise NotConnected("the server closes the connection")
            if history.doubtful or history.known is None or self.stopped.is_set():
                return
            change = random_change(random, history.known)
