"""Departments of a province (sở, ban, ngành): real kinds of offices, an illustrative selection."""

from __future__ import annotations

from pathlib import Path

from .text import Comment

REMARK = Comment("Sở, ban, ngành, đoàn thể: minh họa (báo cáo không nêu tên từng đơn vị).")


def departments(count: int) -> list[tuple[str, str]]:
    """Id and name of the first `count` departments of the list."""
    lines = Path(__file__).with_name("departments.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(maxsplit=1) for line in lines]
    return [(ident, name) for ident, name in pairs[:count]]
