"""A PostgreSQL of the harness's own: in a new folder, reached by a socket in it alone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

DEBIAN = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "postgres", "psql")
ROLE = "docket"
START_SECONDS = 60
STOP_SECONDS = 60
# PostgreSQL itself is not what is killed: without flushes it only starts and ends sooner.
SETTINGS = {
    "listen_addresses": "", "max_connections": "100", "shared_buffers": "64MB", "fsync": "off",
    "full_page_writes": "off", "dynamic_shared_memory_type": "mmap",
}


class NoPostgres(Exception):
    """There is no PostgreSQL to try; the text says why."""


class PostgresServer:
    """A server with one empty database, until the end of a `with`."""

    def __init__(self, kept: Path):
        """Finds the programs. What is left in the end is moved to the folder `kept`.

        Raises NoPostgres where they are missing.
        """
        self.kept = kept
        self.programs = find_programs()
        self.account = owner()
        self.folder = Path()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the database is, as `docket` takes it."""
        return f"postgres://{ROLE}@/{ROLE}?host={quote(str(self.folder), safe='')}"

    def __enter__(self) -> "PostgresServer":
        # Not below the harness's folder, which nobody else may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="docket-torture-pg-", dir="/tmp"))
        try:
            if "user" in self.account:
                shutil.chown(self.folder, self.account["user"])
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.folder.exists():
            shutil.move(self.folder, self.kept)

    def start(self) -> None:
        """Makes the files and starts the server.

        Raises NoPostgres where it does not start.
        """
        data = str(self.folder / "data")
        self.run("initdb", "--pgdata", data, "--username", ROLE, "--encoding", "UTF8",
                 "--locale", "C", "--auth", "trust", "--no-sync")
        settings = {**SETTINGS, "unix_socket_directories": str(self.folder)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", data, *words], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, cwd="/", **self.account)
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.run("psql", "-X", "-q", "-h", str(self.folder), "-U", ROLE, "-d", "postgres",
                         "-c", f"CREATE DATABASE {ROLE}")
                return
            except NoPostgres:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def run(self, name: str, *words: str) -> None:
        """Runs one of the programs.

        Raises NoPostgres where it fails.
        """
        done = subprocess.run(
            [self.programs / name, *words], capture_output=True, text=True, cwd="/",
            stdin=subprocess.DEVNULL, **self.account)
        if done.returncode != 0:
            raise NoPostgres(f"{name}: {done.stderr.strip() or done.returncode}")


def find_programs() -> Path:
    """Where the programs are: the newest of Debian's, else what `pg_config` says, else the PATH.

    Raises NoPostgres.
    """
    versions = DEBIAN.iterdir() if DEBIAN.exists() else ()
    numbers = sorted((int(path.name) for path in versions if path.name.isdigit()), reverse=True)
    folders = [DEBIAN / str(number) / "bin" for number in numbers]
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        folders.append(Path(said.stdout.strip()))
    folders += [Path(folder) for folder in os.environ.get("PATH", "").split(":")]
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
            return folder
    raise NoPostgres(f"no {', '.join(PROGRAMS)}")


def owner() -> dict[str, Any]:
    """As whom the programs run, in the words of `subprocess`: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres("no user to run it as")
