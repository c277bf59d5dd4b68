"""A scrape, compared with the snapshot value by value."""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import fields, replace
from itertools import accumulate
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.prometheus.check_metrics import RTT_BUCKETS
from exporters.prometheus.place_metrics import SITE_STATES
from monitord.model.messages import RTT_BOUNDS
from monitord.model.quantities import QUANTITY
from monitord.model.readings import Reading
from monitord.model.snapshot import CircuitView, SiteView
from monitord.model.states import CHECK_STATES, State
from monitord.model.views import CheckView, EchoTotals, EchoView, PollView
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage
from tests.exporters.province import (
    NOW,
    check_view,
    make_site,
    poller_of,
    province,
    province_of,
    stale,
)

FORMATS = ("", OPENMETRICS)


def expected_check(view: EchoView) -> dict[Key, float]:
    """Written out, so that a slip in the series is not repeated here."""
    place = {"site": view.site, "device": view.device}
    check = {**place, "check": view.probe}
    totals, recent = view.totals, view.recent
    assert recent is not None
    assert recent.rtt_variation is not None
    assert recent.loss is not None
    assert view.last_measured is not None
    at_most = dict(zip((*RTT_BOUNDS, inf), accumulate(totals.rtt_buckets), strict=True))
    buckets = {bound: at_most[bound] for bound in RTT_BUCKETS} | {"+Inf": at_most[inf]}
    return {
        **{
            key("monitord_check_state", **check, state=state): float(view.state is state)
            for state in CHECK_STATES
        },
        key("monitord_check_flapping", **check): float(view.flapping),
        key("monitord_check_state_since_timestamp_seconds", **check): view.since.timestamp(),
        key("monitord_check_last_measured_timestamp_seconds", **check): view.last_measured,
        key("monitord_icmp_echoes_total", **place): totals.sent,
        key("monitord_icmp_echoes_lost_total", **place): totals.lost,
        key("monitord_icmp_echoes_refused_total", **place): totals.refused,
        key("monitord_icmp_echoes_unmeasured_total", **place): totals.unmeasured,
        key("monitord_icmp_replies_late_total", **place): totals.late,
        key("monitord_icmp_replies_duplicate_total", **place): totals.duplicates,
        **{
            key("monitord_icmp_rtt_seconds_bucket", **place, le=str(bound)): count
            for bound, count in buckets.items()
        },
        key("monitord_icmp_rtt_seconds_sum", **place): totals.rtt_sum,
        key("monitord_icmp_rtt_seconds_count", **place): totals.rtt_count,
        key("monitord_icmp_rtt_variation_seconds", **place): recent.rtt_variation,
        key("monitord_icmp_loss_ratio", **place): recent.loss,
    }


def expected_poll(view: PollView) -> dict[Key, float]:
    """The readings too: no quantity of the synthetic agents is a state."""
    place = {"site": view.site, "device": view.device}
    check = {**place, "check": "snmp"}
    totals, recent = view.totals, view.recent
    assert recent is not None
    assert view.last_measured is not None
    return {
        **{
            key("monitord_check_state", **check, state=state): float(view.state is state)
            for state in CHECK_STATES
        },
        key("monitord_check_flapping", **check): float(view.flapping),
        key("monitord_check_state_since_timestamp_seconds", **check): view.since.timestamp(),
        key("monitord_check_last_measured_timestamp_seconds", **check): view.last_measured,
        key("monitord_snmp_polls_total", **place): totals.polls,
        key("monitord_snmp_polls_failed_total", **place): totals.failed,
        key("monitord_snmp_polls_unmeasured_total", **place): totals.unmeasured,
        key("monitord_device_reboots_total", **place): totals.reboots,
        key("monitord_snmp_poll_duration_seconds", **place): recent.duration,
        key("monitord_snmp_objects_failed", **place): len(recent.failures),
        key("monitord_snmp_values_wrong", **place): recent.wrong,
        key("monitord_device_identity_info", **place, **dict(view.identity)): 1.0,
        **{
            key("monitord_interface_info", **place, interface=interface, alias=alias): 1.0
            for interface, alias in view.aliases.items()
        },
        **{
            key(f"monitord_{each.quantity}", **place, **labelled(each)): float(each.value)
            for each in recent.readings
        },
    }


def labelled(reading: Reading) -> dict[str, str]:
    return dict(zip(QUANTITY[reading.quantity].labels, reading.labels, strict=True))


def expected_site(view: SiteView) -> dict[Key, float]:
    site = view.site
    place = {"level": site.level, "parent": site.parent or "", "path": site.path}
    return {
        key("monitord_site_info", site=site.id, name=site.name, service=site.service, **place): 1.0,
        **{
            key("monitord_site_state", site=site.id, state=state): float(view.state is state)
            for state in SITE_STATES
        },
        key("monitord_site_state_since_timestamp_seconds", site=site.id): view.since.timestamp(),
        **{
            key(
                "monitord_device_info",
                site=site.id,
                device=device.id.split("/")[1],
                role=device.role,
                profile=device.profile,
                address=device.address,
            ): 1.0
            for device in site.devices
        },
    }


def expected_circuit(view: CircuitView) -> dict[Key, float]:
    line = view.circuit
    return {
        key(
            "monitord_circuit_info",
            site=line.site,
            circuit=line.id,
            provider=line.provider,
            role=line.role,
            medium=line.medium or "",
            device="rt",
            interface="",
        ): 1.0,
        key("monitord_circuit_bandwidth_bytes_per_second", circuit=line.id): 2_500_000.0,
        key("monitord_circuit_in_use", circuit=line.id): 1.0,
        key(
            "monitord_circuit_state_since_timestamp_seconds", circuit=line.id
        ): view.since.timestamp(),
        **{
            key("monitord_circuit_state", circuit=line.id, state=state): float(view.state is state)
            for state in State
        },
        **{
            key(
                "monitord_circuit_state_seconds_total", circuit=line.id, state=state
            ): view.booked.get(state, 0.0) + (3000.0 if state is view.state else 0.0)
            for state in State
        },
    }


@pytest.mark.parametrize("accept", FORMATS)
async def test_every_series_says_what_the_snapshot_says(stage: Stage, accept: str) -> None:
    stage.province = province(40)
    poller, centre = stage.province.poller, stage.province.centre
    expected: dict[Key, float] = {
        key("monitord_level_info", level="province", name="tỉnh"): 1.0,
        key("monitord_level_info", level="district", name="huyện"): 1.0,
        key("monitord_level_info", level="commune", name="xã"): 1.0,
        key("monitord_provider_info", provider="vnpt", name="VNPT Thanh Hóa"): 1.0,
        **{
            key("monitord_sites", state=state): centre.verdict.states[state]
            for state in SITE_STATES
        },
        key("monitord_sites_in_maintenance"): 0.0,
    }
    for check in poller.echoes:
        expected |= expected_check(check)
    for poll in poller.polls:
        expected |= expected_poll(poll)
    for site in centre.sites:
        expected |= expected_site(site)
    for circuit in centre.circuits:
        expected |= expected_circuit(circuit)
    found = samples(await stage.scrape(accept))
    prefixes = ("monitord_site", "monitord_level", "monitord_provider", "monitord_circuit")
    devices = ("monitord_device", "monitord_interface", "monitord_endpoint", "monitord_snmp")
    watched = (*prefixes, *devices, "monitord_check", "monitord_icmp")
    daemon = ("monitord_snmp_outcomes", "monitord_snmp_strays", "monitord_snmp_traps")
    watched_series = {
        each: value
        for each, value in found.items()
        if each[0].startswith(watched) and not each[0].startswith(daemon)
    }
    assert watched_series == expected


async def test_a_second_scrape_from_kept_templates_says_the_same(stage: Stage) -> None:
    first, second = samples(await stage.scrape()), samples(await stage.scrape())
    ours = [each for each in first if each[0].startswith(("monitord_check", "monitord_icmp"))]
    streams_and_calls = 2 + 4
    assert len(ours) == 80 * 25 + (80 + streams_and_calls) * 8
    assert {each: first[each] for each in ours} == {each: second[each] for each in ours}


async def test_a_site_has_about_170_series(stage: Stage) -> None:
    """Two devices of 26 by ICMP, two polls of 16, a circuit of 18 and 15 of its month, the site 9.

    And a router's 30 readings and 2 names of interfaces, and a codec's 12 readings.
    """
    found = samples(await stage.scrape())
    of_one = [each for each in found if ("site", "xa-00007") in each[1]]
    of_its_line = [each for each in found if ("circuit", "TSL-0007") in each[1]]
    assert len(of_one) + len(of_its_line) - 1 == 2 * 26 + 18 + 15 + 9 + 2 * 16 + 32 + 12


async def test_every_state_is_exactly_one(stage: Stage) -> None:
    found = samples(await stage.scrape())
    for name in ("monitord_check_state", "monitord_site_state", "monitord_circuit_state"):
        ones: dict[frozenset[tuple[str, str]], float] = {}
        for (each, labels), value in found.items():
            if each == name:
                thing = frozenset(pair for pair in labels if pair[0] != "state")
                ones[thing] = ones.get(thing, 0.0) + value
        assert set(ones.values()) == {1.0}


async def test_stale_measurements_go_and_states_stay(stage: Stage) -> None:
    fresh = samples(await stage.scrape())
    stage.province = replace(
        stage.province,
        poller=poller_of(
            stale(check) if check.site == "xa-00003" and isinstance(check, EchoView) else check
            for check in stage.province.poller.checks
        ),
    )
    gone = set(fresh) - set(samples(await stage.scrape()))
    assert gone == {
        key(name, site="xa-00003", device=device)
        for name in ("monitord_icmp_loss_ratio", "monitord_icmp_rtt_variation_seconds")
        for device in ("rt", "vc")
    }


async def test_a_measurement_is_exposed_until_the_moment_it_goes_stale(stage: Stage) -> None:
    one = key("monitord_icmp_loss_ratio", site="xa-00003", device="rt")
    stage.now = NOW + 8.999
    assert one in samples(await stage.scrape())
    stage.now = NOW + 9.0
    assert one not in samples(await stage.scrape())


async def test_what_was_not_measured_is_absent_never_nan(stage: Stage) -> None:
    never = check_view(make_site(0).devices[0], 0)
    assert never.recent is not None
    never = replace(
        never,
        last_measured=None,
        totals=EchoTotals(),
        recent=replace(never.recent, loss=None, rtt_variation=nan),
    )
    stage.province = replace(stage.province, poller=poller_of([never]))
    rendered = await stage.scrape(OPENMETRICS)
    assert not re.search(rb" (nan|None)\n", rendered.body, re.IGNORECASE)
    found = samples(rendered)
    names = {name for name, labels in found if ("device", "rt") in labels}
    assert "monitord_check_last_measured_timestamp_seconds" not in names
    assert "monitord_icmp_loss_ratio" not in names
    assert "monitord_icmp_rtt_variation_seconds" not in names
    place = {"site": "xa-00000", "device": "rt"}
    assert found[key("monitord_icmp_rtt_seconds_bucket", **place, le="+Inf")] == 0
    assert found[key("monitord_icmp_echoes_total", **place)] == 0


async def test_a_removed_site_vanishes_at_once_with_its_templates(stage: Stage) -> None:
    def of_it(found: dict[Key, float]) -> list[Key]:
        marks = {("site", "xa-00007"), ("circuit", "TSL-0007")}
        return [each for each in found if marks & each[1]]

    assert of_it(samples(await stage.scrape()))
    stage.province = stage.province.without("xa-00007")
    assert not of_it(samples(await stage.scrape()))
    kept = stage.exposition.renderer.templates.values()
    assert not any("xa-00007" in labels[:1] for templates in kept for labels in templates)
    assert not any("xa-00007" in place for place in stage.exposition.renderer.readings.sheets)


async def test_a_renamed_site_has_its_new_name_only(stage: Stage) -> None:
    await stage.scrape()
    stage.province = province_of((make_site(0, 'Xã "Tân\\Bình"\nmới'), make_site(1)))
    found = samples(await stage.scrape())
    names = [dict(labels)["name"] for name, labels in found if name == "monitord_site_info"]
    assert sorted(names) == ['Xã "Tân\\Bình"\nmới', "Điểm cầu xã Như Thanh số 1"]


@settings(max_examples=30)
@given(name=st.text(min_size=1), accept=st.sampled_from(FORMATS))
def test_any_name_survives_a_scrape(name: str, accept: str) -> None:
    found = samples(asyncio.run(Stage(province_of((make_site(0, name),))).scrape(accept)))
    [labels] = [dict(labels) for each, labels in found if each == "monitord_site_info"]
    assert labels["name"] == name


async def test_another_probe_has_a_state_and_no_echoes(stage: Stage) -> None:
    echo = check_view(make_site(0).devices[0], 0)
    common = {each.name: getattr(echo, each.name) for each in fields(CheckView)}
    snmp = PollView(**common | {"id": "xa-00000/rt/snmp", "probe": "snmp"})  # never polled
    stage.province = replace(stage.province, poller=poller_of([snmp]))
    found = samples(await stage.scrape())
    place = {"site": "xa-00000", "device": "rt"}
    assert found[key("monitord_check_state", **place, check="snmp", state="up")] == 1
    assert not [name for name, _ in found if name.startswith("monitord_icmp")]
    assert found[key("monitord_snmp_polls_total", **place)] == 0
    assert not [name for name, _ in found if name.startswith(("monitord_device_identity",))]
    assert key("monitord_snmp_poll_duration_seconds", **place) not in found


async def test_gzip_holds_the_same_text(stage: Stage) -> None:
    plain, packed = await stage.scrape(), await stage.scrape("", "gzip")
    assert packed.content_encoding == "gzip"
    assert len(packed.body) < len(plain.body) / 5
    unpacked = gzip.decompress(packed.body)
    end = plain.body.index(b"# HELP monitord_build")
    assert unpacked[:end] == plain.body[:end]


async def test_openmetrics_ends_with_eof_and_text_has_none(stage: Stage) -> None:
    openmetrics, text = await stage.scrape(OPENMETRICS), await stage.scrape()
    assert openmetrics.body.endswith(b"\n# EOF\n")
    assert openmetrics.body.count(b"# EOF") == 1
    assert openmetrics.content_type == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert b"# EOF" not in text.body
    assert text.content_type == "text/plain; version=0.0.4; charset=utf-8"


async def test_simultaneous_scrapes_are_each_whole_and_of_one_snapshot(stage: Stage) -> None:
    stage.province = province(300)
    first = asyncio.create_task(stage.scrape())
    others = [asyncio.create_task(stage.scrape(accept)) for accept in FORMATS * 2]
    await asyncio.sleep(0)
    stage.province = province(299)
    scraped = [(await first, 300), *[(await each, 299) for each in others]]
    for rendered, sites in scraped:
        found = samples(rendered)
        assert sum(name == "monitord_site_info" for name, _ in found) == sites
        assert sum(name == "monitord_icmp_echoes_total" for name, _ in found) == 2 * sites


async def test_a_cancelled_scrape_leaves_the_next_one_whole(stage: Stage) -> None:
    stage.province = province(300)
    scrape = asyncio.create_task(stage.scrape())
    await asyncio.sleep(0)
    scrape.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scrape
    found = samples(await stage.scrape())
    assert sum(name == "monitord_icmp_echoes_total" for name, _ in found) == 600
