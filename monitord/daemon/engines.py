"""Opens what probes. The daemon is nothing without echoes; without the others it goes on."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack

from monitord.model.settings import DaemonSettings
from monitord.poller.probe import Engines
from probes.icmp import IcmpEngine
from probes.rtp.sender import RtpEngine
from probes.signalling import SignalEngine
from probes.snmp import SnmpEngine

log = logging.getLogger("engines")


class OpenEngines:
    """The engines of a daemon, on its loop.

    Raises IcmpUnavailableError when the system allows no ICMP socket.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, settings: DaemonSettings) -> None:
        self.echoes = IcmpEngine.open(loop)
        self._snmp = SnmpEngine.open(loop, paced=True)
        self._streams = open_streams(loop, settings.rtp_ports)
        self._signals = open_signals(loop)

    @property
    def for_poller(self) -> Engines:
        """Those that there are."""
        return Engines(self.echoes, self._snmp, self._streams, self._signals)

    def close_with(self, closing: AsyncExitStack) -> None:
        """Let `closing` close them all."""
        for engine in (self.echoes, self._snmp, self._streams, self._signals):
            if engine is not None:
                closing.callback(engine.close)


def open_streams(loop: asyncio.AbstractEventLoop, ports: tuple[int, int]) -> RtpEngine | None:
    """What sends test streams from these ports; None when the machine has no socket for it."""
    try:
        return RtpEngine.open(loop, ports)
    except OSError as error:
        log.error("no test streams are sent: %s", error)
        return None


def open_signals(loop: asyncio.AbstractEventLoop) -> SignalEngine | None:
    """What asks over SIP and H.323; None when the machine has no socket for it."""
    try:
        return SignalEngine.open(loop)
    except OSError as error:
        log.error("SIP and H.323 are not checked: %s", error)
        return None
