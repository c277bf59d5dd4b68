"""What transitions of checks mean for sites and circuits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.inventory import Role, Uplink
from monitord.model.states import State
from tests.centre.province import DAY, HUB, PROVINCE, ROOM, START, Told, inventory, site

UP, DOWN, OFF, UNKNOWN = State.UP, State.DOWN, State.OFF, State.UNKNOWN
DEGRADED, UNREACHABLE = State.DEGRADED, State.UNREACHABLE
ALL_UP = dict.fromkeys(PROVINCE.sites, UP)

TABLE = [
    ("a dead router", {"other/rt": DOWN}, {"other": DOWN}),
    ("a dead codec", {"other/vc": DOWN}, {"other": DOWN}),
    ("a codec switched off", {"other/vc": OFF}, {"other": OFF}),
    ("a lossy router", {"other/rt": DEGRADED}, {"other": DEGRADED}),
    (
        "a dead codec outranks a lossy router",
        {"other/rt": DEGRADED, "other/vc": DOWN},
        {"other": DOWN},
    ),
    ("one MCU of two", {"hub/mcu-1": DOWN}, {"hub": DEGRADED}),
    ("both MCUs", {"hub/mcu-1": DOWN, "hub/mcu-2": DOWN}, {"hub": DOWN}),
    ("a UPS", {"hub/ups": DOWN}, {"hub": DEGRADED}),
    ("a UPS that is not measured", {"hub/ups": UNKNOWN}, {}),
    ("a router that is not measured", {"other/rt": UNKNOWN}, {"other": UNKNOWN}),
    (
        "a dead district router cuts off its silent communes, and only those",
        {"district/rt": DOWN, "commune-1/rt": DOWN, "commune-1/vc": DOWN},
        {"district": DOWN, "commune-1": UNREACHABLE},
    ),
    (
        "a dead district codec cuts off nobody",
        {"district/vc": DOWN, "commune-1/rt": DOWN},
        {"district": DOWN, "commune-1": DOWN},
    ),
    (
        "a dead hub reaches down two levels",
        {"hub/rt": DOWN, "district/rt": DOWN, "commune-2/rt": DOWN},
        {"hub": DOWN, "district": UNREACHABLE, "commune-2": UNREACHABLE},
    ),
]


@pytest.mark.parametrize(("told", "sites"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE])
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "in reverse"])
def test_sites_follow_from_devices(
    told: dict[str, State], sites: dict[str, State], backwards: bool
) -> None:
    province = Told()
    assert province.sites == ALL_UP
    for name, state in reversed(told.items()) if backwards else told.items():
        province.tell(name, state)
    assert province.sites == ALL_UP | sites
    for name in told:
        province.tell(name, UP)
    assert province.sites == ALL_UP


def test_an_unreachable_site_says_what_it_hangs_on() -> None:
    province = Told()
    for name in ("district/rt", "commune-1/rt"):
        province.tell(name, DOWN)
    view = next(v for v in province.snapshot().sites if v.site.id == "commune-1")
    assert (view.reason.code, view.reason.params) == ("uplink.down", {"uplink": "district"})


def test_a_site_may_hang_on_a_circuit_instead_of_its_parent() -> None:
    province = Told(
        inventory(
            site("hub", None, HUB),
            site("district", "hub", ROOM),
            site("a", "district", ROOM, Uplink("circuit", "TSL-hub")),
        )
    )
    province.tell("district/rt", DOWN)
    province.tell("a/rt", DOWN)
    assert province.sites["a"] is DOWN
    province.tell("hub/rt", DOWN)
    assert province.sites["a"] is UNREACHABLE


def test_its_own_circuit_as_uplink_is_its_own_matter() -> None:
    province = Told(
        inventory(site("hub", None, HUB), site("a", "hub", ROOM, Uplink("circuit", "TSL-a")))
    )
    province.tell("a/rt", DOWN)
    assert province.sites["a"] is DOWN
    province.tell("hub/rt", DOWN)
    assert province.sites["a"] is UNREACHABLE


def test_the_verdict_counts_sites_in_service_only() -> None:
    province = Told(
        inventory(
            site("hub", None, HUB),
            site("live", "hub", ROOM),
            site("planned", "hub", ROOM, service="planned"),
            site("trial", "hub", ROOM, service="trial"),
            site("temporary", "hub", ROOM, service="temporary"),
        )
    )
    for name in ("live", "planned", "trial"):
        province.tell(f"{name}/rt", DOWN)
    verdict = province.snapshot().verdict
    assert (verdict.total, verdict.cannot_meet, verdict.states[UP]) == (3, 1, 2)


def test_since_is_when_the_device_fell_silent_not_when_that_was_decided() -> None:
    province = Told()
    province.tell("other/rt", DOWN)
    view = next(v for v in province.snapshot().sites if v.site.id == "other")
    assert view.since == START + timedelta(seconds=province.seconds - 5)


def test_a_circuit_is_as_its_router_and_its_time_is_booked() -> None:
    province = Told()
    began = province.seconds
    province.seconds += 100
    province.tell("other/rt", DOWN)
    province.seconds += 50
    assert province.circuits["TSL-other"] is DOWN
    assert province.circuits["4G-other"] is UNKNOWN
    view = next(v for v in province.snapshot().circuits if v.circuit.id == "TSL-other")
    seconds = view.seconds(province.seconds)
    assert seconds[DOWN] == pytest.approx(50)
    assert sum(seconds.values()) == pytest.approx(province.seconds)
    assert seconds[UP] >= 100 + began - len(PROVINCE.devices)


def test_the_circuit_of_an_unreachable_site_is_not_called_down() -> None:
    province = Told()
    for name in ("district/rt", "commune-1/rt"):
        province.tell(name, DOWN)
    assert province.circuits["TSL-district"] is DOWN
    assert province.circuits["TSL-commune-1"] is UNREACHABLE


def test_a_reload_keeps_states_of_what_stays_and_forgets_what_goes() -> None:
    province = Told()
    province.tell("other/rt", DOWN)
    fewer = inventory(*(s for s in PROVINCE.sites.values() if s.id != "commune-2"), revision="r2")
    province.centre.apply(fewer, DAY, START, province.seconds)
    assert province.sites == {
        "hub": UP, "district": UP, "commune-1": UP, "other": DOWN,
    }  # fmt: skip
    province.tell("commune-2/rt", DOWN)  # on its way while the inventory changed
    assert "commune-2" not in province.sites


devices = st.sampled_from(sorted(PROVINCE.devices))
states = st.sampled_from([UP, DEGRADED, DOWN, OFF, UNKNOWN])


@given(st.lists(st.tuples(devices, states), max_size=40), st.randoms(use_true_random=False))
def test_duplicated_delayed_and_reordered_events_lead_to_the_same_picture(
    told: list[tuple[str, State]], random: Random
) -> None:
    """The last word about each check counts, however the channel treats the events."""
    straight, crooked = Told(), Told()
    events = [straight.event(*one) for one in told]
    for event in events:
        straight.hear(event)
    muddled = events + events
    random.shuffle(muddled)
    for event in muddled:
        crooked.hear(event)
    straight.wait()
    crooked.wait()
    assert crooked.sites == straight.sites
    assert crooked.circuits == straight.circuits
    assert crooked.centre.inbox.duplicates >= len(events)


@given(st.lists(st.tuples(devices, states), max_size=40))
def test_judging_step_by_step_or_at_once_is_the_same(told: list[tuple[str, State]]) -> None:
    stepwise = Told()
    for name, state in told:
        stepwise.tell(name, state)
    stepwise.wait()
    before = stepwise.sites
    now = START + timedelta(seconds=stepwise.seconds)
    stepwise.centre.apply(PROVINCE, DAY, now, stepwise.seconds)
    assert stepwise.sites == before


def test_a_poller_that_starts_again_is_heard_and_its_old_self_is_not() -> None:
    province = Told()
    old = province.event("other/rt", DOWN)
    province.hear(replace(province.event("other/vc", UP), boot_id="second", seq=1))
    province.hear(old)
    assert province.sites["other"] is UP
    assert province.centre.inbox.outdated == 1


def test_sites_on_a_circuit_are_cut_off_when_it_falls_silent_after_them() -> None:
    """Though the site at its upper end still passes traffic, through another router."""
    two_routers: dict[str, Role] = {"rt": "router", "rt-2": "router", "vc": "endpoint"}
    province = Told(
        inventory(
            site("district", None, two_routers),
            site("commune", "district", ROOM, Uplink("circuit", "TSL-district")),
        )
    )
    for name in ("commune/rt", "commune/vc"):
        province.tell(name, DOWN)
    assert province.sites["commune"] is DOWN
    province.tell("district/rt", DOWN)
    assert province.sites == {"district": DEGRADED, "commune": UNREACHABLE}
    province.tell("district/rt", UP)
    assert province.sites["commune"] is DOWN


def test_a_circuit_may_end_behind_a_device_of_another_site() -> None:
    hub, far = site("hub", None, ROOM), site("far", None, ROOM)
    line = replace(far.circuits[0], device="hub/rt")
    commune = site("commune", None, ROOM, Uplink("circuit", line.id))
    province = Told(inventory(hub, replace(far, circuits=(line,)), commune))
    province.tell("commune/rt", DOWN)
    province.tell("hub/rt", DOWN)
    assert province.circuits[line.id] is DOWN
    assert province.sites == {"hub": DOWN, "far": UP, "commune": UNREACHABLE}
