"""Damages the files of a stopped server: one flipped bit, or a tail that is missing.

The server must refuse to start, or answer what was stored, or 5xx. A flipped bit within a value may
be read as it is, since SQLite's pages have no checksums; `docket check` must find it then, as it
must find whatever makes an answer fail, and how often that is so is told. Where the flipped bit is
one of the access token's own row, the server knows no such token, or not for that company: it
refuses every request, and since nobody can tell the row from one that always was so, nothing is to
be found.
The log (WAL) is another matter: SQLite takes a damaged end of it for one that was never written, so
there an earlier state of the orders counts as right, as long as it is a whole one; how often that
is so is told.
"""

import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from client import COMPANY, Answer, Broken, Connection
from harness import Context, Count, Figures, Harness, demand
from history import OrderHistory
from load import Load
from server import Server, StartFailure, check
from verifier import read_orders, whole_faults

WRITERS = 2
CHANGES = 150
RIGHT, FAILED, SHUT_OUT = "right", "failed", "shut out"


@dataclass(frozen=True)
class Damage:
    """What is done to a file."""

    file: str
    kind: str
    place: int

    def apply(self, folder: Path) -> None:
        """Does it."""
        path = folder / self.file
        data = bytearray(path.read_bytes())
        if self.kind == "truncated":
            del data[self.place // 8:]
        else:
            data[self.place // 8] ^= 1 << self.place % 8
        path.write_bytes(data)


@dataclass(frozen=True)
class Sample:
    """A database of a server that does not run any more, and what it answered when it did."""

    database: Path
    histories: list[OrderHistory]
    answers: dict[str, Answer]


def run(context: Context) -> Figures:
    """Damages copies of two databases: one of a server that was stopped, one of a killed one."""
    random = context.random("damage")
    stopped = make_sample(context, random, "stopped")
    killed = make_sample(context, random, "killed")
    verdicts: Counter[str] = Counter()
    for number in range(context.counts["damages"]):
        kind = "truncated" if number % 8 >= 6 else "flipped"
        if number % 4 < 3:
            verdicts[damaged_file(context, stopped, random, kind)] += 1
        else:
            verdicts[damaged_log(context, killed, random, kind)] += 1
    return {"damages": context.counts["damages"], **verdicts, "wrong and not found": 0}


def make_sample(context: Context, random: Random, name: str) -> Sample:
    """A database with some orders, of a server that was stopped or killed."""
    database = context.database(name)
    with Server(context.binary, database, plant=context.plant) as server:
        load = Load(server.port, WRITERS, name, random).start()
        while load.acknowledged() < CHANGES:
            time.sleep(0.02)
        load.stop()
        with Connection(server.port) as connection:
            paths = ["OrderFull", "Orders", "Events?after=0", "Events?after=100"]
            paths += [f"OrderFull({h.id})" for h in load.histories if h.id]
            answers = {path: connection.get(f"{COMPANY}/{path}") for path in paths}
        if name == "stopped":
            server.stop()
    return Sample(database, load.histories, answers)


def damaged_file(context: Context, sample: Sample, random: Random, kind: str) -> str:
    """Damages the database itself.

    Returns what came of it.
    """
    database, damage = damaged_copy(context, sample, random, kind, "docket.db")
    server = Server(context.binary, database, plant=context.plant)
    try:
        with server:
            verdicts = [verdict(server.port, *pair) for pair in sample.answers.items()]
    except StartFailure as failure:
        return refused(damage, failure)
    if set(verdicts) == {RIGHT}:
        return "answered right"
    if set(verdicts) == {SHUT_OUT}:
        return "shut out"
    wrong = [text for text in verdicts if text not in (RIGHT, FAILED)]
    if check(context.binary, database) is None:
        demand([f"{damage}: docket check finds nothing, and of {len(verdicts)} answers "
                f"{verdicts.count(FAILED)} fail and {len(wrong)} are wrong", *wrong[:1]])
    return "answered wrong, found by docket check" if wrong else "answered right or 5xx"


def damaged_log(context: Context, sample: Sample, random: Random, kind: str) -> str:
    """Damages the log of a database that was not closed.

    Returns what came of it.
    """
    database, damage = damaged_copy(context, sample, random, kind, "docket.db-wal")
    server = Server(context.binary, database, plant=context.plant)
    try:
        with server, Connection(server.port) as connection:
            # Nothing is known to have been acknowledged: any first part may be there.
            faults = whole_faults(sample.histories, connection, acknowledged_before=0)
            count = len(read_orders(connection))
    except StartFailure as failure:
        return refused(damage, failure)
    demand(f"{damage}: {fault}" for fault in faults)
    wrong = check(context.binary, database)
    demand([f"{damage}: {wrong}"] if wrong else [])
    is_whole = count == len(sample.answers) - 4
    return "log answered right" if is_whole else "log cut short"


def damaged_copy(
    context: Context, sample: Sample, random: Random, kind: str, name: str
) -> tuple[Path, Damage]:
    """A copy of a sample with one damage."""
    folder = context.folder / "trial"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sample.database.parent, folder)
    damage = Damage(name, kind, random.randrange((folder / name).stat().st_size * 8))
    damage.apply(folder)
    return folder / sample.database.name, damage


def verdict(port: int, path: str, right: Answer) -> str:
    """How a request is answered: right, with a failure, or wrong."""
    try:
        with Connection(port) as connection:
            answer = connection.get(f"{COMPANY}/{path}")
    except Broken:
        return FAILED
    if answer.status >= 500:
        return FAILED
    if answer.status in (401, 403):
        return SHUT_OUT
    if (answer.status, answer.body) == (right.status, right.body):
        return RIGHT
    return f"{path}: {answer.status} {answer.body!r}, and it was {right.body!r}"


def refused(damage: Damage, failure: StartFailure) -> str:
    """The server did not start: it must say so, and not crash."""
    if failure.exit_code <= 0 or not failure.log:
        demand([f"{damage}: {failure}"])
    return "refused to start"


HARNESS = Harness(
    "damage", "a damaged file is refused or read right, or docket check finds the damage", run,
    (Count("damages", 8, 1_000),),
)
