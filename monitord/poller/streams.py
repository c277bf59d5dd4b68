"""The checks that run now: what monitord can probe with, and what each probe keeps about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from monitord.model.checks import Check
from monitord.model.settings import H323Check, IcmpCheck, RtpCheck, SipCheck, SnmpCheck
from monitord.model.states import State
from monitord.poller.echo_check import EchoCheck, EchoSurroundings
from monitord.poller.echo_reports import EchoReports
from monitord.poller.gate import Gate
from monitord.poller.poll_check import PollCheck
from monitord.poller.poll_reports import PollReports
from monitord.poller.probe import Engines, Probe
from monitord.poller.quality_check import QualityCheck
from monitord.poller.quality_reports import QualityReports
from monitord.poller.readers import MakeReader, Readers
from monitord.poller.reporter import Reporter
from monitord.poller.round_check import RoundCheck, RoundSurroundings
from monitord.poller.signal_check import SignalCheck
from monitord.poller.signal_reports import SignalReports
from monitord.poller.stream import Outlook, Stream

SILENT = (State.DOWN, State.OFF)
"""What echoes say of a device that does not answer them."""
ANSWERING = (State.UP, State.DEGRADED)
"""And of one that does. Unknown is neither."""


def can_run(check: Check) -> bool:
    """Whether everything is known that it takes to run it."""
    match check.settings:
        case SnmpCheck():
            return check.agent is not None
        case RtpCheck():
            return check.reflector is not None
        case _:
            return True


class Streams:
    """All streams by id, and the probes that run them (`table`, by name)."""

    def __init__(
        self,
        reporter: Reporter,
        summary_every: float,
        engines: Engines,
        near_echoes: EchoSurroundings,
        near_rounds: RoundSurroundings,
        gate: Gate,
        reader: MakeReader,
    ) -> None:
        self.all: dict[str, Stream] = {}
        self._engines = engines
        self._unix = reporter.unix
        self._near_echoes = near_echoes
        self._near_rounds = near_rounds
        self._gate = gate
        self._readers = Readers(reader)
        self.echoes: Probe[EchoCheck, EchoReports] = Probe(EchoReports(reporter, summary_every))
        self.polls: Probe[PollCheck, PollReports] = Probe(PollReports(reporter))
        self.quality: Probe[QualityCheck, QualityReports] = Probe(
            QualityReports(reporter, engines.streams)
        )
        self.sip: Probe[SignalCheck, SignalReports] = Probe(SignalReports(reporter))
        self.h323: Probe[SignalCheck, SignalReports] = Probe(SignalReports(reporter))
        self.table: Mapping[str, Probe[Any, Any]] = {
            "icmp": self.echoes,
            "snmp": self.polls,
            "rtp": self.quality,
            "sip": self.sip,
            "h323": self.h323,
        }

    def begin(self, check: Check, outlook: Outlook, before: Stream | None = None) -> Stream:
        """The stream of a check that `can_run`, with a view that shows that nothing is known.

        `before`: its stream under the last inventory, at the same address.
        """
        stream = self._make(check, outlook, before)
        self.all[check.id] = stream
        return stream

    def end(self, ident: str) -> Stream:
        """Let a stream go, and its view with it."""
        stream = self.all.pop(ident)
        stream.end()
        self.table[stream.probe].remove(ident)
        return stream

    def keep_only(self, wanted: Collection[Check]) -> None:
        """Forget what only other checks needed."""
        self._readers.keep_only({check.agent.modules for check in wanted if check.agent})

    def answering(self, device: str) -> bool | None:
        """Whether the echoes to a device (`site/device`) are answered now; None: nobody knows."""
        echoes = self.echoes.streams.get(f"{device}/icmp")
        state = State.UNKNOWN if echoes is None else echoes.health.state
        return state in ANSWERING if state in SILENT + ANSWERING else None

    def revive(self, device: str) -> None:
        """A device answers echoes again: let it be asked whatever waits for just this."""
        for probe in self.table:
            stream = self.all.get(f"{device}/{probe}")
            if isinstance(stream, RoundCheck):
                stream.revived()

    def _make(self, check: Check, outlook: Outlook, before: Stream | None) -> Stream:
        ident, engines, near = check.id, self._engines, self._near_rounds
        match check.settings:
            case IcmpCheck() as settings:
                return self.echoes.add(EchoCheck(ident, settings, outlook, self._near_echoes))
            case SnmpCheck() as settings if check.agent:
                reader = self._readers.of(check.agent.modules)
                last = before if isinstance(before, PollCheck) else None
                poll = PollCheck(
                    ident, settings, check.agent, reader, outlook, engines.snmp,
                    self.polls.reports, near, last,
                )  # fmt: skip
                return self.polls.add(poll)
            case RtpCheck() as settings if check.reflector:
                quality = QualityCheck(
                    ident, settings, check.reflector, outlook, engines.streams, self._gate,
                    self.quality.reports, near,
                )  # fmt: skip
                return self.quality.add(quality)
            case SipCheck() | H323Check() as settings:
                probe = self.sip if isinstance(settings, SipCheck) else self.h323
                signals = SignalCheck(
                    ident, check.address, settings, outlook, engines.signals, probe.reports,
                    self._unix, near,
                )  # fmt: skip
                return probe.add(signals)
        raise LookupError(ident)
