"""The harnesses, one a module, in the order in which they run."""

from harness import Harness
from harnesses import calls, clock, cuts, damage, events, full, keys, kill, linearizable, power, queries, shutdown

ALL: list[Harness] = [
    kill.HARNESS, power.HARNESS, calls.HARNESS, keys.HARNESS, cuts.HARNESS, linearizable.HARNESS, clock.HARNESS, events.HARNESS,
    shutdown.HARNESS, full.HARNESS, damage.HARNESS, queries.HARNESS,
]
