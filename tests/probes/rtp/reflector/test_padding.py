"""TWAMP-Light as the RFC's senders pad it: answered, and yet no two reflectors are ever set on."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets import stamp, twamp
from probes.rtp.packets.times import DAY, ErrorEstimate, to_ntp, to_ptp
from probes.rtp.reflector.padding import LAG
from probes.rtp.reflector.silence import Silence
from tests.probes.rtp.reflector.asking import ESTIMATE, T1, T2, T3, Asker, service, stamped

SIZES = [27, 28, 29, 30, 31, 100, 1_386]
HOUR = 3_600 * 10**9


def padded(
    sequence: int = 0, padding: bytes | None = None, *, t1: int = T1, ptp: bool = False
) -> bytes:
    """A request whose padding is pseudo-random (RFC 4656, 4.1.2) unless it is given."""
    if padding is None:
        padding = random.Random(sequence).randbytes(100)
    wire = to_ptp(t1) if ptp else to_ntp(t1)
    return bytes(twamp.SenderPacket(sequence, wire, ErrorEstimate.of(0.01, ptp=ptp), padding))


@pytest.mark.parametrize("size", SIZES)
def test_pseudo_random_padding_is_answered_in_a_session_of_its_own(size: int) -> None:
    asker, chance = Asker(), random.Random(size)
    for sequence in range(2_000):
        asker.now += 10**6
        request = padded(sequence, chance.randbytes(size))
        reply = asker.told(request)
        found = twamp.ReflectorPacket.parse(reply)
        assert len(reply) == len(request)
        assert (found.sequence, found.sender_sequence) == (sequence, sequence)
        assert (found.timestamp, found.received) == (to_ntp(T3), to_ntp(T2))
        assert (found.sender_timestamp, found.sender_ttl) == (to_ntp(T1), 60)
        assert (found.error, found.sender_error) == (ESTIMATE, ErrorEstimate.of(0.01))
        assert (reply[14:16], reply[38:40], reply[44:]) == (bytes(2), bytes(2), request[44:])
    assert asker.reflector.sessions == 1


@pytest.mark.parametrize("octet", [0x01, 0x55, 0x80, 0xAA, 0xFF])
def test_a_pattern_is_answered_as_well(octet: int) -> None:
    asker = Asker()
    for size in SIZES:
        asker.told(padded(padding=bytes((octet,)) * size))


def test_symmetrical_packets_with_padding_after_the_reply_are_answered() -> None:
    """RFC 6038, 5.1.1: 27 octets that are zero, and then padding; the clock may be anything."""
    for t1 in (T1, 0, T1 - 300 * DAY):
        asker = Asker()
        request = padded(padding=bytes(27) + b"\x80\4\0\4\xff\xff" * 20, t1=t1)
        answer = asker.ask(request, tos=0xB8)
        assert answer is not None
        assert (answer.dscp, answer.data[44:]) == (46, request[44:])


def test_nothing_in_padding_is_taken_for_a_tlv() -> None:
    padding = b"p" * 30 + service(10) + b"\x80\1\0\2ab"
    answer = Asker().ask(padded(padding=padding), tos=0xB8)
    assert answer is not None
    assert (answer.dscp, answer.data[44:]) == (46, padding[30:])


@pytest.mark.parametrize("ptp", [False, True])
@pytest.mark.parametrize(("off", "answered"), [(0, True), (23, True), (-23, True), (25, False)])
def test_with_padding_the_senders_clock_must_be_right_within_a_day(
    off: int, answered: bool, ptp: bool
) -> None:
    asker = Asker()
    assert (asker.ask(padded(t1=T2 + off * HOUR, ptp=ptp)) is not None) == answered
    assert asker.reflector.silences == ({} if answered else {Silence.UNKNOWN: 1})
    asker.told(padded(t1=T2 + off * HOUR, padding=bytes(27), ptp=ptp))  # with zeros it need not


@pytest.mark.parametrize(
    "data",
    [
        b"SIP/2.0 400 Bad Request\r\nVia: SIP/2.0/UDP 192.0.2.1:862\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
        b"\0\5\0\4Illegal TFTP operation: unknown opcode in the request\0",
        bytes(range(64)),
        b"\xff" * 100,
        b"j" * 100,
        b"\x24\1\2\xe9" + b"\0\0\4\xd2\0\0\0\x1f" + b"CHRG" + b"\xe9" * 32,
    ],
)
def test_what_other_services_say_meets_silence(data: bytes) -> None:
    """Forged in the name of such a service, a probe would make a loop with it."""
    asker = Asker()
    assert asker.ask(data) is None
    assert asker.reflector.silences in ({Silence.UNKNOWN: 1}, {Silence.REFLECTED: 1})


PROBES = [padded(), padded(padding=b"\xff" * 60), padded(ptp=True), stamped(), stamped()[:41]]
EPOCHS = st.one_of(
    st.integers(0, 1 << 62), st.integers(-40, 40).map(lambda h: T2 + h * HOUR), st.just(T2)
)


@given(
    probe=st.sampled_from(PROBES),
    t2=EPOCHS,
    thinks=st.integers(0, LAG * 10**9 - 1),
    form=st.sampled_from([to_ntp, to_ptp]),
    number=st.integers(0, (1 << 32) - 1),
    word=st.integers(0, 0xFFFF),
    step=st.one_of(st.integers(0, LAG * 10**9), st.integers(-T2, T2)),
)
def test_no_reply_of_any_reflector_is_answered_whatever_its_clock(
    probe: bytes,
    t2: int,
    thinks: int,
    form: Callable[[int], int],
    number: int,
    word: int,
    step: int,
) -> None:
    """`form` is to_ntp or to_ptp. Our own clock may be stepped while a reply is on its way."""
    asker = Asker()
    ours = asker.told(probe)
    theirs = stamp.reflect(ours, number, form(t2), form(t2 + thinks), word, 60)
    answer = asker.reflector.answer(
        bytes(theirs), asker.source, t2=T3 + step, now=0, clock=lambda: T3
    )
    assert answer is None


@pytest.mark.parametrize("probe", PROBES)
def test_nor_is_one_whose_t2_or_t1_is_nonsense_or_that_is_our_own_come_back(probe: bytes) -> None:
    ours = Asker().told(probe)
    theirs = bytes(stamp.reflect(ours, 5, to_ntp(T2 + HOUR), to_ntp(T3 + HOUR), 0x0101, 60))
    no_t2 = theirs[:16] + bytes(8) + theirs[24:]
    odd_t2 = theirs[:16] + bytes(range(8)) + theirs[24:]
    no_t1 = theirs[:28] + bytes(8) + theirs[36:]
    overwritten = struct.pack(">IQ", 9, to_ntp(T3 + HOUR)) + ours[12:]
    for data in (theirs, no_t2, odd_t2, no_t1, ours, overwritten):
        assert Asker().ask(data) is None
