"""SNMP agents in memory, and a reader of what they say."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitord.model.checks import Agent, Check, Line
from monitord.model.inventory import Presence
from monitord.model.modules import IDENTITY_FIELDS, Module, Rule
from monitord.model.readings import Reading, Reported
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan, Value
from tests.poller.playing import PlayingEngine

LOGIN = SnmpLogin("tslcd", "2c", community=b"public")
SYSTEM = Module("system", "1")
RULES: Mapping[str, tuple[Rule, ...]] = {
    "ups_on_battery": (Rule("snmp.on-battery", above=0, observe="on-battery"),),
    "device_alarms": (Rule("snmp.alarms", above=0),),
}


class EchoingReader:
    """Takes the names of quantities for OIDs; `uptime` is sysUpTime in seconds."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self.modules = modules
        self.plan = SnmpPlan(("uptime", *(module.id for module in modules)))

    def report(self, answer: SnmpAnswer) -> Reported:
        """Each number is a reading without labels, each text one of the identity."""
        values = {name: v for name, v in answer.scalars.items() if isinstance(v, int)}
        uptime = values.pop("uptime", None)
        readings = (Reading(name, (), v, RULES.get(name, ())) for name, v in values.items())
        texts = {n: answer.scalars.get(n) for n in IDENTITY_FIELDS}
        identity = {n: text.decode() for n, text in texts.items() if isinstance(text, bytes)}
        return Reported({"vendor": "ACME", **identity}, tuple(readings), uptime)


@dataclass(frozen=True)
class Target:
    """What the engine prepares for an agent."""

    address: str
    port: int
    login: SnmpLogin
    patience: float


@dataclass
class AnsweringEngine(PlayingEngine):
    """Answers every poll at once, except those to `silent` addresses and those that are `held`."""

    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    """By address: what the agent there says; without an entry only `uptime` 1000."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    failures: dict[str, Outcome] = field(default_factory=dict)
    """Of every answer."""
    strays: dict[str, int] = field(default_factory=lambda: {"late": 7})

    def target(
        self, address: str, *, port: int, login: SnmpLogin, timeout: float, retries: int
    ) -> Target:
        self.prepared(address)
        return Target(address, port, login, timeout * (retries + 1))

    async def poll(self, target: Target, plan: SnmpPlan) -> SnmpAnswer:
        started, address = time.monotonic_ns(), target.address
        async with self.round(address, target.patience):
            outcome = self.outcomes.get(address, Outcome.OK)
        if address in self.silent:
            outcome = Outcome.TIMEOUT
        values = self.values.get(address, {"uptime": 1000}) if outcome is Outcome.OK else {}
        failures = dict(self.failures)
        return SnmpAnswer(
            outcome, started, time.monotonic_ns(), dict(values), failures=failures, requests=2
        )


def poll_check(
    ident: str,
    address: str,
    presence: Presence = "always",
    interval: float = 0.05,
    timeout: float = 0.01,
    login: SnmpLogin | None = LOGIN,
    modules: tuple[Module, ...] = (SYSTEM,),
    lines: tuple[Line, ...] = (),
) -> Check:
    """A quick check: degraded after two polls without an answer, within about 0.1 s."""
    names = tuple(module.id for module in modules)
    settings = SnmpCheck(names, interval=interval, timeout=timeout, retries=0)
    agent = Agent(modules, login, lines)
    return Check(ident, address, presence, "Asia/Ho_Chi_Minh", settings, agent)
