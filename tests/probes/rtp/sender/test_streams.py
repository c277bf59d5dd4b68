"""Streams to reflectors that do as they should."""

from __future__ import annotations

import asyncio
import socket
import time
from itertools import groupby

import pytest

from monitord.model.codecs import Codec
from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from probes.kernel.clock import Clock
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.sender.engine import RtpEngine
from tests.probes.rtp.sender.codecs import G711, G729, OPUS, VIDEO
from tests.probes.rtp.sender.conftest import PORTS, Send
from tests.probes.rtp.sender.reflecting import Reflector, behaviour, echo, honest
from tests.probes.rtp.sender.together import together

KEY = b"a key of the province"
KINDS = [
    (Mode.RTP, None), (Mode.RTP, KEY), (Mode.STAMP, None), (Mode.STAMP, KEY),
    (Mode.TWAMP_LIGHT, None), (Mode.ECHO, None),
]  # fmt: skip


@together(host=["127.0.0.1", "::1"], kind=KINDS)
async def test_a_stream_that_nobody_disturbs_is_whole(
    send: Send, host: str, kind: tuple[Mode, bytes | None]
) -> None:
    mode, key = kind
    with Reflector(behaviour(mode), key, host) as to:
        result = await send(to, mode, key=key)
    undisturbed(result, to.count)
    both = {Direction.TO_SITE, Direction.FROM_SITE, Direction.ROUND_TRIP}
    assert result.legs.keys() == ({Direction.ROUND_TRIP} if mode is Mode.ECHO else both)
    assert to.marks <= {46 << 2}
    assert not result.synchronised


@together(mode=[Mode.RTP, Mode.STAMP])
async def test_delay_each_way_is_known_when_both_clocks_are_kept(
    send: Send, kept: None, mode: Mode
) -> None:
    with Reflector(honest) as to:
        result = await send(to, mode)
    undisturbed(result, to.count)
    assert result.synchronised
    there, back = (result.legs[way].delay for way in (Direction.TO_SITE, Direction.FROM_SITE))
    assert there is not None
    assert back is not None
    assert result.rtt is not None
    assert there.mean + back.mean == pytest.approx(result.rtt.mean, rel=0.01)


def undisturbed(result: StreamResult, count: int) -> None:
    """Nothing but good is said of a stream of so many packets."""
    assert (result.outcome, result.error, result.strays) == (StreamOutcome.OK, "", {})
    assert (result.unsent, result.restarts, result.clock_steps) == (0, 0, 0)
    for leg in result.legs.values():
        assert (leg.sent, leg.received, leg.lost) == (count, count, 0), result.mode
        assert (leg.duplicates, leg.reordered) == (0, 0), result.mode
    assert result.rtt is not None
    assert 0 < result.rtt.min <= result.rtt.p50 < 0.05
    assert result.pacing is not None
    assert 0.4 < (result.ended - result.started) / 1e9 < 5


@together(like=[(G711, 172, 20), (G729, 44, 20), (OPUS, 92, 20), (VIDEO, 1200, 60)])
async def test_packets_are_like_the_codecs(send: Send, like: tuple[Codec, int, int]) -> None:
    codec, size, packets = like
    with Reflector(honest) as to:
        await send(to, codec=codec)
    assert {len(data) for data in to.requests} == {size}
    assert {source[1] for source in to.sources} <= set(range(PORTS[0], PORTS[1] + 1))
    assert len(set(to.sources)) == 1
    seen = [RtpPacket.parse(data) for data in to.requests[:packets]]
    assert len({packet.ssrc for packet in seen}) == 1
    assert {packet.payload_type for packet in seen} == {codec.payload_type}
    assert [(packet.sequence - seen[0].sequence) & 0xFFFF for packet in seen] == [*range(packets)]
    units = [(packet.timestamp - seen[0].timestamp) & 0xFFFFFFFF for packet in seen]
    frames = [list(group) for _, group in groupby(range(packets), units.__getitem__)]
    if codec.medium == "video":
        assert {len(frame) for frame in frames} == {5}
        assert [at for at, packet in enumerate(seen) if packet.marker] == [f[-1] for f in frames]
    else:
        assert [at for at, packet in enumerate(seen) if packet.marker] == [0]
    length = (len(frames) - 1) * codec.interval
    assert units[-1] / codec.clock_rate == pytest.approx(length, abs=0.1)


async def test_two_streams_to_one_target_have_a_port_each_and_it_is_the_same_again(
    send: Send,
) -> None:
    with Reflector(honest) as to:
        await asyncio.gather(send(to, duration=0.1), send(to, duration=0.1))
        together = set(to.sources)
        to.sources.clear()
        await send(to, duration=0.1)
        alone = set(to.sources)
    assert len(together) == 2
    assert alone < together


async def test_the_lateness_of_the_loop_is_in_no_time(send: Send) -> None:
    loop = asyncio.get_running_loop()

    def block() -> None:
        until = time.monotonic() + 0.07
        while time.monotonic() < until:
            time.sleep(0.01)

    with Reflector(echo) as to:
        for at in (0.3, 0.45):
            loop.call_later(at, block)
        result = await send(to, Mode.ECHO, duration=0.6)
    assert result.pacing is not None
    assert result.pacing > 0.04
    leg = result.legs[Direction.ROUND_TRIP]
    assert leg.lost == leg.reordered == 0
    assert leg.delay is not None
    assert leg.delay.p95 < 0.01
    assert leg.jitter is not None
    assert leg.jitter.max < 0.01


async def test_a_stream_that_is_cancelled_sends_nothing_more_and_frees_its_port(
    engine: RtpEngine, send: Send
) -> None:
    with Reflector(honest) as to:
        five = to.milestone(5)
        task = asyncio.ensure_future(send(to, duration=5))
        await five.wait()
        (stream,) = engine._streams
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        count, tried = to.count, len(stream.lateness)
        await asyncio.sleep(0.1)
        assert (to.count, len(stream.lateness)) == (count, tried)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("0.0.0.0", to.sources[0][1]))
    assert engine.in_flight == 0
    assert engine.sent == count


async def test_an_engine_that_closes_ends_its_streams(engine: RtpEngine, send: Send) -> None:
    with Reflector(honest) as to:
        two = to.milestone(2)
        task = asyncio.ensure_future(send(to, duration=5))
        await two.wait()
        assert engine.in_flight == 1
        engine.close()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert engine.in_flight == 0


async def test_packets_and_strays_are_counted_over_all_streams(
    engine: RtpEngine, send: Send
) -> None:
    def noisy(reflector: Reflector, data: bytes, source: tuple[str, int]) -> list[bytes]:
        return [b"noise", reflector.honest(data, source)]

    with Reflector(noisy) as to:
        await send(to, duration=0.1)
        await send(to, Mode.STAMP, duration=0.1)
    assert engine.sent == to.count
    assert engine.strays == {"malformed": to.count}


async def test_no_transmit_stamp_waits_behind_others_when_few_replies_come(
    engine: RtpEngine, send: Send
) -> None:
    thick = Codec("thick", "video", 96, 90_000, 0.1, 200, burst=400)

    def once(to: Reflector, data: bytes, _source: tuple[str, int]) -> list[bytes]:
        return [data] if to.count == 1 else []

    with Reflector(once) as to:
        one = to.milestone(1)
        task = asyncio.ensure_future(send(to, Mode.ECHO, codec=thick, duration=1.0))
        await one.wait()
        (stream,) = engine._streams
        await task
    stamped = [
        left != noted for left, noted in zip(stream.outbox.left, stream.outbox.noted, strict=True)
    ]
    assert sum(stamped) > 3900


async def test_our_own_clock_that_is_set_takes_the_times_and_no_packet(send: Send) -> None:
    jump = [0]
    loop = asyncio.get_running_loop()
    engine = RtpEngine.open(loop, PORTS, Clock(realtime=lambda: time.time_ns() + jump[0]))
    with Reflector(honest) as to:
        target = engine.target(
            to.host, port=to.port, mode=Mode.RTP, codec=G711, duration=0.5, dscp=0, key=None
        )
        loop.call_later(0.3, jump.__setitem__, 0, 3_600_000_000_000)
        result = await engine.run(target)
    engine.close()
    assert result.outcome is StreamOutcome.OK
    assert result.clock_steps >= 1
    for leg in result.legs.values():
        assert (leg.lost, leg.delay, leg.jitter) == (0, None, None)
    assert result.pacing is not None
    assert result.pacing < 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "example.org"}, "example.org"),
        ({"port": 0}, "no port"),
        ({"port": 65_536}, "no port"),
        ({"dscp": 64}, "dscp"),
        ({"duration": 0.0}, "stream"),
        ({"duration": float("nan")}, "stream"),
        ({"codec": Codec("x", "audio", 0, 8000, 0.02, 70_000)}, "70000 bytes"),
        ({"codec": Codec("x", "audio", 0, 8000, 0.0, 172)}, "pace"),
        ({"key": b""}, "key"),
        ({"key": b"k", "mode": Mode.ECHO}, "key"),
    ],
)
async def test_a_target_that_cannot_be_is_refused(
    engine: RtpEngine, change: dict[str, object], words: str
) -> None:
    usual: dict[str, object] = {
        "address": "127.0.0.1", "port": 862, "mode": Mode.RTP, "codec": G711, "duration": 1.0,
        "dscp": 46, "key": None,
    }  # fmt: skip
    with pytest.raises(ValueError, match=words):
        engine.target(**{**usual, **change})  # type: ignore[arg-type]


async def test_a_range_of_ports_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no range"):
        RtpEngine.open(asyncio.get_running_loop(), (2000, 1999))
