"""What is known of every check, and what follows for its device at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from monitord.model.facts import CheckNow
from monitord.model.inventory import Device
from monitord.model.messages import Transition
from monitord.model.states import State, of_device

_WELL = frozenset({State.UP, State.OFF, State.UNKNOWN})


class Memory:
    """The checks by their last transitions."""

    def __init__(self) -> None:
        self.checks: dict[str, dict[str, CheckNow]] = {}
        """By device, by probe."""
        self.devices: dict[str, State] = {}
        self.reached: dict[str, State] = {}
        """By device: whether it answers echoes, which tells of the line before it; all of its
        checks where it has none of ICMP."""

    def apply(self, devices: Iterable[Device]) -> None:
        """These are the devices from now on; what stays is remembered."""
        known, self.checks = self.checks, {}
        for device in devices:
            checks = known.get(device.id, {})
            self.checks[device.id] = {p: c for p, c in checks.items() if p in device.checks}
        self.devices = {}
        self.reached = {}
        for ident in self.checks:
            self._conclude(ident)

    def learn(self, device: str, probe: str, event: Transition) -> None:
        """How a check is now."""
        self.checks[device][probe] = CheckNow(
            event.state, event.reason, event.flapping, event.since, event.decided_at
        )
        self._conclude(device)

    def shift(self, by: timedelta) -> None:
        """The wall clock was set: what was told by the old one is told by the new one."""
        for checks in self.checks.values():
            for probe, check in checks.items():
                since, decided = check.since + by, check.decided_at + by
                checks[probe] = replace(check, since=since, decided_at=decided)

    def well(self, device: str) -> bool:
        """Whether nothing is wrong with it, as far as is known."""
        return all(check.state in _WELL for check in self.checks[device].values())

    def _conclude(self, device: str) -> None:
        checks = self.checks[device]
        self.devices[device] = of_device(check.state for check in checks.values())
        echoes = checks.get("icmp")
        self.reached[device] = echoes.state if echoes else self.devices[device]
