"""The circuits: how each is, and how long it has been so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from monitord.model.inventory import Circuit
from monitord.model.snapshot import CircuitView, SiteView
from monitord.model.states import Reason, State


class Lines:
    """Circuits in force. A primary one is as the device behind which it ends.

    What a backup circuit carries is not seen by an echo to the router: it is unknown until
    something that can tell it (the router's interfaces, a test stream) says so.

    A change is booked when it was decided: a counter cannot take back the seconds between the
    first lost echo and the decision.
    """

    def __init__(self) -> None:
        self._views: dict[str, CircuitView] = {}

    def apply(self, circuits: Iterable[Circuit], now: datetime, ticks: float) -> None:
        """These are the circuits from now on; those that stay keep their state and time."""
        known, self._views = self._views, {}
        for circuit in circuits:
            old = known.get(circuit.id)
            self._views[circuit.id] = (
                replace(old, circuit=circuit)
                if old is not None
                else CircuitView(circuit, State.UNKNOWN, Reason("starting"), now, {}, ticks)
            )

    def judge(
        self,
        circuits: Iterable[Circuit],
        devices: Mapping[str, State],
        site: SiteView,
        since: datetime,
        ticks: float,
    ) -> None:
        """The devices of `site` have changed at `since`: so may these circuits of its."""
        for circuit in circuits:
            old = self._views.get(circuit.id)
            if old is None or circuit.role != "primary" or circuit.device is None:
                continue
            state = devices.get(circuit.device, State.UNKNOWN)
            if state is State.DOWN and site.state is State.UNREACHABLE:
                state = State.UNREACHABLE
            if state is not old.state:
                booked = old.seconds(ticks)
                view = CircuitView(circuit, state, site.reason, since, booked, ticks)
                self._views[circuit.id] = view

    def views(self) -> tuple[CircuitView, ...]:
        """All of them."""
        return tuple(self._views.values())
