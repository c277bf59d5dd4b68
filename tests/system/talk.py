"""Talks with a running daemon: its HTTP interface and its log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import pytest
from prometheus_client.parser import text_string_to_metric_families

T = TypeVar("T")
Document: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, frozenset[tuple[str, str]]]

PATIENCE = 45.0
"""Seconds for anything of which no time is promised, on a very busy machine."""
PAUSE = 0.05
"""Seconds between two looks at something that does not call us."""


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    text: str

    @property
    def json(self) -> Document:
        document: Document = json.loads(self.text)
        return document


@dataclass(frozen=True)
class Metrics:
    """A scrape, read back."""

    values: dict[Key, float]

    def __getitem__(self, name: str) -> float:
        """The value of a series without labels."""
        return self.values[name, frozenset()]

    def of(self, name: str, **labels: str) -> float:
        """The value of the series with exactly these labels."""
        return self.values[name, frozenset(labels.items())]

    def sites(self, name: str) -> set[str]:
        """The values of the label `site` under which a metric is there."""
        return {dict(labels)["site"] for found, labels in self.values if found == name}


class Talk:
    """A daemon that listens at `where` (`host:port`) and logs JSON to a file."""

    def __init__(self, where: str, log: Path) -> None:
        self.where = where
        self.log_path = log

    def ask(self, path: str, method: str = "GET", timeout: float = 30.0) -> Answer:
        """One request on a connection of its own."""
        with closing(HTTPConnection(self.where, timeout=timeout)) as connection:
            connection.request(method, path)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode())

    def ready(self) -> None:
        """Wait until the daemon has started everything."""
        until(lambda: self.ask("/-/ready").status, lambda status: status == 200)

    def document(self) -> Document:
        """All sites as the API has them."""
        return self.ask("/api/v1/sites").json

    def sites(self) -> dict[str, Document]:
        """The same by id."""
        return {site["id"]: site for site in self.document()["sites"]}

    def states(self) -> dict[str, str]:
        """The state of each site."""
        return {ident: site["state"] for ident, site in self.sites().items()}

    def check(self, device: str) -> Document:
        """The only check of a device (`site/device`), in full."""
        site, own = device.split("/")
        found = self.ask(f"/api/v1/sites/{site}").json
        (check,) = (d["checks"][0] for d in found["devices"] if d["id"] == own)
        result: Document = check
        return result

    def metrics(self) -> Metrics:
        """A scrape."""
        families = text_string_to_metric_families(self.ask("/metrics").text)
        return Metrics(
            {(s.name, frozenset(s.labels.items())): s.value for f in families for s in f.samples}
        )

    def figure(self, name: str) -> float:
        """The value of a series without labels, out of a scrape too large to be read whole."""
        lines = self.ask("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def reload(self) -> Answer:
        """POST /-/reload."""
        return self.ask("/-/reload", "POST")

    def log(self, logger: str = "") -> list[Document]:
        """The records of a logger (of all: empty) so far; lines of others are left out."""
        with self.log_path.open(encoding="utf-8") as file:
            records = [json.loads(line) for line in file if line.startswith("{")]
        return [record for record in records if record["logger"].startswith(logger)]

    def transitions(self, device: str) -> list[tuple[str, str, float]]:
        """(from, to, when it was logged as Unix seconds) of a device's check; no first ups."""
        found = []
        for record in self.log("centre"):
            words = dict(w.split("=", 1) for w in record["message"].split() if "=" in w)
            if words.get("check", "").startswith(f"{device}/") and "from" in words:
                found.append((words["from"], words["to"], unix(record["time"])))
        return found


def unix(instant: str) -> float:
    """An ISO 8601 instant as Unix seconds."""
    return datetime.fromisoformat(instant).timestamp()


def until(read: Callable[[], T], holds: Callable[[T], bool], within: float = PATIENCE) -> T:
    """What `read` gives, once something holds of it; fails with the last when time is up."""
    end = time.monotonic() + within
    while not holds(found := read()):
        if time.monotonic() > end:
            pytest.fail(f"not within {within} s; at last: {found}")
        time.sleep(PAUSE)
    return found
