"""Requests that are too long or never end, and answers that are never read."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.types import ASGIApp

from exporters.web import peer, pieces, places, server
from exporters.web.app import create_app
from exporters.web.pieces import Pieces
from exporters.web.tls import Certificates
from tests.desk.incidents import LINE
from tests.exporters.web.certificates import authority
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

BIG = 8 * 1024 * 1024
MUCH = 10 * 1024 * 1024


@pytest.fixture
def app(house: House) -> ASGIApp:
    """The application over forty sites; one person may change things."""
    house.tokens(hung="s3cret-of-hung")
    return create_app(house.sources())


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server looks often, and has little patience."""
    monkeypatch.setattr(places, "HEAD", 0.3)
    monkeypatch.setattr(places, "TAKE", 0.3)
    monkeypatch.setattr(server, "EVERY", 0.05)


async def sent(port: int, *parts: bytes) -> bytes:
    """All that the server says to what is sent, as far as it lets us."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = bytearray()
    try:
        for part in parts:
            writer.write(part)
        while chunk := await reader.read(65_536):
            said += chunk
    except ConnectionError:
        pass
    writer.transport.abort()
    return bytes(said)


POST = (
    f"POST /api/v1/incidents/{LINE}/ack HTTP/1.1\r\nHost: localhost\r\n"
    "Authorization: Bearer s3cret-of-hung\r\nContent-Type: application/json\r\n"
).encode()


async def test_10_mb_are_refused_at_once_and_not_read(app: ASGIApp, house: House) -> None:
    head = POST + b"Content-Length: %d\r\n\r\n" % MUCH
    async with served(app) as port:
        said = await sent(port, head, bytes(100))
        whole = await sent(port, head, bytes(MUCH))
    assert said.startswith(b"HTTP/1.1 413 ")
    assert whole == b"" or whole.startswith(b"HTTP/1.1 413 ")
    assert house.refused["big_body"] == 2
    assert house.desk.kept[LINE].acknowledged is None


@pytest.mark.parametrize("length", ["99999999999999999999", "-1", "x", "1e3", "0x10"])
async def test_a_length_that_is_none_is_refused(app: ASGIApp, length: str) -> None:
    async with served(app) as port:
        said = await sent(port, POST + f"Content-Length: {length}\r\n\r\n".encode())
    assert said.startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 400 "))


async def test_10_mb_in_chunks_are_not_read_to_the_end(app: ASGIApp, house: House) -> None:
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    async with served(app) as port:
        said = await sent(port, POST, b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 160)
    assert said == b"" or said.startswith(b"HTTP/1.1 413 ")
    assert house.desk.kept[LINE].acknowledged is None


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + b"A" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\rSet-Cookie: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\x00c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)
async def test_a_head_that_is_too_long_or_none_is_refused(app: ASGIApp, head: bytes) -> None:
    async with served(app) as port:
        said = await sent(port, head)
    assert said == b"" or said.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert b"et-cookie" not in said.lower()
    if said:
        assert b"nosniff" in said


async def test_nothing_of_a_request_gets_into_the_headers_of_its_answer(app: ASGIApp) -> None:
    path = b"/api/v1/sites/x%0d%0aSet-Cookie:%20a=b?x=%0d%0aSet-Cookie:%20a=b"
    token = b"Authorization: Bearer s3cret-of-hung\r\n"
    ask = (
        b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n" + token + b"Connection: close\r\n\r\n"
    )
    async with served(app) as port:
        said = await sent(port, ask)
    head, _, _ = said.partition(b"\r\n\r\n")
    assert b" 404 " in head
    assert b"cookie" not in head.lower()


@pytest.mark.usefixtures("hasty")
async def test_a_head_that_comes_byte_by_byte_is_not_waited_for(app: ASGIApp, house: House) -> None:
    async with served(app, None, house.refuse) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        gone = asyncio.create_task(reader.read())
        while not gone.done():
            writer.write(b"G")
            await asyncio.wait([gone], timeout=0.05)
        assert gone.exception() is not None or gone.result() == b""
        writer.transport.abort()
    assert house.refused == {"slow": 1}


def tiny(port: int, trust: ssl.SSLContext | None = None) -> socket.socket:
    """A connection that takes very little at a time; over TLS where somebody is trusted."""
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", port))
    if trust is not None:
        slow = trust.wrap_socket(slow, server_hostname="localhost")
    slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return slow


@pytest.mark.usefixtures("hasty")
async def test_an_answer_that_is_not_read_is_dropped_and_others_are_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = asyncio.Event()
    monkeypatch.setattr(places, "HEAD", 30.0)

    def refuse(reason: str) -> None:
        assert reason == "slow"
        dropped.set()

    async with served(Response(b"x" * BIG), None, refuse) as port:
        slow = await asyncio.to_thread(tiny, port)
        said = await sent(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(said) > BIG
        await dropped.wait()
        slow.close()


@pytest.mark.usefixtures("hasty")
async def test_neither_is_one_over_tls_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = asyncio.Event()
    monkeypatch.setattr(places, "HEAD", 30.0)
    office = await asyncio.to_thread(authority, tmp_path)
    context = await asyncio.to_thread(lambda: Certificates(office.sign("web")).context)
    trust = await asyncio.to_thread(ssl.create_default_context, cafile=str(office.file))
    base = "https://127.0.0.1"
    async with served(Response(b"x" * BIG), context, lambda reason: dropped.set()) as port:
        slow = await asyncio.to_thread(tiny, port, trust)
        async with httpx.AsyncClient(verify=trust, timeout=60.0) as client:
            assert len((await client.get(f"{base}:{port}/")).content) == BIG
        await dropped.wait()
        slow.close()


async def test_what_is_held_for_slow_readers_is_bounded() -> None:
    gone: list[str] = []
    held = asyncio.Event()
    app = Pieces(Response(b"x" * BIG), most_held=2 * BIG)

    async def ask(name: str) -> None:
        stuck = asyncio.Event()

        async def send(message: object) -> None:
            held.set()
            await stuck.wait()

        def drop() -> None:
            gone.append(name)
            stuck.set()

        scope = {"type": "http", "method": "GET", "headers": [], peer.CONNECTION: drop}
        await app(scope, receive, send)

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    app.app = whole
    asking = [asyncio.create_task(ask(name)) for name in "abcd"]
    await held.wait()
    for _ in range(10):
        await asyncio.sleep(0)  # each has come so far that it is held
    assert gone == ["a", "b"]
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)


async def whole(scope: object, receive: object, send: object) -> None:
    """An answer of one great piece."""
    assert callable(send)
    await send({"type": "http.response.body", "body": b"x" * BIG})


async def test_a_great_answer_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1000)
    body = bytes(range(256)) * 100
    async with served(Response(body)) as port:
        said = await sent(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert said.partition(b"\r\n\r\n")[2] == body
