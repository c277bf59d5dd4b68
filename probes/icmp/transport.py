"""The kernel's side: one non-blocking socket per address family, and what it says besides data.

A datagram socket ("ping socket", `net.ipv4.ping_group_range`) needs no privilege and is tried
first: there the kernel owns identifier and checksum. A raw socket needs CAP_NET_RAW.
"""

from __future__ import annotations

import contextlib
import ctypes
import random
import socket
import struct
from dataclasses import dataclass

from monitord.model.echo import Family, IcmpError
from probes.icmp.errors import PacketError
from probes.icmp.packet import REPLY, REQUEST, Quote
from probes.kernel.address import NUMBERS
from probes.kernel.buffers import drops, enlarge
from probes.kernel.marking import Ancillary
from probes.kernel.options import ANCILLARY_SPACE, IP_TTL, SO_ATTACH_FILTER, SO_TIMESTAMPNS
from probes.kernel.refusals import ask_for_errors, icmp_error, is_error
from probes.kernel.stamps import nanoseconds

SOL_RAW, ICMP_FILTER = 255, 1
ICMP6_FILTER = 1

DEFAULT_TTL = 64
BUFFER = 8 << 20
"""Bytes asked for, each way. A dead neighbour holds our echoes in the send buffer while it is
looked up, so a small one would make live devices' sends fail."""
TRIES = 8


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
        number = NUMBERS[family]
        protocol = socket.IPPROTO_ICMP if family == "ipv4" else socket.IPPROTO_ICMPV6
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
        """See `probes.kernel.buffers.drops`."""
        return drops(self.socket)

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

    def _set_options(self) -> None:
        sock, level = self.socket, socket.SOL_SOCKET
        sock.setsockopt(level, SO_TIMESTAMPNS, 1)
        ask_for_errors(sock, self.family)
        if self.family == "ipv4":
            sock.setsockopt(socket.IPPROTO_IP, IP_TTL, DEFAULT_TTL)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, DEFAULT_TTL)
        enlarge(sock, BUFFER)

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
            elif is_error(level, kind):
                error = icmp_error(self.family, value)
        try:
            quote = Quote.parse(data)
        except PacketError:
            return None
        ours = quote.type == REQUEST[self.family] and (
            not self.raw or quote.identifier == self.identifier
        )
        return Refusal(quote, address, error, stamp) if ours and error is not None else None
