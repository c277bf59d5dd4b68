"""Knocking at the port for call signalling."""

from __future__ import annotations

import asyncio
import socket
from asyncio import StreamReader, StreamWriter

from monitord.model.settings import H323Check
from monitord.model.signalling import SignalAnswer, SignalOutcome
from probes.signalling import SignalEngine
from tests.hearing import hearing
from tests.probes.signalling.sipp import free_port


async def knock(engine: SignalEngine, port: int, patience: float = 1) -> SignalAnswer:
    return await engine.ask(engine.target("127.0.0.1", H323Check(port, timeout=patience)))


async def test_an_h323_port(engine: SignalEngine) -> None:
    heard: list[bytes] = []
    over = asyncio.Event()

    async def listening(reader: StreamReader, writer: StreamWriter) -> None:
        heard.append(await reader.read())
        over.set()

    async with hearing(listening) as port:
        answer = await knock(engine, port)
        await over.wait()
    assert (answer.outcome, answer.status, answer.error) == (SignalOutcome.OK, None, "")
    assert heard == [b""]
    assert answer.duration < 1


async def test_a_closed_h323_port(engine: SignalEngine) -> None:
    answer = await knock(engine, free_port(socket.SOCK_STREAM))
    assert (answer.outcome, answer.error) == (SignalOutcome.REFUSED, "reset")


async def test_an_h323_port_that_takes_no_connection(engine: SignalEngine) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = int(listener.getsockname()[1])
        with socket.socket() as first:  # takes the only place in the queue
            first.connect(("127.0.0.1", port))
            answer = await knock(engine, port, 0.2)
    assert (answer.outcome, answer.error) == (SignalOutcome.TIMEOUT, "")
    assert 0.2 <= answer.duration < 1
