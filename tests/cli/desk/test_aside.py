"""What `check` says of the daemon's view of a site, beside what it measured itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from monitord.cli.check import document
from monitord.cli.desk.aside import known_of, remarks
from monitord.cli.quality.whole import Found
from monitord.texts import texts
from tests.desk.serving import Served
from tests.exporters.province import province

VI = texts("vi")


def test_the_daemon_is_asked_over_its_socket(daemon: Served) -> None:
    known = known_of("xa-00030", str(daemon.socket))
    assert known is not None
    assert known.name == "Điểm cầu xã Như Thanh số 30"
    assert list(remarks(VI, known)) == []


def test_its_incident_and_its_window_are_told(daemon: Served) -> None:
    known = known_of("xa-00030", str(daemon.socket))
    assert known is not None
    known = replace(known, incident="261122-K7QF", cause="power", window="m-1")
    incident, window = remarks(VI, known)
    assert "261122-K7QF (mất điện)" in incident
    assert "m-1" in window


def test_machines_are_told_too(daemon: Served) -> None:
    known, nothing = known_of("xa-00030", str(daemon.socket)), Found((), (), ())
    assert known is not None
    known = replace(known, incident="261122-K7QF", cause="power", window="m-1")
    site = province(40).inventory.sites["xa-00030"]
    told = document(site, nothing, known)
    assert (told["incident"], told["cause"], told["window"]) == ("261122-K7QF", "power", "m-1")
    assert document(site, nothing, None)["incident"] is None


def test_nothing_is_said_when_the_daemon_is_away_or_knows_no_such_site(
    daemon: Served, tmp_path: Path
) -> None:
    assert known_of("xa-00030", str(tmp_path / "none")) is None
    assert known_of("nowhere", str(daemon.socket)) is None
    assert known_of("xa-00030", None) is None
    assert list(remarks(VI, None)) == []
