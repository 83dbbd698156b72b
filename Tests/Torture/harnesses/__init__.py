"""The harnesses, one a module, in the order in which they run."""

from harness import Harness
from harnesses import cuts, keys, kill, linearizable

ALL: list[Harness] = [
    kill.HARNESS, keys.HARNESS, cuts.HARNESS, linearizable.HARNESS,
]
