"""A real Prometheus that holds what promtool made of OpenMetrics files."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PROMETHEUS, PROMTOOL = shutil.which("prometheus") or "", shutil.which("promtool") or ""
PATIENCE = 60.0
"""Seconds for Prometheus to read its blocks."""
FLAGS = (
    "--storage.tsdb.retention.time=100y",
    # Nothing is compacted: that would take longer than the questions.
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
    "--log.level=warn",
)


def fill(file: Path, data: Path) -> None:
    """A block, or some, of a file of OpenMetrics. Raises CalledProcessError."""
    command = [
        PROMTOOL,
        "tsdb",
        "create-blocks-from",
        "--quiet",
        "openmetrics",
        str(file),
        str(data),
    ]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def serving(folder: Path, *flags: str) -> Iterator[str]:
    """A Prometheus on `folder/data` that scrapes nothing: its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "prometheus.yml"
    config.write_text("scrape_configs: []\n")
    process = subprocess.Popen(
        [
            PROMETHEUS, f"--config.file={config}", f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={listen}", *FLAGS, *flags,
        ]
    )  # fmt: skip
    try:
        _wait(f"http://{listen}/-/ready", process)
        yield f"http://{listen}"
    finally:
        process.kill()
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until it answers. Raises TimeoutError, or RuntimeError when it has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(url).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        if process.poll() is not None:
            raise RuntimeError(f"Prometheus ended with {process.returncode}")
        time.sleep(0.1)
    raise TimeoutError(url)
