"""What is said of streams and answers in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.cli.quality.asking import Asked
from monitord.cli.quality.words import answer, notes, outcome
from monitord.inventory.codecs import shipped
from monitord.model.quality import StreamOutcome
from monitord.model.settings import H323Check, SipCheck
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.texts import texts
from tests.cli.quality.results import (
    ROUTER,
    TROUBLED,
    echoed,
    result_of,
    silent,
    stateless,
    streamed,
)

VI = texts("vi")
MIDDLING = result_of(TROUBLED)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        (StreamOutcome.SILENT, "", "không được trả lời"),
        (StreamOutcome.REFUSED, "port-unreachable", "bị từ chối: cổng đang đóng"),
        (StreamOutcome.AUTH, "", "trả lời không đúng khóa xác thực"),
        (StreamOutcome.MALFORMED, "", "trả lời sai định dạng"),
        (StreamOutcome.UNMEASURED, "stalled", "không đo được: máy giám sát bị treo trong chốc lát"),
    ],
)
def test_a_stream_that_brought_nothing_says_why(
    kind: StreamOutcome, error: str, words: str
) -> None:
    sent = streamed(silent(kind, error))
    assert outcome(VI, sent).startswith(words[:20])
    assert sent.wrong
    assert list(notes(VI, sent)) == []


def test_a_limit_that_is_broken_is_the_outcome() -> None:
    lossy = streamed(echoed())
    assert outcome(VI, streamed(MIDDLING)) == "đạt mọi giới hạn"
    assert not streamed(MIDDLING).wrong
    assert lossy.wrong is False
    worse = streamed(replace(echoed(), legs=result_of(replace(TROUBLED, replies=[])).legs))
    assert outcome(VI, worse) == "mất gói 100 % khứ hồi, giới hạn 1 %"
    assert worse.wrong


def test_silence_is_no_fault_of_a_device_that_may_be_off() -> None:
    assert not streamed(silent(StreamOutcome.SILENT), expected=False).wrong
    assert streamed(silent(StreamOutcome.AUTH), expected=False).wrong


def test_without_a_key_nothing_is_sent_and_that_is_said() -> None:
    sent = streamed(None)
    assert sent.wrong
    assert outcome(VI, sent) == "không đọc được khóa xác thực của luồng đo"
    assert outcome(VI, streamed(None, problem="no route")) == "no route"


def test_why_only_the_round_trip_is_known_is_said() -> None:
    assert "gửi trả nguyên gói" in next(notes(VI, streamed(echoed())))
    assert "không tự đánh số" in next(notes(VI, streamed(stateless())))


def test_whatever_the_figures_do_not_show_is_noted() -> None:
    strange = replace(
        MIDDLING,
        restarts=1,
        clock_steps=2,
        unsent=3,
        strays={"wrong-source": 4, "forged": 0},
        codec=shipped()["video-720p"],
    )
    said = "\n".join(notes(VI, streamed(strange)))
    for words in ("đánh số lại từ đầu 1", "nhảy 2 lần", "không gửi được 3 gói", "4 gói"):
        assert words in said
    assert "trả lời từ địa chỉ khác" in said
    assert "chữ ký" not in said
    assert "chưa đồng bộ" in said
    assert "video" in said


def test_a_loss_in_no_known_direction_is_noted() -> None:
    tail = replace(TROUBLED, replies=TROUBLED.replies[:-9])
    assert "9 gói mất không rõ ở chiều nào" in "\n".join(notes(VI, streamed(result_of(tail))))


def test_only_where_there_is_a_mos_it_is_said_what_stands_for_its_delay() -> None:
    half = "nửa độ trễ khứ hồi"
    assert half in "\n".join(notes(VI, streamed(MIDDLING)))
    video = result_of(replace(TROUBLED, codec=shipped()["video-720p"]))
    assert half not in "\n".join(notes(VI, streamed(video)))


def test_a_codec_without_a_scale_is_not_said_to_be_video() -> None:
    own = replace(shipped()["g711"], id="rieng", scale=None, bpl=None)
    said = "\n".join(notes(VI, streamed(result_of(replace(TROUBLED, codec=own)))))
    assert "không có scale và bpl" in said
    assert "video" not in said


def test_a_provisional_rating_is_marked() -> None:
    wideband = result_of(replace(TROUBLED, codec=shipped()["g722"]))
    assert "tạm tính" in "\n".join(notes(VI, streamed(wideband)))


@pytest.mark.parametrize(
    ("outcome", "error", "status", "words"),
    [
        (SignalOutcome.TIMEOUT, "", None, "không trả lời"),
        (SignalOutcome.REFUSED, "port-unreachable", None, "bị từ chối: cổng đang đóng"),
        (SignalOutcome.ERROR, "Unavailable", 503, "trả lời bằng mã lỗi 503"),
        (SignalOutcome.TLS, "handshake", None, "không thiết lập được kết nối TLS: handshake"),
        (SignalOutcome.MALFORMED, "", None, "trả lời sai định dạng"),
        (SignalOutcome.UNMEASURED, "no port", None, "không đo được: no port"),
    ],
)
def test_a_bad_answer_says_why(
    outcome: SignalOutcome, error: str, status: int | None, words: str
) -> None:
    asked = Asked(ROUTER, SipCheck(), SignalAnswer(outcome, 0, 1, status, error))
    assert (answer(VI, asked), asked.wrong) == (words, True)


def test_a_good_answer_says_how_soon_and_who() -> None:
    said = SignalAnswer(SignalOutcome.OK, 0, 3_200_000, 200, server="Poly")
    asked = Asked(ROUTER, SipCheck(), said)
    assert (answer(VI, asked), asked.wrong) == ("trả lời 200 sau 3,2 ms · Poly", False)


def test_a_certificate_that_has_ended_is_a_fault() -> None:
    said = SignalAnswer(SignalOutcome.OK, 0, 1, 200, certificate_until=1.0)
    asked = Asked(ROUTER, SipCheck("tls"), said)
    assert asked.wrong
    assert "chứng thư số đã hết hạn" in answer(VI, asked)


def test_h323_has_no_status() -> None:
    asked = Asked(ROUTER, H323Check(), SignalAnswer(SignalOutcome.OK, 0, 1_000_000))
    assert answer(VI, asked) == "trả lời sau 1 ms"
