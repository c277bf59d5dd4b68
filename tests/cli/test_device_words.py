"""What devices say, in words: the lines of each, and the tables of a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from monitord.cli.device_words import MOST_LINES, lines
from monitord.cli.picture import Device, site
from monitord.cli.tables import site_detail
from monitord.texts import texts
from tests.cli import agents, province
from tests.cli.conftest import Invoke
from tests.cli.daemon import serving


def device(*readings: Mapping[str, Any], **identity: str) -> Device:
    """A device that says this."""
    document = agents.talkative()
    [codec] = [each for each in document["devices"] if each["id"] == "vc"]
    codec["identity"] = identity
    codec["checks"][1].update(readings=list(readings), aliases={"wwan0": "4G dự phòng"})
    document["devices"] = [codec]
    return site(document).devices[0]


def said(*readings: Mapping[str, Any], language: str = "vi", **identity: str) -> list[str]:
    return lines(texts(language), device(*readings, **identity))


def test_a_device_that_says_nothing_has_no_line() -> None:
    assert said() == []


def test_the_identity_comes_first_as_far_as_it_is_known() -> None:
    assert said(vendor="Polycom", model="HDX 7000", software="3.1.14", serial="8213A") == [
        "Polycom HDX 7000 · 3.1.14 · S/N 8213A"
    ]
    assert said(model="HDX 7000", name="xa-1-vc") == ["HDX 7000"]


def test_an_endpoint_says_whether_it_is_in_a_call_and_registered() -> None:
    readings = (
        agents.reading("endpoint_in_call", 1),
        agents.reading("endpoint_registered", 1, protocol="h323"),
        agents.reading("endpoint_registered", 0, protocol="sip"),
    )
    assert said(*readings) == ["đang họp · H.323 đã đăng ký · SIP chưa đăng ký"]
    assert said(*readings, language="en") == ["in a call · H.323 registered · SIP not registered"]
    assert said(agents.reading("endpoint_in_call", 0)) == ["không trong cuộc họp"]


def test_of_a_call_the_worst_direction_is_told() -> None:
    figures = {("video", "to_site"): 0.001, ("audio", "from_site"): 0.031}
    readings = [
        agents.reading("endpoint_call_loss_ratio", value, medium=medium, direction=direction)
        for (medium, direction), value in figures.items()
    ]
    assert said(*readings) == ["mất gói trong cuộc gọi (tiếng, chiều từ điểm cầu) 3,1 %"]


def test_an_mcu_says_its_ports_used_of_all_it_has() -> None:
    assert lines(texts("vi"), device(*agents.mcu_says()))[0] == (
        "MCU lỗi nhẹ · cổng (hình) đang dùng 38/40 · cổng (tiếng) đang dùng 3/80 · "
        "số phiên họp 3 · số điểm tham dự 41"
    )
    assert "38/40" not in "".join(said(agents.reading("mcu_ports", 40, medium="video")))


@pytest.mark.parametrize(
    ("on_battery", "vi", "en"),
    [
        (1, "đang chạy bằng ắc quy · còn chạy được 24 phút", "on battery · 24 min left"),
        (0, "có điện lưới · còn chạy được 24 phút", "on mains · 24 min left"),
    ],
)
def test_a_ups_says_where_its_power_comes_from_and_for_how_long(
    on_battery: int, vi: str, en: str
) -> None:
    readings = (
        agents.reading("ups_on_battery", on_battery),
        agents.reading("ups_battery_remaining_seconds", 1440.0),
    )
    assert said(*readings) == [vi]
    assert said(*readings, language="en") == [en]


def test_interfaces_that_are_up_or_have_an_alias_have_a_line_each() -> None:
    readings = (
        agents.reading("interface_up", 1, interface="Gi0/0"),
        agents.reading("interface_receive_utilization_ratio", 0.415, interface="Gi0/0"),
        agents.reading("interface_transmit_utilization_ratio", 0.08, interface="Gi0/0"),
        agents.reading("interface_capacity_bytes_per_second", 2_500_000.0, interface="Gi0/0"),
        agents.reading("interface_up", 0, interface="wwan0"),
        agents.reading("interface_transmit_utilization_ratio", 0.0, interface="wwan0"),
        agents.reading("interface_capacity_bytes_per_second", 6_250_000.0, interface="wwan0"),
        agents.reading("interface_up", 0, interface="Gi0/7"),
    )
    assert said(*readings) == [
        "Gi0/0: thông, nhận 41,5 %, gửi 8 %, 20 Mbit/s",
        "wwan0 (4G dự phòng): mất kết nối",
    ]


def test_a_switch_does_not_fill_the_screen() -> None:
    readings = [agents.reading("interface_up", 1, interface=f"Gi0/{n}") for n in range(48)]
    found = said(*readings)
    assert len(found) == MOST_LINES + 1
    assert found[-1] == f"… và {48 - MOST_LINES} dòng nữa: --json"


def test_failed_parts_alarms_and_the_greatest_figures_are_told() -> None:
    assert said(
        agents.reading("device_part_ok", 1, part="fan"),
        agents.reading("device_part_ok", 0, part="power"),
        agents.reading("device_alarms", 2),
        agents.reading("device_cpu_ratio", 0.12, cpu="1"),
        agents.reading("device_cpu_ratio", 0.93, cpu="2"),
        agents.reading("device_temperature_celsius", 41.5, sensor="chassis"),
        agents.reading("device_uptime_seconds", 1_050_000.0),
    ) == [
        "bộ phận hỏng: nguồn điện · số cảnh báo trên thiết bị 2 · tải CPU (2) 93 % · "
        "nhiệt độ 41,5 °C · chạy liên tục 12 ngày 3 giờ"
    ]


def test_a_path_that_a_router_measures_has_a_line() -> None:
    assert said(
        agents.reading("path_rtt_seconds", 0.0124, path="10"),
        agents.reading("path_loss_ratio", 0.002, path="10", direction="to_site"),
        agents.reading("path_mos", 4.31, path="10"),
        agents.reading("path_rtt_seconds", 0.5, path="20"),
    ) == [
        "tuyến đo 10: khứ hồi 12 ms, mất gói 0,2 % (chiều về điểm cầu), MOS 4,31",
        "tuyến đo 20: khứ hồi 500 ms",
    ]


def test_quantities_of_a_newer_daemon_are_left_out() -> None:
    assert said(
        agents.reading("endpoint_smell_ratio", 1.0), agents.reading("mcu_status", "odd")
    ) == ["MCU odd"]


def test_a_site_shows_what_its_devices_say_and_what_was_seen(monitord: Invoke) -> None:
    with serving(province.every_state()) as daemon:
        result = monitord("status", "h-nhu-thanh", "--url", daemon.url)
    rows = result.stdout.splitlines()
    assert "vc        Polycom RealPresence Group 500" in rows
    assert "mcu-1     Polycom RMX 2000 · 8.9.0" in rows
    assert any(row.startswith("ups       đang chạy bằng ắc quy · còn chạy") for row in rows)
    assert any("mất điện, đang chạy bằng ắc quy, và 1 vấn đề khác" in row for row in rows)
    assert rows[-4:] == [
        "Thời điểm        Thiết bị  Đã ghi nhận",
        "11:41 (19 phút)  ups       mất điện, đang chạy bằng ắc quy",
        "11:02 (57 phút)  vc        mất đăng ký hệ thống: SIP",
        "05:00 (7 giờ)    rt        thiết bị đã khởi động lại",
    ]


def test_a_site_whose_devices_say_nothing_has_no_empty_tables(monitord: Invoke) -> None:
    with serving(province.all_up()) as daemon:
        result = monitord("status", "ttdl", "--url", daemon.url)
    assert "Thiết bị tự báo" not in result.stdout
    assert "Đã ghi nhận" not in result.stdout


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_on_a_terminal_a_device_is_named_once_and_no_line_is_too_long(width: int) -> None:
    seen = site(agents.talkative())
    out = Console(width=width, height=90, force_terminal=True, color_system=None)
    with out.capture() as printed:
        out.print(site_detail(out, texts("vi"), seen, seen.facts[0].at, {}))
    rows = printed.get().splitlines()
    assert all(len(row) <= width for row in rows)
    starts = [row.split(" ")[0] for row in rows]
    assert starts.count("mcu-1") == 2  # among the checks, and among what devices say


def test_the_json_of_a_site_is_complete(monitord: Invoke) -> None:
    with serving(province.every_state()) as daemon:
        result = monitord("status", "h-nhu-thanh", "--json", "--url", daemon.url)
    assert '"ups_battery_remaining_seconds"' in result.stdout
    assert '"identity"' in result.stdout
    assert '"registration-lost"' in result.stdout
