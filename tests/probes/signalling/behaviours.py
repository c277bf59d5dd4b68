"""How devices over TCP and TLS behave, and what is made of them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from asyncio import StreamReader, StreamWriter

from monitord.model.settings import SipCheck, SipTransport
from monitord.model.signalling import SignalAnswer
from probes.signalling import SignalEngine
from tests.hearing import Handler, hearing
from tests.probes.signalling.messages import response_to

FOREVER = asyncio.Event
STREAMS: tuple[SipTransport, ...] = ("tcp", "tls")


async def ask(
    engine: SignalEngine,
    handler: Handler,
    context: ssl.SSLContext | None = None,
    *,
    transport: SipTransport | None = None,
    patience: float = 2,
) -> SignalAnswer:
    """What is made of a device that behaves like this."""
    async with hearing(handler, context) as port:
        wanted = transport or ("tls" if context else "tcp")
        settings = SipCheck(wanted, port, timeout=patience)
        return await engine.ask(engine.target("127.0.0.1", settings))


async def request_from(reader: StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


async def honest(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(response_to(await request_from(reader)))
    await reader.read()


async def mute(reader: StreamReader, writer: StreamWriter) -> None:
    await FOREVER().wait()


def reset(writer: StreamWriter) -> None:
    """End a connection with a TCP reset."""
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
