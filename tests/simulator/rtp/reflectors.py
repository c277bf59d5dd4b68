"""Reflectors and test packets for the tests, without a network and without a clock."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from random import Random

from monitord.inventory.codecs import shipped
from monitord.model.inventory import Credential, Device, Inventory
from monitord.model.quality import Mode
from monitord.model.secrets import Secret
from monitord.model.settings import RtpCheck
from monitord.simulator.agents import table
from monitord.simulator.fault import Event, Fault, Scenario, Target, Way
from monitord.simulator.outcome import Outcome
from monitord.simulator.packet import UDP, Packet, parse, udp_packet, udp_payload
from monitord.simulator.responder import Responder
from monitord.simulator.rtp.arrivals import Arrivals
from monitord.simulator.rtp.province import RtpProvince
from monitord.simulator.terrain import Terrain, packed
from monitord.simulator.weather import Weather
from probes.kernel.clock import Clock
from probes.rtp.packets import report, stamp, times, twamp
from probes.rtp.packets.rtp import RtpPacket
from tests.simulator.inventories import device, inventory, site

MS, SECOND = 1_000_000, 1_000_000_000
START = 7 * SECOND
FOREVER = 1 << 62
OFFSET = 1_700_000_000 * SECOND
"""Realtime minus monotonic."""
KEY = b"0123456789abcdef"
FLAT = Way()
RTP, STAMP, TWAMP, ECHO, LOCKED, DEAF, PC = (f"127.1.0.{n}" for n in range(2, 9))
SIGNED = "127.1.0.9"
SIX = "fd00::2"
PORT, OTHER_PORT = 862, 4000
ALL = Target("all")


def reflecting(ident: str, address: str, mode: Mode, port: int, credential: str | None) -> Device:
    """A device with an RTP check."""
    check = RtpCheck(shipped()["g711"], mode, port=port)
    plain = device("s", ident, address)
    return replace(plain, credential=credential, checks={**plain.checks, "rtp": check})


def small_province(*, routed: bool = False) -> Inventory:
    """A site with a reflector of each kind, one whose key is missing, and a device without.

    `routed`: and with a router before them.
    """
    before = (device("s", "rt", "127.1.0.1", "router"),) if routed else ()
    devices = (
        *before,
        reflecting("rtp", RTP, Mode.RTP, PORT, None),
        reflecting("stamp", STAMP, Mode.STAMP, PORT, None),
        reflecting("twamp", TWAMP, Mode.TWAMP_LIGHT, OTHER_PORT, None),
        reflecting("echo", ECHO, Mode.ECHO, PORT, None),
        reflecting("locked", LOCKED, Mode.RTP, PORT, "lab"),
        reflecting("signed", SIGNED, Mode.STAMP, PORT, "lab"),
        reflecting("deaf", DEAF, Mode.RTP, PORT, "lost"),
        reflecting("six", SIX, Mode.STAMP, PORT, None),
        device("s", "pc", PC),
    )
    credentials = {
        name: Credential(name, rtp=Secret("env", name.upper())) for name in ("lab", "lost")
    }
    return replace(inventory(site("s", None, devices)), credentials=credentials)


@dataclass
class Hands:
    """A clock that stands still until it is set."""

    now: int = START

    def monotonic(self) -> int:
        """As CLOCK_MONOTONIC, nanoseconds."""
        return self.now

    def realtime(self) -> int:
        """As CLOCK_REALTIME, nanoseconds."""
        return self.now + OFFSET


@dataclass
class Seen:
    """An answer that departed."""

    due: int
    request: Packet
    outcome: Outcome
    payload: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.payload = udp_payload(parse(self.outcome.data or b""))

    @property
    def report(self) -> report.Answer:
        """What is in an RTP answer."""
        answer = report.answer(self.payload)
        assert answer is not None
        return answer


class Lab:
    """The small province's reflectors, with timers but without time."""

    def __init__(
        self, *events: Event, late: int = 0, seed: int = 1, behind_a_router: bool = False
    ) -> None:
        """`late`: nanoseconds by which every timer is."""
        self.hands, self.late = Hands(), late
        terrain = Terrain(small_province(routed=behind_a_router))
        self.province = RtpProvince(terrain, {"lab": KEY})
        scenario = Scenario(defaults=FLAT, events=events)
        streams = self.province.kinds
        agents = table(self.province)
        self.weather = Weather(terrain, scenario, Random(seed), START, agents, streams)
        self.responder = Responder(-1, self.weather, None)
        Arrivals(self.responder, self.province, Clock(self.hands.monotonic, self.hands.realtime))

    def fault(self, fault: Fault) -> None:
        """Let a fault befall everybody from now on."""
        self.weather.command(ALL, fault, self.hands.now)

    def send(self, to: str, payload: bytes, at: int = START, *, port: int = PORT) -> list[Outcome]:
        """Let a datagram set out at an instant, after the timers that are due before it."""
        self.ring(at)
        self.hands.now = max(self.hands.now, at)
        packet = datagram(to, payload, port=port)
        outcomes = self.weather.decide(packet, at)
        self.responder.take(packet, at, at, outcomes)
        return outcomes

    def ring(self, until: int = FOREVER) -> None:
        """Let timers ring that fall due by an instant, late as they are."""
        timers = self.responder.timers
        while timers and timers[0][0] + self.late <= until:
            due, _, what = heapq.heappop(timers)
            self.hands.now = max(self.hands.now, due + self.late)
            what()

    def answers(self) -> list[Seen]:
        """Everything that departs in the end, in its order."""
        self.ring()
        departures = self.responder.departures
        ordered = [heapq.heappop(departures) for _ in range(len(departures))]
        return [Seen(due, packet, outcome) for due, _, _, packet, outcome in ordered]

    def answer(self, to: str, payload: bytes, at: int = START, *, port: int = PORT) -> Seen | None:
        """The only answer; None for silence."""
        self.send(to, payload, at, port=port)
        answers = self.answers()
        assert len(answers) <= 1
        return answers[0] if answers else None


def datagram(to: str, payload: bytes, *, port: int = PORT, tos: int = 0) -> Packet:
    """A UDP datagram from the monitor's port 50000."""
    monitor = "2001:db8::1" if ":" in to else "127.0.0.2"
    here, there = packed(monitor) or b"", packed(to) or b""
    return parse(udp_packet((here, 50_000), (there, port), payload, tos=tos))


def rtp(sequence: int = 0, *, key: bytes | None = None, ssrc: int = 0xDECADE) -> bytes:
    """A packet of G.711, with room for a report."""
    room = report.room(signed=key is not None)
    headers = report.SIGNED_HEADERS if key else report.PLAIN_HEADERS
    packet = bytearray(
        bytes(RtpPacket(0, sequence, sequence * 160, ssrc, bytes(172 - headers), extension=room))
    )
    if key is not None:
        report.sign(packet, report.AT, key)
    return bytes(packet)


def stamp_request(sequence: int = 0, *, t1: int = OFFSET, ssid: int = 0x4711) -> bytes:
    """A packet of STAMP, without authentication."""
    return bytes(stamp.SenderPacket(sequence, times.to_ntp(t1), ssid=ssid))


def twamp_request(sequence: int = 0, *, t1: int = OFFSET) -> bytes:
    """A packet of TWAMP-Light."""
    return bytes(twamp.SenderPacket(sequence, times.to_ntp(t1)))


def port_kind(port: int) -> tuple[int, int]:
    """The key of a port in the table of agents."""
    return UDP, port
