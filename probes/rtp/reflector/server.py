"""The reflector as a program: one loop that waits, reads, and answers at once.

No event loop, no thread, no timer: between a datagram's arrival and its reply there is nothing but
the core. T2 is the kernel's receive stamp, T3 is read just before the reply is sent.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from probes.kernel.address import without_zone
from probes.kernel.buffers import drops
from probes.rtp.discipline import Discipline, discipline
from probes.rtp.packets.times import ErrorEstimate
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.signals import STOP, TELL
from probes.rtp.reflector.silence import Silence
from probes.rtp.reflector.sockets import Arrival, ReflectorSocket

BATCH = 64
"""Datagrams read from one socket before the others have their turn."""
LOOK = 5.0
"""Seconds between two looks at how well the clock is kept."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What became of all datagrams since the start."""

    answered: Mapping[str, int]
    """Replies by kind of probe, as `ReflectorCore.answered`."""
    silences: Mapping[str, int]
    """Datagrams without a reply, by the value of their `Silence`."""
    sessions: int
    """Now."""
    dropped: int
    """Datagrams that the kernel threw away because the reflector did not read them in time."""
    clock: Discipline


class Server:
    """Answers on some sockets until it is told to stop."""

    def __init__(
        self,
        core: ReflectorCore,
        sockets: Sequence[ReflectorSocket],
        told: Callable[[Statistics], None],
        every: float = 0.0,
        clock: Callable[[], Discipline] = discipline,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """`told` hears the statistics every so many seconds (0: never), and when asked for.

        `clock` says how well the machine's clock is kept; `alive` is called every `LOOK` seconds,
        as long as the loop turns.
        """
        self._core = core
        self._sockets = {each.socket.fileno(): each for each in sockets}
        self._told = told
        self._every = every
        self._ask_clock = clock
        self._alive = alive
        self._clock = clock()

    @property
    def statistics(self) -> Statistics:
        """Up to now."""
        core = self._core
        dropped = sum(drops(each.socket) for each in self._sockets.values())
        return Statistics(
            dict(core.answered),
            {key.value: n for key, n in core.silences.items()},
            core.sessions,
            dropped,
            self._clock,
        )

    def run(self, wake: socket.socket) -> None:
        """Serve. Bytes on `wake` are numbers of signals: see `signals.waking`."""
        poller = select.poll()
        for number in (*self._sockets, wake.fileno()):
            poller.register(number, select.POLLIN)
        look, tell = 0.0, time.monotonic() + self._every
        while True:
            now = time.monotonic()
            if now >= look:
                self._look()
                self._alive()
                look = now + LOOK
            if self._every and now >= tell:
                self._told(self.statistics)
                tell = now + self._every
            until = min(look, tell) if self._every else look
            for number, _ in poller.poll(max(until - now, 0.0) * 1000 + 1):
                if number != wake.fileno():
                    self._drain(self._sockets[number])
                elif self._signalled(wake):
                    return

    def _look(self) -> None:
        """See how well the clock is kept; replies say so."""
        self._clock = self._ask_clock()
        self._core.estimate = (
            ErrorEstimate()
            if self._clock.error is None
            else ErrorEstimate.of(self._clock.error, synchronised=self._clock.synchronised)
        )

    def _signalled(self, wake: socket.socket) -> bool:
        """Do what the signals ask for; whether one of them ends the loop."""
        numbers = set(wake.recv(64))
        if TELL in numbers:
            self._told(self.statistics)
        return bool(STOP & numbers)

    def _drain(self, sock: ReflectorSocket) -> None:
        """Answer what has come."""
        for _ in range(BATCH):
            try:
                arrival = sock.receive()
            except OSError:  # nothing more, or an error of the interface, cleared by reading it
                return
            self._serve(sock, arrival)

    def _serve(self, sock: ReflectorSocket, arrival: Arrival) -> None:
        core = self._core
        if arrival.amiss is not None:
            core.silent(arrival.amiss)
            return
        answer = core.answer(
            arrival.data,
            without_zone(arrival.sender),
            t2=time.time_ns() if arrival.stamp is None else arrival.stamp,
            now=time.monotonic_ns(),
            clock=time.time_ns,
            ttl=arrival.ttl,
            tos=arrival.tos,
        )
        if answer is None:
            return
        try:
            sock.send(answer.data, arrival, answer.dscp)
        except OSError:
            core.silent(Silence.UNSENT)
