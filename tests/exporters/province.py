"""A synthetic province: an inventory of any number of sites, and snapshots of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitord.model.inventory import (
    Circuit,
    Contact,
    Device,
    Inventory,
    Level,
    McuGroup,
    Organization,
    Provider,
    Site,
    Sla,
    Team,
    Uplink,
)
from monitord.model.messages import RTT_BOUNDS
from monitord.model.quality import StreamOutcome
from monitord.model.settings import DaemonSettings, IcmpCheck, SnmpCheck
from monitord.model.snapshot import (
    CentreSnapshot,
    CircuitView,
    PollerSnapshot,
    SiteView,
    StreamLoad,
    Verdict,
)
from monitord.model.snmp import Outcome
from monitord.model.states import CHECK_STATES, NO_REASON, Reason, State
from monitord.model.views import AnyView, EchoRecent, EchoTotals, EchoView
from tests.exporters.agents import everything, poll_view, saying
from tests.exporters.streams import signal_view, stream_view

NOW = 1_795_323_600.25
"""Unix seconds: 2026-11-22 05:00:00.25 UTC."""

TICKS = 50_000.0
"""Seconds of CLOCK_MONOTONIC at NOW."""
ENTERED = TICKS - 3000
SINCE = datetime(2026, 11, 21, 22, 0, 0, 123456, tzinfo=UTC)
DISTRICTS = 27


@dataclass(frozen=True, slots=True)
class Province:
    """An inventory and what poller and centre make of it."""

    inventory: Inventory
    poller: PollerSnapshot
    centre: CentreSnapshot

    def without(self, site: str) -> Province:
        """The same without one site."""
        sites = {key: each for key, each in self.inventory.sites.items() if key != site}
        return province_of(tuple(sites.values()))


def province(sites: int = 621) -> Province:
    """A root, then districts, then communes under them: two devices and a circuit each."""
    return province_of(tuple(make_site(number) for number in range(sites)))


def streaming(province: Province, reflectors: int) -> Province:
    """The same, with test streams to the routers of its first sites and calls to their codecs."""
    devices = [site.devices for site in province.inventory.sites.values()][:reflectors]
    checks: list[AnyView] = list(province.poller.checks)
    for number, (router, codec) in enumerate(devices):
        checks.append(stream_view(router, number, SINCE))
        checks.append(signal_view(codec, number, SINCE, "sip"))
        checks.append(signal_view(codec, number, SINCE, "h323"))
    return replace(province, poller=poller_of(checks))


def talkative(province: Province) -> Province:
    """The same, with a codec at the root that says everything that a device can say.

    And with test streams to the first two sites, one narrowband and one wideband.
    """
    polls = [
        saying(poll, *everything()) if (poll.site, poll.device) == ("xa-00000", "vc") else poll
        for poll in province.poller.polls
    ]
    told = replace(province, poller=poller_of([*province.poller.echoes, *polls]))
    return streaming(told, 2)


def equipped(province: Province) -> Province:
    """The same, with a team, and two MCUs at the root that stand in for each other."""
    root, *others = province.centre.sites
    mcus = [_mcu(f"{root.site.id}/mcu-{number}") for number in (1, 2)]
    inventory = replace(
        province.inventory,
        teams={"truc-tinh": Team("truc-tinh", "Trực kỹ thuật tỉnh", (), None, None)},
        mcu_groups={"chinh": McuGroup("chinh", tuple(m.id for m in mcus), mcus[0].id, None)},
    )
    site = replace(root.site, devices=(*root.site.devices, *mcus))
    centre = replace(
        province.centre, inventory=inventory, sites=(replace(root, site=site), *others)
    )
    return replace(province, inventory=inventory, centre=centre)


def make_site(number: int, name: str | None = None) -> Site:
    """Site 0 is the root, the next ones districts below it, the rest communes below those."""
    ident = _site_id(number)
    parent = None if number == 0 else 0 if number <= DISTRICTS else (number - 1) % DISTRICTS + 1
    parents = [] if parent is None else [0] if parent == 0 else [0, parent]
    line = Circuit(
        f"TSL-{number:04}", ident, "vnpt", "primary", "fibre", 20_000_000, f"{ident}/rt", None
    )
    return Site(
        id=ident,
        name=name or f"Điểm cầu xã Như Thanh số {number}",
        level=("province", "district", "commune")[len(parents)],
        parent=None if parent is None else _site_id(parent),
        path="/" + "/".join(map(_site_id, [*parents, number])),
        uplink=None if parent is None else Uplink("site", _site_id(parent)),
        mcu="ttdl/mcu-1",
        team="truc-tinh",
        service="live",
        contacts=(Contact("Lê Thị Bích", phone="0900000000"),),
        circuits=(line,),
        devices=(_device(ident, number, "rt"), _device(ident, number, "vc")),
    )


def province_of(sites: tuple[Site, ...]) -> Province:
    """Those sites, all measured a moment ago."""
    inventory = inventory_of(sites)
    devices = list(enumerate(inventory.devices.values()))
    echoes = [check_view(device, number) for number, device in devices]
    polls = [poll_view(device, number, SINCE) for number, device in devices]
    return Province(inventory, poller_of([*echoes, *polls]), centre_of(inventory))


def inventory_of(sites: tuple[Site, ...]) -> Inventory:
    """An inventory around `sites`."""
    return Inventory(
        revision="0123456789abcdef",
        organization=Organization("thanh-hoa", "Tỉnh Thanh Hóa"),
        levels=(Level("province", "tỉnh"), Level("district", "huyện"), Level("commune", "xã")),
        daemon=DaemonSettings(),
        providers={"vnpt": Provider("vnpt", "VNPT Thanh Hóa", "18001166", Sla())},
        credentials={},
        teams={},
        hours={},
        profiles={},
        mcu_groups={},
        sites={site.id: site for site in sites},
        devices={device.id: device for site in sites for device in site.devices},
        circuits={line.id: line for site in sites for line in site.circuits},
    )


def check_view(device: Device, number: int) -> EchoView:
    """A check with figures of its own; every state occurs."""
    state = CHECK_STATES[number % len(CHECK_STATES)] if number % 20 == 0 else State.UP
    sent, lost = 86_400 + number, number % 100
    buckets = (sent - lost - 7, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)
    assert len(buckets) == len(RTT_BOUNDS) + 1
    return EchoView(
        id=f"{device.id}/icmp",
        site=device.site,
        device=device.id.removeprefix(f"{device.site}/"),
        probe="icmp",
        interval=1.0,
        state=state,
        reason=NO_REASON if state is State.UP else Reason("silent", {"lost": 5}),
        flapping=number % 50 == 0,
        since=SINCE,
        decided_at=SINCE,
        last_measured=NOW - 0.5 - number / 10_000,
        totals=EchoTotals(
            sent, sent - lost, lost, number % 3, lost // 2, 1, 0, sent / 777, sum(buckets), buckets
        ),
        recent=EchoRecent(
            NOW - 1, NOW + 9, lost / sent, 0.0011, 0.0015 + number / 1e6, 0.0042, 0.00037
        ),
    )


def poller_of(checks: Iterable[AnyView]) -> PollerSnapshot:
    """A poller that runs those checks."""
    return PollerSnapshot(
        taken_at=NOW,
        inventory_revision="0123456789abcdef",
        isolated=False,
        checks=tuple(checks),
        in_flight={"icmp": 17, "snmp": 2},
        overruns={"icmp": 3, "snmp": 0},
        sent={"icmp": 1_000_000, "snmp": 20_000},
        socket_drops={"ipv4": 2, "ipv6": 0},
        unresolved_names=1,
        outcomes={Outcome.OK: 19_990, Outcome.TIMEOUT: 7, Outcome.AUTH: 3},
        strays={"late": 4, "wrong-source": 1},
        stream_outcomes={StreamOutcome.OK: 90, StreamOutcome.SILENT: 2},
        stream_strays={"wrong-source": 1, "forged": 2},
        signal_strays={"duplicate": 5},
        stream_load=StreamLoad(waiting=1, rate=160_000.0),
    )


def centre_of(inventory: Inventory) -> CentreSnapshot:
    """A centre that finds one site in twenty down and the rest up."""
    sites = tuple(
        SiteView(site, State.UP if number % 20 else State.DOWN, NO_REASON, SINCE)
        for number, site in enumerate(inventory.sites.values())
    )
    circuits = tuple(
        CircuitView(
            line,
            State.UP,
            NO_REASON,
            SINCE,
            {State.UP: 600.5, State.DOWN: number / 3},
            TICKS - 3000,
        )
        for number, line in enumerate(inventory.circuits.values())
    )
    counts = {state: sum(site.state is state for site in sites) for state in State}
    return CentreSnapshot(NOW, TICKS, inventory, Verdict(len(sites), counts), sites, circuits)


def stale(view: EchoView) -> EchoView:
    """The same check, not measured for a while."""
    assert view.recent is not None
    return replace(view, recent=replace(view.recent, good_until=NOW - 1))


def _site_id(number: int) -> str:
    return f"xa-{number:05}"


def _mcu(ident: str) -> Device:
    base = _device(ident.partition("/")[0], 0, "mcu")
    return replace(base, id=ident, role="mcu", profile="poly-rmx", checks={})


def _device(site: str, number: int, own_id: str) -> Device:
    last = 1 if own_id == "rt" else 2
    return Device(
        id=f"{site}/{own_id}",
        site=site,
        name=None,
        role="router" if own_id == "rt" else "endpoint",
        profile="cpe-router" if own_id == "rt" else "poly-group",
        address=f"127.{1 + number // 250}.{number % 250}.{last}",
        presence="always",
        credential=None,
        dial=None,
        cascade_to=None,
        checks={"icmp": IcmpCheck(), "snmp": SnmpCheck(("system",))},
    )
