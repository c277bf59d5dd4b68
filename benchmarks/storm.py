"""How long each turn of the centre takes while half a province falls silent and comes back.

Run by itself, `python -m benchmarks.storm`, it is the process that is measured: no network, no
database, and CPU time of its one thread.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import thread_time
from typing import Any, TypeVar

from benchmarks.half_province import half
from benchmarks.report import Row, Table, against, milliseconds
from benchmarks.running import INVENTORY, always
from benchmarks.scale import Scale
from monitord.alerts import Written, build_board
from monitord.centre.centre import Centre
from monitord.centre.diary import Diary
from monitord.inventory import load
from monitord.model.inventory import Inventory
from monitord.model.ledger import Change
from monitord.model.messages import AnyEvent, Observation, Transition
from monitord.model.states import NO_REASON, Reason, State

MOST_CONCLUDING = 0.010
MOST_HEARING = 0.005
SILENT = Reason("icmp.silent", {"lost": 5})
SPREAD = 1.0
"""Seconds within which all fall silent, or come back: each is asked once a second."""
STEP = timedelta(seconds=0.1)
"""From one conclusion to the next."""
LASTS = timedelta(seconds=60)
BACK = timedelta(seconds=40)
"""After which it is over, and its incident closed."""
HEARING, CONCLUDING, WORDING = "an event is heard", "a conclusion is drawn", "the board is made"

T = TypeVar("T")


class Storm:
    """A centre that hears of a storm, and how long that took it: CPU seconds of each turn."""

    def __init__(self, inventory: Inventory, dead: set[str]) -> None:
        self.turns: dict[str, list[float]] = {}
        self._inventory = inventory
        self._dead = dead
        self._changes: list[Change] = []
        self._centre = Centre(lambda command: None, Diary("boot", self._changes.append))
        self._written = Written()
        self._random = Random(1)
        self._seq = 0
        self._now = datetime(2026, 11, 22, 5, tzinfo=UTC)

    def play(self) -> None:
        """All well; then half of it silent; then all well again."""
        self._centre.apply(self._inventory, self._now.date(), self._now, self._ticks())
        devices = self._inventory.devices
        self._pass(timedelta(seconds=1), list(self._heard(devices, State.UNKNOWN, State.UP)))
        gc.collect()
        gc.freeze()  # as the daemon does
        self.turns.clear()
        dead = [ident for ident in devices if ident.split("/")[0] in self._dead]
        self._pass(LASTS, list(self._heard(dead, State.UP, State.DOWN)))
        self._pass(BACK, list(self._heard(dead, State.DOWN, State.UP)))

    def _pass(self, span: timedelta, events: list[AnyEvent]) -> None:
        """So much time goes by, in which this is heard."""
        until = self._now + span
        waiting = sorted(events, key=lambda event: event.seq, reverse=True)
        while self._now < until:
            while waiting and waiting[-1].observed_at <= self._now:
                self._timed(HEARING, self._hear, waiting.pop())
            if self._timed(CONCLUDING, self._centre.conclude, self._now, self._ticks()):
                self._timed(WORDING, self._board)
            self._now += STEP

    def _heard(self, devices: Iterable[str], before: State, after: State) -> Iterator[AnyEvent]:
        """What is heard of these devices when they change, and what is told with each death."""
        for at, ident in sorted((self._moment(), ident) for ident in devices):
            yield self._transition(ident, at, before, after)
            if after is State.DOWN:
                yield self._losses(ident, at)

    def _moment(self) -> datetime:
        return self._now + timedelta(seconds=self._random.random() * SPREAD)

    def _hear(self, event: AnyEvent) -> None:
        self._centre.hear(event, self._ticks())

    def _board(self) -> None:
        snapshot = self._centre.snapshot(self._now.timestamp(), self._ticks())
        build_board(snapshot, self._now, "vi", self._written)

    def _timed(self, what: str, turn: Callable[..., T], *arguments: object) -> T:
        began = thread_time()
        try:
            return turn(*arguments)
        finally:
            self.turns.setdefault(what, []).append(thread_time() - began)

    def _ticks(self) -> float:
        return self._now.timestamp()

    def _transition(self, ident: str, at: datetime, before: State, after: State) -> Transition:
        return Transition(
            **self._envelope(ident, at), previous=before, state=after,
            reason=SILENT if after is State.DOWN else NO_REASON,
            flapping=False, since=at - timedelta(seconds=5), decided_at=at,
        )  # fmt: skip

    def _losses(self, ident: str, at: datetime) -> Observation:
        told = {"loss_ratio": 0.02, "window_seconds": 120.0}
        return Observation(**self._envelope(ident, at), kind="echoes", params=told)

    def _envelope(self, ident: str, at: datetime) -> dict[str, Any]:
        self._seq += 1
        return {
            "poller": "storm", "boot_id": "1", "seq": self._seq, "inventory_revision": "",
            "check": f"{ident}/icmp", "observed_at": at,
        }  # fmt: skip


def run(_scale: Scale) -> Table:
    """In a process of its own."""
    command = [sys.executable, "-m", "benchmarks.storm"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(output)
    turns: Mapping[str, list[float]] = found["turns"]
    rows = [
        against(
            f"longest turn in which {HEARING}", max(turns[HEARING]), MOST_HEARING, milliseconds
        ),
        against(
            f"longest turn in which {CONCLUDING}",
            max(turns[CONCLUDING]),
            MOST_CONCLUDING,
            milliseconds,
        ),
        Row(f"longest turn in which {WORDING}", milliseconds(max(turns[WORDING]))),
        *(
            Row(f"CPU of all turns in which {what}", milliseconds(sum(each)))
            for what, each in turns.items()
        ),
    ]
    notes = [
        f"{found['sites']} of 621 sites fall silent within {SPREAD:.0f} s, for"
        f" {LASTS.total_seconds():.0f} s, and come back; every 0.1 s a conclusion is drawn",
        "CPU time of the thread; the longest board is the first, which reads the texts",
    ]  # fmt: skip
    return Table("The centre in a storm", rows, notes)


def main() -> None:
    """Play it, and print the turns for `run`."""
    with TemporaryDirectory() as folder:
        inventory = load(always(INVENTORY, Path(folder, "inventory.yaml")))
    heads = half(inventory)
    sites = inventory.sites.values()
    dead = {site.id for site in sites if not heads.keys().isdisjoint(site.path.split("/"))}
    storm = Storm(inventory, dead)
    storm.play()
    print(json.dumps({"sites": len(dead), "turns": storm.turns}))


if __name__ == "__main__":
    main()
