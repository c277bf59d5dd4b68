"""Runs a real peer, SIPp, as a user agent server (Debian: sip-tester)."""

from __future__ import annotations

import asyncio
import errno
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, TypeAlias

Plain: TypeAlias = Literal["udp", "tcp"]

SCENARIO = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="device"><recv request="OPTIONS"/>{steps}</scenario>
"""
SEND = """<send{attributes}><![CDATA[
SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Server: SIPp
Content-Length: 0

]]></send>
"""
PAUSE = '<pause milliseconds="{}"/>'
SILENCE = PAUSE.format(60_000)
TRIES = 500


def have_sipp() -> bool:
    """Whether it is installed."""
    return shutil.which("sipp") is not None


def send(status: str) -> str:
    """A step that sends a response."""
    return SEND.format(status=status, attributes="")


def send_again(status: str, milliseconds: int) -> str:
    """A step that sends a response, and again until somebody objects."""
    return SEND.format(status=status, attributes=f' retrans="{milliseconds}"')


@asynccontextmanager
async def running_sipp(folder: Path, *steps: str, transport: Plain = "udp") -> AsyncIterator[int]:
    """A device that does these steps after each OPTIONS; the port of 127.0.0.1 it listens on."""
    scenario = folder / "scenario.xml"
    scenario.write_text(SCENARIO.format(steps="".join(steps)), encoding="utf-8")
    kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
    port = free_port(kind)
    where = ("-i", "127.0.0.1", "-p", str(port), "-cp", str(free_port(socket.SOCK_DGRAM)))
    how = ("-sf", str(scenario), "-t", "u1" if transport == "udp" else "t1", "-nostdin")
    process = await asyncio.create_subprocess_exec(
        *("sipp", *how, *where),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _listening(process, kind, port)
        yield port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listening(
    process: asyncio.subprocess.Process, kind: socket.SocketKind, port: int
) -> None:
    """Wait until somebody has the port: SIPp does not say that it is ready."""
    for _ in range(TRIES):
        if process.returncode is not None:
            break
        if is_taken(kind, port):
            return
        await asyncio.sleep(0.01)
    raise RuntimeError("sipp does not start")


def is_taken(kind: socket.SocketKind, port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket(socket.AF_INET, kind) as sock:
        try:
            sock.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False


def free_port(kind: socket.SocketKind) -> int:
    """A port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
