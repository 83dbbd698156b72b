"""Kills the server at random instants under load, and looks at what it has when it is back.

After each kill: the orders that were being changed, a retry of everything that is in doubt, and a
sample of older orders and answers. From time to time, and at the end: everything, and `docket
check`.
"""

import time

from client import Connection, Outcome
from eventlog import EventLog
from harness import Context, Count, Figures, Harness, demand
from history import OrderHistory, replay, settle
from load import Load
from server import Server, check
from verifier import order_faults, read_order, whole_faults

WRITERS = 6
LOAD_SECONDS_MAX = 0.2
SAMPLES = 5
# After so many kills everything is looked at, after so many there is a new database.
KILLS_PER_LOOK = 25
KILLS_PER_DATABASE = 100


def run(context: Context) -> Figures:
    """Kills as often as is asked for, on one database after the other."""
    kills = context.counts["kills"]
    changes = orders = 0
    for first in range(0, kills, KILLS_PER_DATABASE):
        life = DatabaseLife(context, first)
        life.run(range(first, min(first + KILLS_PER_DATABASE, kills)))
        changes += life.acknowledged()
        orders += len(life.histories)
    demand([] if changes > kills else [f"only {changes} changes were acknowledged"])
    return {"kills": kills, "orders": orders, "changes acknowledged": changes, "lost": 0}


class DatabaseLife:
    """One database and all that is known of it."""

    def __init__(self, context: Context, first: int):
        self.context = context
        self.random = context.random("kill", first)
        self.histories: list[OrderHistory] = []
        self.log = EventLog()
        database = context.database(f"kill-{first}")
        self.server = Server(context.binary, database, plant=context.plant)

    def run(self, cycles: range) -> None:
        """One cycle after the other."""
        with self.server:
            for cycle in cycles:
                self.cycle(cycle)
                if (cycle + 1) % KILLS_PER_LOOK == 0 or cycle == cycles[-1]:
                    self.look_at_everything()

    def cycle(self, number: int) -> None:
        """Load, kill, start, look."""
        load = Load(self.server.port, WRITERS, f"k{number}", self.random).start()
        time.sleep(self.random.uniform(0.005, LOAD_SECONDS_MAX))
        self.server.kill()
        load.join()
        if self.random.randrange(4) == 0:
            self.kill_while_starting()
        self.server.start()
        with Connection(self.server.port) as connection:
            demand(self.log.read(connection))
            demand(self.faults_of(load.histories, connection))
            for history in load.histories:
                demand(settle(history, connection))
            demand(self.log.read(connection))
            demand(self.faults_of(load.histories, connection))
            self.histories += [history for history in load.histories if history.known]
            self.sample(connection)

    def kill_while_starting(self) -> None:
        """Starts the server and kills it before it is ready, or just then."""
        self.server.spawn()
        time.sleep(self.random.uniform(0, 0.2))
        self.server.kill()

    def faults_of(self, histories: list[OrderHistory], connection: Connection) -> list[str]:
        """What is wrong with some orders."""
        faults = []
        for history in histories:
            ids = self.log.created.get(history.base_name, [])
            stored = read_order(connection, ids[0]) if ids else None
            faults += order_faults(history, stored, self.log)
        return faults

    def sample(self, connection: Connection) -> None:
        """Looks at some orders of all cycles, and asks for some answers again."""
        chosen = self.random.sample(self.histories, min(SAMPLES, len(self.histories)))
        demand(self.faults_of(chosen, connection))
        for history in chosen:
            steps = [step for step in history.steps if step.outcome is Outcome.ACKNOWLEDGED]
            demand(replay(history, connection, self.random.choice(steps)))

    def look_at_everything(self) -> None:
        """Compares all orders and events, and has the program check its own database."""
        with Connection(self.server.port) as connection:
            demand(whole_faults(self.histories, connection))
        wrong = check(self.context.binary, self.server.database)
        demand([wrong] if wrong else [])

    def acknowledged(self) -> int:
        """How many changes were acknowledged."""
        return sum(
            step.outcome is Outcome.ACKNOWLEDGED
            for history in self.histories for step in history.steps
        )


HARNESS = Harness(
    "kill", "what was acknowledged is there after kill -9, and nothing is done twice", run,
    (Count("kills", 16, 2_000),),
)
