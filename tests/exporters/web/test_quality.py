"""Test streams and signalling in the API: the whole result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from monitord.model.quality import Direction, StreamOutcome
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.views import AnyView, StreamTotals, StreamView
from tests.exporters.province import poller_of, province, streaming
from tests.exporters.streams import NOW, with_answer, with_result
from tests.exporters.web.conftest import House
from tests.exporters.web.test_openapi import problems

PATH, URL = "/api/v1/sites/{id}", "/api/v1/sites/xa-00001"


@pytest.fixture
def house() -> House:
    """Three sites, streams to two of them."""
    return House(streaming(province(3), 2))


async def checks(client: httpx.AsyncClient, url: str = URL) -> dict[str, Any]:
    """The checks of a site by probe; the whole of it is as the document promises."""
    response = await client.get(url)
    assert await problems(client, PATH, response) == []
    return {
        check["probe"]: check for device in response.json()["devices"] for check in device["checks"]
    }


def change(house: House, views: list[AnyView]) -> None:
    house.province = replace(house.province, poller=poller_of(views))


def streams_of(house: House) -> list[StreamView]:
    return house.province.poller.streams


async def test_a_stream_is_told_in_full(client: httpx.AsyncClient) -> None:
    check = (await checks(client))["rtp"]
    assert (check["interval"], check["outcome"]) == (300.0, "ok")
    assert (check["mode"], check["codec"]) == ("rtp", "opus")
    result = check["result"]
    legs = result.pop("legs")
    assert result == {
        "outcome": "ok",
        "error": "",
        "duration": 10.25,
        "codec": {
            "id": "opus",
            "medium": "audio",
            "rate": pytest.approx(59_200.0),
            "packets": pytest.approx(50.0),
            "size": 120,
        },
        "pacing": pytest.approx(0.002101),
        "unsent": 0,
        "synchronised": True,
        "restarts": 0,
        "clock_steps": 1,
        "strays": {"wrong-source": 2},
    }
    assert legs.keys() == {"to_site", "from_site", "round_trip"}
    assert legs["from_site"] == {
        "sent": 500,
        "received": 496,
        "lost": 4,
        "duplicates": 1,
        "reordered": 2,
        "late": 4,
        "loss": 0.008,
        "jitter": pytest.approx({"last": 0.001102, "mean": 0.001202, "max": 0.003102}),
        "variation": pytest.approx(
            {
                "min": 0.0,
                "mean": 0.0014,
                "p50": 0.001002,
                "p95": 0.003,
                "p99": 0.004402,
                "max": 0.0101,
            }
        ),
        "histogram": [
            {"at_most": 0.001, "packets": 400},
            {"at_most": 0.002, "packets": 50},
            {"at_most": 0.005, "packets": 30},
            {"at_most": 0.01, "packets": 10},
            {"at_most": 0.02, "packets": 6},
            {"at_most": 0.03, "packets": 0},
            {"at_most": 0.05, "packets": 0},
            {"at_most": 0.1, "packets": 0},
            {"at_most": 0.2, "packets": 0},
            {"at_most": None, "packets": 0},
        ],
        "delay": pytest.approx(
            {
                "min": 0.010,
                "mean": 0.012302,
                "p50": 0.0121,
                "p95": 0.014,
                "p99": 0.0155,
                "max": 0.02,
            }
        ),
        "bursts": {
            "bursts": 1,
            "burst_density": 0.25,
            "gap_density": 0.002,
            "burst_length": 0.08,
            "gap_length": 4.9,
            "longest_run": 2,
        },
        "rating": {"scale": "wideband", "r": 87.5, "mos": 4.15, "provisional": True},
    }
    totals = check["totals"]
    assert {**totals, "packets": None} == {
        "streams": 289,
        "failed": 1,
        "unmeasured": 1,
        "packets": None,
    }
    assert totals["packets"]["round_trip"] == {
        "sent": 144_001,
        "lost": 72,
        "duplicates": 2,
        "reordered": 3,
        "late": 2,
    }


async def test_the_list_tells_loss_and_rtt_of_the_round_trip(client: httpx.AsyncClient) -> None:
    sites = (await client.get("/api/v1/sites")).json()["sites"]
    [check] = [c for c in sites[1]["devices"][0]["checks"] if c["probe"] == "rtp"]
    assert (check["loss"], check["rtt"]) == (0.01, pytest.approx(0.012303))
    assert "result" not in check


async def test_what_is_stale_is_null_and_its_totals_stay(
    house: House, client: httpx.AsyncClient
) -> None:
    house.now = NOW + 570
    told = await checks(client)
    assert (told["rtp"]["result"], told["rtp"]["loss"], told["rtp"]["rtt"]) == (None, None, None)
    assert told["rtp"]["totals"]["streams"] == 289
    assert told["sip"]["answer"] is None
    assert told["sip"]["totals"] == {"asked": 1441, "failed": 1, "unmeasured": 1}
    assert told["h323"]["outcome"] == "ok"


async def test_what_was_never_asked_is_as_promised(house: House, client: httpx.AsyncClient) -> None:
    streams: list[AnyView] = [
        replace(view, outcome=None, recent=None, last_measured=None, totals=StreamTotals())
        for view in streams_of(house)
    ]
    signals = house.province.poller.signals
    change(house, [*streams, *(replace(v, outcome=None, recent=None) for v in signals)])
    told = await checks(client)
    assert (told["rtp"]["outcome"], told["rtp"]["result"]) == (None, None)
    assert told["rtp"]["totals"]["packets"] == {}
    assert (told["sip"]["outcome"], told["sip"]["answer"]) == (None, None)


async def test_a_stream_that_could_not_be_measured_in_some_way_is_as_promised(
    house: House, client: httpx.AsyncClient
) -> None:
    [_, view] = streams_of(house)
    assert view.recent is not None
    result = view.recent.result
    leg = replace(
        result.legs[Direction.ROUND_TRIP],
        sent=0,
        received=0,
        lost=0,
        jitter=None,
        variation=None,
        histogram=(),
        delay=None,
        rating=None,
    )
    poor = replace(
        result,
        outcome=StreamOutcome.REFUSED,
        error="port-unreachable",
        legs={Direction.ROUND_TRIP: leg},
        pacing=None,
        strays={},
    )
    change(house, [with_result(view, poor)])
    told = (await checks(client))["rtp"]
    assert (told["loss"], told["rtt"]) == (None, None)
    assert told["result"]["error"] == "port-unreachable"
    assert told["result"]["legs"]["round_trip"]["histogram"] == []
    assert told["result"]["legs"]["round_trip"]["delay"] is None


async def test_signalling_is_told_in_full(client: httpx.AsyncClient) -> None:
    told = await checks(client)
    assert told["sip"]["answer"] == {
        "outcome": "ok",
        "duration": pytest.approx(0.042),
        "status": 200,
        "error": "",
        "server": "Polycom/RMX",
        "certificate_until": "2027-02-20T05:00:00.250000Z",
    }
    assert told["h323"]["answer"]["status"] is None
    assert told["h323"]["answer"]["certificate_until"] is None
    assert (told["sip"]["loss"], told["sip"]["rtt"]) == (None, None)


@pytest.mark.parametrize("outcome", SignalOutcome)
async def test_every_outcome_of_signalling_is_as_promised(
    house: House, client: httpx.AsyncClient, outcome: SignalOutcome
) -> None:
    answer = SignalAnswer(outcome, 0, 4_000_000_000, error="reset")
    change(house, [with_answer(view, answer) for view in house.province.poller.signals])
    told = (await checks(client))["sip"]
    assert (told["outcome"], told["answer"]["outcome"]) == (outcome.value, outcome.value)
    assert (told["answer"]["error"], told["answer"]["duration"]) == ("reset", 4.0)


@pytest.mark.parametrize("outcome", StreamOutcome)
async def test_every_outcome_of_a_stream_is_as_promised(
    house: House, client: httpx.AsyncClient, outcome: StreamOutcome
) -> None:
    change(house, [replace(view, outcome=outcome) for view in streams_of(house)])
    assert (await checks(client))["rtp"]["outcome"] == outcome.value
