"""HTTP over TLS, with certificates of an authority made for the test."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from exporters.web.app import create_app
from exporters.web.tls import Certificates, TlsError
from monitord.model.doors import Tls
from tests.exporters.web.certificates import Authority, authority
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served


@pytest.fixture
def office(tmp_path: Path) -> Authority:
    """An authority of one's own."""
    return authority(tmp_path)


@pytest.fixture
def files(office: Authority) -> Tls:
    """What it has signed for monitord."""
    return office.sign("web")


@pytest.fixture
def certificates(files: Tls) -> Certificates:
    """As the daemon reads them."""
    return Certificates(files)


@pytest.fixture
def trust(office: Authority) -> ssl.SSLContext:
    """A client that trusts the authority and nobody else."""
    return ssl.create_default_context(cafile=str(office.file))


@pytest.fixture
def app(house: House) -> ASGIApp:
    """The application over forty sites."""
    return create_app(house.sources())


async def subject(port: int, trust: ssl.SSLContext, name: str | None = "localhost") -> str:
    """Whose certificate the server shows."""
    _, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=trust, server_hostname=name or "127.0.0.1"
    )
    found: str = writer.get_extra_info("peercert")["subject"][0][0][1]
    writer.transport.abort()
    return found


async def test_answers_are_encrypted_and_say_so(
    app: ASGIApp, certificates: Certificates, trust: ssl.SSLContext
) -> None:
    async with (
        served(app, certificates.context) as port,
        httpx.AsyncClient(verify=trust, base_url=f"https://127.0.0.1:{port}") as client,
    ):
        answer = await client.get("/api/v1/sites")
        assert len(answer.json()["sites"]) == 40
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert (await client.get("/metrics")).status_code == 200


async def test_who_speaks_plain_http_hears_nothing(
    app: ASGIApp, certificates: Certificates
) -> None:
    async with served(app, certificates.context) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            heard = await reader.read()
        except ConnectionError:
            heard = b""
        assert b"HTTP" not in heard
        assert b"monitord" not in heard
        writer.transport.abort()


async def test_what_is_older_than_tls_1_2_is_not_spoken(
    app: ASGIApp, certificates: Certificates
) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    async with served(app, certificates.context) as port:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection("127.0.0.1", port, ssl=old, server_hostname="localhost")


@pytest.mark.parametrize("name", ["localhost", None])
async def test_a_renewed_certificate_is_shown_to_those_who_come_next(
    app: ASGIApp,
    certificates: Certificates,
    office: Authority,
    trust: ssl.SSLContext,
    name: str | None,
) -> None:
    async with served(app, certificates.context) as port:
        assert await subject(port, trust, name) == "web"
        next_one = await asyncio.to_thread(office.sign, "next")
        await asyncio.to_thread(certificates.renew, next_one)
        assert await subject(port, trust, name) == "next"


async def test_a_pair_that_does_not_fit_is_refused_and_the_old_one_stays(
    app: ASGIApp,
    certificates: Certificates,
    office: Authority,
    files: Tls,
    trust: ssl.SSLContext,
) -> None:
    other = await asyncio.to_thread(office.sign, "other")
    mixed = Tls(other.certificate, files.key)
    async with served(app, certificates.context) as port:
        with pytest.raises(TlsError) as caught:
            await asyncio.to_thread(certificates.renew, mixed)
        assert (caught.value.code, caught.value.file) == ("pair", other.certificate)
        assert await subject(port, trust) == "web"


def test_a_key_that_everybody_can_read_is_refused(files: Tls) -> None:
    Path(files.key).chmod(0o644)
    with pytest.raises(TlsError) as caught:
        Certificates(files)
    assert (caught.value.code, caught.value.file) == ("open", files.key)


def test_a_group_may_read_the_key(files: Tls) -> None:
    Path(files.key).chmod(0o640)
    Certificates(files)


@pytest.mark.parametrize("missing", ["certificate", "key"])
def test_half_a_pair_is_refused(files: Tls, missing: str) -> None:
    half = Tls("", files.key) if missing == "certificate" else Tls(files.certificate, "")
    with pytest.raises(TlsError, match="half"):
        Certificates(half)


def test_a_file_that_is_not_there_or_is_none_is_named(files: Tls, tmp_path: Path) -> None:
    with pytest.raises(TlsError) as caught:
        Certificates(Tls(str(tmp_path / "none.pem"), files.key))
    assert (caught.value.code, caught.value.why) == ("unreadable", "No such file or directory")
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    with pytest.raises(TlsError) as caught:
        Certificates(Tls(str(rubbish), files.key))
    assert caught.value.code == "pair"
