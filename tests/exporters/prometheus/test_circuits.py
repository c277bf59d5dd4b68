"""The metrics of circuits, and which of them are known to carry the traffic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from exporters.prometheus.carrying import carrying
from monitord.model.incidents import Aspect, FaultKey, Incident, Scope
from monitord.model.snapshot import CentreSnapshot, CircuitView
from monitord.model.states import NO_REASON, Reason, State
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import Stage
from tests.exporters.prometheus.troubles import AT, incident
from tests.exporters.province import make_site, province_of

UP, DOWN, DEGRADED, UNKNOWN = State.UP, State.DOWN, State.DEGRADED, State.UNKNOWN
ON_4G = Reason("circuit.backup", {"circuit": "4G"})
CUT = Reason("snmp.interface-down", {"interface": "wan0"})
HERE = "xa-00001"
STANDBY = incident("a", HERE, key=FaultKey(Scope.SITE, HERE, Aspect.STANDBY), reason=ON_4G)


@dataclass(frozen=True, slots=True)
class Case:
    """How a site with a fibre line and a 4G one is, and what is known to carry."""

    story: str
    fibre: tuple[State, Reason]
    mobile: tuple[State, Reason] | None
    site: tuple[State, Reason] = (UP, NO_REASON)
    incident: Incident | None = None
    expected: tuple[tuple[str, bool], ...] = ()


WELL, CUT_OFF, NOT_MEASURED = (UP, NO_REASON), (DOWN, CUT), (UNKNOWN, Reason("not-measured"))
FIBRE, MOBILE = (("FO", True), ("4G", False)), (("FO", False), ("4G", True))

CASES = (
    Case("its only line", WELL, None, expected=(("FO", True),)),
    Case("its only line is cut", CUT_OFF, None, (DOWN, NO_REASON), expected=(("FO", False),)),
    Case("its only line is silent", (DOWN, NO_REASON), None, (DOWN, NO_REASON)),
    Case("its only line is not measured", NOT_MEASURED, None, (UNKNOWN, NO_REASON)),
    Case("both are up", WELL, WELL, expected=FIBRE),
    Case("the backup is cut", WELL, CUT_OFF, expected=FIBRE),
    Case("nobody says how the backup is", WELL, NOT_MEASURED),
    Case("on the backup", CUT_OFF, WELL, (UP, ON_4G), expected=MOBILE),
    Case("on a backup that is not measured", CUT_OFF, NOT_MEASURED, (UP, ON_4G), expected=MOBILE),
    Case("as the router says by its load", WELL, WELL, (UP, ON_4G), expected=MOBILE),
    Case("on the backup, and poorly", CUT_OFF, WELL, (DEGRADED, CUT), STANDBY, MOBILE),
    Case("on the backup, codec dead", CUT_OFF, WELL, (DOWN, NO_REASON), STANDBY, MOBILE),
    Case(
        "it was on the backup, until it fell silent",
        (DOWN, NO_REASON),
        NOT_MEASURED,
        (DOWN, NO_REASON),
        STANDBY,
    ),
    Case("back again", WELL, WELL, (UP, NO_REASON), replace(STANDBY, restored_at=AT), FIBRE),
    Case("long ago", WELL, WELL, (UP, NO_REASON), replace(STANDBY, closed_at=AT), FIBRE),
    Case("not well, and the backup is up", WELL, WELL, (DEGRADED, CUT)),
    Case("not well, fibre cut, nobody says more", CUT_OFF, WELL, (DEGRADED, CUT), None,
         (("FO", False),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_a_line_carries_as_far_as_that_is_known(case: Case) -> None:
    found = {each.circuit: each.in_use for each in carrying(_centre(case))}
    assert found == dict(case.expected)


async def test_a_circuit_says_where_it_ends_and_what_is_rented(stage: Stage) -> None:
    province = province_of((make_site(1),))
    [line] = province.centre.circuits
    elsewhere = replace(
        line.circuit, id="FO-2", device="xa-00002/rt", interface='Gi"0', bandwidth=None, medium=None
    )
    lines = (line, replace(line, circuit=elsewhere))
    stage.province = replace(province, centre=replace(province.centre, circuits=lines))
    found = samples(await stage.scrape())
    rented = key("monitord_circuit_bandwidth_bytes_per_second", circuit="TSL-0001")
    assert found[rented] == 20_000_000 / 8
    assert key("monitord_circuit_bandwidth_bytes_per_second", circuit="FO-2") not in found
    [info] = [dict(each[1]) for each in found if _is_info_of(each, "FO-2")]
    assert (info["device"], info["interface"], info["medium"]) == ("xa-00002/rt", 'Gi"0', "")
    since = key("monitord_circuit_state_since_timestamp_seconds", circuit="FO-2")
    assert found[since] == line.since.timestamp()


def _is_info_of(each: Key, circuit: str) -> bool:
    return each[0] == "monitord_circuit_info" and ("circuit", circuit) in each[1]


def _centre(case: Case) -> CentreSnapshot:
    seen = province_of((make_site(1),)).centre
    [site], [line] = seen.sites, seen.circuits
    state, reason = case.site
    return replace(
        seen,
        sites=(replace(site, state=state, reason=reason),),
        circuits=tuple(_lines(line, case)),
        incidents=(case.incident,) if case.incident else (),
    )


def _lines(line: CircuitView, case: Case) -> list[CircuitView]:
    fibre = replace(line.circuit, id="FO", role="primary")
    lines = [replace(line, circuit=fibre, state=case.fibre[0], reason=case.fibre[1])]
    if case.mobile is not None:
        mobile = replace(line.circuit, id="4G", role="backup")
        lines.append(replace(line, circuit=mobile, state=case.mobile[0], reason=case.mobile[1]))
    return lines
