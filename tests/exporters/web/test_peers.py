"""Who comes over the Unix socket, as the kernel says, and bodies as they come over the wire."""

from __future__ import annotations

import asyncio
import os
import pwd
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from exporters.web import queries
from exporters.web.app import create_app
from exporters.web.peer import user_name
from exporters.web.server import WebServer
from tests.desk.incidents import LINE
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

ACK = f"/api/v1/incidents/{LINE}/ack"
ASK = f"""
import http.client, os, socket, sys
os.setgroups([])
os.setgid(65534)
os.setuid(int(sys.argv[2]))
line = http.client.HTTPConnection("monitord")
line.sock = socket.socket(socket.AF_UNIX)
line.sock.connect(sys.argv[1])
line.request("POST", {ACK!r})
print(line.getresponse().read().decode())
"""
"""What another user's process does. Root starts it: that user may not read the interpreter."""


@pytest.fixture
def path() -> Iterator[str]:
    """Of a socket that any user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield f"{folder}/web.sock"


@pytest.fixture
def app(house: House) -> ASGIApp:
    """The application; one person has a token."""
    house.tokens(hung="s3cret-of-hung")
    return create_app(house.sources())


def bound(path: str) -> socket.socket:
    """A socket at `path` for everybody."""
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(path)
    Path(path).chmod(0o666)
    return unix


@asynccontextmanager
async def over_unix(app: ASGIApp, path: str) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to a server at the Unix socket `path`."""
    server = WebServer()
    await server.start(app, [bound(path)])
    transport = httpx.AsyncHTTPTransport(uds=path)
    async with httpx.AsyncClient(transport=transport, base_url="http://monitord") as client:
        try:
            yield client
        finally:
            await server.stop()


async def test_who_comes_over_the_socket_is_who_the_kernel_says(
    app: ASGIApp, house: House, path: str
) -> None:
    async with over_unix(app, path) as client:
        response = await client.post(ACK)
        again = await client.post(f"/api/v1/incidents/{LINE}/comment", json={"note": "x"})
    me = {"name": pwd.getpwuid(os.geteuid()).pw_name, "via": "socket"}
    assert response.json()["incident"]["acknowledged"]["by"] == me
    assert again.status_code == 200
    assert [event.by.via for event in house.desk.history[LINE][1:]] == ["socket", "socket"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("uid", "name"), [(65534, "nobody"), (54321, "uid 54321")])
async def test_another_user_is_told_from_us(
    app: ASGIApp, house: House, path: str, uid: int, name: str
) -> None:
    async with over_unix(app, path):
        asking = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-c", ASK, path, str(uid)
        )
        assert await asking.wait() == 0
    held = house.desk.kept[LINE].acknowledged
    assert held is not None
    assert (held.by.name, held.by.via) == (name, "socket")


async def test_a_token_counts_over_the_socket_too(app: ASGIApp, path: str) -> None:
    async with over_unix(app, path) as client:
        token = {"authorization": "Bearer s3cret-of-hung"}
        response = await client.post(ACK, headers=token)
        wrong = await client.post(ACK, headers={"authorization": "Bearer s3cret-of-lan"})
    held = response.json()["incident"]["acknowledged"]
    assert held["by"] == {"name": "hung", "via": "token"}
    assert wrong.status_code == 401


async def test_nobody_is_known_over_tcp_by_the_connection(app: ASGIApp) -> None:
    async with served(app) as port, httpx.AsyncClient() as client:
        response = await client.post(f"http://127.0.0.1:{port}{ACK}")
    assert response.status_code == 401


async def test_advice_is_for_those_who_come_over_the_socket(app: ASGIApp, path: str) -> None:
    async with over_unix(app, path) as client:
        answer = (await client.get(f"/api/v1/incidents/{LINE}")).json()
    assert answer["incident"]["advice"]["what_to_do"]


def test_a_user_without_a_name_is_known_by_number() -> None:
    assert user_name(54321) == "uid 54321"


async def raw(port: int, *parts: bytes) -> bytes:
    """What the server says to bytes sent by hand, until it has said all."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
    said = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return said


HEAD = (
    f"POST {ACK} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer s3cret-of-hung\r\n"
    "Content-Type: application/json\r\n"
).encode()


async def test_a_big_body_is_refused_before_it_comes(app: ASGIApp, house: House) -> None:
    async with served(app) as port:
        said = await raw(port, HEAD, b"Content-Length: 1000000000\r\n\r\n")
    assert b" 413 " in said
    assert house.desk.kept[LINE].acknowledged is None


async def test_a_big_body_is_refused_when_it_does_not_say_so(app: ASGIApp, house: House) -> None:
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    async with served(app) as port:
        said = await raw(port, HEAD, b"Transfer-Encoding: chunked\r\n\r\n", chunk, chunk)
    assert b" 413 " in said
    assert house.desk.kept[LINE].acknowledged is None


async def test_a_body_of_the_greatest_size_is_taken(app: ASGIApp) -> None:
    body = b"{}".ljust(queries.MOST_BODY)
    async with served(app) as port:
        said = await raw(port, HEAD, b"Content-Length: %d\r\n\r\n" % len(body), body)
    assert b" 200 " in said


async def test_a_body_that_never_comes_is_not_waited_for(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PATIENCE", 0.05)
    async with served(app) as port:
        said = await raw(port, HEAD, b"Content-Length: 10\r\n\r\n", b"{")
    assert b" 408 " in said
