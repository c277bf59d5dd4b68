"""SIP over TCP and TLS with devices that lie, babble or hang up."""

from __future__ import annotations

import asyncio
import socket
import ssl
from asyncio import StreamReader, StreamWriter

import pytest

from monitord.model.settings import H323Check, SipCheck, SipTransport
from monitord.model.signalling import SignalOutcome
from probes.signalling import SignalEngine
from tests.hearing import hearing
from tests.probes.signalling.behaviours import (
    FOREVER,
    STREAMS,
    ask,
    honest,
    mute,
    request_from,
    reset,
)
from tests.probes.signalling.messages import response_to, with_header
from tests.probes.signalling.sipp import free_port


@pytest.fixture(params=STREAMS)
def over(request: pytest.FixtureRequest, good: ssl.SSLContext) -> ssl.SSLContext | None:
    """A context for TLS, None for TCP."""
    return good if request.param == "tls" else None


async def test_an_answer(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    answer = await ask(engine, honest, over)
    assert (answer.outcome, answer.status, answer.error) == (SignalOutcome.OK, 200, "")
    assert answer.server == "Polycom/6.2"
    assert (answer.certificate_until is not None) == (over is not None)


async def test_what_is_asked(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    seen: list[str] = []

    async def noting(reader: StreamReader, writer: StreamWriter) -> None:
        request = await request_from(reader)
        seen.append(request.decode())
        seen.append("{}:{}".format(*writer.get_extra_info("peername")))
        writer.write(response_to(request))

    assert (await ask(engine, noting, over)).outcome is SignalOutcome.OK
    name = "TLS" if over else "TCP"
    assert f"Via: SIP/2.0/{name} {seen[1]};branch=z9hG4bK" in seen[0]
    assert f"Contact: <sip:monitord@{seen[1]};transport={name.lower()}>" in seen[0]


async def test_ipv6(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    async with hearing(honest, over, "::1") as port:
        settings = SipCheck("tls" if over else "tcp", port, timeout=2)
        answer = await engine.ask(engine.target("::1", settings))
    assert (answer.outcome, answer.status) == (SignalOutcome.OK, 200)


async def test_the_way_to_the_answer(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    async def slow(reader: StreamReader, writer: StreamWriter) -> None:
        request = await request_from(reader)
        other = with_header(response_to(request, body=b"x\r\n\r\n"), "Call-ID", "other")
        stranger = with_header(response_to(request), "Via", "SIP/2.0/TCP a;branch=z9hG4bKother")
        trying = response_to(request, "100 Trying")
        final = response_to(request, "503 Quá tải", body=b"v=0" * 1000)
        writer.write(b"\r\n\r\n" + trying + request + other + stranger + trying + final)
        await reader.read()

    answer = await ask(engine, slow, over)
    assert (answer.outcome, answer.status, answer.error) == (SignalOutcome.ERROR, 503, "Quá tải")
    counted = {kind: count for kind, count in engine.strays.items() if count}
    assert counted == {"request": 1, "wrong-dialogue": 1, "unknown-request": 1}


async def test_silence(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    answer = await ask(engine, mute, over, patience=0.2)
    assert answer.outcome is SignalOutcome.TIMEOUT
    assert 0.2 <= answer.duration < 1


async def test_a_trickle_is_no_answer_and_ends_in_time(
    engine: SignalEngine, over: ssl.SSLContext | None
) -> None:
    async def trickling(reader: StreamReader, writer: StreamWriter) -> None:
        for byte in response_to(await request_from(reader)):
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.01)

    answer = await ask(engine, trickling, over, patience=0.3)
    assert (answer.outcome, answer.status) == (SignalOutcome.MALFORMED, None)
    assert 0.3 <= answer.duration < 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
        b"SIP/2.0 200 OK\r\n\r\n",
        b"SIP/2.0 200 OK\r\nContent-Length: lots\r\n\r\n",
        b"SIP/2.0 200 OK\r\nX: " + b"a" * (1 << 20),
        b"\0" * (1 << 20),
        b"\r\n" * (1 << 20),
    ],
    ids=["http", "headless", "length", "1 MB header", "1 MB of nothing", "1 MB of empty lines"],
)
async def test_garbage_is_told_at_once(
    engine: SignalEngine, over: ssl.SSLContext | None, garbage: bytes
) -> None:
    async def babbling(reader: StreamReader, writer: StreamWriter) -> None:
        await request_from(reader)
        writer.write(garbage)
        await FOREVER().wait()

    answer = await ask(engine, babbling, over, patience=5)
    assert answer.outcome is SignalOutcome.MALFORMED
    assert answer.duration < 1
    assert engine.strays["malformed"] == 1


async def test_a_flood_of_requests_holds_nobody_up(
    engine: SignalEngine, over: ssl.SSLContext | None
) -> None:
    async def flooding(reader: StreamReader, writer: StreamWriter) -> None:
        request = await request_from(reader)
        while True:
            writer.write(request * 100)
            await writer.drain()

    answer = await ask(engine, flooding, over, patience=5)
    assert answer.outcome is SignalOutcome.MALFORMED
    assert answer.duration < 2


async def test_who_hangs_up_refuses(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    async def closing(reader: StreamReader, writer: StreamWriter) -> None:
        await request_from(reader)
        writer.close()
        await writer.wait_closed()

    answer = await ask(engine, closing, over)
    assert (answer.outcome, answer.error) == (SignalOutcome.REFUSED, "closed")


async def test_who_hangs_up_in_mid_answer_answers_badly(
    engine: SignalEngine, over: ssl.SSLContext | None
) -> None:
    async def breaking(reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(response_to(await request_from(reader))[:-4])
        writer.close()
        await writer.wait_closed()

    assert (await ask(engine, breaking, over)).outcome is SignalOutcome.MALFORMED


async def test_a_reset_in_mid_talk(engine: SignalEngine, over: ssl.SSLContext | None) -> None:
    async def resetting(reader: StreamReader, writer: StreamWriter) -> None:
        await request_from(reader)
        reset(writer)

    answer = await ask(engine, resetting, over)
    assert (answer.outcome, answer.error) == (SignalOutcome.REFUSED, "reset")


@pytest.mark.parametrize("transport", STREAMS)
async def test_a_closed_port(engine: SignalEngine, transport: SipTransport) -> None:
    settings = SipCheck(transport, free_port(socket.SOCK_STREAM), timeout=2)
    answer = await engine.ask(engine.target("127.0.0.1", settings))
    assert (answer.outcome, answer.error) == (SignalOutcome.REFUSED, "reset")


async def test_who_gives_up_waiting_leaves_nothing(engine: SignalEngine) -> None:
    asked = asyncio.Event()

    async def noticing(reader: StreamReader, writer: StreamWriter) -> None:
        await request_from(reader)
        asked.set()
        await FOREVER().wait()

    task = asyncio.create_task(ask(engine, noticing, patience=30))
    await asked.wait()
    assert engine.in_flight == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert engine.in_flight == 0


async def test_an_engine_may_be_closed_just_when_a_question_times_out() -> None:
    made, loop = SignalEngine.open(asyncio.get_running_loop()), asyncio.get_running_loop()
    closed = asyncio.Event()

    def close() -> None:
        made.close()
        closed.set()

    async with hearing(mute) as port:
        target = made.target("127.0.0.1", SipCheck("tcp", port, timeout=0.1))
        task = asyncio.create_task(made.ask(target))
        await asyncio.sleep(0)
        (limit,) = made._limits
        loop.call_at((limit.when() or 0.0) + 1e-6, close)
        await asyncio.wait_for(closed.wait(), 2)
        assert (await task).outcome is SignalOutcome.UNMEASURED


async def test_a_closed_engine_measures_nothing(good: ssl.SSLContext) -> None:
    made = SignalEngine.open(asyncio.get_running_loop())
    async with hearing(mute) as port, hearing(mute, good) as tls_port:
        wanted = [SipCheck("tcp", port, timeout=30), SipCheck("tls", tls_port, timeout=30)]
        tasks = [
            asyncio.create_task(made.ask(made.target("127.0.0.1", settings))) for settings in wanted
        ]
        await asyncio.sleep(0)
        assert made.in_flight == 2
        made.close()
        answers = await asyncio.gather(*tasks)
        assert {answer.outcome for answer in answers} == {SignalOutcome.UNMEASURED}
        assert (
            await made.ask(made.target("127.0.0.1", H323Check(port)))
        ).outcome is SignalOutcome.UNMEASURED
    assert made.in_flight == 0
