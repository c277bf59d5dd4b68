"""Versions 1 and 2c against a real snmpd."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitord.model.snmp import Oid, Outcome, SnmpLogin, SnmpPlan, SnmpTable, SnmpVersion
from probes.snmp.community.conversation import Question
from probes.snmp.community.engine import CommunityEngine, write_question
from probes.snmp.community.target import AgentTarget
from probes.snmp.packet import Message, PduType, Tag
from tests.probes.snmp.snmpd import Snmpd, free_port, have_snmpd, running_snmpd

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not have_snmpd(), reason="net-snmp is not installed"),
]

COMMUNITY = "xem-thoi"
SYSTEM, IF = "1.3.6.1.2.1.1", "1.3.6.1.2.1.2.2.1"
NAME, OBJECT_ID, UPTIME, MISSING = (f"{SYSTEM}.{n}.0" for n in (5, 2, 3, 77))
DESCRIPTION, SPEED, NOTHING = f"{IF}.2", f"{IF}.5", f"{IF}.99"
VERSIONS: tuple[SnmpVersion, ...] = ("1", "2c")


@pytest.fixture
async def snmpd(tmp_path: Path) -> AsyncIterator[Snmpd]:
    """A real agent that is called `tram-1`."""
    lines = ("sysName tram-1", "sysLocation Như Thanh")
    async with running_snmpd(tmp_path, communities=(COMMUNITY,), lines=lines) as agent:
        yield agent


def targeted(
    engine: CommunityEngine, port: int, version: SnmpVersion = "2c", community: str = COMMUNITY
) -> AgentTarget:
    """A target on 127.0.0.1."""
    login = SnmpLogin("tslcd", version, community.encode())
    return engine.target("127.0.0.1", port=port, login=login, timeout=2, retries=1)


@pytest.mark.parametrize("version", VERSIONS)
async def test_scalars_come_in_one_request(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    plan = SnmpPlan((NAME, OBJECT_ID, UPTIME))
    answer = await community_engine.poll(targeted(community_engine, snmpd.port, version), plan)
    assert answer.outcome is Outcome.OK
    assert answer.scalars[NAME] == b"tram-1"
    assert answer.scalars[OBJECT_ID] == Oid("1.3.6.1.4.1.8072.3.2.10")
    assert isinstance(answer.scalars[OBJECT_ID], Oid)
    assert isinstance(answer.scalars[UPTIME], int)
    assert (answer.requests, answer.retries, answer.failures) == (1, 0, {})
    assert answer.started < answer.ended


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_missing_object_leaves_the_others_standing(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    plan = SnmpPlan((NAME, MISSING, UPTIME))
    answer = await community_engine.poll(targeted(community_engine, snmpd.port, version), plan)
    assert answer.outcome is Outcome.OK
    assert set(answer.scalars) == {NAME, UPTIME}
    assert answer.failures == {MISSING: Outcome.NO_OBJECT}


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_agent_that_has_nothing_of_it_says_no_object(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    plan = SnmpPlan((MISSING,), (SnmpTable((NOTHING,)),))
    answer = await community_engine.poll(targeted(community_engine, snmpd.port, version), plan)
    assert answer.outcome is Outcome.NO_OBJECT
    assert answer.tables == {NOTHING: {}}


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_interfaces_are_those_that_snmpwalk_sees(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    plan = SnmpPlan(tables=(SnmpTable((DESCRIPTION, SPEED, NOTHING)),))
    answer = await community_engine.poll(targeted(community_engine, snmpd.port, version), plan)
    expected = await _walked(snmpd, DESCRIPTION)
    assert [f"{DESCRIPTION}.{index}" for index in answer.tables[DESCRIPTION]] == expected
    assert list(answer.tables[SPEED]) == list(answer.tables[DESCRIPTION])
    assert answer.tables[NOTHING] == {}
    assert (answer.outcome, answer.cut, answer.failures) == (Outcome.OK, 0, {})


async def test_a_table_of_known_length_takes_one_request(
    community_engine: CommunityEngine, snmpd: Snmpd
) -> None:
    target = targeted(community_engine, snmpd.port)
    plan = SnmpPlan(tables=(SnmpTable((DESCRIPTION,)),))
    await community_engine.poll(target, plan)
    assert (await community_engine.poll(target, plan)).requests == 1


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_walk_finds_what_snmpwalk_finds(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    walk = community_engine.walk(targeted(community_engine, snmpd.port, version), IF)
    found = [binding.oid async for binding in walk]
    assert found == await _walked(snmpd, IF)
    assert walk.outcome is Outcome.OK


async def test_a_walk_of_an_object_gives_the_object(
    community_engine: CommunityEngine, snmpd: Snmpd
) -> None:
    walk = community_engine.walk(targeted(community_engine, snmpd.port), NAME)
    assert [binding.value async for binding in walk] == [b"tram-1"]
    assert walk.outcome is Outcome.OK


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_walk_of_nothing_ends_with_no_object(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    walk = community_engine.walk(targeted(community_engine, snmpd.port, version), "2.5")
    assert [binding async for binding in walk] == []
    assert walk.outcome is Outcome.NO_OBJECT


async def test_a_get_shows_exceptions_too(community_engine: CommunityEngine, snmpd: Snmpd) -> None:
    got = await community_engine.get(targeted(community_engine, snmpd.port), (NAME, MISSING))
    assert got.outcome is Outcome.OK
    assert got.bindings[NAME].value == b"tram-1"
    assert got.bindings[MISSING].tag is Tag.NO_SUCH_OBJECT
    assert got.failures == {MISSING: Outcome.NO_OBJECT}


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_wrong_community_looks_like_silence(
    community_engine: CommunityEngine, snmpd: Snmpd, version: SnmpVersion
) -> None:
    login = SnmpLogin("tslcd", version, b"wrong")
    target = community_engine.target(
        "127.0.0.1", port=snmpd.port, login=login, timeout=0.05, retries=1
    )
    plan = SnmpPlan((NAME,), (SnmpTable((DESCRIPTION,)),))
    answer = await community_engine.poll(target, plan)
    assert (answer.outcome, answer.requests, answer.retries) == (Outcome.TIMEOUT, 2, 1)
    assert answer.failures == dict.fromkeys((NAME, DESCRIPTION), Outcome.TIMEOUT)
    assert "wrong" not in repr((target, answer))


async def test_a_closed_port_refuses(community_engine: CommunityEngine) -> None:
    target = targeted(community_engine, free_port())
    plan = SnmpPlan((NAME,), (SnmpTable((DESCRIPTION,)),))
    answer = await community_engine.poll(target, plan)
    assert (answer.outcome, answer.error) == (Outcome.REFUSED, "port-unreachable")
    assert answer.requests == 1
    assert answer.failures == dict.fromkeys((NAME, DESCRIPTION), Outcome.REFUSED)


async def test_a_refusal_ends_the_poll_of_none_but_the_refusing_agent(
    community_engine: CommunityEngine, snmpd: Snmpd
) -> None:
    ports = (free_port(), snmpd.port, free_port(), snmpd.port)
    targets = [targeted(community_engine, port) for port in ports]
    polls = (community_engine.poll(target, SnmpPlan((NAME,))) for target in targets)
    outcomes = [answer.outcome for answer in await asyncio.gather(*polls)]
    assert outcomes == [Outcome.REFUSED, Outcome.OK] * 2


async def test_replies_are_written_as_net_snmp_writes_them(
    community_engine: CommunityEngine, snmpd: Snmpd
) -> None:
    target = targeted(community_engine, snmpd.port)
    for kind, root in ((PduType.GET_BULK, "1.3.6.1.2.1"), (PduType.GET_BULK, "1.3.6.1.6.3")):
        reply = await _answered(snmpd, write_question(target, Question(kind, (root,), 60), 77))
        assert bytes(Message.parse(reply)) == reply


async def _answered(snmpd: Snmpd, request: bytes) -> bytes:
    """What snmpd replies, as bytes."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0)
        sock.connect(("127.0.0.1", snmpd.port))
        await loop.sock_sendall(sock, request)
        return await loop.sock_recv(sock, 65_535)


async def _walked(snmpd: Snmpd, root: str) -> list[str]:
    """OIDs that net-snmp's snmpwalk prints."""
    command = ("snmpwalk", "-v2c", "-c", COMMUNITY, "-m", "", "-On", snmpd.endpoint, root)
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    printed, _ = await process.communicate()
    return [line.split(" = ")[0][1:] for line in printed.decode().splitlines() if " = " in line]
