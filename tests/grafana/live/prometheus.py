"""A real Prometheus with the deployed rules, and its HTTP API."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import yaml

RULES = Path(__file__).parents[3] / "deploy" / "prometheus" / "rules"
SCRAPES_EVERY = 3
"""Seconds. The rules are evaluated as often."""
HASTE = 15
"""Five minutes are twenty seconds."""
Labels: TypeAlias = Mapping[str, str]
Document: TypeAlias = dict[str, Any]


class RefusedError(Exception):
    """Prometheus does not take a question; the message is its own."""


@dataclass(frozen=True, slots=True)
class Series:
    """One of an answer."""

    labels: Labels
    value: float
    """Of a range the last one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave."""

    series: tuple[Series, ...]
    seconds: float
    """How long Prometheus says that the evaluation took."""

    def by(self, *labels: str) -> dict[tuple[str, ...], float]:
        """The values by some labels, which tell all series apart."""
        found = {
            tuple(each.labels.get(it, "") for it in labels): each.value for each in self.series
        }
        assert len(found) == len(self.series), f"{labels} do not tell the series apart"
        return found


class Prometheus:
    """A running one."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def instant(self, query: str, at: float) -> Answer:
        """An instant query at a time, Unix seconds. Raises RefusedError."""
        return self._asked("query", {"query": query, "time": at})

    def over(self, query: str, start: float, end: float, step: float) -> Answer:
        """A range query; seconds. Raises RefusedError."""
        span = {"start": start, "end": end, "step": step}
        return self._asked("query_range", {"query": query, **span})

    def label_values(self, label: str, match: str, start: float, end: float) -> list[str]:
        """The values of a label in series that a selector chooses; all series: an empty one."""
        parameters = {"start": start, "end": end} | ({"match[]": match} if match else {})
        found: list[str] = self.get(f"label/{label}/values", parameters)
        return found

    def get(self, path: str, parameters: Mapping[str, str | float] | None = None) -> Any:
        """The `data` of an answer. Raises RefusedError."""
        document = self._client.get(f"/api/v1/{path}", params=parameters).json()
        if document["status"] != "success":
            raise RefusedError(document["error"])
        return document["data"]

    def scraped(self) -> str:
        """When the last scrape that succeeded began, ISO 8601; empty before the first."""
        try:
            targets: list[Document] = self.get("targets")["activeTargets"]
        except httpx.TransportError:
            return ""
        return max((each["lastScrape"] for each in targets if each["health"] == "up"), default="")

    def evaluated(self) -> str:
        """When the last round of all rules began, ISO 8601; empty before the first."""
        groups: list[Document] = self.get("rules")["groups"]
        return min((group["lastEvaluation"] for group in groups), default="")

    def _asked(self, path: str, parameters: Mapping[str, str | float]) -> Answer:
        data = self.get(path, {**parameters, "stats": "true"})
        taken = data["stats"]["timings"]["evalTotalTime"]
        if data["resultType"] in ("scalar", "string"):
            return Answer((Series({}, float(data["result"][1])),), taken)
        return Answer(tuple(map(_series, data["result"])), taken)


def _series(found: Document) -> Series:
    last = found["value"] if "value" in found else found["values"][-1]
    return Series(found["metric"], float(last[1]))


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[Prometheus]:
    """One that scrapes `target` and evaluates the deployed rules; it may not listen yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        where = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "prometheus.yml"
    config.write_text(yaml.safe_dump(_config(folder, target)))
    process = subprocess.Popen(
        [
            "prometheus",
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={where}",
            "--log.level=warn",
        ]
    )
    try:
        with httpx.Client(base_url=f"http://{where}", timeout=60.0) as client:
            yield Prometheus(client)
    finally:
        process.kill()
        process.wait()


def _config(folder: Path, target: str) -> Document:
    every = f"{SCRAPES_EVERY}s"
    scraped = {"job_name": "monitord", "static_configs": [{"targets": [target]}]}
    return {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
        "rule_files": [str(_hastened(rules, folder)) for rules in sorted(RULES.glob("*.yml"))],
        "scrape_configs": [scraped],
    }


def _hastened(rules: Path, folder: Path) -> Path:
    """A copy of a file of rules that are evaluated as often as all is scraped.

    Those that record look back less far too: the stage has no five minutes behind it.
    """
    document: Document = yaml.safe_load(rules.read_text(encoding="utf-8"))
    for group in document["groups"]:
        group.pop("interval", None)
        for rule in group["rules"]:
            if "record" in rule:
                rule["expr"] = hastened(rule["expr"])
    copy = folder / rules.name
    copy.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return copy


def hastened(expr: str) -> str:
    """A question whose ranges and offsets are `HASTE` times shorter."""

    def shorter(found: re.Match[str]) -> str:
        parts = _PART.findall(found[2])
        return f"{found[1]}{sum(int(n) * _MILLISECONDS[unit] for n, unit in parts) // HASTE}ms"

    return _SPAN.sub(shorter, expr)


_SPAN = re.compile(r"(\[|:|\boffset\s+)((?:\d+(?:ms|[smhdw]))+)")
_PART = re.compile(r"(\d+)(ms|[smhdw])")
_MILLISECONDS = {
    "ms": 1,
    "s": 1000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
}
