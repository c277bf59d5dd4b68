"""ICMP errors from routers, local errors, and a machine that allows nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace

import pytest

from monitord.model.echo import IcmpError
from monitord.texts import texts
from probes.icmp import IcmpEngine, IcmpUnavailableError
from tests.probes.icmp.conftest import OpenEngine
from tests.probes.icmp.namespace import Namespace
from tests.probes.icmp.recorder import Recorder
from tests.probes.icmp.responder import ROUTER, Network, Request

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(
    ("rule", "address", "error"),
    [
        ("icmp type net-unreachable", "127.0.0.2", ("net-unreachable", 3, 0)),
        ("icmp type host-unreachable", "127.0.0.2", ("host-unreachable", 3, 1)),
        ("icmp type prot-unreachable", "127.0.0.2", ("protocol-unreachable", 3, 2)),
        ("icmp type port-unreachable", "127.0.0.2", ("port-unreachable", 3, 3)),
        ("icmp type host-prohibited", "127.0.0.2", ("admin-prohibited", 3, 10)),
        ("icmp type admin-prohibited", "127.0.0.2", ("admin-prohibited", 3, 13)),
        ("icmpv6 type no-route", "::1", ("net-unreachable", 1, 0)),
        ("icmpv6 type admin-prohibited", "::1", ("admin-prohibited", 1, 1)),
        ("icmpv6 type addr-unreachable", "::1", ("host-unreachable", 1, 3)),
        ("icmpv6 type port-unreachable", "::1", ("port-unreachable", 1, 4)),
    ],
)
async def test_a_refusal_says_what_and_from_whom(
    engine: IcmpEngine,
    namespace: Namespace,
    rule: str,
    address: str,
    error: tuple[str, int, int],
) -> None:
    family, request = ("ip6", "icmpv6") if ":" in address else ("ip", "icmp")
    namespace.rules(
        "input", f"{request} type echo-request {family} daddr {address} reject with {rule}"
    )
    sink = Recorder()
    engine.send(engine.target(address), sink)
    await sink.fated()
    word, number, code = error
    assert sink.heard == [("refused", IcmpError(word, address, number, code))]
    (refusal,) = sink.errors
    assert refusal.rtt is not None
    assert 0 < refusal.rtt < 100_000_000


@pytest.mark.parametrize(
    ("number", "code", "word"), [(11, 0, "time-exceeded"), (12, 0, "parameter-problem")]
)
@pytest.mark.parametrize("quoted", [28, 200])
async def test_a_router_s_error_is_matched_by_eight_bytes_or_more(
    engine: IcmpEngine, namespace: Namespace, number: int, code: int, word: str, quoted: int
) -> None:
    devices = Network(
        namespace, lambda net, request: net.error(request, ROUTER, number, code, quoted)
    )
    sink = Recorder()
    for last in (1, 2):
        engine.send(engine.target(f"10.9.1.{last}"), sink)
    await sink.fated(2)
    devices.close()
    assert sink.heard == [("refused", IcmpError(word, ROUTER, number, code))] * 2


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(19, id="destination"),
        pytest.param(25, id="identifier"),
        pytest.param(28, id="cookie"),
        pytest.param(43, id="index"),
    ],
)
async def test_an_error_about_an_echo_that_is_not_ours_is_ignored(
    engine: IcmpEngine, namespace: Namespace, at: int
) -> None:
    def complain_about_another(net: Network, request: Request) -> None:
        foreign = bytearray(request.datagram)
        foreign[at] ^= 4
        net.error(replace(request, datagram=bytes(foreign)), ROUTER, 3, 1, quoted=200)

    devices = Network(namespace, complain_about_another)
    sink = Recorder()
    engine.send(engine.target("10.9.1.1", timeout=0.1), sink)
    await sink.fated()
    devices.close()
    assert sink.names == ["lost"]


async def test_a_refusal_never_becomes_another_device_s_fate(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    namespace.rules("input", "icmp type echo-request ip daddr 127.0.0.2 reject")
    refusing, healthy = Recorder(), Recorder()
    bad, good = engine.target("127.0.0.2"), engine.target("127.0.0.3")
    for _ in range(50):  # the error of the first is pending when the second is sent
        engine.send(bad, refusing)
        engine.send(good, healthy)
    await healthy.fated(50)
    assert set(healthy.names) == {"answered"}
    await refusing.fated(50)
    assert set(refusing.names) <= {"refused", "lost"}  # the kernel limits its own errors
    assert "refused" in refusing.names


async def test_a_local_error_is_a_failed_send_and_only_of_its_own(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    namespace.rules("output", "ip daddr 127.0.0.2 drop")
    sink, healthy = Recorder(), Recorder()
    engine.send(engine.target("192.0.2.1"), sink)  # no route
    engine.send(engine.target("2001:db8::1"), sink)
    engine.send(engine.target("127.0.0.2"), sink)  # not permitted
    engine.send(engine.target("127.0.0.1", source="192.0.2.9"), sink)  # not our address
    assert sink.heard == [("unmeasured", "send-failed")] * 4
    engine.send(engine.target("127.0.0.1"), healthy)
    await healthy.fated()
    assert healthy.names == ["answered"]
    assert len(sink.names) == 4


async def test_an_echo_of_a_family_that_is_missing_is_a_failed_send(
    open_engine: OpenEngine,
) -> None:
    engine, sink = await open_engine(ipv6=False), Recorder()
    assert set(engine.kinds) == {"ipv4"}
    engine.send(engine.target("::1"), sink)
    assert sink.heard == [("unmeasured", "send-failed")]
    engine.send(engine.target("127.0.0.1"), sink)
    await sink.fated(2)
    assert sink.fates == ["unmeasured", "answered"]


@pytest.mark.parametrize(
    ("address", "wrong", "message"),
    [
        ("camera.example", {}, "does not appear to be an IPv4 or IPv6 address"),
        ("127.0.0.1", {"size": 23}, "size must be between 24 and 65507, not 23"),
        ("127.0.0.1", {"dscp": 64}, "dscp must be between 0 and 63, not 64"),
        ("127.0.0.1", {"ttl": 0}, "ttl must be between 1 and 255, not 0"),
        ("127.0.0.1", {"source": "::1"}, "source ::1 is not of the family of 127.0.0.1"),
        ("fe80::1%nowhere", {}, "no network interface is called nowhere"),
    ],
)
async def test_a_target_out_of_range_is_a_value_error(
    open_engine: OpenEngine, address: str, wrong: dict[str, int | str], message: str
) -> None:
    engine = await open_engine()
    with pytest.raises(ValueError, match=message):
        engine.target(address, **wrong)  # type: ignore[arg-type]


def test_a_machine_that_allows_nothing_says_how_to_allow_it(namespace: Namespace) -> None:
    program = (
        "import asyncio; from probes.icmp import IcmpEngine, IcmpUnavailableError\n"
        "try: IcmpEngine.open(asyncio.new_event_loop())\n"
        "except IcmpUnavailableError as error: print(error.key, error)"
    )
    bare = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    done = namespace.run(
        lambda: subprocess.run(
            [*bare, sys.executable, "-W", "ignore", "-c", program],
            capture_output=True,
            text=True,
            check=True,
        )
    )
    assert done.stdout.startswith("icmp.unavailable no ICMP socket is allowed here: ")
    assert IcmpUnavailableError.key == "icmp.unavailable"
    for language in ("vi", "en"):
        advice = texts(language).say(IcmpUnavailableError.key)
        for way in ("net.ipv4.ping_group_range", "setcap cap_net_raw", "AmbientCapabilities"):
            assert way in advice


async def test_a_machine_without_ipv6_is_fine(namespace: Namespace) -> None:
    for where in ("all", "default", "lo"):
        namespace.write(f"/proc/sys/net/ipv6/conf/{where}/disable_ipv6", "1")
    loop, sink = asyncio.get_running_loop(), Recorder()
    engine = namespace.run(lambda: IcmpEngine.open(loop))
    engine.send(engine.target("127.0.0.1"), sink)
    engine.send(engine.target("::1"), sink)
    await sink.fated(2)
    engine.close()
    assert sorted(sink.names) == ["answered", "unmeasured"]


async def test_neighbours_that_are_looked_up_in_vain_do_not_hinder_others(
    open_engine: OpenEngine, namespace: Namespace
) -> None:
    namespace.shell(
        "ip link add v0 type veth peer name v1; ip address add 10.7.0.1/16 dev v0;"
        "ip link set v0 up; ip link set v1 up"
    )
    engine, dead, live = await open_engine(), Recorder(), Recorder()
    for last in range(100):
        target = engine.target(f"10.7.1.{last}")
        for _ in range(7):  # each echo waits in the send buffer for an ARP reply
            engine.send(target, dead)
    for _ in range(50):
        engine.send(engine.target("127.0.0.1"), live)
    await live.fated(50)
    await dead.fated(700)
    assert live.names == ["answered"] * 50
    assert set(dead.names) == {"lost"}
