"""Asks a Prometheus over its HTTP API, one question after the other. Blocking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from ssl import SSLContext
from typing import Any, TypeAlias

import httpx

PATIENCE = 150.0
"""Seconds for one answer: Prometheus itself gives up after two minutes."""
SHORT = 200
"""Characters of what a stranger says that are passed on."""
Series: TypeAlias = tuple[Mapping[str, str], Any]
"""Its labels, and its value or values as Prometheus writes them: pairs of time and text."""


class PrometheusError(Exception):
    """It does not answer, or not with what was asked; `code` is a key under `sla.verify`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Login:
    """How Prometheus knows who asks: a name and a password, or a token, or neither."""

    user: str | None = None
    password: str | None = None
    token: str | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """That of a token."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    @property
    def basic(self) -> tuple[str, str] | None:
        """Name and password."""
        return None if self.user is None else (self.user, self.password or "")


@dataclass(frozen=True, slots=True)
class Prometheus:
    """One that is open. Every method raises PrometheusError."""

    client: httpx.Client
    selector: str = ""
    """Matchers that all series must have besides, as PromQL writes them; empty: none."""

    def vector(self, query: str, at: float) -> list[Series]:
        """The series of an instant vector at `at`, Unix seconds."""
        return [(each["metric"], each["value"]) for each in self._asked(query, at, "vector")]

    def samples(self, query: str, at: float) -> list[Series]:
        """The series of a range selector that ends at `at`: raw samples, as they were scraped."""
        return [(each["metric"], each["values"]) for each in self._asked(query, at, "matrix")]

    def values_of(self, label: str, metric: str, start: float, end: float) -> list[str]:
        """The values of a label among the series of a metric in this time."""
        query = {"match[]": self.select(metric), "start": f"{start:.3f}", "end": f"{end:.3f}"}
        found = self._data("GET", f"api/v1/label/{label}/values", query)
        return sorted(map(str, found))

    def select(self, metric: str, **labels: str) -> str:
        """A selector of PromQL: these labels are regular expressions."""
        matchers = [f'{name}=~"{_quoted(value)}"' for name, value in labels.items()]
        return f"{metric}{{{','.join([*matchers, *([self.selector] if self.selector else [])])}}}"

    def _asked(self, query: str, at: float, kind: str) -> list[Any]:
        data = self._data("POST", "api/v1/query", {"query": query, "time": f"{at:.3f}"})
        if not isinstance(data, dict) or data.get("resultType") != kind:
            raise PrometheusError("strange", why=str(data)[:SHORT])
        return list(data["result"])

    def _data(self, method: str, path: str, fields: Mapping[str, str]) -> Any:
        try:
            if method == "GET":
                response = self.client.get(path, params=fields)
            else:
                response = self.client.post(path, data=fields)
        except httpx.HTTPError as error:
            raise PrometheusError("away", why=str(error) or type(error).__name__) from error
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise PrometheusError("login", status=response.status_code)
        return _data_of(response)


def _data_of(response: httpx.Response) -> Any:
    try:
        document = response.json()
    except ValueError as error:
        why = f"HTTP {response.status_code} {response.text[:SHORT]}"
        raise PrometheusError("strange", why=why) from error
    if not isinstance(document, dict) or document.get("status") != "success":
        said = document.get("error", "") if isinstance(document, dict) else ""
        raise PrometheusError("strange", why=f"HTTP {response.status_code} {said}"[:SHORT])
    return document["data"]


@contextmanager
def opened(url: str, login: Login, tls: SSLContext | None, selector: str) -> Iterator[Prometheus]:
    """The Prometheus at `url`. Raises PrometheusError where that is no URL."""
    if not url.startswith(("http://", "https://")):
        raise PrometheusError("no-url", url=url)
    with httpx.Client(
        base_url=url.rstrip("/") + "/",
        headers=dict(login.headers),
        auth=login.basic,
        verify=tls or True,
        timeout=PATIENCE,
    ) as client:
        yield Prometheus(client, selector)


def one_of(names: list[str]) -> str:
    """A regular expression of PromQL that matches these and nothing else."""
    return "|".join(re.escape(name) for name in names)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
