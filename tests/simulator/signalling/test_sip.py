"""Requests to a simulated device, and what it says to them."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.simulator.signalling.sip import answer
from probes.signalling.message import Response, read_head
from probes.signalling.options import Options

MONITOR = ip_address("192.0.2.1").packed
OPTIONS = Options("192.0.2.7", 5060, "udp", ("192.0.2.1", 40000))


def reply(request: bytes) -> bytes:
    said = answer(request, MONITOR, 40001, "s/vc")
    assert said is not None
    return said


def test_options_are_answered() -> None:
    response = Response.parse(reply(bytes(OPTIONS)))
    assert (response.status, response.reason, response.server) == (200, "OK", "s/vc")
    assert response.branch == OPTIONS.branch.lower()
    assert OPTIONS.is_answered_by(response)


def test_the_headers_of_an_answer() -> None:
    head = read_head(reply(bytes(OPTIONS)))
    assert head is not None
    assert head.one("via") == (
        f"SIP/2.0/UDP 192.0.2.1:40000;branch={OPTIONS.branch};rport=40001;received=192.0.2.1"
    )
    assert head.one("from") == f"<sip:monitord@192.0.2.1>;tag={OPTIONS.tag}"
    assert (head.one("to") or "").startswith("<sip:192.0.2.7:5060>;tag=")


def test_to_one_question_there_is_one_answer() -> None:
    assert reply(bytes(OPTIONS)) == reply(bytes(OPTIONS))


def test_other_methods_are_not_allowed() -> None:
    invite = bytes(OPTIONS).replace(b"OPTIONS", b"INVITE")
    assert Response.parse(reply(invite)).status == 405


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"\r\n",
        b"what",
        b"OPTIONS sip:a SIP/2.0\r\n\r\n",
        bytes(OPTIONS)[:-1],
        bytes(OPTIONS).replace(b"OPTIONS", b"ACK"),
        reply(bytes(OPTIONS)),
    ],
)
def test_what_is_not_answered(request_: bytes) -> None:
    assert answer(request_, MONITOR, 40001, "s/vc") is None


@given(st.binary(max_size=300))
def test_anything_at_all_gives_an_answer_or_none(data: bytes) -> None:
    said = answer(data, MONITOR, 40001, "s/vc")
    assert said is None or said.startswith(b"SIP/2.0 ")
