"""A small province whose names are as long as real ones, and incidents in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from monitord.model.facts import Fact
from monitord.model.incidents import (
    ALERT_NAMES,
    AlertSet,
    Aspect,
    Cause,
    Certainty,
    FaultKey,
    Incident,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.inventory import (
    Circuit,
    Contact,
    Device,
    Inventory,
    Level,
    McuGroup,
    Organization,
    Party,
    Provider,
    Role,
    Site,
    Sla,
    Team,
    Uplink,
)
from monitord.model.secrets import Secret
from monitord.model.settings import DaemonSettings, Notify
from monitord.model.snapshot import CentreSnapshot, Verdict
from monitord.model.states import Reason

SINCE = datetime(2026, 9, 10, 8, 0, 0, tzinfo=UTC)
"""15:00 on 10/09/2026 in Vietnam."""
COMMUNE = "x-ba-thuoc-thanh-son"
SECRET = Secret("env", "MONITORD_ZALO")
PRIVATE = "zalo-only-for-the-office"
TEAM = Team(
    "truc-tinh",
    "Trực kỹ thuật, Trung tâm Công nghệ thông tin và Truyền thông tỉnh",
    (
        Contact("Nguyễn Thị Phương Thảo (trực ca ngày)", phone="0912.345.678", email=PRIVATE),
        Contact("Trần Quốc Tuấn", phone="0913.000.111"),
    ),
    "lanh-dao",
    900.0,
    group="Trực hội nghị truyền hình tỉnh",
)
LEADERS = Team("lanh-dao", "Lãnh đạo Trung tâm", (), None, None)


def device(site: str, name: str, role: Role, dial: str | None = None) -> Device:
    """A device that is always expected to answer."""
    return Device(
        f"{site}/{name}", site, None, role, role, "10.1.2.3", "always", "tslcd", dial, None, {}
    )


def commune(number: int, ident: str | None = None, name: str | None = None) -> Site:
    """A site with two lines, a router, an endpoint and a UPS."""
    ident = ident or f"x-{number:03}"
    return Site(
        id=ident,
        name=name or f"UBND xã Thanh Sơn số {number}",
        level="commune",
        parent="ttdl",
        path=f"/ttdl/{ident}",
        uplink=Uplink("site", "ttdl"),
        mcu="trung-tam",
        team="truc-tinh",
        service="live",
        contacts=(Contact("Lê Thị Bích Ngọc, Văn phòng – Thống kê", phone="0987.654.321"),),
        circuits=(
            line(ident, f"TSLCD-THA-2025-{number:06}", "primary"),
            line(ident, f"4G-THA-2025-{number:06}", "backup"),
        ),
        devices=(
            device(ident, "rt", "router"),
            device(ident, "vc", "endpoint", "2345801"),
            device(ident, "ups", "ups"),
        ),
        utility="dien-luc",
    )


def line(site: str, ident: str, role: str) -> Circuit:
    """A fibre line as primary, a mobile one as backup."""
    if role == "primary":
        return Circuit(ident, site, "vnpt", "primary", "fibre", 20_000_000, f"{site}/rt", None)
    return Circuit(ident, site, "viettel", "backup", "lte", 8_000_000, f"{site}/rt", "wwan0")


def centre() -> Site:
    """The root with two MCUs."""
    return Site(
        id="ttdl",
        name="Trung tâm Dữ liệu tỉnh Thanh Hóa",
        level="province",
        parent=None,
        path="/ttdl",
        uplink=None,
        mcu="trung-tam",
        team="truc-tinh",
        service="live",
        contacts=(Contact("Phạm Văn Hùng", phone="0237.385.1234"),),
        circuits=(line("ttdl", "TSLCD-THA-2025-000001", "primary"),),
        devices=(
            device("ttdl", "rt", "router"),
            device("ttdl", "mcu-1", "mcu", "8801"),
            device("ttdl", "mcu-2", "mcu", "8802"),
        ),
    )


def inventory(sites: Iterable[Site] = ()) -> Inventory:
    """The centre, thirty communes and one with a long name, or the sites given."""
    found = tuple(sites) or (
        centre(),
        commune(7, COMMUNE, "Ủy ban nhân dân xã Thanh Sơn, huyện Bá Thước"),
        *(commune(number) for number in range(100, 130)),
    )
    return Inventory(
        revision="0123456789abcdef",
        organization=Organization(
            "thanh-hoa",
            "Tỉnh Thanh Hóa",
            operator=Party("Trung tâm Kinh doanh VNPT Thanh Hóa", "1800.1166"),
            upstream=Party("Cục Bưu điện Trung ương", "080.45678"),
            test_call="8899",
        ),
        levels=(Level("province", "tỉnh"), Level("commune", "xã")),
        daemon=DaemonSettings(
            dashboard_url="https://grafana.tinh.vn/d/site?var-site={site}",
            runbook_url="https://tinh.vn/runbooks/{language}/{cause}.md",
            notify=(Notify("zalo", SECRET),),
        ),
        providers={
            "vnpt": Provider("vnpt", "Viễn thông Thanh Hóa (VNPT)", "0237.800.0126", Sla()),
            "viettel": Provider("viettel", "Viettel Thanh Hóa", "1800.8098", Sla()),
        },
        credentials={},
        teams={"truc-tinh": TEAM, "lanh-dao": LEADERS},
        hours={},
        profiles={},
        mcu_groups={
            "trung-tam": McuGroup("trung-tam", ("ttdl/mcu-1", "ttdl/mcu-2"), "ttdl/mcu-1", None)
        },
        sites={site.id: site for site in found},
        devices={each.id: each for site in found for each in site.devices},
        circuits={each.id: each for site in found for each in site.circuits},
        utilities={"dien-luc": Party("Điện lực huyện Bá Thước", "1900.6769")},
    )


PLACE = inventory()
SUBJECTS = {
    Scope.SITE: COMMUNE,
    Scope.CIRCUIT: "TSLCD-THA-2025-000007",
    Scope.PROVIDER: "vnpt",
    Scope.MCU: "ttdl/mcu-1",
    Scope.CENTRE: "ttdl",
    Scope.MONITOR: "store",
}
KINDS = [(scope, aspect, cause) for scope, aspect in ALERT_NAMES for cause in Cause]
"""Every alert with every cause that the rules or a person may give it."""


def incident(
    scope: Scope = Scope.SITE,
    aspect: Aspect = Aspect.SILENCE,
    cause: Cause = Cause.CIRCUIT,
    number: str = "K7QF",
) -> Incident:
    """An open, critical one, with its path traced."""
    trace = Fact(
        f"{COMMUNE}/rt/icmp", "path", {"reached": 0, "hops": "", "last": "10.9.8.7"}, SINCE
    )
    made = Incident(
        id=f"260910-{number}",
        key=FaultKey(scope, SUBJECTS[scope], aspect),
        cause=cause,
        certainty=Certainty.SUSPECTED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("icmp.silent", {"lost": 5}),
        team="truc-tinh",
        sites=(COMMUNE,),
        most_sites=1,
        since=SINCE,
        decided_at=SINCE,
        opened_at=SINCE,
        evidence=(trace,),
    )
    labels = {"alertname": ALERT_NAMES[scope, aspect], "incident": made.id}
    return replace(made, alerts=(AlertSet(labels, SINCE),))


def snapshot(*incidents: Incident, place: Inventory = PLACE) -> CentreSnapshot:
    """The centre with these incidents."""
    verdict = Verdict(len(place.sites), {})
    return CentreSnapshot(SINCE.timestamp(), 0.0, place, verdict, (), (), incidents)
