"""Bugs that a build can plant into itself, each with the harness that must find it: a harness that
does not is worth nothing. planted.md says what each of them does."""

from dataclasses import dataclass, replace

from harness import Context, Harness, Skipped, Violation
from harnesses import ALL
from server import Server, StartFailure


@dataclass(frozen=True)
class Plant:
    """A bug by its name in DOCKET_PLANT, and the harness that turns red."""

    name: str
    harness: str
    # More than a short run has, where it takes a kill at the right instant.
    kills: int | None = None


PLANTS = [
    Plant("synchronous-normal", "power"),
    Plant("answer-before-commit", "kill", kills=100),
    Plant("key-after-effect", "kill", kills=100),
    Plant("event-outside-transaction", "kill", kills=100),
    Plant("key-not-fenced", "keys"),
    Plant("fsync-retried", "calls"),
    Plant("balance-outside-transaction", "linearizable"),
    Plant("if-match-outside-transaction", "linearizable"),
    Plant("version-not-bumped", "linearizable"),
    Plant("expiry-by-start-clock", "clock"),
    Plant("sse-skips-on-resume", "events"),
    Plant("webhook-marked-before-sent", "webhooks", kills=20),
    Plant("webhook-retry-new-id", "webhooks"),
    Plant("ne-as-sql-ne", "queries"),
    Plant("like-unescaped", "queries"),
    Plant("money-in-double", "queries"),
    Plant("payment-not-idempotent", "payments"),
]
HARNESSES: dict[str, Harness] = {harness.name: harness for harness in ALL}


def is_planted(context: Context, plant: Plant) -> bool:
    """Whether the program can plant the bug: then it says so when it starts."""
    database = context.database("planted")
    try:
        with Server(context.binary, database, plant=plant.name) as server:
            return server.has_planted(plant.name)
    except StartFailure:
        return False


def find(context: Context, plant: Plant) -> str | None:
    """Runs the harness with the bug planted.

    Returns the first thing that it found to be wrong; None where it found nothing.
    """
    if not is_planted(context, plant):
        raise Skipped("this program has no such bug to plant")
    counts = context.counts | ({} if plant.kills is None else {"kills": plant.kills})
    try:
        HARNESSES[plant.harness].run(replace(context, plant=plant.name, counts=counts))
    except Violation as violation:
        return violation.faults[0]
    return None
