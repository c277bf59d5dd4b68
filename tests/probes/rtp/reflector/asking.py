"""A reflector in memory and somebody who asks it, with every clock in the test's hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_network

from probes.rtp.packets import report, stamp, tlv
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.packets.times import ErrorEstimate, to_ntp
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.policy import Policy
from probes.rtp.reflector.request import Answer

KEY, OTHER_KEY = b"sixteen bytes, k", b"sixteen bytes, o"
HERE = ("192.0.2.7", 50_000)
EVERYBODY = (ip_network("0.0.0.0/0"), ip_network("::/0"))
FREE = Policy(EVERYBODY, rate=1_000_000_000, total=1_000_000_000)
T1, T2, T3 = 1_790_000_000_123_456_789, 1_790_000_000_200_000_000, 1_790_000_000_200_040_000
SECOND = 1_000_000_000
ESTIMATE = ErrorEstimate.of(0.001, synchronised=True)


def core(policy: Policy = FREE, key: bytes | None = None) -> ReflectorCore:
    """A reflector whose clock is synchronised."""
    found = ReflectorCore(policy, key)
    found.estimate = ESTIMATE
    return found


@dataclass
class Asker:
    """Who sends, from where, and when by the monotonic clock."""

    reflector: ReflectorCore = field(default_factory=core)
    source: tuple[str, int] = HERE
    now: int = 0

    def ask(self, data: bytes, *, ttl: int = 60, tos: int = 0xB8) -> Answer | None:
        """What comes back."""
        return self.reflector.answer(
            data, self.source, t2=T2, now=self.now, clock=lambda: T3, ttl=ttl, tos=tos
        )

    def told(self, data: bytes) -> bytes:
        """The reply, which there is."""
        answer = self.ask(data)
        assert answer is not None, self.reflector.silences
        return answer.data


def rtp(
    sequence: int = 1, *, ssrc: int = 0x1234, key: bytes | None = None, size: int = 172
) -> bytes:
    """A packet of a test stream, `size` bytes long."""
    room = report.room(signed=key is not None)
    head = bytes(RtpPacket(0, sequence, 160, ssrc, extension=room))
    packet = bytearray(head + bytes(size - len(head)))
    if key is not None:
        report.sign(packet, report.AT, key)
    return bytes(packet)


def stamped(
    sequence: int = 0,
    *,
    ssid: int = 9,
    tail: bytes = b"",
    key: bytes | None = None,
    t1: int = T1,
) -> bytes:
    """A STAMP packet: of authenticated mode when there is a key."""
    packet = stamp.SenderPacket(sequence, to_ntp(t1), ErrorEstimate.of(0.01), ssid, tail)
    return bytes(packet) if key is None else packet.signed(key)


def reported(data: bytes) -> report.Report:
    """The report in a packet."""
    found = report.report_of(RtpPacket.parse(data))
    assert found is not None
    return found


def service(dscp: int) -> bytes:
    """A Class of Service TLV that asks for a DSCP."""
    return bytes(tlv.Tlv(tlv.CLASS_OF_SERVICE, bytes(tlv.ClassOfService(dscp))))
