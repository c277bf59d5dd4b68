"""What is sent to the service manager, and when nothing is."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitord.daemon import manager
from monitord.daemon.watchdog import keep_alive


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(10)
        yield sock


@pytest.fixture
def environ(ear: socket.socket) -> dict[str, str]:
    return {"NOTIFY_SOCKET": ear.getsockname()}


def test_states_are_lines_of_one_message(ear: socket.socket, environ: dict[str, str]) -> None:
    manager.tell(manager.READY, manager.status("5/6 điểm cầu\n họp được"), environ=environ)
    assert ear.recv(200).decode() == "READY=1\nSTATUS=5/6 điểm cầu họp được"


@pytest.mark.parametrize("where", ["", "relative", "/nowhere/notify", "@monitord-nobody"])
def test_a_manager_that_is_not_there_is_no_error(where: str) -> None:
    assert not manager.tell(manager.READY, environ={"NOTIFY_SOCKET": where})
    assert not manager.tell(manager.READY, environ={})


def test_a_manager_that_does_not_read_holds_nobody_up(
    ear: socket.socket, environ: dict[str, str]
) -> None:
    for _ in range(10_000):  # far beyond any queue of the kernel
        manager.tell(manager.WATCHDOG, environ=environ)
    assert ear.recv(64) == b"WATCHDOG=1"


def test_a_reload_has_a_beginning_and_an_end(ear: socket.socket, environ: dict[str, str]) -> None:
    with manager.reloading(environ):
        first, at = ear.recv(200).decode().splitlines()
        assert first == "RELOADING=1"
        assert at.removeprefix("MONOTONIC_USEC=").isdigit()
    assert ear.recv(64) == b"READY=1"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "-1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_managers_patience(environ: dict[str, str], expected: float | None) -> None:
    assert manager.patience(environ, pid=7) == expected


async def test_the_verdict_is_told_when_it_changes_and_life_always(
    ear: socket.socket, environ: dict[str, str]
) -> None:
    verdicts = iter(["all well", "all well", "one down"])
    environ["WATCHDOG_USEC"] = "20000"
    ear.settimeout(0)
    task = asyncio.create_task(keep_alive(lambda: next(verdicts, "one down"), environ))
    loop = asyncio.get_running_loop()
    heard = [(await loop.sock_recv(ear, 200)).decode() for _ in range(4)]
    task.cancel()
    assert heard == [
        "WATCHDOG=1\nSTATUS=all well",
        "WATCHDOG=1",
        "WATCHDOG=1\nSTATUS=one down",
        "WATCHDOG=1",
    ]


async def test_a_verdict_that_the_manager_was_too_busy_for_is_told_again(
    ear: socket.socket, environ: dict[str, str]
) -> None:
    while manager.tell("X=1", environ=environ):
        pass  # until its queue is full
    environ["WATCHDOG_USEC"] = "20000"
    asked = asyncio.Event()

    def verdict() -> str:
        asked.set()
        return "all well"

    task = asyncio.create_task(keep_alive(verdict, environ))
    await asked.wait()
    ear.settimeout(0)
    loop = asyncio.get_running_loop()
    while (heard := await loop.sock_recv(ear, 200)) == b"X=1":
        pass
    task.cancel()
    assert heard == b"WATCHDOG=1\nSTATUS=all well"


async def test_without_a_watchdog_only_the_verdict_is_told(
    ear: socket.socket, environ: dict[str, str]
) -> None:
    ear.settimeout(0)
    task = asyncio.create_task(keep_alive(lambda: "all well", environ))
    heard = await asyncio.get_running_loop().sock_recv(ear, 200)
    task.cancel()
    assert heard == b"STATUS=all well"


async def test_where_nobody_listens_nobody_is_asked_for_the_verdict() -> None:
    await keep_alive(lambda: pytest.fail("asked"), {})
