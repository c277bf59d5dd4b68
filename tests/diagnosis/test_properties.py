"""What holds whatever has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from monitord.diagnosis import Sight
from monitord.model.incidents import Aspect, Scope
from monitord.model.inventory import Device, Inventory, Uplink
from monitord.model.states import Reason, State
from tests.diagnosis.province import HUB, Moment, inventory, line, site

LOSS = Reason("icmp.loss", {"loss_ratio": 0.2, "limit_ratio": 0.1})
LOST = Reason("snmp.not-registered", {"protocol": "h323"})
SERVICES = ("live", "live", "live", "trial")
ABOUT_SILENCE = (Aspect.SILENCE,)


@st.composite
def provinces(draw: st.DrawFn) -> Inventory:
    """A tree of any shape, of two providers; some sites hang on circuits."""
    count = draw(st.integers(3, 14))
    sites = [site("s0", None, HUB, mcu="s0/mcu-1")]
    for n in range(1, count):
        above = draw(st.integers(0, n - 1))
        service = draw(st.sampled_from(SERVICES))
        shared = draw(st.booleans()) and above > 0
        provider = draw(st.sampled_from(("vnpt", "viettel")))
        sites.append(
            site(
                f"s{n}", f"s{above}", service=service,  # type: ignore[arg-type]
                uplink=Uplink("circuit", f"TSL-s{above}") if shared else None,
                lines=(line(f"s{n}", provider), line(f"s{n}", provider, backup=True)),
                mcu="s0/mcu-1",
            )
        )  # fmt: skip
    return inventory(*sites, groups=())


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Anything may be silent, off, bad, unheard or back; at any time of two minutes."""
    moment = Moment(draw(provinces()))
    for ident in moment.inventory.sites:
        for what in draw(st.lists(st.sampled_from(_HAPPENINGS), max_size=2)):
            _happen(moment, ident, what, at=draw(st.floats(0, 120)))
    if draw(st.booleans()):
        moment.dark("s0/mcu-1")
    return moment


_HAPPENINGS = (
    *("dark",) * 4, "unheard", "router", "codec", "off", "lossy", "lost",
    "back", "cut", "power", "window",
)  # fmt: skip


def _happen(moment: Moment, ident: str, what: str, at: float) -> None:
    match what:
        case "dark":
            moment.dark(ident, since=at)
        case "unheard":
            moment.unheard(ident)
        case "router":
            moment.dark(f"{ident}/rt", since=at)
        case "codec":
            moment.dark(f"{ident}/vc", since=at)
        case "off":
            moment.tell(f"{ident}/vc", State.OFF, since=at)
        case "lossy":
            moment.tell(f"{ident}/rt", State.DEGRADED, LOSS, since=at)
        case "lost":
            moment.tell(f"{ident}/vc", State.DEGRADED, LOST, probe="snmp", since=at)
        case "back":
            moment.bright(ident, at=at)
        case "cut":
            moment.cut(f"TSL-{ident}", since=at)
        case "power":
            moment.fact(f"{ident}/rt/snmp", "on-battery", at=at, active=1).dark(ident, since=at)
        case "window":
            moment.window("site", ident).dark(ident, since=at)


@given(moments())
def test_no_site_is_covered_twice(moment: Moment) -> None:
    covered = Counter(ident for f in moment.faults(now=130).values() for ident in f.covers)
    assert {ident for ident, times in covered.items() if times > 1} == set()


@given(moments(), st.floats(121, 200))
def test_every_silent_site_in_service_is_explained_by_exactly_one_fault(
    moment: Moment, now: float
) -> None:
    sight = Sight(moment.world(now))
    faults = [f for key, f in moment.faults(now).items() if key.aspect in ABOUT_SILENCE]
    for ident, place in sight.places.items():
        if not place.in_service or sight.silence(ident) is None:
            continue
        explaining = [fault for fault in faults if ident in fault.covers]
        if sight.root(ident).kind == "returning":
            assert not explaining
        elif explaining or moment.windows.site(ident) is None:
            assert len(explaining) == 1


@given(moments(), st.data())
def test_the_death_of_what_sites_hang_on_never_makes_more_faults_below(
    moment: Moment, data: st.DataObject
) -> None:
    dying = data.draw(st.sampled_from(sorted(moment.inventory.sites)))
    below = set(moment.ties.subtree(dying)) - {dying}
    before = _about(moment, below)
    moment.came_back.pop(dying, None)
    moment.dark(dying, since=60)
    assert len(_about(moment, below)) <= len(before)


def _about(moment: Moment, sites: set[str]) -> list[str]:
    """Faults whose subject is one of these sites, long after all that came back has."""
    return [
        key.subject
        for key in moment.faults(now=300)
        if key.scope is Scope.SITE and key.subject in sites
    ]


@given(moments(), st.lists(st.integers(0, 13), max_size=6))
def test_nothing_is_concluded_of_what_is_not_measured(
    moment: Moment, unheard: Sequence[int]
) -> None:
    for n in unheard:
        if f"s{n}" in moment.inventory.sites:
            moment.unheard(f"s{n}")
            moment.facts.pop(f"s{n}", None)
            moment.circuits.pop(f"TSL-s{n}", None)
    sight = Sight(moment.world(now=300))
    dumb = {i for i in sight.places if all(d.id not in moment.checks for d in _devices(moment, i))}
    for key, fault in moment.faults(now=300).items():
        assert not dumb.intersection(fault.covers)
        if key.scope is Scope.SITE:
            assert key.subject not in dumb
    assert {moment.state(i, now=300) for i in dumb} <= {State.UNKNOWN, State.MAINTENANCE}


@given(moments())
def test_every_fault_makes_somebody_in_service_suffer_and_has_begun(moment: Moment) -> None:
    world = moment.world(now=130)
    for fault in moment.faults(now=130).values():
        assert fault.sites
        assert all(moment.ties.places[ident].in_service for ident in fault.sites)
        assert len(set(fault.sites)) == len(fault.sites)
        assert fault.since <= world.now


@given(moments())
def test_a_moment_looked_at_twice_is_the_same(moment: Moment) -> None:
    assert moment.faults() == moment.faults()


def _devices(moment: Moment, ident: str) -> Sequence[Device]:
    return moment.inventory.sites[ident].devices
