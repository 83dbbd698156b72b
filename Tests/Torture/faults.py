"""System calls that fail: strace makes the N-th call of a kind, on the database's files, fail.

Calls are counted for each thread by itself, as strace does.
"""

import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CALLS = ("fsync", "fdatasync", "pwrite64", "ftruncate", "openat")
ERRORS = ("EIO", "ENOSPC")
FLUSHES = ("fsync", "fdatasync")
CALL = re.compile(r"^(\d+) +(\w+)\(")


@dataclass(frozen=True)
class Fault:
    """The N-th call of a kind fails, or all from the N-th on."""

    call: str
    error: str
    number: int
    is_lasting: bool

    def __str__(self) -> str:
        return f"{self.call} {self.error} at {self.number}{'+' if self.is_lasting else ''}"

    @property
    def option(self) -> str:
        """As strace takes it."""
        lasting = "+" if self.is_lasting else ""
        return f"inject={self.call}:error={self.error}:when={self.number}{lasting}"


class Trace:
    """What strace is told, and what it wrote."""

    def __init__(self, database: Path, fault: Fault | None):
        self.path = database.with_name("trace")
        self.path.unlink(missing_ok=True)
        files = [database.parent, database]
        files += [database.with_name(database.name + end) for end in ("-wal", "-shm", "-serve")]
        self.options = ["strace", "-f", "-y", "-o", str(self.path)]
        for file in files:
            self.options += ["-P", str(file)]
        self.options += ["-e", f"trace={','.join(CALLS)}"]
        if fault is not None:
            self.options += ["-e", fault.option]

    @property
    def prefix(self) -> list[str]:
        """The command that runs a program under the fault from its first instruction on; the
        tracer is no parent of it."""
        return [*self.options, "-D", "-qq"]

    @contextmanager
    def attached(self, process_id: int) -> Iterator[None]:
        """The fault, in a process that runs, until that ends or the fault is taken away."""
        command = [*self.options, "-p", str(process_id)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            line = tracer.stderr.readline() if tracer.stderr else ""
            if "attached" not in line:
                raise OSError(f"strace: {line.strip()}")
            try:
                yield
            finally:
                tracer.send_signal(signal.SIGINT)

    def lines(self) -> list[str]:
        """The calls that were made so far."""
        if not self.path.exists():
            return []
        return self.path.read_text(errors="replace").splitlines()

    def counts(self) -> Counter[str]:
        """By kind: the calls of the thread that made the most of it."""
        by_thread = Counter(match.groups() for line in self.lines() if (match := CALL.match(line)))
        most: Counter[str] = Counter()
        for (_, call), count in by_thread.items():
            most[call] = max(most[call], count)
        return most

    def was_injected(self) -> bool:
        """Whether a call failed."""
        return any("(INJECTED)" in line for line in self.lines())

    def log_flush_failed(self) -> bool:
        """Whether a flush of the write-ahead log failed: nobody knows what of it is on disk."""
        return any(
            "(INJECTED)" in line and "-wal>" in line
            and any(f" {call}(" in line for call in FLUSHES)
            for line in self.lines()
        )
