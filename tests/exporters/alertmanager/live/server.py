"""A real Alertmanager that can be stopped, killed and started again."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

PROGRAM = shutil.which("prometheus-alertmanager") or ""
T = TypeVar("T")
LATENCY = "alertmanager_notification_latency_seconds_count"
CONFIG = """
route: {{receiver: people, group_by: [incident], group_wait: 200ms, group_interval: 400ms}}
receivers: [{{name: people, webhook_configs: [{{url: "http://127.0.0.1:{port}/"}}]}}]
"""


def nothing_under_way(metrics: str) -> bool:
    """Whether every message that was begun has been noted as sent, by Alertmanager's metrics.

    People hear a message before that; one that ends in between does not know that it told them.
    """
    begun, done = (
        sum(int(line.split()[-1]) for line in metrics.splitlines() if line.startswith(f"{name}{{"))
        for name in ("alertmanager_notifications_total", LATENCY)
    )
    return begun == done


async def until(look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool]) -> T:
    """What `look` finds, as soon as it is what is wanted."""
    async with asyncio.timeout(20):
        while not wanted(found := await look()):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.03)
    return found


class Alertmanager:
    """One replica on a port of its own, which it keeps."""

    def __init__(self, folder: Path, people: int, web: str | None = None) -> None:
        """`people`: the webhook's port; `web`: its web configuration file (TLS, users)."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder / str(self.port)
        self._folder.mkdir()
        (self._folder / "alertmanager.yml").write_text(CONFIG.format(port=people))
        self._options = [] if web is None else [f"--web.config.file={folder / 'web.yml'}"]
        if web is not None:
            (folder / "web.yml").write_text(web)
        self._process: asyncio.subprocess.Process | None = None
        self.store = 0
        """Of the folder with silences and notifications sent: another number, an empty one."""

    async def start(self) -> None:
        """Start it, and wait until it accepts connections."""
        self._process = await asyncio.create_subprocess_exec(
            PROGRAM,
            f"--config.file={self._folder / 'alertmanager.yml'}",
            f"--storage.path={self._folder / f'store-{self.store}'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=",
            "--log.level=error",
            *self._options,
        )
        await until(self._accepts, bool)

    async def stop(self, *, kill: bool = False) -> None:
        """End it properly, so that it writes down what it told people; or kill it."""
        if self._process is not None and self._process.returncode is None:
            if kill:
                self._process.kill()
            else:
                await until(self._metrics, nothing_under_way)
                self._process.terminate()
            await self._process.wait()

    def signal(self, number: int) -> None:
        """Send it a signal; while it is stopped it takes connections and says nothing."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ask(self, path: str) -> Any:
        """The answer to a GET of its API."""
        return (await self._get(f"/api/v2{path}")).json()

    async def _metrics(self) -> str:
        return (await self._get("/metrics")).text

    async def _get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            answer = await client.get(path)
            answer.raise_for_status()
            return answer

    async def _accepts(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True
