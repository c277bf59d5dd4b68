"""A receiver in a process of its own, and what a storm costs it: `python -m …traps.storm`.

It says where it listens and, once its standard input ends, what it used.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter

from monitord.model.snmp import SnmpLogin
from probes.snmp.traps import Sender, TrapReceiver

SLOT = 0.01
"""Seconds between two looks at the loop's lateness."""


class Lateness:
    """How late the loop is, and how much CPU it spends between two looks."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.busy: list[float] = []

    async def watch(self) -> None:
        while True:
            due, spent = time.monotonic() + SLOT, time.thread_time()
            await asyncio.sleep(SLOT)
            self.late.append(time.monotonic() - due)
            self.busy.append(time.thread_time() - spent)


async def main() -> None:
    loop = asyncio.get_running_loop()
    counts: Counter[str] = Counter()
    receiver = TrapReceiver.open(
        loop, "127.0.0.1:0", lambda _: None, lambda kind: counts.update((kind,))
    )
    receiver.apply({"127.0.0.1": Sender("xa-1/rt", SnmpLogin("c", "2c", b"storm"))})
    lateness = Lateness()
    watching = loop.create_task(lateness.watch()) if "--lateness" in sys.argv else None
    print(receiver.address[1], flush=True)
    started, spent = time.monotonic(), time.process_time()
    await loop.run_in_executor(None, sys.stdin.read)
    used, lasted = time.process_time() - spent, time.monotonic() - started
    if watching:
        watching.cancel()
    print(
        json.dumps(
            {
                "cpu_seconds": used,
                "seconds": lasted,
                "drops": receiver.drops,
                "counts": counts,
                "late_p99": sorted(lateness.late)[len(lateness.late) * 99 // 100 - 1]
                if lateness.late
                else None,
                "late_max": max(lateness.late, default=None),
                "busy_max": max(lateness.busy, default=None),
            }
        )
    )
    await receiver.aclose()


if __name__ == "__main__":
    asyncio.run(main())
