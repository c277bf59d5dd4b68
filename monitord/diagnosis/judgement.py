"""How a site is, from its devices, its circuits and from what it hangs on. Pure.

- Devices of one kind stand in for each other: one dead MCU of two degrades a site, both dead put
  it down. Codecs and PCs are one kind. A dead UPS or reflector degrades, it keeps nobody from
  meeting; one that is off or not measured says nothing about the site.
- A site that is silent behind something silent is *unreachable*: nothing is known to be wrong with
  it; and so it stays for a moment after that has come back. A site that answers is never so.
- What a router says of the interface of a circuit is the circuit's matter, not the site's.
- In a maintenance window everything but *up* and *off* is *maintenance*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitord.diagnosis.lines import speaks_of_line, standing_in
from monitord.diagnosis.places import TERMINALS, Place
from monitord.diagnosis.sight import INTERFACE_DOWN, Root, Sight
from monitord.diagnosis.windows import window_of
from monitord.diagnosis.world import World
from monitord.model.inventory import Device
from monitord.model.states import NO_REASON, WORST_FIRST, Reason, State, of_device, worst

_NEEDED_TO_MEET = frozenset({"router", "terminal", "mcu"})
_RANK = {state: rank for rank, state in enumerate(WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class Judged:
    """A state and why."""

    state: State
    reason: Reason
    beneath: Judged | None = None
    """What was measured, where a window lies over it; None: just this."""

    @property
    def measured(self) -> Judged:
        """Whatever is planned."""
        return self.beneath or self


def judge_site(ident: str, world: World, sight: Sight | None = None) -> Judged:
    """How a site in force is; `sight`: what was concluded of this world already, if anything."""
    seen = sight or Sight(world)
    verdict = _judge(seen.places[ident], seen)
    if verdict.state in (State.UP, State.OFF):
        return verdict
    window = window_of(ident, seen)
    if window is None:
        return verdict
    return Judged(
        State.MAINTENANCE,
        Reason("maintenance", {"window": window, "state": verdict.state.value}),
        verdict,
    )


def passes(ident: str, world: World) -> bool:
    """Whether what hangs on a site can be reached through it: it is not known to be silent."""
    return Sight(world).silence(ident) is None


def _judge(at: Place, sight: Sight) -> Judged:
    if not at.site.devices:
        return Judged(State.UNKNOWN, Reason("no-devices"))
    silence = sight.silence(at.ident)
    if silence is not None:
        above = sight.above(at.ident, silence.since)
        return _silent(at, sight) if above is None else Judged(State.UNREACHABLE, _hangs_on(above))
    own = _by_devices(at, sight)
    if own.state is State.DOWN and not sight.answers(at.ident):
        since = sight.last_silent(at.ident)
        above = None if since is None else sight.above(at.ident, since)
        if above is not None:
            return Judged(State.UNREACHABLE, _hangs_on(above))
    if own.state is State.UP:
        line = standing_in(at, sight)
        if line is not None:
            return Judged(State.UP, Reason("circuit.backup", {"circuit": line}))
    return own


def _hangs_on(above: Root) -> Reason:
    code = "uplink.returning" if above.kind == "returning" else "uplink.down"
    return Reason(code, {"uplink": above.id})


def _silent(at: Place, sight: Sight) -> Judged:
    """Nothing above explains why it does not answer."""
    gate = next(device for device in at.gates if sight.reach(device) is State.DOWN)
    return Judged(State.DOWN, _device_reason(gate, State.DOWN))


def _by_devices(at: Place, sight: Sight) -> Judged:
    """The site by its own devices, whatever it hangs on."""
    states = {device.id: _device(device, sight) for device in at.site.devices}
    verdicts = [
        (kind, _kind_state(kind, [states[device.id] for device in members]), members)
        for kind, members in _kinds(at.site.devices)
    ]
    telling = [
        verdict
        for verdict in verdicts
        if verdict[0] in _NEEDED_TO_MEET or verdict[1] not in (State.UNKNOWN, State.OFF)
    ]
    _, state, members = min(telling or verdicts, key=lambda verdict: _RANK[verdict[1]])
    if state is State.UP:
        return Judged(state, NO_REASON)
    culprit = min(members, key=lambda device: _RANK[states[device.id]])
    if state is State.DOWN and culprit.role == "router" and sight.answers(at.ident):
        state = State.DEGRADED  # what is behind it answers, so it passes traffic
    return Judged(state, _device_reason(culprit, states[culprit.id]))


def _kinds(devices: Sequence[Device]) -> list[tuple[str, list[Device]]]:
    kinds: dict[str, list[Device]] = {}
    for device in devices:
        kind = "terminal" if device.role in TERMINALS else device.role
        kinds.setdefault(kind, []).append(device)
    return list(kinds.items())


def _kind_state(kind: str, states: Sequence[State]) -> State:
    """What the devices of one kind make of the site."""
    poorest = worst(states)
    if poorest is not State.DOWN:
        return poorest
    best = max(states, key=_RANK.__getitem__)
    return State.DOWN if kind in _NEEDED_TO_MEET and best is State.DOWN else State.DEGRADED


def _device(device: Device, sight: Sight) -> State:
    """How a device is by all its checks, but for what it says of its circuits."""
    checks = sight.world.checks.get(device.id)
    if not checks:
        return State.UNKNOWN
    return of_device(
        State.UP
        if check.reason.code == INTERFACE_DOWN and speaks_of_line(device, check.reason, sight)
        else check.state
        for check in checks.values()
    )


def _device_reason(device: Device, state: State) -> Reason:
    name = device.id.split("/")[1]
    return Reason("devices", {"device": name, "state": state.value})
