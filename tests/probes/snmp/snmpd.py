"""Runs a real agent, net-snmp's `snmpd`, for one test: in the foreground, on a port of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

READY = b"NET-SNMP version"
"""What snmpd says when its port is open."""
TRIES = 5
"""Another program may take the port between our look and snmpd's start."""


def have_snmpd() -> bool:
    """Whether net-snmp's agent and its commands are installed."""
    return all(shutil.which(name, path=_path()) for name in ("snmpd", "snmpget"))


@dataclass(frozen=True, slots=True)
class User:
    """A user of version 3 (RFC 3414). Without `auth` noAuthNoPriv, without `priv` authNoPriv."""

    name: str
    auth: tuple[str, str] | None = None
    """As snmpd.conf spells it: `SHA-256`, and a pass phrase of at least eight characters."""
    priv: tuple[str, str] | None = None
    """`AES` or `DES`, and a pass phrase."""

    def lines(self) -> Sequence[str]:
        """What snmpd.conf has to say."""
        keys = "".join(
            f' {name} "{phrase}"' for name, phrase in filter(None, (self.auth, self.priv))
        )
        level = "priv" if self.priv else "auth" if self.auth else "noauth"
        return f"createUser {self.name}{keys}", f"rouser {self.name} {level}"


@dataclass(frozen=True, slots=True)
class Snmpd:
    """A running agent, on 127.0.0.1."""

    port: int
    process: asyncio.subprocess.Process

    @property
    def endpoint(self) -> str:
        """As net-snmp's commands want it."""
        return f"127.0.0.1:{self.port}"


@asynccontextmanager
async def running_snmpd(
    folder: Path,
    *,
    communities: Sequence[str] = ("public",),
    users: Sequence[User] = (),
    lines: Sequence[str] = (),
) -> AsyncIterator[Snmpd]:
    """Start snmpd and wait until it answers; end it with the block.

    `communities` read everything in v1 and v2c; `lines` are added to snmpd.conf. What it keeps,
    such as the engine's boots, it keeps in `folder`.
    """
    config = folder / "snmpd.conf"
    words = [f"rocommunity {community} default" for community in communities]
    words += [line for user in users for line in user.lines()]
    config.write_text("\n".join((*words, *lines, "")), encoding="utf-8")
    agent = await _start(folder, config)
    assert agent.process.stdout is not None
    said = asyncio.create_task(agent.process.stdout.read())  # a full pipe would stop it
    try:
        yield agent
    finally:
        agent.process.terminate()
        await agent.process.wait()
        await said


async def _start(folder: Path, config: Path) -> Snmpd:
    """The agent, once it says that it is ready. Raises RuntimeError with what it said instead."""
    environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder), "MIBS": "", "PATH": _path()}
    for _ in range(TRIES):
        port = free_port()
        command = ("snmpd", "-f", "-Lo", "-C", "-c", str(config), f"udp:127.0.0.1:{port}")
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = b""
        assert process.stdout is not None
        async for line in process.stdout:
            said += line
            if line.startswith(READY):
                return Snmpd(port, process)
        await process.wait()
    raise RuntimeError(f"snmpd does not start: {said.decode(errors='replace')}")


def free_port() -> int:
    """A UDP port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _path() -> str:
    """Where to look: snmpd lives in a folder that not every user's PATH has."""
    return os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
