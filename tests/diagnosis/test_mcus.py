"""MCUs that stand in for each other, and those on which sites register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitord.model.incidents import Aspect, FaultKey, Owner, Scope, Severity, Urgency
from monitord.model.inventory import McuGroup, Organization, Party
from monitord.model.states import Reason
from tests.diagnosis.province import (
    DEGRADED,
    HUB,
    NOON,
    PROVINCE,
    ROOM,
    UNKNOWN,
    Moment,
    inventory,
    site,
    spread,
    with_device,
)
from tests.diagnosis.test_rooms import unregistered

PAGE, MORNING = (Severity.CRITICAL, Urgency.PAGE), (Severity.WARNING, Urgency.MORNING)
TELL = (Severity.WARNING, Urgency.PAGE)
MAJOR = Reason("snmp.mcu-status", {"value": "major"})
DEAF = Reason("sip.silent", {"tries": 2})
_Told = Callable[[Moment], Moment]

TABLE: list[tuple[str, _Told, dict[str, tuple[Severity, Urgency]]]] = [
    ("the primary", lambda m: m.dark("hub/mcu-1"), {"mcu:centre:standby": TELL}),
    ("the backup", lambda m: m.dark("hub/mcu-2"), {"mcu:hub/mcu-2:backup": MORNING}),
    ("both", lambda m: m.dark("hub/mcu-1", "hub/mcu-2"), {"mcu:centre:silence": PAGE}),
    (
        "the primary, with a backup that is not measured",
        lambda m: m.dark("hub/mcu-1").unheard("hub/mcu-2"),
        {"mcu:centre:silence": PAGE},
    ),
    (
        "the primary, with a backup that takes no calls",
        lambda m: m.dark("hub/mcu-1").tell("hub/mcu-2", DEGRADED, DEAF, probe="sip"),
        {"mcu:centre:silence": PAGE, "mcu:hub/mcu-2:trouble": MORNING},
    ),
    (
        "the backup, with a primary that is not measured",
        lambda m: m.dark("hub/mcu-2").unheard("hub/mcu-1"),
        {},
    ),
    ("a primary that is not measured", lambda m: m.tell("hub/mcu-1", UNKNOWN), {}),
    (
        "a primary that fails",
        lambda m: m.tell("hub/mcu-1", DEGRADED, MAJOR, probe="snmp"),
        {"mcu:hub/mcu-1:trouble": TELL},
    ),
    (
        "one that has said so",
        lambda m: m.fact("hub/mcu-1/snmp", "mcu-failed", active=1),
        {"mcu:hub/mcu-1:trouble": TELL},
    ),
    (
        "a primary that takes no calls",
        lambda m: m.tell("hub/mcu-1", DEGRADED, DEAF, probe="sip"),
        {"mcu:hub/mcu-1:trouble": TELL},
    ),
    (
        "one that takes no calls, and no backup",
        lambda m: m.tell("hub/mcu-1", DEGRADED, DEAF, probe="sip").dark("hub/mcu-2"),
        {"mcu:hub/mcu-1:trouble": PAGE, "mcu:hub/mcu-2:backup": MORNING},
    ),
    ("all behind a silent hub", lambda m: m.dark("hub"), {"centre:hub:silence": PAGE}),
]


@pytest.mark.parametrize(("told", "faults"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_one_stands_in_for_the_other(
    told: _Told, faults: dict[str, tuple[Severity, Urgency]]
) -> None:
    found = told(Moment()).faults()
    assert {str(key): (f.severity, f.urgency) for key, f in found.items()} == faults


def test_people_are_told_what_to_dial_instead() -> None:
    fault = Moment().dark("hub/mcu-1").fault(Scope.MCU, "centre", Aspect.STANDBY)
    assert fault.reason == Reason(
        "mcu.on-backup", {"mcu": "hub/mcu-1", "backup": "hub/mcu-2", "dial": "8802"}
    )
    assert fault.sites[0] == "hub"
    assert set(fault.sites) == set(PROVINCE.sites)
    assert fault.owner is Owner.OPERATOR


def test_a_backup_without_a_number_is_named() -> None:
    silent = replace(PROVINCE.devices["hub/mcu-2"], dial=None)
    moment = Moment(with_device(PROVINCE, silent)).dark("hub/mcu-1")
    fault = moment.fault(Scope.MCU, "centre", Aspect.STANDBY)
    assert fault.reason.code == "mcu.on-backup-undialled"


def test_sites_that_are_silent_anyway_do_not_count() -> None:
    fault = Moment().dark("hub/mcu-1", "district").fault(Scope.MCU, "centre", Aspect.STANDBY)
    assert "district" not in fault.sites


@pytest.mark.parametrize(("kind", "ident"), [("mcu", "centre"), ("mcu", "hub/mcu-1")])
def test_a_window_of_the_mcu_or_its_group_covers_it(kind: str, ident: str) -> None:
    moment = Moment().dark("hub/mcu-1").window(kind, ident)
    assert moment.fault(Scope.MCU, "centre", Aspect.STANDBY).window == "w1"


class TestCascade:
    """A district has an MCU of its own, cascaded to the hub's; the hub's spare backs both."""

    groups = (
        McuGroup("centre", ("hub/mcu-1", "hub/mcu-2"), "hub/mcu-1", None),
        McuGroup("low", ("district/mcu", "hub/mcu-2"), "district/mcu", None),
    )
    plain = inventory(
        site("hub", None, HUB),
        site("district", "hub", {**ROOM, "mcu": "mcu"}, mcu="low"),
        site("commune", "district", mcu="low"),
        site("other", "hub"),
        groups=groups,
    )
    known = with_device(plain, replace(plain.devices["district/mcu"], cascade_to="hub/mcu-1"))

    def test_one_spare_of_two_groups_is_one_fault(self) -> None:
        moment = Moment(self.known).dark("hub/mcu-2")
        assert list(moment.told()) == ["mcu:hub/mcu-2:backup"]
        fault = moment.fault(Scope.MCU, "hub/mcu-2", Aspect.BACKUP)
        assert set(fault.sites) == {"hub", "district", "commune", "other"}

    def test_sites_below_a_cascade_suffer_with_those_above(self) -> None:
        moment = Moment(self.known).dark("hub/mcu-1", "hub/mcu-2")
        assert "commune" in moment.fault(Scope.MCU, "centre").sites

    def test_the_complaint_of_one_below_a_dead_one_is_explained(self) -> None:
        moment = Moment(self.known).dark("hub/mcu-1")
        moment.tell("district/mcu", DEGRADED, MAJOR, probe="snmp")
        assert list(moment.told()) == ["mcu:centre:standby"]

    def test_the_one_below_alone_is_its_sites_matter(self) -> None:
        fault = Moment(self.known).dark("district/mcu").fault(Scope.MCU, "low", Aspect.STANDBY)
        assert set(fault.sites) == {"district", "commune"}
        assert fault.owner is Owner.CENTRE

    def test_whoever_the_organization_names_runs_them(self) -> None:
        run = Organization("p", "Tỉnh", operator=Party("VNPT"))
        moment = Moment(replace(self.known, organization=run)).dark("district/mcu")
        assert moment.fault(Scope.MCU, "low", Aspect.STANDBY).owner is Owner.OPERATOR

    def test_one_that_is_in_no_group_is_silent_by_itself(self) -> None:
        alone = inventory(
            site("hub", None, {**ROOM, "mcu": "mcu"}, mcu="hub/mcu"),
            site("a", "hub", mcu="hub/mcu"),
            groups=(),
        )
        fault = Moment(alone).dark("hub/mcu").fault(Scope.MCU, "hub/mcu")
        assert (fault.sites, fault.severity) == (("hub", "a"), Severity.CRITICAL)


class TestRegistration:
    """What all sites register with."""

    rooms = tuple(f"quiet-{n}/vc" for n in range(1, 11))

    def test_a_dead_mcu_explains_who_is_not_registered(self) -> None:
        moment = unregistered(Moment().dark("hub/mcu-1"), "commune-1/vc")
        assert list(moment.told()) == ["mcu:centre:standby"]
        assert moment.fault(Scope.MCU, "centre", Aspect.STANDBY).covers == {"commune-1"}

    def test_the_silence_that_hides_the_mcu_explains_them_too(self) -> None:
        moment = unregistered(Moment().dark("hub"), "commune-1/vc")
        assert list(moment.told()) == ["centre:hub:silence"]
        key = FaultKey(Scope.SITE, "commune-1", Aspect.SIGNALLING)
        assert moment.unclear(key) == {key}

    def test_a_dead_backup_explains_nobody(self) -> None:
        moment = unregistered(Moment().dark("hub/mcu-2"), "commune-1/vc")
        assert "site:commune-1:signalling" in moment.told()

    def test_many_at_once_are_one_fault_of_what_they_register_with(self) -> None:
        moment = unregistered(Moment(), *self.rooms)
        assert moment.told() == {"mcu:centre:trouble": "signalling"}
        fault = moment.fault(Scope.MCU, "centre", Aspect.TROUBLE)
        assert len(fault.sites) == len(fault.covers) == len(self.rooms)
        assert fault.severity is Severity.CRITICAL

    def test_few_are_each_their_own(self) -> None:
        assert len(unregistered(Moment(), *self.rooms[:2]).told()) == 2

    def test_as_are_few_of_many(self) -> None:
        many = Moment(spread(*(site(f"more-{n}", "hub") for n in range(60))))
        assert len(unregistered(many, *self.rooms[:3]).told()) == 3

    def test_as_are_those_at_other_times(self) -> None:
        moment = Moment()
        for n, room in enumerate(self.rooms):
            unregistered(moment, room, since=n * 61)
        assert len(moment.told(now=900)) == len(self.rooms)


@pytest.mark.parametrize(
    ("told", "key", "unclear"),
    [
        (lambda m: m, ("centre", Aspect.SILENCE), False),
        (lambda m: m.unheard("hub/mcu-1"), ("centre", Aspect.STANDBY), True),
        (lambda m: m.dark("hub"), ("centre", Aspect.SILENCE), True),
        (lambda m: m.unheard("hub/mcu-2"), ("hub/mcu-2", Aspect.BACKUP), True),
        (
            lambda m: m.dark("hub/mcu-2").unheard("hub/mcu-1"),
            ("hub/mcu-2", Aspect.BACKUP),
            True,
        ),
        (lambda m: m.dark("hub/mcu-2"), ("hub/mcu-2", Aspect.BACKUP), False),
        (
            lambda m: m.tell("hub/mcu-1", UNKNOWN, probe="snmp"),
            ("hub/mcu-1", Aspect.TROUBLE),
            True,
        ),
        (lambda m: m, ("gone/mcu", Aspect.SILENCE), False),
    ],
)
def test_absence_means_nothing_where_it_is_not_measured(
    told: _Told, key: tuple[str, Aspect], unclear: bool
) -> None:
    wanted = FaultKey(Scope.MCU, *key)
    assert (wanted in told(Moment()).unclear(wanted)) is unclear


@pytest.mark.parametrize(
    ("first", "key"),
    [
        ("hub/mcu-2", FaultKey(Scope.MCU, "centre", Aspect.STANDBY)),
        ("hub/mcu-1", FaultKey(Scope.MCU, "hub/mcu-2", Aspect.BACKUP)),
    ],
)
def test_where_both_come_back_the_later_one_is_decided_with_the_first(
    first: str, key: FaultKey
) -> None:
    moment = Moment().dark("hub/mcu-1", "hub/mcu-2", since=0).bright(first, at=100, passed=False)
    fault = moment.faults(now=101)[key]
    assert fault.race
    assert (fault.since - NOON).total_seconds() < 100 <= (fault.decided_at - NOON).total_seconds()
