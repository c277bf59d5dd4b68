"""Version 3 over a bad network: garbage, loss, replays, forged replies, replies that come late."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from monitord.model.snmp import Outcome, SnmpLogin, SnmpPlan, SnmpTable
from probes.snmp.ber import OCTETS, OID, SEQUENCE, tlv, write_integer, write_oid
from probes.snmp.packet import PduType
from probes.snmp.user.engine import UserEngine
from probes.snmp.user.message import UserMessage
from probes.snmp.user.talk import UserTarget
from tests.probes.snmp.between import Between, between
from tests.probes.snmp.snmpd import Snmpd, User, have_snmpd, running_snmpd

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not have_snmpd(), reason="net-snmp is not installed"),
]

SIGNING, HIDING = "phrase-to-sign-with", "phrase-to-hide-with"
PRIVATE = SnmpLogin(
    "c", "3", user="private", auth=("sha256", SIGNING.encode()), priv=("aes128", HIDING.encode())
)
SIGNED = SnmpLogin("c", "3", user="signed", auth=("sha1", SIGNING.encode()))
OPEN = SnmpLogin("c", "3", user="open")
LOGINS = [PRIVATE, SIGNED, OPEN]
USERS = [
    User("private", ("SHA-256", SIGNING), ("AES", HIDING)),
    User("signed", ("SHA", SIGNING)),
    User("open"),
]
UPTIME, NAME = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0"
OR_TABLE = "1.3.6.1.2.1.1.9.1"
PLAN = SnmpPlan((UPTIME, NAME))
GARBAGE = [
    b"\x30",
    b"\x30\x00",
    bytes(100),
    b"\xff" * 2000,
    bytes.fromhex(
        "302902010104067075626c6963a21c020401020304020100020100300e300c06082b060102010101000500"
    ),
    bytes.fromhex("30840000000a0201033003020101020101"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Snmpd]:
    async with running_snmpd(tmp_path_factory.mktemp("snmpd"), users=USERS) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def way(agent: Snmpd) -> AsyncIterator[Between]:
    async with between(agent.port) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def engine() -> AsyncIterator[UserEngine]:
    made = UserEngine.open(asyncio.get_running_loop())
    yield made
    assert made.in_flight == 0
    made.close()


def target_of(
    engine: UserEngine, way: Between, login: SnmpLogin, timeout: float = 0.5, retries: int = 0
) -> UserTarget:
    return engine.target("127.0.0.1", port=way.port, login=login, timeout=timeout, retries=retries)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.user)
async def test_garbage_before_each_reply_hurts_no_poll(
    engine: UserEngine, way: Between, login: SnmpLogin
) -> None:
    way.twist = lambda reply: (*GARBAGE, reply)
    answer = await engine.poll(target_of(engine, way, login), PLAN)
    assert answer.outcome is Outcome.OK
    assert answer.scalars.keys() == {UPTIME, NAME}
    assert answer.requests == 2
    assert engine.strays["malformed"] == 2 * len(GARBAGE)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.user)
async def test_every_truncated_reply_is_thrown_away(
    engine: UserEngine, way: Between, login: SnmpLogin, capfd: pytest.CaptureFixture[str]
) -> None:
    target = target_of(engine, way, login)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    way.twist = lambda reply: (*(reply[:size] for size in range(1, len(reply))), reply)
    answer = await engine.poll(target, PLAN)
    assert (answer.outcome, answer.requests) == (Outcome.OK, 1)
    assert engine.strays == {"malformed": len(way.replies[-1]) - 1}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("login", [PRIVATE, SIGNED], ids=lambda login: login.user)
async def test_no_byte_of_a_signed_reply_can_be_changed(
    engine: UserEngine, way: Between, login: SnmpLogin
) -> None:
    def changed(reply: bytes) -> Sequence[bytes]:
        flips = (reply[:at] + bytes((reply[at] ^ 1,)) + reply[at + 1 :] for at in range(len(reply)))
        return (*flips, reply)

    target = target_of(engine, way, login)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    way.twist = changed
    answer = await engine.poll(target, PLAN)
    assert (answer.outcome, answer.requests) == (Outcome.OK, 1)
    assert answer.scalars[NAME]
    assert sum(engine.strays.values()) == len(way.replies[-1])
    assert engine.strays["unknown-request"] <= 5  # the bytes of its id
    assert engine.strays.keys() == {"malformed", "unknown-request"}


async def test_only_garbage_is_malformed_and_only_silence_a_time_out(
    engine: UserEngine, way: Between
) -> None:
    target = target_of(engine, way, PRIVATE, timeout=0.1)
    way.twist = lambda reply: (b"garbage",)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.MALFORMED
    way.twist = lambda reply: ()
    silent = await engine.poll(target, PLAN)
    assert (silent.outcome, silent.error, silent.requests) == (Outcome.TIMEOUT, "", 1)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.user)
async def test_a_lost_reply_is_asked_for_again(
    engine: UserEngine, way: Between, login: SnmpLogin
) -> None:
    way.twist = lambda reply: (reply,) if len(way.replies) % 2 == 0 else ()
    answer = await engine.poll(target_of(engine, way, login, timeout=0.1, retries=1), PLAN)
    assert (answer.outcome, answer.requests, answer.retries) == (Outcome.OK, 4, 2)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.user)
async def test_a_reply_twice_counts_once(
    engine: UserEngine, way: Between, login: SnmpLogin
) -> None:
    target = target_of(engine, way, login)
    way.twist = lambda reply: (reply, reply)
    for _ in range(3):
        assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    assert engine.strays["duplicate"] >= 3
    assert engine.strays.keys() == {"duplicate"}


async def test_an_old_reply_replayed_is_not_taken_for_the_new(
    engine: UserEngine, way: Between
) -> None:
    target = target_of(engine, way, PRIVATE, timeout=0.2)
    first = await engine.poll(target, PLAN)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    way.twist = lambda reply: (way.replies[1],)
    second = await engine.poll(target, PLAN)
    assert first.outcome is Outcome.OK
    assert second.outcome is Outcome.TIMEOUT
    assert second.scalars == {}
    assert engine.strays == {"unknown-request": 1}


async def test_a_reply_after_the_time_out_is_not_taken_for_another(
    engine: UserEngine, way: Between
) -> None:
    target = target_of(engine, way, PRIVATE, timeout=0.1, retries=1)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK

    def slow(reply: bytes) -> Sequence[bytes]:
        return () if len(way.replies) == 3 else way.replies[2:]

    way.twist = slow
    answer = await engine.poll(target, PLAN)
    assert (answer.outcome, answer.retries) == (Outcome.OK, 1)
    assert engine.strays == {"unknown-request": 1}


async def test_what_comes_unasked_is_counted(engine: UserEngine, way: Between) -> None:
    target = target_of(engine, way, PRIVATE, timeout=0.1)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    for unasked in (way.replies[0], way.replies[1], b"garbage"):
        way.say(unasked)
    way.twist = lambda reply: ()  # what was said before is read while this times out
    await engine.poll(target, PLAN)
    assert engine.strays["malformed"] == engine.strays["duplicate"] == 1
    assert engine.strays["late"] + engine.strays["unknown-request"] == 1


async def test_an_unsigned_reply_to_a_signed_request_is_refused(
    engine: UserEngine, way: Between
) -> None:
    """Whoever knows no key may say anything but must not be believed."""
    target = target_of(engine, way, SIGNED, timeout=0.1)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK

    def unsigned(reply: bytes) -> Sequence[bytes]:
        at = reply.index(b"\x04\x01\x01\x02\x01\x03")  # msgFlags: auth, then the model
        return (reply[: at + 2] + b"\x00" + reply[at + 3 :],)

    way.twist = unsigned
    assert (await engine.poll(target, PLAN)).outcome is Outcome.MALFORMED


def forged_report(reply: bytes, counter: int) -> bytes:
    """What somebody who has seen a request, and knows no key, may say of it: 3 is a stranger."""
    name = tlv(OID, write_oid(f"1.3.6.1.6.3.15.1.1.{counter}.0"))
    bindings = tlv(SEQUENCE, tlv(SEQUENCE, name + b"\x41\x01\x07"))
    pdu = tlv(PduType.REPORT, write_integer(0) * 3 + bindings)
    head = write_integer(UserMessage.parse(reply).ident) + write_integer(1400)
    head += tlv(OCTETS, b"\0") + write_integer(3)
    usm = tlv(OCTETS, b"\x80\0\0\0\1evil") + write_integer(2**31 - 1) * 2 + tlv(OCTETS, b"") * 3
    rest = tlv(OCTETS, tlv(SEQUENCE, usm)) + tlv(SEQUENCE, tlv(OCTETS, b"") * 2 + pdu)
    return tlv(SEQUENCE, write_integer(3) + tlv(SEQUENCE, head) + rest)


@pytest.mark.parametrize("counter", range(1, 7))
async def test_a_forged_report_voids_no_poll_and_changes_nothing(
    engine: UserEngine, way: Between, counter: int
) -> None:
    target = target_of(engine, way, PRIVATE)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    session = target.session
    way.twist = lambda reply: (forged_report(reply, counter), reply)
    for _ in range(2):
        answer = await engine.poll(target, PLAN)
        assert (answer.outcome, answer.requests, answer.engine_boots) == (Outcome.OK, 1, 1)
    assert target.session is session


async def test_a_report_without_a_signature_counts_when_nothing_else_comes(
    engine: UserEngine, way: Between
) -> None:
    target = target_of(engine, way, PRIVATE, timeout=0.1, retries=2)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    way.twist = lambda reply: (forged_report(reply, 3),)
    answer = await engine.poll(target, PLAN)
    assert (answer.outcome, answer.error) == (Outcome.AUTH, "unknownUserNames")
    assert answer.requests == 1


async def test_a_bad_line_is_no_wrong_key_and_a_key_changed_over_there_is(
    engine: UserEngine, way: Between
) -> None:
    """Whoever lets itself be discovered and then is silent: once is nothing, always is a key."""
    target = target_of(engine, way, PRIVATE, timeout=0.05)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    way.twist = lambda reply: () if UserMessage.parse(reply).flags else (reply,)
    outcomes = [(await engine.poll(target, PLAN)).outcome for _ in range(5)]
    assert outcomes == [Outcome.TIMEOUT] * 3 + [Outcome.AUTH] * 2
    way.twist = lambda reply: (reply,)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK


async def test_a_slow_and_a_dead_agent_do_not_delay_others(
    engine: UserEngine, way: Between, agent: Snmpd
) -> None:
    waiting = asyncio.Event()

    def silent(reply: bytes) -> Sequence[bytes]:
        if len(way.replies) == 30:
            waiting.set()
        return ()

    way.twist = silent
    dead = [target_of(engine, way, PRIVATE, timeout=1.5) for _ in range(30)]
    live = engine.target("127.0.0.1", port=agent.port, login=SIGNED, timeout=1.0, retries=0)
    polls = [asyncio.create_task(engine.poll(target, PLAN)) for target in dead]
    await waiting.wait()
    answer = await engine.poll(live, PLAN)
    assert answer.outcome is Outcome.OK
    assert engine.in_flight == 30  # none of them has timed out yet
    assert {answer.outcome for answer in await asyncio.gather(*polls)} == {Outcome.TIMEOUT}


async def test_a_dead_agent_is_not_asked_for_every_table(engine: UserEngine, way: Between) -> None:
    tables = tuple(SnmpTable((f"1.3.6.1.2.1.2.2.1.{n}",)) for n in range(1, 20))
    target = target_of(engine, way, PRIVATE, timeout=0.05)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    way.twist = lambda reply: ()
    answer = await engine.poll(target, SnmpPlan(PLAN.scalars, tables))
    assert (answer.outcome, answer.requests) == (Outcome.TIMEOUT, 1)
    assert len(answer.failures) == 21


async def test_one_table_that_fails_does_not_void_the_rest(
    engine: UserEngine, way: Between
) -> None:
    target = target_of(engine, way, PRIVATE, timeout=0.1)
    tables = (SnmpTable(("1.3.6.1.2.1.2.2.1.1",)), SnmpTable((OR_TABLE + ".2",)))
    way.twist = lambda reply: (reply,) if len(way.replies) != 3 else ()
    answer = await engine.poll(target, SnmpPlan(PLAN.scalars, tables))
    assert answer.outcome is Outcome.OK
    assert answer.scalars.keys() == {UPTIME, NAME}
    assert answer.failures == {"1.3.6.1.2.1.2.2.1.1": Outcome.TIMEOUT}
    assert answer.tables.keys() == {OR_TABLE + ".2"}
    assert answer.tables[OR_TABLE + ".2"]


async def test_a_cancelled_poll_leaves_the_target_usable(engine: UserEngine, way: Between) -> None:
    target = target_of(engine, way, PRIVATE)
    arrived = asyncio.Event()

    def silent(reply: bytes) -> Sequence[bytes]:
        arrived.set()
        return ()

    way.twist = silent
    poll = asyncio.create_task(engine.poll(target, PLAN))
    await arrived.wait()
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    assert engine.in_flight == 0
    way.twist = lambda reply: (reply,)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK


async def test_closing_ends_polls_as_unmeasured(way: Between) -> None:
    engine = UserEngine.open(asyncio.get_running_loop())
    target = target_of(engine, way, PRIVATE, timeout=30, retries=3)
    assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
    arrived = asyncio.Event()

    def silent(reply: bytes) -> Sequence[bytes]:
        arrived.set()
        return ()

    way.twist = silent
    poll = asyncio.create_task(engine.poll(target, PLAN))
    await arrived.wait()
    engine.close()
    assert (await poll).outcome is Outcome.UNMEASURED
    assert engine.in_flight == 0


async def test_closing_ends_a_discovery_as_well(way: Between) -> None:
    engine = UserEngine.open(asyncio.get_running_loop())
    arrived = asyncio.Event()

    def silent(reply: bytes) -> Sequence[bytes]:
        arrived.set()
        return ()

    way.twist = silent
    target = target_of(engine, way, PRIVATE, timeout=30, retries=3)
    poll = asyncio.create_task(engine.poll(target, PLAN))
    await arrived.wait()
    engine.close()
    assert (await poll).outcome is Outcome.UNMEASURED
    assert (await engine.poll(target, PLAN)).outcome is Outcome.UNMEASURED


async def test_between_polls_a_target_has_one_descriptor(way: Between) -> None:
    engine = UserEngine.open(asyncio.get_running_loop(), linger=0)
    before = open_files()
    targets = [target_of(engine, way, PRIVATE) for _ in range(20)]
    for _ in range(2):
        for target in targets:
            assert (await engine.poll(target, PLAN)).outcome is Outcome.OK
        way.forget()
        await asyncio.sleep(0.01)  # the loop's next turns, in which sockets close
        assert open_files() == before + len(targets)
    engine.close()


async def test_a_thousand_reloads_leave_nothing_behind(way: Between) -> None:
    """Every target is dropped: after its poll, or in the middle of it. Nobody collects garbage."""

    def tell(replied: asyncio.Event, reply: bytes) -> Sequence[bytes]:
        replied.set()
        return (reply,)

    engine = UserEngine.open(asyncio.get_running_loop())
    gc.collect()
    gc.disable()
    try:
        before = open_files()
        for number in range(1000):
            login = replace(PRIVATE, credential=f"c{number % 7}")
            replied = asyncio.Event()
            way.twist = partial(tell, replied)
            poll = asyncio.create_task(engine.poll(target_of(engine, way, login), PLAN))
            await replied.wait()  # the reply to the discovery
            if number % 3 == 1:  # while the scalars are asked for
                replied.clear()
                await replied.wait()
            if number % 3:
                poll.cancel()
                await asyncio.wait((poll,))
            else:
                assert (await poll).outcome is Outcome.OK
            del poll
            way.forget()
        await asyncio.sleep(0.01)  # the loop's next turns, in which sockets close
        assert open_files() == before
        assert engine.in_flight == 0
        assert not engine._keys
        assert not engine._traffic.sessions
    finally:
        gc.enable()
        engine.close()


async def test_a_forgotten_target_gives_its_sockets_back(engine: UserEngine, way: Between) -> None:
    gc.collect()
    before = open_files()
    for _ in range(5):
        assert (await engine.poll(target_of(engine, way, SIGNED), PLAN)).outcome is Outcome.OK
    gc.collect()
    way.forget()
    await asyncio.sleep(0)
    assert open_files() == before


async def test_nothing_secret_is_shown(
    engine: UserEngine, way: Between, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    shown = [repr(engine)]
    for login in LOGINS:
        target = target_of(engine, way, login, timeout=0.1)
        answer = await engine.poll(target, PLAN)
        shown += [repr(target), str(target), repr(answer), repr(target.session), repr(login)]
        way.twist = lambda reply: (b"garbage",)
        shown.append(repr(await engine.poll(target, PLAN)))
        way.twist = lambda reply: (reply,)
    shown += [record.getMessage() for record in caplog.records]
    for secret in (SIGNING, HIDING, *(f"'{login.user}'" for login in LOGINS)):
        assert [line for line in shown if secret in line] == []
