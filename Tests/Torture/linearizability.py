"""Judges whether a concurrent history could have happened one operation after the other.

The algorithm is that of Wing and Gong with the memory of Lowe: choose an operation that may have
come first, apply it to the state, go on with the rest; never look twice at the same rest with the
same state. An operation may have come first if none of the others ended before it began.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class Operation(Generic[State]):
    """An operation as a client saw it.

    `step` gives the state afterwards, or None where the answer that the client got is impossible
    in the state before. An operation without an answer never ends, and may have had no effect.
    """

    began: float
    ended: float
    step: Callable[[State], State | None]
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Whether no answer came."""
        return self.ended == inf


def is_linearizable(history: Sequence[Operation[State]], start: State) -> bool:
    """Whether there is an order of the operations that explains every answer."""
    seen: set[tuple[int, State]] = set()
    # Each entry: which operations are left, as bits, and the state before them.
    pending: list[tuple[int, State]] = [((1 << len(history)) - 1, start)]
    while pending:
        left, state = pending.pop()
        indices = [index for index in range(len(history)) if left >> index & 1]
        if all(history[index].is_open for index in indices):
            return True
        first_end = min(history[index].ended for index in indices)
        for index in indices:
            operation = history[index]
            if operation.began > first_end:
                continue
            after = operation.step(state)
            following = (left & ~(1 << index), after)
            if after is not None and following not in seen:
                seen.add(following)
                pending.append(following)
    return False
