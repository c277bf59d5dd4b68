"""What came back for a stream, and what came besides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.quality import Mode
from probes.rtp.packets.times import UNSYNCHRONISED
from probes.rtp.sender.inbox import MOST_COPIES, REPLAY, Inbox
from probes.rtp.sender.modes import Form, form
from tests.probes.rtp.sender.codecs import G711

SITE = ("192.0.2.1", 862)
START = 1_790_000_000_000_000_000
TICK = 20_000_000


class Conversation:
    """A stream of echoes whose packets come back by hand."""

    def __init__(self, count: int, first: int | None = None) -> None:
        self.form: Form = form(Mode.ECHO, G711, None, UNSYNCHRONISED)
        if first is not None:
            self.form.first = first
        self.inbox = Inbox(self.form, SITE)
        self.packets: list[bytes] = []
        for _ in range(count):
            self.send()

    def send(self) -> None:
        index = len(self.packets)
        at, stamp = START + index * TICK, index * 160
        self.packets.append(bytes(self.form.write(index, at, stamp, marked=False)))
        self.inbox.expect(self.form.cookie(at, stamp))

    def back(self, index: int, after: int = 1_000_000) -> int | None:
        """Which packet a datagram that comes back is taken for."""
        reply = self.inbox.take(self.packets[index], SITE, START + index * TICK + after)
        return None if reply is None else reply.index


def test_each_reply_is_put_to_its_packet() -> None:
    talk = Conversation(5)
    assert [talk.back(index) for index in (0, 2, 1, 4)] == [0, 2, 1, 4]
    assert [talk.inbox.is_answered(index) for index in range(5)] == [True] * 3 + [False, True]
    assert talk.inbox.answered == 4


@pytest.mark.parametrize("first", [0, 65_533, 65_535, 32_767])
def test_numbers_that_wrap_in_mid_stream_lose_nothing(first: int) -> None:
    talk = Conversation(8, first)
    assert [talk.back(index) for index in range(8)] == list(range(8))
    assert not talk.inbox.strays


def test_a_stream_longer_than_the_numbers_loses_nothing() -> None:
    talk = Conversation(0, 65_000)
    for index in range(70_000):
        talk.send()
        if index % 700 == 0:
            assert talk.back(index) == index
    assert talk.back(69_999 - 30_000, 600_000_000) == 39_999
    assert talk.back(0, 10**12) is None
    assert talk.inbox.strays == {"wrong-session": 1}


def test_a_reply_from_another_address_or_port_is_counted_and_undoes_no_loss() -> None:
    talk = Conversation(2)
    for source in (("192.0.2.2", 862), ("192.0.2.1", 863)):
        assert talk.inbox.take(talk.packets[0], source, START) is None
    assert talk.inbox.strays == {"wrong-source": 2}
    assert not talk.inbox.is_answered(0)
    assert not talk.inbox.heard


def test_a_number_that_was_never_sent_is_counted() -> None:
    ahead, behind = Conversation(3), Conversation(3)
    ahead.send()
    data = ahead.packets[3]
    short = Inbox(ahead.form, SITE)
    assert short.take(data, SITE, START) is None
    assert short.strays == {"unknown-sequence": 1}
    assert behind.inbox.take(b"", SITE, START) is None
    assert behind.inbox.strays == {"malformed": 1}


def test_the_same_number_with_another_time_is_of_another_session() -> None:
    talk = Conversation(2)
    at = bytes(talk.form.write(1, START, 999, marked=False))
    assert talk.inbox.take(at, SITE, START) is None
    assert talk.inbox.strays == {"wrong-session": 1}


def test_a_duplicate_is_a_reply_and_a_replay_is_not() -> None:
    talk = Conversation(1)
    assert [talk.back(0, after) for after in (1, 2, REPLAY + 1, REPLAY + 2)] == [0, 0, 0, None]
    assert talk.inbox.strays == {"replayed": 1}
    assert len(talk.inbox.replies) == 3


def test_whoever_sends_a_reply_a_thousand_times_fills_no_memory() -> None:
    talk = Conversation(1)
    for _ in range(1000):
        talk.back(0)
    assert len(talk.inbox.replies) == MOST_COPIES
    assert talk.inbox.strays == {"replayed": 1000 - MOST_COPIES}


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_garbage_is_counted_and_never_an_exception(datagrams: list[bytes]) -> None:
    talk = Conversation(3)
    for data in datagrams:
        talk.inbox.take(data, SITE, START)
    assert talk.inbox.strays.total() == len(datagrams)
    assert talk.inbox.heard == bool(datagrams)
