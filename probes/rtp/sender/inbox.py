"""What came back for a stream, and what came besides. Pure; instants in Unix ns."""

from __future__ import annotations

from collections import Counter

from probes.kernel.address import Source
from probes.rtp.packets.numbers import extend
from probes.rtp.sender.modes import Form
from probes.rtp.sender.modes.form import WRONG_SESSION, Heard
from probes.rtp.statistics.record import Reply
from probes.rtp.statistics.runs import SPAN

WRONG_SOURCE, UNKNOWN_SEQUENCE, REPLAYED = "wrong-source", "unknown-sequence", "replayed"
"""What a datagram is that is no reply of ours: kinds of `StreamEngine.strays`."""
REPLAY = 1_000_000_000
"""Nanoseconds after the first reply to a packet from which another one is no duplicate of the
network's any more."""
MOST_COPIES = 8
"""Replies to a packet that are taken for the network's doing; whoever sends more wants to fill our
memory."""


class Inbox:
    """The replies to one stream, in the order in which they came."""

    def __init__(self, form: Form, source: Source) -> None:
        self.replies: list[Reply] = []
        self.strays: Counter[str] = Counter()
        self.heard = False
        """Whether anything at all came from the right source."""
        self._form = form
        self._source = source
        self._cookies: list[int] = []
        """By index."""
        self._answered: dict[int, tuple[int, int]] = {}
        """By index: when the first reply came, and how many."""

    @property
    def answered(self) -> int:
        """Packets that were answered."""
        return len(self._answered)

    def is_answered(self, index: int) -> bool:
        """Whether that packet was."""
        return index in self._answered

    @property
    def next_number(self) -> int | None:
        """The number that the reflector gives next, if it goes on; None when nobody knows."""
        last = len(self._cookies) - 1
        numbers = [reply.reflected for reply in self.replies if reply.index == last]
        return None if not numbers or numbers[-1] is None else (numbers[-1] + 1) % SPAN

    def expect(self, cookie: int) -> None:
        """The next packet has been sent."""
        self._cookies.append(cookie)

    def take(self, data: bytes, source: Source, received: int) -> Reply | None:
        """A datagram came. The reply in it, or None: then it is counted among the strays."""
        if source != self._source:
            self.strays[WRONG_SOURCE] += 1
            return None
        self.heard = True
        heard = self._form.read(data, received)
        found = heard if isinstance(heard, str) else self._reply(heard, received)
        if isinstance(found, str):
            self.strays[found] += 1
            return None
        self.replies.append(found)
        return found

    def _reply(self, heard: Heard, received: int) -> Reply | str:
        """The reply; a word when it is to no packet of ours, or not the first time."""
        newest = len(self._cookies) - 1
        wire = heard.sequence - self._form.first & (1 << self._form.bits) - 1
        index = extend(wire, newest, self._form.bits)
        if not 0 <= index <= newest:
            return UNKNOWN_SEQUENCE
        if heard.cookie != self._cookies[index]:
            return WRONG_SESSION
        first, count = self._answered.get(index, (received, 0))
        if count >= MOST_COPIES or received - first > REPLAY:
            return REPLAYED
        self._answered[index] = first, count + 1
        return Reply(index, received, heard.reflected, heard.t2, heard.t3, heard.synchronised)
