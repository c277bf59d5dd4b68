"""One moment looked at: what answers, what is silent, and what that silence hangs on. Pure.

Each answer is worked out once and kept, so a `Sight` lives no longer than its moment.

- A site is silent when its routers are (all its devices, where it has none). But when a device
  behind a silent router goes on answering for longer than its own silence would have taken to show,
  the line is well and only the router does not answer. The centre's own router has no such
  witnesses: its devices stand beside the monitor.
- A silent site is explained by the nearest silent thing above it, that by the next, up to a root.
  One that answers proves that everything above it is well: there the way up ends.
- Nothing is concluded from what is not measured: it is neither silent nor does it answer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import inf
from typing import Literal, NamedTuple

from monitord.diagnosis.places import Place
from monitord.diagnosis.world import World
from monitord.model.facts import CheckNow
from monitord.model.inventory import Device
from monitord.model.settings import IcmpCheck
from monitord.model.states import State, of_device

_ANSWERING = frozenset({State.UP, State.DEGRADED})
_QUIET = frozenset({State.DOWN, State.OFF})
_LEEWAY = 0.3
"""Seconds by which one device's silence may show later than another's, intervals apart."""
_NEVER = datetime.min.replace(tzinfo=UTC)
INTERFACE_DOWN = "snmp.interface-down"


class Root(NamedTuple):
    """What a silence goes back to."""

    kind: Literal["site", "circuit", "returning"]
    """`returning`: something above has just come back, and the site may be on its way."""
    id: str


class Silence(NamedTuple):
    """Of a site: since the last of its gates fell silent."""

    since: datetime
    decided_at: datetime
    flapping: bool
    doubted_until: datetime | None
    """Until then a device inside may yet show that the line is well; None: nothing speaks for
    that."""


class Sight:
    """A world, and what has been concluded from it so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.places = world.ties.places
        self._silences: dict[str, Silence | None] = {}
        self._roots: dict[str, Root] = {}
        self._answers: dict[str, bool] = {}

    def reach(self, device: Device) -> State:
        """Whether it answers: by its echoes; by all its checks where it is asked for none."""
        checks = self.world.checks.get(device.id)
        if checks is None:
            return State.UNKNOWN
        echo = checks.get("icmp")
        if echo is not None:
            return echo.state
        if "icmp" in device.checks:
            return State.UNKNOWN
        return of_device(check.state for check in checks.values())

    def answering(self, device: Device) -> bool:
        """Whether it answers."""
        return self.reach(device) in _ANSWERING

    def silence(self, ident: str) -> Silence | None:
        """How a site is silent; None when it is not, or when that is not known."""
        try:
            return self._silences[ident]
        except KeyError:
            found = self._silences[ident] = self._listen(self.places[ident])
            return found

    def answers(self, ident: str) -> bool:
        """Whether anything at the site answers, and so everything above it passes traffic."""
        known = self._answers.get(ident)
        if known is None:
            devices = self.places[ident].site.devices
            known = self._answers[ident] = self.silence(ident) is None and any(
                self.answering(device) for device in devices
            )
        return known

    def hidden(self, ident: str) -> bool:
        """Whether what is wrong inside a site cannot be seen.

        It is silent, or nothing there answers and something above it is silent.
        """
        if self.silence(ident) is not None:
            return True
        if self.answers(ident):
            return False
        since = self.last_silent(ident)
        return since is not None and self.above(ident, since) is not None

    def last_silent(self, ident: str) -> datetime | None:
        """Since when the last of the silent devices of a site is so; None: none is."""
        devices = self.places[ident].site.devices
        dead = [device for device in devices if self.reach(device) is State.DOWN]
        return max((self.down(device).since for device in dead), default=None)

    def line_silent(self, ident: str) -> bool:
        """Whether a circuit is dead: by its interface, else by the device behind which it ends."""
        if self.interface_down(ident):
            return True
        end = self.world.inventory.circuits[ident].device
        device = None if end is None else self.world.inventory.devices.get(end)
        return device is not None and self.reach(device) is State.DOWN

    def interface_down(self, ident: str) -> bool:
        """Whether the interface of a circuit is down, as its device says, which answers."""
        now = self.world.circuits.get(ident)
        if now is None or now.state is not State.DOWN or now.reason.code != INTERFACE_DOWN:
            return False
        end = self.world.inventory.circuits[ident].device
        device = None if end is None else self.world.inventory.devices.get(end)
        return device is not None and self.answering(device)

    def above(self, ident: str, since: datetime) -> Root | None:
        """The nearest thing that explains why a site has not answered `since`; None: nothing."""
        at = self.places[ident]
        while True:
            if at.line is not None and self.line_silent(at.line):
                return Root("circuit", at.line)
            if at.above is None:
                return None
            if self.silence(at.above) is not None:
                return Root("site", at.above)
            if self.grace(at, since) is not None:
                return Root("returning", at.above)
            if self.answers(at.above):
                return None
            at = self.places[at.above]

    def root(self, ident: str) -> Root:
        """What the silence of a silent site goes back to, at last: itself, or something above."""
        known = self._roots.get(ident)
        if known is None:
            known = self._roots[ident] = self._root(ident)
        return known

    def grace(self, at: Place, since: datetime) -> datetime | None:
        """Until when what is silent `since` may still be coming back after what it hangs on did."""
        began = self.returned(at)
        if began is None or began < since:
            return None
        until = began + timedelta(seconds=self.world.rules.recovery)
        return until if self.world.now < until else None

    def back_until(self, at: Place, silence: Silence) -> datetime | None:
        """When what hung on something that has come back was called silent by itself; else None."""
        began = self.returned(at)
        if began is None or began < silence.since:
            return None
        return began + timedelta(seconds=self.world.rules.recovery)

    def returned(self, at: Place) -> datetime | None:
        """When what a site hangs on came back, the site above or the line; None: not of late."""
        back = None if at.above is None else self.world.came_back.get(at.above)
        if at.line is None:
            return back
        line = self.world.circuits.get(at.line)
        if line is None or line.state is not State.UP:
            return back
        return line.since if back is None else max(back, line.since)

    def contradicted(self, ident: str) -> bool:
        """Whether its routers are silent, and something behind them answers all the same."""
        at = self.places[ident]
        if at.above is None or not at.inside or not at.gates:
            return False
        quiet = all(self.reach(gate) in _QUIET for gate in at.gates)
        return quiet and any(
            "icmp" in device.checks and self.answering(device) for device in at.inside
        )

    def _root(self, ident: str) -> Root:
        silence = self.silence(ident)
        above = None if silence is None else self.above(ident, silence.since)
        if above is None:
            return Root("site", ident)
        if above.kind == "site":
            return self.root(above.id)
        if above.kind == "circuit":
            # A dead line of a site that is silent itself is dead by the same cause.
            owner = self.world.inventory.circuits[above.id].site
            if owner in self.places and self.silence(owner) is not None:
                return self.root(owner)
        return above

    def _listen(self, at: Place) -> Silence | None:
        dead: Device | None = None
        since = decided = _NEVER
        flapping = False
        for device in at.gates:
            state = self.reach(device)
            if state is State.DOWN:
                check = self.down(device)
                dead = dead or device
                since, decided = max(since, check.since), max(decided, check.decided_at)
                flapping = flapping or check.flapping
            elif state is not State.OFF:
                return None
        if dead is None:
            return None
        doubted = self._doubt(at, dead, decided)
        if doubted is not None and doubted <= self.world.now:
            return None
        return Silence(since, decided, flapping, doubted)

    def down(self, device: Device) -> CheckNow:
        """The check by which a device that is down is known to be."""
        checks = self.world.checks[device.id]
        return checks.get("icmp") or next(c for c in checks.values() if c.state is State.DOWN)

    def _doubt(self, at: Place, gate: Device, decided: datetime) -> datetime | None:
        """When the devices inside, if they still answer then, show that the line is well."""
        if at.above is None:
            return None
        wait = inf
        for device in at.inside:
            if "icmp" in device.checks and self.answering(device):
                later = max(0.0, detection(device) - detection(gate))
                wait = min(wait, later + _interval(device) + _LEEWAY)
        return None if wait == inf else decided + timedelta(seconds=wait)


def detection(device: Device) -> float:
    """Seconds of silence after which a device is called down, as it is asked."""
    settings = device.checks.get("icmp")
    if not isinstance(settings, IcmpCheck):
        return 0.0
    return settings.interval * (settings.limits.down_after - 1) + settings.timeout


def _interval(device: Device) -> float:
    settings = device.checks.get("icmp")
    return settings.interval if isinstance(settings, IcmpCheck) else 0.0
