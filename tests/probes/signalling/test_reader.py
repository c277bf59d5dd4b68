"""Messages out of a stream, however it is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.signalling.message import MOST_HEAD, Head, MessageError, Response
from probes.signalling.options import Options
from probes.signalling.reader import StreamReader
from tests.probes.signalling.messages import response_to

OPTIONS = bytes(Options("192.0.2.7", 5060, "tcp", ("192.0.2.1", 40000)))
STREAM = (
    b"\r\n\r\n"
    + response_to(OPTIONS, "100 Trying", body=b"body of a provisional response\r\n\r\n")
    + b"\r\n"
    + OPTIONS
    + response_to(OPTIONS, "486 Busy Here")
    + b"\r\n\r\n"
)


def firsts(heads: list[Head]) -> list[str]:
    return [head.first for head in heads]


EXPECTED = ["SIP/2.0 100 Trying", OPTIONS.decode().split("\r\n")[0], "SIP/2.0 486 Busy Here"]


def test_a_stream_at_once() -> None:
    reader = StreamReader()
    assert firsts(list(reader.feed(STREAM))) == EXPECTED
    assert reader.empty


def test_a_stream_byte_by_byte() -> None:
    reader = StreamReader()
    heads = [head for byte in STREAM for head in reader.feed(bytes((byte,)))]
    assert firsts(heads) == EXPECTED
    assert reader.empty


@given(st.lists(st.integers(0, len(STREAM)), max_size=10))
def test_a_stream_in_any_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    reader = StreamReader()
    heads = [head for begin, end in pairwise(edges) for head in reader.feed(STREAM[begin:end])]
    assert firsts(heads) == EXPECTED


def test_an_answer_is_told_before_its_body_has_come() -> None:
    data = response_to(OPTIONS, body=b"v=0" * 1000)
    reader = StreamReader()
    (head,) = reader.feed(data[:-2999])
    assert Response.of(head).status == 200
    assert not reader.empty
    assert list(reader.feed(data[-2999:])) == []
    assert reader.empty


def test_empty_lines_without_end_are_nothing() -> None:
    reader = StreamReader()
    for _ in range(10):
        assert list(reader.feed(b"\r\n" * MOST_HEAD)) == []
    assert reader.empty


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"x" * MOST_HEAD,
        b"SIP/2.0 200 OK\r\nContent-Length: much\r\n\r\n",
    ],
)
def test_garbage_is_a_message_error(garbage: bytes) -> None:
    with pytest.raises(MessageError):
        list(StreamReader().feed(garbage))


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_anything_at_all_gives_heads_or_a_message_error(chunks: list[bytes]) -> None:
    reader = StreamReader()
    try:
        heads = [head for chunk in chunks for head in reader.feed(chunk)]
    except MessageError:
        return
    assert all(head.size <= 1000 for head in heads)
