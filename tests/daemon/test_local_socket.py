"""The Unix socket for commands: whose place it takes, and whose not."""

from __future__ import annotations

import logging
import socket
import stat
from pathlib import Path

import pytest

from monitord.daemon.local_socket import close_local, open_local


def connect(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))


def test_it_is_open_to_its_user_and_group_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "m.sock"
    opened = open_local(path)
    assert opened is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    connect(path)
    close_local(opened, path)
    assert not path.exists()


def test_one_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "m.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    opened = open_local(path)
    assert opened is not None
    connect(path)
    close_local(opened, path)


def test_one_at_which_somebody_answers_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "m.sock"
    first = open_local(path)
    assert first is not None
    with caplog.at_level(logging.ERROR):
        assert open_local(path) is None
    assert "another daemon listens there" in caplog.text
    connect(path)
    close_local(first, path)


@pytest.mark.parametrize("name", ["file", "x" * 200])
def test_what_cannot_be_had_is_said(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("precious")
    with caplog.at_level(logging.ERROR):
        assert open_local(tmp_path / name) is None
    assert "no commands come over the socket" in caplog.text
    assert (tmp_path / "file").read_text() == "precious"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
