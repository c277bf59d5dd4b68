"""The reflector while its network misbehaves: errors, small lines, an interface that goes away."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.probes.icmp.namespace import Namespace
from tests.probes.rtp.reflector.asking import rtp
from tests.probes.rtp.reflector.serving import Running, asking, exchanged, serving


class Place:
    """A reflector, and a socket to ask it with, in a network of their own."""

    def __init__(self, namespace: Namespace, stack: ExitStack) -> None:
        self.shell = namespace.shell
        self.rules = namespace.rules
        self.running: Running = namespace.run(lambda: stack.enter_context(serving("0.0.0.0")))
        self.sock: socket.socket = namespace.run(lambda: stack.enter_context(asking()))
        self.where = ("127.0.0.1", self.running.ports[0])

    def ask(self, size: int = 172) -> None:
        """Ask, and be answered."""
        assert len(exchanged(self.sock, rtp(size=size), self.where).data) == size


@pytest.fixture
def place() -> Iterator[Place]:
    try:
        namespace = Namespace()
    except PermissionError as error:
        pytest.skip(f"no right to make a network namespace: {error}")
    namespace.shell("ip link set lo up")
    with ExitStack() as stack:
        yield Place(namespace, stack)
    namespace.close()


def test_a_reply_too_long_for_the_line_is_cut_on_its_way_as_its_request_was(place: Place) -> None:
    """A router may not cut what has the bit DF; where ICMP is filtered the reply would be lost."""
    place.shell("ip link set lo mtu 1280")
    place.rules("output", f"udp sport {place.where[1]} ip frag-off & 0x4000 != 0 drop")
    for size in (172, 1_252, 1_253, 9_216):
        place.ask(size)


@pytest.mark.parametrize("word", ["port-unreachable", "host-unreachable", "admin-prohibited"])
def test_icmp_errors_about_its_replies_do_not_reach_other_askers(place: Place, word: str) -> None:
    place.ask()
    port = place.sock.getsockname()[1]
    place.rules("input", f"udp dport {port} reject with icmpx type {word}")
    for _ in range(20):
        place.sock.sendto(rtp(), place.where)
    place.shell("nft flush ruleset")
    place.ask()
    found = place.running.stop()
    assert (found.answered, found.silences) == ({"rtp": 22}, {})


def test_an_interface_that_goes_and_comes_back_is_served_again(place: Place) -> None:
    place.ask()
    for _ in range(2):
        place.shell("ip link set lo down; ip address flush dev lo")
        with pytest.raises(OSError, match="unreachable"):
            place.sock.sendto(rtp(), place.where)
        place.shell("ip link set lo up; ip address replace 127.0.0.1/8 dev lo")
        place.ask()
    assert place.running.stop().answered == {"rtp": 3}
