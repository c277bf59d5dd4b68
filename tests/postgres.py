"""A PostgreSQL server of one's own, in a temporary folder, reached over a Unix socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps them, a folder for each version."""
UNPRIVILEGED = "postgres"
"""The server refuses to run as root."""
STARTS_IN = 30.0


@dataclass(slots=True)
class Postgres:
    """A cluster that can be started, stopped and killed."""

    folder: Path
    settings: Sequence[str] = ()
    """`name=value`, besides our own."""
    process: subprocess.Popen[bytes] | None = field(default=None)

    def url(self, database: str = "postgres", user: str = UNPRIVILEGED) -> str:
        """For SQLAlchemy, as somebody would write it into the inventory."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder))}"

    def initialise(self) -> None:
        """Make the cluster."""
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.run("initdb", "-D", str(self.data), "-U", UNPRIVILEGED, *options)

    def start(self) -> None:
        """Until it answers; after a crash it recovers first."""
        ours = ("listen_addresses=", f"unix_socket_directories={self.folder}")
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*as_unprivileged(), program("postgres"), "-D", str(self.data)]
                + [word for setting in (*ours, *self.settings) for word in ("-c", setting)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_IN
        while subprocess.run(
            [program("pg_isready"), "-q", "-h", str(self.folder)], check=False
        ).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does: all its processes at once, without a word."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGSTOP)  # it starts no other one now
        family = _family(self.process.pid)
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + STARTS_IN
        while any(map(_alive, family)):  # what they share is in use until the last has gone
            if time.monotonic() > deadline:
                raise RuntimeError("it does not die")
            time.sleep(0.01)

    def run(self, name: str, *arguments: str) -> str:
        """What one of its programs prints. Raises CalledProcessError."""
        done = subprocess.run(
            [*as_unprivileged(), program(name), *arguments],
            capture_output=True,
            check=True,
            text=True,
            cwd=self.folder,
        )
        return done.stdout

    def psql(self, statement: str, database: str = "postgres") -> str:
        """What a statement answers. Raises CalledProcessError."""
        where = ("-h", str(self.folder), "-U", UNPRIVILEGED, "-d", database)
        return self.run("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", *where, "-c", statement)

    @property
    def data(self) -> Path:
        """Where the cluster is."""
        return self.folder / "data"


def program(name: str) -> str:
    """The newest one's path. Raises FileNotFoundError where there is none."""
    for version in sorted(PROGRAMS.glob("*/bin"), key=_version, reverse=True):
        if (version / name).exists():
            return str(version / name)
    raise FileNotFoundError(name)


def installed() -> bool:
    """Whether there is a server to run."""
    return any(PROGRAMS.glob("*/bin/initdb"))


def as_unprivileged() -> Sequence[str]:
    """What to put before a command that root must not run."""
    if os.geteuid() != 0:
        return ()
    user = ("--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--clear-groups")
    return ("setpriv", *user, "--")


@contextmanager
def cluster(*settings: str) -> Iterator[Postgres]:
    """A running one with these settings, in a folder that its user may reach."""
    folder = Path(mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
    server = Postgres(folder, settings)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


def _family(pid: int) -> list[int]:
    """A process and those that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [pid, *map(int, children.split())]


def _alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not buried does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _version(folder: Path) -> float:
    return float(folder.parent.name)
