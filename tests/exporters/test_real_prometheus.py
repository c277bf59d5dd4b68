"""A real Prometheus scrapes a province of 621 sites from the real server and answers queries."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import bcrypt
import httpx
import pytest

from exporters.web.app import create_app
from exporters.web.tls import Certificates
from monitord.model.doors import Account
from monitord.model.views import EchoView, PollView
from tests.exporters.agents import silent
from tests.exporters.province import poller_of, province, stale, streaming
from tests.exporters.web.certificates import authority
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

PROMETHEUS = shutil.which("prometheus") or ""
CONFIG = """
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - job_name: monitord
    static_configs: [{targets: ["127.0.0.1:%d"]}]
"""
PATIENCE = 40.0
"""Seconds for Prometheus to start and to come to an expected answer."""

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not PROMETHEUS, reason="Prometheus is not installed (Debian: prometheus)"),
]


@asynccontextmanager
async def prometheus(folder: Path, target: int) -> AsyncIterator[httpx.AsyncClient]:
    """A Prometheus that scrapes the port `target`; its HTTP API."""
    async with running(folder, CONFIG % target) as client:
        yield client


@asynccontextmanager
async def running(folder: Path, configured: str) -> AsyncIterator[httpx.AsyncClient]:
    """A Prometheus configured so; its HTTP API."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "prometheus.yml"
    await asyncio.to_thread(config.write_text, configured)
    process = await asyncio.create_subprocess_exec(
        PROMETHEUS,
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={listen}",
        "--log.level=warn",
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://{listen}") as client:
            yield client
    finally:
        process.kill()
        await process.wait()


async def ask(client: httpx.AsyncClient, query: str) -> dict[str, float]:
    """The values by the labels `site` or `state`; empty while Prometheus is not there."""
    try:
        response = await client.get("/api/v1/query", params={"query": query})
    except httpx.TransportError:
        return {}
    if response.status_code != httpx.codes.OK:
        return {}
    result: list[dict[str, Any]] = response.json()["data"]["result"]
    return {
        each["metric"].get("site") or each["metric"].get("state", ""): float(each["value"][1])
        for each in result
    }


async def until(client: httpx.AsyncClient, query: str, expected: dict[str, float]) -> None:
    """Asks until the answer is as expected. Fails with the last one when patience ends."""
    found: dict[str, float] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while found != expected:
                await asyncio.sleep(0.1)
                found = await ask(client, query)
    except TimeoutError:
        pytest.fail(f"{query}: {found}, expected {expected}")


async def test_prometheus_scrapes_621_sites_and_answers(tmp_path: Path) -> None:
    house = House(streaming(province(621), 100))
    async with (
        served(create_app(house.sources())) as port,
        prometheus(tmp_path, port) as client,
    ):
        await until(client, "count(monitord_site_info)", {"": 621})
        await until(client, "sum(monitord_site_state)", {"": 621})
        await until(client, "sum(monitord_check_state)", {"": 2484 + 300})
        await until(client, 'monitord_sites{state="down"}', {"down": 32})
        await until(client, "count(monitord_icmp_loss_ratio)", {"": 1242})
        named = 'monitord_site_state{state="down"} * on (site) group_left (name) '
        named += 'monitord_site_info{name="Điểm cầu xã Như Thanh số 40"} == 1'
        await until(client, named, {"xa-00040": 1})
        quantile = "count(histogram_quantile(0.9, monitord_icmp_rtt_seconds_bucket) > 0)"
        await until(client, quantile, {"": 1242})

        await until(client, "count(monitord_device_cpu_ratio)", {"": 621})
        alias = "count(monitord_interface_receive_bytes_total * on (site, device, interface) "
        alias += 'group_left (alias) monitord_interface_info{alias="WAN TSL"})'
        await until(client, alias, {"": 621})

        await until(client, "count(monitord_rtp_loss_ratio)", {"": 300})
        await until(client, "count(monitord_rtp_mos) + count(monitord_rtp_wideband_mos)", {"": 300})
        worst = 'max by (site) (monitord_rtp_loss_ratio{site="xa-00007", direction!="round_trip"})'
        await until(client, worst, {"xa-00007": 0.008})

        smaller = house.province.without("xa-00620")
        checks: list[EchoView | PollView] = [
            *(stale(check) for check in smaller.poller.echoes),
            *(silent(poll) for poll in smaller.poller.polls),
        ]
        house.province = replace(smaller, poller=poller_of(checks))
        await until(client, "count(monitord_site_info)", {"": 620})
        await until(client, "count(monitord_icmp_loss_ratio) or vector(0)", {"": 0})
        await until(client, "count(monitord_device_cpu_ratio) or vector(0)", {"": 0})
        await until(client, "count(monitord_device_identity_info)", {"": 1240})
        await until(client, "sum(monitord_check_state)", {"": 2480})
        targets = (await client.get("/api/v1/targets")).json()["data"]["activeTargets"]
        assert [target["lastError"] for target in targets] == [""]


SECURED = """
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - job_name: monitord
    scheme: https
    tls_config: {ca_file: %(ca)s}
    basic_auth: {username: prometheus, password: %(password)s}
    static_configs: [{targets: ["127.0.0.1:%(port)d"]}]
"""
PASSWORD = "mot-mat-khau-rat-dai"


async def test_prometheus_scrapes_over_tls_with_a_password(tmp_path: Path) -> None:
    house = House()
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    house.accounts["prometheus"] = Account("prometheus", "view", password=hashed)
    office = await asyncio.to_thread(authority, tmp_path)
    context = await asyncio.to_thread(lambda: Certificates(office.sign("web")).context)
    async with served(create_app(house.sources()), context) as port:
        config = SECURED % {"ca": office.file, "password": PASSWORD, "port": port}
        async with running(tmp_path, config) as client:
            await until(client, "count(monitord_site_info)", {"": 40})
            targets = (await client.get("/api/v1/targets")).json()["data"]["activeTargets"]
            assert [target["lastError"] for target in targets] == [""]
            del house.accounts["prometheus"]
            house.tokens(hung="token-of-hung-of-staff")
            await until(client, "max(up)", {"": 0})
