"""The circuits: how each is, and how long it has been so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from monitord.centre.books import TimeBook
from monitord.model.inventory import Circuit
from monitord.model.snapshot import CircuitView, SiteView
from monitord.model.states import Reason, State

_NOTHING: Mapping[State, float] = {}


class Lines:
    """Circuits in force. A primary one is as the device behind which it ends.

    What a backup circuit carries is not seen by an echo to the router: it is unknown until
    something that can tell it (the router's interfaces, a test stream) says so.
    """

    def __init__(self) -> None:
        self._views: dict[str, CircuitView] = {}
        self._books: dict[str, TimeBook] = {}

    def apply(self, circuits: Iterable[Circuit], now: datetime, ticks: float) -> None:
        """These are the circuits from now on; those that stay keep state and books."""
        views: dict[str, CircuitView] = {}
        for circuit in circuits:
            old = self._views.get(circuit.id)
            views[circuit.id] = (
                replace(old, circuit=circuit)
                if old is not None
                else CircuitView(circuit, State.UNKNOWN, Reason("starting"), now, _NOTHING)
            )
        self._books = {i: self._books.get(i) or TimeBook(State.UNKNOWN, ticks) for i in views}
        self._views = views

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
                self._books[circuit.id].turn(state, ticks)
                self._views[circuit.id] = CircuitView(circuit, state, site.reason, since, _NOTHING)

    def views(self, ticks: float) -> tuple[CircuitView, ...]:
        """All of them, their books read at `ticks`."""
        return tuple(
            CircuitView(v.circuit, v.state, v.reason, v.since, self._books[i].read(ticks))
            for i, v in self._views.items()
        )
