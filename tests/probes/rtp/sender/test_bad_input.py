"""Reflectors that lie, break or are somebody else: counted, and never a loss or a delay."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterable, Iterator

import pytest

from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from probes.rtp.packets.times import SECOND, ErrorEstimate, to_ntp, to_ptp
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.sender import engine as engine_module
from probes.rtp.sender import stream as stream_module
from probes.rtp.sender.modes import Form, form
from tests.probes.rtp.sender.conftest import Send
from tests.probes.rtp.sender.reflecting import (
    CLOCK_ERROR,
    Behave,
    Reflector,
    Source,
    echo,
    honest,
    with_stamps,
)
from tests.probes.rtp.sender.together import together

KEY = b"a key of the province"
HOUR = 3600 * SECOND
HONEST = 0.4
"""Seconds that loopback may take on a busy machine: less than the least that anybody lies by."""
BOTH = [Mode.RTP, Mode.STAMP]


def whole(result: StreamResult, to: Reflector) -> None:
    """Nothing is lost, and nothing took longer than loopback does, whatever else came."""
    assert result.outcome is StreamOutcome.OK
    assert result.legs
    for direction, leg in result.legs.items():
        assert (leg.sent, leg.lost) == (to.count, 0), direction
        assert leg.delay is None or 0 <= leg.delay.max < HONEST, direction
        assert leg.variation is None or leg.variation.max < HONEST, direction
        assert leg.jitter is None or leg.jitter.max < 0.1, direction


def truncated(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
    reply = to.honest(data, source)
    yield reply[: len(reply) // 5]
    yield reply


def foreign(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
    yield os.urandom(172)
    yield b""
    yield to.honest(data, source)


def forged(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
    reply = to.honest(data, source)
    yield reply[:-1] + bytes((reply[-1] ^ 1,)) if reply[0] >> 6 else flipped(reply, 33)
    yield reply


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 0x40,)) + data[at + 1 :]


def wrong_session(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
    reply = to.honest(data, source)
    yield flipped(reply, 9 if reply[0] >> 6 else 14)
    yield reply


def never_sent(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
    reply = to.honest(data, source)
    yield flipped(reply, 2 if reply[0] >> 6 else 25)
    yield reply


@pytest.mark.parametrize(
    ("behave", "kind", "each"),
    [
        (truncated, "malformed", 1),
        (foreign, "malformed", 2),
        (wrong_session, "wrong-session", 1),
        (never_sent, "unknown-sequence", 1),
    ],
)
@together(mode=BOTH)
async def test_what_is_no_reply_is_counted(
    send: Send, mode: Mode, behave: Behave, kind: str, each: int
) -> None:
    with Reflector(behave) as to:
        result = await send(to, mode, duration=0.2)
    whole(result, to)
    if behave is foreign and mode is Mode.STAMP:  # where any 172 bytes may pass for a packet
        assert sum(result.strays.values()) == 2 * to.count
    else:
        assert result.strays == {kind: each * to.count}


@together(mode=BOTH)
async def test_forged_replies_are_counted(send: Send, mode: Mode) -> None:
    with Reflector(forged, KEY) as to:
        result = await send(to, mode, duration=0.2, key=KEY)
    whole(result, to)
    assert result.strays == {"forged": to.count}


@together(mode=BOTH)
async def test_when_all_is_forged_the_key_is_another(send: Send, mode: Mode) -> None:
    def only_forged(to: Reflector, data: bytes, source: Source) -> Iterable[bytes]:
        return list(forged(to, data, source))[:1]

    with Reflector(only_forged, KEY) as to:
        result = await send(to, mode, duration=0.1, key=KEY)
    assert (result.outcome, result.legs) == (StreamOutcome.AUTH, {})
    assert result.strays == {"forged": to.count}


async def test_when_nothing_is_a_reply_the_stream_is_malformed(send: Send) -> None:
    with Reflector(echo) as to:
        result = await send(to, Mode.RTP, duration=0.1)
    assert (result.outcome, result.legs) == (StreamOutcome.MALFORMED, {})
    assert result.strays == {"malformed": to.count}


@together(host=["127.0.0.2", "127.0.0.1"])
async def test_a_reply_from_another_address_or_port_is_counted_and_undoes_no_loss(
    send: Send, host: str
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((host, 0))

        def elsewhere(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
            reply = to.honest(data, source)
            other.sendto(reply, source)
            if to.count % 2:
                yield reply

        with Reflector(elsewhere) as to:
            result = await send(to, duration=0.2)
    leg = result.legs[Direction.ROUND_TRIP]
    assert result.strays == {"wrong-source": to.count}
    assert leg.lost == to.count // 2


async def test_replies_that_all_come_from_elsewhere_are_silence(send: Send) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))

        def elsewhere(to: Reflector, data: bytes, source: Source) -> Iterable[bytes]:
            other.sendto(to.honest(data, source), source)
            return ()

        with Reflector(elsewhere) as to:
            result = await send(to, duration=0.1)
    assert result.outcome is StreamOutcome.SILENT
    assert result.strays == {"wrong-source": to.count}
    assert result.legs[Direction.ROUND_TRIP].loss == 1


@together(mode=BOTH)
async def test_replies_of_the_last_stream_answer_nothing_in_this_one(
    send: Send, mode: Mode
) -> None:
    recorded: list[bytes] = []

    def playing(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        reply = to.honest(data, source)
        if recorded and to.count % 2:
            yield recorded[to.count]
        yield reply

    with Reflector(playing) as to:
        await send(to, mode, duration=0.2)
        recorded += [to.honest(packet, to.sources[0]) for packet in to.requests]
        to.requests.clear()
        result = await send(to, mode, duration=0.2)
    whole(result, to)
    assert result.strays == {"wrong-session": (to.count + 1) // 2}


async def test_a_reply_long_after_its_original_is_a_replay(send: Send) -> None:
    first: list[bytes] = []

    def again(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        reply = to.honest(data, source)
        first.append(reply)
        yield reply
        if to.count > 55:
            yield first[0]

    with Reflector(again) as to:
        result = await send(to, duration=1.2)
    whole(result, to)
    assert result.strays == {"replayed": to.count - 55}
    assert result.legs[Direction.ROUND_TRIP].duplicates == 0


async def test_duplicates_are_counted_and_are_no_packets(send: Send) -> None:
    def twice(to: Reflector, data: bytes, source: Source) -> list[bytes]:
        return [to.honest(data, source)] * 2

    with Reflector(twice) as to:
        result = await send(to)
    whole(result, to)
    assert result.strays == {}
    assert result.legs[Direction.ROUND_TRIP].duplicates == to.count
    assert result.legs[Direction.FROM_SITE].duplicates == to.count
    assert result.legs[Direction.TO_SITE].duplicates == 0


async def test_a_reflector_that_answers_a_hundredfold_fills_no_memory(send: Send) -> None:
    def hundredfold(to: Reflector, data: bytes, source: Source) -> list[bytes]:
        return [to.honest(data, source)] * 100

    with Reflector(hundredfold) as to:
        result = await send(to, duration=0.2)
    if result.outcome is StreamOutcome.OK:
        whole(result, to)
        assert result.strays["replayed"] == 92 * to.count
    else:  # It was more than the socket holds, and then nobody knows what else was dropped.
        assert (result.outcome, result.error) == (StreamOutcome.UNMEASURED, "socket-drops")


@together(mode=[Mode.RTP, Mode.ECHO])
async def test_numbers_that_wrap_in_mid_stream_lose_nothing(
    send: Send, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def near_the_end(*arguments: object) -> Form:
        made = form(*arguments)  # type: ignore[arg-type]
        made.first = 65_530
        return made

    monkeypatch.setattr(engine_module, "form", near_the_end)
    with Reflector(echo if mode is Mode.ECHO else honest) as to:
        result = await send(to, mode)
    whole(result, to)
    assert result.strays == {}
    assert {data[2:4] for data in to.requests} >= {b"\xff\xff", b"\x00\x00"}


@together(mode=BOTH)
async def test_a_reflector_that_restarts_in_mid_stream_loses_nothing(
    send: Send, mode: Mode
) -> None:
    def restarting(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        if to.count == 12:
            to.core = ReflectorCore()
            to.core.estimate = CLOCK_ERROR
        yield to.honest(data, source)

    with Reflector(restarting) as to:
        result = await send(to, mode)
    whole(result, to)
    assert result.restarts == 1
    assert result.strays == {}


async def test_losses_have_a_direction_also_where_the_last_stream_is_counted_on(
    send: Send,
) -> None:
    def late(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        if to.count == 5:
            return
        reply = to.honest(data, source)
        if to.count not in {1, 2, 7}:
            yield reply

    with Reflector(honest) as to:
        await send(to, Mode.TWAMP_LIGHT, duration=0.2)
        to.requests.clear()
        to.behave = late
        result = await send(to, Mode.TWAMP_LIGHT, duration=0.2)
    legs = result.legs
    assert (legs[Direction.TO_SITE].sent, legs[Direction.TO_SITE].lost) == (to.count, 1)
    assert (legs[Direction.FROM_SITE].sent, legs[Direction.FROM_SITE].lost) == (to.count - 1, 3)


async def test_a_reflector_that_keeps_no_state_loses_nothing(send: Send) -> None:
    def stateless(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        reply = to.honest(data, source)
        if to.count % 4:
            yield data[:4] + reply[4:]

    with Reflector(stateless) as to:
        result = await send(to, Mode.STAMP)
    assert result.legs.keys() == {Direction.ROUND_TRIP}
    assert result.legs[Direction.ROUND_TRIP].lost == to.count // 4


@together(ahead=[-5 * HOUR, 5 * HOUR, -40_000 * HOUR, 90_000 * HOUR], mode=BOTH)
async def test_a_clock_that_is_hours_off_delays_nothing(
    send: Send, kept: None, mode: Mode, ahead: int
) -> None:
    with Reflector(honest) as to:
        to.ahead = ahead
        result = await send(to, mode, duration=0.2)
    whole(result, to)
    assert result.synchronised
    assert result.clock_steps == 0
    assert result.legs[Direction.TO_SITE].delay is None
    assert result.legs[Direction.FROM_SITE].delay is None
    assert result.legs[Direction.TO_SITE].jitter is not None
    assert result.rtt is not None


@together(jump=[-HOUR, HOUR, SECOND // 2])
async def test_a_clock_that_steps_in_mid_stream_delays_nothing(
    send: Send, kept: None, jump: int
) -> None:
    def stepping(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        if to.count == 12:
            to.ahead = jump
        yield to.honest(data, source)

    with Reflector(stepping) as to:
        result = await send(to)
    whole(result, to)
    assert result.clock_steps == 1


@together(z_bit=[False, True], writes_ptp=[False, True])
async def test_a_reflector_that_merely_echoes_the_z_bit_delays_nothing(
    send: Send, z_bit: bool, writes_ptp: bool
) -> None:
    wire = to_ptp if writes_ptp else to_ntp
    error = int(ErrorEstimate(ptp=z_bit))

    def echoing(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        now = to.clock()
        yield with_stamps(to.honest(data, source), wire(now), wire(now + 2000), error)

    with Reflector(echoing) as to:
        result = await send(to, Mode.STAMP, duration=0.2)
    whole(result, to)
    assert result.legs[Direction.TO_SITE].variation is not None


@together(t2=[0, 2**64 - 1], t3=[0, 2**64 - 1])
async def test_stamps_of_nonsense_delay_nothing(send: Send, t2: int, t3: int) -> None:
    def nonsense(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        yield with_stamps(to.honest(data, source), t2, t3)

    with Reflector(nonsense) as to:
        result = await send(to, Mode.STAMP, duration=0.2)
    whole(result, to)
    assert result.rtt is not None
    assert result.rtt.min > 0


async def test_silence_is_silence(send: Send) -> None:
    with Reflector(lambda *_: ()) as to:
        result = await send(to, duration=0.1)
    assert result.outcome is StreamOutcome.SILENT
    assert result.legs[Direction.ROUND_TRIP].lost == to.count == 5


async def test_nobody_is_sent_a_whole_stream_in_vain(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "QUIET", 0.2)
    with Reflector(lambda *_: ()) as to:
        result = await asyncio.wait_for(send(to, duration=10.0), 4)
    assert result.outcome is StreamOutcome.SILENT
    assert result.legs[Direction.ROUND_TRIP].lost == to.count < 20


async def test_a_stream_that_was_answered_once_goes_on(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        if to.count == 1:
            yield to.honest(data, source)

    monkeypatch.setattr(stream_module, "QUIET", 0.1)
    with Reflector(once) as to:
        await send(to, duration=0.5)
    assert to.count >= 25


async def test_a_closed_port_is_a_refusal_and_ends_the_stream_early(send: Send) -> None:
    to = Reflector(honest)
    to.socket.close()
    result = await asyncio.wait_for(send(to, duration=10.0), 5)
    assert (result.outcome, result.error) == (StreamOutcome.REFUSED, "port-unreachable")
    assert result.legs == {}


async def test_a_reflector_that_falls_silent_in_mid_stream_is_a_loss(send: Send) -> None:
    def leaving(to: Reflector, data: bytes, source: Source) -> Iterator[bytes]:
        if to.count <= 10:
            yield to.honest(data, source)

    with Reflector(leaving) as to:
        result = await send(to)
    assert result.outcome is StreamOutcome.OK
    leg = result.legs[Direction.ROUND_TRIP]
    assert (leg.received, leg.lost) == (10, to.count - 10)
    assert result.legs[Direction.TO_SITE].lost == result.legs[Direction.FROM_SITE].lost == 0
