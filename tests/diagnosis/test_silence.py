"""Silence goes back to one root, and to one cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from monitord.diagnosis import ancestors, doubted, next_due
from monitord.model.facts import CircuitNow
from monitord.model.incidents import Aspect, Certainty, Fault, FaultKey, Owner, Scope, Urgency
from monitord.model.inventory import Uplink
from monitord.model.settings import IcmpCheck
from monitord.model.states import Param, State
from tests.diagnosis.province import (
    CUT,
    DEGRADED,
    DOWN,
    NOON,
    OFF,
    PROVINCE,
    UNKNOWN,
    UP,
    Moment,
    inventory,
    line,
    site,
    spread,
    with_device,
    with_presence,
)

GASP: Mapping[str, Param] = {"oid": "1.3.6.1.2.1.158.0.2", "1.3.6.1.2.1.158.1.6.1.4.1": 257}
_Told = Callable[[Moment], object]

TABLE: list[tuple[str, _Told, dict[str, str]]] = [
    ("nothing", lambda m: m, {}),
    ("a commune", lambda m: m.dark("commune-1"), {"site:commune-1:silence": "circuit"}),
    (
        "a district and two of its communes",
        lambda m: m.dark("district", "commune-1", "commune-2"),
        {"site:district:silence": "circuit"},
    ),
    (
        "a commune whose district answers, below a hub that is silent",
        lambda m: m.dark("hub/rt", "commune-1"),
        {"centre:hub:silence": "upstream", "site:commune-1:silence": "circuit"},
    ),
    (
        "a commune whose district is not measured, below a silent hub",
        lambda m: m.dark("hub", "commune-1").unheard("district"),
        {"centre:hub:silence": "upstream"},
    ),
    ("a router that is not measured", lambda m: m.unheard("commune-1/rt"), {}),
    ("a site that is not measured", lambda m: m.unheard("commune-1"), {}),
    (
        "a UPS on its battery, then silence",
        lambda m: m.fact("commune-1/rt/snmp", "on-battery", active=1).dark("commune-1"),
        {"site:commune-1:silence": "power"},
    ),
    (
        "a UPS on its battery, not measured any more, then silence",
        lambda m: m.fact("commune-1/rt/snmp", "on-battery", active=1)
        .fact("commune-1/rt/snmp", "on-battery", at=1, active=0, unmeasured=1)
        .dark("commune-1"),
        {"site:commune-1:silence": "power"},
    ),
    (
        "a UPS that was on its battery",
        lambda m: m.fact("commune-1/rt/snmp", "on-battery", active=1)
        .fact("commune-1/rt/snmp", "on-battery", active=0)
        .dark("commune-1"),
        {"site:commune-1:silence": "circuit"},
    ),
    (
        "a dying gasp, then silence",
        lambda m: m.fact("commune-1/rt/snmp", "trap", GASP, at=-1).dark("commune-1"),
        {"site:commune-1:silence": "power"},
    ),
    (
        "a dying gasp by its name",
        lambda m: m.fact("commune-1/rt/snmp", "trap", oid="1.3.6.1.4.1.9.9.1", name="ontDyingGasp")
        .dark("commune-1"),
        {"site:commune-1:silence": "power"},
    ),
    (
        "a dying gasp an hour ago",
        lambda m: m.fact("commune-1/rt/snmp", "trap", GASP, at=-3600).dark("commune-1"),
        {"site:commune-1:silence": "circuit"},
    ),
    (
        "a router with hours that has closed",
        lambda m: m.tell("commune-1/rt", OFF).tell("commune-1/vc", OFF),
        {},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "faults"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_silence_has_one_cause(told: _Told, faults: dict[str, str]) -> None:
    moment = Moment()
    told(moment)
    assert moment.told() == faults


def test_a_dead_line_is_suspected_and_a_fault_of_the_provider_that_wakes_somebody() -> None:
    fault = Moment().dark("district", "commune-2", "commune-1").fault(Scope.SITE, "district")
    assert fault.sites == ("district", "commune-1", "commune-2")
    assert fault.covers == set(fault.sites)
    assert (fault.certainty, fault.owner, fault.urgency) == (
        Certainty.SUSPECTED, Owner.PROVIDER, Urgency.PAGE,
    )  # fmt: skip
    assert (fault.since, fault.reason.params["circuit"]) == (NOON, "TSL-district")
    assert fault.race
    assert fault.window is None


def test_a_trap_of_its_router_confirms_the_line() -> None:
    moment = Moment().fact("commune-1/rt/snmp", "trap", at=0, oid="1.3.6.1.6.3.1.1.5.3")
    fault = moment.dark("commune-1").fault(Scope.SITE, "commune-1")
    assert (str(fault.cause), fault.certainty) == ("circuit", Certainty.CONFIRMED)
    assert [fact.kind for fact in fault.evidence] == ["trap"]


def test_a_site_without_router_or_line_of_its_own_has_a_dead_device() -> None:
    office = site("office", "hub", {"vc": "endpoint"}, lines=())
    fault = Moment(spread(office)).dark("office").fault(Scope.SITE, "office")
    assert (str(fault.cause), fault.owner) == ("equipment", Owner.SITE)


def test_a_laptop_on_a_line_may_have_any_fault() -> None:
    laptop = site("laptop", "hub", {"pc": "pc"})
    assert Moment(spread(laptop)).dark("laptop").told() == {"site:laptop:silence": "undetermined"}


@pytest.mark.parametrize("service", ["planned", "trial"])
def test_a_site_not_in_service_is_a_fault_of_nobody(service: str) -> None:
    known = spread(site("new", "hub", service=service))  # type: ignore[arg-type]
    assert Moment(known).dark("new").told() == {}


def test_a_site_on_trial_is_a_fault_of_those_in_service_behind_it() -> None:
    known = spread(site("new", "hub", service="trial"), site("old", "new"))
    fault = Moment(known).dark("new", "old").fault(Scope.SITE, "new")
    assert (fault.sites, set(fault.covers)) == (("old",), {"new", "old"})


class TestRooms:
    """Who is asleep is not woken."""

    known = with_presence(PROVINCE, "commune-1/vc")

    def test_a_site_whose_rooms_have_closed_waits_for_the_morning(self) -> None:
        moment = Moment(self.known).dark("commune-1").tell("commune-1/vc", OFF)
        assert moment.fault(Scope.SITE, "commune-1").urgency is Urgency.MORNING

    def test_it_does_not_wait_in_its_hours(self) -> None:
        moment = Moment(self.known).dark("commune-1")
        assert moment.fault(Scope.SITE, "commune-1").urgency is Urgency.PAGE

    def test_nor_does_a_district_with_communes(self) -> None:
        known = with_presence(self.known, "district/vc")
        moment = Moment(known).dark("district", "commune-1").tell("district/vc", OFF)
        assert moment.fault(Scope.SITE, "district").urgency is Urgency.PAGE


class TestBehindARouter:
    """What answers behind a silent router shows that the line is well, in time."""

    def test_for_a_moment_the_codec_may_only_not_be_decided_yet(self) -> None:
        moment = Moment().dark("commune-1/rt")
        assert moment.told(now=6) == {"site:commune-1:silence": "circuit"}
        assert moment.fault(Scope.SITE, "commune-1", now=6).race
        assert moment.state("commune-1", now=6) is DOWN

    def test_then_only_the_router_does_not_answer(self) -> None:
        moment = Moment().dark("commune-1/rt")
        assert moment.told(now=7) == {"site:commune-1:equipment": "equipment"}
        assert moment.fault(Scope.SITE, "commune-1", Aspect.EQUIPMENT, now=7).urgency is (
            Urgency.MORNING
        )
        assert moment.state("commune-1", now=7) is DEGRADED

    def test_time_alone_shows_that(self) -> None:
        moment = Moment().dark("commune-1/rt")
        due = next_due(moment.world(6), moment.troubled)
        assert due is not None
        assert 0 < (due - moment.world(6).now).total_seconds() < moment.rules.hold
        assert doubted(moment.world(6), moment.troubled) == ("commune-1",)
        assert next_due(moment.world(7), moment.troubled) is None

    def test_a_codec_that_is_asked_seldom_has_longer(self) -> None:
        codec = replace(PROVINCE.devices["commune-1/vc"], checks={"icmp": IcmpCheck(interval=10)})
        moment = Moment(with_device(PROVINCE, codec)).dark("commune-1/rt")
        assert moment.told(now=30) == {"site:commune-1:silence": "circuit"}
        assert moment.told(now=60) == {"site:commune-1:equipment": "equipment"}

    def test_the_devices_beside_the_monitor_prove_nothing_of_the_centre(self) -> None:
        assert Moment().dark("hub/rt").told(now=600) == {"centre:hub:silence": "upstream"}


class TestSharedCircuits:
    """Sites may hang on a circuit of another one."""

    known = spread(
        site("ring", "hub", lines=(line("ring"), line("ring", backup=True))),
        site("leaf-1", "hub", uplink=Uplink("circuit", "TSL-ring")),
        site("leaf-2", "hub", uplink=Uplink("circuit", "TSL-ring")),
    )

    def test_its_interface_explains_them_all(self) -> None:
        moment = Moment(self.known).cut("TSL-ring").dark("leaf-1", "leaf-2")
        fault = moment.fault(Scope.CIRCUIT, "TSL-ring")
        assert (fault.sites, fault.certainty) == (("leaf-1", "leaf-2"), Certainty.CONFIRMED)
        assert list(moment.told()) == ["circuit:TSL-ring:silence"]
        assert moment.reason("leaf-1").params == {"uplink": "TSL-ring"}
        assert moment.state("leaf-1") is State.UNREACHABLE

    def test_a_silent_owner_is_the_one_cause(self) -> None:
        moment = Moment(self.known).dark("ring", "leaf-1")
        assert moment.told() == {"site:ring:silence": "circuit"}

    def test_one_of_them_alone_has_its_own(self) -> None:
        assert Moment(self.known).dark("leaf-1").told() == {"site:leaf-1:silence": "circuit"}

    def test_when_it_has_just_come_back_they_are_still_unreachable(self) -> None:
        moment = Moment(self.known).dark("leaf-1")
        moment.circuits["TSL-ring"] = CircuitNow(UP, moment.world(8).now)
        assert moment.told(now=10) == {}
        assert moment.told(now=15) == {"site:leaf-1:silence": "circuit"}


class TestReturn:
    """Who is still silent when its uplink is back may be on its way, for a while."""

    moment = Moment().dark("district", "commune-1").bright("district", at=100)

    def test_it_is_unreachable_and_no_fault(self) -> None:
        assert self.moment.told(now=105) == {}
        assert self.moment.state("commune-1", now=105) is State.UNREACHABLE
        assert self.moment.reason("commune-1", now=105).code == "uplink.returning"

    def test_it_is_unmeasured_so_that_nothing_closes(self) -> None:
        key = FaultKey(Scope.SITE, "commune-1", Aspect.SILENCE)
        assert self.moment.unclear(key, now=105) == {key}

    def test_then_it_is_silent_by_itself(self) -> None:
        assert self.moment.told(now=106) == {"site:commune-1:silence": "circuit"}
        fault = self.moment.fault(Scope.SITE, "commune-1", now=106)
        assert not fault.race
        assert (fault.decided_at - NOON).total_seconds() == 106
        assert (fault.since - NOON).total_seconds() == 0

    def test_time_alone_shows_that(self) -> None:
        world = self.moment.world(105)
        due = next_due(world, self.moment.troubled)
        assert due is not None
        assert (due - NOON).total_seconds() == 106

    def test_who_fell_silent_only_after_that_gets_no_grace(self) -> None:
        moment = Moment().dark("district").bright("district", at=100).dark("commune-1", since=101)
        assert moment.told(now=102) == {"site:commune-1:silence": "circuit"}


def test_all_that_a_site_hangs_on_is_asked_again_nearest_first() -> None:
    assert ancestors(Moment().world(), "commune-1") == ("district/rt/icmp", "hub/rt/icmp")
    assert ancestors(Moment().world(), "hub") == ()


class TestWindows:
    """A window covers what is wrong with the thing that it is about."""

    @pytest.mark.parametrize(
        ("kind", "ident"),
        [("site", "district"), ("circuit", "TSL-district"), ("provider", "vnpt")],
    )
    def test_of_the_root(self, kind: str, ident: str) -> None:
        moment = Moment().dark("district", "commune-1").window(kind, ident)
        fault = moment.fault(Scope.SITE, "district")
        assert (fault.window, fault.sites) == ("w1", ("district", "commune-1"))
        assert moment.state("commune-1") is State.MAINTENANCE
        assert moment.reason("commune-1").params == {"window": "w1", "state": "unreachable"}

    def test_who_is_in_one_of_its_own_does_not_suffer(self) -> None:
        moment = Moment().dark("district", "commune-1").window("site", "commune-1")
        fault = moment.fault(Scope.SITE, "district")
        assert (fault.window, fault.sites) == (None, ("district",))
        assert fault.covers == {"district", "commune-1"}

    def test_a_site_that_is_up_stays_up(self) -> None:
        assert Moment().window("site", "district").state("district") is UP

    def test_one_that_is_not_measured_is_in_maintenance(self) -> None:
        moment = Moment().unheard("commune-1").window("site", "commune-1")
        assert moment.state("commune-1") is State.MAINTENANCE


def test_isolation_is_the_only_fault_and_everything_else_is_unmeasured() -> None:
    moment = Moment().dark("commune-1", "district")
    moment.isolated_since = NOON
    assert moment.told() == {"centre:hub:isolation": "upstream"}
    fault = moment.fault(Scope.CENTRE, "hub", Aspect.ISOLATION)
    assert fault.covers == set(PROVINCE.sites)
    key = FaultKey(Scope.SITE, "commune-1", Aspect.SILENCE)
    assert moment.unclear(key, fault.key) == {key}


def test_a_flapping_line_is_called_so() -> None:
    moment = Moment().dark("commune-1").tell("commune-1/rt", DOWN, flapping=True)
    assert moment.fault(Scope.SITE, "commune-1").flapping


def test_a_root_that_is_no_centre_is_a_site() -> None:
    known = inventory(site("hub", None), site("a", "hub"), site("island", None))
    assert Moment(known).dark("island").told() == {"site:island:silence": "circuit"}


def _key(subject: str) -> FaultKey:
    return FaultKey(Scope.SITE, subject, Aspect.SILENCE)


def test_absence_means_nothing_where_nobody_answers() -> None:
    moment = Moment().dark("district", "commune-1").unheard("commune-2")
    keys = [_key(f"commune-{n}") for n in (1, 2, 3)]
    assert moment.unclear(*keys, _key("gone")) == set(keys[:2])


def test_a_fault_has_nothing_of_what_is_unknown() -> None:
    moment = Moment().tell("commune-1/rt", UNKNOWN).tell("commune-1/vc", UNKNOWN, CUT)
    assert moment.faults() == dict[FaultKey, Fault]()
