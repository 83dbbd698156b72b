"""The harnesses, one a module, in the order in which they run."""

from harness import Harness
from harnesses import calls, clock, cuts, keys, kill, linearizable, power, queries

ALL: list[Harness] = [
    kill.HARNESS, power.HARNESS, calls.HARNESS, keys.HARNESS, cuts.HARNESS, linearizable.HARNESS, clock.HARNESS, queries.HARNESS,
]
