"""ICMP errors as routers send them, made by hand: the kernel gives them to whom they quote."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator

import pytest

from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan
from probes.snmp.community.engine import CommunityEngine
from probes.snmp.packet import Tag
from tests.probes.snmp.agent import Agent, running_agent

NAME = "1.3.6.1.2.1.1.5.0"
PLAN = SnmpPlan((NAME,))
UNREACHABLE, QUENCH = 3, 4
UDP = 17


@pytest.fixture
def router() -> Iterator[socket.socket]:
    """What ICMP messages are sent with."""
    try:
        sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    except PermissionError as error:
        pytest.skip(f"no right to a raw socket: {error}")
    with sock:
        yield sock


@pytest.mark.parametrize("quoted", [0, 20, 1000])
@pytest.mark.parametrize(
    ("code", "kind"),
    [(0, "net-unreachable"), (1, "host-unreachable"), (13, "admin-prohibited")],
)
async def test_a_router_that_says_no_ends_the_poll_however_little_it_quotes(
    community_engine: CommunityEngine, router: socket.socket, code: int, kind: str, quoted: int
) -> None:
    answer = await _poll(community_engine, router, UNREACHABLE, code, quoted)
    assert (answer.outcome, answer.error) == (Outcome.REFUSED, kind)
    assert answer.requests == 1


@pytest.mark.parametrize(("kind", "code"), [(UNREACHABLE, 4), (QUENCH, 0)])
async def test_errors_that_refuse_nothing_end_nothing(
    community_engine: CommunityEngine, router: socket.socket, kind: int, code: int
) -> None:
    answer = await _poll(community_engine, router, kind, code, 1000)
    assert answer.outcome is Outcome.OK


async def test_an_error_about_an_earlier_request_ends_nothing(
    community_engine: CommunityEngine, router: socket.socket
) -> None:
    answer = await _poll(community_engine, router, UNREACHABLE, 1, 1000, forged=b"\x30\x26earlier")
    assert answer.outcome is Outcome.OK


async def _poll(
    engine: CommunityEngine,
    router: socket.socket,
    kind: int,
    code: int,
    quoted: int,
    forged: bytes | None = None,
) -> SnmpAnswer:
    """Poll an agent that replies only after a router's error about the request has come."""
    async with running_agent({NAME: (Tag.OCTETS, b"tram-1")}) as agent:
        agent.twist = lambda _request, _honest: ()
        login = SnmpLogin("tslcd", "2c", b"public")
        target = engine.target("127.0.0.1", port=agent.port, login=login, timeout=5, retries=0)
        poll = asyncio.create_task(engine.poll(target, PLAN))
        await agent.heard.wait()
        asked = forged or bytes(agent.asked[0])
        router.sendto(_error(kind, code, agent, asked[:quoted]), ("127.0.0.1", 0))
        reply = agent.asked[0]
        agent.twist = None
        agent.datagram_received(bytes(reply), agent.asker)
        return await poll


def _error(kind: int, code: int, agent: Agent, quoted: bytes) -> bytes:
    """An ICMP error about the datagram that the engine sent to the agent (RFC 792)."""
    loopback = socket.inet_aton("127.0.0.1")
    datagram = struct.pack(">HHHH", agent.asker[1], agent.port, 8 + len(quoted), 0) + quoted
    head = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, UDP, 0, loopback, loopback
    )
    blank = struct.pack(">BBHI", kind, code, 0, 0) + head + datagram
    words = sum(struct.unpack(f">{len(blank) // 2}H", blank[: len(blank) // 2 * 2]))
    words += blank[-1] << 8 if len(blank) % 2 else 0
    check = 0xFFFF - (words % 0xFFFF or 0xFFFF)
    return blank[:2] + struct.pack(">H", check) + blank[4:]
