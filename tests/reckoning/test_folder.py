"""Whose a file in the folder of reports is, and what is no report."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitord.reckoning.folder import files_of, months_in, read_name

PROVIDERS = ("vnpt", "viettel", "r2", "vnpt-r3", "fpt.vn")


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("bien-ban-2026-10.pdf", ("pdf", None, None)),
        ("sla-report-2026-10.xlsx", ("xlsx", None, None)),
        ("bien-ban-2026-10-r4.pdf", ("pdf", None, 4)),
        ("bien-ban-2026-10-vnpt.json", ("json", "vnpt", None)),
        ("bien-ban-2026-10-vnpt-r12.csv", ("csv", "vnpt", 12)),
        ("bien-ban-2026-10-vnpt.outages.csv", ("csv", "vnpt", None)),
        ("bien-ban-2026-10-fpt.vn.circuits.csv", ("csv", "fpt.vn", None)),
        ("bien-ban-2026-10-vnpt-r3-r2.pdf", ("pdf", "vnpt-r3", 2)),
        # Of all in revision 2, or of the provider r2; of vnpt in revision 3, or of vnpt-r3.
        ("bien-ban-2026-10-r2.pdf", None),
        ("bien-ban-2026-10-vnpt-r3.pdf", None),
        ("bien-ban-2026-10-mobifone.pdf", None),
        ("bien-ban-2026-09-vnpt.pdf", None),
        ("bien-ban-2026-10-vnpt.pdf.part", None),
        ("bien-ban-2026-10-vnpt.html", None),
        (".bien-ban-2026-10.pdf", None),
        ("bien-ban-2026-10-r0.pdf", None),
        ("report.pdf", None),
        ("", None),
    ],
)
def test_a_name_is_read_one_way_or_not_at_all(
    name: str, read: tuple[str, str | None, int | None] | None
) -> None:
    assert read_name(name, "2026-10", PROVIDERS) == read


def test_only_whole_files_of_a_month_are_listed(tmp_path: Path) -> None:
    month = tmp_path / "2026-10"
    (month / ".part").mkdir(parents=True)
    (month / ".part" / "bien-ban-2026-10.pdf").write_bytes(b"half")
    (month / "bien-ban-2026-10.json").write_bytes(b"{}")
    (month / "bien-ban-2026-10.pdf").mkdir()
    (month / "notes.txt").write_text("x")
    [found] = files_of(tmp_path, "2026-10", PROVIDERS)
    assert (found.name, found.path, found.bytes) == (
        "bien-ban-2026-10.json", month / "bien-ban-2026-10.json", 2,
    )  # fmt: skip
    assert months_in(tmp_path) == ["2026-10"]


@pytest.mark.parametrize("month", ["..", ".", "", "/etc", "2026-10/..", "2026-1", "nowhere"])
def test_what_is_no_month_has_no_files(tmp_path: Path, month: str) -> None:
    (tmp_path / "bien-ban-2026-10.json").write_bytes(b"{}")
    assert files_of(tmp_path, month, PROVIDERS) == []


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert months_in(tmp_path / "none") == []
    assert files_of(tmp_path / "none", "2026-10", PROVIDERS) == []


def test_a_provider_called_as_a_kind_of_file_is_not_taken_for_another_one() -> None:
    both = ("vnpt", "vnpt.outages")
    assert read_name("bien-ban-2026-10-vnpt.outages.csv", "2026-10", both) is None
    assert read_name("bien-ban-2026-10-vnpt.csv", "2026-10", both) == ("csv", "vnpt", None)
