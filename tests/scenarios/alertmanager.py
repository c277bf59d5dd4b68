"""Debian's Alertmanager as a process of its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import yaml

from tests.scenarios.webhook import Webhook
from tests.system.talk import until

PROGRAM = "prometheus-alertmanager"
SOON = {"group_wait": "200ms", "group_interval": "500ms"}
"""In place of half a minute and five: how long Alertmanager gathers before it tells."""


class Alertmanager:
    """Started by its making, killed by `close`."""

    def __init__(self, folder: Path, config: Mapping[str, Any], webhook: Webhook) -> None:
        """`config` is its configuration; all receivers are the webhook's, and hear soon."""
        self.where = f"127.0.0.1:{free_port()}"
        file = folder / "alertmanager.yml"
        file.write_text(yaml.safe_dump(hurried(config, webhook), allow_unicode=True))
        self.log = (folder / "alertmanager.log").open("wb")
        self.process = subprocess.Popen(
            [
                PROGRAM,
                f"--config.file={file}",
                f"--storage.path={folder / 'alertmanager'}",
                f"--web.listen-address={self.where}",
                "--cluster.listen-address=",
                "--log.level=debug",
            ],
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        try:
            until(self._ready, bool)
        except BaseException:
            self.close()
            raise

    def ask(self, path: str, body: object = None) -> Any:
        """The answer to a GET, or to a POST of `body`; None without one."""
        with closing(HTTPConnection(self.where, timeout=10.0)) as connection:
            method, data = ("GET", None) if body is None else ("POST", json.dumps(body))
            connection.request(method, path, data, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
            assert response.status == 200, text
            return json.loads(text) if text else None

    def close(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def _ready(self) -> bool:
        assert self.process.poll() is None, Path(self.log.name).read_text()
        with closing(HTTPConnection(self.where, timeout=5.0)) as connection:
            try:
                connection.request("GET", "/-/ready")
                return connection.getresponse().status == 200
            except ConnectionRefusedError:
                return False


def installed() -> bool:
    """Whether there is one."""
    return shutil.which(PROGRAM) is not None


def hurried(config: Mapping[str, Any], webhook: Webhook) -> dict[str, Any]:
    """The same routes, told at once and to the webhook."""
    receivers = [
        {
            "name": receiver["name"],
            "webhook_configs": [{"url": webhook.url(receiver["name"]), "send_resolved": True}],
        }
        for receiver in config["receivers"]
    ]
    return {**config, "route": _hurried_route(config["route"]), "receivers": receivers}


def _hurried_route(route: Mapping[str, Any]) -> dict[str, Any]:
    hurry = {key: value for key, value in SOON.items() if key in route}
    below = [_hurried_route(each) for each in route.get("routes", ())]
    return {**route, **hurry, **({"routes": below} if below else {})}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
