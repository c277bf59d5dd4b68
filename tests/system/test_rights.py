"""The daemon probes with the one right that its unit gives, and with none where a container may."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lab.province import why_not
from tests.system.inventories import many
from tests.system.plain import MONITORD, environment
from tests.system.talk import until

REFUSE_EXEC_GAIN = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(65, 1, 0, 0, 0) and ctypes.get_errno() != 22:  # PR_SET_MDWE, Linux 6.3
    sys.exit("no MDWE")
os.execv(sys.argv[1], sys.argv[1:])
"""
"""What `MemoryDenyWriteExecute=yes` means: no memory becomes executable that was writable."""
UNIT = """
ip link set lo up && exec setpriv --no-new-privs --bounding-set=-all,+net_raw \\
    --inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw -- "$@"
"""
CONTAINER = """
ip link set lo up && echo 0 0 > /proc/sys/net/ipv4/ping_group_range && exec setpriv \\
    --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
"""
NET_RAW = 1 << 13


def asked(path: Path) -> list[dict[str, Any]]:
    """The daemon's sites, over its Unix socket; empty while it is not ready."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        try:
            sock.connect(str(path))
        except OSError:
            return []
        sock.sendall(b"GET /api/v1/sites HTTP/1.0\r\nHost: monitord\r\n\r\n")
        with sock.makefile("rb") as file:
            _, _, body = file.read().partition(b"\r\n\r\n")
    sites: list[dict[str, Any]] = json.loads(body).get("sites", [])
    return sites


@pytest.mark.lab
@pytest.mark.timeout(180)
@pytest.mark.parametrize(("rights", "effective"), [(UNIT, NET_RAW), (CONTAINER, 0)])
def test_it_probes_with_what_it_is_given(tmp_path: Path, rights: str, effective: int) -> None:
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    if os.geteuid() != 0:
        pytest.skip("only root can give rights away")
    inventory = many(tmp_path / "inventory.yaml", 3)
    program = [sys.executable, "-c", REFUSE_EXEC_GAIN, *MONITORD, "run", str(inventory)]
    command = ["unshare", "--net", "sh", "-c", rights, "sh", *program]
    with subprocess.Popen(command, env=environment(tmp_path)) as process:
        try:
            until(
                lambda: [site["state"] for site in asked(tmp_path / "socket")],
                lambda states: states == ["up"] * 4,
                60,
            )
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            found = dict(line.split(":\t", 1) for line in status.splitlines())
            assert int(found["CapEff"], 16) == int(found["CapBnd"], 16) == effective
            assert found["NoNewPrivs"] == "1"
        finally:
            process.kill()
