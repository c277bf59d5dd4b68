"""The kernel's side: one non-blocking socket per address family, and what it says besides data.

A datagram socket ("ping socket", `net.ipv4.ping_group_range`) needs no privilege and is tried
first: there the kernel owns identifier and checksum. A raw socket needs CAP_NET_RAW. Numbers of
options that Python does not name are those of Linux's asm-generic headers.
"""

from __future__ import annotations

import contextlib
import ctypes
import random
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.echo import Family, IcmpError
from probes.icmp.errors import PacketError
from probes.icmp.packet import REPLY, REQUEST, Quote, error_kind

SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
SO_ATTACH_FILTER = 26
SO_TIMESTAMPNS = 35
SO_MEMINFO, MEMINFO_SIZE, MEMINFO_DROPS = 55, 36, 32
SOL_RAW, ICMP_FILTER = 255, 1
ICMP6_FILTER = 1
IP_TOS, IP_TTL, IP_PKTINFO, IP_RECVERR = 1, 2, 8, 11
IPV6_RECVERR = 25
ORIGIN_ICMP = {2, 3}
"""`ee_origin` of errors that an ICMP or ICMPv6 message brought; 1 is a local error."""

DEFAULT_TTL = 64
BUFFER = 8 << 20
"""Bytes asked for, each way. A dead neighbour holds our echoes in the send buffer while it is
looked up, so a small one would make live devices' sends fail."""
TRIES = 8
ANCILLARY_SPACE = 512

TIMESPEC = struct.Struct("@ll")
EXTENDED_ERROR = struct.Struct("=IBBBxII")
Sockaddr: TypeAlias = tuple[str, int] | tuple[str, int, int, int]
Ancillary: TypeAlias = Sequence[tuple[int, int, bytes]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ICMP error about an echo request, from the error queue."""

    quote: Quote
    address: str
    """Where the echo had been sent."""
    error: IcmpError
    stamp: int | None
    """When the error arrived, CLOCK_REALTIME nanoseconds."""


class EchoSocket:
    """An ICMP socket of one family. Raises OSError where the kernel allows neither kind."""

    def __init__(self, family: Family) -> None:
        self.family: Family = family
        v4 = family == "ipv4"
        number = socket.AF_INET if v4 else socket.AF_INET6
        protocol = socket.IPPROTO_ICMP if v4 else socket.IPPROTO_ICMPV6
        try:
            self.socket = socket.socket(number, socket.SOCK_DGRAM, protocol)
            self.raw = False
        except OSError:
            self.socket = socket.socket(number, socket.SOCK_RAW, protocol)
            self.raw = True
        self.socket.settimeout(0)
        self.identifier = random.SystemRandom().randrange(1, 0x10000)
        try:
            if self.raw:
                self._only_our_replies()
            else:
                self._bind_identifier()
            self._set_options()
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        """The descriptor, for the event loop."""
        return self.socket.fileno()

    def close(self) -> None:
        """Give the socket back."""
        self.socket.close()

    def drops(self) -> int:
        """Datagrams that the kernel has dropped since the socket was opened, for want of buffer.

        SO_RXQ_OVFL never arrives on datagram ICMP sockets, hence SO_MEMINFO. That it moves is
        certain, by how much is not: Linux 6.18 counts each drop of a raw socket twice.
        """
        memory = self.socket.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, MEMINFO_SIZE)
        return int(struct.unpack_from("=I", memory, MEMINFO_DROPS)[0])

    def refusals(self) -> list[Refusal]:
        """Empty the error queue, which also clears the socket's pending error.

        Leaves out local errors (the send itself has failed) and errors about others' echoes.
        """
        found: list[Refusal] = []
        while True:
            try:
                data, ancillary, _, address = self.socket.recvmsg(
                    256, ANCILLARY_SPACE, socket.MSG_ERRQUEUE
                )
            except OSError:
                return found
            refusal = self._refusal(data, ancillary, address[0])
            if refusal is not None:
                found.append(refusal)

    def ancillary(self, dscp: int | None, ttl: int | None, source: bytes | None) -> Ancillary:
        """Control messages for one send; what is None stays the socket's default.

        `source`: an address of this family in network bytes.
        """
        v4 = self.family == "ipv4"
        level = socket.IPPROTO_IP if v4 else socket.IPPROTO_IPV6
        found: list[tuple[int, int, bytes]] = []
        if dscp is not None:
            option = IP_TOS if v4 else socket.IPV6_TCLASS
            found.append((level, option, struct.pack("@i", dscp << 2)))
        if ttl is not None:
            option = IP_TTL if v4 else socket.IPV6_HOPLIMIT
            found.append((level, option, struct.pack("@i", ttl)))
        if source is not None and v4:
            found.append((level, IP_PKTINFO, struct.pack("@i4s4x", 0, source)))
        elif source is not None:
            found.append((level, socket.IPV6_PKTINFO, struct.pack("@16si", source, 0)))
        return found

    def _set_options(self) -> None:
        sock, level = self.socket, socket.SOL_SOCKET
        sock.setsockopt(level, SO_TIMESTAMPNS, 1)
        if self.family == "ipv4":
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
            sock.setsockopt(socket.IPPROTO_IP, IP_TTL, DEFAULT_TTL)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, DEFAULT_TTL)
        for force, plain in (
            (SO_RCVBUFFORCE, socket.SO_RCVBUF),
            (SO_SNDBUFFORCE, socket.SO_SNDBUF),
        ):
            try:
                sock.setsockopt(level, force, BUFFER)  # needs CAP_NET_ADMIN
            except PermissionError:
                sock.setsockopt(level, plain, BUFFER)  # as much as net.core.*mem_max allows

    def _bind_identifier(self) -> None:
        """Take a random identifier; the kernel's own choice counts up and is easily guessed."""
        host = "0.0.0.0" if self.family == "ipv4" else "::"  # noqa: S104  (an identifier, no port)
        for _ in range(TRIES):
            with contextlib.suppress(OSError):
                self.socket.bind((host, self.identifier))
                return
            self.identifier = random.SystemRandom().randrange(1, 0x10000)

    def _only_our_replies(self) -> None:
        """Let the kernel throw away all but echo replies with our identifier.

        A raw socket sees every ICMP message of the machine, on loopback its own requests too;
        another pinger's replies would fill our buffer and count as drops.
        """
        reply = REPLY[self.family]
        if self.family == "ipv4":
            self.socket.setsockopt(
                SOL_RAW, ICMP_FILTER, struct.pack("=I", ~(1 << reply) & (2**32 - 1))
            )
            load = [(0xB1, 0, 0, 0), (0x48, 0, 0, 4)]  # x = length of the IP header; a = half[x+4]
        else:
            passed = [2**32 - 1] * 8
            passed[reply // 32] &= ~(1 << reply % 32)
            self.socket.setsockopt(socket.IPPROTO_ICMPV6, ICMP6_FILTER, struct.pack("=8I", *passed))
            load = [(0x28, 0, 0, 4)]  # a = half[4]
        accept = [(0x15, 0, 1, self.identifier), (0x06, 0, 0, 0xFFFF), (0x06, 0, 0, 0)]
        code = b"".join(struct.pack("=HBBI", *step) for step in load + accept)
        program = ctypes.create_string_buffer(code)
        fprog = struct.pack("@HP", len(load + accept), ctypes.addressof(program))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)

    def _refusal(self, data: bytes, ancillary: Ancillary, address: str) -> Refusal | None:
        stamp = error = None
        for level, kind, value in ancillary:
            if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                stamp = nanoseconds(value)
            elif kind in {IP_RECVERR, IPV6_RECVERR} and level != socket.SOL_SOCKET:
                error = self._icmp_error(value)
        try:
            quote = Quote.parse(data)
        except PacketError:
            return None
        ours = quote.type == REQUEST[self.family] and (
            not self.raw or quote.identifier == self.identifier
        )
        return Refusal(quote, address, error, stamp) if ours and error is not None else None

    def _icmp_error(self, value: bytes) -> IcmpError | None:
        """Read a `struct sock_extended_err` and the address of who sent the error behind it."""
        _, origin, kind, code, _, _ = EXTENDED_ERROR.unpack_from(value)
        if origin not in ORIGIN_ICMP:
            return None
        at = EXTENDED_ERROR.size
        if self.family == "ipv4":
            offender = socket.inet_ntop(socket.AF_INET, value[at + 4 : at + 8])
        else:
            offender = socket.inet_ntop(socket.AF_INET6, value[at + 8 : at + 24])
        return IcmpError(error_kind(self.family, kind, code), offender, kind, code)


def nanoseconds(timespec: bytes) -> int:
    """A `struct timespec` as nanoseconds."""
    seconds, rest = TIMESPEC.unpack(timespec)
    return int(seconds * 1_000_000_000 + rest)
