"""Makes each system call on the database's files fail, one after the other.

A run has one fault: the N-th call of a kind fails once, or for ever from there on. It lasts for the
scripted life of one order and the stop of the server, or begins with the server's start. N goes up
to what a run without a fault needs. Each change must be acknowledged or answered 503; a change that
was acknowledged is there when the server comes back without faults, and once a flush of the log has
failed nothing more is acknowledged.
"""

import shutil
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random

from client import Connection, Outcome
from faults import CALLS, ERRORS, Fault, Trace
from harness import Context, Count, Figures, Harness, demand, need_tools
from history import OrderHistory, settle
from orders import AddItem, MakePending, Process, Rename, Ship, random_create, random_item
from server import Server, StartFailure, check
from verifier import whole_faults

RETRIES = 3
PHASES = ("life", "start")


def run(context: Context) -> Figures:
    """A run without faults, to count the calls; then one run for each fault."""
    need_tools("strace")
    random = context.random("calls")
    template = make_template(context)
    reached = done = refused = 0
    for phase in PHASES:
        script = Script(context, template, phase, None)
        script.run()
        for fault in chosen_faults(script.trace.counts(), context.counts["each"], random):
            script = Script(context, template, phase, fault)
            script.run()
            done += 1
            reached += script.trace.was_injected()
            refused += script.refused
    return {"faults": done, "reached": reached, "changes refused": refused, "false answers": 0}


def chosen_faults(counts: Counter[str], each: int, random: Random) -> list[Fault]:
    """Faults at all calls; where that is more than `each` of a kind, some by chance."""
    faults = []
    for call in CALLS:
        for is_lasting in (False, True):
            kind = [
                Fault(call, error, number, is_lasting)
                for error in ERRORS for number in range(1, counts[call] + 1)
            ]
            faults += random.sample(kind, min(each, len(kind)))
    return faults


def make_template(context: Context) -> Path:
    """A database that is there before, so that starts don't have to make it."""
    database = context.database("template")
    with Server(context.binary, database, plant=context.plant) as server:
        server.stop()
    return database


@dataclass
class Script:
    """The life of one order, on a database of its own, under one fault."""

    context: Context
    template: Path
    phase: str
    fault: Fault | None

    def __post_init__(self) -> None:
        folder = self.context.folder / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template.parent, folder)
        self.database = folder / self.template.name
        self.trace = Trace(self.database, self.fault)
        self.history = OrderHistory("calls")
        self.refused = 0

    def run(self) -> None:
        """The life under the fault, and a look at what is left."""
        prefix = self.trace.prefix if self.phase == "start" else []
        server = Server(self.context.binary, self.database, plant=self.context.plant, prefix=prefix)
        faults: list[str] = []
        try:
            with server:
                is_attached = self.phase == "life"
                attached = self.trace.attached(server.running().pid) if is_attached else None
                with attached or nullcontext():
                    self.live(server.port, faults)
                    server.stop()
        except StartFailure as failure:
            if self.fault is None or failure.exit_code <= 0 or not failure.log:
                faults.append(f"ended with {failure.exit_code} and {failure.log!r} at the start")
        faults += self.look()
        demand(f"{self.phase}, {self.fault}: {fault}" for fault in faults)

    def live(self, port: int, faults: list[str]) -> None:
        """The steps of the order, each tried a few times."""
        random = Random(0)
        changes = [
            random_create(random, "calls"), AddItem(random_item(random)), Rename("calls/1"),
            MakePending(), Process(), Ship(),
        ]
        with Connection(port) as connection:
            for change in changes:
                answer = self.history.send(connection, change)
                for _ in range(RETRIES):
                    if answer.outcome is not Outcome.UNKNOWN:
                        break
                    self.refused += 1
                    if answer.status != 503:
                        faults.append(f"{change}: {answer.status} {answer.body!r}")
                    answer = self.history.retry(connection, self.history.steps[-1])
                    self.history.note(self.history.steps[-1], answer)
                if answer.outcome is Outcome.ACKNOWLEDGED and self.trace.log_flush_failed():
                    faults.append(f"{change}: acknowledged after a flush of the log failed")
                if self.history.doubtful:
                    return

    def look(self) -> list[str]:
        """What is wrong on the same database without faults."""
        with Server(self.context.binary, self.database, plant=self.context.plant) as server:
            with Connection(server.port) as connection:
                faults = whole_faults([self.history], connection)
                faults += settle(self.history, connection)
                faults += whole_faults([self.history], connection)
        wrong = check(self.context.binary, self.database)
        return faults + ([wrong] if wrong else [])


HARNESS = Harness(
    "calls", "a failing system call is never answered as a success", run,
    (Count("each", 1, 100_000),),
)
