"""What streams look like on the wire, and what is taken for a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.codecs import Codec
from monitord.model.quality import Mode
from probes.rtp.packets import report, stamp, twamp
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.packets.times import SECOND, UNSYNCHRONISED, ErrorEstimate, to_ntp, to_ptp
from probes.rtp.packets.tlv import Chain
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.sender.modes import Form, Heard, form
from tests.probes.rtp.sender.codecs import G711, G729, OPUS, VIDEO

NOW = 1_790_000_000_123_456_789
KEY = b"a key of the province"
KINDS = [
    (Mode.RTP, None), (Mode.RTP, KEY), (Mode.STAMP, None), (Mode.STAMP, KEY),
    (Mode.TWAMP_LIGHT, None), (Mode.ECHO, None),
]  # fmt: skip


def new(mode: Mode, codec: Codec = G711, key: bytes | None = None) -> Form:
    return form(mode, codec, key, UNSYNCHRONISED)


def reflected(request: bytes, key: bytes | None = None, *, took: int = 0) -> bytes:
    """What our reflector answers; of a plain echo the request itself."""
    answer = ReflectorCore(key=key).answer(
        request, ("127.0.0.1", 50_000), t2=NOW + 1000, now=1, clock=lambda: NOW + 1000 + took
    )
    assert answer is not None
    return answer.data


@pytest.mark.parametrize(
    ("mode", "key", "codec", "size"),
    [
        (Mode.RTP, None, G711, 172), (Mode.RTP, None, VIDEO, 1200), (Mode.RTP, None, OPUS, 92),
        (Mode.RTP, None, G729, 44), (Mode.RTP, KEY, G729, 60), (Mode.RTP, KEY, OPUS, 92),
        (Mode.STAMP, None, G711, 172), (Mode.STAMP, None, G729, 44), (Mode.STAMP, KEY, OPUS, 112),
        (Mode.STAMP, None, replace(G711, size=46), 48), (Mode.STAMP, KEY, G711, 172),
        (Mode.TWAMP_LIGHT, None, OPUS, 92), (Mode.TWAMP_LIGHT, None, G729, 41),
        (Mode.ECHO, None, G729, 32), (Mode.ECHO, None, replace(G729, size=3), 12),
    ],
)  # fmt: skip
def test_a_packet_has_the_codecs_size_or_as_many_bytes_as_it_must(
    mode: Mode, key: bytes | None, codec: Codec, size: int
) -> None:
    made = new(mode, codec, key)
    assert made.size == size
    assert len(made.write(0, NOW, 0, marked=False)) == size


@pytest.mark.parametrize(
    ("mode", "key"), [(Mode.TWAMP_LIGHT, KEY), (Mode.ECHO, KEY), (Mode.RTP, b"")]
)
def test_a_key_without_use_is_refused(mode: Mode, key: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        new(mode, key=key)


def test_a_payload_type_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="128 is no RTP payload type"):
        new(Mode.RTP, replace(G711, payload_type=128))


def test_rtp_looks_like_the_codecs() -> None:
    made = new(Mode.RTP, OPUS)
    first = RtpPacket.parse(bytes(made.write(0, NOW, 7, marked=True)))
    later = RtpPacket.parse(bytes(made.write(3, NOW, 967, marked=False)))
    assert (first.payload_type, first.marker, first.timestamp) == (111, True, 7)
    assert (later.payload_type, later.marker, later.timestamp) == (111, False, 967)
    assert (later.sequence - first.sequence) & 0xFFFF == 3
    assert first.ssrc == later.ssrc
    assert report.report_of(first) == report.Report()


@pytest.mark.parametrize("mode", [Mode.RTP, Mode.ECHO])
def test_each_stream_is_another(mode: Mode) -> None:
    packets = [RtpPacket.parse(bytes(new(mode).write(0, NOW, 0, marked=False))) for _ in range(20)]
    assert len({packet.ssrc for packet in packets}) == 20
    assert len({packet.sequence for packet in packets}) > 15
    assert len({new(mode).stamp for _ in range(20)}) == 20


def test_stamp_is_padded_by_a_tlv_and_says_how_good_our_clock_is() -> None:
    ours = ErrorEstimate.of(0.001, synchronised=True)
    made = form(Mode.STAMP, OPUS, None, ours)
    packet = stamp.SenderPacket.parse(bytes(made.write(4, NOW, 0, marked=False)))
    assert (packet.sequence, packet.timestamp, packet.error) == (4, to_ntp(NOW), ours)
    assert packet.ssid
    chain = Chain.parse(packet.tail)
    assert [(tlv.type, len(tlv.value)) for tlv in chain.tlvs] == [(1, 44)]
    assert chain.rest == b""


def test_twamp_light_is_padded_by_zeros() -> None:
    packet = twamp.SenderPacket.parse(bytes(new(Mode.TWAMP_LIGHT).write(4, NOW, 0, marked=False)))
    assert (packet.sequence, packet.timestamp) == (4, to_ntp(NOW))
    assert packet.padding == bytes(158)


@pytest.mark.parametrize(("mode", "key"), KINDS)
def test_a_reply_is_read(mode: Mode, key: bytes | None) -> None:
    made = new(mode, key=key)
    request = bytes(made.write(2, NOW, 12_345, marked=False))
    reply = request if mode is Mode.ECHO else reflected(request, key, took=5000)
    heard = made.read(reply, NOW + 9000)
    assert isinstance(heard, Heard)
    assert (heard.sequence - made.first) & 0xFFFF == 2
    assert heard.cookie == made.cookie(NOW, 12_345)
    expected = (None, None, None) if mode is Mode.ECHO else (0, NOW + 1000, NOW + 6000)
    assert (heard.reflected, heard.t2, heard.t3) == expected
    assert not heard.synchronised


@pytest.mark.parametrize(("mode", "key"), KINDS)
def test_a_reply_cut_short_anywhere_is_malformed(mode: Mode, key: bytes | None) -> None:
    made = new(mode, key=key)
    request = bytes(made.write(0, NOW, 1, marked=False))
    reply = request if mode is Mode.ECHO else reflected(request, key)
    least = {(Mode.STAMP, None): 41, (Mode.TWAMP_LIGHT, None): 41, (Mode.STAMP, KEY): 112}
    for size in range(min(least.get((mode, key), len(reply)), len(reply))):
        assert made.read(reply[:size], NOW) == "malformed"


@given(st.sampled_from(KINDS), st.binary(max_size=300))
def test_whatever_comes_is_read_without_an_exception(
    kind: tuple[Mode, bytes | None], data: bytes
) -> None:
    mode, key = kind
    made = new(mode, key=key)
    assert isinstance(made.read(data, NOW), str | Heard)


@pytest.mark.parametrize("mode", [Mode.RTP, Mode.STAMP])
def test_a_byte_changed_on_the_way_is_a_forgery(mode: Mode) -> None:
    made = new(mode, key=KEY)
    reply = bytearray(reflected(bytes(made.write(0, NOW, 1, marked=False)), KEY))
    reply[40] ^= 1
    assert made.read(bytes(reply), NOW) == "forged"


@pytest.mark.parametrize("mode", [Mode.RTP, Mode.STAMP])
def test_a_reflector_with_another_key_or_none_is_a_forger(mode: Mode) -> None:
    made = new(mode, key=KEY)
    request = bytes(made.write(0, NOW, 1, marked=False))
    if mode is Mode.RTP:
        assert made.read(reflected(request), NOW) == "forged"
    else:
        other = stamp.reflect_signed(request, 0, to_ntp(NOW), to_ntp(NOW), 1, 64, b"another")
        assert made.read(bytes(other), NOW) == "forged"


@pytest.mark.parametrize("mode", [Mode.RTP, Mode.STAMP, Mode.ECHO])
def test_the_reply_of_another_stream_is_of_a_wrong_session(mode: Mode) -> None:
    request = bytes(new(mode).write(0, NOW, 1, marked=False))
    reply = request if mode is Mode.ECHO else reflected(request)
    if mode is Mode.ECHO:
        made = new(mode)
        mixed = bytes(made.write(0, NOW, 1, marked=False))
        assert made.read(mixed[:8] + request[8:12] + mixed[12:], NOW) == "wrong-session"
    else:
        assert new(mode).read(reply, NOW) == "wrong-session"


def test_a_reflector_that_knows_no_ssid_is_believed() -> None:
    made = new(Mode.STAMP)
    reply = bytearray(reflected(bytes(made.write(0, NOW, 1, marked=False))))
    reply[14:16] = b"\0\0"
    assert isinstance(made.read(bytes(reply), NOW), Heard)


@pytest.mark.parametrize("mode", [Mode.RTP, Mode.STAMP])
def test_our_own_packet_sent_back_is_no_reply(mode: Mode) -> None:
    made = new(mode)
    request = bytes(made.write(0, NOW, 1, marked=False))
    heard = made.read(request, NOW)
    assert heard == "malformed" or (isinstance(heard, Heard) and heard.cookie != to_ntp(NOW))


@pytest.mark.parametrize("z_bit", [False, True])
@pytest.mark.parametrize("writes_ptp", [False, True])
def test_the_format_of_stamps_is_told_by_what_makes_sense(z_bit: bool, writes_ptp: bool) -> None:
    made = new(Mode.STAMP)
    request = bytes(made.write(0, NOW, 0, marked=False))
    wire = to_ptp if writes_ptp else to_ntp
    estimate = int(ErrorEstimate(ptp=z_bit))
    reply = stamp.reflect(request, 0, wire(NOW - 3600 * SECOND), wire(NOW), estimate, 64)
    heard = made.read(bytes(reply), NOW)
    assert isinstance(heard, Heard)
    assert (heard.t2, heard.t3) == (NOW - 3600 * SECOND, NOW)
