"""Schedules of test streams that fit, and those that do not; the texts are in problems.yaml."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.inventory.codecs import shipped
from monitord.inventory.loads import (
    Load,
    average,
    busiest,
    loads_of,
    shown_rate,
    shown_sum,
    usable,
    wanted,
)
from monitord.inventory.summary import StreamSummary, summarize_streams
from monitord.model.checks import Means, checks_of
from monitord.model.inventory import Device
from monitord.model.settings import RtpCheck
from tests.centre.province import PROVINCE, inventory
from tests.inventory.good import complaints, edited, parsed

DEVICE: Device = PROVINCE.devices["hub/rt"]
G711 = RtpCheck(shipped()["g711"])
START = date(2025, 1, 1)
RT = "{id: rt, profile: cpe-router, address: 127.1.1.1"
VC = "address: vc.x1.example, presence: hanh-chinh"


def load(check: RtpCheck = G711, first: date = date.min, last: date = date.max) -> Load:
    return Load.of(DEVICE, check, first, last)


def with_streams(*edits: tuple[str, str], rt: str = "", vc: str = "") -> str:
    """The good file with test streams to a district's router and to a commune's codec."""
    return edited(
        (RT, f"{RT}, checks: {{rtp: {{{rt}}}}}"), (VC, f"{VC}, checks: {{rtp: {{{vc}}}}}"), *edits
    )


def test_the_average_counts_the_pauses_between_streams() -> None:
    assert average([load(), load()]) == pytest.approx(2 * 80_000 * 10 / 300)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (80_000, "80kbit/s"),
        (2666.67, "2.67kbit/s"),
        (1_473_600, "1.47Mbit/s"),
        (999.4, "999bit/s"),
        (2.5e9, "2.5Gbit/s"),
        (0, "0bit/s"),
    ],
)
def test_a_rate_has_three_digits(rate: float, shown: str) -> None:
    assert shown_rate(rate) == shown


def test_a_sum_names_its_greatest_terms_first_and_not_all_of_many() -> None:
    kinds = [replace(G711, interval=float(60 * n)) for n in range(1, 6)]
    assert shown_sum([load(), load()]) == "2 × 80kbit/s × 10s / 5m"
    assert shown_sum(map(load, kinds)) == (
        "1 × 80kbit/s × 10s / 1m + 1 × 80kbit/s × 10s / 2m + 1 × 80kbit/s × 10s / 3m + …"
    )


def test_of_a_room_whole_streams_take_what_they_can() -> None:
    assert usable(100_000, [load()]) == 80_000
    assert usable(400_000, [load()]) == 400_000
    mixed = [load(), load(replace(G711, codec=shipped()["opus"]))]
    assert usable(100_000, mixed) == 100_000


@given(st.integers(80_000, 10_000_000), st.integers(1, 200), st.integers(10, 600))
def test_with_the_room_that_is_wanted_the_streams_fit(room: int, count: int, interval: int) -> None:
    loads = [load(replace(G711, interval=float(interval)))] * count
    fits = average(loads) <= usable(room, loads) * (1 + 1e-6)
    assert fits == (wanted(loads) <= room * (1 + 1e-6))
    at_once = Fraction(count * 10, interval)  # streams that run on average
    assert fits == (room // 80_000 >= at_once)


DAYS = st.integers(0, 30).map(lambda n: START + timedelta(days=n))


@given(st.lists(st.tuples(DAYS, DAYS, st.integers(1, 5)), max_size=12))
def test_the_busiest_day_is_that_of_which_no_day_has_more(
    spans: list[tuple[date, date, int]],
) -> None:
    loads = [
        load(replace(G711, interval=float(300 * weight)), min(a, b), max(a, b))
        for a, b, weight in spans
    ]
    days = [START + timedelta(days=n) for n in range(31)]
    each = [average(one for one in loads if one.first <= day <= one.last) for day in days]
    assert average(busiest(loads)) == pytest.approx(max(each))


def test_what_is_refused_is_what_would_go_through_the_pipes_of_the_checks() -> None:
    sites = [
        replace(site, devices=tuple(replace(d, checks={"rtp": G711}) for d in site.devices))
        for site in PROVINCE.sites.values()
    ]
    province = inventory(*sites)
    checks = checks_of(province, START, Means()).values()
    through = {
        circuit: {load.device.id for load in loads}
        for circuit, loads in loads_of(province).circuits.items()
    }
    piped: dict[str, set[str]] = {}
    for check in checks:
        assert check.reflector is not None
        for pipe in check.reflector.pipes:
            piped.setdefault(pipe.circuit, set()).add(check.id.removesuffix("/rtp"))
    assert through == piped
    assert len(through["TSL-hub"]) == len(province.devices)


def test_streams_that_never_run_on_the_same_day_are_not_added_up() -> None:
    full = "duration: 60s, interval: 60s"
    tight = ("bandwidth: 20Mbit/s", "bandwidth: 4Mbit/s")
    assert len(complaints(with_streams(tight, rt=full, vc=full))) == 1
    vc = "devices: [{id: vc, profile: poly-group, address: vc.x1"
    ended = (
        "            devices: [{id: vc",
        "            until: 2025-06-30\n            devices: [{id: vc",
    )
    assert vc in edited(ended)
    assert len(complaints(with_streams(tight, ended, rt=full, vc=full))) == 1
    begun = ("        service: live", "        from: 2025-07-01\n        service: live")
    assert complaints(with_streams(tight, ended, begun, rt=full, vc=full)) == []


def test_streams_below_a_circuit_count_and_a_backup_does_not() -> None:
    full = "duration: 60s, interval: 60s"
    tight = ("bandwidth: 20Mbit/s", "bandwidth: 8Mbit/s")
    assert complaints(with_streams(tight, rt=full, vc=full)) == []
    backup = ("bandwidth: 8Mbit/s", "bandwidth: 100kbit/s")
    assert complaints(with_streams(backup, rt=full, vc=full)) == []
    said = complaints(with_streams(("bandwidth: 20Mbit/s", "bandwidth: 7Mbit/s"), rt=full, vc=full))
    assert [line.split(":")[3] for line in said] == [
        " sites.h-nhu-thanh.circuits.TSL-TH-0123.bandwidth"
    ]
    assert "2 × 80kbit/s × 1m / 1m = 160kbit/s" in said[0]
    assert "2% of its bandwidth is 140kbit/s = 1 × 80kbit/s + 60kbit/s" in said[0]
    assert "daemon.rtp_share at least 2.3%" in said[0]


def test_what_a_message_says_would_fit_does() -> None:
    tight = ("bandwidth: 20Mbit/s", "bandwidth: 7Mbit/s")
    full = "duration: 60s, interval: 60s"
    longer = "duration: 60s, interval: 2m"
    share = ("daemon: {", "daemon: {rtp_share: 2.3%, ")
    (said,) = complaints(with_streams(tight, rt=full, vc=full))
    assert "1m → 2m" in said
    assert complaints(with_streams(tight, rt=longer, vc=longer)) == []
    assert complaints(with_streams(tight, share, rt=full, vc=full)) == []


def test_one_finding_names_the_tightest_of_the_circuits_that_a_profile_cannot_use() -> None:
    rt = (RT, RT.replace("cpe-router", "reflector"))
    vc = (
        "{id: vc, profile: poly-group, address: vc.x1",
        "{id: vc, profile: reflector, address: vc.x1",
    )
    line = ("            uplink: TSL-TH-0123", "            uplink: TSL-TH-0123\n"
            "            circuits: [{id: TSL-1, provider: vnpt, bandwidth: 10Mbit/s}]")  # fmt: skip
    said = complaints(edited(("codec: g711", "codec: video-720p"), rt, vc, line))
    assert len(said) == 1
    assert "TSL-1 on the way to x-1/vc" in said[0]


def test_the_summary_has_the_fullest_circuit() -> None:
    both = (RT, f"{RT}, checks: {{rtp: {{}}}}"), (VC, f"{VC}, checks: {{rtp: {{}}}}")
    one = 80_000 * 10 / 300
    assert summarize_streams(parsed(*both)) == StreamSummary(
        2, 2 * one, "TSL-TH-0123", 2 * one / 20e6, 160_000 / 20e6
    )
    unknown = summarize_streams(parsed(*both, ("bandwidth: 20Mbit/s, ", "")))
    assert unknown == StreamSummary(2, 2 * one, None, 0.0, 0.0)
    assert summarize_streams(parsed()) is None
