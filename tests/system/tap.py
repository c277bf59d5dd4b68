"""Listens on the province's TUN device with the kernel's own time stamps.

The simulator notes when it read a packet, which on a busy machine is later than when it was sent.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from monitord.simulator.network import DEVICE

CLONE_NEWNET = 0x40000000
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
ETH_P_ALL = 0x0003
TIMESPEC = struct.Struct("@ll")
ICMP, REQUEST, REPLY = 1, 8, 0


@dataclass(frozen=True)
class Seen:
    """An ICMP echo message as it passed the TUN device. Time in Unix seconds."""

    at: float
    address: str
    """Of the device, whichever way the message went."""
    sequence: int
    reply: bool
    ttl: int


class Tap:
    """Everything that passes while it is open. Needs root. Use it as a context manager."""

    def __init__(self, pid: int) -> None:
        """`pid`: a process inside the province."""
        with ThreadPoolExecutor(1) as thread:  # which alone enters the namespace, and ends
            self.socket = thread.submit(_open, pid).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def echoes(self) -> list[Seen]:
        """The echo requests and replies since the last call, IPv4."""
        found: list[Seen] = []
        while True:
            try:
                data, ancillary, _, _ = self.socket.recvmsg(64, 64)
            except BlockingIOError:
                return found
            head = (data[0] & 0xF) * 4
            if data[9] == ICMP and data[head] in (REQUEST, REPLY):
                seconds, nanoseconds = TIMESPEC.unpack(ancillary[0][2])
                reply = data[head] == REPLY
                address = socket.inet_ntoa(data[12:16] if reply else data[16:20])
                (sequence,) = struct.unpack_from("!H", data, head + 6)
                found.append(Seen(seconds + nanoseconds / 1e9, address, sequence, reply, data[8]))


def _open(pid: int) -> socket.socket:
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/proc/{pid}/ns/net").open("rb") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    tap.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    tap.bind((DEVICE, ETH_P_ALL))
    tap.settimeout(0)
    return tap
