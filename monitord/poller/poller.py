"""The poller: keeps the checks of an inventory running and says what they see."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from monitord.health.change import Change
from monitord.health.evidence import Evidence
from monitord.model.checks import Check, CheckChanges, compare
from monitord.model.messages import AnyCommand, Recheck, RunOnce, SetInterval
from monitord.model.snapshot import PollerSnapshot
from monitord.model.states import Reason, State
from monitord.poller.addresses import Addresses, names_among
from monitord.poller.calendar import Calendar
from monitord.poller.clock import Clock
from monitord.poller.echo_check import EchoCheck, EchoSurroundings
from monitord.poller.gate import Gate
from monitord.poller.outlook import Outlooks
from monitord.poller.probe import Engines
from monitord.poller.readers import MakeReader
from monitord.poller.reporter import Reporter
from monitord.poller.round_check import RoundSurroundings
from monitord.poller.stream import Stream
from monitord.poller.streams import ANSWERING, SILENT, Streams, can_run
from monitord.poller.sweeps import Kind, Sweeps
from monitord.poller.tasks import Tasks
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
    is asked for. `reader` makes what reads the answers of agents, from the modules of a check.
    `rtp_total`: bit/s that all test streams together may take at any moment.
    """

    def __init__(
        self,
        engines: Engines,
        reporter: Reporter,
        calendar: Calendar,
        clock: Clock,
        summary_every: float,
        on_death: Callable[[str, str], None],
        reader: MakeReader,
        rtp_total: int,
    ) -> None:
        self.reporter = reporter
        self._engines = engines
        self._clock = clock
        self._summary_every = summary_every
        self._on_death = on_death
        self._calendar = calendar
        self._outlooks = Outlooks(self._calendar)
        self._tasks = Tasks(calendar.failed)
        self._evidence = Evidence()
        self._was_isolated = False
        self._gate = Gate(rtp_total)
        ticks = clock.monotonic
        self._rounds = RoundSurroundings(
            self._evidence, self, self._tasks, ticks, self._is_answering
        )
        self._streams = Streams(
            reporter,
            summary_every,
            engines,
            EchoSurroundings(engines.echoes, self._evidence, self, ticks),
            self._rounds,
            self._gate,
            reader,
        )
        self.names: frozenset[str] = frozenset()
        """The host names among the addresses; `aim` is to be called for each."""
        self._asked: dict[str, Check] = {}
        self._addresses = Addresses()
        self._witnesses = Witnesses(engines.echoes, self._evidence, self._addresses)
        self._sweeps = Sweeps(
            self._calendar,
            {
                **dict.fromkeys(self._streams.table, Kind(self._turn)),
                "witness": Kind(self._witnesses.turn),
                "summary": Kind(self._summarise, SUMMARY_TICK),
                "evidence": Kind(self._judge_evidence),
                "heartbeat": Kind(lambda _: self.beat()),
            },
        )

    def start(self) -> None:
        """Begin; the checks come with `apply`."""
        self._sweeps.seat("evidence", {"": EVIDENCE_EVERY})
        self._sweeps.seat("heartbeat", {"": HEARTBEAT_EVERY})

    def beat(self) -> None:
        """Say that it lives: every few seconds, when checks come, and once more at the end."""
        self.reporter.beat(isolated=self._evidence.isolated)

    async def stop(self) -> None:
        """End: no more echoes, no more polls, no more events."""
        await self._sweeps.stop()
        for stream in self._streams.all.values():
            stream.end()
        await self._tasks.stop()

    async def apply(
        self, revision: str, wanted: Mapping[str, Check], witnesses: Iterable[str]
    ) -> CheckChanges:
        """Run these checks. An unchanged check keeps its turns and its history.

        What goes is gone at once; what comes does so in portions, between which the others have
        their turns. Not to be called again before it has returned.
        """
        wanted = {ident: check for ident, check in wanted.items() if can_run(check)}
        changes = compare(self._asked, wanted)
        self.reporter.inventory_revision = revision
        self.beat()  # at the start at once: what was not told of is not known
        before = {
            ident: self._streams.all[ident]
            for ident in changes.changed
            if self._asked[ident].address == wanted[ident].address
        }
        self._end(changes.removed + changes.changed)
        coming = changes.added + changes.changed
        for start in range(0, len(coming), PORTION):
            portion = coming[start : start + PORTION]
            self._begin([wanted[ident] for ident in portion], before)
            await asyncio.sleep(0)
        self._outlooks.keep_only([(c.presence, c.timezone) for c in wanted.values()])
        self._streams.keep_only(wanted.values())
        self._sweeps.seat("witness", self._witnesses.apply(frozenset(witnesses)))
        # A witness is asked so often that the others need not be waited for.
        pace = (
            [WITNESS_EVERY]
            if self._witnesses.addresses
            else [echoes.interval for echoes in self._streams.echoes.streams.values()]
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
                self._aim(self._streams.all[ident], name)

    def command(self, command: AnyCommand) -> bool:
        """Do what the centre asks; False when it has expired or the check is not here."""
        stream = self._streams.all.get(command.check)
        if stream is None or command.expires_at <= self._clock.now():
            return False
        match command:
            case Recheck():
                stream.recheck()
            case RunOnce():
                if stream.address:
                    self._on_death(stream.id, stream.address)
            case SetInterval():
                self._pace(stream, command)
        return True

    def poll_now(self, ident: str) -> bool:
        """A trap hints that there is news; False when that agent was polled a moment ago."""
        poll = self._streams.polls.streams.get(ident)
        return poll is not None and poll.hint()

    def changed(self, check: Stream, change: Change) -> None:
        """A check decided something (it calls this itself).

        A stream that has ended may still hear of echoes in flight: they are nobody's business.
        """
        if self._streams.all.get(check.id) is not check:
            return
        self._last_words(check, change)
        self.reporter.changed(check, change)
        if change.state is State.DOWN and change.previous is not State.DOWN and check.address:
            self._on_death(check.id, check.address)
        if change.previous in SILENT and change.state in ANSWERING:
            self._streams.revive(check.id.rsplit("/", 1)[0])

    def _last_words(self, check: Stream, change: Change) -> None:
        """What was lost before something fell silent tells a cut line from one that withered."""
        if isinstance(check, EchoCheck) and change.state is State.DOWN is not change.previous:
            loss, window = check.health.loss_before, check.settings.limits.window
            if loss is not None:
                told = {"loss_ratio": round(loss, 4), "window_seconds": window}
                self.reporter.observed(check.id, "echoes", told)

    def snapshot(self) -> PollerSnapshot:
        """Everything as it is now."""
        engines, probes = self._engines, self._streams
        left_out = self._rounds.overruns
        return PollerSnapshot(
            taken_at=self._clock.realtime() / 1e9,
            inventory_revision=self.reporter.inventory_revision,
            isolated=self._evidence.isolated,
            checks=tuple(self.reporter.views.values()),
            in_flight=self._in_flight(),
            overruns={name: self._sweeps.overruns(name) + left_out[name] for name in probes.table},
            sent={name: probe.reports.sent for name, probe in probes.table.items()},
            socket_drops={str(family): drops for family, drops in engines.echoes.drops.items()},
            unresolved_names=sum(self._addresses.find(name) is None for name in self.names),
            outcomes=dict(probes.polls.reports.outcomes),
            strays=dict(engines.snmp.strays),
            stream_outcomes=dict(probes.quality.reports.outcomes),
            stream_strays=dict(engines.streams.strays) if engines.streams else {},
            signal_strays=dict(engines.signals.strays) if engines.signals else {},
            stream_load=self._gate.load,
        )

    def _in_flight(self) -> dict[str, int]:
        """By probe. One engine asks over SIP and over H.323: their checks tell them apart."""
        engines, probes = self._engines, self._streams
        return {
            "icmp": engines.echoes.in_flight,
            "snmp": engines.snmp.in_flight,
            "rtp": engines.streams.in_flight if engines.streams else 0,
            "sip": sum(check.running for check in probes.sip.streams.values()),
            "h323": sum(check.running for check in probes.h323.streams.values()),
        }

    def _begin(self, checks: Iterable[Check], before: Mapping[str, Stream]) -> None:
        begun = []
        for check in checks:
            outlook = self._outlooks.of(check.presence, check.timezone)
            stream = self._streams.begin(check, outlook, before.get(check.id))
            self._asked[check.id] = check
            self._aim(stream, check.address)
            begun.append(stream)
        self._seat(begun, {stream.id: stream.interval for stream in begun})

    def _end(self, idents: Iterable[str]) -> None:
        for ident in idents:
            del self._asked[ident]
        self._seat([self._streams.end(ident) for ident in idents], {})

    def _aim(self, stream: Stream, address: str) -> None:
        stream.aim(self._addresses.find(address), Reason("name.unresolved", {"name": address}))

    def _seat(self, streams: Iterable[Stream], intervals: Mapping[str, float]) -> None:
        """Put streams on the rotas of their probes, and of summaries; off them without interval."""
        seats: dict[str, dict[str, float | None]] = defaultdict(dict)
        for stream in streams:
            interval = intervals.get(stream.id)
            seats[stream.probe][stream.id] = interval
            if stream.probe == "icmp":
                seats["summary"][stream.id] = interval and self._summary_every
        for kind, members in seats.items():
            self._sweeps.seat(kind, members)

    def _pace(self, stream: Stream, command: SetInterval) -> None:
        """Change a stream's interval; phase and history stay. Back again at `until`."""
        stream.interval = command.interval
        self._seat([stream], {stream.id: command.interval})

        def back(now: datetime) -> datetime | None:
            if command.until is None or now < command.until:
                return command.until
            if self._streams.all.get(stream.id) is stream:
                stream.interval = stream.usual_interval
                self._seat([stream], {stream.id: stream.usual_interval})
            return None

        self._calendar.keep(f"interval:{stream.id}", back)

    def _is_answering(self, device: str) -> bool | None:
        return self._streams.answering(device)

    def _turn(self, ident: str) -> None:
        self._streams.all[ident].turn()

    def _summarise(self, ident: str) -> None:
        stream = self._streams.echoes.streams[ident]
        stream.tick()
        self._streams.echoes.reports.summarise(stream)

    def _judge_evidence(self, _: str) -> None:
        """Notice isolation and its end."""
        if self._evidence.judge(self._clock.monotonic()):
            log.error("isolated: every target and every witness is silent")
            for stream in self._streams.all.values():
                stream.isolated()
        if self._evidence.isolated != self._was_isolated:
            self._was_isolated = self._evidence.isolated
            self.reporter.beat(isolated=self._was_isolated)
            if not self._was_isolated:
                log.warning("no longer isolated")
