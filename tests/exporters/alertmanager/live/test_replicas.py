"""Replicas that are dead, hang, are slow, refuse something or want to see a password."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exporters.alertmanager import api
from monitord.model.alerts import Alert
from tests.exporters.alertmanager.boards import alert
from tests.exporters.alertmanager.live.conftest import dispatching
from tests.exporters.alertmanager.live.people import People
from tests.exporters.alertmanager.live.server import Alertmanager
from tests.exporters.alertmanager.live.test_telling import ago
from tests.hearing import hearing

DEAD = "http://127.0.0.1:9"
PASSWORD = "mật:khẩu/1"
QUOTED = "m%E1%BA%ADt%3Akh%E1%BA%A9u%2F1"
USERS = (
    "basic_auth_users: {monitord: $2b$04$abcdefghijklmnopqrstuuYsB.l7zM2HgUrdRMcfPqP55FoFU/25i}\n"
)
TLS = "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n"
MANY = 1000


@asynccontextmanager
async def hanging() -> AsyncIterator[str]:
    """The URL of what takes connections and says nothing."""

    async def hang(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with hearing(hang) as port:
        yield f"http://127.0.0.1:{port}"


def many(count: int) -> list[Alert]:
    words = "Điểm cầu không họp được. " * 40
    return [alert(f"i{number:04}", ago(9), summary=words) for number in range(count)]


async def test_a_dead_and_a_hanging_replica_delay_nothing(
    server: Alertmanager, people: People
) -> None:
    await server.start()
    async with hanging() as stuck, dispatching(DEAD, stuck, server.url) as desk:
        for number in range(5):
            desk.show(*(alert(f"i{n}", ago(9)) for n in range(number + 1)))
            target = number + 1
            async with asyncio.timeout(1):
                await desk.until(lambda target=target: desk.count("accepted") >= target)  # type: ignore[misc]
        await people.until_told(5)
        assert desk.count("accepted", server.url) == desk.count("accepted")
        assert desk.count("failed", DEAD) > 0


async def test_one_that_freezes_and_goes_on_tells_nothing_twice(
    server: Alertmanager,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(api, "PATIENCE", 0.3)
    await server.start()
    async with dispatching(server.url) as desk:
        desk.show(alert("i1", ago(9)))
        await people.until("firing i1")
        server.signal(SIGSTOP)
        desk.show(alert("i1", ago(9)), alert("i2", ago(9)))
        await desk.until(lambda: desk.count("failed") >= 2)
        server.signal(SIGCONT)
        await people.until("firing i1", "firing i2")
        await desk.resent()
    assert people.told == ["firing i1", "firing i2"]
    said = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert said == [
        f"away replica={server.url} why=no answer within 0.3 s",
        f"back replica={server.url}",
    ]


async def test_what_is_refused_is_said_once_and_the_others_are_told(
    server: Alertmanager, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    await server.start()
    bad = Alert({"alertname": "SiteDown", "incident": "bad", "bad-label": "x"}, {}, ago(9))
    async with dispatching(server.url) as desk:
        desk.show(*(alert(f"i{n}", ago(9)) for n in range(6)), bad)
        await people.until_told(6)
        await desk.resent()
        assert desk.count("refused") == 1
        assert sorted(people.told) == [f"firing i{n}" for n in range(6)]
    (said,) = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert said.startswith(f"refused replica={server.url} incident=bad why=")
    assert "bad-label" in said


async def test_a_thousand_alerts_are_all_told(server: Alertmanager, people: People) -> None:
    await server.start()
    async with dispatching(server.url) as desk:
        desk.show(*many(MANY))
        await desk.until(lambda: desk.count("accepted") >= MANY)
        assert len(await server.ask("/alerts")) == MANY
        posts = [each for each in desk.counts if each[1] == "accepted"]
        assert len(posts) > 1  # no proxy has to take more than a MiB at once


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alertmanager")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return tmp_path / "cert.pem"


@pytest.fixture
async def guarded(people: People, tmp_path: Path, authority: Path) -> AsyncIterator[Alertmanager]:
    """One that speaks TLS, and only with those who know the password."""
    made = await asyncio.to_thread(Alertmanager, tmp_path, people.port, TLS + USERS)
    await made.start()
    try:
        yield made
    finally:
        await made.stop(kill=True)


async def test_password_and_certificate_are_known(
    guarded: Alertmanager,
    people: People,
    authority: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    where = f"127.0.0.1:{guarded.port}"
    async with dispatching(f"https://monitord:{QUOTED}@{where}") as desk:
        desk.show(alert(starts=ago(9)))
        await people.until("firing i1")
        assert desk.dispatcher.replicas == [f"https://{where}"]
        assert {replica for replica, _, _ in desk.counts} == {f"https://{where}"}
    assert_no_password(caplog)


@pytest.mark.parametrize(
    ("trusted", "password", "why"),
    [(True, "wrong-password", "HTTP status 401"), (False, QUOTED, "certificate verify failed")],
)
async def test_wrong_passwords_and_unknown_certificates_are_said_without_the_password(
    guarded: Alertmanager,
    authority: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trusted: bool,
    password: str,
    why: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    url = f"https://monitord:{password}@127.0.0.1:{guarded.port}"
    async with dispatching(url) as desk:
        desk.show(alert(starts=ago(9)))
        await desk.until(lambda: desk.count("failed") >= 2)
    warnings = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert why in warnings[0]
    assert_no_password(caplog)


def assert_no_password(caplog: pytest.LogCaptureFixture) -> None:
    for secret in (PASSWORD, QUOTED, "wrong-password", "monitord:"):
        assert secret not in caplog.text
