"""`monitord validate`, run as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitord.cli.main import main
from monitord.inventory import json_schema
from tests.inventory.good import GOOD, edited

SUMMARY = """\
f.yaml: no problem found
Tỉnh Thanh Hóa (0325f45f8affc2c5)

Sites  3
tỉnh   1
huyện  1
xã     1

Devices   5
MCU       2
endpoint  2
router    1

Circuits        2
VNPT Thanh Hóa  2

Checks  10
icmp     5
snmp     5

Witnesses: 127.1.0.1
Maintenance windows: 2
Nobody is told of incidents: there is neither daemon.alertmanagers nor daemon.notify
"""


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with f.yaml in it, and an environment that asks for no language."""
    monkeypatch.chdir(tmp_path)
    for variable in ("MONITORD_LANGUAGE", "LANGUAGE", "LC_ALL", "LANG", "MONITORD_INVENTORY"):
        monkeypatch.delenv(variable, raising=False)
    Path("f.yaml").write_text(GOOD, encoding="utf-8")


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["validate", *arguments], env=environment)


def test_a_good_file_is_summed_up_in_plain_text() -> None:
    result = run("f.yaml", "--language", "en")
    assert result.exit_code == 0
    assert result.stdout == SUMMARY


def test_it_speaks_vietnamese_unless_the_environment_or_an_option_says_otherwise() -> None:
    assert run("f.yaml").stdout.startswith("f.yaml: không có lỗi\n")
    assert run("f.yaml", LANG="en_GB.UTF-8").stdout.startswith("f.yaml: no problem found\n")
    vietnamese = run("f.yaml", "--language", "vi", LANG="en_GB.UTF-8")
    assert vietnamese.stdout.startswith("f.yaml: không có lỗi\n")


def test_the_file_is_inventory_yaml_unless_told() -> None:
    Path("f.yaml").rename("inventory.yaml")
    assert run().stdout.startswith("inventory.yaml: không có lỗi\n")


def test_it_says_who_is_told() -> None:
    told = "daemon: {alertmanagers: ['http://am:9093'], notify: {zalo: {url: {env: Z}}}, "
    Path("f.yaml").write_text(edited(("daemon: {", told)), "utf-8")
    said = run("f.yaml", "--language", "en").stdout
    assert "Alerts go to Alertmanager: replicas 1\nMessages go to: zalo\n" in said
    assert "Nobody" not in said


def test_without_witnesses_it_says_what_that_means() -> None:
    Path("f.yaml").write_text(edited(("witnesses: [127.1.0.1]", "witnesses: []")), "utf-8")
    assert "No witnesses (daemon.witnesses)" in run("f.yaml", "--language", "en").stdout


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "Test streams: 1, 2.7 kbit/s on average; the fullest circuit is TSL-TH-0123:"
            " 0.01% of its bandwidth on average, at most 0.4% at once",
        ),
        (
            "vi",
            "Luồng thử: 1, trung bình 2,7 kbit/s; đường truyền tải nhiều nhất là TSL-TH-0123:"
            " trung bình 0,01 % băng thông, tối đa 0,4 % cùng lúc",
        ),
    ],
)
def test_test_streams_are_summed_up_on_the_fullest_circuit(language: str, line: str) -> None:
    streams = ("address: 127.1.1.1}", "address: 127.1.1.1, checks: {rtp: {}}}")
    Path("f.yaml").write_text(edited(streams), "utf-8")
    assert line in run("f.yaml", "--language", language).stdout.splitlines()


def test_test_streams_that_no_circuit_bounds_are_said_to_be_unbounded() -> None:
    streams = ("address: 127.1.1.1}", "address: 127.1.1.1, checks: {rtp: {}}}")
    Path("f.yaml").write_text(edited(streams, ("bandwidth: 20Mbit/s, ", "")), "utf-8")
    said = run("f.yaml", "--language", "en").stdout
    assert "no circuit on their ways has a bandwidth" in said


def test_all_problems_are_printed_and_counted_and_the_status_is_1() -> None:
    bad = edited(("team: truc-tinh", "team: truc"), ("dial: 1001", "dail: 1001"))
    Path("f.yaml").write_text(bad, "utf-8")
    result = run("f.yaml", "--language", "en")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "f.yaml:26:11: sites.ttdl.team: there is no team 'truc'",
        "f.yaml:29:61: sites.ttdl.devices.mcu-1.dail: there is no key 'dail' here"
        " (did you mean 'dial'?)",
        "2 problems in f.yaml",
    ]


def test_one_problem_is_one() -> None:
    Path("f.yaml").write_text("", "utf-8")
    assert run("f.yaml", "--language", "en").stdout.splitlines()[-1] == "1 problem in f.yaml"


def test_more_problems_than_are_shown_are_owned_up_to() -> None:
    Path("f.yaml").write_text("".join(f"k{n}: v\n" for n in range(2000)), "utf-8")
    last = run("f.yaml", "--language", "en").stdout.splitlines()[-1]
    assert last == "f.yaml has more problems than these 1000: put them right first"


def test_problems_as_json_have_place_path_and_words() -> None:
    Path("f.yaml").write_text(edited(("team: truc-tinh", "team: truc-tin")), "utf-8")
    result = run("f.yaml", "--json", "--language", "en")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "valid": False,
        "problems": [
            {
                "file": "f.yaml",
                "line": 26,
                "column": 11,
                "path": "sites.ttdl.team",
                "key": "inventory.unknown-team",
                "params": {"name": "truc-tin", "hint": "truc-tinh"},
                "message": "there is no team 'truc-tin' (did you mean 'truc-tinh'?)",
            }
        ],
    }


def test_the_summary_as_json_has_the_same_figures() -> None:
    result = run("f.yaml", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "valid": True,
        "summary": {
            "organization": "Tỉnh Thanh Hóa",
            "revision": "0325f45f8affc2c5",
            "sites": {"province": 1, "district": 1, "commune": 1},
            "devices": {"mcu": 2, "endpoint": 2, "router": 1},
            "circuits": {"vnpt": 2},
            "checks": {"icmp": 5, "snmp": 5},
            "streams": None,
            "witnesses": ["127.1.0.1"],
            "maintenance": 2,
            "alertmanagers": 0,
            "notify": [],
        },
    }


@pytest.mark.parametrize("file", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_status_2_and_a_line_on_standard_error(file: str) -> None:
    result = run(file, "--language", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"{file} cannot be read: ")


def test_the_schema_is_printed_without_a_file() -> None:
    result = run("missing.yaml", "--schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json_schema()
