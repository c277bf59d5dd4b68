"""The poller: keeps the checks of an inventory running and says what they see."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from monitord.health.echoes import Change
from monitord.health.evidence import Evidence
from monitord.model.checks import Check, CheckChanges, compare
from monitord.model.echo import EchoEngine
from monitord.model.messages import AnyCommand, Recheck, RunOnce, SetInterval
from monitord.model.settings import IcmpCheck
from monitord.model.snapshot import PollerSnapshot
from monitord.model.states import Reason, State
from monitord.poller.addresses import Addresses, names_among
from monitord.poller.calendar import Calendar
from monitord.poller.clock import Clock
from monitord.poller.echo_check import EchoCheck, Surroundings
from monitord.poller.outlook import Outlooks
from monitord.poller.reporter import Reporter
from monitord.poller.sweeps import Kind, Sweeps
from monitord.poller.witnesses import WITNESS_EVERY, Witnesses

log = logging.getLogger("poller")

EVIDENCE_EVERY = 0.25
HEARTBEAT_EVERY = 5.0
PORTION = 100
"""Checks begun at once: 4 ms."""
SUMMARY_TICK = 0.1
"""Seconds: at 10,000 checks 200 summaries at once, which is 4 ms."""


class Poller:
    """All checks of one process. Everything runs on the loop.

    `on_death(check id, address)` hears of each check that goes down, and of each path trace that
    is asked for.
    """

    def __init__(
        self,
        engine: EchoEngine,
        reporter: Reporter,
        calendar: Calendar,
        clock: Clock,
        summary_every: float,
        on_death: Callable[[str, str], None],
    ) -> None:
        self.reporter = reporter
        self._engine = engine
        self._clock = clock
        self._summary_every = summary_every
        self._on_death = on_death
        self._calendar = calendar
        self._outlooks = Outlooks(self._calendar)
        self._evidence = Evidence()
        self._was_isolated = False
        self._around = Surroundings(engine, self._evidence, self, clock.monotonic)
        self.names: frozenset[str] = frozenset()
        """The host names among the addresses; `aim` is to be called for each."""
        self._asked: dict[str, Check] = {}
        self._streams: dict[str, EchoCheck] = {}
        self._addresses = Addresses()
        self._witnesses = Witnesses(engine, self._evidence, self._addresses)
        self._sweeps = Sweeps(
            self._calendar,
            {
                "icmp": Kind(lambda ident: self._streams[ident].turn()),
                "witness": Kind(self._witnesses.turn),
                "summary": Kind(self._summarise, SUMMARY_TICK),
                "evidence": Kind(self._judge_evidence),
                "heartbeat": Kind(self._beat),
            },
        )

    def start(self) -> None:
        """Begin; the checks come with `apply`."""
        self._sweeps.seat("evidence", {"": EVIDENCE_EVERY})
        self._sweeps.seat("heartbeat", {"": HEARTBEAT_EVERY})

    async def stop(self) -> None:
        """End: no more echoes, no more events."""
        await self._sweeps.stop()

    async def apply(
        self, revision: str, wanted: Mapping[str, Check], witnesses: Iterable[str]
    ) -> CheckChanges:
        """Run these checks. An unchanged check keeps its turns and its history.

        What goes is gone at once; what comes does so in portions, between which the others have
        their turns. Not to be called again before it has returned.
        """
        streams = {i: c.settings for i, c in wanted.items() if isinstance(c.settings, IcmpCheck)}
        wanted = {ident: wanted[ident] for ident in streams}
        changes = compare(self._asked, wanted)
        self.reporter.inventory_revision = revision
        self._end(changes.removed + changes.changed)
        coming = changes.added + changes.changed
        for start in range(0, len(coming), PORTION):
            portion = coming[start : start + PORTION]
            self._begin([(wanted[ident], streams[ident]) for ident in portion])
            await asyncio.sleep(0)
        self._outlooks.keep_only([(c.presence, c.timezone) for c in wanted.values()])
        self._sweeps.seat("witness", self._witnesses.apply(frozenset(witnesses)))
        # A witness is asked so often that the others need not be waited for.
        pace = (
            [WITNESS_EVERY]
            if self._witnesses.addresses
            else [s.interval for s in self._streams.values()]
        )
        self._evidence.pace(pace)
        self.names = names_among(
            [*(c.address for c in wanted.values()), *self._witnesses.addresses]
        )
        return changes

    def aim(self, name: str, address: str | None) -> None:
        """A host name's address is known, has changed, or (None) cannot be found."""
        self._addresses.learn(name, address)
        self._witnesses.moved(name)
        for ident, check in self._asked.items():
            if check.address == name:
                self._aim(self._streams[ident], name)

    def command(self, command: AnyCommand) -> bool:
        """Do what the centre asks; False when it has expired or the check is not here."""
        stream = self._streams.get(command.check)
        if stream is None or command.expires_at <= self._clock.now():
            return False
        match command:
            case Recheck():
                stream.turn()
            case RunOnce():
                if stream.address:
                    self._on_death(stream.id, stream.address)
            case SetInterval():
                self._pace(stream, command)
        return True

    def changed(self, check: EchoCheck, change: Change) -> None:
        """A check decided something (it calls this itself).

        A stream that has ended may still hear of echoes in flight: they are nobody's business.
        """
        if self._streams.get(check.id) is not check:
            return
        self.reporter.changed(check, change)
        if change.state is State.DOWN and change.previous is not State.DOWN and check.address:
            self._on_death(check.id, check.address)

    def snapshot(self) -> PollerSnapshot:
        """Everything as it is now."""
        return PollerSnapshot(
            taken_at=self._clock.realtime() / 1e9,
            inventory_revision=self.reporter.inventory_revision,
            isolated=self._evidence.isolated,
            checks=tuple(self.reporter.views.values()),
            in_flight={"icmp": self._engine.in_flight},
            overruns={"icmp": self._sweeps.overruns("icmp")},
            sent={"icmp": self.reporter.sent},
            socket_drops={str(family): drops for family, drops in self._engine.drops.items()},
            unresolved_names=sum(self._addresses.find(name) is None for name in self.names),
            outcomes={},
            strays={},
        )

    def _begin(self, checks: Iterable[tuple[Check, IcmpCheck]]) -> None:
        begun: dict[str, float | None] = {}
        for check, settings in checks:
            outlook = self._outlooks.of(check.presence, check.timezone)
            stream = EchoCheck(check.id, settings, outlook, self._around)
            self._asked[check.id], self._streams[check.id] = check, stream
            self.reporter.begun(stream)
            self._aim(stream, check.address)
            begun[check.id] = stream.interval
        self._seat(begun)

    def _end(self, idents: Iterable[str]) -> None:
        for ident in idents:
            del self._asked[ident], self._streams[ident]
            self.reporter.ended(ident)
        self._seat(dict.fromkeys(idents))

    def _aim(self, stream: EchoCheck, address: str) -> None:
        stream.aim(self._addresses.find(address), Reason("name.unresolved", {"name": address}))

    def _seat(self, intervals: Mapping[str, float | None]) -> None:
        """Put streams (None: no longer) on the rotas of echoes and of summaries."""
        self._sweeps.seat("icmp", intervals)
        every = self._summary_every
        self._sweeps.seat(
            "summary", {i: None if n is None else every for i, n in intervals.items()}
        )

    def _pace(self, stream: EchoCheck, command: SetInterval) -> None:
        """Change a stream's interval; phase and history stay. Back again at `until`."""
        usual = stream.settings.interval
        stream.interval = command.interval
        self._seat({stream.id: command.interval})

        def back(now: datetime) -> datetime | None:
            if command.until is None or now < command.until:
                return command.until
            if self._streams.get(stream.id) is stream:
                stream.interval = usual
                self._seat({stream.id: usual})
            return None

        self._calendar.keep(f"interval:{stream.id}", back)

    def _summarise(self, ident: str) -> None:
        stream = self._streams[ident]
        stream.tick()
        self.reporter.summarise(stream)

    def _beat(self, _: str) -> None:
        self.reporter.beat(isolated=self._evidence.isolated)

    def _judge_evidence(self, _: str) -> None:
        """Notice isolation and its end."""
        if self._evidence.judge(self._clock.monotonic()):
            log.error("isolated: every target and every witness is silent")
            for stream in self._streams.values():
                stream.isolated()
        if self._evidence.isolated != self._was_isolated:
            self._was_isolated = self._evidence.isolated
            self.reporter.beat(isolated=self._was_isolated)
            if not self._was_isolated:
                log.warning("no longer isolated")
