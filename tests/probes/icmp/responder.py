"""Devices and routers behind a TUN: whole networks that answer as a test says."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from probes.icmp.packet import EchoPacket, checksum
from tests.probes.icmp.namespace import Namespace

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
ROUTER = "10.9.0.254"


@dataclass(frozen=True, slots=True)
class Request:
    """An echo request that came out of the TUN."""

    source: str
    destination: str
    ttl: int
    tos: int
    packet: EchoPacket
    datagram: bytes

    @property
    def reply(self) -> EchoPacket:
        """What an honest device answers."""
        mine = self.packet
        return EchoPacket(0, mine.identifier, mine.sequence, mine.cookie, mine.index, mine.padding)


class Network:
    """10.9.0.0/16 behind a TUN in `namespace`, where `answer` hears each echo request.

    `answer` replies with `say` and `error`, now or later by the event loop.
    """

    def __init__(self, namespace: Namespace, answer: Callable[[Network, Request], None]) -> None:
        self.requests: list[Request] = []
        self._answer = answer
        self._file = namespace.run(_open_tun)
        namespace.shell("ip address add 10.9.0.1/16 dev tun9; ip link set tun9 up")
        asyncio.get_running_loop().add_reader(self._file, self._read)

    def close(self) -> None:
        """Remove the network."""
        asyncio.get_running_loop().remove_reader(self._file)
        os.close(self._file)

    def say(self, to: str, source: str, packet: EchoPacket | bytes) -> None:
        """Send an ICMP message to the machine, an echo reply most often."""
        os.write(self._file, _ip(source, to, bytes(packet)))

    def error(self, request: Request, source: str, kind: int, code: int, quoted: int = 28) -> None:
        """Send an ICMP error that quotes so many bytes of the request, IP header included."""
        blank = struct.pack(">BBHI", kind, code, 0, 0) + request.datagram[:quoted]
        message = blank[:2] + struct.pack(">H", checksum(blank)) + blank[4:]
        os.write(self._file, _ip(source, request.source, message))

    def _read(self) -> None:
        datagram = os.read(self._file, 65_536)
        if datagram[0] >> 4 != 4 or datagram[9] != socket.IPPROTO_ICMP or datagram[20] != 8:
            return
        request = Request(
            socket.inet_ntoa(datagram[12:16]),
            socket.inet_ntoa(datagram[16:20]),
            datagram[8],
            datagram[1],
            EchoPacket.parse(datagram[20:]),
            datagram,
        )
        self.requests.append(request)
        self._answer(self, request)


def honest(network: Network, request: Request) -> None:
    """Answer as a device does."""
    network.say(request.source, request.destination, request.reply)


def _open_tun() -> int:
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", b"tun9", IFF_TUN | IFF_NO_PI))
    return file


def _ip(source: str, to: str, payload: bytes) -> bytes:
    """An IPv4 datagram (RFC 791) of protocol ICMP."""
    ends = socket.inet_aton(source) + socket.inet_aton(to)
    fields = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, socket.IPPROTO_ICMP, 0)
    blank = fields + ends
    return fields[:10] + struct.pack(">H", checksum(blank)) + ends + payload
