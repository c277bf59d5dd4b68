"""A simulated province for a test: start it, break it, read what it did, and it is gone.

The test stays in the host's namespace. What has to be inside is the province's command; the daemon
is reached over the listening socket that it inherits from outside.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from monitord.simulator.outside import UnavailableError, probe
from monitord.simulator.packetlog import Entry, read

STARTS_IN = 30.0
"""Seconds within which the simulator is ready; loading a large inventory takes most of it."""
ENDS_IN = 10.0
MOST_BYTES = 1 << 16


class ProvinceError(Exception):
    """The simulator refused a command or ended early; the message is its own."""


@cache
def why_not() -> str | None:
    """Why no province can be had on this machine; None when it can."""
    missing = [tool for tool in ("unshare", "setpriv") if shutil.which(tool) is None]
    if missing:
        return f"util-linux is incomplete: no {', '.join(missing)}"
    try:
        probe()
    except UnavailableError as error:
        return f"no network namespace with a TUN device: {error}"
    return None


class Province:
    """The simulator as a process, with a control channel to it. Use it as a context manager."""

    def __init__(
        self,
        inventory: Path,
        command: Sequence[str] | None = None,
        *,
        scenario: Path | None = None,
        seed: int | None = 1,
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        output: IO[bytes] | int | None = None,
    ) -> None:
        """`command` None is the daemon. `output` takes stdout and stderr of all, as in Popen."""
        self.directory = Path(tempfile.mkdtemp(prefix="province-"))
        self.log_path = self.directory / "packets.log"
        self.arguments = [str(inventory), "--packet-log", str(self.log_path), *options]
        if seed is not None:
            self.arguments += ["--seed", str(seed)]
        if scenario is not None:
            self.arguments += ["--scenario", str(scenario)]
        self.command = command
        self.environment = {
            **os.environ,
            "MONITORD_LANGUAGE": "en",
            "MONITORD_DATABASE": f"sqlite:///{self.directory}/monitord.db",
            "MONITORD_SOCKET": f"{self.directory}/socket",
            **(environment or {}),
        }
        self.output = output
        self.ready_at = 0
        """When the scenario's time began, CLOCK_MONOTONIC nanoseconds."""
        self.command_pid = 0
        self.web = ""
        """`host:port` of the listening socket that the command inherited; empty without one."""

    def __enter__(self) -> Self:
        """Start, and return once packets are answered and the command has been started."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(STARTS_IN)
        with theirs:
            self.process = subprocess.Popen(
                self._words(theirs.fileno()),
                env=self.environment,
                pass_fds=(theirs.fileno(),),
                stdout=self.output,
                stderr=None if self.output is None else subprocess.STDOUT,
            )
        try:
            facts = self._hear()
        except BaseException:
            self.close()
            raise
        self.control.settimeout(ENDS_IN)
        self.ready_at, self.command_pid = int(facts["ready"]), int(facts["command"])
        self.web = facts["listen"] or ""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def fault(self, fault: Mapping[str, object], **target: str | bool) -> int:
        """Let a fault befall one target: `fault({"dark": True}, subtree="h-1")`; {} ends it.

        Returns when it took effect, CLOCK_MONOTONIC nanoseconds. Raises ProvinceError.
        """
        return self._command(json.dumps({**target, "fault": fault}))

    def clear(self) -> int:
        """End every fault; those of the scenario go on. Returns when."""
        return self._command("clear")

    def get(self, path: str, timeout: float = STARTS_IN) -> tuple[int, str]:
        """Status and text of an HTTP GET to the command.

        The inherited socket takes the connection from the start, so the first answer comes when
        the command is up: asking is waiting.
        """
        host, _, port = self.web.rpartition(":")
        with closing(HTTPConnection(host, int(port), timeout=timeout)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def log(self) -> list[Entry]:
        """What became of every packet so far; packets under way are not in it yet."""
        if self.process.poll() is None:
            self._command("flush")
        return list(read(self.log_path))

    def wait(self, timeout: float = STARTS_IN) -> int:
        """Wait for the command to end, and return its exit code."""
        return self.process.wait(timeout)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the simulator, which passes it on, and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(ENDS_IN)

    def close(self) -> None:
        """End everything, by hanging up, and forget the packet log."""
        self.control.close()
        try:
            self.process.wait(ENDS_IN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        shutil.rmtree(self.directory)

    def _words(self, control: int) -> list[str]:
        words = [sys.executable, "-m", "monitord", "simulate", "--control", str(control)]
        words += ["--listen", "127.0.0.1:0", *self.arguments]
        return words if self.command is None else [*words, "--", *self.command]

    def _command(self, text: str) -> int:
        self.control.send(text.encode())
        answer = self._hear()
        if "error" in answer:
            raise ProvinceError(answer["error"])
        return int(answer["at"])

    def _hear(self) -> dict[str, str]:
        data = self.control.recv(MOST_BYTES)
        if not data:
            said = self.process.stdout.read().decode() if self.process.stdout else "its stderr"
            raise ProvinceError(f"ended with {self.process.wait(ENDS_IN)}: {said}")
        facts: dict[str, str] = json.loads(data)
        return facts


def run_inside(
    inventory: Path, command: Sequence[str], scenario: Path | None = None, seed: int = 1
) -> tuple[int, str, list[Entry]]:
    """Run a command in a province until it ends: its exit code, its whole output, the packets."""
    with Province(
        inventory, command, scenario=scenario, seed=seed, output=subprocess.PIPE
    ) as province:
        stdout = province.process.stdout
        output = b"" if stdout is None else stdout.read()
        return province.wait(), output.decode(), province.log()
