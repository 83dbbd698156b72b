"""What one client knows of one order that only it changes.

The steps of an order are sent one after the other, so at most the last of them is in doubt. What
the server may have after a crash is therefore a short list: the order after the last acknowledged
step, or after the step in doubt.
"""

import time
from dataclasses import dataclass, field
from math import inf

from client import Answer, Broken, Connection, Outcome
from orders import Change, Order


@dataclass
class Step:
    """A change that was sent."""

    change: Change
    key: str
    order_id: str
    sent_at: float
    # The order if the change takes effect; None if it must be refused.
    after: Order | None
    outcome: Outcome = Outcome.UNKNOWN
    answered_at: float = inf
    answer: Answer | None = None
    # How the connection broke.
    error: Broken | None = None


@dataclass
class OrderHistory:
    """One order, as its only writer knows it."""

    base_name: str
    id: str | None = None
    steps: list[Step] = field(default_factory=list)
    # The order after all that is known; None where it does not exist.
    known: Order | None = None
    # Answers that no rule allows.
    faults: list[str] = field(default_factory=list)

    @property
    def doubtful(self) -> Step | None:
        """The step of which it is not known whether it took effect."""
        last = self.steps[-1] if self.steps else None
        return last if last and last.outcome is Outcome.UNKNOWN else None

    def send(self, connection: Connection, change: Change, key: str | None = None) -> Answer:
        """Sends a change, under a key of its own where none is given, and notes what is known.

        Raises Broken where the connection breaks.
        """
        key = key or f"{self.base_name}-{len(self.steps)}"
        step = Step(change, key, self.id or "", time.monotonic(), change.apply(self.known))
        self.steps.append(step)
        try:
            answer = connection.send(change.request(step.order_id).with_key(key))
        except Broken as error:
            step.error = error
            raise
        self.note(step, answer)
        return answer

    def note(self, step: Step, answer: Answer) -> None:
        """Notes the answer to the last step."""
        step.answered_at = time.monotonic()
        step.answer = answer
        step.outcome = answer.outcome
        if step.outcome is Outcome.ACKNOWLEDGED:
            if step.after is None:
                self.faults.append(f"{step.key}: {answer.status} to what must be refused")
            self.known = step.after
            if not step.order_id:
                self.id = answer.json["Id"]
        elif step.outcome is Outcome.REFUSED and step.after is not None:
            self.faults.append(f"{step.key}: {answer.status} to what must be allowed")

    def retry(self, connection: Connection, step: Step) -> Answer:
        """Sends a step again, under its own key."""
        return connection.send(step.change.request(step.order_id).with_key(step.key))

    def possible(
        self, acknowledged_before: float = inf, sent_before: float = inf
    ) -> list[Order | None]:
        """What the server may have: everything acknowledged before one instant, and any first
        part of what was sent after that and before another instant."""
        states: list[Order | None] = [None]
        for step in self.steps:
            if step.after is None or step.outcome is Outcome.REFUSED:
                continue
            if step.outcome is Outcome.ACKNOWLEDGED and step.answered_at < acknowledged_before:
                states = [step.after]
            elif step.sent_at < sent_before:
                states.append(step.after)
        return states


def settle(history: OrderHistory, connection: Connection) -> list[str]:
    """Retries the step in doubt, which must then be done, once.

    Returns what is wrong.
    """
    step = history.doubtful
    if step is None:
        return []
    answer = history.retry(connection, step)
    history.note(step, answer)
    if answer.outcome is Outcome.UNKNOWN:
        return [f"{step.key}: {answer.status} {answer.body!r} to the retry"]
    faults, history.faults = history.faults, []
    return faults


def replay(history: OrderHistory, connection: Connection, step: Step) -> list[str]:
    """Retries an acknowledged step, whose answer must come again, byte for byte.

    Returns what is wrong.
    """
    answer = history.retry(connection, step)
    first = step.answer
    assert first is not None, "an acknowledged step has an answer"
    faults = []
    if (answer.status, answer.body) != (first.status, first.body):
        faults.append(
            f"{step.key}: answered {first.status} {first.body!r} at first, and to the retry "
            f"{answer.status} {answer.body!r}"
        )
    if not answer.is_replayed:
        faults.append(f"{step.key}: the answer to the retry is not marked Idempotent-Replayed")
    return faults
