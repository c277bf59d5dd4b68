"""SNMP agents in memory, and a reader of what they say."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitord.model.checks import Agent, Check, Line
from monitord.model.inventory import Presence
from monitord.model.modules import IDENTITY_FIELDS, Module, Rule
from monitord.model.readings import Reading, Reported
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan, Value

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
class AnsweringEngine:
    """Answers every poll at once, except those to `silent` addresses and those that are `held`."""

    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    """By address: what the agent there says; without an entry only `uptime` 1000."""
    silent: set[str] = field(default_factory=set)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    failures: dict[str, Outcome] = field(default_factory=dict)
    """Of every answer."""
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    """By address: polls answer once this is set."""
    begun: Counter[str] = field(default_factory=Counter)
    begun_at: dict[str, list[float]] = field(default_factory=dict)
    targets: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    """By address: polls that ran at once."""
    cancelled: int = 0
    broken: Exception | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a poll begins or ends."""
    strays: dict[str, int] = field(default_factory=lambda: {"late": 7})

    @property
    def in_flight(self) -> int:
        return self.running.total()

    def target(
        self, address: str, *, port: int, login: SnmpLogin, timeout: float, retries: int
    ) -> Target:
        self.targets[address] += 1
        if address.startswith("fe80"):
            raise ValueError("no network interface is called eth9")
        return Target(address, port, login, timeout * (retries + 1))

    async def poll(self, target: Target, plan: SnmpPlan) -> SnmpAnswer:
        started, address = time.monotonic_ns(), target.address
        self.begun[address] += 1
        self.begun_at.setdefault(address, []).append(time.monotonic())
        self.running[address] += 1
        self.most[address] = max(self.most[address], self.running[address])
        self.news.set()
        try:
            await self._wait(target)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running[address] -= 1
            self.news.set()
        if self.broken:
            raise self.broken
        outcome = self.outcomes.get(address, Outcome.OK)
        if address in self.silent:
            outcome = Outcome.TIMEOUT
        values = self.values.get(address, {"uptime": 1000}) if outcome is Outcome.OK else {}
        failures = dict(self.failures)
        return SnmpAnswer(
            outcome, started, time.monotonic_ns(), dict(values), failures=failures, requests=2
        )

    async def _wait(self, target: Target) -> None:
        if target.address in self.held:
            await self.held[target.address].wait()
        elif target.address in self.silent:
            await asyncio.sleep(target.patience)

    async def until(self, address: str, polls: int) -> None:
        """Wait until so many polls of an agent have begun."""
        async with asyncio.timeout(10):
            while self.begun[address] < polls:
                self.news.clear()
                await self.news.wait()

    async def until_idle(self) -> None:
        """Wait until no poll is under way."""
        async with asyncio.timeout(10):
            while self.in_flight:
                self.news.clear()
                await self.news.wait()


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
