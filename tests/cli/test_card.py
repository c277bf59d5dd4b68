"""`monitord card`: found without diacritics, as text, and as PDF for one site or all."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitord.cli.main import main

PROVINCE = """\
version: 1
organization: {id: thanh-hoa, name: Tỉnh Thanh Hóa}
levels: [{id: province, name: tỉnh}, {id: commune, name: xã}]
daemon: {}
providers: {vnpt: {name: VNPT Thanh Hóa, hotline: "18001166"}}
profiles: {router: {role: router, checks: {icmp: {}}}}
sites:
  - id: ttdl
    name: Trung tâm dữ liệu tỉnh
    level: province
    devices: [{id: rt, profile: router, address: 127.1.1.1}]
    sites:
      - id: x-nhu-thanh
        name: UBND xã Như Thanh
        level: commune
        circuits: [{id: TSL-TH-0123, provider: vnpt, role: primary, medium: fibre, device: rt}]
        devices: [{id: rt, profile: router, address: 127.1.1.2}]
      - {id: x-cu, name: UBND xã Cũ, level: commune, until: 2020-01-01}
"""


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """A province of three sites, one of which is no more."""
    path = tmp_path / "inventory.yaml"
    path.write_text(PROVINCE, encoding="utf-8")
    return path


def run(inventory: Path, *args: str) -> Result:
    """The command, in a shell that says no language."""
    environ = {"LANG": "C", "LC_ALL": "", "LANGUAGE": "", "MONITORD_LANGUAGE": ""}
    return CliRunner(env=environ).invoke(main, ["card", "--inventory", str(inventory), *args])


def test_a_site_is_found_without_diacritics(inventory: Path) -> None:
    done = run(inventory, "nhu thanh")
    assert done.exit_code == 0
    assert done.output.startswith("PHIẾU ĐIỂM CẦU\nUBND xã Như Thanh\n")
    assert "TSL-TH-0123: kênh chính, cáp quang; báo hỏng: VNPT Thanh Hóa 18001166" in done.output
    assert "127.1.1.2" not in done.output


def test_a_near_miss_is_answered_with_what_may_be_meant(inventory: Path) -> None:
    done = run(inventory, "Nhu Than")
    assert done.exit_code in (0, 2)
    done = run(inventory, "Nhu Tanh")
    assert done.exit_code == 2
    assert "x-nhu-thanh" in done.stderr
    assert done.stdout == ""


def test_the_card_speaks_the_language_of_the_inventory_unless_told_otherwise(
    inventory: Path,
) -> None:
    environ = {"LANG": "en_GB.UTF-8", "LC_ALL": "", "LANGUAGE": "", "MONITORD_LANGUAGE": ""}
    args = ["card", "--inventory", str(inventory), "ttdl"]
    runner = CliRunner(env=environ)
    assert runner.invoke(main, args).output.startswith("PHIẾU ĐIỂM CẦU")
    assert runner.invoke(main, [*args, "--language", "en"]).output.startswith("SITE CARD")
    assert runner.invoke(main, ["--language", "en", *args]).output.startswith("SITE CARD")


def test_a_pdf_is_written_for_one_site_and_for_all_that_are_in_use(
    inventory: Path, tmp_path: Path
) -> None:
    one, every = tmp_path / "one.pdf", tmp_path / "every.pdf"
    assert run(inventory, "ttdl", "--pdf", str(one)).output == f"Đã ghi 1 phiếu vào {one}.\n"
    assert run(inventory, "--all", "--pdf", str(every)).output == f"Đã ghi 2 phiếu vào {every}.\n"
    for path in (one, every):
        assert path.read_bytes().startswith(b"%PDF-")


def test_all_sites_go_into_a_file_only(inventory: Path) -> None:
    for args in ([], ["--all"], ["ttdl", "--all"]):
        done = run(inventory, *args)
        assert done.exit_code == 2
        assert "--pdf" in done.stderr


def test_a_file_that_cannot_be_written_is_said(inventory: Path, tmp_path: Path) -> None:
    done = run(inventory, "ttdl", "--pdf", str(tmp_path / "none" / "a.pdf"))
    assert done.exit_code == 2
    assert "Không ghi được" in done.stderr


def test_an_inventory_that_is_missing_or_wrong_is_said(inventory: Path, tmp_path: Path) -> None:
    missing = run(tmp_path / "none.yaml", "ttdl")
    assert missing.exit_code == 2
    assert "none.yaml" in missing.stderr
    inventory.write_text(PROVINCE + "oops: 1\n", encoding="utf-8")
    wrong = run(inventory, "ttdl")
    assert wrong.exit_code == 2
    assert "inventory.yaml:" in wrong.stderr
