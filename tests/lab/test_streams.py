"""Test streams in a province: what a real socket sees, the log, the capture and tshark agree."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from monitord.simulator.rtp.reflector import THINKS
from probes.kernel.clock import Clock
from probes.rtp.packets import report
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.packets.times import from_ntp
from tests.lab.province import Province
from tests.lab.streams import Way, truth, way
from tests.system.pcap import rtp_streams
from tests.system.tap import Datagram, Tap, in_province

pytestmark = [
    pytest.mark.lab,
    pytest.mark.system,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can enter the province"),
]
REFLECTOR, PORT, OURS = "127.2.1.2", 8862, 50_000
MS = 1_000_000
ROUGH = {
    "to_site": {
        **{"loss": "20%", "burst": 3, "duplicate": "10%"},
        **{"delay": "40ms", "jitter": "30ms", "overtake": True},
    },
    "from_site": {"loss": "10%", "reorder": "10%", "hold": "50ms", "duplicate": "10%"},
}
"""So much that of 200 packets some are always lost, come twice and come late, each way."""


@dataclass
class House:
    """A province with a reflector, a tap, and a socket inside."""

    province: Province
    tap: Tap
    socket: socket.socket

    def stream(self, count: int, gap: float = 0.005) -> list[bytes]:
        """Send packets of G.711, and return what comes back within a quarter of a second."""
        room = report.room(signed=False)
        answers: list[bytes] = []
        for n in range(count):
            packet = RtpPacket(0, n, n * 160, 0xDECADE, bytes(128), extension=room)
            self.socket.sendto(bytes(packet), (REFLECTOR, PORT))
            time.sleep(gap)
            answers += self._waiting()
        time.sleep(0.25)
        return [*answers, *self._waiting()]

    def _waiting(self) -> Iterator[bytes]:
        with suppress(BlockingIOError):
            while True:
                yield self.socket.recv(2048)


@contextmanager
def housed(inventory: Path, pcap: Path | None = None) -> Iterator[House]:
    """The small province, whose commune d1-c1 has a reflector."""
    text = inventory.read_text().replace(
        "checks: {icmp: {}}}\nsites", f"checks: {{icmp: {{}}, rtp: {{port: {PORT}}}}}}}\nsites"
    )
    inventory.write_text(text)
    with (
        Province(inventory, ["sleep", "60"]) as province,
        Tap(province.command_pid, pcap) as tap,
        in_province(
            province.command_pid, lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ) as inside,
    ):
        inside.bind(("127.0.0.1", OURS))
        inside.settimeout(0)
        yield House(province, tap, inside)


def test_log_capture_and_reports_tell_the_same_of_a_rough_stream(inventory: Path) -> None:
    with housed(inventory) as house:
        house.province.fault(ROUGH, site="d1-c1")
        answers = [report.answer(data) for data in house.stream(200)]
        offset = Clock().offset()
        seen = house.tap.datagrams()
        log = truth(house.province.log(), OURS, (REFLECTOR, PORT))
    numbers = [answer.reflected for answer in answers if answer]
    place = {visit: number for number, visit in enumerate(log.asked)}
    assert numbers == [place[visit] for visit in log.answered]
    assert [home.head for home in seen if home.source == (REFLECTOR, PORT)] == [
        log.asked[visit] for visit in log.answered
    ]
    assert [there.head for there in seen if there.destination == (REFLECTOR, PORT)] == [*log.sent]
    for each in (log.to_site, log.from_site):
        assert min(each.lost, each.duplicates, each.reordered) > 0
    for answer, visit in zip(answers, log.answered, strict=True):
        assert answer is not None
        assert abs(from_ntp(answer.t2) - log.reached[visit] - offset) < MS // 10
        assert from_ntp(answer.t3) - from_ntp(answer.t2) == THINKS


def test_the_capture_has_the_delays_of_the_log_and_the_marking_of_the_packets(
    inventory: Path,
) -> None:
    with housed(inventory) as house:
        house.province.fault({"from_site": {"delay": "30ms"}}, site="d1-c1")
        house.socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 46 << 2)
        house.stream(50)
        seen = house.tap.datagrams()
        log = house.province.log()
    assert {each.tos for each in seen} == {46 << 2}
    assert {each.size for each in seen} == {172}

    def passed(direction: list[Datagram]) -> list[int]:
        return [each.at for each in sorted(direction, key=lambda each: each.head)]

    there = passed([each for each in seen if each.source[1] == OURS])
    home = passed([each for each in seen if each.source[1] == PORT])
    kept = [e.due - e.arrived for e in sorted(log, key=lambda e: e.head) if e.sequence == PORT]
    late = [t4 - t1 - k for t1, t4, k in zip(there, home, kept, strict=True)]
    assert 0 < median(late) < MS


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_the_capture(inventory: Path, tmp_path: Path) -> None:
    pcap = tmp_path / "udp.pcap"
    with housed(inventory, pcap) as house:
        house.province.fault({"from_site": {"loss": "20%"}}, site="d1-c1")
        answers = len(house.stream(100))
        house.tap.datagrams()
    there, home = sorted(rtp_streams(pcap, [PORT]), key=lambda each: each.source[1] != OURS)
    assert (there.packets, there.lost, there.ssrc) == (100, 0, 0xDECADE)
    assert (there.destination, home.destination) == ((REFLECTOR, PORT), ("127.0.0.1", OURS))
    assert home.packets == answers < 100
    assert 0 < home.mean_jitter <= home.max_jitter


@pytest.mark.parametrize(
    ("sent", "came", "expected"),
    [
        ("abcd", "abcd", Way(4, 0, 0, 0)),
        ("abcd", "acd", Way(4, 1, 0, 0)),
        ("abcd", "acbd", Way(4, 0, 0, 1)),
        ("abcd", "dabc", Way(4, 0, 0, 3)),
        ("abcd", "abbcda", Way(4, 0, 2, 0)),
        ("abcd", "", Way(4, 4, 0, 0)),
    ],
)
def test_what_is_lost_doubled_and_out_of_order(sent: str, came: str, expected: Way) -> None:
    assert way(sent, came) == expected
