"""What agents and strangers should not do: each has its outcome and its counter.

Every test polls an honest agent at the same time, which nothing disturbs.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace

import pytest

from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan, SnmpTable
from probes.snmp.community.channel import READ_MOST, Request
from probes.snmp.community.engine import TICK, CommunityEngine
from probes.snmp.community.target import AgentTarget
from probes.snmp.packet import Binding, Message, Pdu, PduType, Tag
from probes.snmp.transport import MOST_REPLY
from tests.probes.snmp.agent import Agent, Objects, replying, running_agent

NAME, COLUMN, OTHER = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.5"
OBJECTS: Objects = {
    NAME: (Tag.OCTETS, b"tram-1"),
    **{f"{COLUMN}.{n}": (Tag.OCTETS, b"eth%d" % n) for n in range(1, 4)},
    **{f"{OTHER}.{n}": (Tag.GAUGE32, n) for n in range(1, 4)},
    "1.3.6.1.9": (Tag.INTEGER, 1),
}
SCALAR = SnmpPlan((NAME,))
WHOLE = SnmpPlan((NAME,), (SnmpTable((COLUMN, OTHER), 50),))
SECRET = b"bi-mat"
Twist = Callable[[Message, Pdu], Iterable[Message | bytes]]


@dataclass
class Scene:
    """An engine, an agent to misbehave and one that is honest."""

    engine: CommunityEngine
    agent: Agent
    honest: Agent

    def target(self, agent: Agent, timeout: float = 5) -> AgentTarget:
        login = SnmpLogin("tslcd", "2c", SECRET)
        return self.engine.target(
            "127.0.0.1", port=agent.port, login=login, timeout=timeout, retries=0
        )

    async def poll(self, plan: SnmpPlan, patience: float = 5) -> SnmpAnswer:
        """Poll the misbehaving agent, and the honest one beside it."""
        bad = self.engine.poll(self.target(self.agent, patience), plan)
        good = self.engine.poll(self.target(self.honest), WHOLE)
        answer, undisturbed = await asyncio.gather(bad, good)
        assert undisturbed.outcome is Outcome.OK
        assert (undisturbed.failures, undisturbed.retries) == ({}, 0)
        assert self.engine.in_flight == 0
        return answer

    def strays(self) -> dict[str, int]:
        """Those that there were."""
        return {kind: count for kind, count in self.engine.strays.items() if count}


@pytest.fixture
async def scene(community_engine: CommunityEngine) -> AsyncIterator[Scene]:
    async with running_agent(OBJECTS) as agent, running_agent(OBJECTS) as honest:
        yield Scene(community_engine, agent, honest)


def before(wrong: Callable[[Message], Message | bytes]) -> Twist:
    """Something wrong, then the honest reply."""

    def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        reply = replace(request, pdu=honest)
        return wrong(reply), reply

    return twist


def only(wrong: Callable[[Message], Message | bytes]) -> Twist:
    """Something wrong in place of the honest reply."""
    return lambda request, honest: (wrong(replace(request, pdu=honest)),)


def numbered(reply: Message, request_id: int) -> Message:
    """The same reply with another request-id."""
    assert isinstance(reply.pdu, Pdu)
    return replace(reply, pdu=replace(reply.pdu, request_id=request_id))


WRONG: dict[str, Callable[[Message], Message | bytes]] = {
    "wrong-community": lambda reply: replace(reply, community=b"public"),
    "unknown-request": lambda reply: numbered(reply, 7),
    "malformed": lambda reply: bytes(reply)[:-3],
    "oversized": lambda reply: bytes(reply) + bytes(MOST_REPLY),
}


@pytest.mark.parametrize("kind", WRONG)
async def test_a_wrong_datagram_before_the_reply_is_counted_and_harmless(
    scene: Scene, kind: str
) -> None:
    scene.agent.twist = before(WRONG[kind])
    answer = await scene.poll(SCALAR)
    assert (answer.outcome, answer.scalars) == (Outcome.OK, {NAME: b"tram-1"})
    assert scene.strays() == {kind: 1}


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("wrong-community", Outcome.TIMEOUT),
        ("unknown-request", Outcome.TIMEOUT),
        ("malformed", Outcome.MALFORMED),
        ("oversized", Outcome.MALFORMED),
    ],
)
async def test_a_wrong_datagram_in_place_of_the_reply_is_told_at_the_time_out(
    scene: Scene, kind: str, outcome: Outcome
) -> None:
    scene.agent.twist = only(WRONG[kind])
    answer = await scene.poll(SCALAR, patience=0.05)
    assert answer.outcome is outcome
    assert answer.failures == {NAME: outcome}
    assert scene.strays() == {kind: 1}


async def test_a_request_in_place_of_a_response_is_malformed(scene: Scene) -> None:
    scene.agent.twist = lambda request, _: (request,)
    answer = await scene.poll(SCALAR, patience=0.05)
    assert answer.outcome is Outcome.MALFORMED
    assert scene.strays() == {"malformed": 1}


async def test_another_version_is_counted_as_another_community(scene: Scene) -> None:
    scene.agent.twist = before(lambda reply: replace(reply, version=0))
    assert (await scene.poll(SCALAR)).outcome is Outcome.OK
    assert scene.strays() == {"wrong-community": 1}


async def test_garbage_of_any_kind_voids_no_poll(scene: Scene) -> None:
    dice = random.Random(162)

    def garbage(reply: Message) -> bytes:
        whole = bytearray(bytes(reply))
        del whole[dice.randrange(1, len(whole)) :]
        return bytes(whole) if dice.random() < 0.5 else dice.randbytes(dice.randrange(1, 300))

    scene.agent.twist = before(garbage)
    for count in range(1, 101):
        assert (await scene.poll(WHOLE)).outcome is Outcome.OK
        assert scene.strays() == {"malformed": 2 * count}


async def test_a_reply_from_another_address_is_counted_and_harmless(scene: Scene) -> None:
    async with running_agent(OBJECTS, "127.0.0.2") as stranger:

        def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
            wrong = Binding(NAME, Tag.OCTETS, b"stranger")
            forged = replace(request, pdu=replying(honest, [wrong]))
            stranger.send(bytes(forged), scene.agent.asker)
            return (replace(request, pdu=honest),)

        scene.agent.twist = twist
        answer = await scene.poll(SCALAR)
    assert answer.scalars == {NAME: b"tram-1"}
    assert scene.strays() == {"wrong-source": 1}


async def test_a_reply_from_another_port_answers_nothing(scene: Scene) -> None:
    def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        scene.honest.send(bytes(replace(request, pdu=honest)), scene.agent.asker)
        return ()

    scene.agent.twist = twist
    assert (await scene.poll(SCALAR, patience=0.05)).outcome is Outcome.TIMEOUT
    assert scene.strays() == {"wrong-source": 1}


async def test_a_replayed_reply_is_a_duplicate(scene: Scene) -> None:
    scene.agent.twist = before(lambda reply: reply)
    assert (await scene.poll(SCALAR)).outcome is Outcome.OK
    scene.agent.twist = None
    assert (await scene.poll(SCALAR)).outcome is Outcome.OK
    assert scene.strays() == {"duplicate": 1}


async def test_a_reply_after_the_time_out_is_late_and_then_a_duplicate(scene: Scene) -> None:
    kept: list[bytes] = []

    def keep(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        kept.append(bytes(replace(request, pdu=honest)))
        return ()

    scene.agent.twist = keep
    assert (await scene.poll(SCALAR, patience=0.05)).outcome is Outcome.TIMEOUT
    for strays in ({"late": 1}, {"late": 1, "duplicate": 1}):
        scene.agent.twist = None
        scene.agent.send(kept[0], scene.agent.asker)
        assert (await scene.poll(SCALAR)).outcome is Outcome.OK  # its reply comes after that one
        assert scene.strays() == strays


async def test_the_community_is_in_no_repr(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []

    def look(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        left = [thing for thing in gc.get_objects() if type(thing).__module__.startswith("probes.")]
        assert any(isinstance(thing, Request) for thing in left)
        shown.extend(map(repr, left))
        return bytes(replace(request, pdu=honest))[:-1], replace(request, pdu=honest)

    asyncio.get_running_loop().set_debug(True)
    scene.agent.twist = look
    with caplog.at_level(logging.DEBUG):
        shown.append(repr(await scene.poll(WHOLE)))
    assert SECRET.decode() not in "".join((*shown, caplog.text))


async def test_invalid_text_is_bytes_like_any_other(scene: Scene) -> None:
    invalid = Binding(NAME, Tag.OCTETS, b"tr\xc3\x28\xff\x00m")
    scene.agent.twist = lambda request, honest: (replace(request, pdu=replying(honest, [invalid])),)
    answer = await scene.poll(SCALAR)
    assert answer.scalars == {NAME: invalid.value}
    assert scene.strays() == {}


def rows(answer: Callable[[Binding], Binding]) -> Twist:
    """GETBULK replies in which each binding is changed."""

    def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        assert isinstance(request.pdu, Pdu)
        if request.pdu.type is PduType.GET_BULK:
            honest = replace(honest, bindings=tuple(map(answer, honest.bindings)))
        return (replace(request, pdu=honest),)

    return twist


async def test_a_looping_table_is_malformed_and_voids_nothing_else(scene: Scene) -> None:
    scene.agent.twist = rows(lambda _: Binding(f"{COLUMN}.1", Tag.INTEGER, 1))
    plan = SnmpPlan((NAME,), (SnmpTable((COLUMN,)),))
    answer = await scene.poll(plan)
    assert (answer.outcome, answer.scalars) == (Outcome.OK, {NAME: b"tram-1"})
    assert (answer.tables, answer.failures) == ({}, {COLUMN: Outcome.MALFORMED})


async def test_an_agent_that_gives_back_the_column_itself_has_no_rows(scene: Scene) -> None:
    scene.agent.twist = rows(lambda _: Binding(COLUMN, Tag.INTEGER, 1))
    answer = await scene.poll(SnmpPlan((NAME,), (SnmpTable((COLUMN,)),)))
    assert answer.tables == {COLUMN: {}}


async def test_decreasing_indexes_are_malformed(scene: Scene) -> None:
    def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        assert isinstance(request.pdu, Pdu)
        if request.pdu.type is PduType.GET_BULK:
            found = [Binding(f"{COLUMN}.{n}", Tag.INTEGER, n) for n in (9, 8, 7)]
            honest = replying(honest, found)
        return (replace(request, pdu=honest),)

    scene.agent.twist = twist
    plan = SnmpPlan((NAME,), (SnmpTable((COLUMN,)), SnmpTable((OTHER,))))
    answer = await scene.poll(plan)
    assert answer.failures == {COLUMN: Outcome.MALFORMED}
    assert COLUMN not in answer.tables
    assert answer.tables == {OTHER: {}}


async def test_an_endless_table_is_cut(scene: Scene) -> None:
    def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        assert isinstance(request.pdu, Pdu)
        if request.pdu.type is PduType.GET_BULK:
            at = [binding.oid for binding in request.pdu.bindings]
            first = int(at[0].removeprefix(COLUMN).strip(".") or 0) + 1
            span = range(first, first + request.pdu.max_repetitions)
            found = [Binding(f"{col}.{n}", Tag.INTEGER, n) for n in span for col in (COLUMN, OTHER)]
            honest = replying(honest, found)
        return (replace(request, pdu=honest),)

    scene.agent.twist = twist
    answer = await scene.poll(WHOLE)
    assert (answer.outcome, answer.cut, answer.failures) == (Outcome.OK, 1, {})
    assert [len(column) for column in answer.tables.values()] == [50, 50]


async def test_an_endless_table_of_nulls_is_cut_too(scene: Scene) -> None:
    counted = iter(range(1, 10_000))
    scene.agent.twist = rows(lambda _: Binding(f"{COLUMN}.{next(counted)}"))
    answer = await scene.poll(SnmpPlan((NAME,), (SnmpTable((COLUMN,), 50),)))
    assert (answer.outcome, answer.cut) == (Outcome.OK, 1)
    assert answer.tables == {COLUMN: {}}


async def test_a_reply_without_bindings_is_malformed(scene: Scene) -> None:
    scene.agent.twist = lambda request, honest: (replace(request, pdu=replying(honest, ())),)
    answer = await scene.poll(WHOLE)
    assert answer.outcome is Outcome.MALFORMED
    assert set(answer.failures.values()) == {Outcome.MALFORMED}


async def test_one_unreadable_binding_costs_that_object_only(scene: Scene) -> None:
    def twist(request: Message, honest: Pdu) -> Iterable[Message | bytes]:
        whole = bytes(replace(request, pdu=honest))
        return (whole.replace(b"\x04\x04eth2", b"\x45\x04eth2"),)  # NsapAddress, long obsolete

    scene.agent.twist = twist
    plan = SnmpPlan((NAME, f"{COLUMN}.1", f"{COLUMN}.2", f"{COLUMN}.3", f"{OTHER}.1"))
    answer = await scene.poll(plan)
    assert answer.failures == {f"{COLUMN}.2": Outcome.MALFORMED}
    assert len(answer.scalars) == 4


async def test_a_stalled_loop_makes_no_time_out_of_a_reply_that_is_there(
    community_engine: CommunityEngine,
) -> None:
    async with running_agent(OBJECTS) as agent:
        login = SnmpLogin("tslcd", "2c", SECRET)
        target = community_engine.target(
            "127.0.0.1", port=agent.port, login=login, timeout=0.05, retries=0
        )
        poll = asyncio.create_task(community_engine.poll(target, SCALAR))
        await agent.heard.wait()  # the reply is in the engine's socket
        time.sleep(0.2)  # noqa: ASYNC251  (the stall)
        answer = await poll
    assert (answer.outcome, answer.retries) == (Outcome.OK, 0)
    assert not any(community_engine.strays.values())


async def test_a_flood_of_strays_is_read_without_waiting_for_ticks(scene: Scene) -> None:
    many, polls = 4, 5
    noise = [b"noise"] * (many * READ_MOST)  # what a socket without privileges holds
    scene.agent.twist = lambda request, honest: (*noise, replace(request, pdu=honest))
    started = time.monotonic_ns()
    for count in range(1, polls + 1):
        answer = await scene.poll(SCALAR)
        assert (answer.outcome, answer.retries) == (Outcome.OK, 0)
        assert scene.strays() == {"malformed": count * len(noise)}
    assert time.monotonic_ns() - started < polls * many * TICK
