"""Certificates, and encryption that does not come about."""

from __future__ import annotations

import ssl
from asyncio import StreamReader, StreamWriter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.settings import SipCheck
from monitord.model.signalling import SignalOutcome
from probes.signalling import SignalEngine
from probes.signalling.tls import valid_until
from tests.hearing import Handler, hearing
from tests.probes.signalling.behaviours import ask, honest, mute, reset
from tests.probes.signalling.certificates import context_with, until


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
        async with hearing(honest, good) as port:
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
    assert answer.duration < 1


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
