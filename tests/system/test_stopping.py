"""A signal ends the daemon within three seconds, whatever it is doing."""

from __future__ import annotations

import shlex
import signal
import sqlite3
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest

from tests.lab.files import write_province
from tests.system.housed import housed
from tests.system.inventories import many
from tests.system.plain import ENDS_IN, Plain, daemon
from tests.system.talk import until

SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
SILENT = "127.9.9.9"
"""An address of the province at which nobody is."""


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    return many(tmp_path / "inventory.yaml", 5)


def ended_well(plain: Plain, number: int = signal.SIGTERM) -> None:
    """It ends in time, with 0, and says so last."""
    code, seconds = plain.end(number)
    assert code == 0, plain.log_path.read_text()
    assert seconds <= ENDS_IN
    assert plain.log()[-1]["message"] == "stopped"
    assert [r for r in plain.log() if r["level"] in {"error", "critical"}] == []


@SIGNALS
def test_a_signal_ends_it(inventory: Path, number: int) -> None:
    with daemon(inventory) as plain:
        ended_well(plain, number)


def children(pid: int) -> list[str]:
    """The processes that a process has started."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.parametrize("how", ["SIGHUP", "HTTP"])
def test_a_signal_ends_it_while_a_reload_is_under_way(inventory: Path, how: str) -> None:
    with daemon(inventory) as plain:
        many(inventory, 20_000)
        if how == "SIGHUP":
            plain.process.send_signal(signal.SIGHUP)
        else:
            Thread(target=_reload, args=[plain], daemon=True).start()
        (loader,) = until(lambda: children(plain.process.pid), bool)
        ended_well(plain)
        assert not Path(f"/proc/{loader}").exists()


def _reload(plain: Plain) -> None:
    """Ask for a reload; the daemon may hang up before it answers."""
    with closing(HTTPConnection(plain.where)) as connection:
        connection.request("POST", "/-/reload")


def test_a_signal_ends_it_with_an_idle_connection_open(inventory: Path) -> None:
    with daemon(inventory) as plain, closing(HTTPConnection(plain.where)) as connection:
        connection.request("GET", "/-/healthy")
        assert connection.getresponse().read() == b"ok"
        ended_well(plain)


@pytest.mark.lab
def test_a_signal_ends_it_while_a_name_lookup_hangs(tmp_path: Path) -> None:
    inventory = write_province(tmp_path / "inventory.yaml")
    inventory.write_text(inventory.read_text().replace("127.2.1.2", "codec.lab.invalid"))
    (tmp_path / "resolv.conf").write_text(f"nameserver {SILENT}\noptions timeout:30\n")
    bind = f"mount --bind {shlex.quote(str(tmp_path / 'resolv.conf'))} /etc/resolv.conf"
    prefix = ["unshare", "--mount", "--", "sh", "-c", f'{bind} && exec "$@"', "sh"]
    with housed(inventory, prefix=prefix) as house:
        until(house.province.log, lambda log: any(e.destination == SILENT for e in log))
        began = time.monotonic()
        assert house.province.stop() == 0
        assert time.monotonic() - began <= ENDS_IN
        assert house.log()[-1]["message"] == "stopped"


def test_a_signal_ends_it_while_the_database_is_locked(inventory: Path) -> None:
    path = inventory.parent / "monitord.db"
    with daemon(inventory) as plain:
        until(lambda: revisions(path), lambda kept: kept == 1)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            many(inventory, 6)
            until(lambda: "inventory accepted" in plain.log_path.read_text(), bool)
            code, seconds = plain.end()
        assert code == 0
        assert seconds <= ENDS_IN
        assert plain.log()[-1]["message"] == "stopped"
        assert {r["logger"] for r in plain.log() if r["level"] == "error"} == {"recorder"}


def revisions(path: Path) -> int:
    """How many are in the database; 0 before there is one."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM inventory_revision").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
