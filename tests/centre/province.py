"""A small province, and a centre that hears about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitord.centre.centre import Centre
from monitord.centre.diary import Diary
from monitord.model.incidents import Incident
from monitord.model.inventory import (
    Circuit,
    Device,
    Inventory,
    Level,
    Organization,
    Role,
    Service,
    Site,
    Uplink,
)
from monitord.model.ledger import Change
from monitord.model.messages import AnyCommand, AnyEvent, Observation, Transition
from monitord.model.settings import DaemonSettings, IcmpCheck, IncidentRules
from monitord.model.snapshot import CentreSnapshot
from monitord.model.states import NO_REASON, Param, Reason, State

START = datetime(2026, 11, 22, 5, tzinfo=UTC)
DAY = date(2026, 11, 22)


def device(ident: str, role: Role) -> Device:
    return Device(
        id=ident,
        site=ident.split("/", maxsplit=1)[0],
        name=None,
        role=role,
        profile=role,
        address="10.0.0.1",
        presence="always",
        credential=None,
        dial=None,
        cascade_to=None,
        checks={"icmp": IcmpCheck()},
    )


def site(
    ident: str,
    parent: str | None,
    roles: dict[str, Role],
    uplink: Uplink | None = None,
    service: Service = "live",
) -> Site:
    line = Circuit(
        id=f"TSL-{ident}", site=ident, provider="vnpt", role="primary", medium="fibre",
        bandwidth=20_000_000, device=f"{ident}/rt" if "rt" in roles else None, interface=None,
    )  # fmt: skip
    backup = replace(line, id=f"4G-{ident}", role="backup", medium="lte")
    return Site(
        id=ident,
        name=f"UBND {ident}",
        level="site",
        parent=parent,
        path=f"/{ident}" if parent is None else f"/{parent}/{ident}",
        uplink=uplink or (Uplink("site", parent) if parent else None),
        mcu=None,
        team=None,
        service=service,
        contacts=(),
        circuits=(line, backup),
        devices=tuple(device(f"{ident}/{name}", role) for name, role in roles.items()),
    )


ROOM: dict[str, Role] = {"rt": "router", "vc": "endpoint"}
HUB: dict[str, Role] = ROOM | {"mcu-1": "mcu", "mcu-2": "mcu", "ups": "ups"}


def inventory(*sites: Site, revision: str = "r1") -> Inventory:
    return Inventory(
        revision=revision,
        organization=Organization("p", "Tỉnh"),
        levels=(Level("site", "điểm cầu"),),
        daemon=DaemonSettings(incidents=IncidentRules(recovery=0.0)),
        providers={},
        credentials={},
        teams={},
        hours={},
        profiles={},
        mcu_groups={},
        sites={s.id: s for s in sites},
        devices={d.id: d for s in sites for d in s.devices},
        circuits={c.id: c for s in sites for c in s.circuits},
    )


PROVINCE = inventory(
    site("hub", None, HUB),
    site("district", "hub", ROOM),
    site("commune-1", "district", ROOM),
    site("commune-2", "district", ROOM),
    site("other", "hub", ROOM),
)


SILENT = Reason("icmp.silent", {"lost": 5})


class Told:
    """A centre and the events told to it, `step` seconds apart: so shortly, nothing is doubted."""

    def __init__(self, known: Inventory = PROVINCE, resumed: Iterable[Incident] = ()) -> None:
        self.asked: list[AnyCommand] = []
        self.written: list[Change] = []
        self.centre = Centre(self.asked.append, Diary("boot", self.written.append))
        self.step = 0.01
        self.seconds = 0.0
        self.seq = 0
        self.centre.resume(resumed, ())
        self.centre.apply(known, DAY, START, 0.0)
        for name in known.devices:
            self.tell(name, State.UP)

    def event(
        self,
        name: str,
        state: State,
        previous: State = State.UNKNOWN,
        probe: str = "icmp",
        reason: Reason = SILENT,
    ) -> Transition:
        self.seq += 1
        at = START + timedelta(seconds=self.seconds)
        return Transition(
            poller="p", boot_id="b", seq=self.seq, inventory_revision="r1",
            check=f"{name}/{probe}", observed_at=at, previous=previous, state=state,
            reason=NO_REASON if state is State.UP else reason,
            flapping=False, since=at - timedelta(seconds=5), decided_at=at,
        )  # fmt: skip

    def tell(self, name: str, state: State, probe: str = "icmp", reason: Reason = SILENT) -> None:
        self.seconds += self.step
        self.hear(self.event(name, state, probe=probe, reason=reason))

    def observe(self, name: str, kind: str, **params: Param) -> None:
        self.seconds += self.step
        self.hear(self.observation(name, kind, **params))

    def observation(self, name: str, kind: str, **params: Param) -> Observation:
        self.seq += 1
        return Observation(
            poller="p", boot_id="b", seq=self.seq, inventory_revision="r1",
            check=f"{name}/snmp", observed_at=START + timedelta(seconds=self.seconds),
            kind=kind, params=params,
        )  # fmt: skip

    def hear(self, event: AnyEvent) -> None:
        self.centre.hear(event, self.seconds)

    def apply(self, sites: Iterable[Site]) -> None:
        """These are the sites from now on."""
        now = START + timedelta(seconds=self.seconds)
        self.centre.apply(inventory(*sites, revision="r2"), DAY, now, self.seconds)

    def wait(self) -> None:
        """For a minute, in which nothing happens and all doubts end."""
        self.seconds += 60
        self.centre.conclude(START + timedelta(seconds=self.seconds), self.seconds)

    @property
    def sites(self) -> dict[str, State]:
        return {view.site.id: view.state for view in self.snapshot().sites}

    @property
    def circuits(self) -> dict[str, State]:
        return {view.circuit.id: view.state for view in self.snapshot().circuits}

    def snapshot(self) -> CentreSnapshot:
        return self.centre.snapshot(START.timestamp() + self.seconds, self.seconds)
