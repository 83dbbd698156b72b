"""Cuts the power under load: looks at copies of the disk that hold only what was flushed to it.

Many cuts are made in one run of the server. On each copy a server is started, which must have
every change that was acknowledged before the copying began and none that was sent after it ended;
orders and events are read through HTTP, and then `docket check` runs. As a control, the same is
done on a disk that ignores all flushes: there, something must be lost, or the harness sees nothing.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from client import Connection
from disk import CopyingDisk, copying_disk, keep
from harness import Context, Count, Figures, Harness, Violation, need_tools
from load import Load
from server import Server, StartFailure, check
from verifier import whole_faults

WRITERS = 4
CUTS_PER_LOAD = 10
CONTROL_CUTS = 3
WARM_UP_SECONDS = 0.2
GAP_SECONDS_MAX = 0.15
# Flushes are not done, and the program is told that they were.
NO_FLUSH = (
    "strace", "-D", "-f", "-qq", "-o", "/dev/null", "--seccomp-bpf",
    "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:retval=0",
)


@dataclass(frozen=True)
class Cut:
    """A copy of the disk, and between which instants it was made."""

    image: Path
    began: float
    ended: float


def run(context: Context) -> Figures:
    """The cuts, and the control."""
    need_tools("strace")
    random = context.random("power")
    cuts = context.counts["cuts"]
    acknowledged = 0
    with copying_disk(context.folder) as disk:
        for first in range(0, cuts, CUTS_PER_LOAD):
            count = min(CUTS_PER_LOAD, cuts - first)
            power = PowerCuts(context, disk, random)
            acknowledged += power.run(count)
            if power.lost:
                raise Violation(power.lost)
        control = PowerCuts(context, disk, random, prefix=NO_FLUSH)
        control.run(CONTROL_CUTS)
        if not control.lost:
            raise Violation(["nothing is lost on a disk that ignores flushes: the cuts are none"])
    return {
        "cuts": cuts, "changes acknowledged": acknowledged, "lost": 0,
        "faults without flushes": len(control.lost),
    }


class PowerCuts:
    """Some cuts under one load."""

    def __init__(
        self, context: Context, disk: CopyingDisk, random: Random, prefix: tuple[str, ...] = ()
    ):
        self.context = context
        self.disk = disk
        self.random = random
        self.prefix = prefix
        # What is wrong with the copies.
        self.lost: list[str] = []

    def run(self, count: int) -> int:
        """Makes the cuts, and looks at each until something is wrong.

        Returns how many changes were acknowledged.
        """
        with self.disk.disk() as folder:
            server = Server(
                self.context.binary, folder / "docket.db", plant=self.context.plant,
                prefix=self.prefix,
            )
            with server:
                load = Load(server.port, WRITERS, "power", self.random).start()
                time.sleep(WARM_UP_SECONDS)
                cuts = [self.cut(number) for number in range(count)]
                load.stop()
            for cut in cuts:
                self.look(cut, load)
        return load.acknowledged()

    def cut(self, number: int) -> Cut:
        """Cuts the power after a random time."""
        time.sleep(self.random.uniform(0, GAP_SECONDS_MAX))
        began = time.monotonic()
        image = self.disk.cut(number)
        return Cut(image, began, time.monotonic())

    def look(self, cut: Cut, load: Load) -> None:
        """Starts a server on the copy and compares what it has with what was acknowledged."""
        with self.disk.opened(cut.image) as folder:
            faults = self.faults(cut, load, folder / "docket.db")
            if faults and not self.lost and not self.prefix:
                keep(folder, self.context.folder / "cut")
            self.lost += faults

    def faults(self, cut: Cut, load: Load, database: Path) -> list[str]:
        """What is wrong with a copy."""
        if not database.exists():
            return ["there is no database"]
        try:
            with Server(self.context.binary, database) as server:
                with Connection(server.port) as connection:
                    faults = whole_faults(load.histories, connection, cut.began, cut.ended)
        except (StartFailure, OSError) as error:
            return [str(error)]
        wrong = check(self.context.binary, database)
        return faults + ([wrong] if wrong else [])


HARNESS = Harness(
    "power", "what was acknowledged is there after a power cut", run,
    (Count("cuts", 10, 500),),
)
