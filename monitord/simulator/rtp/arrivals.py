"""Asks reflectors at the instant at which packets reach them, in the order in which they do.

What overtakes another packet on its way to the site gets the earlier number. Should the simulator
be late, the order and all times are still as if it were not: a packet is read before any that it
could come after is answered, and answers go home as from when the request was there.
"""

from __future__ import annotations

from functools import partial

from monitord.simulator.agents import Visit
from monitord.simulator.packet import parse
from monitord.simulator.responder import Responder
from monitord.simulator.rtp.province import RtpProvince
from monitord.simulator.rtp.reflector import Reflector
from probes.kernel.clock import STEP, Clock


class Arrivals:
    """Packets on their way to reflectors."""

    def __init__(
        self, responder: Responder, province: RtpProvince, clock: Clock | None = None
    ) -> None:
        self.responder = responder
        self.clock = clock or Clock()
        self.offset = self.clock.offset()
        province.expect = self.expect

    def expect(self, reflector: Reflector, visit: Visit) -> None:
        """Ask it at `visit.at`."""
        self.responder.call_at(visit.at, partial(self._arrive, reflector, visit))

    def _arrive(self, reflector: Reflector, visit: Visit) -> None:
        now = self.clock.monotonic()
        visit.aside = False  # What was held back is there now, and its answer queues like others.
        weather, answers = self.responder.weather, []
        road = weather.road_to(visit.packet.destination, now)
        if road is not None and road.cut is None:
            data = reflector.answer(visit, road.reflection, self._offset())
            answers = [] if data is None else [data]
        outcomes = weather.come_back(visit, answers, now)
        self.responder.take(visit.packet, visit.arrived, now, outcomes)
        if reflector.kept:
            self._replay(reflector, now)

    def _replay(self, reflector: Reflector, now: int) -> None:
        """Send old answers, of which the log says that the device sent them by itself."""
        for data in reflector.again(now):
            packet = parse(data)
            self.responder.take(packet, now, now, self.responder.weather.send(packet, now))

    def _offset(self) -> int:
        """Realtime minus monotonic; a reading that was interrupted is no step."""
        offset = self.clock.offset()
        if abs(offset - self.offset) > STEP:
            self.offset = offset
        return self.offset
