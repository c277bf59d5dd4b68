"""The kernel's side of one stream: a UDP socket, stamps both ways, ICMP errors, lost datagrams.

The socket is not connected, so that what comes from elsewhere is seen, and counted. When a packet
left the machine stands in the error queue (Documentation/networking/timestamping.rst): loopback,
TUN and nearly all network drivers tell it.
"""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from typing import NamedTuple

from monitord.model.echo import Family
from probes.kernel.address import NUMBERS, Address, Source, without_zone
from probes.kernel.buffers import enlarge, memory
from probes.kernel.options import (
    ANCILLARY_SPACE,
    IP_MTU_DISCOVER,
    IP_PMTUDISC_DONT,
    SO_TIMESTAMPING,
)
from probes.kernel.refusals import EXTENDED_ERROR, ask_for_errors, is_error, refusal
from probes.kernel.stamps import nanoseconds
from probes.rtp.sender.ports import bind

TX_SOFTWARE, RX_SOFTWARE, SOFTWARE, OPT_ID, OPT_TSONLY = 1 << 1, 1 << 3, 1 << 4, 1 << 7, 1 << 11
RECEIVE_STAMPS = RX_SOFTWARE | SOFTWARE
ALL_STAMPS = RECEIVE_STAMPS | TX_SOFTWARE | OPT_ID | OPT_TSONLY
ORIGIN_TIMESTAMPING = 4
"""`ee_origin` of a transmit stamp."""
SCM = SO_TIMESTAMPING
"""The control message has the option's number; its first timespec is the software stamp."""

BUFFER = 1 << 20
"""Bytes asked for, each way: seconds of the largest stream that is likely."""
MOST_BYTES = 1 << 11
READ_MOST = 128
"""Datagrams, or errors, read at one go; then the event loop breathes."""


class Arrival(NamedTuple):
    """A datagram that came, from whomever."""

    data: bytes
    source: Source
    stamp: int | None
    """When the kernel received it, Unix ns; None when it did not say."""


@dataclass(slots=True)
class Told:
    """What the error queue told."""

    stamps: list[tuple[int, int]]
    """(number of the packet since `restart_stamps`, when it left, Unix ns)."""
    refusals: list[str]
    """The words of ICMP errors that say that no answer will come."""
    entries: int = 0
    """How many there were, those that tell neither included."""


class StreamSocket:
    """What one stream is sent from. Raises OSError where the kernel refuses it or has no port."""

    def __init__(self, to: Address, ports: tuple[int, int], dscp: int, size: int) -> None:
        self.family: Family = to.family
        self._to = to
        self._most = max(MOST_BYTES, size + 1)
        self._drops = 0
        self._was_full = False
        self.socket = socket.socket(NUMBERS[to.family], socket.SOCK_DGRAM)
        try:
            self.socket.settimeout(0)
            self._set_options(dscp)
            self.port = bind(self.socket, to.family, ports, to.source)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Give the socket back."""
        self.socket.close()

    def send(self, data: bytes | bytearray) -> None:
        """Send one packet now. Raises OSError, also for the pending error of an earlier one."""
        self.socket.sendto(data, self._to.sockaddr)

    def restart_stamps(self) -> None:
        """Let the kernel count transmit stamps from 0: nobody knows what a failed send counts."""
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, RECEIVE_STAMPS)
            self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, ALL_STAMPS)

    def arrivals(self) -> list[Arrival]:
        """The next datagrams, READ_MOST at most; a pending error is left to `told`."""
        found: list[Arrival] = []
        receive = self.socket.recvmsg
        for _ in range(READ_MOST):
            try:
                data, ancillary, _, address = receive(self._most, ANCILLARY_SPACE)
            except BlockingIOError:
                break
            except OSError:
                continue  # the pending error of an earlier packet; this has cleared it
            stamp = next((nanoseconds(value) for _, kind, value in ancillary if kind == SCM), None)
            found.append(Arrival(data, without_zone(address), stamp))
        return found

    def told(self) -> Told:
        """The next entries of the error queue, READ_MOST at most."""
        told = Told([], [])
        for _ in range(READ_MOST):
            try:
                _, ancillary, _, _ = self.socket.recvmsg(0, ANCILLARY_SPACE, socket.MSG_ERRQUEUE)
            except OSError:
                break
            told.entries += 1
            self._note(ancillary, told)
        return told

    def overflowed(self) -> bool:
        """Whether datagrams were lost here for want of room. Call it before each reading.

        The kernel counts those with a wrong checksum, too, which is the line's fault and not ours;
        but only where there was no room it is still full when we come, for nobody else reads.
        """
        waiting, room, drops = memory(self.socket)
        dropped, self._drops = drops != self._drops, drops
        full, was_full, self._was_full = waiting > room // 2, self._was_full, waiting > room // 2
        return bool(dropped and (full or was_full))

    def _note(self, ancillary: list[tuple[int, int, bytes]], told: Told) -> None:
        stamp = 0
        for level, kind, value in ancillary:
            if kind == SCM and level == socket.SOL_SOCKET:
                stamp = nanoseconds(value)
            elif is_error(level, kind):
                _, origin, _, _, _, number = EXTENDED_ERROR.unpack_from(value)
                if origin == ORIGIN_TIMESTAMPING:
                    told.stamps.append((number, stamp))
                elif (error := refusal(self.family, value)) is not None:
                    told.refusals.append(error.kind)

    def _set_options(self, dscp: int) -> None:
        sock = self.socket
        ask_for_errors(sock, self.family)
        if self.family == "ipv4":
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, dscp << 2)
            sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, dscp << 2)
        enlarge(sock, BUFFER)
        try:
            sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, ALL_STAMPS)
        except OSError:
            sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, RECEIVE_STAMPS)
