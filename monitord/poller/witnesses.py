"""Witnesses: addresses near the monitor whose answers prove that it can hear."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from monitord.health.evidence import Evidence
from monitord.model.echo import EchoEngine, IcmpError
from monitord.poller.addresses import Addresses

WITNESS_EVERY = 0.5
"""Seconds; see `monitord.health.evidence.DEAF_AFTER`."""


class Witness:
    """An `EchoSink` whose answers are evidence; nothing else is asked of it."""

    def __init__(self, address: str | None, engine: EchoEngine, evidence: Evidence) -> None:
        self._engine = engine
        self._evidence = evidence
        self._target: Any = None
        if address is not None:
            with suppress(ValueError):  # its network interface is not there
                self._target = engine.target(
                    address, timeout=0.8, size=56, dscp=0, ttl=64, source=None
                )

    def turn(self) -> None:
        """Send an echo, when there is an address to send it to."""
        if self._target is not None:
            self._engine.send(self._target, self)

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """Whatever was lost before `sent` can be judged."""
        self._evidence.answered(sent)

    def lost(self, sent: int) -> None:
        """A silent witness proves nothing by itself."""

    def refused(self, sent: int, error: IcmpError) -> None:
        """Nor does one that is refused."""

    def unmeasured(self, sent: int, why: str) -> None:
        """Nor one that was not measured."""

    def late(self, sent: int, received: int) -> None:
        """A late answer was heard all the same."""
        self._evidence.answered(sent)

    def duplicate(self, sent: int) -> None:
        """A second answer adds nothing."""


class Witnesses:
    """All witnesses of a poller, by the address or name that the inventory gives."""

    def __init__(self, engine: EchoEngine, evidence: Evidence, addresses: Addresses) -> None:
        self._engine = engine
        self._evidence = evidence
        self._addresses = addresses
        self._asked: dict[str, Witness] = {}

    @property
    def addresses(self) -> frozenset[str]:
        """As the inventory gives them."""
        return frozenset(self._asked)

    def apply(self, wanted: frozenset[str]) -> dict[str, float | None]:
        """Ask these and no others; the interval of each, None for those that are let go."""
        gone = self._asked.keys() - wanted
        self._asked = {a: self._asked.get(a) or self._make(a) for a in wanted}
        return {**dict.fromkeys(gone), **dict.fromkeys(wanted, WITNESS_EVERY)}

    def moved(self, name: str) -> None:
        """A name's address has changed."""
        if name in self._asked:
            self._asked[name] = self._make(name)

    def turn(self, address: str) -> None:
        """It is this one's turn."""
        self._asked[address].turn()

    def _make(self, address: str) -> Witness:
        return Witness(self._addresses.find(address), self._engine, self._evidence)
