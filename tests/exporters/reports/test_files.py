"""Names, modes and the company of the files; who may write at the same time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from exporters.reports import atomic, write
from exporters.reports.names import FORMATS, paths, stem
from monitord.model.ledger import Closing
from tests.exporters.reports import sample

MONTH = "2026-10"


def test_all_of_one_provider_is_not_called_as_what_is_the_providers() -> None:
    every, own = sample.small(), sample.small(provider="vnpt")
    trial = replace(every, providers=own.providers, sites=(), mcus=())
    assert stem(own, "vi") == "bien-ban-2026-10-vnpt"
    assert stem(trial, "vi") == "bien-ban-2026-10"


@pytest.mark.parametrize(
    ("provider", "closing", "language", "name"),
    [
        (None, None, "vi", "bien-ban-2026-10.pdf"),
        ("vnpt", None, "vi", "bien-ban-2026-10-vnpt.pdf"),
        ("vnpt", sample.CLOSED, "vi", "bien-ban-2026-10-vnpt.pdf"),
        ("vnpt", sample.REVISED, "vi", "bien-ban-2026-10-vnpt-r2.pdf"),
        (None, sample.REVISED, "en", "sla-report-2026-10-r2.pdf"),
    ],
)
def test_a_file_says_whose_month_it_is_and_which_revision(
    provider: str | None, closing: Closing | None, language: str, name: str
) -> None:
    report = sample.small(provider=provider, closing=closing)
    assert paths(report, Path("/reports"), "pdf", language) == [Path("/reports", MONTH, name)]


def test_csv_is_three_files(tmp_path: Path) -> None:
    names = [path.name for path in write(sample.small(), tmp_path, ["csv"], "vi")]
    assert names == [
        "bien-ban-2026-10.csv", "bien-ban-2026-10.outages.csv", "bien-ban-2026-10.circuits.csv",
    ]  # fmt: skip


def test_group_may_read_and_others_may_not_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "reports"
    before = os.umask(0o077)
    try:
        (path,) = write(sample.small(), folder, ["json"], "vi")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    for each in (path.parent, folder, folder.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o750


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    (path,) = write(sample.small(), tmp_path, ["json"], "vi")
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        _write_half(path, tmp_path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [MONTH]


def _write_half(path: Path, folder: Path) -> None:
    with atomic.scratch(folder) as part, atomic.whole(path, part) as out:
        out.write(b"half of it")
        raise ZeroDivisionError


def test_what_a_dead_process_left_is_gone_even_where_it_is_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("kept")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / atomic.SCRATCH).symlink_to(elsewhere)
    write(sample.small(), folder, ["json"], "vi")
    assert (elsewhere / "precious").read_text() == "kept"
    assert [each.name for each in folder.iterdir()] == [MONTH]


def test_one_writes_at_a_time_and_both_come_to_an_end(tmp_path: Path) -> None:
    with atomic.scratch(tmp_path):
        other = Thread(target=write, args=(sample.small(), tmp_path, ["json"], "vi"))
        other.start()
        assert not (tmp_path / MONTH).exists()
        assert other.is_alive()
    other.join()
    assert len(list((tmp_path / MONTH).iterdir())) == 1


def test_progress_goes_from_nothing_to_everything_and_never_back(tmp_path: Path) -> None:
    told: list[float] = []
    write(sample.big(20), tmp_path, ["csv", "json", "xlsx"], "vi", told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 5


def test_formats_are_known_and_written_once(tmp_path: Path) -> None:
    assert FORMATS == ("pdf", "xlsx", "csv", "json")
    assert len(write(sample.small(), tmp_path, ["json", "json"], "vi")) == 1


def test_neither_typst_nor_xlsxwriter_is_loaded_before_its_format_is_asked_for() -> None:
    said = subprocess.check_output(
        [
            sys.executable, "-c",
            "import sys, exporters.reports; print({'typst', 'xlsxwriter'} & set(sys.modules))",
        ],
        text=True,
    )  # fmt: skip
    assert said.strip() == "set()"
