"""The table of codecs: what monitord brings, and what an inventory makes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from textwrap import indent

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from monitord.inventory.codecs import LEAST, MOST_BURST, codecs, faults, fitted, shipped
from monitord.inventory.findings import Findings
from monitord.inventory.schema.codecs import CodecEntry
from monitord.inventory.tree import read
from monitord.model.codecs import Codec
from monitord.model.quality import Mode
from monitord.model.settings import QualityLimits, RtpCheck
from probes.rtp.packets import report
from tests.inventory.good import complaints, edited, parsed

TABLE = shipped()
STATIC = {"PCMU": (0, 8000), "G722": (9, 8000), "G729": (18, 8000)}
"""Payload types and clock rates of RFC 3551, table 4."""
RT = "{id: rt, profile: cpe-router, address: 127.1.1.1"


def own(text: str, use: str = "codec: own") -> Codec:
    """The codec that a device of the good file uses when the file brings codecs of its own."""
    inventory = parsed(
        ("mcu_groups:\n", f"codecs: {{{text}}}\nmcu_groups:\n"),
        (RT, f"{RT}, checks: {{rtp: {{{use}}}}}"),
        ("daemon: {", "daemon: {rtp_share: 50%, "),
    )
    check = inventory.devices["h-nhu-thanh/rt"].checks["rtp"]
    assert isinstance(check, RtpCheck)
    return check.codec


def test_the_shipped_table_could_stand_in_an_inventory_under_other_names() -> None:
    table = files("monitord.inventory").joinpath("codecs.yaml").read_text(encoding="utf-8")
    renamed = re.sub("^([a-z])", r"own-\1", table, flags=re.MULTILINE)
    section = edited(("mcu_groups:\n", f"codecs:\n{indent(renamed, '  ')}\nmcu_groups:\n"))
    assert complaints(section) == []
    entries = TypeAdapter(dict[str, CodecEntry]).validate_python(read(renamed, Findings()))
    made = codecs(entries)
    assert set(made) == {*TABLE, *(f"own-{ident}" for ident in TABLE)}
    for ident, codec in TABLE.items():
        assert replace(made[f"own-{ident}"], id=ident) == codec


@pytest.mark.parametrize(
    ("ident", "name"),
    [("g711", "PCMU"), ("g711-no-plc", "PCMU"), ("g722", "G722"), ("g729", "G729")],
)
def test_static_payload_types_are_those_of_rfc_3551(ident: str, name: str) -> None:
    assert (TABLE[ident].payload_type, TABLE[ident].clock_rate) == STATIC[name]


def test_the_others_are_dynamic_with_the_clock_of_their_payload_format() -> None:
    dynamic = {i: codec for i, codec in TABLE.items() if codec.payload_type >= 96}
    assert {ident: codec.clock_rate for ident, codec in dynamic.items()} == {
        "opus": 48_000,  # RFC 7587, 4.1
        "video-720p": 90_000,  # RFC 6184, 8.2.1
        "video-1080p": 90_000,
    }


@pytest.mark.parametrize(
    ("ident", "bits"),
    [("g711", 64_000), ("g722", 64_000), ("g729", 8_000), ("opus", 32_000)],
)
def test_audio_has_50_packets_a_second_of_its_own_bit_rate(ident: str, bits: int) -> None:
    codec = TABLE[ident]
    assert codec.packets == 50
    assert (codec.size - 12) * 8 * codec.packets == bits


def test_g711_takes_80_kbit_s_on_the_line_and_video_some_megabits() -> None:
    assert TABLE["g711"].size == 172
    assert TABLE["g711"].rate == 80_000
    assert TABLE["video-720p"].rate == pytest.approx(1.47e6, rel=0.01)
    assert TABLE["video-1080p"].rate == pytest.approx(4.13e6, rel=0.01)


def test_what_is_not_settled_is_marked_and_video_is_not_rated() -> None:
    assert {i for i, codec in TABLE.items() if codec.provisional} == {"g722", "opus"}
    assert {i for i, codec in TABLE.items() if codec.scale is None} == {"video-720p", "video-1080p"}
    narrow = {i: (c.ie, c.bpl) for i, c in TABLE.items() if c.scale == "narrowband"}
    assert narrow == {"g711": (0, 25.1), "g711-no-plc": (0, 4.3), "g729": (11, 19)}


def test_a_shipped_codec_is_overridden_field_by_field() -> None:
    opus = own("opus: {ie: 3, provisional: no}", "codec: opus")
    assert (opus.ie, opus.provisional) == (3, False)
    assert (opus.size, opus.bpl, opus.scale) == (92, 10, "wideband")


def test_a_codec_like_another_takes_what_it_does_not_say_and_its_burst_from_its_rate() -> None:
    video = own("own: {like: video-720p, rate: 2Mbit/s}")
    assert (video.id, video.size, video.burst) == ("own", 1200, 7)
    assert video.rate == pytest.approx(2e6, rel=0.1)
    assert own("own: {like: video-720p, rate: 1000bit/s}").burst == 1
    assert own("own: {like: video-720p, burst: 2}").burst == 2


def test_a_codec_may_be_given_in_full_without_a_rating() -> None:
    codec = own(
        "own: {medium: audio, payload_type: 97, clock_rate: 16000, interval: 40ms, size: 92}"
    )
    assert codec == Codec("own", "audio", 97, 16_000, 0.04, 92)


def test_one_that_is_like_another_does_not_see_what_the_file_changes_of_that() -> None:
    assert own("own: {like: g711}, g711: {size: 92}").size == 172


@given(st.integers(100_000, 20_000_000), st.floats(0.01, 0.1), st.integers(200, 1472))
def test_a_burst_comes_as_near_to_the_rate_as_whole_packets_can(
    rate: int, interval: float, size: int
) -> None:
    assume(rate * interval / ((size + 28) * 8) < MOST_BURST)
    entry = CodecEntry.model_construct(
        {"like", "rate", "interval", "size"},
        like="video-720p", rate=rate, interval=interval, size=size,
    )  # fmt: skip
    assert not any(faults("own", entry))
    made = codecs({"own": entry})["own"]
    one = (size + 28) * 8 / interval
    assert abs(made.rate - rate) <= one / 2 * (1 + 1e-9) or made.burst == 1


def test_packets_are_never_smaller_than_what_their_mode_says_in_them() -> None:
    g729 = TABLE["g729"]
    sizes = {
        mode: [fitted(g729, mode, keyed=keyed).size for keyed in (False, True)] for mode in Mode
    }
    assert sizes == {
        Mode.RTP: [44, 60],
        Mode.STAMP: [44, 112],
        Mode.TWAMP_LIGHT: [41, 41],
        Mode.ECHO: [32, 32],
    }
    assert fitted(TABLE["g711"], Mode.STAMP, keyed=True) is TABLE["g711"]


def test_a_packet_has_room_for_the_report_of_our_reflector() -> None:
    assert LEAST[Mode.RTP] == (report.PLAIN_HEADERS, report.SIGNED_HEADERS)


def test_a_device_with_a_key_has_packets_with_room_for_the_signature() -> None:
    plain = "          - {id: a, profile: reflector, address: a}\n"
    keyed = "          - {id: b, profile: reflector, address: b, credential: khoa}\n"
    inventory = parsed(
        ("credentials:\n", "credentials:\n  khoa: {rtp: {key: {env: K}}}\n"),
        ("{codec: g711, duration: 10s}", "{codec: g729}"),
        (f"          - {RT}", f"{plain}{keyed}          - {RT}"),
    )
    sizes = [inventory.devices[f"h-nhu-thanh/{i}"].checks["rtp"].codec.size for i in "ab"]  # type: ignore[union-attr]
    assert sizes == [44, 60]


def test_settings_of_streams_reach_the_model_and_off_is_none() -> None:
    stream = "mode: twamp-light, dscp: AF41, port: 8862, streams: 3"
    limits = "limits: {loss: off, mos: 3.6, rtt: 200ms}"
    signalling = "sip: {transport: tls}, h323: {port: 1721}"
    inventory = parsed(
        (RT, f"{RT}, checks: {{rtp: {{{stream}, {limits}}}, {signalling}}}"),
        ("daemon: {", "daemon: {rtp_share: 5%, rtp_total: 4Mbit/s, rtp_ports: 40000-40099, "),
    )
    checks = inventory.devices["h-nhu-thanh/rt"].checks
    assert checks["rtp"] == RtpCheck(
        TABLE["g711"], Mode.TWAMP_LIGHT, dscp=34, port=8862, streams=3,
        limits=QualityLimits(loss=None, rtt=0.2, mos=3.6),
    )  # fmt: skip
    assert (checks["sip"].transport, checks["h323"].port) == ("tls", 1721)  # type: ignore[union-attr]
    daemon = inventory.daemon
    assert (daemon.rtp_share, daemon.rtp_total) == (0.05, 4_000_000)
    assert daemon.rtp_ports == (40_000, 40_099)
