"""Stops the server with SIGTERM under load, with a stream of events open.

It must end with 0 within 30 seconds, and every request must have its whole answer, or no effect:
that is what is left to a request which meets a connection that is just being closed.
"""

import threading
import time

from client import Broken, Connection
from harness import Context, Count, Figures, Harness, demand
from history import OrderHistory
from load import Load
from server import Server, check
from stream import EventStream
from verifier import whole_faults

WRITERS = 6
LOAD_SECONDS_MAX = 0.5
STOP_SECONDS = 30


def run(context: Context) -> Figures:
    """Stops and starts on one database."""
    random = context.random("shutdown")
    histories: list[OrderHistory] = []
    unanswered = 0
    longest = 0.0
    server = Server(context.binary, context.database(), plant=context.plant)
    with server:
        for number in range(context.counts["stops"]):
            follower = Follower(server.port)
            load = Load(server.port, WRITERS, f"s{number}", random).start()
            time.sleep(random.uniform(0.05, LOAD_SECONDS_MAX))
            began = time.monotonic()
            exit_code = server.stop(STOP_SECONDS)
            longest = max(longest, time.monotonic() - began)
            load.join()
            if exit_code != 0:
                demand([f"stop {number}: exit code {exit_code} after {longest:.1f} s"])
            demand(follower.faults())
            unanswered += drop_unanswered(load.histories)
            histories += load.histories
            server.start()
            with Connection(server.port) as connection:
                demand(whole_faults(histories, connection))
    wrong = check(context.binary, server.database)
    demand([wrong] if wrong else [])
    return {
        "stops": context.counts["stops"], "requests": sum(len(h.steps) for h in histories),
        "without an answer and an effect": unanswered, "longest stop": f"{longest:.2f} s",
    }


def drop_unanswered(histories: list[OrderHistory]) -> int:
    """Takes the requests without an answer away: as if they had not been sent, they must have no
    effect.

    Returns how many there were.
    """
    unanswered = 0
    for history in histories:
        step = history.doubtful
        if step is None:
            continue
        if step.error is None or step.error.is_partial:
            demand([f"{step.key}: the answer broke off: {step.error or step.answer}"])
        history.steps.pop()
        unanswered += 1
    return unanswered


class Follower:
    """Follows the events until the stream ends."""

    def __init__(self, port: int):
        self.stream = EventStream(port, 0)
        self.error: Broken | None = None
        self.thread = threading.Thread(target=self.follow)
        self.thread.start()

    def follow(self) -> None:
        """Reads on."""
        try:
            while self.stream.read() is not None:
                pass
        except Broken as error:
            self.error = error

    def faults(self) -> list[str]:
        """Whether the stream ended in the middle of something."""
        self.thread.join()
        self.stream.close()
        if self.error is not None:
            return [f"the stream of events did not end, it broke: {self.error}"]
        return ["the stream of events ended within an event"] if self.stream.rest else []


HARNESS = Harness(
    "shutdown", "SIGTERM lets every request have its answer, and ends with 0", run,
    (Count("stops", 4, 100),),
)
