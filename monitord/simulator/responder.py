"""The loop that reads packets from the TUN device and writes back what the weather says, in time.

A plain loop around select(2), whose time-out has microseconds where epoll's has milliseconds.
"""

from __future__ import annotations

import heapq
import os
import select
import time
from collections.abc import Callable, Iterable

from monitord.simulator.fault import Fault, Target
from monitord.simulator.lane import NANOSECONDS
from monitord.simulator.outcome import Fate, Outcome
from monitord.simulator.packet import Packet, PacketError, parse
from monitord.simulator.packetlog import PacketLog
from monitord.simulator.weather import Weather

MOST_BYTES = 1 << 14
BATCH = 32
"""Packets read before timers that have fallen due are looked at again."""
AT_ONCE = 32
"""Timers that ring before packets are. What falls due meanwhile departs in between."""


def ignore(_target: Target, _fault: Fault, _now: int) -> None:
    """Nobody wants to know."""


class Responder:
    """Answers for the province until it is told to stop."""

    def __init__(self, tun: int, weather: Weather, log: PacketLog | None) -> None:
        self.tun = tun
        self.weather = weather
        self.log = log
        self.departures: list[tuple[int, int, int, Packet, Outcome]] = []
        """A heap of (due, serial number, arrived, packet, outcome)."""
        self.serial = 0
        self.handlers: dict[int, Callable[[], None]] = {tun: self._receive}
        """What to do when a descriptor can be read; handlers may add and remove others."""
        self.timers: list[tuple[int, int, Callable[[], None]]] = []
        """A heap of (due, serial number, what to do)."""
        self.began: Callable[[Target, Fault, int], None] = ignore
        """Is told which fault was commanded, and when."""
        self.stopped = False

    def stop(self) -> None:
        """Let `run` return; packets under way are lost."""
        self.stopped = True

    def run(self) -> None:
        """Serve until stopped."""
        while not self.stopped:
            ready, _, _ = select.select(list(self.handlers), [], [], self._patience())
            for descriptor in ready:
                self.handlers[descriptor]()
            self._ring()
            self._depart()

    def call_at(self, due: int, what: Callable[[], None]) -> None:
        """Do something at an instant, CLOCK_MONOTONIC nanoseconds."""
        self.serial += 1
        heapq.heappush(self.timers, (due, self.serial, what))

    def _patience(self) -> float | None:
        """Seconds until the next departure or timer; None when there is none to wait for."""
        due = [heap[0][0] for heap in (self.departures, self.timers) if heap]
        return max(0, min(due) - time.monotonic_ns()) / NANOSECONDS if due else None

    def _receive(self) -> None:
        for _ in range(BATCH):
            try:
                data = os.read(self.tun, MOST_BYTES)
            except BlockingIOError:
                return
            arrived = time.monotonic_ns()
            try:
                packet = parse(data)
            except PacketError:
                continue
            self._depart()
            self.take(packet, arrived, arrived, self.weather.decide(packet, arrived))

    def take(self, packet: Packet, arrived: int, now: int, outcomes: Iterable[Outcome]) -> None:
        """Let what goes back depart in time, and note what does not; delays count from `now`."""
        for outcome in outcomes:
            if outcome.data is not None:
                self.serial += 1
                due = now + outcome.delay
                heapq.heappush(self.departures, (due, self.serial, arrived, packet, outcome))
            elif outcome.fate is not Fate.PENDING:
                self._record(packet, arrived, 0, 0, outcome)

    def _ring(self) -> None:
        """Do what has fallen due, not too much at a time."""
        for _ in range(AT_ONCE):
            if not self.timers or self.timers[0][0] > time.monotonic_ns():
                return
            heapq.heappop(self.timers)[2]()
            self._depart()

    def _depart(self) -> None:
        """Send what has fallen due."""
        departures = self.departures
        while departures and departures[0][0] <= (now := time.monotonic_ns()):
            due, _, arrived, packet, outcome = heapq.heappop(departures)
            os.write(self.tun, outcome.data or b"")
            self._record(packet, arrived, due, now, outcome)

    def _record(
        self, packet: Packet, arrived: int, due: int, departed: int, outcome: Outcome
    ) -> None:
        if self.log is not None:
            self.log.write(packet, arrived, due, departed, outcome)
