"""What every harness has: a name, counts that can be set, a seed, a folder for what it makes."""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

Figures = dict[str, int | float | str]


class Violation(Exception):
    """Something that must hold does not."""

    def __init__(self, faults: Iterable[str]):
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class Skipped(Exception):
    """The harness can't run here; the text says why."""


@dataclass(frozen=True)
class Count:
    """How often a harness does something: in a short run, in a long one, or as the flag says."""

    flag: str
    short: int
    long: int


@dataclass(frozen=True)
class Harness:
    """A harness as the command line sees it."""

    name: str
    proves: str
    run: "Callable[[Context], Figures]"
    counts: tuple[Count, ...] = ()


@dataclass
class Context:
    """One run of a harness."""

    binary: Path
    folder: Path
    seed: int
    plant: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def random(self, *parts: object) -> Random:
        """A source of randomness of its own for each part of the run, the same for each seed."""
        return Random(":".join(str(part) for part in (self.seed, *parts)))

    def database(self, name: str = "docket") -> Path:
        """A path for a new database in a folder of its own."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "docket.db"


def demand(faults: Iterable[str]) -> None:
    """Ends the harness where there are faults."""
    found = list(faults)
    if found:
        raise Violation(found)


def need_tools(*names: str) -> None:
    """Skips the harness where a program is missing."""
    missing = [name for name in names if shutil.which(name) is None]
    if missing:
        raise Skipped(f"no {', '.join(missing)} on the PATH")


def command(*words: object) -> str:
    """Runs a program that must succeed.

    Returns what it printed.
    """
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(map(str, words))}: {done.stderr.strip() or done.returncode}")
    return done.stdout
