"""SIP over TCP and TLS, and the H.323 port, with devices that lie, babble or hang up."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from asyncio import StreamReader, StreamWriter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.settings import H323Check, SipCheck, SipTransport
from monitord.model.signalling import SignalAnswer, SignalOutcome
from probes.signalling import SignalEngine
from probes.signalling.tls import valid_until
from tests.probes.signalling.certificates import context_with, until
from tests.probes.signalling.device import Handler, server
from tests.probes.signalling.messages import response_to, with_header
from tests.probes.signalling.sipp import free_port

FOREVER = asyncio.Event
STREAMS: tuple[SipTransport, ...] = ("tcp", "tls")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return context_with(tmp_path_factory.mktemp("tls"), until(days=365))


@pytest.fixture(params=STREAMS)
def over(request: pytest.FixtureRequest, good: ssl.SSLContext) -> ssl.SSLContext | None:
    """A context for TLS, None for TCP."""
    return good if request.param == "tls" else None


async def ask(
    engine: SignalEngine,
    handler: Handler,
    context: ssl.SSLContext | None = None,
    *,
    transport: SipTransport | None = None,
    patience: float = 2,
) -> SignalAnswer:
    """What is made of a device that behaves like this."""
    async with server(handler, context) as port:
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
    async with server(honest, over, "::1") as port:
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
    assert 0.2 <= answer.duration < 0.4


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
    assert 0.3 <= answer.duration < 0.5


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


def reset(writer: StreamWriter) -> None:
    """End a connection with a TCP reset."""
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


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


@pytest.mark.parametrize("ahead", [3650, 13, -1])
async def test_until_when_the_certificate_is_valid(
    engine: SignalEngine, tmp_path: Path, ahead: int
) -> None:
    ends = until(days=ahead)
    answer = await ask(engine, honest, context_with(tmp_path, ends))
    assert (answer.outcome, answer.certificate_until) == (SignalOutcome.OK, ends.timestamp())


async def test_the_certificate_is_known_even_without_an_answer(
    engine: SignalEngine, tmp_path: Path
) -> None:
    ends = until(days=7)
    answer = await ask(engine, mute, context_with(tmp_path, ends), patience=0.3)
    assert answer.outcome is SignalOutcome.TIMEOUT
    assert answer.certificate_until == ends.timestamp()


async def test_a_host_name_is_asked_for_in_tls(engine: SignalEngine, good: ssl.SSLContext) -> None:
    names: list[str | None] = []
    good.sni_callback = lambda _sock, name, _context: names.append(name)
    try:
        async with server(honest, good) as port:
            settings = SipCheck("tls", port, timeout=2)
            for name in ("", "mcu.example.vn"):
                await engine.ask(engine.target("127.0.0.1", settings, name=name))
    finally:
        good.sni_callback = None
    assert names == [None, "mcu.example.vn"]


async def plain_greeting(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"220 this is no TLS\r\n" * 10)
    await reader.read()


async def hang_up(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.read(1)
    writer.close()


async def hang_up_hard(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.read(1)
    reset(writer)


async def alert(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.read(1)
    writer.write(bytes.fromhex("15030300020228"))  # fatal, handshake_failure (RFC 8446, 6)
    await reader.read()


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (plain_greeting, "WRONG_VERSION_NUMBER"),
        (hang_up, "UNEXPECTED_EOF_WHILE_READING"),
        (hang_up_hard, "Connection reset by peer"),
        (alert, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
    ],
)
async def test_encryption_that_does_not_come_about(
    engine: SignalEngine, handler: Handler, words: str
) -> None:
    answer = await ask(engine, handler, transport="tls")
    assert answer.outcome is SignalOutcome.TLS
    assert words in answer.error
    assert answer.certificate_until is None
    assert answer.duration < 1


def wanting_certificates(context: ssl.SSLContext) -> Handler:
    """A device that says what it does not like; asyncio's servers hang up without a word."""
    context.verify_mode = ssl.CERT_REQUIRED

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(heard, said, server_side=True)
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                writer.write(said.read())
                heard.write(await reader.read(4096))
            except ssl.SSLError:
                writer.write(said.read())
                await reader.read()
                return

    return serve


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (ssl.TLSVersion.TLSv1_2, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        (ssl.TLSVersion.TLSv1_3, "TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    ],
)
async def test_a_device_that_wants_our_certificate(
    engine: SignalEngine, tmp_path: Path, version: ssl.TLSVersion, words: str
) -> None:
    strict = context_with(tmp_path, until(days=30))
    strict.maximum_version = version
    answer = await ask(engine, wanting_certificates(strict), transport="tls")
    assert (answer.outcome, answer.error) == (SignalOutcome.TLS, words)


async def test_a_handshake_that_never_ends_is_a_time_out(engine: SignalEngine) -> None:
    answer = await ask(engine, mute, transport="tls", patience=0.2)
    assert answer.outcome is SignalOutcome.TIMEOUT
    assert answer.duration < 0.4


async def test_a_flood_in_place_of_a_handshake(engine: SignalEngine) -> None:
    async def flooding(reader: StreamReader, writer: StreamWriter) -> None:
        while True:
            writer.write(bytes.fromhex("160303400002003ffc") + bytes(0x3FFC))
            await writer.drain()

    answer = await ask(engine, flooding, transport="tls", patience=5)
    assert answer.outcome in {SignalOutcome.TLS, SignalOutcome.MALFORMED}
    assert answer.duration < 1


async def test_devices_of_old_are_spoken_to_as_well(engine: SignalEngine, tmp_path: Path) -> None:
    old = context_with(tmp_path, until(days=30), old=True)
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.deprecated_call():
        old.maximum_version = ssl.TLSVersion.TLSv1
    assert (await ask(engine, honest, old)).outcome is SignalOutcome.OK


async def knock(engine: SignalEngine, port: int, patience: float = 1) -> SignalAnswer:
    return await engine.ask(engine.target("127.0.0.1", H323Check(port, timeout=patience)))


async def test_an_h323_port(engine: SignalEngine) -> None:
    heard: list[bytes] = []
    over = asyncio.Event()

    async def listening(reader: StreamReader, writer: StreamWriter) -> None:
        heard.append(await reader.read())
        over.set()

    async with server(listening) as port:
        answer = await knock(engine, port)
        await over.wait()
    assert (answer.outcome, answer.status, answer.error) == (SignalOutcome.OK, None, "")
    assert heard == [b""]
    assert answer.duration < 0.2


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
    assert 0.2 <= answer.duration < 0.4


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


async def test_a_closed_engine_measures_nothing(good: ssl.SSLContext) -> None:
    made = SignalEngine.open(asyncio.get_running_loop())
    async with server(mute) as port, server(mute, good) as tls_port:
        wanted = [SipCheck("tcp", port, timeout=30), SipCheck("tls", tls_port, timeout=30)]
        tasks = [
            asyncio.create_task(made.ask(made.target("127.0.0.1", settings))) for settings in wanted
        ]
        await asyncio.sleep(0)
        assert made.in_flight == 2
        made.close()
        answers = await asyncio.gather(*tasks)
        assert {answer.outcome for answer in answers} == {SignalOutcome.UNMEASURED}
        assert (await knock(made, port)).outcome is SignalOutcome.UNMEASURED
    assert made.in_flight == 0


@given(st.binary(max_size=300))
def test_what_is_no_certificate_has_no_end(data: bytes) -> None:
    assert valid_until(data) is None


def test_a_certificate_cut_short_anywhere_has_no_end(tmp_path: Path) -> None:
    ends: datetime = until(days=30)
    context_with(tmp_path, ends)
    pem = (tmp_path / "device.pem").read_text(encoding="ascii")
    der = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE") :])
    assert valid_until(der) == ends.timestamp()
    for size in range(len(der)):
        assert valid_until(der[:size]) is None
