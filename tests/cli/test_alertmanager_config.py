"""`monitord alertmanager-config`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Invoke

ROOT = Path(__file__).parents[2]


def test_it_prints_the_configuration(monitord: Invoke) -> None:
    result = monitord("alertmanager-config", "--inventory", str(ROOT / "inventory.yaml"))
    assert result.exit_code == 0
    assert result.stdout.startswith("# Cấu hình Alertmanager (từ bản 0.25) cho Tỉnh Thanh Hóa.\n")
    assert yaml.safe_load(result.stdout)["route"]["receiver"] == "others"


def test_options_are_heeded(monitord: Invoke) -> None:
    options = "--group-wait", "2", "--group-interval", "5", "--webhook", "http://127.0.0.1:9999"
    file = str(ROOT / "inventory.yaml")
    text = monitord("alertmanager-config", "--inventory", file, *options).stdout
    route = yaml.safe_load(text)["route"]
    assert (route["group_wait"], route["group_interval"]) == ("2s", "5s")
    assert '"http://127.0.0.1:9999/truc-tinh/page"' in text


def test_a_bad_inventory_is_said(monitord: Invoke, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\n")
    result = monitord("alertmanager-config", "--inventory", str(bad))
    assert result.exit_code == 1
    assert "bad.yaml:1" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "options", [["--inventory", "/nowhere/at-all.yaml"], ["--group-wait", "-1"], ["--nonsense"]]
)
def test_wrong_usage_is_refused(monitord: Invoke, options: list[str]) -> None:
    result = monitord("alertmanager-config", *options)
    assert result.exit_code == 2
    assert result.stderr
