"""The circuits: how each is, and how long it has been so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitord.diagnosis import Judged
from monitord.model.facts import CircuitNow
from monitord.model.inventory import Circuit
from monitord.model.modules import RULE_REASONS
from monitord.model.snapshot import CircuitView
from monitord.model.states import NO_REASON, Reason, State


class Lines:
    """Circuits in force.

    The interface behind which a circuit ends says most, as long as its device speaks of it: down,
    and the circuit is down, whatever way the device still answers. Else a primary one is as its
    device. What a backup circuit carries is not seen by an echo to the router: without the word of
    its interface it is unknown.

    A change is booked when it was decided: a counter cannot take back the seconds between the
    first lost echo and the decision.
    """

    def __init__(self) -> None:
        self._views: dict[str, CircuitView] = {}
        self.now: dict[str, CircuitNow] = {}
        """How each is, for whoever concludes from it."""
        self._interfaces: dict[str, bool] = {}
        self._speaking: set[str] = set()

    def apply(self, circuits: Iterable[Circuit], now: datetime, ticks: float) -> None:
        """These are the circuits from now on; those that stay keep their state and time."""
        known, self._views = self._views, {}
        said, self._interfaces = self._interfaces, {}
        for circuit in circuits:
            old = known.get(circuit.id)
            if circuit.id in said and old is not None and _end(old.circuit) == _end(circuit):
                self._interfaces[circuit.id] = said[circuit.id]
            self._views[circuit.id] = (
                replace(old, circuit=circuit)
                if old is not None
                else CircuitView(circuit, State.UNKNOWN, Reason("starting"), now, {}, ticks)
            )
        self.now = {ident: _now(view) for ident, view in self._views.items()}

    def shift(self, by: timedelta) -> None:
        """The wall clock was set."""
        for ident, view in self._views.items():
            self._views[ident] = replace(view, since=view.since + by)
        self.now = {ident: _now(view) for ident, view in self._views.items()}

    def keep_speaking(self, devices: Collection[str]) -> None:
        """Only these still have an agent that is asked."""
        self._speaking.intersection_update(devices)

    def site(self, circuit: str, device: str) -> str | None:
        """Whose circuit it is; None when none of this name ends at the device."""
        view = self._views.get(circuit)
        return view.circuit.site if view and view.circuit.device == device else None

    def speaks(self, device: str, speaking: bool) -> None:
        """Whether the agent of a device answers, so that what it said of interfaces holds."""
        (self._speaking.add if speaking else self._speaking.discard)(device)

    def interface(self, circuit: str, up: bool) -> bool:
        """The interface of a circuit is up, or not; whether that is news (it is taken to be up)."""
        news = self._interfaces.get(circuit, True) is not up
        self._interfaces[circuit] = up
        return news

    def judge(
        self,
        circuits: Iterable[Circuit],
        devices: Mapping[str, State],
        site: Judged,
        since: datetime,
        ticks: float,
    ) -> bool:
        """Devices of the site have changed at `since`: so may these circuits of its. Whether so.

        `devices`: how each is reached, by id; what its agent complains of is not the line's fault.
        `site`: as measured; what is planned there takes nothing from the line's time.
        """
        changed = False
        for circuit in circuits:
            old = self._views.get(circuit.id)
            if old is None or circuit.device is None:
                continue
            state, reason = self._state(circuit, circuit.device, devices, site)
            if state is not old.state:
                changed = True
                booked = old.seconds(ticks)
                view = CircuitView(circuit, state, reason, since, booked, ticks)
            elif reason != old.reason:
                view = replace(old, reason=reason)
            else:
                continue
            self._views[circuit.id] = view
            self.now[circuit.id] = _now(view)
        return changed

    def _state(
        self, circuit: Circuit, device: str, devices: Mapping[str, State], site: Judged
    ) -> tuple[State, Reason]:
        up = self._interfaces.get(circuit.id) if device in self._speaking else None
        if up is False:
            return State.DOWN, Reason("snmp.interface-down", {"interface": circuit.interface or ""})
        if circuit.role == "backup":
            return (State.UP, NO_REASON) if up else (State.UNKNOWN, Reason("not-measured"))
        state = devices.get(device, State.UNKNOWN)
        if state is State.DOWN and site.state is State.UNREACHABLE:
            state = State.UNREACHABLE
        return state, NO_REASON if state is State.UP else site.reason

    def broken(self, circuit: str) -> bool:
        """Whether something is wrong with it, as far as is known."""
        view = self.now.get(circuit)
        return view is not None and view.state in (State.DOWN, State.DEGRADED)

    def views(self) -> tuple[CircuitView, ...]:
        """All of them."""
        return tuple(self._views.values())


def _now(view: CircuitView) -> CircuitNow:
    return CircuitNow(view.state, view.since, view.reason)


def _end(circuit: Circuit) -> tuple[str | None, str | None]:
    return circuit.device, circuit.interface


def tells(state: State, reason: Reason) -> bool:
    """Whether a check of SNMP in this state means that the agent answers."""
    return state is State.UP or (state is State.DEGRADED and reason.code in RULE_REASONS)
