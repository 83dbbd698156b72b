"""A reader of the company's live events (SSE)."""

import json
from typing import Any

from client import COMPANY, Broken, Connection, Request


class EventStream:
    """The live events behind a Sequence, on a connection of their own."""

    def __init__(self, port: int, last: int):
        self.connection = Connection(port)
        # What has come of an event that is not whole yet.
        self.rest = b""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last)}
        try:
            self.connection.write(Request("GET", f"{COMPANY}/Events", headers=headers).encoded())
            status, _ = self.connection.read_head()
        except Broken:
            self.connection.close()
            raise
        if status != 200:
            raise OSError(f"the stream of events: {status}")

    def read(self) -> list[dict[str, Any]] | None:
        """Waits for the next bytes.

        Returns the events that are whole with them; None where the stream ends as it should.
        """
        chunk = self.connection.read_chunk()
        if not chunk:
            return None
        *blocks, self.rest = (self.rest + chunk).split(b"\n\n")
        return [event for block in blocks if (event := parse(block.decode()))]

    def close(self, is_reset: bool = False) -> None:
        """Closes the connection, or breaks it off."""
        if is_reset:
            self.connection.reset()
        else:
            self.connection.close()


def parse(block: str) -> dict[str, Any] | None:
    """An event out of the lines of one; None for a comment."""
    fields = dict(
        line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
    if not fields:
        return None
    event = json.loads(fields["data"])
    if int(fields["id"]) != event["Sequence"] or fields["event"] != event["Type"]:
        raise OSError(f"the event {fields['id']} {fields['event']} has the data {event}")
    return event
