"""The server under test: started on one database, killed, stopped, checked."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 60
LISTENING = "listening on http://"
# A build that can plant bugs says so in its log, and names the bug.
PLANTED = "planted bug"


class StartFailure(Exception):
    """The server ended before it listened."""

    def __init__(self, exit_code: int, log: str):
        self.exit_code = exit_code
        self.log = log
        super().__init__(f"the server did not start, exit code {exit_code}:\n{log}")


class Server:
    """A sandbox on one database; `prefix` is a command that runs it, such as a tracer.

    The database is an SQLite file, or that of a `url`; the log lies where the file is, or would be.
    """

    def __init__(
        self,
        binary: Path,
        database: Path,
        *,
        plant: str | None = None,
        arguments: Sequence[str] = (),
        prefix: Sequence[str] = (),
        url: str | None = None,
    ):
        self.binary = binary
        self.database = database
        self.plant = plant
        self.log = database.parent / "server.log"
        # Where the log of the present start begins.
        self.log_start = 0
        self.port = 0
        # The log lies beside the database, on disks that are full or lose their power; a line for
        # each request would bury what the harness looks for.
        self.command = [
            *prefix, str(binary), "serve", "--sandbox", "--port", "0", "--access-log", "off",
            "--database", url or f"sqlite:{database}", *arguments,
        ]
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Server":
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def spawn(self) -> None:
        """Starts the process, and does not wait for it to listen."""
        environment = {**os.environ}
        environment.pop("DOCKET_PLANT", None)
        if self.plant is not None:
            environment["DOCKET_PLANT"] = self.plant
        with self.log.open("ab") as log, held(signal.SIGINT, signal.SIGTERM):
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment,
                # A Ctrl-C is for the harness, which then stops the server itself.
                start_new_session=True,
            )

    def start(self) -> None:
        """Starts the server and waits until it listens.

        Raises StartFailure where it ends before.
        """
        self.spawn()
        self.await_listening()

    def await_listening(self) -> None:
        """Waits until the server that was spawned listens."""
        process = self.running()
        clock = threading.Timer(START_SECONDS, process.kill)
        clock.start()
        try:
            for line in process.stdout or ():
                if line.startswith(LISTENING):
                    self.port = int(line.rsplit(":", 1)[1])
                    return
        finally:
            clock.cancel()
        raise StartFailure(process.wait(), self.log_tail())

    def running(self) -> subprocess.Popen[str]:
        """The process, which must have been started."""
        assert self.process is not None, "the server was not started"
        return self.process

    def kill(self) -> None:
        """Kills the process as a crash would; does nothing where it has ended."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self.process = None

    def terminate(self) -> None:
        """Asks the server to stop, and does not wait."""
        self.running().send_signal(signal.SIGTERM)

    def stop(self, timeout: float = STOP_SECONDS) -> int:
        """Asks the server to stop.

        Returns its exit code; negative where it had to be killed.
        """
        self.terminate()
        return self.wait(timeout)

    def wait(self, timeout: float = STOP_SECONDS) -> int:
        """Waits for the process to end.

        Returns its exit code; negative where it had to be killed.
        """
        process = self.running()
        try:
            exit_code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            exit_code = -signal.SIGKILL
        self.kill()
        return exit_code

    def restart(self) -> None:
        """Kills the server and starts it on the same database."""
        self.kill()
        self.start()

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def has_planted(self, name: str) -> bool:
        """Whether the server says that it was started with this bug."""
        return any(PLANTED in line and name in line for line in self.log_lines())

    def log_lines(self) -> list[str]:
        """What the server has logged since its last start."""
        log = self.log.read_bytes()[self.log_start:]
        return log.decode(errors="replace").splitlines()

    def log_tail(self, lines: int = 5) -> str:
        """The last lines of that."""
        return "\n".join(self.log_lines()[-lines:])


@contextmanager
def held(*numbers: signal.Signals) -> Iterator[None]:
    """Signals that come meanwhile are raised afterwards, so that no process is started of which
    nobody knows."""
    arrived: list[int] = []
    handlers = {
        number: signal.signal(number, lambda found, _: arrived.append(found)) for number in numbers
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in arrived:
            signal.raise_signal(number)


def check(binary: Path, database: Path | str) -> str | None:
    """Runs `docket check` on an SQLite file, or on the database of a URL.

    Returns what it found to be wrong; None where nothing is.
    """
    url = database if isinstance(database, str) else f"sqlite:{database}"
    done = subprocess.run(
        [str(binary), "check", "--database", url], capture_output=True, text=True, timeout=600,
    )
    if done.returncode == 0:
        return None
    return f"docket check: exit code {done.returncode}: {(done.stdout + done.stderr).strip()}"
