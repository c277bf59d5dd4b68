"""A real Prometheus scrapes the daemon in the province of Thanh Hóa, 621 sites."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.system.housed import housed
from tests.system.talk import until

ROOT = Path(__file__).parents[2]
PROMETHEUS = shutil.which("prometheus") or ""
CONFIG = """
global: {scrape_interval: 2s, scrape_timeout: 2s}
scrape_configs: [{job_name: monitord, static_configs: [{targets: ["%s"]}]}]
"""
DISTRICT = "h-nhu-thanh"

pytestmark = [
    pytest.mark.lab,
    pytest.mark.system,
    pytest.mark.skipif(not PROMETHEUS, reason="Prometheus is not installed (Debian: prometheus)"),
]


class Asked:
    """The query interface of a Prometheus."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __call__(self, query: str) -> dict[str, float]:
        """The values of an instant query by the label `state`; empty while nobody answers."""
        connection = HTTPConnection(self.where, timeout=5)
        try:
            connection.request("GET", f"/api/v1/query?{urlencode({'query': query})}")
            answer = connection.getresponse()
            found = json.loads(answer.read())["data"]["result"] if answer.status == 200 else []
        except OSError:
            return {}
        finally:
            connection.close()
        return {each["metric"].get("state", ""): float(each["value"][1]) for each in found}


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[Asked]:
    """A Prometheus that scrapes `target`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        where = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "prometheus.yml").write_text(CONFIG % target)
    process = subprocess.Popen(
        [
            PROMETHEUS,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={where}",
            "--log.level=warn",
        ]
    )
    try:
        yield Asked(where)
    finally:
        process.kill()
        process.wait()


def test_prometheus_agrees_with_the_api(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_bytes((ROOT / "inventory.yaml").read_bytes())
    with housed(inventory) as house, prometheus(tmp_path, house.where) as ask:

        def verdict() -> dict[str, float]:
            states: dict[str, float] = house.document()["verdict"]["states"]
            return {state: float(count) for state, count in states.items()}

        until(verdict, lambda states: states["up"] == 621)
        communes = sum(site["parent"] == DISTRICT for site in house.sites().values())
        house.fault({"dark": True}, subtree=DISTRICT)
        cut_off = {**verdict(), "up": 620.0 - communes, "down": 1.0, "unreachable": float(communes)}
        until(verdict, lambda states: states == cut_off)
        until(lambda: ask("monitord_sites"), lambda states: states == cut_off)
        assert ask("sum by (state) (monitord_site_state)") == cut_off
        assert ask("count(monitord_site_info)") == {"": 621}
        for check in ("icmp", "snmp"):
            assert ask(f'count(monitord_check_state{{check="{check}"}} == 1)') == {"": 1242}
        assert ask("min_over_time(up[1m])") == {"": 1}
        until(lambda: ask("count_over_time(up[1m])"), lambda scrapes: scrapes[""] >= 3)
