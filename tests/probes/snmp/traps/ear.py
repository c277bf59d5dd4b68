"""Somebody who listens, and net-snmp's programs that speak."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from probes.snmp.traps import Trap

UPS_ON_BATTERY = "1.3.6.1.2.1.33.2.1"
MINUTES_LEFT = "1.3.6.1.2.1.33.1.2.3.0"
NAMES = {
    "md5": "MD5",
    "sha1": "SHA",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "des": "DES",
    "aes128": "AES",
    "aes192": "AES-192",
    "aes256": "AES-256",
}
"""How net-snmp calls the algorithms of an inventory."""


def have_snmptrap() -> bool:
    """Whether net-snmp's commands are installed."""
    return all(shutil.which(program) for program in ("snmptrap", "snmpinform"))


class Ear:
    """Keeps what a receiver tells and counts."""

    def __init__(self) -> None:
        self.traps: list[Trap] = []
        self.counts: Counter[str] = Counter()
        self._changed = asyncio.Event()

    def heard(self, trap: Trap) -> None:
        self.traps.append(trap)
        self._changed.set()

    def count(self, kind: str) -> None:
        self.counts[kind] += 1
        self._changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something that was told or counted makes `holds` true."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    async def trap(self) -> Trap:
        """The next trap that nobody has taken."""
        await self.until(lambda: bool(self.traps))
        return self.traps.pop(0)

    async def counted(self, kind: str, times: int = 1) -> None:
        """Wait until `kind` was counted so often."""
        await self.until(lambda: self.counts[kind] >= times)


async def speak(program: str, *arguments: str) -> tuple[int, str]:
    """Run `snmptrap` or `snmpinform`; its exit status and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        _, complaint = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return process.returncode or 0, complaint.decode()


def v3_options(
    user: str,
    auth: str | None = None,
    priv: str | None = None,
    *,
    phrases: tuple[str, str] = ("authpass-1", "privpass-1"),
) -> list[str]:
    """A user of version 3, as net-snmp's programs want it."""
    level = "authPriv" if priv else "authNoPriv" if auth else "noAuthNoPriv"
    options = ["-v3", "-u", user, "-l", level]
    if auth:
        options += ["-a", NAMES[auth], "-A", phrases[0]]
    if priv:
        options += ["-x", NAMES[priv], "-X", phrases[1]]
    return options


def ups(port: int, host: str = "127.0.0.1") -> list[str]:
    """The end of a command line: a UPS tells that it runs on battery."""
    return [f"{host}:{port}", "4711", UPS_ON_BATTERY, MINUTES_LEFT, "i", "12"]
