"""Listens on the province's TUN device with the kernel's own time stamps.

The simulator notes when it read a packet, which on a busy machine is later than when it was sent.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from monitord.simulator.network import DEVICE
from monitord.simulator.packet import UDP, UDP_HEADER, PacketError, parse
from tests.system.pcap import Pcap

CLONE_NEWNET = 0x40000000
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
ETH_P_ALL = 0x0003
TIMESPEC = struct.Struct("@ll")
ICMP, REQUEST, REPLY = 1, 8, 0
SHORT, WHOLE = 64, 65_535
"""Bytes of a packet that are read: enough for what is told of it, or all."""

T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """An ICMP echo message as it passed the TUN device. Time in Unix seconds."""

    at: float
    address: str
    """Of the device, whichever way the message went."""
    sequence: int
    reply: bool
    ttl: int


@dataclass(frozen=True)
class Datagram:
    """A UDP datagram as it passed the TUN device."""

    at: int
    """Unix nanoseconds."""
    source: tuple[str, int]
    """Address and port."""
    destination: tuple[str, int]
    tos: int
    size: int
    """Bytes of its payload."""
    head: bytes
    """The first four of them: STAMP's sequence number, RTP's in the last two (as in the log)."""


class Tap:
    """Everything that passes while it is open. Needs root. Use it as a context manager.

    Packets wait in the kernel until somebody asks, some ten thousand of them.
    """

    def __init__(self, pid: int, pcap: Path | None = None) -> None:
        """`pid`: a process inside the province. `pcap` gets all UDP, for tshark to read."""
        self.socket = in_province(pid, _open)
        self.pcap = None if pcap is None else Pcap(pcap)
        self._echoes: list[Seen] = []
        self._datagrams: list[Datagram] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()
        if self.pcap is not None:
            self.pcap.close()

    def echoes(self) -> list[Seen]:
        """The echo requests and replies since the last call, IPv4."""
        self._read()
        found, self._echoes = self._echoes, []
        return found

    def datagrams(self) -> list[Datagram]:
        """The UDP datagrams since the last call; the file has them too then."""
        self._read()
        found, self._datagrams = self._datagrams, []
        return found

    def _read(self) -> None:
        size = SHORT if self.pcap is None else WHOLE
        while True:
            try:
                data, ancillary, _, _ = self.socket.recvmsg(size, 64)
            except BlockingIOError:
                break
            seconds, nanoseconds = TIMESPEC.unpack(ancillary[0][2])
            at = seconds * 1_000_000_000 + nanoseconds
            head = (data[0] & 0xF) * 4
            if data[0] >> 4 == 4 and data[9] == ICMP and data[head] in (REQUEST, REPLY):
                self._echoes.append(_echo(data, head, at))
            else:
                self._note(data, at)
        if self.pcap is not None:
            self.pcap.flush()

    def _note(self, data: bytes, at: int) -> None:
        """Keep a UDP datagram; nothing else."""
        try:
            packet = parse(data)
        except PacketError:
            return
        if packet.protocol != UDP:
            return
        here, there, size = struct.unpack_from("!HHH", data, packet.header)
        family = socket.AF_INET if len(packet.source) == 4 else socket.AF_INET6
        tos = data[1] if family == socket.AF_INET else (data[0] & 0xF) << 4 | data[1] >> 4
        self._datagrams.append(
            Datagram(
                at,
                (socket.inet_ntop(family, packet.source), here),
                (socket.inet_ntop(family, packet.destination), there),
                tos,
                size - UDP_HEADER,
                packet.head,
            )
        )
        if self.pcap is not None:
            self.pcap.write(data, at)


def in_province(pid: int, work: Callable[[], T]) -> T:
    """Do something in a province, of which `pid` is a process, and return what comes of it.

    What is opened there stays there: sockets keep the network that they were made in. Needs root.
    """
    with ThreadPoolExecutor(1) as thread:  # which alone enters the namespace, and ends
        return thread.submit(_inside, pid, work).result()


def _inside(pid: int, work: Callable[[], T]) -> T:
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/proc/{pid}/ns/net").open("rb") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    return work()


def _open() -> socket.socket:
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    tap.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    tap.bind((DEVICE, ETH_P_ALL))
    tap.settimeout(0)
    return tap


def _echo(data: bytes, head: int, at: int) -> Seen:
    reply = data[head] == REPLY
    address = socket.inet_ntoa(data[12:16] if reply else data[16:20])
    (sequence,) = struct.unpack_from("!H", data, head + 6)
    return Seen(at / 1e9, address, sequence, reply, data[8])
