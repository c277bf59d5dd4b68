"""SIP messages (RFC 3261, 7) as far as whoever asks OPTIONS needs them: heads, and what they say.

Only the head of a message is looked at. Devices are forgiven what does no harm: bare line feeds, a
missing reason phrase, headers nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST_HEAD = 16_384
"""Bytes from the first line to the empty one. Answers to OPTIONS have less than 2,000."""
MOST_BODY = 10**9
"""Bytes; a greater Content-Length is none that anybody means."""
MOST_TEXT = 100
"""Characters of a text that goes on to people."""
COOKIE = "z9hG4bK"
"""What every branch begins with (RFC 3261, 8.1.1.7)."""
COMPACT: Mapping[str, str] = MappingProxyType(
    {"v": "via", "i": "call-id", "l": "content-length", "f": "from", "t": "to", "m": "contact"}
)
"""Short names of headers (RFC 3261, 7.3.3)."""
ONCE = ("call-id", "cseq", "content-length")
"""Headers that may not contradict themselves."""

_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_LINE = re.compile(r"\r?\n")
_FIRST = re.compile(r"SIP/2\.0 .*|\S+ \S+ SIP/2\.0", re.IGNORECASE)
_STATUS = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?: (.*))?", re.IGNORECASE | re.DOTALL)
_CSEQ = re.compile(r"([0-9]{1,10})[ \t]+(\S+)")
_BRANCH = re.compile(r";[ \t]*branch[ \t]*=[ \t]*([^\s;,]+)", re.IGNORECASE)


class MessageError(ValueError):
    """Bytes that are no SIP message, or none that can be told what it belongs to."""


@dataclass(frozen=True, slots=True)
class Head:
    """A message without its body."""

    first: str
    """The request line or status line."""
    headers: Mapping[str, tuple[str, ...]]
    """Unfolded values by name, in lower case and written out, in the order of the message."""
    size: int
    """Bytes until the body begins, the empty lines before the message included."""

    @property
    def is_response(self) -> bool:
        """Else it is a request."""
        return self.first[:4].upper() == "SIP/"

    @property
    def body(self) -> int | None:
        """Bytes of the body; None when the head does not say. Raises MessageError."""
        text = self.one("content-length")
        if text is None:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > MOST_BODY:
            raise MessageError(f"no length of a body: {text[:MOST_TEXT]!r}")
        return int(text)

    def one(self, name: str) -> str | None:
        """The value of a header that is there once; None without it."""
        return self.headers.get(name, (None,))[0]

    def text(self, *names: str) -> str:
        """The first of these headers that is there, fit to be shown; empty without any."""
        return shown(next((self.headers[name][0] for name in names if name in self.headers), ""))


def read_head(data: bytes | bytearray) -> Head | None:
    """The head that `data` begins with; None when it is not complete. Raises MessageError.

    Empty lines before a message are nothing (RFC 3261, 7.5).
    """
    start = len(data) - len(data.lstrip(b"\r\n"))
    end = _END.search(data, start, start + MOST_HEAD)
    if end is None:
        if len(data) - start >= MOST_HEAD:
            raise MessageError("a head without end")
        return None
    text = bytes(data[start : end.start()]).decode("utf-8", "replace")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    first, *lines = _LINE.split(text)
    if not _FIRST.fullmatch(first):
        raise MessageError(f"no SIP: {first[:MOST_TEXT]!r}")
    headers: dict[str, list[str]] = {}
    for name, value in map(_header, lines):
        headers.setdefault(name, []).append(value)
    for name in ONCE:
        if len(values := headers.get(name, ())) > 1 and len(set(values)) > 1:
            raise MessageError(f"{name} contradicts itself")
    return Head(first, {name: tuple(values) for name, values in headers.items()}, end.end())


def read_datagram(datagram: bytes) -> Head:
    """The head of the message in a datagram. Raises MessageError, also for a body cut short."""
    head = read_head(datagram)
    if head is None:
        raise MessageError("a head without end")
    if head.size + (head.body or 0) > len(datagram):  # RFC 3261, 18.3
        raise MessageError("a body cut short")
    return head


@dataclass(frozen=True, slots=True)
class Response:
    """What a status line and the headers that identify a transaction say (RFC 3261, 17.1.3)."""

    status: int
    """From 100 to 699."""
    reason: str
    """The phrase, fit to be shown; empty without one."""
    branch: str
    """Of the topmost Via, in lower case: parameters have no case (RFC 3261, 7.3.1)."""
    call_id: str
    number: int
    """With `method` the CSeq."""
    method: str
    server: str
    """Who answers, in its own words; empty when it does not say."""
    body: int | None
    """Bytes of the body; None when the head does not say."""

    @classmethod
    def of(cls, head: Head) -> Response:
        """Read a head. Raises MessageError."""
        line = _STATUS.fullmatch(head.first)
        if line is None:
            raise MessageError(f"no status line: {head.first[:MOST_TEXT]!r}")
        sequence = _CSEQ.fullmatch(head.one("cseq") or "")
        call_id = head.one("call-id")
        if sequence is None or not call_id:
            raise MessageError("no CSeq or no Call-ID")
        return cls(
            int(line[1]),
            shown(line[2] or ""),
            _branch(head.one("via") or ""),
            call_id,
            int(sequence[1]),
            sequence[2],
            head.text("server", "user-agent"),
            head.body,
        )

    @classmethod
    def parse(cls, datagram: bytes) -> Response:
        """Read a datagram. Raises MessageError, also for a body cut short (RFC 3261, 18.3)."""
        return cls.of(read_datagram(datagram))

    @property
    def final(self) -> bool:
        """Whether no other response follows."""
        return self.status >= 200


def shown(text: str) -> str:
    """`text` on one line, cut to what people are shown, without what spoils a terminal."""
    if text.isprintable():
        return text[:MOST_TEXT].strip()
    return "".join(c if c.isprintable() else " " for c in text[:MOST_TEXT]).strip()


def _header(line: str) -> tuple[str, str]:
    """Name and value; a line that is no header has a name that nobody asks for."""
    name, _, value = line.partition(":")
    name = name.rstrip(" \t").lower()
    return COMPACT.get(name, name), value.strip(" \t")


def _branch(via: str) -> str:
    """The branch of the first hop in a Via header. Raises MessageError.

    A comma inside quotes is taken for one between hops: nobody quotes before our branch.
    """
    found = _BRANCH.search(via.partition(",")[0])
    if found is None:
        raise MessageError("a Via without branch")
    return found[1].lower()
