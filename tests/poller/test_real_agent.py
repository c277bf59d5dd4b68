"""The poller with the real engine, the shipped modules and a real agent, net-snmp's `snmpd`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from monitord.model.checks import Agent, Check
from monitord.model.settings import DaemonSettings, SnmpCheck
from monitord.model.snmp import SnmpLogin
from monitord.model.states import Reason, State
from monitord.modules import load
from monitord.poller.calendar import Calendar
from monitord.poller.clock import Clock
from monitord.poller.poller import Poller
from monitord.poller.probe import Engines
from monitord.poller.reporter import Reporter
from probes.snmp import SnmpEngine
from probes.snmp.mapping.module_map import ModuleMap
from tests.poller.echoing import VIETNAM, EchoingEngine, Events
from tests.probes.snmp.snmpd import User, have_snmpd, running_snmpd

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not have_snmpd(), reason="net-snmp is not installed"),
]
PUBLIC = SnmpLogin("public", "2c", community=b"public")
KEYED = SnmpLogin(
    "keyed", "3", user="monitor", auth=("sha256", b"a long phrase"), priv=("aes128", b"another one")
)
MONITOR = User("monitor", ("SHA-256", "a long phrase"), ("AES", "another one"))


@asynccontextmanager
async def polling() -> AsyncIterator[tuple[Poller, Events]]:
    """A poller over real sockets; only echoes are not real."""
    clock, events, failures = Clock(), Events(), list[BaseException]()
    calendar = Calendar(clock.now, failures.append)
    engine = SnmpEngine.open(asyncio.get_running_loop())
    calendar.start()
    poller = Poller(
        Engines(EchoingEngine(), engine, None, None),
        Reporter("test", clock, events.publish),
        calendar,
        clock,
        1.0,
        lambda _check, _address: None,
        ModuleMap,
        DaemonSettings().rtp_total,
    )
    poller.start()
    try:
        yield poller, events
    finally:
        await poller.stop()
        calendar.stop()
        engine.close()
    assert failures == []


def agent_check(ident: str, port: int, login: SnmpLogin) -> Check:
    """A quick check of an agent on 127.0.0.1."""
    shipped = load(None)
    modules = ("system", "interfaces")
    settings = SnmpCheck(modules, interval=0.2, timeout=0.5, retries=0, port=port)
    agent = Agent(tuple(shipped[name] for name in modules), login, ())
    return Check(f"s/{ident}/snmp", "127.0.0.1", "always", VIETNAM.key, settings, agent)


async def test_an_agent_is_polled_until_it_is_gone(tmp_path: Path) -> None:
    async with polling() as (poller, events):
        async with running_snmpd(tmp_path, users=[MONITOR], lines=["sysName rt-1"]) as agent:
            checks = [
                agent_check("v2", agent.port, PUBLIC),
                agent_check("v3", agent.port, KEYED),
                agent_check("deaf", agent.port, replace(PUBLIC, community=b"wrong")),
                agent_check("keyless", agent.port, replace(KEYED, auth=("sha256", b"not that"))),
            ]
            await poller.apply("r1", {check.id: check for check in checks}, [])
            first = await events.until(4)
            assert {t.check.split("/")[1]: (t.state, t.reason.code) for t in first} == {
                "v2": (State.UP, "none"),
                "v3": (State.UP, "none"),
                "deaf": (State.DEGRADED, "snmp.silent"),
                "keyless": (State.DEGRADED, "snmp.auth"),
            }
            views = {view.device: view for view in poller.snapshot().polls}
            for name in ("v2", "v3"):
                assert views[name].identity["name"] == "rt-1"
                assert views[name].recent is not None
            assert views["deaf"].recent is None
        for name in ("s/v2/snmp", "s/v3/snmp"):
            await events.hold(partial(is_closed, poller, name))


def is_closed(poller: Poller, ident: str) -> bool:
    """Whether a check says that nothing listens on the port."""
    view = poller.reporter.views[ident]
    refused = Reason("snmp.refused", {"kind": "port-unreachable", "polls": 2})
    return (view.state, view.reason) == (State.DEGRADED, refused)
