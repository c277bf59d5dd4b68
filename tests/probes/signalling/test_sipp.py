"""Questions to SIPp over UDP and TCP: what it says, and what is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitord.model.settings import SipCheck
from monitord.model.signalling import SignalEngine as Promise
from monitord.model.signalling import SignalOutcome
from probes.signalling import SignalEngine
from tests.probes.signalling.sipp import (
    PAUSE,
    SILENCE,
    Plain,
    have_sipp,
    running_sipp,
    send,
    send_again,
)

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not have_sipp(), reason="SIPp is not installed"),
]
OK, ERROR = SignalOutcome.OK, SignalOutcome.ERROR
TRANSPORTS: tuple[Plain, ...] = ("udp", "tcp")


def test_it_keeps_the_promise(engine: SignalEngine) -> None:
    promise: Promise = engine
    assert promise.in_flight == 0


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    ("statuses", "outcome", "status", "error"),
    [
        (["200 OK"], OK, 200, ""),
        (["100 Trying", "200 OK"], OK, 200, ""),
        (["302 Moved Temporarily"], OK, 302, ""),
        (["403 Forbidden"], OK, 403, ""),
        (["405 Method Not Allowed"], OK, 405, ""),
        (["486 Busy Here"], OK, 486, ""),
        (["503 Service Unavailable"], ERROR, 503, "Service Unavailable"),
        (["603 Decline"], OK, 603, ""),
    ],
    ids=lambda value: "+".join(s[:3] for s in value) if isinstance(value, list) else "",
)
async def test_a_final_response_is_alive_unless_it_says_otherwise(
    engine: SignalEngine,
    tmp_path: Path,
    transport: Plain,
    statuses: list[str],
    outcome: SignalOutcome,
    status: int,
    error: str,
) -> None:
    async with running_sipp(tmp_path, *map(send, statuses), transport=transport) as port:
        target = engine.target("127.0.0.1", SipCheck(transport, port, timeout=2))
        answer = await engine.ask(target)
    assert (answer.outcome, answer.status, answer.error) == (outcome, status, error)
    assert answer.server == "SIPp"
    assert 0 < answer.duration < 1
    assert set(engine.strays.values()) == {0}


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("heard", [[], ["100 Trying"]], ids=["silence", "100 only"])
async def test_no_final_response_is_a_time_out(
    engine: SignalEngine, tmp_path: Path, transport: Plain, heard: list[str]
) -> None:
    async with running_sipp(tmp_path, *map(send, heard), SILENCE, transport=transport) as port:
        target = engine.target("127.0.0.1", SipCheck(transport, port, timeout=0.3))
        answer = await engine.ask(target)
    assert (answer.outcome, answer.status) == (SignalOutcome.TIMEOUT, None)
    assert 0.3 <= answer.duration < 1


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_device_may_take_its_time(
    engine: SignalEngine, tmp_path: Path, transport: Plain
) -> None:
    steps = send("100 Trying"), PAUSE.format(700), send("200 OK")
    async with running_sipp(tmp_path, *steps, transport=transport) as port:
        target = engine.target("127.0.0.1", SipCheck(transport, port, timeout=4))
        answer = await engine.ask(target)
    assert (answer.outcome, answer.status) == (OK, 200)
    assert 0.65 < answer.duration < 1.5
    assert engine.strays["malformed"] == engine.strays["unknown-request"] == 0


async def test_a_response_said_twice_is_one_answer(engine: SignalEngine, tmp_path: Path) -> None:
    steps = send_again("200 OK", 50), '<recv request="BYE"/>'
    async with running_sipp(tmp_path, *steps) as port:
        target = engine.target("127.0.0.1", SipCheck(port=port, timeout=2))
        first = await engine.ask(target)
        second = engine.target("127.0.0.1", SipCheck(port=port, timeout=2))
        assert (first.outcome, (await engine.ask(second)).outcome) == (OK, OK)
        while not engine.strays["duplicate"]:
            await engine.ask(second)
    assert engine.in_flight == 0
