"""The real web server over a desk in memory, in a thread: on a Unix socket and on loopback."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from exporters.prometheus.exposition import Exposition
from exporters.prometheus.own import SelfMetrics
from exporters.web.app import create_app
from exporters.web.server import WebServer
from exporters.web.sources import ReloadResult, WebSources
from monitord.model.doors import Account
from monitord.model.incidents import Incident
from tests.desk.desk import MemoryDesk, desk_of
from tests.desk.reckoning import MemoryReckoning
from tests.exporters.province import province

ADVICE = {
    "what_to_do": "1. Hỏi còn điện không.\n2. Báo hỏng kèm kết quả dò đường.",
    "clerk": "Xin anh/chị xem phiếu điểm cầu ở tủ thiết bị; không rút dây quang.",
    "hotline": "VNPT Thanh Hóa 18001166",
}
TOKEN = "s3cret-of-hung"


@dataclass(frozen=True, slots=True)
class Served:
    """A daemon as far as the desk goes."""

    socket: Path
    url: str
    desk: MemoryDesk
    reckoning: MemoryReckoning


@contextmanager
def served(path: Path, now: datetime, port: int = 0) -> Iterator[Served]:
    """Answers at the Unix socket `path` and on loopback until the block ends."""
    desk, reckoning = desk_of(now), MemoryReckoning()
    unix, tcp = socket.socket(socket.AF_UNIX), socket.create_server(("127.0.0.1", port))
    unix.bind(str(path))
    ready, enough = Event(), Event()
    serve = Thread(target=asyncio.run, args=(_serve(desk, reckoning, [unix, tcp], ready, enough),))
    serve.start()
    ready.wait()
    try:
        yield Served(path, f"http://127.0.0.1:{tcp.getsockname()[1]}", desk, reckoning)
    finally:
        enough.set()
        serve.join()


async def _serve(
    desk: MemoryDesk,
    reckoning: MemoryReckoning,
    sockets: list[socket.socket],
    ready: Event,
    enough: Event,
) -> None:
    server = WebServer()
    await server.start(create_app(_sources(desk, reckoning)), sockets)
    ready.set()
    await asyncio.to_thread(enough.wait)
    await server.stop()


def _sources(desk: MemoryDesk, reckoning: MemoryReckoning) -> WebSources:
    scene, own = province(40), SelfMetrics("1.2.3", lambda: 1000.0)

    async def reload() -> ReloadResult:
        return ReloadResult("", 0, 0, 0)

    def advice(incident: Incident, language: str | None) -> Mapping[str, str]:
        return ADVICE if language == "vi" else {"what_to_do": "1. Report the fault."}

    return WebSources(
        poller=lambda: scene.poller,
        centre=lambda: scene.centre,
        render_metrics=Exposition(
            lambda: scene.poller, lambda: scene.centre, own, desk.now.timestamp
        ).render,
        reload=reload,
        ready=lambda: True,
        now=desk.now.timestamp,
        desk=desk,
        reckoning=reckoning,
        accounts=lambda: {"hung": Account("hung", "operate", token=TOKEN)},
        advice=advice,
    )


if __name__ == "__main__":
    with served(Path(sys.argv[1]), datetime.now(UTC)) as forever:
        print(forever.url, flush=True)
        sys.stdin.read()
