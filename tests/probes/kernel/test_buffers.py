"""Room of sockets, and what found none."""

from __future__ import annotations

import socket

from probes.kernel.buffers import drops, enlarge, enlarge_receive, memory


def room(sock: socket.socket, option: int) -> int:
    return sock.getsockopt(socket.SOL_SOCKET, option)


def test_room_grows_the_ways_that_are_asked_for() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            sock.setsockopt(socket.SOL_SOCKET, option, 4_096)
        small = room(sock, socket.SO_SNDBUF)
        enlarge_receive(sock, 65_536)
        assert room(sock, socket.SO_RCVBUF) >= 65_536
        assert room(sock, socket.SO_SNDBUF) == small
        enlarge(sock, 65_536)
        assert room(sock, socket.SO_SNDBUF) >= 65_536


def test_datagrams_that_find_no_room_are_counted() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hearing,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending,
    ):
        hearing.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        hearing.bind(("127.0.0.1", 0))
        hearing.setblocking(False)  # noqa: FBT003  (the standard library's own signature)
        assert drops(hearing) == 0
        for _ in range(100):
            sending.sendto(bytes(1_000), hearing.getsockname())
        full = memory(hearing)
        assert full.waiting > full.room // 2
        came = 0
        while True:
            try:
                hearing.recv(2_000)
            except BlockingIOError:
                break
            came += 1
        assert 0 < came < 100
        assert drops(hearing) == full.drops == 100 - came
        assert memory(hearing).waiting == 0
