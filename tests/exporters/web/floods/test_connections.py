"""Ten thousand connections that never ask anything, and one that does."""

from __future__ import annotations

import asyncio
import resource
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from exporters.web.app import create_app
from exporters.web.places import MOST_EACH
from exporters.web.tls import Certificates
from tests.exporters.web.certificates import authority
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

COMING = 10_000
HELD = 4_000
"""Of them at a time, as far as this machine gives us descriptors."""
PATIENCE = 50.0
"""Seconds for all of it on a slow machine."""
BEGUN = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


@pytest.fixture
def descriptors() -> Iterator[int]:
    """How many of our own we may hold; the limit is raised for the time being."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = HELD + 2000 if hard == resource.RLIM_INFINITY else min(hard, HELD + 2000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    yield max(soft, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def app(house: House) -> ASGIApp:
    """The application over forty sites."""
    return create_app(house.sources())


class Lag:
    """The greatest time that the loop was held."""

    def __init__(self) -> None:
        self.greatest = 0.0

    async def watch(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            before = clock()
            await asyncio.sleep(0.01)
            self.greatest = max(self.greatest, clock() - before - 0.01)


def opened(port: int) -> socket.socket:
    """A connection begun from another address of this machine, which may not be taken yet."""
    one = socket.socket()
    one.settimeout(0.0)
    one.bind(("127.0.0.2", 0))
    one.connect_ex(("127.0.0.1", port))
    return one


async def flood(port: int, held: list[socket.socket], most: int) -> None:
    """Opens them one by one, each with the beginning of a request."""
    for number in range(COMING):
        held.append(opened(port))
        if len(held) > most:
            held.pop(0).close()
        if number % 20 == 0:
            await asyncio.sleep(0)
            for one in held[-20:]:
                try:
                    one.send(BEGUN)
                except OSError:
                    continue


async def test_ten_thousand_slow_connections_keep_nobody_from_asking(
    app: ASGIApp, house: House, descriptors: int
) -> None:
    held: list[socket.socket] = []
    lag = Lag()
    async with asyncio.timeout(PATIENCE), served(app, None, house.refuse) as port:
        watching = asyncio.create_task(lag.watch())
        flooding = asyncio.create_task(flood(port, held, min(HELD, descriptors // 2)))
        base = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=base, timeout=PATIENCE) as client:
            statuses = [(await client.get("/api/v1/sites")).status_code]
            while not flooding.done():
                statuses.append((await client.get("/api/v1/sites")).status_code)
            await flooding
            statuses.append((await client.get("/metrics")).status_code)
        watching.cancel()
        for one in held:
            one.close()
    assert set(statuses) == {200}
    assert house.refused["connections"] > COMING / 4
    assert lag.greatest < 3.0


async def test_one_address_has_so_many_and_others_have_theirs(app: ASGIApp, house: House) -> None:
    async with served(app, None, house.refuse) as port:
        mine = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_EACH + 3)]
        for reader, _ in mine[:3]:
            assert await reader.read() == b""
        other = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0))
        for reader, writer in (mine[3], mine[-1], other):
            writer.write(b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b" 200 " in await reader.readline()
        for _, writer in [*mine, other]:
            writer.transport.abort()
    assert house.refused == {"connections": 3}


async def test_handshakes_that_never_end_take_places_too(
    app: ASGIApp, house: House, tmp_path: Path
) -> None:
    office = await asyncio.to_thread(authority, tmp_path)
    context = await asyncio.to_thread(lambda: Certificates(office.sign("web")).context)
    trust = await asyncio.to_thread(ssl.create_default_context, cafile=str(office.file))
    async with served(app, context, house.refuse) as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_EACH * 2)]
        base = f"https://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=base, verify=trust) as client:
            assert (await client.get("/-/healthy")).text == "ok"
        for _, writer in silent:
            writer.transport.abort()
    assert house.refused["connections"] >= MOST_EACH
