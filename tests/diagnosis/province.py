"""A province as it may be at one moment, and what is concluded from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from monitord.diagnosis import Coverage, Ties, World, find_faults, judge_site, unmeasured
from monitord.model.facts import CheckNow, CircuitNow, Fact
from monitord.model.incidents import Aspect, Fault, FaultKey, Scope
from monitord.model.inventory import (
    Circuit,
    Device,
    Hours,
    Inventory,
    Level,
    McuGroup,
    Organization,
    Role,
    Service,
    Site,
    Uplink,
)
from monitord.model.settings import DaemonSettings, IcmpCheck, IncidentRules, SipCheck, SnmpCheck
from monitord.model.states import NO_REASON, Param, Reason, State

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
OFFICE = Hours("office", frozenset(range(1, 6)), time(7), time(17, 30))
SILENT = Reason("icmp.silent", {"lost": 5})
CUT = Reason("snmp.interface-down", {"interface": "ge0"})
ROOM: Mapping[str, Role] = {"rt": "router", "vc": "endpoint"}
HUB: Mapping[str, Role] = {
    "rt": "router", "vc": "endpoint", "mcu-1": "mcu", "mcu-2": "mcu", "ups": "ups",
}  # fmt: skip
UP, DOWN, DEGRADED = State.UP, State.DOWN, State.DEGRADED
OFF, UNKNOWN, UNREACHABLE = State.OFF, State.UNKNOWN, State.UNREACHABLE


def device(ident: str, role: Role) -> Device:
    return Device(
        id=ident, site=ident.split("/", maxsplit=1)[0], name=None, role=role, profile=role,
        address="10.0.0.1", presence="always", credential=None,
        dial="8801" if ident.endswith("mcu-1") else "8802" if role == "mcu" else None,
        cascade_to=None,
        checks={"icmp": IcmpCheck(), "snmp": SnmpCheck(modules=("system",)), "sip": SipCheck()}
        if role in ("endpoint", "mcu")
        else {"icmp": IcmpCheck(), "snmp": SnmpCheck(modules=("system",))},
    )  # fmt: skip


def line(site: str, provider: str = "vnpt", *, backup: bool = False) -> Circuit:
    return Circuit(
        id=f"{'4G' if backup else 'TSL'}-{site}", site=site, provider=provider,
        role="backup" if backup else "primary", medium=None, bandwidth=None,
        device=f"{site}/rt", interface="wwan0" if backup else "ge0",
    )  # fmt: skip


def site(
    ident: str,
    parent: str | None = None,
    roles: Mapping[str, Role] = ROOM,
    *,
    uplink: Uplink | None = None,
    service: Service = "live",
    lines: tuple[Circuit, ...] | None = None,
    mcu: str | None = "centre",
) -> Site:
    return Site(
        id=ident, name=ident, level="site", parent=parent, path=f"/{ident}",
        uplink=uplink or (Uplink("site", parent) if parent else None),
        mcu=mcu, team=None, service=service, contacts=(),
        circuits=(line(ident),) if lines is None else lines,
        devices=tuple(device(f"{ident}/{name}", role) for name, role in roles.items()),
    )  # fmt: skip


GROUP = McuGroup("centre", ("hub/mcu-1", "hub/mcu-2"), "hub/mcu-1", "VNPT")


def inventory(*sites: Site, groups: Iterable[McuGroup] = (GROUP,)) -> Inventory:
    return Inventory(
        revision="r1",
        organization=Organization("p", "Tỉnh"),
        levels=(Level("site", "điểm cầu"),),
        daemon=DaemonSettings(),
        providers={}, credentials={}, teams={}, hours={}, profiles={},
        mcu_groups={group.id: group for group in groups},
        sites={s.id: s for s in sites},
        devices={d.id: d for s in sites for d in s.devices},
        circuits={c.id: c for s in sites for c in s.circuits},
    )  # fmt: skip


def spread(*more: Site) -> Inventory:
    """A hub, a district with communes, and enough others that nothing small looks wide."""
    communes = (site(f"commune-{n}", "district") for n in (1, 2, 3))
    others = (
        site(f"other-{n}", "hub", lines=(line(f"other-{n}", "viettel"),)) for n in range(1, 13)
    )
    quiet = (site(f"quiet-{n}", "hub") for n in range(1, 17))
    return inventory(
        site("hub", None, HUB), site("district", "hub"), *communes, *others, *quiet, *more
    )


PROVINCE = spread()


@dataclass
class Windows:
    """Windows in force, by kind and id."""

    covers: dict[tuple[str, str], str] = field(default_factory=dict)

    def site(self, ident: str) -> str | None:
        return self.covers.get(("site", ident))

    def circuit(self, ident: str) -> str | None:
        return self.covers.get(("circuit", ident))

    def provider(self, ident: str) -> str | None:
        return self.covers.get(("provider", ident))

    def mcu(self, ident: str) -> str | None:
        return self.covers.get(("mcu", ident))


class Moment:
    """Everything answers; then things are told. Instants are seconds since `NOON`."""

    def __init__(self, known: Inventory = PROVINCE, *, heard: bool = True) -> None:
        self.inventory = known
        self.rules = IncidentRules()
        self.ties = Ties(known, date(2026, 11, 23))
        self.checks: dict[str, dict[str, CheckNow]] = {}
        self.circuits: dict[str, CircuitNow] = {}
        self.facts: dict[str, list[Fact]] = {}
        self.came_back: dict[str, datetime] = {}
        self.windows = Windows()
        self.isolated_since: datetime | None = None
        if heard:
            for ident, known_device in known.devices.items():
                for probe in known_device.checks:
                    self.tell(ident, UP, probe=probe, since=-3600)

    def tell(
        self,
        name: str,
        state: State,
        reason: Reason | None = None,
        *,
        probe: str = "icmp",
        since: float = 0.0,
        flapping: bool = False,
    ) -> Moment:
        at = NOON + timedelta(seconds=since)
        default = NO_REASON if state is UP else SILENT
        self.checks.setdefault(name, {})[probe] = CheckNow(
            state, reason or default, flapping, at, at + timedelta(seconds=5)
        )
        return self

    def dark(self, *names: str, since: float = 0.0) -> Moment:
        """These sites, or devices, fall silent."""
        for name in names:
            for ident in self._devices(name):
                self.tell(ident, DOWN, since=since)
        return self

    def unheard(self, *names: str) -> Moment:
        for name in names:
            for ident in self._devices(name):
                self.checks.pop(ident, None)
        return self

    def bright(self, *names: str, at: float, passed: bool = True) -> Moment:
        """These come back; `passed`: and pass traffic again."""
        for name in names:
            for ident in self._devices(name):
                self.tell(ident, UP, since=at)
            if passed:
                self.came_back[name.split("/")[0]] = NOON + timedelta(seconds=at)
        return self

    def cut(self, circuit: str, since: float = 0.0) -> Moment:
        """The interface of a circuit is down, and its router says so."""
        end = self.inventory.circuits[circuit]
        at = NOON + timedelta(seconds=since)
        reason = Reason("snmp.interface-down", {"interface": end.interface or ""})
        self.circuits[circuit] = CircuitNow(DOWN, at, reason)
        if end.device is not None:
            self.tell(end.device, DEGRADED, reason, probe="snmp", since=since)
        return self

    def carrying(self, circuit: str, state: State = UP) -> Moment:
        self.circuits[circuit] = CircuitNow(state, NOON)
        return self

    def fact(
        self,
        check: str,
        kind: str,
        about: Mapping[str, Param] = MappingProxyType({}),
        *,
        at: float = -5.0,
        **params: Param,
    ) -> Moment:
        """Told after those before it."""
        known = self.facts.setdefault(check.split("/", maxsplit=1)[0], [])
        known.insert(0, Fact(check, kind, {**about, **params}, NOON + timedelta(seconds=at)))
        return self

    def window(self, kind: str, ident: str) -> Moment:
        self.windows.covers[kind, ident] = "w1"
        return self

    def world(self, now: float = 10.0) -> World:
        windows: Coverage = self.windows
        return World(
            now=NOON + timedelta(seconds=now),
            inventory=self.inventory,
            rules=self.rules,
            ties=self.ties,
            checks=self.checks,
            circuits=self.circuits,
            facts=self.facts,
            came_back=self.came_back,
            windows=windows,
            isolated_since=self.isolated_since,
        )

    @property
    def troubled(self) -> set[str]:
        """As the centre keeps it."""
        bad = {d for d, checks in self.checks.items() if any(_ill(c) for c in checks.values())}
        lines = {i for i, now in self.circuits.items() if now.state is DOWN}
        return {d.split("/")[0] for d in bad}.union(
            (self.inventory.circuits[i].site for i in lines), self.facts
        )

    def faults(self, now: float = 10.0) -> dict[FaultKey, Fault]:
        return find_faults(self.world(now), self.troubled)

    def told(self, now: float = 10.0) -> dict[str, str]:
        """By key: the cause."""
        return {str(key): str(fault.cause) for key, fault in self.faults(now).items()}

    def fault(
        self, scope: Scope, subject: str, aspect: Aspect = Aspect.SILENCE, now: float = 10.0
    ) -> Fault:
        return self.faults(now)[FaultKey(scope, subject, aspect)]

    def state(self, ident: str, now: float = 10.0) -> State:
        return judge_site(ident, self.world(now)).state

    def reason(self, ident: str, now: float = 10.0) -> Reason:
        return judge_site(ident, self.world(now)).reason

    def unclear(self, *keys: FaultKey, now: float = 10.0) -> frozenset[FaultKey]:
        return unmeasured(self.world(now), keys)

    def _devices(self, name: str) -> list[str]:
        if "/" in name:
            return [name]
        return [d.id for d in self.inventory.sites[name].devices]


def _ill(check: CheckNow) -> bool:
    return check.state not in (UP, OFF, UNKNOWN)


def with_presence(known: Inventory, ident: str, hours: Hours = OFFICE) -> Inventory:
    """The same, with a device that is only expected inside these hours."""
    return with_device(known, replace(known.devices[ident], presence=hours))


def with_device(known: Inventory, changed: Device) -> Inventory:
    sites = {
        i: replace(s, devices=tuple(changed if d.id == changed.id else d for d in s.devices))
        for i, s in known.sites.items()
    }
    return replace(known, sites=sites, devices={**known.devices, changed.id: changed})
