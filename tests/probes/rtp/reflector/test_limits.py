"""How often, how many, how long: rates, sessions and windows, with given times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.reflector.limiter import PRUNE_MOST, Limiter
from probes.rtp.reflector.policy import Policy
from probes.rtp.reflector.request import Moment, Request
from probes.rtp.reflector.rtp import RtpProbe
from probes.rtp.reflector.sessions import PAUSE, RUNNING
from probes.rtp.reflector.silence import Silence
from probes.rtp.reflector.stamp import StampProbe
from probes.rtp.reflector.window import SIZE, Window
from tests.probes.rtp.reflector.asking import (
    ESTIMATE,
    EVERYBODY,
    FREE,
    KEY,
    SECOND,
    T1,
    T2,
    T3,
    Asker,
    core,
    reported,
    rtp,
    stamped,
)


def answered(asker: Asker, times: int, every: int) -> int:
    """How many of so many questions, `every` ns apart, are answered."""
    count = 0
    for n in range(times):
        count += asker.ask(rtp(n & 0xFFFF)) is not None
        asker.now += every
    return count


def test_a_source_gets_its_burst_and_then_its_rate() -> None:
    asker = Asker(core(Policy(EVERYBODY, rate=100, total=10_000, burst=0.5)))
    assert answered(asker, 200, 0) == 50
    assert asker.reflector.silences == {Silence.RATE: 150}
    assert answered(asker, 4_001, SECOND // 1_000) == 400
    asker.now += SECOND
    assert answered(asker, 200, 0) == 50


def test_one_source_takes_nothing_from_another_but_all_share_the_total() -> None:
    reflector = core(Policy(EVERYBODY, rate=100, total=250, burst=1.0))
    askers = [Asker(reflector, (f"192.0.2.{n}", 50_000)) for n in range(4)]
    assert [answered(asker, 200, 0) for asker in askers] == [100, 100, 50, 0]
    assert reflector.silences == {Silence.RATE: 200, Silence.TOTAL: 350}


def test_what_is_refused_for_any_reason_takes_no_token() -> None:
    asker = Asker(core(Policy(EVERYBODY, rate=10, total=10), KEY))
    for _ in range(100):
        assert asker.ask(rtp()) is None
        assert asker.ask(rtp(key=b"another key, 16b")) is None
    assert asker.ask(rtp(key=KEY)) is not None


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, SECOND // 10)), min_size=1, max_size=200),
    st.integers(1, 50),
)
def test_no_window_of_time_sees_more_than_burst_and_rate(
    asked: list[tuple[int, int]], rate: int
) -> None:
    limiter, now = Limiter(rate, 1_000_000, 1.0), 0
    passed: dict[int, list[int]] = {}
    for who, later in asked:
        now += later
        if limiter.refuses(str(who), now) is None:
            passed.setdefault(who, []).append(now)
    for times in passed.values():
        for first, start in enumerate(times):
            for last in range(first, len(times)):
                most = rate + (times[last] - start) * rate / SECOND + 1
                assert last - first + 1 <= most


def test_sources_whose_buckets_are_full_are_forgotten() -> None:
    limiter = Limiter(1_000, 1_000_000, 1.0)
    for n in range(10 * PRUNE_MOST):
        assert limiter.refuses(f"2001:db8::{n:x}", n * SECOND // 1_000) is None
        assert len(limiter) <= PRUNE_MOST + 1


def test_a_silent_session_is_forgotten_after_its_time() -> None:
    asker = Asker()
    idle = int(FREE.idle) * SECOND
    assert reported(asker.told(rtp())).sequence == 0
    for number in (1, 2):
        asker.now += idle
        assert reported(asker.told(rtp(1 + number))).sequence == number
    asker.now += idle + 1
    assert reported(asker.told(rtp(4))).sequence == 0
    asker.now += idle + 1
    asker.told(stamped())
    assert asker.reflector.sessions == 1


def test_after_a_pause_a_lower_number_begins_a_new_stream() -> None:
    """Senders of TWAMP-Light have no SSID, and often one port for all their streams."""
    asker = Asker()
    for sequence in (0, 1, 2, 0, 3):  # reordered or duplicated, not new
        asker.told(stamped(sequence, ssid=0))
    asker.now += PAUSE
    assert asker.told(stamped(7, ssid=0))[:4] == b"\0\0\0\5"  # the same one goes on
    asker.now += PAUSE
    assert asker.told(stamped(1, ssid=0))[:4] == bytes(4)
    asker.now += PAUSE - 1
    assert asker.told(stamped(0, ssid=0))[:4] == b"\0\0\0\1"


def test_replays_neither_begin_a_stream_nor_keep_one_alive() -> None:
    asker = Asker(core(key=KEY))
    packets = [stamped(n, key=KEY, t1=T1 + n) for n in range(3)]
    for data in packets:
        asker.told(data)
    asker.now += int(FREE.idle) * SECOND
    assert asker.ask(packets[0]) is None
    assert asker.told(stamped(3, key=KEY, t1=T1 + 3))[:4] == b"\0\0\0\3"


def test_running_sessions_never_make_room_but_idle_ones_do() -> None:
    asker = Asker(core(Policy(EVERYBODY, sessions=3)))
    for ssrc in (1, 2, 3):
        asker.told(rtp(ssrc=ssrc))
    assert asker.ask(rtp(ssrc=4)) is None
    assert asker.reflector.silences == {Silence.FULL: 1}
    asker.now += RUNNING
    assert reported(asker.told(rtp(2, ssrc=1))).sequence == 1
    asker.told(rtp(ssrc=4))  # in the place of 2, which was silent longest
    assert asker.reflector.sessions == 3
    assert reported(asker.told(rtp(3, ssrc=1))).sequence == 2
    assert reported(asker.told(rtp(2, ssrc=3))).sequence == 1


def test_a_full_table_keeps_nobody_out_who_does_not_flood_it_without_pause() -> None:
    """An attacker who begins 1000 sessions a second, forged or not, shuts out no stream."""
    reflector = core(Policy(EVERYBODY))
    monitor = Asker(reflector, ("192.0.2.1", 50_000))
    for n in range(20_000):
        now = n * SECOND // 1_000
        Asker(reflector, (f"198.51.100.{n % 250}", 50_000), now).ask(rtp(ssrc=n))
        if n >= 10_000 and n % 20 == 0:
            monitor.now = now
            sequence = (n - 10_000) // 20
            assert reported(monitor.told(rtp(sequence))).sequence == sequence
    assert reflector.sessions == Policy().sessions


def test_one_host_with_all_addresses_of_its_network_has_one_rate() -> None:
    """In IPv6 a /64 is one link, and often one host."""
    reflector = core(Policy(EVERYBODY, rate=100, total=10_000))
    asked = [f"2001:db8::{n:x}" for n in range(1, 300)]
    askers = [Asker(reflector, (address, 50_000)) for address in asked]
    assert sum(asker.ask(rtp()) is not None for asker in askers) == 100
    assert reflector.silences == {Silence.RATE: 199}
    for other in ("2001:db8:0:1::1", "192.0.2.1", "192.0.2.2"):
        Asker(reflector, (other, 50_000)).told(rtp())
    mapped = Asker(reflector, ("::ffff:192.0.2.1", 50_000))
    assert answered(mapped, 100, 0) == 99


def test_a_flood_of_sources_and_sessions_stays_bounded() -> None:
    reflector = core(Policy(EVERYBODY, sessions=100))
    for n in range(5_000):
        source = (f"198.51.100.{n % 250}", 1_024 + n)
        Asker(reflector, source, n * SECOND // 100).ask(rtp(ssrc=n))
    assert reflector.sessions <= 100


class TestWindow:
    """Replays."""

    def test_each_number_is_taken_once_in_any_order(self) -> None:
        window = Window(16, 65_530, 0)
        order = [65_533, 65_531, 2, 65_535, 0, 1, 65_532]
        assert all(window.take(number, 0) for number in order)
        assert not any(window.take(number, 0) for number in [65_530, *order])

    def test_what_is_older_than_the_window_was_seen(self) -> None:
        window = Window(32, 0, 0)
        assert window.take(SIZE, 0)
        assert window.take(1, 0)
        assert not window.take(0, 0)
        assert window.take(SIZE + 5_000, 0)
        assert not window.take(SIZE + 1, 0)

    def test_a_later_stamp_begins_anew(self) -> None:
        window = Window(32, 5_000, 100)
        assert not window.take(0, 100)
        assert window.take(0, 101)
        assert not window.take(0, 101)
        assert window.take(1, 102)

    @given(st.integers(0, 65_535), st.lists(st.integers(-500, 500), min_size=1, max_size=60))
    def test_it_agrees_with_a_set_of_all_numbers(self, first: int, offsets: list[int]) -> None:
        window, seen = Window(16, first, 0), {0}
        for offset in offsets:
            assert window.take((first + offset) & 0xFFFF, 0) == (offset not in seen)
            seen.add(offset)


@pytest.mark.parametrize("probe", [RtpProbe(rtp()), StampProbe(stamped())])
def test_the_reflectors_number_wraps_after_32_bits(probe: Request) -> None:
    at = Moment(0x1_0000_0002, T2, 64, 0, lambda: T3, ESTIMATE, None)
    assert b"\0\0\0\2" in probe.answer(at).data
