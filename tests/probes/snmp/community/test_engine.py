"""What the engine makes of agents that are small, forgetful, dead, or many."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan, SnmpTable, SnmpVersion
from probes.snmp.community.engine import CommunityEngine
from probes.snmp.community.target import AgentTarget
from probes.snmp.packet import Message, Pdu, PduType, Tag
from tests.probes.snmp.agent import Agent, Objects, running_agent

COLUMNS = tuple(f"1.3.6.1.2.1.2.2.1.{n}" for n in (2, 5, 8, 10))
NAMES = tuple(f"1.3.6.1.2.1.1.{n}.0" for n in range(1, 9))
OBJECTS: Objects = {
    **dict.fromkeys(NAMES, (Tag.INTEGER, 1)),
    **{f"{col}.{n}": (Tag.COUNTER32, n) for col in COLUMNS[:2] for n in range(1, 41)},
    **{f"{COLUMNS[2]}.{n}": (Tag.COUNTER32, n) for n in (3, 30)},
    "1.3.6.1.9": (Tag.INTEGER, 1),
}
TABLE = SnmpPlan(tables=(SnmpTable(COLUMNS),))
SCALARS = SnmpPlan(NAMES)
WHOLE = SnmpPlan(NAMES, (SnmpTable(COLUMNS), SnmpTable(("1.3.6.1.2.1.31.1.1.1.1",))))
LENGTHS = [40, 40, 2, 0]


def targeted(
    engine: CommunityEngine,
    port: int,
    version: SnmpVersion = "2c",
    *,
    patience: float = 5,
    retries: int = 0,
    address: str = "127.0.0.1",
) -> AgentTarget:
    """A target, on loopback if not said otherwise."""
    login = SnmpLogin("tslcd", version, b"public")
    return engine.target(address, port=port, login=login, timeout=patience, retries=retries)


@pytest.fixture
async def agent() -> AsyncIterator[Agent]:
    async with running_agent(OBJECTS) as running:
        yield running


@pytest.fixture
def hole() -> Iterator[int]:
    """The port of one who listens everywhere and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", 0))
        yield sock.getsockname()[1]


def lengths(answer: SnmpAnswer) -> list[int]:
    """Rows by column."""
    return [len(column) for column in answer.tables.values()]


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_sparse_columns_are_walked_to_their_ends(
    community_engine: CommunityEngine, agent: Agent, version: SnmpVersion
) -> None:
    answer = await community_engine.poll(targeted(community_engine, agent.port, version), TABLE)
    assert (answer.outcome, answer.failures, answer.cut) == (Outcome.OK, {}, 0)
    assert lengths(answer) == LENGTHS
    assert answer.tables[COLUMNS[2]] == {"3": 3, "30": 30}
    assert list(answer.tables[COLUMNS[0]]) == [str(n) for n in range(1, 41)]


async def test_every_bulk_reply_fits_a_frame(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    sizes: list[int] = []

    def weigh(request: Message, honest: Pdu) -> tuple[Message]:
        sizes.append(len(bytes(replace(request, pdu=honest))))
        return (replace(request, pdu=honest),)

    agent.twist = weigh
    target = targeted(community_engine, agent.port)
    for _ in range(3):
        assert lengths(await community_engine.poll(target, TABLE)) == LENGTHS
    assert max(sizes) <= 1472


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_what_is_too_big_is_split_once_and_remembered(
    community_engine: CommunityEngine, agent: Agent, version: SnmpVersion
) -> None:
    agent.most_names = 3
    target = targeted(community_engine, agent.port, version)
    first, second = [await community_engine.poll(target, SCALARS) for _ in range(2)]
    assert len(first.scalars) == len(second.scalars) == 8
    assert (first.requests, second.requests) == (7, 4)


async def test_one_object_that_is_too_big_costs_itself_only(
    community_engine: CommunityEngine,
) -> None:
    objects = {**OBJECTS, NAMES[3]: (Tag.OCTETS, bytes(500))}
    async with running_agent(objects) as agent:
        agent.most_size = 300
        answer = await community_engine.poll(targeted(community_engine, agent.port), SCALARS)
    assert answer.failures == {NAMES[3]: Outcome.ERROR_STATUS}
    assert (len(answer.scalars), answer.error) == (7, "tooBig")


async def test_a_table_too_big_for_the_agent_is_asked_in_smaller_pieces(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    agent.most_size = 60  # not even one row
    target = targeted(community_engine, agent.port)
    assert lengths(await community_engine.poll(target, TABLE)) == LENGTHS
    asked = len(agent.pdus)
    assert lengths(await community_engine.poll(target, TABLE)) == LENGTHS
    assert len(agent.pdus[0].bindings) == 4
    assert len(agent.pdus[asked].bindings) == 1


async def test_objects_missing_in_v1_cost_one_more_request_from_the_second_poll_on(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    missing = ("1.3.6.1.2.1.1.10.0", "1.3.6.1.2.1.2.2.1.2.77", "1.3.6.1.9.9.0")
    plan = SnmpPlan((*NAMES, *missing, f"{COLUMNS[0]}.2"))
    target = targeted(community_engine, agent.port, "1")
    first, second = [await community_engine.poll(target, plan) for _ in range(2)]
    for answer in (first, second):
        assert (answer.outcome, len(answer.scalars)) == (Outcome.OK, 9)
        assert answer.failures == dict.fromkeys(missing, Outcome.NO_OBJECT)
    assert (first.requests, second.requests) == (4, 3)  # the last one is beyond all that there is


async def test_an_object_that_appears_in_v1_is_found(community_engine: CommunityEngine) -> None:
    before = {name: value for name, value in OBJECTS.items() if name != NAMES[4]}
    async with running_agent(before) as without, running_agent(OBJECTS) as having:
        target = targeted(community_engine, without.port, "1")
        await community_engine.poll(target, SCALARS)
        target = replace(targeted(community_engine, having.port, "1"), memory=target.memory)
        second, third = [await community_engine.poll(target, SCALARS) for _ in range(2)]
    assert len(second.scalars) == len(third.scalars) == 8
    assert (second.requests, third.requests) == (2, 1)


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_an_object_with_an_error_costs_itself_only(
    community_engine: CommunityEngine, agent: Agent, version: SnmpVersion
) -> None:
    agent.broken = {NAMES[2], NAMES[5]}
    answer = await community_engine.poll(targeted(community_engine, agent.port, version), SCALARS)
    assert answer.failures == dict.fromkeys((NAMES[2], NAMES[5]), Outcome.ERROR_STATUS)
    assert (answer.outcome, answer.error, len(answer.scalars)) == (Outcome.OK, "genErr", 6)


async def test_only_errors_are_an_error(community_engine: CommunityEngine, agent: Agent) -> None:
    agent.broken = set(NAMES)
    answer = await community_engine.poll(targeted(community_engine, agent.port), SCALARS)
    assert (answer.outcome, answer.error) == (Outcome.ERROR_STATUS, "genErr")


async def test_a_column_with_an_error_costs_itself_only(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    agent.broken = {COLUMNS[1]}
    answer = await community_engine.poll(targeted(community_engine, agent.port), TABLE)
    assert answer.failures == {COLUMNS[1]: Outcome.ERROR_STATUS}
    assert lengths(answer) == [40, 2, 0]


async def test_objects_left_out_of_a_reply_are_asked_for_again(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    agent.twist = lambda request, honest: (
        replace(request, pdu=replace(honest, bindings=honest.bindings[:3])),
    )
    answer = await community_engine.poll(targeted(community_engine, agent.port), SCALARS)
    assert (len(answer.scalars), answer.requests, answer.failures) == (8, 3, {})


async def test_a_dead_agent_costs_its_tries_once(
    community_engine: CommunityEngine, hole: int
) -> None:
    target = targeted(community_engine, hole, patience=0.05, retries=2)
    answer = await community_engine.poll(target, WHOLE)
    assert (answer.outcome, answer.requests, answer.retries) == (Outcome.TIMEOUT, 3, 2)
    assert len(answer.failures) == 13
    assert 0.15 <= (answer.ended - answer.started) / 1e9 < 1


async def test_a_lost_request_is_repeated(community_engine: CommunityEngine, agent: Agent) -> None:
    agent.twist = lambda request, honest: (
        () if len(agent.asked) == 1 else (replace(request, pdu=honest),)
    )
    target = targeted(community_engine, agent.port, patience=0.05, retries=1)
    answer = await community_engine.poll(target, SCALARS)
    assert (answer.outcome, answer.requests, answer.retries) == (Outcome.OK, 2, 1)
    assert agent.asked[0] == agent.asked[1]


async def test_an_agent_that_answers_no_bulk_is_asked_for_its_other_parts_once(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    agent.twist = lambda request, honest: (
        () if agent.pdus[-1].type is PduType.GET_BULK else (replace(request, pdu=honest),)
    )
    target = targeted(community_engine, agent.port, patience=0.05, retries=1)
    answer = await community_engine.poll(target, WHOLE)
    assert (answer.outcome, len(answer.scalars)) == (Outcome.OK, 8)
    assert set(answer.failures.values()) == {Outcome.TIMEOUT}
    assert (answer.requests, answer.retries) == (1 + 2 + 1, 1)


async def test_an_agent_that_dies_within_a_poll_is_told_as_far_as_it_went(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    agent.twist = lambda request, honest: (
        () if len(agent.asked) > 3 else (replace(request, pdu=honest),)
    )
    target = targeted(community_engine, agent.port, patience=0.05)
    answer = await community_engine.poll(target, WHOLE)
    assert len(answer.scalars) == 8
    assert answer.tables == {}  # half a table is none
    assert set(answer.failures) == {*COLUMNS, "1.3.6.1.2.1.31.1.1.1.1"}


async def test_what_cannot_be_sent_is_not_measured(community_engine: CommunityEngine) -> None:
    target = targeted(community_engine, 161, address="255.255.255.255")
    answer = await community_engine.poll(target, WHOLE)
    assert answer.outcome is Outcome.UNMEASURED
    assert set(answer.failures.values()) == {Outcome.UNMEASURED}


async def test_an_agent_is_asked_one_thing_at_a_time(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    target = targeted(community_engine, agent.port)
    most = 0

    def count(request: Message, honest: Pdu) -> tuple[Message]:
        nonlocal most
        most = max(most, community_engine.in_flight)
        return (replace(request, pdu=honest),)

    agent.twist = count
    polls = (community_engine.poll(target, WHOLE) for _ in range(5))
    for answer in await asyncio.gather(*polls):
        assert answer.outcome is Outcome.OK
    assert most == 1


async def test_a_cancelled_poll_leaves_nothing(
    community_engine: CommunityEngine, agent: Agent
) -> None:
    agent.twist = lambda _request, _honest: ()
    target = targeted(community_engine, agent.port)
    poll = asyncio.create_task(community_engine.poll(target, SCALARS))
    await agent.heard.wait()
    assert community_engine.in_flight == 1
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    assert community_engine.in_flight == 0
    agent.twist = None
    assert (await community_engine.poll(target, SCALARS)).outcome is Outcome.OK


async def test_closing_ends_polls_as_unmeasured(agent: Agent) -> None:
    engine = CommunityEngine.open(asyncio.get_running_loop())
    agent.twist = lambda _request, _honest: ()
    target = targeted(engine, agent.port)
    poll = asyncio.create_task(engine.poll(target, WHOLE))
    await agent.heard.wait()
    engine.close()
    assert (await poll).outcome is Outcome.UNMEASURED
    assert (await engine.poll(target, WHOLE)).outcome is Outcome.UNMEASURED


async def test_requests_beyond_the_bound_wait_their_turn(agent: Agent, hole: int) -> None:
    with closing(CommunityEngine.open(asyncio.get_running_loop(), most=2)) as engine:
        dead = [targeted(engine, hole, patience=0.05) for _ in range(4)]
        live = targeted(engine, agent.port)
        answers = await asyncio.gather(*(engine.poll(target, SCALARS) for target in (*dead, live)))
    assert [answer.outcome for answer in answers] == [Outcome.TIMEOUT] * 4 + [Outcome.OK]
    *ended, last = [answer.ended for answer in answers]
    assert max(ended[:2]) < min(ended[2:]) < last
    assert last - answers[0].started < 1e9


async def test_300_dead_among_1242_delay_no_other(
    community_engine: CommunityEngine, agent: Agent, hole: int
) -> None:
    dead = [
        targeted(community_engine, hole, patience=60, address=f"127.1.{n // 250}.{1 + n % 250}")
        for n in range(300)
    ]
    live = [targeted(community_engine, agent.port) for _ in range(942)]
    silent = [asyncio.create_task(community_engine.poll(target, SCALARS)) for target in dead]
    answers: list[SnmpAnswer] = []
    for at in range(0, len(live), 50):  # as many as the agent's own socket holds
        polls = (community_engine.poll(target, SCALARS) for target in live[at : at + 50])
        answers += await asyncio.gather(*polls)
    assert {(answer.outcome, answer.requests) for answer in answers} == {(Outcome.OK, 1)}
    assert not any(task.done() for task in silent)
    assert community_engine.in_flight == 300
    for task in silent:
        task.cancel()
    await asyncio.wait(silent)


async def test_the_time_outs_of_one_family_do_not_swallow_those_of_the_other(
    community_engine: CommunityEngine, hole: int
) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as other:
        other.bind(("::1", 0))
        soon = targeted(community_engine, hole, patience=0.05)
        later = targeted(community_engine, other.getsockname()[1], patience=0.15, address="::1")
        polls = (community_engine.poll(target, SCALARS) for target in (soon, later))
        answers = await asyncio.wait_for(asyncio.gather(*polls), 5)
    assert [answer.outcome for answer in answers] == [Outcome.TIMEOUT] * 2
    assert answers[1].ended - answers[1].started < 1e9


async def test_ipv6_is_spoken_too(community_engine: CommunityEngine) -> None:
    async with running_agent(OBJECTS, "::1") as agent:
        target = targeted(community_engine, agent.port, address="::1")
        assert (await community_engine.poll(target, WHOLE)).outcome is Outcome.OK
    refused = await community_engine.poll(target, WHOLE)
    assert (refused.outcome, refused.error) == (Outcome.REFUSED, "port-unreachable")


@pytest.mark.parametrize(
    ("address", "port", "version"),
    [
        ("mcu.example", 161, "2c"),
        ("127.0.0.1", 0, "2c"),
        ("127.0.0.1", 65536, "2c"),
        ("fe80::1%nosuch0", 161, "2c"),
        ("fe80::1%99999999999999999999", 161, "2c"),
        ("127.0.0.1", 161, "3"),
    ],
)
async def test_targets_that_cannot_be_are_refused(
    community_engine: CommunityEngine, address: str, port: int, version: SnmpVersion
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        targeted(community_engine, port, version, address=address)
