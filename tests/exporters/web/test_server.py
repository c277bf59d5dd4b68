"""uvicorn in a loop that is not its own."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from exporters.web.app import create_app
from exporters.web.server import GRACE, WebServer
from exporters.web.sources import ReloadResult
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

REQUEST = b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def app(house: House) -> ASGIApp:
    """The application over forty sites."""
    return create_app(house.sources())


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that the test speaks over by hand."""
    return await asyncio.open_connection("127.0.0.1", port)


async def test_answers_over_the_wire_with_its_signal_handlers_untouched(app: ASGIApp) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with served(app) as port:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            response = await client.get("/api/v1/sites")
            assert response.status_code == 200
            assert len(response.json()["sites"]) == 40
            assert "server" not in response.headers
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


async def test_a_head_has_the_length_and_no_body(app: ASGIApp) -> None:
    async with served(app) as port:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            response = await client.head("/api/v1/sites")
        assert int(response.headers["content-length"]) > 10_000
        assert response.content == b""


async def test_answers_are_not_held_back_for_an_acknowledgement(app: ASGIApp) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer()
    await server.start(app, [listener])
    assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    await server.stop()


async def test_serves_on_several_sockets_a_unix_one_too(app: ASGIApp, tmp_path: Path) -> None:
    path = str(tmp_path / "web")
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(path)
    tcp = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{tcp.getsockname()[1]}/-/healthy"
    server = WebServer()
    await server.start(app, [tcp, unix])
    transport = httpx.AsyncHTTPTransport(uds=path)
    async with httpx.AsyncClient() as over_tcp, httpx.AsyncClient(transport=transport) as over_unix:
        assert (await over_tcp.get(url)).text == "ok"
        assert (await over_unix.get("http://monitord/-/healthy")).text == "ok"
    await server.stop()


async def test_stops_at_once_under_an_idle_connection(app: ASGIApp) -> None:
    clock = asyncio.get_running_loop().time
    async with served(app) as port:
        reader, writer = await connect(port)
        writer.write(REQUEST)
        assert b"200 OK" in await reader.readuntil(b"ok")
        stopping = clock()
    assert clock() - stopping < 1.0
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await connect(port)


async def test_an_answer_under_way_is_finished_before_the_stop() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        await go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"finished"})

    async with served(slow) as port:
        reader, writer = await connect(port)
        writer.write(REQUEST)
        await asked.wait()
        asyncio.get_running_loop().call_later(GRACE / 4, go_on.set)
    assert b"finished" in await reader.read()
    writer.close()


async def test_an_answer_that_never_ends_is_dropped_within_a_second() -> None:
    asked = asyncio.Event()
    dropped: list[str] = []

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            dropped.append("cancelled")
            raise

    clock = asyncio.get_running_loop().time
    async with served(endless) as port:
        reader, writer = await connect(port)
        writer.write(REQUEST)
        await asked.wait()
        stopping = clock()
    assert clock() - stopping < 1.0
    assert dropped == ["cancelled"]
    assert b"200 OK" not in await reader.read()
    writer.close()


async def test_a_bug_is_logged_and_the_next_request_answered(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> ReloadResult:
        raise LookupError("the cause")

    sources = replace(house.sources(), reload=broken)
    async with served(create_app(sources)) as port, httpx.AsyncClient() as client:
        response = await client.post(f"http://127.0.0.1:{port}/-/reload")
        assert (response.status_code, response.json()["error"]) == (500, "internal server error")
        assert (await client.get(f"http://127.0.0.1:{port}/-/healthy")).text == "ok"
    assert "LookupError: the cause" in caplog.text


async def test_requests_are_not_logged(app: ASGIApp, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with served(app) as port, httpx.AsyncClient() as client:
            await client.get(f"http://127.0.0.1:{port}/-/healthy")
    assert [each.name for each in caplog.records if each.name.startswith("uvicorn")] == []


async def test_a_body_that_nobody_wants_is_not_gathered(app: ASGIApp, house: House) -> None:
    async with served(app) as port:
        reader, writer = await connect(port)
        writer.write(b"POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        writer.write(bytes(1_000_000))
        assert b" 413 " in await reader.readuntil(b"\r\n\r\n")
        assert house.reloads == 0
        writer.close()


async def test_rubbish_is_refused(app: ASGIApp) -> None:
    async with served(app) as port:
        reader, writer = await connect(port)
        writer.write(b"\x16\x03\x01 rubbish\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 400")
        writer.close()


async def test_stopping_what_was_not_started_does_nothing() -> None:
    await WebServer().stop()


async def test_who_hangs_up_in_the_middle_of_a_body_is_no_error(
    house: House, app: ASGIApp, caplog: pytest.LogCaptureFixture
) -> None:
    house.tokens(hung="token-of-hung-of-staff")
    head = (
        b"POST /api/v1/maintenance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
        b"Authorization: Bearer token-of-hung-of-staff\r\nExpect: 100-continue\r\n\r\n"
    )
    async with served(app) as port:
        reader, writer = await connect(port)
        writer.write(head)
        assert b" 100 " in await reader.readline()
        writer.write(b"{")
        await writer.drain()
        writer.transport.abort()
        _, other = await connect(port)  # the server has seen the end of the first by its answer
        other.write(REQUEST)
        await other.drain()
        other.transport.abort()
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
