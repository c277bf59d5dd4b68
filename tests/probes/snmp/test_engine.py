"""The engine for every version, against a real snmpd: what versions have in common."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitord.model.snmp import Outcome, SnmpLogin, SnmpPlan, SnmpTable
from monitord.model.snmp import SnmpEngine as Promise
from probes.snmp import SnmpEngine
from tests.probes.snmp.snmpd import Snmpd, User, free_port, have_snmpd, running_snmpd

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not have_snmpd(), reason="net-snmp is not installed"),
]

LOGINS = [
    SnmpLogin("v1", "1", community=b"public"),
    SnmpLogin("v2c", "2c", community=b"public"),
    SnmpLogin(
        "v3", "3", user="u", auth=("sha256", b"sign-phrase"), priv=("aes128", b"hide-phrase")
    ),
]
USER = User("u", ("SHA-256", "sign-phrase"), ("AES", "hide-phrase"))
DESCRIPTION, UPTIME, NOTHING = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.4.1.99999.1.0"
SYSTEM, IF_INDEX = "1.3.6.1.2.1.1", "1.3.6.1.2.1.2.2.1.1"
BY_VERSION = pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.credential)


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Snmpd]:
    async with running_snmpd(tmp_path, users=[USER]) as running:
        yield running


@pytest.fixture
async def engine() -> AsyncIterator[SnmpEngine]:
    made = SnmpEngine.open(asyncio.get_running_loop())
    yield made
    assert made.in_flight == 0
    made.close()


def test_it_keeps_the_promise(engine: SnmpEngine) -> None:
    promise: Promise = engine
    assert set(promise.strays.values()) <= {0}


@BY_VERSION
async def test_a_poll(engine: SnmpEngine, agent: Snmpd, login: SnmpLogin) -> None:
    target = engine.target("127.0.0.1", port=agent.port, login=login, timeout=1, retries=0)
    plan = SnmpPlan((DESCRIPTION, NOTHING, UPTIME), (SnmpTable((IF_INDEX,)),))
    answer = await engine.poll(target, plan)
    assert answer.outcome is Outcome.OK
    assert answer.scalars.keys() == {DESCRIPTION, UPTIME}
    assert answer.failures == {NOTHING: Outcome.NO_OBJECT}
    assert answer.tables[IF_INDEX]["1"] == 1
    assert answer.engine_boots == (1 if login.version == "3" else None)


@BY_VERSION
async def test_a_get(engine: SnmpEngine, agent: Snmpd, login: SnmpLogin) -> None:
    target = engine.target("127.0.0.1", port=agent.port, login=login, timeout=1, retries=0)
    got = await engine.get(target, (DESCRIPTION, NOTHING))
    assert got.outcome is Outcome.OK
    assert bytes(got.bindings[DESCRIPTION].value).startswith(b"Linux")  # type: ignore[arg-type]
    assert got.failures == {NOTHING: Outcome.NO_OBJECT}


@BY_VERSION
async def test_a_walk(engine: SnmpEngine, agent: Snmpd, login: SnmpLogin) -> None:
    target = engine.target("127.0.0.1", port=agent.port, login=login, timeout=1, retries=0)
    walk = engine.walk(target, SYSTEM)
    oids = [binding.oid async for binding in walk]
    assert (walk.outcome, walk.error) == (Outcome.OK, "")
    assert oids[:3] == [f"{SYSTEM}.{n}.0" for n in (1, 2, 3)]
    assert len(oids) > 30
    assert oids == sorted(oids, key=lambda oid: tuple(map(int, oid.split("."))))


@BY_VERSION
async def test_a_walk_of_one_object_and_of_none(
    engine: SnmpEngine, agent: Snmpd, login: SnmpLogin
) -> None:
    target = engine.target("127.0.0.1", port=agent.port, login=login, timeout=1, retries=0)
    one = engine.walk(target, DESCRIPTION)
    assert [binding.oid async for binding in one] == [DESCRIPTION]
    assert one.outcome is Outcome.OK
    none = engine.walk(target, NOTHING)
    assert [binding async for binding in none] == []
    assert none.outcome is Outcome.NO_OBJECT


@BY_VERSION
async def test_a_closed_port(engine: SnmpEngine, login: SnmpLogin) -> None:
    target = engine.target("127.0.0.1", port=free_port(), login=login, timeout=1, retries=0)
    walk = engine.walk(target, SYSTEM)
    assert [binding async for binding in walk] == []
    assert (walk.outcome, walk.error) == (Outcome.REFUSED, "port-unreachable")
    got = await engine.get(target, (DESCRIPTION,))
    assert (got.outcome, got.error) == (Outcome.REFUSED, "port-unreachable")
    answer = await engine.poll(target, SnmpPlan((DESCRIPTION,)))
    assert (answer.outcome, answer.error) == (Outcome.REFUSED, "port-unreachable")


@BY_VERSION
async def test_what_is_no_oid(engine: SnmpEngine, login: SnmpLogin) -> None:
    target = engine.target("127.0.0.1", port=161, login=login, timeout=1, retries=0)
    with pytest.raises(ValueError, match="object identifier"):
        [binding async for binding in engine.walk(target, "sysDescr.0")]
