"""What becomes of a packet, by who is asked, what the weather is, and how far it may go."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.inventory import Inventory, Uplink
from monitord.simulator.fault import TARGETS, Event, Fault, Scenario, Target, Way
from monitord.simulator.outcome import Fate, Mark, Outcome
from monitord.simulator.packet import parse
from monitord.simulator.terrain import Terrain
from monitord.simulator.weather import Weather
from tests.simulator.inventories import (
    CENTRE,
    CENTRE_MCU,
    WITNESS,
    device,
    inventory,
    province,
    site,
)
from tests.simulator.packets import datagram, echo_request

SECOND = 1_000_000_000
START = 5 * SECOND
D1_ROUTER, D1_CODEC, D2_CODEC = "127.1.1.1", "127.1.1.2", "127.1.2.2"
C1_ROUTER, C1_CODEC, C2_CODEC = "127.2.1.1", "127.2.1.2", "127.2.2.2"
C3_ROUTER, C3_CODEC = "127.3.1.1", "127.3.1.2"
EVERYBODY = {CENTRE, CENTRE_MCU, D1_ROUTER, D1_CODEC, D2_CODEC, C1_ROUTER, C1_CODEC, C2_CODEC}
EVERYBODY |= {C3_ROUTER, C3_CODEC}
DARK = Fault(dark=True)


def weather(*events: Event, of: Inventory | None = None, seed: int = 1) -> Weather:
    scenario = Scenario(events=events)
    return Weather(Terrain(of or province()), scenario, Random(seed), START)


def always(fault: Fault, kind: str, ident: str = "") -> Event:
    target = Target(next(known for known in TARGETS if known == kind), ident)
    return Event(0, float("inf"), target, fault)


def only(outcomes: list[Outcome]) -> Outcome:
    (outcome,) = outcomes
    return outcome


def ask(sky: Weather, address: str, *, ttl: int = 64, at: int = START) -> Outcome:
    return only(sky.decide(echo_request(address, ttl=ttl), at))


def silent(sky: Weather) -> set[str]:
    return {address for address in EVERYBODY | {WITNESS} if ask(sky, address).fate is Fate.DARK}


def origin(outcome: Outcome) -> str:
    assert outcome.data is not None
    return str(ip_address(parse(outcome.data).source))


def test_in_good_weather_everybody_answers() -> None:
    sky = weather()
    for address in EVERYBODY | {WITNESS}:
        outcome = ask(sky, address)
        assert outcome.fate is Fate.ANSWERED
        assert origin(outcome) == address
        assert 0 < outcome.delay < 10_000_000


def test_who_is_deeper_is_farther_away() -> None:
    places = Terrain(province()).places
    chain = (WITNESS, CENTRE, C1_ROUTER)
    delays = [places[ip_address(address).packed].healthy.delay for address in chain]
    assert delays == sorted(set(delays))


def test_a_device_is_always_equally_far_away() -> None:
    assert Terrain(province()).places == Terrain(province()).places


@pytest.mark.parametrize(
    ("address", "chain"),
    [
        (CENTRE, [CENTRE]),
        (CENTRE_MCU, [CENTRE, CENTRE_MCU]),
        (C1_CODEC, [CENTRE, D1_ROUTER, C1_ROUTER, C1_CODEC]),
        (C1_ROUTER, [CENTRE, D1_ROUTER, C1_ROUTER]),
        (C3_CODEC, [CENTRE, C3_ROUTER, C3_CODEC]),
        (WITNESS, [WITNESS]),
    ],
)
def test_a_growing_ttl_shows_the_tree(address: str, chain: list[str]) -> None:
    sky = weather()
    outcomes = [ask(sky, address, ttl=ttl) for ttl in range(1, len(chain) + 1)]
    assert [origin(outcome) for outcome in outcomes] == chain
    assert {outcome.fate for outcome in outcomes[:-1]} <= {Fate.EXPIRED}
    assert outcomes[-1].fate is Fate.ANSWERED
    answer = outcomes[-1].data
    assert answer is not None
    assert parse(answer).ttl == 65 - len(chain)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (always(DARK, "device", "c1/vc"), {C1_CODEC}),
        (always(DARK, "device", "d1/rt"), {D1_ROUTER, D1_CODEC, C1_ROUTER, C1_CODEC, C2_CODEC}),
        (always(DARK, "device", "d1/vc"), {D1_CODEC}),
        (always(DARK, "site", "c1"), {C1_ROUTER, C1_CODEC}),
        (always(DARK, "site", "d1"), {D1_ROUTER, D1_CODEC, C1_ROUTER, C1_CODEC, C2_CODEC}),
        (always(DARK, "site", "d2"), {D2_CODEC, C3_ROUTER, C3_CODEC}),
        (always(DARK, "subtree", "d2"), {D2_CODEC, C3_ROUTER, C3_CODEC}),
        (always(DARK, "provider", "viettel"), {D2_CODEC, C3_ROUTER, C3_CODEC}),
        (always(DARK, "site", "centre"), EVERYBODY),
        (always(DARK, "all"), EVERYBODY),
        (always(DARK, "witnesses"), {WITNESS}),
    ],
)
def test_darkness_spreads_to_what_hangs_behind_it_and_no_further(
    event: Event, expected: set[str]
) -> None:
    assert silent(weather(event)) == expected


def test_darkness_follows_the_uplink_and_not_the_tree() -> None:
    centre = site("centre", None, (device("centre", "rt", CENTRE, "router"),))
    other = site("other", centre, (device("other", "rt", D1_ROUTER, "router"),))
    moved = replace(
        site("moved", centre, (device("moved", "vc", C1_CODEC),)), uplink=Uplink("site", "other")
    )
    sky = weather(always(DARK, "site", "other"), of=inventory(centre, other, moved))
    assert ask(sky, C1_CODEC).fate is Fate.DARK
    assert ask(sky, CENTRE).fate is Fate.ANSWERED


def test_sites_that_hang_on_each_other_are_no_endless_way() -> None:
    a = site("a", None, (device("a", "vc", D1_CODEC),), uplink=Uplink("site", "b"))
    b = site("b", None, (device("b", "vc", D2_CODEC),), uplink=Uplink("site", "a"))
    assert ask(weather(of=inventory(a, b)), D1_CODEC).fate is Fate.ANSWERED


def test_a_trace_into_the_dark_ends_at_the_last_living_router() -> None:
    sky = weather(always(DARK, "device", "c1/rt"))
    outcomes = [ask(sky, C1_CODEC, ttl=ttl) for ttl in range(1, 5)]
    assert [origin(outcome) for outcome in outcomes[:2]] == [CENTRE, D1_ROUTER]
    assert [outcome.fate for outcome in outcomes[2:]] == [Fate.DARK, Fate.DARK]


@pytest.mark.parametrize(
    ("fault", "said_by"),
    [
        (Fault(refuse="host-unreachable"), D1_ROUTER),
        (Fault(refuse="host-unreachable", refused_by="centre/rt"), CENTRE),
    ],
)
def test_a_refusal_comes_from_the_last_living_router_or_the_one_named(
    fault: Fault, said_by: str
) -> None:
    outcome = ask(weather(always(fault, "site", "c1")), C1_CODEC)
    assert (outcome.fate, origin(outcome)) == (Fate.REFUSED, said_by)


def test_darkness_wins_over_refusal() -> None:
    refused = always(Fault(refuse="host-unreachable"), "site", "c1")
    assert ask(weather(refused, always(DARK, "site", "c1")), C1_CODEC).fate is Fate.DARK


def test_each_direction_loses_its_own() -> None:
    to_site = always(Fault(to_site=Way(loss=1)), "site", "c1")
    from_site = always(Fault(from_site=Way(loss=1)), "site", "c2")
    sky = weather(to_site, from_site)
    assert ask(sky, C1_CODEC).fate is Fate.LOST_TO_SITE
    assert ask(sky, C2_CODEC).fate is Fate.LOST_FROM_SITE


def test_what_is_held_back_on_the_way_there_holds_up_no_answer_to_others() -> None:
    held = always(Fault(to_site=Way(reorder=0.5, hold=1)), "site", "c1")
    sky = weather(held, seed=3)
    outcomes = [ask(sky, C1_CODEC, at=START + n * SECOND // 10) for n in range(50)]
    late = [outcome.delay > SECOND for outcome in outcomes]
    assert True in late
    assert all(outcome.delay < SECOND // 50 for outcome in outcomes if outcome.delay < SECOND)
    assert [Mark.HELD in Mark(outcome.marks) for outcome in outcomes] == late
    assert False in late[late.index(True) :]


def test_copies_of_both_directions_multiply() -> None:
    twice = Way(duplicate=1)
    sky = weather(always(Fault(to_site=twice, from_site=twice), "device", "c1/vc"))
    assert len(sky.decide(echo_request(C1_CODEC), START)) == 4


def test_defaults_take_the_place_of_a_healthy_line() -> None:
    scenario = Scenario(defaults=Way(delay=0.25))
    sky = Weather(Terrain(province()), scenario, Random(1), START)
    assert ask(sky, C1_CODEC).delay == ask(sky, CENTRE).delay == SECOND // 4


def test_an_event_begins_and_ends_on_the_nanosecond() -> None:
    sky = weather(Event(30, 90, Target("site", "c1"), DARK))
    begin, end = START + 30 * SECOND, START + 90 * SECOND
    fates = [ask(sky, C1_CODEC, at=at).fate for at in (begin - 1, begin, end - 1, end)]
    assert fates == [Fate.ANSWERED, Fate.DARK, Fate.DARK, Fate.ANSWERED]


def test_a_command_acts_at_once_and_until_it_is_taken_back() -> None:
    sky, target = weather(always(DARK, "site", "c2")), Target("subtree", "d1")
    sky.command(target, DARK, START)
    assert ask(sky, C1_CODEC).fate is Fate.DARK
    sky.command(target, Fault(to_site=Way(loss=1)), START)
    assert ask(sky, C1_CODEC).fate is Fate.LOST_TO_SITE
    sky.command(target, None, START)
    assert ask(sky, C1_CODEC).fate is Fate.ANSWERED
    sky.command(target, DARK, START)
    sky.clear()
    assert silent(sky) == {C2_CODEC}


def test_an_address_of_nobody_is_silent() -> None:
    assert ask(weather(), "127.9.9.9").fate is Fate.NOBODY


def test_a_closed_port_is_refused_by_the_device() -> None:
    outcome = only(weather().decide(datagram(C1_CODEC, 33434), START))
    assert (outcome.fate, origin(outcome)) == (Fate.REFUSED, C1_CODEC)


def test_what_no_agent_understands_is_ignored() -> None:
    packet = echo_request(C1_CODEC)
    packet.protocol = 6
    assert only(weather().decide(packet, START)).fate is Fate.IGNORED


@given(
    ways=st.lists(st.builds(Way, loss=st.floats(0, 1), duplicate=st.floats(0, 1)), max_size=3),
    seed=st.integers(0, 99),
)
def test_every_packet_has_a_fate_and_the_same_seed_the_same_one(ways: list[Way], seed: int) -> None:
    events = [always(Fault(to_site=way, from_site=way), "subtree", "d1") for way in ways]
    packets = [echo_request(address, sequence=n) for n in range(3) for address in sorted(EVERYBODY)]
    once, again = (
        [weather(*events, seed=seed).decide(packet, START) for packet in packets] for _ in range(2)
    )
    assert once == again
    assert all(once)
