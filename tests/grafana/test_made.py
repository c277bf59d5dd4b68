"""The dashboards that are committed are those that the code makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from grafana.source import __main__ as source
from monitord.texts.catalogue import LANGUAGES
from tests.grafana.board import FOLDER


def test_what_is_committed_is_what_is_made() -> None:
    assert source.differing() == []


def test_there_is_nothing_else_beside_it() -> None:
    made = {path for path, _ in source.made()}
    assert set(FOLDER.rglob("*.json")) == made
    assert len(made) == len(LANGUAGES) * len(source.MAKERS)


def test_a_dashboard_changed_by_hand_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(source, "FOLDER", tmp_path / "dashboards")
    source.write()
    assert source.differing() == []
    changed = tmp_path / "dashboards" / "vi" / "overview.json"
    changed.write_text(changed.read_text(encoding="utf-8") + " ", encoding="utf-8")
    (tmp_path / "dashboards" / "en" / "site.json").unlink()
    monkeypatch.setattr("sys.argv", ["grafana.source", "--check"])
    assert source.main() == 1
    said = capsys.readouterr().out
    assert "vi/overview.json" in said
    assert "en/site.json" in said
    assert "area" not in said


def test_nothing_is_written_when_only_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "FOLDER", tmp_path / "dashboards")
    monkeypatch.setattr("sys.argv", ["grafana.source", "--check"])
    assert source.main() == 1
    assert list(tmp_path.iterdir()) == []
