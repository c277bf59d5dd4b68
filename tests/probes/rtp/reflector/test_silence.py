"""Who and what meets silence, and that no two reflectors can be set against each other."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets import stamp
from probes.rtp.packets.times import to_ntp
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.policy import Policy
from probes.rtp.reflector.silence import Silence
from tests.probes.rtp.reflector.asking import (
    FREE,
    KEY,
    T2,
    T3,
    Asker,
    core,
    rtp,
    service,
    stamped,
)

KEYS = (None, KEY)
PROBES = [
    rtp(),
    rtp(key=KEY),
    stamped(),
    stamped(tail=service(10) + bytes(40)),
    stamped(key=KEY),
    stamped(key=KEY, tail=service(10)),
    stamped()[:41],
    stamped(sequence=0x90000000),
]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2001:db8:7::1", True),
        ("10.2.0.1", False),
        ("127.0.0.1", False),
        ("::ffff:10.2.0.1", False),
        ("2001:db8:8::1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("255.255.255.255", False),
        ("no address", False),
    ],
)
def test_only_allowed_prefixes_are_answered(address: str, allowed: bool) -> None:
    prefixes = tuple(map(ip_network, ("10.1.0.0/16", "2001:db8:7::/48")))
    asker = Asker(core(Policy(prefixes)), (address, 50_000))
    assert (asker.ask(rtp()) is not None) == allowed
    assert asker.reflector.silences == ({} if allowed else {Silence.FORBIDDEN: 1})


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff05::2", "::ffff:224.0.0.1"]
)
def test_no_group_is_answered_whatever_is_allowed(address: str) -> None:
    assert Asker(source=(address, 50_000)).ask(rtp()) is None


def test_by_default_only_this_machine_is_answered() -> None:
    for address, answered in (("127.0.0.1", True), ("::1", True), ("192.0.2.1", False)):
        assert (Asker(ReflectorCore(), (address, 50_000)).ask(rtp()) is not None) == answered


@pytest.mark.parametrize(
    ("port", "answered"),
    [(0, False), (7, False), (19, False), (53, False), (861, False), (862, True), (1024, True)],
)
def test_no_service_is_answered_that_would_answer_back(port: int, answered: bool) -> None:
    asker = Asker(source=("192.0.2.1", port))
    assert (asker.ask(rtp()) is not None) == answered
    assert asker.reflector.silences == ({} if answered else {Silence.SOURCE: 1})


@pytest.mark.parametrize("theirs", KEYS)
@pytest.mark.parametrize("ours", KEYS)
@pytest.mark.parametrize("probe", PROBES)
def test_a_reply_is_never_answered(probe: bytes, ours: bytes | None, theirs: bytes | None) -> None:
    answer = Asker(core(key=ours), ("192.0.2.1", 862)).ask(probe)
    if answer is not None:
        assert Asker(core(key=theirs), ("192.0.2.2", 862)).ask(answer.data) is None


def reflects_anything(data: bytes) -> bytes:
    """A foreign reflector, without state, that ignores what must be zero (RFC 8762, 4.2.1)."""
    return bytes(stamp.reflect(data, 0xFFFFFFFF, to_ntp(T2), to_ntp(T3), 0, 60))


def without_t2(data: bytes) -> bytes:
    """One that even leaves T2 out."""
    return bytes(stamp.reflect(data, 5, 0, to_ntp(T3), 0x0101, 0))


def echoes(data: bytes) -> bytes:
    """A plain echo service."""
    return data


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("foreign", [reflects_anything, without_t2, echoes])
@pytest.mark.parametrize("probe", PROBES)
def test_no_foreign_reflector_gets_a_second_answer(
    probe: bytes, foreign: Callable[[bytes], bytes], key: bytes | None
) -> None:
    asker = Asker(core(key=key), ("192.0.2.1", 862))
    answer = asker.ask(probe)
    if answer is not None:
        assert asker.ask(foreign(answer.data)) is None


SPOILT = st.builds(
    lambda probe, at, new, cut: (probe[: at % len(probe)] + new + probe[at % len(probe) :])[:cut],
    st.sampled_from(PROBES),
    st.integers(0, 200),
    st.binary(max_size=6),
    st.integers(0, 300),
)
OVERWRITTEN = st.builds(
    lambda probe, at, new: (probe[:at] + new + probe[at + len(new) :])[: len(probe)],
    st.sampled_from(PROBES),
    st.integers(0, 60),
    st.binary(max_size=6),
)


@given(
    data=st.one_of(st.binary(max_size=300), SPOILT, OVERWRITTEN),
    key=st.sampled_from(KEYS),
    other=st.sampled_from(KEYS),
    tos=st.integers(0, 255),
    number=st.integers(0, 2**32 - 1),
)
def test_whatever_comes_no_more_goes_back_and_that_dies_at_once(
    data: bytes, key: bytes | None, other: bytes | None, tos: int, number: int
) -> None:
    asker = Asker(core(key=key))
    answer = asker.ask(data, tos=tos)
    reflector = asker.reflector
    assert sum(reflector.answered.values()) + sum(reflector.silences.values()) == 1
    if answer is None:
        return
    assert len(answer.data) == len(data)
    assert 0 <= answer.dscp < 64
    assert Asker(core(key=other)).ask(answer.data) is None
    renumbered = number.to_bytes(4, "big") + answer.data[4:]  # any reflector's number
    assert Asker(core(key=other)).ask(renumbered) is None


@pytest.mark.parametrize("probe", PROBES)
def test_truncated_at_every_byte_no_more_goes_back(probe: bytes) -> None:
    for key in KEYS:
        for size in range(len(probe)):
            answer = Asker(core(key=key)).ask(probe[:size])
            assert answer is None or len(answer.data) == size


def test_stamp_and_rtp_are_never_taken_for_each_other() -> None:
    """A STAMP number may begin like RTP; its error estimate tells, whose multiplier is never 0."""
    asker = Asker(core(FREE))
    asker.told(stamped(sequence=0x90001234))
    asker.told(rtp())
    assert asker.reflector.answered == {"stamp": 1, "rtp": 1}
    zero = stamped()[:12] + b"\x10\x00" + stamped()[14:]
    assert asker.ask(zero) is None
    assert asker.reflector.silences == {Silence.UNKNOWN: 1}
