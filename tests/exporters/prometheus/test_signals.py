"""Whether devices answer calls, as series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.views import SignalView
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage
from tests.exporters.province import poller_of, province, streaming
from tests.exporters.streams import NOW, with_answer

PLACE = {"site": "xa-00000", "device": "vc"}


@pytest.fixture
def stage() -> Stage:
    """One site, whose codec is asked by SIP and by H.323."""
    return Stage(streaming(province(1), 1))


async def told(stage: Stage, accept: str = "") -> dict[Key, float]:
    """What is exposed of the first codec."""
    found = samples(await stage.scrape(accept))
    here = set(PLACE.items())
    return {
        each: value
        for each, value in found.items()
        if each[0].startswith("monitord_signalling") and here <= each[1]
    }


def change(stage: Stage, what: Callable[[SignalView], SignalView]) -> None:
    checks = [
        what(view) if isinstance(view, SignalView) and view.site == PLACE["site"] else view
        for view in stage.province.poller.checks
    ]
    stage.province = replace(stage.province, poller=poller_of(checks))


@pytest.mark.parametrize("accept", ["", OPENMETRICS])
async def test_every_series_says_what_the_device_said(stage: Stage, accept: str) -> None:
    sip, h323 = {**PLACE, "check": "sip"}, {**PLACE, "check": "h323"}
    expected = {
        key("monitord_signalling_answer_seconds", **sip): 0.042,
        key("monitord_signalling_answer_seconds", **h323): 0.042,
        key("monitord_signalling_sip_status", **sip): 200.0,
        key("monitord_signalling_certificate_expiry_timestamp_seconds", **sip): NOW + 7_776_000.0,
    }
    for check in (sip, h323):
        expected |= {
            key("monitord_signalling_questions_total", **check): 1440.0,
            key("monitord_signalling_questions_failed_total", **check): 0.0,
            key("monitord_signalling_questions_unmeasured_total", **check): 1.0,
        }
    assert await told(stage, accept) == expected


@pytest.mark.parametrize("outcome", SignalOutcome)
async def test_only_an_answer_has_a_duration(stage: Stage, outcome: SignalOutcome) -> None:
    answer = SignalAnswer(outcome, 0, 4_000_000_000)
    change(stage, lambda view: with_answer(view, answer))
    answered = outcome in {SignalOutcome.OK, SignalOutcome.ERROR}
    found = await told(stage)
    assert (key("monitord_signalling_answer_seconds", **PLACE, check="sip") in found) is answered
    assert not [name for name, _ in found if "status" in name or "certificate" in name]


async def test_an_answer_is_told_until_it_goes_stale_and_its_totals_stay(stage: Stage) -> None:
    stage.now = NOW + 109.9
    assert len(await told(stage)) == 10
    stage.now = NOW + 110.0
    assert {name for name, _ in await told(stage)} == {
        "monitord_signalling_questions_total",
        "monitord_signalling_questions_failed_total",
        "monitord_signalling_questions_unmeasured_total",
    }
