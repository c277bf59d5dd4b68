"""Rows, and what is said of them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console

from benchmarks.report import Row, Table, against, judge, markdown, milliseconds, show, write

TABLE = Table("A part", [Row("one figure", "1.0 ms", "2.0 ms", "0.50")], ["measured so"])


def test_a_target_is_reached_up_to_its_very_value() -> None:
    assert judge(0.02, 0.02, milliseconds) == "reached"
    assert judge(0.025, 0.02, milliseconds) == "not reached by 5.0 ms"


def test_a_figure_with_a_target_says_both() -> None:
    assert against("lag", 0.03, 0.02, milliseconds) == Row(
        "lag", "30.0 ms", target="≤ 20.0 ms", verdict="not reached by 10.0 ms"
    )


def test_markdown_has_every_cell_and_note() -> None:
    assert markdown(TABLE) == (
        "## A part\n\n"
        "| what | ours | theirs | ratio | target | verdict |\n"
        "|---|--:|--:|--:|--:|---|\n"
        "| one figure | 1.0 ms | 2.0 ms | 0.50 | — | — |\n\n"
        "- measured so\n"
    )


def test_what_is_printed_to_a_pipe_is_plain() -> None:
    out = StringIO()
    show(TABLE, Console(file=out, width=120))
    assert "one figure" in out.getvalue()
    assert "measured so" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_a_report_is_written_where_no_folder_is_yet(tmp_path: Path) -> None:
    path = tmp_path / "proofs" / "bench.md"
    write(path, "Benchmarks", ["a machine"], [TABLE])
    assert path.read_text().startswith("# Benchmarks\n\na machine\n\n## A part\n")
