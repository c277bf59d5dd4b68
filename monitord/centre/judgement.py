"""How a site is, from its devices and from what it hangs on. Pure.

A first judgement: incidents and causes come with a later version. Two rules:

- A role with several devices stands in for itself: one dead MCU of two degrades a site, both dead
  put it down. A dead UPS or reflector degrades, it does not keep anybody from meeting; one that
  is off or not measured says nothing about the site.
- A site that is silent behind a silent uplink is *unreachable*: nothing is known to be wrong with
  it. A site that answers is never unreachable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitord.model.inventory import Device, Site
from monitord.model.states import NO_REASON, WORST_FIRST, Reason, State, worst

_NEEDED_TO_MEET = frozenset({"router", "endpoint", "pc", "mcu"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A state and why."""

    state: State
    reason: Reason


def judge_itself(site: Site, devices: Mapping[str, State]) -> Judged:
    """The site by its own devices (`devices`: state by device id), whatever it hangs on."""
    if not site.devices:
        return Judged(State.UNKNOWN, Reason("no-devices"))
    by_role: dict[str, list[Device]] = {}
    for device in site.devices:
        by_role.setdefault(device.role, []).append(device)
    verdicts = [
        (_role_state(role, [devices[d.id] for d in members]), members)
        for role, members in by_role.items()
    ]
    telling = [
        verdict
        for verdict, role in zip(verdicts, by_role, strict=True)
        if role in _NEEDED_TO_MEET or verdict[0] not in (State.UNKNOWN, State.OFF)
    ]
    state, members = min(telling or verdicts, key=lambda verdict: WORST_FIRST.index(verdict[0]))
    if state is State.UP:
        return Judged(state, NO_REASON)
    culprit = min(members, key=lambda device: WORST_FIRST.index(devices[device.id]))
    name = culprit.id.split("/")[1]
    return Judged(state, Reason("devices", {"device": name, "state": devices[culprit.id].value}))


def passes_traffic(site: Site, devices: Mapping[str, State]) -> bool:
    """Whether what hangs on the site can be reached through it: false when its routers are silent.

    A site without routers is judged by all its devices; one without devices passes.
    """
    routers = [d for d in site.devices if d.role == "router"] or list(site.devices)
    return not routers or any(devices[device.id] is not State.DOWN for device in routers)


def judge(itself: Judged, silent_uplink: str | None) -> Judged:
    """The site's state; `silent_uplink`: the nearest thing above it that passes no traffic."""
    if silent_uplink is not None and itself.state is State.DOWN:
        return Judged(State.UNREACHABLE, Reason("uplink.down", {"uplink": silent_uplink}))
    return itself


def _role_state(role: str, states: Sequence[State]) -> State:
    """What the devices of one role make of the site."""
    best = max(states, key=WORST_FIRST.index)
    poorest = worst(states)
    if poorest is not State.DOWN:
        return poorest
    if role in _NEEDED_TO_MEET and best is State.DOWN:
        return State.DOWN
    return State.DEGRADED
