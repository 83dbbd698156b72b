"""The harnesses, one a module, in the order in which they run."""

from harness import Harness
from harnesses import (
    calls, clock, cuts, damage, events, full, keys, kill, linearizable, payments, power, queries,
    shutdown, webhooks,
)

ALL: list[Harness] = [
    module.HARNESS
    for module in (
        kill, power, calls, keys, cuts, linearizable, payments, clock, events, webhooks, shutdown,
        full, damage, queries,
    )
]
