"""What `status` tells of the daemon's streams."""

from __future__ import annotations

import pytest

from exporters.web import streamed as web
from monitord.cli.picture import UnexpectedDocumentError, site
from monitord.cli.quality.seen import seen
from monitord.texts import texts
from tests.cli.quality.results import TROUBLED, echoed, result_of

COMMON = {
    "state": "up",
    "reason": {"code": "none", "params": {}},
    "flapping": False,
    "since": "2026-11-22T05:00:00Z",
    "loss": None,
    "rtt": None,
}
RTP = COMMON | {
    "probe": "rtp",
    "mode": "rtp",
    "codec": "g711",
    "outcome": "ok",
    "totals": {"streams": 3, "failed": 0, "unmeasured": 0, "packets": {"to_site": {"sent": 9}}},
}
SIP = COMMON | {
    "probe": "sip",
    "outcome": "ok",
    "totals": {"asked": 1},
    "answer": {
        "outcome": "ok",
        "duration": 0.0042,
        "status": 200,
        "error": "",
        "server": "Poly",
        "certificate_until": None,
    },
}


def said(*checks: dict[str, object]) -> list[str]:
    """The lines of a device with these checks."""
    device = {"id": "rt", "role": "router", "address": "10.1.1.1", "state": "up"}
    read = site(
        {
            "id": "x-du",
            "name": "UBND xã Du",
            "level": "commune",
            "parent": None,
            "path": "/x-du",
            "service": "live",
            "state": "up",
            "reason": COMMON["reason"],
            "since": COMMON["since"],
            "devices": [device | {"checks": list(checks)}],
        }
    )
    return list(seen(texts("vi"), read.devices[0].checks))


def test_each_direction_is_a_line() -> None:
    lines = said(RTP | {"result": web.document(result_of(TROUBLED))})
    assert lines[0].startswith("g711 chiều về điểm cầu: mất gói 0,8 %, biến động trễ ")
    assert lines[1].startswith("g711 chiều từ điểm cầu: mất gói 0,2 %, biến động trễ ")
    assert "độ trễ" in lines[2]
    assert all("MOS 4," in line for line in lines)


def test_an_echo_has_its_round_trip() -> None:
    (line,) = said(RTP | {"result": web.document(echoed())})
    assert line.startswith("g711 khứ hồi: mất gói 1 %")


def test_an_answer_is_a_line() -> None:
    assert said(SIP) == ["SIP: trả lời 200 sau 4,2 ms · Poly"]


def test_what_is_stale_or_bad_is_not_told() -> None:
    assert said(RTP | {"result": None}, SIP | {"answer": None}) == []
    answer = {**SIP["answer"], "outcome": "timeout"}  # type: ignore[dict-item]
    assert said(SIP | {"answer": answer}) == []


def test_another_form_of_result_is_no_document_of_ours() -> None:
    with pytest.raises(UnexpectedDocumentError):
        said(RTP | {"result": {"legs": {"to_site": {}}}})
