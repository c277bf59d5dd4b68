"""A program whose wall clock can be stepped: a poller, its calendar and the watch over the clocks.

Run it with libfaketime, which shifts CLOCK_REALTIME by what stands in a file, and leave
CLOCK_MONOTONIC alone. It steps its own clock forward by an hour and back again, and prints as JSON
what it saw. Only the network is not real.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from monitord.daemon.lag import watch_clocks
from monitord.model.inventory import Hours
from monitord.model.settings import DaemonSettings
from monitord.poller.calendar import Calendar
from monitord.poller.clock import Clock
from monitord.poller.poller import Poller
from monitord.poller.probe import Engines
from monitord.poller.reporter import Reporter
from tests.poller.answering import AnsweringEngine, EchoingReader
from tests.poller.echoing import VIETNAM, EchoingEngine, Events, check

ALIVE, SILENT, SILENT_TOO = "10.0.0.1", "10.0.0.2", "10.0.0.3"
INTERVAL = 0.1
HOUR = timedelta(hours=1)
EVERY_DAY = frozenset(range(1, 8))


def until(end: datetime) -> Hours:
    """Hours that have begun and end at a certain instant."""
    local = end.astimezone(VIETNAM)
    return Hours(str(local), EVERY_DAY, (local - 3 * HOUR).time(), local.time())


class Stage:
    """The poller, and a wall clock to step."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.clock = Clock()
        self.engine = EchoingEngine(silent={SILENT, SILENT_TOO})
        self.events = Events()
        self.failures: list[BaseException] = []
        self.steps: list[float] = []
        self.calendar = Calendar(self.clock.now, self.failures.append)
        reporter = Reporter("test", self.clock, self.events.publish)
        self.poller = Poller(
            Engines(self.engine, AnsweringEngine(), None, None),
            reporter,
            self.calendar,
            self.clock,
            0.1,
            lambda _check, _address: None,
            EchoingReader,
            DaemonSettings().rtp_total,
        )

    def stepped(self, seconds: float) -> None:
        """As the daemon does it."""
        self.steps.append(seconds)
        self.calendar.rebook()

    def step(self, offset: timedelta) -> None:
        """Set the wall clock so far ahead of the machine's."""
        self.file.write_text(f"{offset.total_seconds():+.0f}")

    async def turns(
        self, ident: str, state: str, holds: Callable[[], bool] = lambda: True
    ) -> float:
        """When the check came to be in a state, as last decided: monotonic seconds."""
        view = self.poller.reporter.views

        def there() -> bool:
            return view[ident].state == state and holds()

        await self.events.hold(there)
        return time.monotonic()


async def play(stage: Stage) -> dict[str, object]:
    """Step forward over an hour, wait for an edge; step back, wait for another."""
    began, zero = stage.clock.now(), time.monotonic()
    after_the_step, after_both = began + HOUR + timedelta(seconds=2), began + timedelta(seconds=5)
    wanted = [
        check("s/alive/icmp", ALIVE, interval=INTERVAL),
        check("s/silent/icmp", SILENT, until(after_the_step), INTERVAL),
        check("s/other/icmp", SILENT_TOO, until(after_both), INTERVAL),
    ]
    await stage.poller.apply("r1", {one.id: one for one in wanted}, [])
    await stage.turns("s/silent/icmp", "down")
    await stage.turns("s/other/icmp", "down")
    stage.step(HOUR)
    await stage.turns("s/other/icmp", "off")  # Its hours were over an hour ago.
    first = await stage.turns("s/silent/icmp", "off")
    stage.step(timedelta())
    await stage.turns("s/silent/icmp", "down")  # Its hours go on for an hour.
    await stage.turns("s/other/icmp", "down")
    second = await stage.turns("s/other/icmp", "off")
    return {
        "edges": [first - zero, second - zero],
        "steps": stage.steps,
        "sent_at": stage.engine.sent_at[ALIVE],
        "alive": [t.state for t in stage.events.transitions if t.check == "s/alive/icmp"],
        "failures": [repr(error) for error in stage.failures],
    }


async def main() -> None:
    """Run the play on a started stage."""
    stage = Stage(Path(os.environ["FAKETIME_TIMESTAMP_FILE"]))
    stage.calendar.start()
    stage.poller.start()
    watch = asyncio.create_task(watch_clocks(lambda _late: None, stage.stepped))
    try:
        print(json.dumps(await play(stage)))
    finally:
        watch.cancel()
        await stage.poller.stop()
        stage.calendar.stop()


if __name__ == "__main__":
    asyncio.run(main())
