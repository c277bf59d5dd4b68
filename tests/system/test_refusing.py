"""What keeps the daemon from starting is said on stderr, all of it, and the exit code is 2."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from tests.system.inventories import many
from tests.system.plain import run

LAUGHABLE = """\
version: 1
organization: {id: lab, name: Lab}
levels: [{id: province, name: tỉnh}]
profiles: {codec: {role: endpont, checks: {icmp: {interval: 5}}}}
sites:
  - id: a
    name: A
    level: provnce
    devices: [{id: vc, profile: codec, address: 300.0.0.1}]
"""
WITHOUT_ICMP = 'ip link set lo up && exec setpriv --bounding-set=-net_raw --inh-caps=-all -- "$@"'
"""A new namespace has an empty ping_group_range, so that only CAP_NET_RAW would do."""


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    return many(tmp_path / "inventory.yaml", 1)


def test_every_problem_of_a_bad_inventory_is_told(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text(LAUGHABLE)
    done = run("run", str(path), folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    places = [line.split(": ")[:2] for line in done.stderr.splitlines()]
    assert places == [
        [f"{path}:4:26", "profiles.codec.role"],
        [f"{path}:4:61", "profiles.codec.checks.icmp.interval"],
        [f"{path}:8:12", "sites.a.level"],
        [f"{path}:9:49", "sites.a.devices.vc.address"],
    ]
    assert "did you mean 'endpoint'?" in done.stderr
    assert not (tmp_path / "monitord.db").exists()


def test_an_inventory_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("run", str(tmp_path / "none.yaml"), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / 'none.yaml'} cannot be read: No such file or directory\n"


def test_a_port_in_use_is_told(inventory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        done = run("run", str(inventory), "--listen", listen, folder=inventory.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"cannot listen on {listen}: another program uses the port")


@pytest.mark.parametrize("listen", ["0.0.0.0:0", ":0", "[::]:0"])
def test_it_does_not_listen_beyond_loopback(inventory: Path, listen: str) -> None:
    done = run("run", str(inventory), "--listen", listen, folder=inventory.parent)
    assert done.returncode == 2
    assert done.stderr.startswith(f"will not listen on {listen}: ")
    assert "--insecure-listen" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up CAP_NET_RAW on trial")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_without_the_right_to_ping_it_says_how_to_get_it(inventory: Path, language: str) -> None:
    prefix = ["unshare", "--net", "--", "sh", "-c", WITHOUT_ICMP, "sh"]
    done = run(
        *["--language", language, "run", str(inventory), "--listen", "127.0.0.1:0"],
        folder=inventory.parent,
        prefix=prefix,
    )
    assert done.returncode == 2, done.stderr
    head = {"vi": "Máy này chưa cho phép", "en": "This machine does not allow"}[language]
    assert done.stderr.startswith(head)
    for way in ("ping_group_range", "setcap cap_net_raw", "AmbientCapabilities"):
        assert way in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_or_option_is_told_with_the_nearest(inventory: Path) -> None:
    for words, near in ((("statsu",), "status"), (("run", "--listne", "x"), "--listen")):
        done = run(*words, folder=inventory.parent)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"Did you mean {near}?" in done.stderr, done.stderr


def test_help_needs_nothing(tmp_path: Path) -> None:
    done = run("run", "--help", folder=tmp_path, more={"MONITORD_DATABASE": ""})
    assert done.returncode == 0
    assert "MONITORD_LISTEN" in done.stdout
