"""A daemon to measure: in the lab, or alone with a kernel that answers for 127.0.0.0/8."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from benchmarks.report import NotHereError
from benchmarks.scraping import NotServedError, wait_ready
from monitord.simulator.outside import unshare
from tests.lab.province import Province, why_not

INVENTORY = Path("inventory.yaml")
COMMUNITY = "benchmark"
"""Of the agents that answer a daemon that is alone."""
AGENT_PORT = 1161
ENDS_IN = 10.0
MOST_SAID = 2_000
"""Characters of a log that are repeated."""
ALONE = (
    "PATH=$PATH:/usr/sbin:/sbin && ip link set lo up"
    ' && echo "0 0" > /proc/sys/net/ipv4/ping_group_range'
    ' && export LISTEN_FDS=1 LISTEN_PID=$$ && exec "$@" 3<&0 </dev/null'
)
"""A network with a loopback only; the listening socket comes as standard input and becomes 3."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A line of the daemon's log about a change of state."""

    logged: float
    """When, Unix seconds, to the millisecond: at most moments after it was decided."""
    check: str
    previous: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Running:
    """A daemon that is ready."""

    pid: int
    web: str
    """`host:port`."""
    log: Path
    """Its standard error, a JSON object a line; and the simulator's, which is text."""


def always(inventory: Path, path: Path, icmp: str = "", snmp: str = "") -> Path:
    """A copy of an inventory at `path` in which no silence is off.

    `icmp` and `snmp` go into the checks of its profiles.
    """
    text = inventory.read_text(encoding="utf-8")
    text = text.replace("presence: hanh-chinh", "presence: always")
    text = text.replace("icmp: {}", f"icmp: {{{icmp}}}")
    if snmp:
        text = text.replace("snmp: {modules", f"snmp: {{{snmp}, modules")
    path.write_text(text, encoding="utf-8")
    return path


def without_streams(inventory: Path, path: Path) -> Path:
    """A copy of an inventory at `path` that sends no test streams."""

    def without(node: Any) -> Any:
        if isinstance(node, list):
            return [without(each) for each in node]
        if not isinstance(node, dict):
            return node
        return {
            key: {probe: check for probe, check in value.items() if probe != "rtp"}
            if key == "checks"
            else without(value)
            for key, value in node.items()
        }

    document = without(yaml.load(inventory.read_bytes(), yaml.CSafeLoader))
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def transitions(log: Path) -> list[Transition]:
    """Every change of state in a log, but from starting to up."""
    return [
        _transition(record)
        for line in log.read_text(encoding="utf-8").splitlines()
        if line.startswith("{") and (record := json.loads(line))["message"].startswith("transition")
    ]


@contextmanager
def in_the_lab(
    inventory: Path, scenario: str | None = None
) -> Iterator[tuple[Province, Running, Path]]:
    """The daemon in a simulated province, ready; and a directory that goes with it.

    `scenario` is a scenario file's text. Raises NotHereError where no lab can be had.
    """
    if (reason := why_not()) is not None:
        raise NotHereError(reason)
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        weather = None if scenario is None else folder / "scenario.yaml"
        if weather is not None and scenario is not None:
            weather.write_text(scenario, encoding="utf-8")
        with (folder / "daemon.log").open("wb") as log:
            province = Province(
                inventory, scenario=weather, environment=_settings(folder), output=log
            )
            with province:
                daemon = Running(province.command_pid, province.web, folder / "daemon.log")
                _until_ready(daemon)
                yield province, daemon, folder


@contextmanager
def alone(inventory: bytes, launcher: Sequence[str] = ("-m", "monitord")) -> Iterator[Running]:
    """The daemon in a network namespace where the kernel answers for all of 127.0.0.0/8, ready.

    `launcher` are the arguments of Python before `run`; `{folder}` in them is the directory that
    goes with the daemon. Raises NotHereError where no namespace can be had.
    """
    if shutil.which("unshare") is None:
        raise NotHereError("util-linux has no unshare here")
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "inventory.yaml").write_bytes(inventory)
        words = [word.format(folder=folder) for word in launcher]
        command = [sys.executable, *words, "run", str(folder / "inventory.yaml")]
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            (folder / "daemon.log").open("wb") as log,
        ):
            web = "{}:{}".format(*listener.getsockname())
            process = subprocess.Popen(
                [*unshare(), "sh", "-c", ALONE, "sh", *command],
                stdin=listener.fileno(),
                stderr=log,
                env={**os.environ, **_settings(folder)},
            )
        daemon = Running(process.pid, web, folder / "daemon.log")
        try:
            _until_ready(daemon)
            yield daemon
        finally:
            process.terminate()
            try:
                process.wait(ENDS_IN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def agents(daemon: Running, port: int, community: str) -> AbstractContextManager[None]:
    """Answers SNMP for all of 127.0.0.0/8 where a daemon is alone, in a process beside it."""
    return beside(daemon, "benchmarks.agents", str(port), community)


def reflectors(daemon: Running, port: int) -> AbstractContextManager[None]:
    """One reflector for all of 127.0.0.0/8 where a daemon is alone, in a process beside it."""
    where = ("--listen", f"0.0.0.0:{port}", "--allow", "127.0.0.0/8", "--rate", "5000")
    return beside(daemon, "monitord", "reflector", *where)


@contextmanager
def beside(daemon: Running, module: str, *arguments: str) -> Iterator[None]:
    """A program in Python in the network of a daemon that is alone."""
    rights = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
    enter = ("nsenter", f"--target={daemon.pid}", "--net", *rights)
    process = subprocess.Popen([*enter, sys.executable, "-m", module, *arguments])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _until_ready(daemon: Running) -> None:
    """Raises NotServedError with what the daemon said, when it ended instead."""
    try:
        wait_ready(daemon.web)
    except ConnectionError as error:  # nobody holds the socket any more
        said = daemon.log.read_text(encoding="utf-8").strip()
        raise NotServedError(f"the daemon ended: {said[-MOST_SAID:]}") from error


def _settings(folder: Path) -> Mapping[str, str]:
    return {
        "MONITORD_DATABASE": f"sqlite:///{folder / 'monitord.db'}",
        "MONITORD_SOCKET": str(folder / "socket"),
        "MONITORD_LOG_FORMAT": "json",
        "MONITORD_LANGUAGE": "en",
        "COMMUNITY": COMMUNITY,
    }


def _transition(record: Mapping[str, str]) -> Transition:
    said = dict(word.split("=", 1) for word in record["message"].split()[1:])
    at = datetime.fromisoformat(record["time"]).timestamp()
    return Transition(at, said["check"], said["from"], said["to"], said["reason"])
