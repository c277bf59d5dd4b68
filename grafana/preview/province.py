"""A simulated province, the daemon that watches it, and a Prometheus that asks the daemon."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PROMETHEUS = """\
global: {{scrape_interval: 5s, evaluation_interval: 10s}}
rule_files: ["{rules}/*.yml"]
scrape_configs:
  - job_name: monitord
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""
ENDS_IN = 20.0
"""Seconds that a program may take to end."""


@contextmanager
def watched(inventory: Path, scenario: Path, seconds: float) -> Iterator[str]:
    """The base URL of a Prometheus that has watched the province for so many seconds.

    Raises RuntimeError when something ended before that.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        listen, port = f"127.0.0.1:{_free()}", _free()
        rules = ROOT / "deploy/prometheus/rules"
        settings = PROMETHEUS.format(rules=rules, port=listen.rpartition(":")[2])
        (folder / "prometheus.yml").write_text(settings)
        monitord = (sys.executable, "-m", "monitord", "simulate", str(inventory))
        prometheus = (
            "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}",
        )
        with (
            _running((*monitord, "--scenario", str(scenario)), folder, listen) as province,
            _running(prometheus, folder, listen) as database,
        ):
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                for process in (province, database):
                    _must_run(process, min(left, 1.0))
            yield f"http://127.0.0.1:{port}"


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _running(
    command: Sequence[str], folder: Path, listen: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Its settings are of this run only; what it says goes to a file there."""
    environment = {
        **os.environ,
        "MONITORD_LISTEN": listen,
        "MONITORD_DATABASE": f"sqlite:///{folder / 'monitord.db'}",
        "MONITORD_SOCKET": str(folder / "socket"),
        "MONITORD_NOTIFIED": str(folder / "notified.json"),
        "MONITORD_SNMP_TRAPS": "off",
    }
    with (folder / f"{Path(command[0]).name}.log").open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(ENDS_IN)


def _must_run(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    raise RuntimeError(f"ended early: {process.args!r}")
