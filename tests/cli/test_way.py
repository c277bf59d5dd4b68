"""`monitord status` on the daemon's own machine: over its Unix socket, where no token is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitord.cli.client import Client
from monitord.cli.desk.line import SocketLine, UrlLine
from monitord.cli.way import FirstThatAnswers
from tests.cli import province
from tests.cli.conftest import Invoke
from tests.cli.daemon import CannedDaemon, serving
from tests.desk.serving import Served, served


@pytest.fixture(scope="module")
def daemon() -> Iterator[Served]:
    """It has users; the path of its socket is short, as they must be (unix(7))."""
    now = datetime.now(UTC).replace(microsecond=0)
    with TemporaryDirectory() as folder, served(Path(folder, "d.sock"), now) as serving_:
        yield serving_


@pytest.fixture(scope="module")
def other() -> Iterator[CannedDaemon]:
    """Another one, at an address; everything is well there."""
    with serving(province.all_up()) as canned:
        yield canned


def test_without_a_token_it_is_the_socket_that_is_asked(monitord: Invoke, daemon: Served) -> None:
    for how in (
        monitord("status", "--socket", str(daemon.socket)),
        monitord("status", MONITORD_SOCKET=str(daemon.socket)),
    ):
        assert (how.exit_code, "/40 điểm cầu" in how.stdout) == (1, True), how.stderr


def test_the_address_is_asked_where_it_is_said(
    monitord: Invoke, daemon: Served, other: CannedDaemon
) -> None:
    socket = str(daemon.socket)
    for how in (
        monitord("status", "--url", other.url, MONITORD_SOCKET=socket),
        monitord("status", MONITORD_URL=other.url, MONITORD_SOCKET=socket),
    ):
        assert "621/621" in how.stdout
    nearer = monitord("status", "--socket", socket, MONITORD_URL=other.url)
    assert "/40 " in nearer.stdout


def test_where_nobody_answers_at_the_socket_the_address_is_asked(
    tmp_path: Path, other: CannedDaemon
) -> None:
    line = FirstThatAnswers((SocketLine(tmp_path / "none"), UrlLine(other.url)))
    assert Client(line).sites() == other.document


def test_a_socket_that_was_asked_for_and_is_not_there_is_said(
    monitord: Invoke, tmp_path: Path
) -> None:
    result = monitord("status", "--socket", str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Không có socket {tmp_path / 'none'}" in result.stderr


def test_a_partner_sees_its_circuits_by_site(monitord: Invoke) -> None:
    with serving(shared()) as daemon:
        result = monitord("status", "--url", daemon.url)
        one = monitord("status", "yen du", "--url", daemon.url)
        machine = monitord("status", "x-a", "--json", "--url", daemon.url)
    rows = result.stdout.splitlines()
    assert result.exit_code == 1
    assert rows[0] == "Sở KHCN  vnpt"
    assert [row.split()[-1] for row in rows if "TSL-" in row]
    assert [next(w for w in row.split() if "TSL-" in w) for row in rows[2:]] == ["TSL-b", "TSL-a"]
    assert "UBND xã Yên Du" in one.stdout
    assert "TSL-a" not in one.stdout
    assert (machine.exit_code, json.loads(machine.stdout)["id"]) == (0, "x-a")


def test_a_partner_without_circuits_is_told_so_much(monitord: Invoke) -> None:
    with serving({**shared(), "sites": []}) as daemon:
        result = monitord("status", "--url", daemon.url)
    assert (result.exit_code, result.stdout) == (0, "Sở KHCN  vnpt\n")


def shared() -> dict[str, object]:
    """What a partner gets of `/api/v1/sites` (`exporters.web.partner.overview`)."""
    sites = (("x-a", "UBND xã A", "TSL-a", "up"), ("x-b", "UBND xã Yên Du", "TSL-b", "down"))
    return {
        "taken_at": "2026-11-22T05:00:00.000000Z",
        "timezone": "Asia/Ho_Chi_Minh",
        "language": "vi",
        "organization": {"id": "khcn", "name": "Sở KHCN"},
        "provider": "vnpt",
        "sites": [
            {"id": ident, "name": name, "circuits": [_line(circuit, state)]}
            for ident, name, circuit, state in sites
        ],
    }


def _line(ident: str, state: str) -> dict[str, object]:
    return {
        "id": ident,
        "provider": "vnpt",
        "role": "primary",
        "medium": None,
        "bandwidth": None,
        "state": state,
        "since": "2026-11-22T04:00:00.000000Z",
    }
