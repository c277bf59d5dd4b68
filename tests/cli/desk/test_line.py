"""A daemon that is away, closed to us, or something else: each is said in a sentence, code 2."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import province
from tests.cli.conftest import Invoke
from tests.cli.daemon import serving
from tests.desk.incidents import LINE
from tests.desk.serving import TOKEN, Served

AS_NOBODY = """
import grp, os, sys
from monitord.cli.main import main
from monitord.cli.incidents import group, listing
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
sys.exit(main(["incidents", "--socket", sys.argv[1]], prog_name="monitord"))
"""


def test_a_socket_that_is_not_there(monitord: Invoke, tmp_path: Path) -> None:
    result = monitord("incidents", "--socket", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "Không có socket" in result.stderr
    assert "monitord run" in result.stderr
    english = monitord("--language", "en", "maintenance", "--socket", str(tmp_path / "none"))
    assert "There is no socket" in english.stderr


def test_a_socket_that_a_daemon_left_behind(monitord: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "old"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    result = monitord("incidents", "--socket", str(path))
    assert result.exit_code == 2
    assert "monitord đã dừng" in result.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_socket_that_is_not_for_us(daemon: Served) -> None:
    daemon.socket.parent.chmod(0o755)
    daemon.socket.chmod(0o660)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(daemon.socket)],
        capture_output=True,
        text=True,
        env={**os.environ, "LANG": "vi_VN.UTF-8"},
        check=False,
    )
    assert done.returncode == 2
    assert "Không có quyền dùng socket" in done.stderr
    assert "usermod -aG root" in done.stderr


def test_nobody_at_the_address(monitord: Invoke) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    result = monitord("incidents", "--url", f"http://127.0.0.1:{port}")
    assert result.exit_code == 2
    assert "Không liên lạc được với monitord" in result.stderr
    assert "Errno" not in result.stderr


@pytest.mark.parametrize("url", ["ftp://x", "127.0.0.1:9779"])
def test_an_address_that_is_none(monitord: Invoke, url: str) -> None:
    assert monitord("incidents", "--url", url).exit_code == 2


def test_something_else_at_the_address(monitord: Invoke) -> None:
    with serving(province.all_up()) as other:
        result = monitord("incidents", "--url", other.url)
    assert result.exit_code == 2
    assert result.stderr


def test_over_http_a_token_is_needed_where_there_are_users(
    monitord: Invoke, daemon: Served, tmp_path: Path
) -> None:
    assert "--token-file" in monitord("incidents", "--url", daemon.url).stderr
    assert LINE in monitord("incidents", "--url", daemon.url, MONITORD_TOKEN=TOKEN).stdout
    ack = ("incidents", "ack", "K7", "--url", daemon.url)
    without = monitord(*ack)
    assert without.exit_code == 2
    assert "--token-file" in without.stderr
    assert monitord(*ack, MONITORD_TOKEN="s3cret-of-lan").exit_code == 2
    assert daemon.desk.kept[LINE].acknowledged is None
    token = tmp_path / "token"
    token.write_text(f"{TOKEN}\n")
    assert monitord(*ack, "--token-file", str(token)).exit_code == 0
    held = daemon.desk.kept[LINE].acknowledged
    assert held is not None
    assert (held.by.name, held.by.via) == ("hung", "token")


def test_a_token_from_the_environment(monitord: Invoke, daemon: Served) -> None:
    ack = ("incidents", "ack", "K7", "--url", daemon.url)
    assert monitord(*ack, MONITORD_TOKEN=TOKEN).exit_code == 0


def test_a_token_file_that_cannot_be_read(monitord: Invoke, daemon: Served) -> None:
    result = monitord("incidents", "--url", daemon.url, "--token-file", "/nowhere/token")
    assert result.exit_code == 2
    assert "/nowhere/token" in result.stderr


def test_a_proxy_in_the_environment_is_not_used(monitord: Invoke, daemon: Served) -> None:
    proxy = "http://127.0.0.1:1"
    result = monitord("incidents", "--url", daemon.url, http_proxy=proxy, MONITORD_TOKEN=TOKEN)
    assert result.exit_code == 1
