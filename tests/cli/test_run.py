"""`monitord run` starts the real daemon with the settings of the command line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke

INVENTORY = """\
version: 1
organization: {id: thu, name: Tỉnh Thử, timezone: Asia/Ho_Chi_Minh, locale: vi}
levels: [{id: province, name: tỉnh}]
profiles:
  router: {role: router, checks: {icmp: {interval: 100ms, timeout: 80ms}}}
sites:
  - id: ttdl
    name: Trung tâm dữ liệu tỉnh
    level: province
    devices: [{id: rt, profile: router, address: 127.0.0.1}]
"""


@contextmanager
def daemon(*args: str, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real daemon and the first line of its log, which says that it started."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monitord", "--language", "en", "run", *args],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    )
    assert process.stderr is not None
    try:
        first = process.stderr.readline()
        if "socket" in first:
            pytest.skip(first)
        yield process, first
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


@pytest.mark.pings
def test_flags_and_environment_overrule_the_inventory(monitord: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text(INVENTORY, encoding="utf-8")
    database, listen = tmp_path / "own.db", f"127.0.0.1:{free_port()}"
    settings = {
        "MONITORD_DATABASE": f"sqlite:///{database}",
        "MONITORD_INVENTORY": str(path),
        "MONITORD_SOCKET": str(tmp_path / "socket"),
    }
    with daemon("--listen", listen, "--log-format", "json", **settings) as (process, first):
        assert listen in json.dumps(json.loads(first))
        result = monitord("status", "trung tam", "--url", f"http://{listen}")
        assert result.stdout.startswith("Trung tâm dữ liệu tỉnh  ttdl\n")
        assert "127.0.0.1" in result.stdout
        assert database.exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_missing_inventory_is_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitord", "run", str(tmp_path / "none.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "none.yaml" in done.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_bad_address_for_traps_is_2_and_named(language: str, monitord: Invoke) -> None:
    result = monitord("--language", language, "run", "--snmp-traps", "nowhere")
    assert result.exit_code == 2
    assert "'nowhere'" in result.stderr
    assert "127.0.0.1:1162" in result.stderr


@pytest.mark.parametrize(
    ("flag", "value", "why"),
    [
        ("--rtp-share", "2", "'2' is not a percentage"),
        ("--rtp-share", "0%", "at least 0.01% is allowed"),
        ("--rtp-total", "10MB/s", "'10MB/s' is not a rate"),
        ("--rtp-ports", "80-90", "'80-90' is not a range of ports"),
        ("--summary-every", "2h", "at most 1h is allowed"),
        ("--socket", "x" * 108, f"'{'x' * 108}' is neither a path of at most 107 bytes nor off"),
        ("--alertmanager", "10.0.0.5:9093", "not a URL"),
        ("--alert-ends", "1m", "at least 3m is allowed"),
        (
            "--dashboard-url",
            "http://grafana/{cause}",
            "there is nothing to put in for {cause} here",
        ),
        ("--incident-rule", "hold=1h", "at most 30s is allowed"),
        ("--incident-rule", "holt=1s", "there is no key 'holt' here (did you mean 'hold'?)"),
    ],
)
def test_a_flag_is_refused_as_the_inventory_would(
    flag: str, value: str, why: str, monitord: Invoke
) -> None:
    result = monitord("--language", "en", "run", flag, value)
    assert result.exit_code == 2
    assert f"{flag} is not valid: {why}" in result.stderr
    several = {"--alertmanager": "ALERTMANAGERS", "--incident-rule": "INCIDENTS"}
    name = several.get(flag) or flag.removeprefix("--").replace("-", "_").upper()
    variable = f"MONITORD_{name}"
    assert why in monitord("--language", "en", "run", **{variable: value}).stderr
