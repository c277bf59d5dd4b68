"""The checks that run now: what monitord can probe with, and what each probe keeps about them."""

from __future__ import annotations

from collections.abc import Collection

from monitord.model.checks import Check
from monitord.model.settings import IcmpCheck, SnmpCheck
from monitord.model.states import State
from monitord.poller.echo_check import EchoCheck, EchoSurroundings
from monitord.poller.echo_reports import EchoReports
from monitord.poller.poll_check import PollCheck, PollSurroundings
from monitord.poller.poll_reports import PollReports
from monitord.poller.readers import MakeReader, Readers
from monitord.poller.reporter import Reporter
from monitord.poller.stream import Outlook, Stream

SILENT = (State.DOWN, State.OFF)
"""What echoes say of a device that does not answer them."""


def can_run(check: Check) -> bool:
    """Whether there is a probe for it yet."""
    return isinstance(check.settings, IcmpCheck) or check.agent is not None


class Streams:
    """All streams by id, and those of each probe."""

    def __init__(
        self,
        reporter: Reporter,
        summary_every: float,
        near_echoes: EchoSurroundings,
        near_polls: PollSurroundings,
        reader: MakeReader,
    ) -> None:
        self.all: dict[str, Stream] = {}
        self.echoes: dict[str, EchoCheck] = {}
        self.polls: dict[str, PollCheck] = {}
        self.echo_reports = EchoReports(reporter, summary_every)
        self.poll_reports = PollReports(reporter)
        self._near_echoes = near_echoes
        self._near_polls = near_polls
        self._readers = Readers(reader)

    def begin(self, check: Check, outlook: Outlook, before: Stream | None = None) -> Stream:
        """The stream of a check that `can_run`, with a view that shows that nothing is known.

        `before`: its stream under the last inventory, at the same address.
        """
        stream = self._echo(check, outlook) or self._poll(check, outlook, before)
        if stream is None:
            raise LookupError(check.id)
        self.all[check.id] = stream
        return stream

    def end(self, ident: str) -> Stream:
        """Let a stream go, and its view with it."""
        stream = self.all.pop(ident)
        stream.end()
        if self.echoes.pop(ident, None):
            self.echo_reports.ended(ident)
        if self.polls.pop(ident, None):
            self.poll_reports.ended(ident)
        return stream

    def keep_only(self, wanted: Collection[Check]) -> None:
        """Forget what only other checks needed."""
        self._readers.keep_only({check.agent.modules for check in wanted if check.agent})

    def silent(self, device: str) -> bool:
        """Whether the echoes to a device (`site/device`) are not answered now."""
        echoes = self.echoes.get(f"{device}/icmp")
        return echoes is not None and echoes.health.state in SILENT

    def revive(self, device: str) -> None:
        """A device answers echoes again: let its agent be polled, if that waits for just this."""
        poll = self.polls.get(f"{device}/snmp")
        if poll is not None:
            poll.revived()

    def _echo(self, check: Check, outlook: Outlook) -> EchoCheck | None:
        if not isinstance(check.settings, IcmpCheck):
            return None
        stream = EchoCheck(check.id, check.settings, outlook, self._near_echoes)
        self.echoes[check.id] = stream
        self.echo_reports.begun(stream)
        return stream

    def _poll(self, check: Check, outlook: Outlook, before: Stream | None) -> PollCheck | None:
        if not isinstance(check.settings, SnmpCheck) or check.agent is None:
            return None
        reader = self._readers.of(check.agent.modules)
        stream = PollCheck(
            check.id, check.settings, check.agent, reader, outlook, self._near_polls,
            before if isinstance(before, PollCheck) else None,
        )  # fmt: skip
        self.polls[check.id] = stream
        self.poll_reports.begun(stream)
        return stream
