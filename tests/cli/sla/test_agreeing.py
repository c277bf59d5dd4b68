"""`monitord sla correct | close` over the socket of a daemon, and with a token."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitord.model.incidents import Actor, Cause, Owner
from monitord.model.reckoning import Amendment
from tests.cli.conftest import Invoke
from tests.desk.reckoning import NOVEMBER, OCTOBER, OUTAGE
from tests.desk.serving import TOKEN, Served, served


@pytest.fixture
def daemon() -> Iterator[Served]:
    """It listens."""
    now = datetime.now(UTC)
    with TemporaryDirectory() as folder, served(Path(folder, "d.sock"), now) as serving:
        yield serving


def me() -> Actor:
    """Whom the kernel tells."""
    return Actor(pwd.getpwuid(os.getuid()).pw_name, "socket")


def test_a_correction_is_the_users_own(monitord: Invoke, daemon: Served) -> None:
    asked = ("--owner", "utility", "--cause", "power", "--exclude", "--why", "Cắt điện")
    result = monitord("sla", "correct", OUTAGE, *asked, "--socket", str(daemon.socket))
    assert result.exit_code == 0, result.stderr
    assert daemon.reckoning.asked == [
        Amendment(
            outage=OUTAGE, why="Cắt điện", by=me(), cause=Cause.POWER, owner=Owner.UTILITY,
            excluded=True,
        )
    ]  # fmt: skip


def test_with_a_token_it_is_who_holds_it(monitord: Invoke, daemon: Served) -> None:
    asked = ("sla", "close", "--month", "10/2026", "--why", "xong", "--url", daemon.url)
    refused = monitord(*asked)
    assert refused.exit_code == 2
    assert "--token-file" in refused.stderr
    result = monitord(*asked, MONITORD_TOKEN=TOKEN)
    assert result.exit_code == 0
    assert result.stdout.startswith("Đã chốt số liệu tháng 10/2026 (bản số 1)")
    assert daemon.reckoning.asked == [("close", OCTOBER, "xong", Actor("hung", "token"))]


def test_json_is_the_apis(monitord: Invoke, daemon: Served) -> None:
    asked = ("--include", "--why", "x", "--json", "--socket", str(daemon.socket))
    result = monitord("sla", "correct", OUTAGE, *asked)
    assert json.loads(result.stdout)["outage"] == OUTAGE


def test_what_stands_in_the_way_is_listed_with_from_when(monitord: Invoke, daemon: Served) -> None:
    asked = ("--month", NOVEMBER, "--why", "xong", "--socket", str(daemon.socket))
    result = monitord("sla", "close", *asked)
    first, second = result.stderr.splitlines()
    assert result.exit_code == 2
    assert "còn 1 lần mất kết nối mới nghi ngờ" in first
    assert "chờ đến 00:00 ngày 06/12/2026" in first
    assert second.strip().startswith(OUTAGE)
    english = monitord("--language", "en", "sla", "close", *asked)
    assert "wait until 2026-12-06 00:00" in english.stderr


def test_a_mistyped_outage_is_told_the_nearest(monitord: Invoke, daemon: Served) -> None:
    asked = ("--owner", "site", "--why", "x", "--socket", str(daemon.socket))
    result = monitord("sla", "correct", "261003-K7QE", *asked)
    assert result.exit_code == 2
    assert f"Có phải là {OUTAGE}?" in result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("correct", OUTAGE, "--owner", "site"), "--why"),
        (("correct", "--owner", "site", "--why", "x"), "OUTAGE"),
        (("correct", OUTAGE, "--why", "x"), "--cause, --owner, --exclude"),
        (("correct", OUTAGE, "--owner", "sites", "--why", "x"), "--owner"),
        (("close", "--why", "x"), "--month"),
        (("close", "--month", OCTOBER), "--why"),
        (("close", "--month", OCTOBER, "--why", "x", "--socket", "/nowhere"), "/nowhere"),
    ],
)
def test_a_wrong_command_says_what_is_missing(
    monitord: Invoke, args: tuple[str, ...], said: str
) -> None:
    result = monitord("sla", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
