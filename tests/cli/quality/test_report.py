"""Tables and histograms of streams, on terminals and in pipes."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from monitord.cli.quality.asking import Streamed
from monitord.cli.quality.documents import stream_document
from monitord.cli.quality.report import streams
from monitord.inventory.codecs import shipped
from monitord.texts import texts
from tests.cli.quality.results import TROUBLED, echoed, result_of, streamed


def printed(sent: Streamed, width: int = 200, encoding: str = "utf-8") -> str:
    """What is printed of a stream."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    out = Console(file=file, width=width)
    with out.capture() as seen:
        out.print(*streams(out, texts("vi"), [sent]), sep="\n")
    return seen.get()


def row(text: str, name: str) -> list[str]:
    """The cells of the row of a figure."""
    line = next(line for line in text.splitlines() if line.startswith(name))
    return line.removeprefix(name).split()


def test_each_direction_has_its_figures() -> None:
    text = printed(streamed(result_of(TROUBLED)))
    assert row(text, "Gói gửi") == ["500", "496", "500"]
    assert row(text, "Gói nhận") == ["496", "495", "495"]
    assert " ".join(row(text, "Mất gói")) == "4 (0,8 %) 1 (0,2 %) 5 (1 %)"
    assert row(text, "Gói đảo thứ tự") == ["1", "0", "1"]
    assert row(text, "Gói đến muộn") == ["1", "0", "1"]
    assert row(text, "Mất liên tiếp nhiều nhất") == ["2", "1", "2"]
    assert row(text, "Đợt mất dồn dập")[:4] == ["1", "×", "220", "ms"]
    assert " ".join(row(text, "Mất trong / ngoài đợt")).startswith("27,3 % / 0,2 %")
    assert row(text, "Độ trễ nhỏ/TB/99 %, ms")[:2] == ["–", "–"]
    assert len(row(text, "R / MOS")) == 9


def test_the_histogram_shows_all_packets_that_were_timed() -> None:
    text = printed(streamed(result_of(TROUBLED)))
    assert "đến 1 ms" in text
    assert "đến 200 ms" in text
    assert "trên 200 ms" not in text
    assert "█" in text


def test_bars_are_drawn_without_unicode_where_there_is_none() -> None:
    text = printed(streamed(result_of(TROUBLED)), encoding="ascii")
    assert "#" in text
    assert "█" not in text


def test_an_echo_has_one_column() -> None:
    text = printed(streamed(echoed()))
    assert row(text, "Gói gửi") == ["100"]
    assert "chiều về điểm cầu" not in text


def test_a_rating_that_is_provisional_says_so_and_video_has_none() -> None:
    wide = printed(streamed(result_of(replace(TROUBLED, codec=shipped()["g722"]))))
    assert row(wide, "R / MOS").count("tạm") == 3
    assert "thang băng rộng" in wide
    video = printed(streamed(result_of(replace(TROUBLED, codec=shipped()["video-720p"]))))
    assert "R / MOS" not in video


@pytest.mark.parametrize("width", [80, 160])
def test_no_figure_is_broken_on_a_terminal(width: int) -> None:
    text = printed(streamed(result_of(TROUBLED)), width)
    assert max(map(len, text.splitlines())) <= width
    assert "4 (0,8 %)" in text
    assert "…" not in text
    assert len(row(text, "R / MOS")) == 9


def test_json_has_everything_in_base_units() -> None:
    document = json.loads(json.dumps(stream_document(streamed(result_of(TROUBLED)))))
    legs = document["result"]["legs"]
    assert (document["device"], document["codec"], document["mode"]) == ("x-du/rt", "g711", "rtp")
    assert legs["to_site"]["lost"] == 4
    assert sum(each["packets"] for each in legs["to_site"]["histogram"]) == 495
    assert stream_document(streamed(None))["problem"] == "no-key"
