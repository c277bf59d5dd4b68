"""Whom the daemon tells, who answers outside, and planned maintenance, as they are in the model."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitord.inventory import load
from monitord.model.doors import User
from monitord.model.inventory import Organization, Party, Sla
from monitord.model.maintenance import Cover, Window
from monitord.model.secrets import Secret
from monitord.model.settings import DaemonSettings, IncidentRules, Notify
from tests.inventory.good import edited, parsed

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def daemon(body: str) -> DaemonSettings:
    """The settings with these among them."""
    return parsed(("daemon: {", f"daemon: {{{body}, ")).daemon


def test_what_is_left_out_has_the_defaults_of_the_model() -> None:
    ours, defaults = parsed().daemon, DaemonSettings()
    assert ours.incidents == IncidentRules()
    assert (ours.socket, ours.alert_ends, ours.users) == (
        defaults.socket, defaults.alert_ends, defaults.users,
    )  # fmt: skip
    assert (ours.alertmanagers, ours.notify) == ((), ())


def test_rules_of_incidents_are_in_base_units() -> None:
    rules = daemon("incidents: {hold: 500ms, return_within: 10m, provider_share: 25%}").incidents
    assert rules == IncidentRules(hold=0.5, return_within=600.0, provider_share=0.25)


def test_a_socket_may_be_turned_off() -> None:
    assert daemon("socket: off").socket is None
    assert daemon("socket: /run/monitord.sock").socket == "/run/monitord.sock"


def test_replicas_and_pages_are_urls() -> None:
    settings = daemon(
        "alertmanagers: [http://a:9093, 'https://an:bi-mat@[::1]:9093/am'], alert_ends: 30m,"
        " dashboard_url: 'http://g/d/x?var-site={site}',"
        " runbook_url: 'http://w/{language}/{cause}.html'"
    )
    assert settings.alertmanagers == ("http://a:9093", "https://an:bi-mat@[::1]:9093/am")
    assert settings.alert_ends == 1800
    assert settings.dashboard_url == "http://g/d/x?var-site={site}"
    assert settings.runbook_url == "http://w/{language}/{cause}.html"


def test_users_and_receivers_refer_to_secrets_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "zalo").touch(0o600)
    path = tmp_path / "inventory.yaml"
    body = (
        "daemon: {users: {an: {role: operate, token: {env: TOKEN_AN}}, vnpt: {role: partner,"
        " provider: vnpt, password: {file: zalo}}}, notify: {nhom: {url: {file: zalo},"
        " teams: [truc-tinh], urgencies: [page], plain: yes, language: en, group: 30s,"
        " repeat: 1h, resolved: no}, thu: {url: {env: THU}}}, "
    )
    path.write_text(edited(("daemon: {", body)), encoding="utf-8")
    settings = load(path).daemon
    assert settings.users == {
        "an": User("operate", token=Secret("env", "TOKEN_AN")),
        "vnpt": User("partner", "vnpt", password=Secret("file", str(tmp_path / "zalo"))),
    }
    group, mail = settings.notify
    assert group == Notify(
        id="nhom",
        url=Secret("file", str(tmp_path / "zalo")),
        teams=("truc-tinh",),
        urgencies=("page",),
        plain=True,
        language="en",
        group=30.0,
        repeat=3600.0,
        resolved=False,
    )
    assert mail == Notify("thu", Secret("env", "THU"))


def test_who_answers_outside_is_known() -> None:
    inventory = parsed(
        ("locale: vi}", "locale: vi, operator: {name: VNPT, hotline: 0800}, test_call: 0099}"),
        ("name: Lãnh đạo", "name: Lãnh đạo, group: Nhóm lãnh đạo"),
        ("jitter: 30ms", "jitter: 30ms, notice: 3d"),
    )
    assert inventory.organization == Organization(
        id="thanh-hoa",
        name="Tỉnh Thanh Hóa",
        operator=Party("VNPT", "0800"),
        test_call="0099",
    )
    assert inventory.teams["lanh-dao"].group == "Nhóm lãnh đạo"
    assert inventory.teams["truc-tinh"].group is None
    assert inventory.providers["vnpt"].sla == Sla(0.999, 0.01, 0.15, 0.03, notice=3 * 86400)
    utility = Party("Công ty Điện lực Thanh Hóa", "19006769")
    assert inventory.utilities == {"pc-thanh-hoa": utility}


def test_a_utility_is_inherited_by_the_subtree_until_overridden() -> None:
    inventory = parsed(
        ("utilities:", "utilities:\n  khac: {name: Khác}"),
        ("team: truc-tinh", "team: truc-tinh\n    utility: pc-thanh-hoa"),
        ("level: commune", "level: commune\n            utility: khac"),
    )
    found = [site.utility for site in inventory.sites.values()]
    assert found == ["pc-thanh-hoa", "pc-thanh-hoa", "khac"]


def test_windows_are_of_the_wall_clock_of_the_organization() -> None:
    once, monthly = parsed().maintenance
    assert once == Window(
        id="nang-cap-mcu",
        cover=Cover("mcu", "trung-tam"),
        start=datetime(2026, 11, 29, 22, tzinfo=VIETNAM),
        seconds=4 * 3600,
        why="Nâng cấp MCU",
        who="Lê Văn A",
    )
    assert once.start == datetime(2026, 11, 29, 15, tzinfo=UTC)
    assert (monthly.cover, monthly.repeat) == (Cover("provider", "vnpt"), "FREQ=MONTHLY;BYDAY=1SU")
    assert monthly.announced_at == datetime(2026, 11, 20, 1, tzinfo=UTC)
    abroad = parsed(("timezone: Asia/Ho_Chi_Minh", "timezone: Europe/London")).maintenance[0]
    assert abroad.start == datetime(2026, 11, 29, 22, tzinfo=UTC)
    assert abroad.timezone == "Europe/London"
