"""What the poller keeps of each probe, and what probes with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from monitord.model.echo import EchoEngine
from monitord.model.quality import StreamEngine
from monitord.model.signalling import SignalEngine
from monitord.model.snmp import SnmpEngine
from monitord.poller.stream import Stream

S = TypeVar("S", bound=Stream)
S_contra = TypeVar("S_contra", bound=Stream, contravariant=True)


@dataclass(frozen=True, slots=True)
class Engines:
    """What probes. None is what could not be opened: its checks are unknown."""

    echoes: EchoEngine
    snmp: SnmpEngine
    streams: StreamEngine | None
    signals: SignalEngine | None


class Reports(Protocol[S_contra]):
    """What turns the doings of one probe into views and events."""

    @property
    def sent(self) -> int:
        """What the probe has sent since the start, in what it counts by."""

    def begun(self, check: S_contra) -> None:
        """A check is new: its view shows that nothing is known."""

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""


R = TypeVar("R", bound=Reports[Any])


@dataclass(slots=True)
class Probe(Generic[S, R]):
    """The streams of one probe, and their reports."""

    reports: R
    streams: dict[str, S] = field(default_factory=dict)

    def add(self, stream: S) -> S:
        """Keep a new stream."""
        self.streams[stream.id] = stream
        self.reports.begun(stream)
        return stream

    def remove(self, ident: str) -> None:
        """Let a stream go."""
        del self.streams[ident]
        self.reports.ended(ident)
