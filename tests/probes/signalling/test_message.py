"""Bytes of SIP, without a socket."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.signalling.message import MOST_HEAD, MessageError, Response, read_head
from probes.signalling.options import Options
from tests.probes.signalling.messages import head_of, response_to, with_header

OPTIONS = Options("192.0.2.7", 5060, "udp", ("192.0.2.1", 40000))

# RFC 4475, 3.1.1.1 ("a short tortuous INVITE") is folded and compacted like this, in a response.
TORTUOUS = (
    "\r\n\r\nsip/2.0 405\tMethod   not  allowed\r\n"
    "v  : SIP  / 2.0\r\n  / UDP\r\n    192.0.2.1:40000;RPORT=9; Branch\t =\r\n"
    "   Z9hG4bK77AA ,SIP/2.0/TCP spindle.example.com;branch=z9hG4bKother\r\n"
    "i\t: 5f.2\r\n\t\r\n"
    "CSEQ: 0000000001\r\n   OPTIONS\r\n"
    "NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n"
    "this is no header at all\r\n"
    "USER-agent : \t tortuous\x07 \u00fb\r\n"
    "L:\t 5\r\n\r\nhello"
).replace("405\t", "405 ")


def test_what_is_sent() -> None:
    options = Options(
        "192.0.2.7", 5060, "udp", ("192.0.2.1", 40000), "z9hG4bK776asdhds", "1928301774", "a84b4c76"
    )
    assert bytes(options).decode().split("\r\n") == [
        "OPTIONS sip:192.0.2.7:5060 SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bK776asdhds;rport",
        "Max-Forwards: 70",
        "From: <sip:monitord@192.0.2.1>;tag=1928301774",
        "To: <sip:192.0.2.7:5060>",
        "Call-ID: a84b4c76",
        "CSeq: 1 OPTIONS",
        "Contact: <sip:monitord@192.0.2.1:40000>",
        "Accept: application/sdp",
        "User-Agent: monitord/0.1.0",
        "Content-Length: 0",
        "",
        "",
    ]


def test_ipv6_has_brackets_and_streams_say_their_transport() -> None:
    sent = bytes(Options("2001:db8::7", 5061, "tls", ("2001:db8::1", 40000))).decode()
    assert sent.startswith("OPTIONS sip:[2001:db8::7]:5061;transport=tls SIP/2.0\r\n")
    assert "Via: SIP/2.0/TLS [2001:db8::1]:40000;branch=z9hG4bK" in sent
    assert "From: <sip:monitord@[2001:db8::1]>;tag=" in sent
    assert "Contact: <sip:monitord@[2001:db8::1]:40000;transport=tls>\r\n" in sent


def test_no_two_questions_are_alike() -> None:
    questions = [Options("192.0.2.7", 5060, "udp", ("192.0.2.1", 40000)) for _ in range(50)]
    for what in ("branch", "tag", "call_id"):
        assert len({getattr(question, what) for question in questions}) == 50


def test_an_answer() -> None:
    response = Response.parse(response_to(bytes(OPTIONS), "200 OK"))
    assert (response.status, response.reason, response.final) == (200, "OK", True)
    assert response.branch == OPTIONS.branch.lower()
    assert response.server == "Polycom/6.2"
    assert OPTIONS.is_answered_by(response)


@pytest.mark.parametrize(
    ("name", "value"),
    [("Call-ID", "another"), ("CSeq", "2 OPTIONS"), ("CSeq", "1 INVITE"), ("CSeq", "1 options")],
)
def test_an_answer_to_another_question(name: str, value: str) -> None:
    response = Response.parse(with_header(response_to(bytes(OPTIONS)), name, value))
    assert not OPTIONS.is_answered_by(response)


def test_a_tortuous_answer() -> None:
    response = Response.parse(TORTUOUS.encode())
    assert response == Response(
        405,
        "Method   not  allowed",
        "z9hg4bk77aa",
        "5f.2",
        1,
        "OPTIONS",
        "tortuous  \u00fb",
        5,
    )


@pytest.mark.parametrize("length", [b"Content-Length: 0", b"X: y"], ids=["length", "no length"])
def test_bare_line_feeds_are_forgiven(length: bytes) -> None:
    data = response_to(bytes(OPTIONS)).replace(b"Content-Length: 0", length)
    assert Response.parse(data.replace(b"\r\n", b"\n")).status == 200


@pytest.mark.parametrize("status", ["200", "200 ", "200 OK"])
def test_a_reason_phrase_may_be_missing(status: str) -> None:
    response = Response.parse(response_to(bytes(OPTIONS), status))
    assert response.status == 200
    assert response.reason in {"", "OK"}


def test_texts_are_cut_and_fit_for_a_terminal() -> None:
    data = response_to(
        bytes(OPTIONS), f"503 \x1b[31m{'x' * 500}", headers=f"Server: {'y' * 500}\r\n"
    )
    response = Response.parse(data)
    assert response.reason == f"[31m{'x' * 95}"
    assert response.server == "y" * 100


def test_vietnamese_and_broken_utf_8() -> None:
    data = response_to(bytes(OPTIONS), "503 Máy bận", headers="Server: b\r\n")
    assert Response.parse(data).reason == "Máy bận"
    assert Response.parse(data.replace("á".encode(), b"\xff")).reason == "M\ufffdy bận"


def test_bytes_behind_a_body_are_ignored() -> None:
    assert Response.parse(response_to(bytes(OPTIONS), body=b"v=0") + b"rest").body == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Via", "SIP/2.0/UDP 192.0.2.1"),
        ("Via", ""),
        ("Via", "SIP/2.0/UDP 192.0.2.1, SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1"),
        ("Call-ID", ""),
        ("CSeq", ""),
        ("CSeq", "OPTIONS"),
        ("CSeq", "one OPTIONS"),
        ("CSeq", "12345678901 OPTIONS"),
        ("Content-Length", "-1"),
        ("Content-Length", "zero"),
        ("Content-Length", "٣"),
        ("Content-Length", "9" * 5000),
        ("Content-Length", "10"),
    ],
)
def test_what_cannot_be_told_what_it_answers(name: str, value: str) -> None:
    with pytest.raises(MessageError):
        Response.parse(with_header(response_to(bytes(OPTIONS)), name, value))


@pytest.mark.parametrize("name", ["Call-ID", "i", "CSeq", "Content-Length", "l"])
def test_a_head_that_contradicts_itself(name: str) -> None:
    data = response_to(bytes(OPTIONS), headers=f"{name}: 7 OPTIONS\r\n")
    with pytest.raises(MessageError, match="contradicts itself"):
        Response.parse(data)


@pytest.mark.parametrize(
    "line",
    [
        "SIP/2.0 099 Low",
        "SIP/2.0 700 High",
        "SIP/2.0 20 Short",
        "SIP/2.0 2000 Long",
        "SIP/3.0 200 OK",
        "HTTP/1.1 200 OK",
        "OPTIONS sip:a SIP/2.0",
        "",
    ],
)
def test_what_is_no_status_line(line: str) -> None:
    data = response_to(bytes(OPTIONS))
    with pytest.raises(MessageError):
        Response.parse(line.encode() + data[data.index(b"\r\n") :])


def test_a_response_cut_short_anywhere_is_a_message_error() -> None:
    whole = response_to(bytes(OPTIONS), body=b"v=0\r\n")
    for size in range(len(whole)):
        with pytest.raises(MessageError):
            Response.parse(whole[:size])


def test_a_head_cut_short_anywhere_is_not_complete() -> None:
    whole = response_to(bytes(OPTIONS))
    for size in range(len(whole)):
        assert read_head(whole[:size]) is None
    complete = read_head(whole)
    assert complete is not None
    assert complete.size == len(whole)


@pytest.mark.parametrize(
    "endless",
    [
        b"SIP/2.0 200 OK\r\nX: " + b"a" * (1 << 20),
        b"SIP/2.0 200 OK\r\n" + b"X: a\r\n" * (1 << 17),
        b"SIP/2.0 200 OK\r\nX: a" + b"\r\n \t" * (1 << 17),
        b"SIP/2.0 200 OK\r\nVia: " + b'"\\' * (1 << 19),
        b"SIP/2.0 200 OK\r\nVia: " + b"; branch" * (1 << 17),
    ],
    ids=["a header", "headers", "folds", "quotes", "parameters"],
)
def test_a_head_without_end_is_given_up_at_once(endless: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(MessageError, match="without end"):
        read_head(endless)
    with pytest.raises(MessageError):
        Response.parse(endless[: MOST_HEAD - 4] + b"\r\n\r\n")
    assert time.perf_counter() - began < 0.5


def test_a_request_is_told_from_a_response() -> None:
    assert not head_of(bytes(OPTIONS)).is_response
    assert head_of(response_to(bytes(OPTIONS))).is_response


TOKENS = (
    "SIP/2.0 200 OK",
    "\r\n",
    "\n",
    " ",
    "\t",
    ":",
    ";",
    ",",
    '"',
    "\0",
    "OPTIONS",
    "Via",
    "v",
)
PARTS = (
    "Call-ID: a",
    "CSeq: 1 OPTIONS",
    "branch=z9hG4bK1",
    "l: 0",
    "Content-Length: 9",
    "\r\n\r\n",
)
pieces = st.lists(st.sampled_from(TOKENS + PARTS) | st.text(max_size=5), max_size=40).map(
    lambda found: "".join(found).encode("utf-8", "replace")
)


@given(st.binary(max_size=400) | pieces)
def test_anything_at_all_is_a_response_or_a_message_error(data: bytes) -> None:
    try:
        response = Response.parse(data)
    except MessageError:
        return
    assert 100 <= response.status < 700
    assert response.branch
    assert response.call_id


@given(st.data())
def test_a_response_with_slips_is_a_response_or_a_message_error(data: st.DataObject) -> None:
    message = bytearray(response_to(bytes(OPTIONS), body=b"v=0\r\n"))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(message)))
        message[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=3))
    try:
        response = Response.parse(bytes(message))
    except MessageError:
        return
    assert len(response.reason) <= 100
    assert response.reason.isprintable()
