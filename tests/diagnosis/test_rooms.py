"""What is wrong at sites whose line is well, and at their circuits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitord.model.incidents import Aspect, Certainty, FaultKey, Owner, Scope, Severity, Urgency
from monitord.model.states import Reason
from tests.diagnosis.province import (
    DEGRADED,
    DOWN,
    OFF,
    UNKNOWN,
    UP,
    Moment,
    line,
    site,
    spread,
)

LOST = Reason("snmp.not-registered", {"protocol": "h323"})
LOSS = Reason("icmp.loss", {"loss_ratio": 0.2, "limit_ratio": 0.1})
PAGE, MORNING = (Severity.CRITICAL, Urgency.PAGE), (Severity.WARNING, Urgency.MORNING)
TWO = site("two", "hub", {"rt": "router", "vc": "endpoint", "pc": "pc", "ups": "ups"})
BACKED = site("backed", "hub", lines=(line("backed"), line("backed", "viettel", backup=True)))
KNOWN = spread(TWO, BACKED)
_Told = Callable[[Moment], Moment]


def unregistered(moment: Moment, *rooms: str, since: float = 0.0) -> Moment:
    for room in rooms:
        moment.tell(room, DEGRADED, LOST, probe="snmp", since=since)
    return moment


TABLE: list[tuple[str, _Told, dict[str, tuple[str, tuple[Severity, Urgency]]]]] = [
    (
        "a dead codec",
        lambda m: m.dark("commune-1/vc"),
        {"site:commune-1:equipment": ("equipment", PAGE)},
    ),
    ("a codec switched off", lambda m: m.tell("commune-1/vc", OFF), {}),
    ("a codec that is not measured", lambda m: m.unheard("commune-1/vc"), {}),
    (
        "a dead codec beside a PC",
        lambda m: m.dark("two/vc"),
        {"site:two:equipment": ("equipment", MORNING)},
    ),
    (
        "a dead codec and a dead PC",
        lambda m: m.dark("two/vc", "two/pc"),
        {"site:two:equipment": ("equipment", PAGE)},
    ),
    ("a dead UPS", lambda m: m.dark("two/ups"), {"site:two:equipment": ("equipment", MORNING)}),
    (
        "a camera that has failed",
        lambda m: m.fact("two/vc/snmp", "equipment-failed", active=1, part="camera"),
        {"site:two:equipment": ("equipment", MORNING)},
    ),
    (
        "a camera that had failed",
        lambda m: m.fact("two/vc/snmp", "equipment-failed", active=1, part="camera")
        .fact("two/vc/snmp", "equipment-failed", active=0, part="camera"),
        {},
    ),
    (
        "a camera that had failed, and a microphone that has",
        lambda m: m.fact("two/vc/snmp", "equipment-failed", active=1, part="microphone")
        .fact("two/vc/snmp", "equipment-failed", active=1, part="camera")
        .fact("two/vc/snmp", "equipment-failed", active=0, part="camera"),
        {"site:two:equipment": ("equipment", MORNING)},
    ),
    (
        "a dead codec in a room without power",
        lambda m: m.dark("two/vc", "two/pc").fact("two/ups/snmp", "on-battery", active=1),
        {"site:two:equipment": ("power", PAGE)},
    ),
    (
        "a dead codec behind a router that is not measured",
        lambda m: m.dark("commune-1/vc").unheard("commune-1/rt"),
        {"site:commune-1:equipment": ("undetermined", PAGE)},
    ),
    (
        "the same below a silent district",
        lambda m: m.dark("commune-1/vc", "district").unheard("commune-1/rt"),
        {"site:district:silence": ("circuit", PAGE)},
    ),
    (
        "a codec that is not registered",
        lambda m: unregistered(m, "commune-1/vc"),
        {"site:commune-1:signalling": ("signalling", PAGE)},
    ),
    (
        "one that has said so",
        lambda m: m.fact("commune-1/vc/snmp", "registration-lost", active=1, protocol="sip"),
        {"site:commune-1:signalling": ("signalling", PAGE)},
    ),
    (
        "one that is not registered, beside a PC",
        lambda m: unregistered(m, "two/vc"),
        {"site:two:signalling": ("signalling", MORNING)},
    ),
    (
        "one that does not answer calls",
        lambda m: m.tell("two/vc", DEGRADED, Reason("sip.silent", {"tries": 2}), probe="sip")
        .dark("two/pc"),
        {
            "site:two:signalling": ("signalling", PAGE),
            "site:two:equipment": ("equipment", MORNING),
        },
    ),
    (
        "one whose certificate ends",
        lambda m: m.tell("two/vc", DEGRADED, Reason("sip.certificate-ends"), probe="sip"),
        {"site:two:signalling": ("signalling", MORNING)},
    ),
    (
        "a lossy line",
        lambda m: m.tell("commune-1/rt", DEGRADED, LOSS),
        {"site:commune-1:quality": ("quality", MORNING)},
    ),
    (
        "a lossy district with a lossy commune",
        lambda m: m.tell("district/rt", DEGRADED, LOSS).tell("commune-1/rt", DEGRADED, LOSS),
        {"site:district:quality": ("quality", MORNING)},
    ),
    (
        "a lossy hub, a good district, a lossy commune",
        lambda m: m.tell("hub/rt", DEGRADED, LOSS).tell("commune-1/rt", DEGRADED, LOSS),
        {
            "site:hub:quality": ("quality", MORNING),
            "site:commune-1:quality": ("quality", MORNING),
        },
    ),
    (
        "a codec whose agent is silent",
        lambda m: m.tell("two/vc", DEGRADED, Reason("snmp.silent", {"polls": 2}), probe="snmp"),
        {},
    ),
    (
        "the primary circuit, with a backup",
        lambda m: m.cut("TSL-backed").carrying("4G-backed"),
        {"site:backed:standby": ("circuit", MORNING)},
    ),
    (
        "the backup circuit",
        lambda m: m.carrying("TSL-backed").cut("4G-backed"),
        {"circuit:4G-backed:backup": ("circuit", MORNING)},
    ),
    (
        "both, and silence",
        lambda m: m.cut("4G-backed").dark("backed"),
        {"site:backed:silence": ("circuit", PAGE)},
    ),
    (
        "a router that says that its backup carries",
        lambda m: m.fact("backed/rt/snmp", "backup-in-use", circuit="4G-backed", active=1),
        {"site:backed:standby": ("circuit", MORNING)},
    ),
    (
        "the interface of an only circuit, at a site that answers",
        lambda m: m.cut("TSL-quiet-1"),
        {"circuit:TSL-quiet-1:silence": ("circuit", MORNING)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "faults"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_what_is_wrong_has_a_cause_and_a_weight(
    told: _Told, faults: dict[str, tuple[str, tuple[Severity, Urgency]]]
) -> None:
    found = told(Moment(KNOWN)).faults()
    assert {
        str(key): (str(fault.cause), (fault.severity, fault.urgency))
        for key, fault in found.items()
    } == faults


def test_a_codec_may_need_a_moment_after_its_line_is_back() -> None:
    moment = Moment().dark("commune-1").bright("commune-1/rt", at=100)
    assert moment.told(now=105) == {}
    fault = moment.fault(Scope.SITE, "commune-1", Aspect.EQUIPMENT, now=107)
    assert fault.reason.params == {"device": "vc"}


def test_what_is_said_is_confirmed_and_what_is_not_answered_is_suspected() -> None:
    said = unregistered(Moment(KNOWN), "two/vc").fault(Scope.SITE, "two", Aspect.SIGNALLING)
    assert (said.certainty, said.owner) == (Certainty.CONFIRMED, Owner.OPERATOR)
    assert said.reason.params == {"protocol": "h323", "device": "vc"}
    dead = Moment(KNOWN).dark("two/vc").fault(Scope.SITE, "two", Aspect.EQUIPMENT)
    assert (dead.certainty, dead.owner) == (Certainty.SUSPECTED, Owner.SITE)


def test_a_bad_line_explains_the_sites_behind_it() -> None:
    moment = Moment().tell("district/rt", DEGRADED, LOSS).tell("commune-1/rt", DEGRADED, LOSS)
    fault = moment.fault(Scope.SITE, "district", Aspect.QUALITY)
    assert (fault.sites, set(fault.covers)) == (("district", "commune-1"), {"commune-1"})
    assert fault.owner is Owner.PROVIDER


def test_nothing_is_said_of_a_line_below_a_silent_one() -> None:
    moment = Moment().dark("district").tell("commune-1/rt", DEGRADED, LOSS)
    assert list(moment.told()) == ["site:district:silence"]
    key = FaultKey(Scope.SITE, "commune-1", Aspect.QUALITY)
    assert moment.unclear(key) == {key}


def test_a_bad_network_within_a_site_is_the_sites_own() -> None:
    moment = Moment().tell("commune-1/vc", DEGRADED, LOSS)
    assert moment.fault(Scope.SITE, "commune-1", Aspect.QUALITY).owner is Owner.SITE


class TestBackup:
    """A site on its backup circuit is up, with a warning."""

    moment = Moment(KNOWN).cut("TSL-backed").carrying("4G-backed")

    def test_it_says_on_which(self) -> None:
        assert self.moment.state("backed") is UP
        assert self.moment.reason("backed") == Reason("circuit.backup", {"circuit": "4G-backed"})

    def test_a_dead_backup_leaves_the_site_as_it_is(self) -> None:
        moment = Moment(KNOWN).carrying("TSL-backed").cut("4G-backed")
        assert moment.state("backed") is UP

    def test_a_backup_that_is_not_measured_proves_nothing(self) -> None:
        moment = Moment(KNOWN).carrying("TSL-backed").carrying("4G-backed", UNKNOWN)
        assert moment.told() == {}

    def test_what_a_router_said_before_it_was_lost_from_sight_proves_nothing(self) -> None:
        moment = Moment(KNOWN).cut("TSL-backed").unheard("backed/rt")
        assert moment.told() == {}

    def test_the_circuits_cover_is_the_faults(self) -> None:
        moment = Moment(KNOWN).cut("TSL-backed").carrying("4G-backed")
        moment.window("circuit", "TSL-backed")
        assert moment.fault(Scope.SITE, "backed", Aspect.STANDBY).window == "w1"

    def test_a_site_not_in_service_warns_nobody(self) -> None:
        new = replace(BACKED, service="planned")
        assert Moment(spread(new)).cut("TSL-backed").told() == {}


class TestUnmeasured:
    """What is not measured now may be as it was."""

    @pytest.mark.parametrize(
        ("told", "aspect", "unclear"),
        [
            (lambda m: m, Aspect.EQUIPMENT, False),
            (lambda m: m.unheard("two/vc"), Aspect.EQUIPMENT, True),
            (lambda m: m.tell("two/vc", OFF), Aspect.EQUIPMENT, True),
            (lambda m: m.dark("two"), Aspect.EQUIPMENT, True),
            (lambda m: m, Aspect.SIGNALLING, False),
            (lambda m: m.tell("two/vc", UNKNOWN, probe="snmp"), Aspect.SIGNALLING, True),
            (lambda m: m, Aspect.QUALITY, False),
            (lambda m: m.tell("two/rt", UNKNOWN), Aspect.QUALITY, True),
            (lambda m: m.tell("two/vc", OFF), Aspect.QUALITY, False),
            (lambda m: m, Aspect.SILENCE, False),
            (lambda m: m.unheard("two/rt"), Aspect.SILENCE, False),
            (lambda m: m.carrying("TSL-two"), Aspect.STANDBY, False),
            (lambda m: m.carrying("TSL-two", UNKNOWN), Aspect.STANDBY, True),
        ],
    )
    def test_of_a_site(self, told: _Told, aspect: Aspect, unclear: bool) -> None:
        key = FaultKey(Scope.SITE, "two", aspect)
        assert (key in told(Moment(KNOWN)).unclear(key)) is unclear

    @pytest.mark.parametrize(("state", "unclear"), [(UP, False), (DOWN, False), (UNKNOWN, True)])
    def test_of_a_circuit(self, state: object, unclear: bool) -> None:
        key = FaultKey(Scope.CIRCUIT, "4G-backed", Aspect.BACKUP)
        moment = Moment(KNOWN).carrying("4G-backed", state)  # type: ignore[arg-type]
        assert (key in moment.unclear(key)) is unclear
