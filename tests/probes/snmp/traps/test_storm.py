"""Ten thousand traps of one device.

The same at its real pace, a minute: `python -m tests.probes.snmp.traps.test_storm 60`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from typing import Any

from monitord.model.snmp import Oid
from probes.snmp.packet import Binding, Message, Pdu, PduType, Tag
from probes.snmp.traps.bucket import BURST, RATE
from probes.snmp.traps.trap import TRAP_OID

STORM = 10_000
QUICK = 6.0
"""Seconds; a tenth of the time that the promise is about."""
PROMISE = 0.02 * 60
"""Seconds of CPU: 2 % of a core for a minute."""
STEP = 0.01


def trap(number: int) -> bytes:
    """Of the usual size: a link of a router went down."""
    bindings = (
        Binding("1.3.6.1.2.1.1.3.0", Tag.TIME_TICKS, number),
        Binding(TRAP_OID, Tag.OID, Oid("1.3.6.1.6.3.1.1.5.3")),
        Binding("1.3.6.1.2.1.2.2.1.1.7", Tag.INTEGER, 7),
        Binding("1.3.6.1.2.1.2.2.1.2.7", Tag.OCTETS, b"GigabitEthernet0/1"),
        Binding("1.3.6.1.2.1.2.2.1.8.7", Tag.INTEGER, 2),
    )
    return bytes(Message(1, b"storm", Pdu(PduType.TRAP, number, bindings=bindings)))


async def blow(port: int, seconds: float) -> None:
    """Send the storm at an even pace."""
    loop = asyncio.get_running_loop()
    start, sent = loop.time(), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.connect(("127.0.0.1", port))
        while sent < STORM:
            due = min(STORM, round((loop.time() - start) / seconds * STORM))
            for number in range(sent, due):
                device.send(trap(number))
            sent = max(sent, due)
            await asyncio.sleep(STEP)


async def storm(seconds: float, *options: str) -> dict[str, Any]:
    """What a storm over `seconds` costs a receiver in a process of its own."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.probes.snmp.traps.storm", *options, stdin=pipe, stdout=pipe
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        await blow(int(await process.stdout.readline()), seconds)
        await asyncio.sleep(0.2)  # two ticks of the receiver, part of what is measured
        process.stdin.close()
        report: dict[str, Any] = json.loads(await process.stdout.read())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    return report


async def test_a_storm_costs_little_and_delays_nobody() -> None:
    report = await storm(QUICK, "--lateness")
    counts = report["counts"]
    assert counts["received"] + report["drops"] == STORM
    assert counts["told"] <= BURST + RATE * report["seconds"] + 1
    assert counts["told"] + counts["limited"] == counts["received"]
    assert report["cpu_seconds"] < PROMISE, report
    assert report["busy_max"] < 0.02, report


if __name__ == "__main__":
    found = asyncio.run(storm(float(sys.argv[1]), *sys.argv[2:]))
    print(json.dumps(found | {"ratio": found["cpu_seconds"] / found["seconds"]}))
