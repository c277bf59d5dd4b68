"""Messages out of a byte stream (RFC 3261, 18.3): pure, fed with what arrives."""

from __future__ import annotations

from collections.abc import Iterator

from probes.signalling.message import Head, read_head


class StreamReader:
    """Cuts a stream into heads, and throws bodies away. Holds one head's bytes at most."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip = 0
        """Bytes of a body that are still to come."""

    @property
    def empty(self) -> bool:
        """Whether the stream is between two messages."""
        return not (self._buffer or self._skip)

    def feed(self, data: bytes) -> Iterator[Head]:
        """The heads that are complete now. Raises MessageError, after which nothing can be read."""
        self._buffer += data
        while True:
            self._drop()
            head = read_head(self._buffer)
            if head is None:
                return
            del self._buffer[: head.size]
            self._skip = head.body or 0
            yield head

    def _drop(self) -> None:
        """Throw away what belongs to a body, and the empty lines that keep a stream alive."""
        gone = min(self._skip, len(self._buffer))
        del self._buffer[:gone]
        self._skip -= gone
        if not self._skip:
            del self._buffer[: len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))]
