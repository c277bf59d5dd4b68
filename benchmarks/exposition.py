"""A scrape at the real series count, beside prometheus_client over the very same series.

CPU is of the whole process, threads included: the median of the runs. In as many runs of their
own a timer of 1 ms runs meanwhile: the loop's lag is how late it was at worst, beside that of an
idle loop, for other processes on the machine delay both; *held* is the most CPU that this process
spent between two ticks, which they do not touch.
"""

from __future__ import annotations

import asyncio
import gc
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from time import monotonic, perf_counter, process_time

from prometheus_client import Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from exporters.prometheus.exposition import GZIP, Exposition
from exporters.prometheus.own import SelfMetrics
from exporters.web.app import Web
from exporters.web.sources import ReloadResult, WebSources
from tests.desk.desk import MemoryDesk
from tests.desk.reckoning import MemoryReckoning
from tests.exporters.province import NOW, Province, province, streaming

SIZES = (621, 5000)
RUNS = 5
TICK = 0.001
"""Seconds."""

Answer = Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Row:
    """One way of answering."""

    sites: int
    way: str
    series: int
    cpu: float
    """Seconds."""
    lag: float
    """Seconds that the event loop was late at worst."""
    held: float
    """Seconds of CPU spent at worst between two ticks of the timer."""
    size: int
    """Bytes."""


def run(sizes: Iterable[int] = SIZES) -> list[Row]:
    """Every way at every size."""
    return [row for sites in sizes for row in asyncio.run(_rows(sites))]


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| sites | series | way | CPU ms | loop lag ms | held ms | KiB |",
        "|--:|--:|---|--:|--:|--:|--:|",
    ]
    for row in rows:
        figures = " | ".join(f"{seconds * 1e3:.1f}" for seconds in (row.cpu, row.lag, row.held))
        figures += f" | {row.size / 1024:,.0f}"
        lines.append(f"| {row.sites:,} | {row.series:,} | {row.way} | {figures} |")
    return "\n".join(lines)


async def _rows(sites: int) -> list[Row]:
    scene = streaming(province(sites), sites * 100 // 621)
    gc.collect()
    gc.freeze()  # else a full collection of what was loaded falls into some row
    exposition = _exposition(scene)
    body = (await exposition.render("", "")).body
    series = sum(not line.startswith(b"#") for line in body.splitlines())
    ours: dict[str, Answer] = {
        "an idle loop": _idle,
        "monitord, the first scrape": lambda: _scrape(_exposition(scene), "gzip"),
        "monitord, gzip −1": lambda: _scrape(exposition, "gzip"),
        "monitord, plain": lambda: _scrape(exposition, ""),
        "monitord, JSON of all sites": _sites(scene, exposition),
    }
    rows = [Row(sites, way, series, *await _measured(ours[way], RUNS)) for way in ours]
    reference = _Parsed(body)  # after ours, for its millions of objects burden the collector
    theirs: dict[str, Answer] = {
        "prometheus_client, plain": _at_once(lambda: generate_latest(reference)),
        "its gzip −9": _at_once(lambda: zlib.compress(body, 9, GZIP)),
        "gzip −1 of the same": _at_once(lambda: zlib.compress(body, 1, GZIP)),
    }
    rows += [Row(sites, way, series, *await _measured(theirs[way], 2)) for way in theirs]
    gc.unfreeze()
    return rows


async def _measured(answer: Answer, runs: int) -> tuple[float, float, float, int]:
    costs, ticks = [], []
    for _ in range(runs):
        before = process_time()
        body = await answer()
        costs.append(process_time() - before)
        ticks += await _ticks(answer)
    lag, held = (max(each) for each in zip(*ticks, strict=True))
    return median(costs), lag, held, len(body)


async def _ticks(answer: Answer) -> list[tuple[float, float]]:
    """How late each tick of a timer was while `answer` was under way, and the CPU before it."""
    ticks: list[tuple[float, float]] = []

    async def tick() -> None:
        while True:
            due, spent = perf_counter() + TICK, process_time()
            await asyncio.sleep(TICK)
            ticks.append((perf_counter() - due, process_time() - spent))

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(TICK)
    await answer()
    await asyncio.sleep(2 * TICK)
    ticking.cancel()
    return ticks


async def _idle() -> bytes:
    await asyncio.sleep(0.1)
    return b""


def _exposition(scene: Province) -> Exposition:
    own = SelfMetrics("0", monotonic)
    return Exposition(lambda: scene.poller, lambda: scene.centre, own, lambda: NOW)


async def _scrape(exposition: Exposition, accept_encoding: str) -> bytes:
    return (await exposition.render("", accept_encoding)).body


def _sites(scene: Province, exposition: Exposition) -> Answer:
    async def no_reload() -> ReloadResult:
        return ReloadResult("", 0, 0, 0)

    web = Web(
        WebSources(
            poller=lambda: scene.poller,
            centre=lambda: scene.centre,
            render_metrics=exposition.render,
            reload=no_reload,
            ready=lambda: True,
            now=lambda: NOW,
            desk=MemoryDesk(datetime.fromtimestamp(NOW, UTC)),
            reckoning=MemoryReckoning(),
            accounts=dict,
        )
    )
    return web.all_sites


def _at_once(work: Callable[[], bytes]) -> Answer:
    async def answer() -> bytes:
        return work()

    return answer


class _Parsed(Collector):
    """The families of an exposition, ready to be written again."""

    def __init__(self, body: bytes) -> None:
        self.families = list(text_string_to_metric_families(body.decode()))

    def collect(self) -> Iterator[Metric]:
        return iter(self.families)


if __name__ == "__main__":
    print(table(run()))
