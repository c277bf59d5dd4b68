"""Debian's Alertmanager as a process of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from tests.exporters.alertmanager.live.server import nothing_under_way
from tests.system.talk import until

PROGRAM = "prometheus-alertmanager"
ENDS_IN = 10.0
"""Seconds."""


class Alertmanager:
    """Started by its making, killed by `close`; in between it can end and start again."""

    def __init__(self, folder: Path, config: str) -> None:
        """`config` is its configuration file."""
        self.where = f"127.0.0.1:{free_port()}"
        file = folder / "alertmanager.yml"
        file.write_text(config)
        self.words = (
            PROGRAM,
            f"--config.file={file}",
            f"--storage.path={folder / 'alertmanager'}",
            f"--web.listen-address={self.where}",
            "--cluster.listen-address=",
            "--log.level=debug",
        )
        self.log = (folder / "alertmanager.log").open("wb")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.process = subprocess.Popen(self.words, stdout=self.log, stderr=subprocess.STDOUT)
        try:
            until(self._ready, bool)
        except BaseException:
            self.close()
            raise

    def end(self) -> None:
        """End it by SIGTERM: it keeps whom it has told, and its silences."""
        until(lambda: self._get("/metrics")[1], nothing_under_way)
        self.process.terminate()
        self.process.wait(ENDS_IN)

    def close(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def _ready(self) -> bool:
        assert self.process.poll() is None, Path(self.log.name).read_text()
        try:
            return self._get("/-/ready")[0] == 200
        except ConnectionRefusedError:
            return False

    def _get(self, path: str) -> tuple[int, str]:
        with closing(HTTPConnection(self.where, timeout=5.0)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()


def installed() -> bool:
    """Whether there is one."""
    return shutil.which(PROGRAM) is not None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
