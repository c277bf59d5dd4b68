"""The wall as text, at several sizes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitord.cli.look import STYLES
from monitord.cli.picture import Picture, picture
from monitord.cli.sight import Missed, Sight
from monitord.cli.wall import Wall
from monitord.model.states import State
from monitord.texts import texts
from monitord.texts.marks import SYMBOLS
from tests.cli import province

NOW = datetime(2026, 11, 22, 5, 0, 1, tzinfo=UTC)
SCREENS = [(80, 24), (100, 30), (120, 40), (200, 50), (240, 67)]


def screen(document: dict[str, Any], width: int, height: int, language: str = "vi") -> list[str]:
    """The lines of the wall."""
    wall = Wall(texts(language), Sight(picture(document)), NOW)
    return [line.plain for line in wall.screen(width, height)]


def shown(lines: list[str], words: tuple[str, ...] = ()) -> Counter[str]:
    """How often each symbol stands in the lines, those of legend and troubles apart."""
    tiles = [line for line in lines if not any(word in line for word in words)]
    return Counter(char for line in tiles for char in line if char in SYMBOLS.values())


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_province_fits_with_one_tile_per_site(width: int, height: int) -> None:
    lines = screen(province.all_up(), width, height)
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)
    # One for the verdict, one for the legend, one for each site.
    assert shown(lines)[SYMBOLS[State.UP]] == 621 + 2


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_with_trouble_everywhere_it_still_fits(width: int, height: int, language: str) -> None:
    lines = screen(province.every_state(), width, height, language)
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)
    assert shown(lines)[SYMBOLS[State.UP]] == 579 + 1
    assert shown(lines)[SYMBOLS[State.OFF]] >= 6 + 1


def test_the_head_has_whose_it_is_the_clock_and_the_verdict() -> None:
    lines = screen(province.district_down(), 80, 24)
    assert lines[0].startswith("Tỉnh Thanh Hóa")
    assert lines[0].endswith("12:00:01 ngày 22/11/2026")
    assert "31/621 điểm cầu không họp được: 1 mất kết nối, 30 do tuyến trên" in lines[1]
    assert lines[2] == "✖ 1 mất kết nối  ↑ 30 do tuyến trên  ● 590 bình thường"


def test_the_bottom_names_causes_and_not_each_consequence() -> None:
    lines = screen(province.every_state(), 200, 50)
    bottom = "\n".join(lines[-5:])
    assert "✖ UBND huyện Thọ Xuân  11:41 (19 phút)  rt: không trả lời 1.140 gói liên tiếp" in bottom
    assert "↑ 30 điểm cầu  11:41 (19 phút)  tuyến trên UBND huyện Thọ Xuân mất kết nối" in bottom
    assert "mất gói 12,3 %, ngưỡng 10 %" in bottom


def test_what_is_not_named_at_the_bottom_is_counted() -> None:
    lines = screen(province.every_state(), 80, 24)
    assert lines[-2].startswith("✖ UBND huyện Thọ Xuân")  # it cuts off 30 others
    assert lines[-1].strip() == "… và 4 dòng nữa: monitord status"


def test_ten_thousand_sites_are_counts_per_group() -> None:
    sites = province.all_sites()
    for n in range(10_000 - len(sites)):
        sites.append({**sites[100 + n % 500], "id": f"more-{n}"})
    lines = screen(province.document(sites), 80, 24)
    assert len(lines) <= 24
    assert any(line.startswith("Thọ Xuân") or "  Thọ Xuân" in line for line in lines)
    assert sum(shown(lines).values()) < 60


@pytest.mark.parametrize(("width", "height"), [(20, 5), (40, 10), (10, 2), (1, 1)])
def test_a_tiny_screen_is_filled_and_not_overrun(width: int, height: int) -> None:
    lines = screen(province.every_state(), width, height)
    assert len(lines) <= height


def test_an_old_picture_says_since_when_and_keeps_the_tiles() -> None:
    sight: Sight[Picture] = Sight()
    sight = sight.after(picture(province.all_up()), NOW)
    sight = sight.after(Missed("refused"), NOW)
    sight = sight.after(Missed("timed out"), NOW + timedelta(seconds=1))
    wall = Wall(texts("vi"), sight, NOW + timedelta(minutes=2))
    lines = wall.screen(120, 30)
    assert "Số liệu cũ: mất liên lạc với monitord từ 12:00:01 (2 phút). timed out" in lines[1].plain
    assert shown([line.plain for line in lines])[SYMBOLS[State.UP]] == 621 + 2
    assert any(str(span.style) == "dim" for line in lines for span in line.spans)


def test_when_the_daemon_is_back_the_picture_is_new() -> None:
    sight: Sight[Picture] = Sight().after(Missed("refused"), NOW)
    assert "Chưa liên lạc được" in Wall(texts("vi"), sight, NOW).screen(80, 24)[1].plain
    sight = sight.after(picture(province.all_up()), NOW)
    assert "621/621 điểm cầu họp được" in Wall(texts("vi"), sight, NOW).screen(80, 24)[1].plain


def test_a_monitor_that_is_cut_off_says_so_above_the_verdict() -> None:
    lines = screen(province.document(province.all_sites(), isolated=True), 120, 40)
    assert "Máy giám sát bị cô lập" in lines[1]
    assert "621/621" in lines[2]


def test_every_state_has_a_symbol_and_a_style_of_its_own() -> None:
    assert set(SYMBOLS) == set(STYLES) == set(State)
    assert len(set(SYMBOLS.values())) == len(set(STYLES.values())) == len(State)
    assert all(len(symbol) == 1 for symbol in SYMBOLS.values())
