"""What follows from an answer, when a name is due, and lookups that hang."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.daemon.resolver import (
    CONCURRENCY,
    Answer,
    Known,
    Resolver,
    Why,
    ask,
    follow,
    next_lookup,
    system_lookup,
)

A, B = "192.0.2.1", "192.0.2.2"
NO_SUCH = Answer(definite=True)
FAILED = Answer()

Change = tuple[str, str | None, Why]

HANGS = """
import asyncio, threading
from monitord.daemon.resolver import Resolver

async def main():
    hanging = threading.Event()

    def lookup(name):
        hanging.set()
        threading.Event().wait()

    resolver = Resolver(print, 1.0, lookup)
    resolver.watch(["a", "b", "c", "d", "e", "f"])
    while not hanging.is_set():
        await asyncio.sleep(0.01)
    resolver.close()

asyncio.run(main())
"""

NAME_SERVER = """
import socket, sys, threading
from monitord.daemon.resolver import ask, system_lookup

QUESTION_A = bytes([0, 1, 0, 1])

def reply(query, name, flags, address=None):
    question = query[12 : query.index(0, 12) + 5]
    wanted = address if question[-4:] == QUESTION_A else None
    head = query[:2] + flags + bytes([0, 1, 0, 1 if wanted else 0, 0, 0, 0, 0])
    record = bytes([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4]) + socket.inet_aton(address or "0")
    return head + question + (record if wanted else b"")

def serve(server):
    while True:
        query, client = server.recvfrom(512)
        name = query[13 : 13 + query[12]].decode()
        if name == "silent":
            continue
        code = {"nxdomain": 3, "servfail": 2, "refused": 5}.get(name, 0)
        address = "192.0.2.1" if name == "good" else None
        server.sendto(reply(query, name, bytes([0x81, 0x80 | code]), address), client)

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
threading.Thread(target=serve, args=[server], daemon=True).start()
for name in sys.argv[1:]:
    print(name, ask(system_lookup, f"{name}.example."))
"""


class Heard:
    """Changes, as they come."""

    def __init__(self) -> None:
        self.changes: asyncio.Queue[Change] = asyncio.Queue()

    def __call__(self, name: str, address: str | None, why: Why) -> None:
        self.changes.put_nowait((name, address, why))


class Names:
    """A name system that says what it is told to; names in `hang` wait for `release`."""

    def __init__(self) -> None:
        self.table: dict[str, Sequence[str] | OSError] = {}
        self.hang: set[str] = set()
        self.release = threading.Event()
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.most_at_once = 0
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._at_once = 0

    def __call__(self, name: str) -> Sequence[str]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self._at_once, self.most_at_once)
        self._loop.call_soon_threadsafe(self.asked.put_nowait, name)
        if name in self.hang:
            self.release.wait()
        with self._lock:
            self._at_once -= 1
        answer = self.table[name]
        if isinstance(answer, OSError):
            raise answer
        return answer


@pytest.fixture
async def names() -> AsyncIterator[Names]:
    names = Names()
    yield names
    names.release.set()


@pytest.mark.parametrize(
    ("known", "answer", "after"),
    [
        (None, Answer((A, B)), Known(A, "resolved")),
        (None, NO_SUCH, Known(None, "no-such-name")),
        (None, FAILED, Known(None, "lookup-failed", 1)),
        (Known(B, "resolved"), Answer((A, B)), Known(B, "resolved")),
        (Known(B, "resolved"), Answer((A,)), Known(A, "resolved")),
        (Known(B, "resolved"), NO_SUCH, Known(None, "no-such-name")),
        (Known(B, "resolved"), FAILED, Known(B, "resolved", 1)),
        (Known(B, "resolved", 1), FAILED, Known(B, "resolved", 2)),
        (Known(B, "resolved", 2), Answer((A, B)), Known(B, "resolved")),
        (Known(B, "resolved", 2), NO_SUCH, Known(None, "no-such-name")),
        (Known(None, "no-such-name"), FAILED, Known(None, "no-such-name", 1)),
        (Known(None, "no-such-name"), Answer((A,)), Known(A, "resolved")),
        (Known(None, "lookup-failed", 3), FAILED, Known(None, "lookup-failed", 4)),
        (Known(None, "lookup-failed", 3), NO_SUCH, Known(None, "no-such-name")),
    ],
)
def test_what_follows_from_an_answer(known: Known | None, answer: Answer, after: Known) -> None:
    assert follow(known, answer) == after


@given(st.text(min_size=1), st.floats(1, 1e4), st.floats(0, 1e6))
def test_a_name_is_due_once_a_period_at_its_own_place(name: str, every: float, now: float) -> None:
    first = next_lookup(name, Known(A, "resolved"), every, now)
    second = next_lookup(name, Known(A, "resolved"), every, first + every / 1000)
    assert now < first <= now + every + 1e-6
    assert second - first == pytest.approx(every, abs=1e-6 * every + 1e-6)


def test_names_are_spread_over_the_period() -> None:
    due = [next_lookup(f"vc{n}.example", Known(A, "resolved"), 300.0, 0.0) for n in range(1000)]
    thirds = [sum(low < at <= low + 100 for at in due) for low in (0, 100, 200)]
    assert min(thirds) > 250


@pytest.mark.parametrize(("failures", "wait"), [(1, 10), (2, 20), (3, 40), (4, 80)])
def test_a_failed_lookup_is_tried_again_sooner(failures: int, wait: float) -> None:
    now = 5.0
    assert next_lookup("vc", Known(None, "lookup-failed", failures), 1e6, now) == now + wait


def test_a_failed_lookup_never_waits_longer_than_a_good_one() -> None:
    regular = next_lookup("vc", Known(A, "resolved"), 300.0, 7.0)
    assert next_lookup("vc", Known(A, "resolved", 99), 300.0, 7.0) == regular


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), NO_SUCH),
        (socket.gaierror(socket.EAI_NODATA, ""), NO_SUCH),
        (socket.gaierror(socket.EAI_AGAIN, ""), FAILED),
        (socket.gaierror(socket.EAI_FAIL, ""), FAILED),
        (socket.gaierror(socket.EAI_SYSTEM, ""), FAILED),
        (OSError("too many open files"), FAILED),
    ],
)
def test_only_the_name_system_can_say_that_there_is_no_such_name(
    error: OSError, answer: Answer
) -> None:
    def lookup(_: str) -> list[str]:
        raise error

    assert ask(lookup, "vc") == answer


@pytest.mark.parametrize("name", ["a..b", "x" * 64, "a\0b"])
def test_a_name_that_cannot_be_one_is_no_such_name(name: str) -> None:
    assert ask(system_lookup, name) == NO_SUCH


@pytest.mark.system
def test_what_a_real_name_server_says_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    (tmp_path / "nsswitch.conf").write_text("hosts: files dns\n")
    set_up = (
        "ip link set lo up && "
        "for file in resolv.conf nsswitch.conf; do mount --bind $file /etc/$file || exit; done"
    )
    namespace = ["unshare", "--mount", "--net", "--map-root-user", "sh", "-c"]
    probe = subprocess.run([*namespace, set_up], cwd=tmp_path, capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("no network and mount namespace to be had")
    names = ["good", "nxdomain", "empty", "servfail", "refused", "silent"]
    done = subprocess.run(
        [*namespace, f'{set_up} && exec "$0" -c "$@"', sys.executable, NAME_SERVER, *names],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    said = {"good": Answer(("192.0.2.1",)), "nxdomain": NO_SUCH, "empty": NO_SUCH}
    assert done.stdout.splitlines() == [f"{n} {said.get(n, FAILED)}" for n in names], done.stderr


async def test_the_system_resolves_localhost() -> None:
    heard = Heard()
    resolver = Resolver(heard, 300.0)
    resolver.watch(["localhost"])
    name, address, why = await heard.changes.get()
    assert (name, why) == ("localhost", "resolved")
    assert address in {"127.0.0.1", "::1"}
    resolver.close()


async def test_only_changes_are_told(names: Names) -> None:
    heard = Heard()
    resolver = Resolver(heard, 0.005, names)
    names.table["vc"] = [A]
    resolver.watch(["vc"])
    assert await heard.changes.get() == ("vc", A, "resolved")
    for unremarkable in ([B, A], socket.gaierror(socket.EAI_AGAIN, "")):
        names.table["vc"] = unremarkable
        for _ in range(3):
            await names.asked.get()
    assert resolver.failures
    names.table["vc"] = socket.gaierror(socket.EAI_NONAME, "")
    assert await heard.changes.get() == ("vc", None, "no-such-name")
    names.table["vc"] = [B, A]
    assert await heard.changes.get() == ("vc", B, "resolved")
    resolver.close()


async def test_a_name_that_hangs_does_not_hold_up_the_others(names: Names) -> None:
    heard = Heard()
    names.hang = {"slow"}
    names.table = {name: [A] for name in ("slow", "a", "b", "c", "d", "e")}
    resolver = Resolver(heard, 300.0, names)
    resolver.watch(["slow"])
    assert await names.asked.get() == "slow"
    resolver.watch(names.table)
    assert {(await heard.changes.get())[0] for _ in range(5)} == {"a", "b", "c", "d", "e"}
    names.release.set()
    assert await heard.changes.get() == ("slow", A, "resolved")
    resolver.close()


async def test_lookups_at_a_time_are_bounded_also_when_names_come_and_go(names: Names) -> None:
    heard = Heard()
    names.table = {f"vc{n}": [A] for n in range(20)}
    names.hang = set(names.table)
    resolver = Resolver(heard, 300.0, names)
    resolver.watch(names.table)
    for _ in range(CONCURRENCY):
        await names.asked.get()
    resolver.watch(())
    resolver.watch(names.table)
    names.release.set()
    assert {(await heard.changes.get())[0] for _ in range(20)} == set(names.table)
    assert names.most_at_once == CONCURRENCY
    resolver.close()


async def test_a_name_already_kept_is_left_alone_and_one_gone_is_silent(names: Names) -> None:
    heard = Heard()
    names.table = {"a": [A], "b": [B]}
    resolver = Resolver(heard, 300.0, names)
    resolver.watch(["a"])
    assert await heard.changes.get() == ("a", A, "resolved")
    resolver.watch(["a", "b"])
    assert await heard.changes.get() == ("b", B, "resolved")
    resolver.watch(["b"])
    resolver.watch(["a", "b"])
    assert await heard.changes.get() == ("a", A, "resolved")
    assert [names.asked.get_nowait() for _ in range(names.asked.qsize())] == ["a", "b", "a"]
    resolver.close()


def test_the_process_ends_at_once_while_lookups_hang() -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", HANGS], check=False, capture_output=True, timeout=20
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert time.monotonic() - started < 3
