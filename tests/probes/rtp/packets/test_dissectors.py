"""Wireshark's dissectors as a second opinion on what our packets say."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from probes.rtp.packets import stamp, twamp
from probes.rtp.packets.report import Report, room
from probes.rtp.packets.rtcp.compound import write
from probes.rtp.packets.rtcp.description import CNAME, Chunk, SourceDescription
from probes.rtp.packets.rtcp.extended import ExtendedReport, OtherBlock, VoipMetrics
from probes.rtp.packets.rtcp.reception import ReceiverReport, ReportBlock, SenderReport
from probes.rtp.packets.rtp import Element, Extension, RtpPacket
from probes.rtp.packets.times import ErrorEstimate, to_ntp, to_ptp

TSHARK = shutil.which("tshark") or ""
RTP, RTCP, STAMP = 5004, 5005, 862
NOW = 1_795_323_600_500_000_000
"""A half second, which NTP's fractions can say: the dissector cuts nanoseconds off."""
SHOWN = "Nov 22, 2026 05:00:00.{}000000 UTC"

Seen: TypeAlias = dict[str, str]
"""Fields of a packet; what occurs more than once has its values parted by commas."""

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not TSHARK, reason="tshark is not installed (Debian: tshark)"),
]

MEDIA = RtpPacket(
    payload_type=8,
    sequence=4660,
    timestamp=4000,
    ssrc=0xDEADBEEF,
    payload=b"media",
    marker=True,
    csrcs=(1, 2),
    extension=Extension.one_byte(Element(1, b"\xaa"), Element(2, b"\xbb\xcc")),
    padding=3,
)
REQUEST = stamp.SenderPacket(7, to_ntp(NOW), ErrorEstimate.parse(0x83C8), 0xABCD, b"tail")
REPLY = stamp.reflect(
    bytes(REQUEST), 9, to_ntp(NOW + 125_000_000), to_ntp(NOW + 250_000_000), 0x8105, 62
)
METRICS = VoipMetrics(
    3, 10, 5, 48, 2, 200, 10_000, 80, 120, -20, -60, 55, 16, 93, 88, 42, 41, 0xB5, 60, 100, 120
)
COMPOUND = (
    SenderReport(
        ssrc=0x11111111,
        ntp=to_ntp(NOW),
        timestamp=1600,
        packets=100,
        octets=16_000,
        blocks=(ReportBlock(0x22222222, 64, 5, 65_543, 16, 0xF5501F9A, 32_768),),
    ),
    SourceDescription((Chunk(0x11111111, ((CNAME, b"mcj-1"),)),)),
    ExtendedReport(0x11111111, (OtherBlock(4, 0, bytes(8)), METRICS)),
)
RECEIVED = (
    ReceiverReport(5, (ReportBlock(6, 1, 2, 3, 4, 5, 6), ReportBlock(7, 0, 0, 0, 0, 0, 0))),
)

PACKETS: Mapping[str, tuple[int, bytes]] = {
    "media": (RTP, bytes(MEDIA)),
    "request": (RTP, bytes(RtpPacket(0, 1, 2, 3, b"media", extension=room(signed=True)))),
    "report": (
        RTP,
        bytes(
            RtpPacket(0, 1, 2, 3, b"m", extension=Report(flags=0x80, error=1, t2=5, t3=6).extension)
        ),
    ),
    "compound": (RTCP, write(COMPOUND)),
    "received": (RTCP, write(RECEIVED)),
    "stamp": (STAMP, bytes(REQUEST)),
    "reply": (STAMP, bytes(REPLY)),
    "ptp": (STAMP, bytes(stamp.SenderPacket(7, to_ptp(NOW), ErrorEstimate.parse(0x4001)))),
    "twamp": (STAMP, bytes(twamp.SenderPacket(8, to_ntp(NOW)))),
    "twamp reply": (
        STAMP,
        bytes(
            twamp.ReflectorPacket(
                9,
                to_ntp(NOW),
                ErrorEstimate.parse(0x8001),
                to_ntp(NOW),
                8,
                to_ntp(NOW),
                ErrorEstimate.parse(0xFFFF),
                255,
                b"pad",
            )
        ),
    ),
}
"""Port and bytes by name."""

WANTED: Mapping[str, Seen] = {
    "media": {
        "rtp.version": "2",
        "rtp.padding": "1",
        "rtp.ext": "1",
        "rtp.cc": "2",
        "rtp.marker": "1",
        "rtp.p_type": "8",
        "rtp.seq": "4660",
        "rtp.timestamp": "4000",
        "rtp.ssrc": "0xdeadbeef",
        "rtp.csrc.item": "0x00000001,0x00000002",
        "rtp.ext.profile": "0xbede",
        "rtp.ext.len": "2",
        "rtp.ext.rfc5285.id": "1,2",
        "rtp.ext.rfc5285.len": "1,2",
        "rtp.ext.rfc5285.data": "aa,bbcc",
        "rtp.padding.count": "3",
    },
    "request": {
        "rtp.ext.profile": "0x1000",
        "rtp.ext.len": "11",
        "rtp.ext.rfc5285.id": "1",
        "rtp.ext.rfc5285.len": "40",
        "rtp.ext.rfc5285.data": "0120" + "00" * 38,
        "rtp.payload": b"media".hex(),
    },
    "report": {
        "rtp.ext.len": "7",
        "rtp.ext.rfc5285.len": "24",
        "rtp.ext.rfc5285.data": f"01800001{0:08x}{5:016x}{6:016x}",
        "rtp.payload": b"m".hex(),
    },
    "compound": {
        "rtcp.pt": "200,202,207",
        "rtcp.length": "12,3,13",
        "rtcp.length_check": "1",
        "rtcp.senderssrc": "0x11111111,0x11111111",
        "rtcp.timestamp.ntp": SHOWN.format(500),
        "rtcp.timestamp.rtp": "1600",
        "rtcp.sender.packetcount": "100",
        "rtcp.sender.octetcount": "16000",
        "rtcp.ssrc.fraction": "64,10",
        "rtcp.ssrc.cum_nr": "5",
        "rtcp.ssrc.ext_high": "65543",
        "rtcp.ssrc.jitter": "16",
        "rtcp.ssrc.lsr": str(0xF5501F9A),
        "rtcp.ssrc.dlsr": "32768",
        "rtcp.sdes.text": "mcj-1",
        "rtcp.xr.bt": "4,7",
        "rtcp.ssrc.discarded": "5",
        "rtcp.xr.voipmetrics.burstdensity": "48",
        "rtcp.xr.voipmetrics.gapdensity": "2",
        "rtcp.xr.voipmetrics.burstduration": "200",
        "rtcp.xr.voipmetrics.gapduration": "10000",
        "rtcp.xr.voipmetrics.rtdelay": "80",
        "rtcp.xr.voipmetrics.esdelay": "120",
        "rtcp.xr.voipmetrics.signallevel": "-20",
        "rtcp.xr.voipmetrics.noiselevel": "-60",
        "rtcp.xr.voipmetrics.rerl": "55",
        "rtcp.xr.voipmetrics.gmin": "16",
        "rtcp.xr.voipmetrics.rfactor": "93",
        "rtcp.xr.voipmetrics.extrfactor": "88",
        "rtcp.xr.voipmetrics.moslq": "4.2",
        "rtcp.xr.voipmetrics.moscq": "4.1",
        "rtcp.xr.voipmetrics.plc": "2",
        "rtcp.xr.voipmetrics.jba": "3",
        "rtcp.xr.voipmetrics.jbrate": "5",
        "rtcp.xr.voipmetrics.jbnominal": "60",
        "rtcp.xr.voipmetrics.jbmax": "100",
        "rtcp.xr.voipmetrics.jbabsmax": "120",
    },
    "received": {
        "rtcp.pt": "201",
        "rtcp.rc": "2",
        "rtcp.ssrc.identifier": "0x00000006,0x00000007",
        "rtcp.ssrc.cum_nr": "2,0",
        "rtcp.length_check": "1",
    },
    "stamp": {
        "twamp.test.seq_number": "7",
        "twamp.test.timestamp": SHOWN.format(500),
        "twamp.test.error_estimate.s": "1,0",
        "twamp.test.error_estimate.z": "0,0",
        "twamp.test.error_estimate.scale": "3,0",
        "twamp.test.error_estimate.multiplier": "200,0",
        "twamp.test.mbz1": str(0xABCD),
        "twamp.test.padding": "000000" + b"tail".hex(),
    },
    "reply": {
        "twamp.test.seq_number": "9",
        "twamp.test.timestamp": SHOWN.format(750),
        "twamp.test.error_estimate": str(0x8105),
        "twamp.test.mbz1": str(0xABCD),
        "twamp.test.receive_timestamp": SHOWN.format(625),
        "twamp.test.sender_seq_number": "7",
        "twamp.test.sender_timestamp": SHOWN.format(500),
        "twamp.test.sender_error_estimate": str(0x83C8),
        "twamp.test.mbz2": "0",
        "twamp.test.sender_ttl": "62",
        "twamp.test.padding": "000000" + b"tail".hex(),
    },
    "ptp": {
        "twamp.test.timestamp": SHOWN.format(500),
        "twamp.test.error_estimate.s": "0,0",
        "twamp.test.error_estimate.z": "1,0",
    },
    "twamp": {"twamp.test.seq_number": "8", "twamp.test.timestamp": SHOWN.format(500)},
    "twamp reply": {
        "twamp.test.sender_seq_number": "8",
        "twamp.test.sender_error_estimate": str(0xFFFF),
        "twamp.test.sender_ttl": "255",
        "twamp.test.padding": b"pad".hex(),
    },
}
"""What the dissectors are to see, by packet and field."""

FIELDS = sorted({field for wanted in WANTED.values() for field in wanted} | {"_ws.malformed"})


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Seen]:
    """What tshark says of all of them, asked once."""
    capture = tmp_path_factory.mktemp("capture") / "packets.pcap"
    capture.write_bytes(b"".join(_capture()))
    command, utc = _command(capture), {**os.environ, "TZ": "UTC"}
    lines = subprocess.run(command, capture_output=True, check=True, text=True, env=utc).stdout
    rows = (line.split("\t") for line in lines.rstrip("\n").split("\n"))
    return {
        name: dict(zip(FIELDS, row, strict=True)) for name, row in zip(PACKETS, rows, strict=True)
    }


@pytest.mark.parametrize("name", PACKETS)
def test_a_dissector_reads_in_a_packet_what_we_wrote(name: str, seen: Mapping[str, Seen]) -> None:
    found = {field: _plain(seen[name][field]) for field in WANTED[name]}
    assert found == dict(WANTED[name])
    assert not seen[name]["_ws.malformed"]


def _command(capture: Path) -> list[str]:
    read_as = (f"{RTP},rtp", f"{RTCP},rtcp", f"{STAMP},twamp.test")
    return [
        *(TSHARK, "-n", "-r", str(capture), "-T", "fields"),
        *(part for each in read_as for part in ("-d", f"udp.port=={each}")),
        *(part for field in FIELDS for part in ("-e", field)),
    ]


def _capture() -> Iterator[bytes]:
    """A pcap of bare IP packets (link type 101), one for each of ours."""
    yield struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 101)
    for port, payload in PACKETS.values():
        size = 28 + len(payload)
        addresses = bytes((127, 0, 0, 1)), bytes((127, 0, 0, 2))
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, 0, 0, 64, 17, 0, *addresses)
        udp = struct.pack(">HHHH", 50_000, port, size - 20, 0)
        yield struct.pack("<IIII", 1_795_323_600, 0, size, size) + ip + udp + payload


def _plain(value: str) -> str:
    """Without the colons that some fields have between their bytes."""
    return value if " UTC" in value else value.replace(":", "")
