"""Measures every device of a site once, with the daemon's own engine and without the daemon."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from socket import SOCK_DGRAM
from zoneinfo import ZoneInfo

from monitord.cli.echoes import EchoTally, TallySink, judged
from monitord.health.presence import expected
from monitord.model.inventory import Device
from monitord.model.settings import IcmpCheck
from monitord.model.states import State
from probes.icmp import IcmpEngine, Trace

SPACING = 0.2
"""Seconds between two echoes to a device."""
SILENT = (State.DOWN, State.OFF)
"""States that make a path trace worth while."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A device, measured or not."""

    device: Device
    state: State
    tally: EchoTally | None
    """None when nothing was sent: it has no ICMP check, or no address."""
    address: str | None = None
    """The numeric address that was probed."""
    problem: str = ""
    """Why nothing could be sent, from the system; the name does not resolve, most often."""
    trace: Trace | None = None

    @property
    def wrong(self) -> bool:
        """Whether it should have answered well, and did not."""
        return "icmp" in self.device.checks and self.state not in (State.UP, State.OFF)


class Measurement:
    """The measurement of a site's devices, with its progress."""

    def __init__(self, devices: Sequence[Device], count: int, timezone: str) -> None:
        self.devices = devices
        self.count = count
        self.zone = ZoneInfo(timezone)
        self.tallies: list[EchoTally] = []

    @property
    def told(self) -> int:
        """Echoes whose fate is known so far."""
        return sum(tally.told for tally in self.tallies)

    @property
    def total(self) -> int:
        """Echoes in all."""
        return self.count * sum("icmp" in device.checks for device in self.devices)

    async def run(self) -> list[Measured]:
        """Echoes to all devices at once, then the path to each that is silent.

        Raises IcmpUnavailableError.
        """
        engine = IcmpEngine.open(asyncio.get_running_loop())
        try:
            await engine.warm_up()
            found = await asyncio.gather(*(self.measure(engine, each) for each in self.devices))
            return list(await asyncio.gather(*(traced(engine, each) for each in found)))
        finally:
            engine.close()

    async def measure(self, engine: IcmpEngine, device: Device) -> Measured:
        """Send a device its echoes and wait for the fate of each."""
        check = device.checks.get("icmp")
        if not isinstance(check, IcmpCheck):
            return Measured(device, State.UNKNOWN, None)
        try:
            address = await resolved(device.address)
            target = engine.target(
                address,
                timeout=check.timeout,
                size=check.size,
                dscp=check.dscp,
                ttl=check.ttl,
                source=check.source,
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            return Measured(device, State.UNKNOWN, None, problem=why)
        tally = EchoTally(self.count)
        self.tallies.append(tally)
        sink = TallySink(tally)
        for _ in range(self.count):
            engine.send(target, sink)
            await asyncio.sleep(SPACING)
        await tally.complete.wait()
        wanted = expected(device.presence, datetime.now(UTC), self.zone)
        return Measured(device, judged(tally, check.limits, wanted), tally, address)


async def resolved(address: str) -> str:
    """The first numeric address of a host name, or the address itself. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address, None, type=SOCK_DGRAM)
    return str(found[0][4][0])


async def traced(engine: IcmpEngine, measured: Measured) -> Measured:
    """With the path to the device when it is silent."""
    if measured.state not in SILENT or measured.address is None:
        return measured
    return replace(measured, trace=await engine.trace(measured.address))
