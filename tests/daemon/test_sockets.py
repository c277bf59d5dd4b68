"""Where the daemon listens, with real sockets and real children."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from monitord.daemon.sockets import ListenError, inherited, listening, parse_listen

CHILD = """
import os, sys
from monitord.daemon.sockets import ListenError, listening
os.environ["LISTEN_PID"] = str(os.getpid())
try:
    sockets = listening("127.0.0.1:0", open_to_all=False, environ=os.environ, pid=os.getpid())
except ListenError as error:
    sys.exit(str(error))
for each in sockets:
    print(each.fileno(), *each.getsockname()[:2], each.get_inheritable())
print(sorted(key for key in os.environ if key.startswith("LISTEN_")))
"""


def start_child(fds: list[int], count: str) -> subprocess.CompletedProcess[str]:
    """Run CHILD as systemd would: `fds` at 3, 4, … and LISTEN_FDS set."""
    numbers = [str(fd) for fd in fds]
    move = "".join(f"exec {3 + n}<&{fd}; " for n, fd in enumerate(numbers))
    return subprocess.run(
        ["bash", "-c", f'{move}exec "$0" -c "$1"', sys.executable, CHILD],
        check=False,
        capture_output=True,
        text=True,
        pass_fds=fds,
        env={
            **os.environ,
            "LISTEN_FDS": count,
            "LISTEN_FDNAMES": "a:b",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )


def listen(text: str, *, open_to_all: bool = False) -> socket.socket:
    [opened] = listening(text, open_to_all=open_to_all, environ={}, pid=os.getpid())
    return opened


@pytest.mark.parametrize(
    ("text", "shown", "loopback"),
    [
        ("127.0.0.1:9779", "127.0.0.1:9779", True),
        ("127.8.9.10:0", "127.8.9.10:0", True),
        ("[::1]:9779", "[::1]:9779", True),
        ("localhost:9779", "127.0.0.1:9779", True),
        (":0", ":0", False),
        ("0.0.0.0:65535", "0.0.0.0:65535", False),
        ("[::]:1", "[::]:1", False),
        ("10.1.2.3:80", "10.1.2.3:80", False),
    ],
)
def test_a_listen_address_is_understood(text: str, shown: str, loopback: bool) -> None:
    address = parse_listen(text)
    assert str(address) == shown
    assert address.loopback is loopback


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9779",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:x",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1:٣",
        "127.0.0.1:1\n",
        "127.0.0.256:1",
        "::1:9779",
        "[]:9779",
        "[127.0.0.1]:9779",
        "trung-tam.vn:9779",
        "http://127.0.0.1:9779",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ListenError, match="cannot read the listen address") as caught:
        parse_listen(text)
    assert text in caught.value.say("vi")


@pytest.mark.parametrize("text", ["127.0.0.1:0", "[::1]:0"])
def test_a_loopback_socket_accepts_connections(text: str) -> None:
    with (
        listen(text) as server,
        socket.create_connection(server.getsockname()[:2]) as client,
        server.accept()[0] as served,
    ):
        served.sendall(b"xin chao")
        assert client.recv(100) == b"xin chao"


@pytest.mark.parametrize("text", [":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0"])
def test_it_does_not_listen_beyond_loopback_unless_told_so(text: str) -> None:
    with pytest.raises(ListenError, match="--insecure-listen"):
        listen(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_every_address_means_both_families(host: str) -> None:
    with (
        listen(":0", open_to_all=True) as server,
        socket.create_connection((host, server.getsockname()[1])) as client,
    ):
        assert client.getpeername()[0] == host


def test_an_address_in_use_is_said_clearly_in_both_languages() -> None:
    with listen("127.0.0.1:0") as server:
        taken = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(ListenError) as caught:
            listen(taken)
    assert caught.value.code == "in-use"
    assert str(caught.value).startswith(f"cannot listen on {taken}: another program uses the port")
    assert caught.value.say("vi").startswith(f"không mở được {taken}: cổng đang được")


def test_an_address_of_another_machine_is_said_clearly() -> None:
    with pytest.raises(ListenError, match="does not have that address"):
        listen("192.0.2.1:0", open_to_all=True)


@pytest.mark.parametrize(
    "code", ["syntax", "exposed", "in-use", "forbidden", "not-here", "failed", "inherited"]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_error_has_its_words(code: str, language: str) -> None:
    said = ListenError(code, "[::1]:1", "x").say(language)
    assert "[::1]:1" in said


def test_sockets_from_systemd_are_adopted_and_not_passed_on() -> None:
    with listen("127.0.0.1:0") as first, listen("[::1]:0") as second:
        child = start_child([first.fileno(), second.fileno()], "2")
        ports = [each.getsockname()[1] for each in (first, second)]
    assert child.stdout.splitlines() == [
        f"3 127.0.0.1 {ports[0]} False",
        f"4 ::1 {ports[1]} False",
        "[]",
    ], child.stderr


def test_without_any_from_systemd_it_opens_its_own() -> None:
    child = start_child([], "0")
    own, variables = child.stdout.splitlines()
    assert own.split()[1] == "127.0.0.1"
    assert variables == "[]"


def test_sockets_meant_for_another_process_are_left_alone() -> None:
    environ = {"LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDS": "1", "HOME": "/"}
    assert inherited(environ, os.getpid()) == []
    assert environ == {"HOME": "/"}


@pytest.mark.parametrize("count", ["x", "-1", ""])
def test_a_count_that_is_none_is_refused(count: str) -> None:
    with pytest.raises(ListenError, match="LISTEN_FDS"):
        inherited({"LISTEN_PID": "7", "LISTEN_FDS": count}, 7)


def test_a_descriptor_that_is_not_open_is_refused() -> None:
    child = start_child([], "1")
    assert child.returncode == 1
    assert f"(fd 3): {os.strerror(errno.EBADF)}" in child.stderr


def test_a_descriptor_that_is_no_socket_is_refused() -> None:
    with Path(os.devnull).open() as file:
        child = start_child([file.fileno()], "1")
    assert f"(fd 3): {os.strerror(errno.ENOTSOCK)}" in child.stderr


def test_a_socket_that_does_not_listen_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        child = start_child([datagram.fileno()], "1")
    assert f"(fd 3): {os.strerror(errno.EINVAL)}" in child.stderr
