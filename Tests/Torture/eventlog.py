"""The events of the company, read page by page and judged: no gap, no version missing or twice."""

from dataclasses import dataclass, field
from typing import Any

from client import COMPANY, Connection
from orders import base_name


@dataclass
class EventLog:
    """All events up to the last one read."""

    last: int = 0
    # The hash of each event, by Sequence less one.
    hashes: list[str] = field(default_factory=list)
    # The type of each event, likewise.
    types: list[str] = field(default_factory=list)
    # By order: its version after the last event.
    versions: dict[str, int] = field(default_factory=dict)
    # By name at creation, without what renaming changes: the ids of the orders.
    created: dict[str, list[str]] = field(default_factory=dict)
    # By order and version: the Sequence.
    sequences: dict[tuple[str, int], int] = field(default_factory=dict)
    # By order: when it expired, as often as an event says so.
    expired: dict[str, list[str]] = field(default_factory=dict)

    def read(self, connection: Connection) -> list[str]:
        """Reads what is new.

        Returns what is wrong with it.
        """
        faults: list[str] = []
        while True:
            answer = connection.get(f"{COMPANY}/Events?after={self.last}")
            if answer.status != 200:
                return [*faults, f"events after {self.last}: {answer.status} {answer.body!r}"]
            events = answer.json
            if not events:
                return faults
            for event in events:
                faults += self.add(event)

    def add(self, event: dict[str, Any]) -> list[str]:
        """Takes the next event.

        Returns what is wrong with it.
        """
        sequence, order, version = event["Sequence"], event["OrderId"], event["Version"]
        faults = []
        if sequence != self.last + 1:
            faults.append(f"event {sequence} comes after event {self.last}")
        previous = self.versions.get(order, 0)
        if event["Type"] == "order.expired":
            self.expired.setdefault(order, []).append(event["At"])
            expected = previous
        else:
            expected = previous + 1
            self.sequences[order, version] = sequence
        if version != expected:
            faults.append(f"event {sequence}: order {order} goes from version {previous} "
                          f"to {version}")
        if event["Type"] == "order.created":
            name = base_name(event["Changes"][0]["value"]["Name"] or "")
            self.created.setdefault(name, []).append(order)
        self.last = sequence
        self.hashes.append(event["Hash"])
        self.types.append(event["Type"])
        self.versions[order] = version
        return faults
