"""A client that scrapes the daemon as Prometheus does, and what its answers say."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic, sleep
from types import TracebackType
from typing import Self, TypeAlias

PATIENCE = 30.0
"""Seconds for one answer."""
STARTS_IN = 60.0
"""Seconds in which a daemon must be ready."""

Samples: TypeAlias = Mapping[str, float]
"""Values by series, as they are written: `name{label="…"}`."""


class NotServedError(Exception):
    """The daemon gave no proper answer."""


@dataclass(frozen=True, slots=True)
class Scrape:
    """When one was asked for and answered, CLOCK_MONOTONIC seconds."""

    begin: float
    end: float
    size: int
    """Compressed bytes."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How late the daemon's loop was between two scrapes, by its own histogram."""

    samples: int
    within: float
    """The smallest bound of the histogram that all are within, seconds; infinity above it."""
    over: int
    """How many were above 20 ms."""

    def __str__(self) -> str:
        bound = "over 500 ms" if self.within == float("inf") else f"≤ {self.within * 1e3:.0f} ms"
        return f"{bound}, {self.over} of {self.samples:,} over 20 ms"


def connect(web: str) -> HTTPConnection:
    """To `host:port`."""
    host, _, port = web.rpartition(":")
    return HTTPConnection(host, int(port), timeout=PATIENCE)


def fetch(connection: HTTPConnection) -> bytes:
    """`/metrics`, compressed. Raises NotServedError."""
    connection.request("GET", "/metrics", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise NotServedError(f"/metrics answered {answer.status}")
    return body


def totals(web: str, sites: Iterable[str]) -> dict[str, dict[str, int]]:
    """What `/api/v1/sites/{id}` tells of each device's echoes so far, by the device's id.

    Raises NotServedError.
    """
    found: dict[str, dict[str, int]] = {}
    with closing(connect(web)) as connection:
        for site in sites:
            connection.request("GET", f"/api/v1/sites/{site}")
            answer = connection.getresponse()
            document = json.loads(answer.read())
            if answer.status != 200:
                raise NotServedError(f"site {site}: {answer.status}")
            for device in document["devices"]:
                for check in device["checks"]:
                    found[f"{site}/{device['id']}"] = check["totals"]
    return found


def samples(web: str) -> Samples:
    """One scrape, read."""
    with closing(connect(web)) as connection:
        return parse(gzip.decompress(fetch(connection)).decode())


def parse(text: str) -> Samples:
    """The samples of an exposition without time stamps, as ours is."""
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {series: float(value) for series, _, value in lines}


def total(of: Samples, name: str, *having: str) -> float:
    """The sum over all series of a metric whose labels contain each of `having`."""
    return sum(
        value
        for series, value in of.items()
        if series.partition("{")[0] == name and all(label in series for label in having)
    )


def lag(before: Samples, after: Samples) -> Lag:
    """The loop's lag between two scrapes."""
    name = "monitord_loop_lag_seconds_bucket"
    grown = {
        float(series.split('"')[1]): round(after[series] - before.get(series, 0))
        for series in after
        if series.startswith(name)
    }
    seen = grown[float("inf")]
    within = min(bound for bound, number in grown.items() if number == seen)
    return Lag(seen, within, seen - grown[0.02])


def wait_ready(web: str) -> None:
    """Until the daemon says so. Raises NotServedError after a minute."""
    end = monotonic() + STARTS_IN
    while monotonic() < end:
        with closing(connect(web)) as connection:
            connection.request("GET", "/-/ready")
            if connection.getresponse().status == 200:
                return
        sleep(0.1)
    raise NotServedError(f"not ready after {STARTS_IN:.0f} s")


class Scraper:
    """Scrapes in a thread, over one connection, until left. Use it as a context manager."""

    def __init__(self, web: str, every: float) -> None:
        """`every` in seconds, the first at once."""
        self.web = web
        self.every = every
        self.scrapes: list[Scrape] = []
        self.failure: Exception | None = None
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scraper")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End. Raises what a scrape raised."""
        self._left.set()
        self._thread.join()
        if self.failure is not None and error is None:
            raise self.failure

    def _run(self) -> None:
        try:
            with closing(connect(self.web)) as connection:
                while True:
                    begin = monotonic()
                    size = len(fetch(connection))
                    self.scrapes.append(Scrape(begin, monotonic(), size))
                    if self._left.wait(max(0.0, begin + self.every - monotonic())):
                        return
        except (OSError, NotServedError) as failure:
            self.failure = failure
