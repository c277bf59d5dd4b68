"""From which ports streams are sent."""

from __future__ import annotations

import errno
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.sender.ports import bind, candidates

TO = ("192.0.2.1", 862)


@given(st.integers(1, 0xFFFF), st.integers(0, 300), st.integers(1, 0xFFFF))
def test_each_port_of_the_range_is_a_candidate_once(first: int, more: int, port: int) -> None:
    last = min(first + more, 0xFFFF)
    found = list(candidates(first, last, ("192.0.2.1", port)))
    assert sorted(found) == list(range(first, last + 1))


def test_a_target_has_the_same_port_each_time_and_others_have_others() -> None:
    assert list(candidates(50_000, 50_999, TO)) == list(candidates(50_000, 50_999, TO))
    firsts = {next(candidates(50_000, 50_999, (f"192.0.2.{n}", 862))) for n in range(100)}
    assert len(firsts) > 90


def free_pair() -> int:
    """A port that is free, with the next one."""
    for port in range(42_000, 43_000, 2):
        try:
            for each in (port, port + 1):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                    sock.bind(("0.0.0.0", each))
        except OSError:
            continue
        return port
    raise AssertionError("no port is free")


def test_the_next_port_is_taken_when_one_is_in_use_and_none_is_an_error() -> None:
    first = free_pair()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as three,
    ):
        taken = {bind(sock, "ipv4", (first, first + 1), TO) for sock in (one, two)}
        assert taken == {first, first + 1}
        with pytest.raises(OSError, match="no port from") as caught:
            bind(three, "ipv4", (first, first + 1), TO)
        assert caught.value.errno == errno.EADDRINUSE
