"""The province with its faults, scraped and then frozen; and all that is asked about it afterwards.

Frozen: what the API says was the same before two whole scrapes and after them, with every rule
evaluated twice in between. Prometheus keeps that moment, `Recorded.at`, so everything is asked as
of it, and neither the daemon nor the province is needed any more: they end before the first
question.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from tests.grafana.live import overlay, plot
from tests.grafana.live.prometheus import Prometheus, prometheus
from tests.scenarios.acts import UnixConnection
from tests.system.housed import Housed, housed
from tests.system.talk import until

Document: TypeAlias = dict[str, Any]

PATIENCE = 300.0
"""Seconds for the province to come to a state; an idle machine takes a fifteenth of it."""
TRIES = 8
"""So often something may still move while all is scraped twice."""
MOVING = frozenset({"devices"})
"""What their checks measure again and again is not part of how sites are."""
BLAMED = 'monitord_provider_sla_down_seconds{provider="vnpt",class="provider"}'
"""Downtime for which a provider answers: of this month, and worked out anew when it is said."""
STALLED = 10
"""Test streams that may never have been measured: a busy machine cannot keep the pace of all."""


@dataclass(frozen=True, slots=True)
class Api:
    """What the API says at one moment."""

    verdict: Document
    sites: Mapping[str, Document]
    incidents: Mapping[str, Document]
    windows: Mapping[str, Document]
    """Those in force."""
    circuits: Mapping[str, Document]
    """Of the sites in `plot.TOLD_OF`: the API tells of circuits site by site."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The frozen moment."""

    ask: Prometheus
    at: float
    """Unix seconds."""
    since: float
    """When everything had been measured, before the faults."""
    api: Api
    database: str
    """Its URL; nobody writes into it any more."""
    rules: Sequence[Document]
    """As Prometheus shows each, with its health."""


@contextmanager
def recorded(folder: Path) -> Iterator[Recorded]:
    """The stage as it was; when it is given, only Prometheus still runs."""
    with ExitStack() as kept, ExitStack() as province:
        inventory = overlay.write(folder, datetime.now(UTC))
        daemon = province.enter_context(
            housed(inventory, secrets=overlay.RECEIVER, MONITORD_SUMMARY_EVERY="4s")
        )
        ask = kept.enter_context(prometheus(folder, daemon.where))
        until(lambda: _restless(daemon), lambda left: not left, PATIENCE)
        until(lambda: ask.instant(BLAMED, time.time()).series, bool, PATIENCE)
        since = time.time()
        _play(daemon, folder / "socket")
        until(lambda: ask.instant(f"{BLAMED} > 0", time.time()).series, bool, PATIENCE)
        api, at = _frozen(daemon, ask)
        rules = [rule for group in ask.get("rules")["groups"] for rule in group["rules"]]
        province.close()
        yield Recorded(ask, at, since, api, f"sqlite:///{folder / 'monitord.db'}", rules)


def _restless(daemon: Housed) -> list[str]:
    """The sites that are not yet as they are before anything happens, or not wholly measured."""
    sites = {ident: site for ident, site in daemon.sites().items() if ident not in overlay.NAMELESS}
    stalled = [ident for ident, site in sites.items() if "rtp" in _unmeasured(site)]
    return [
        ident
        for ident, site in sites.items()
        if site["state"] not in plot.CALM or _unmeasured(site) - {"rtp"}
    ] + stalled * (len(stalled) > STALLED)


def _unmeasured(site: Document) -> set[str]:
    """The probes of a site that have not all measured something."""
    checks = (check for device in site["devices"] for check in device["checks"])
    return {check["probe"] for check in checks if check["state"] == "unknown"}


def _play(daemon: Housed, commands: Path) -> None:
    """All that happens, until it has come to all that it comes to."""
    for target, fault in plot.FAULTS:
        daemon.fault(fault, **target)
    until(lambda: _unlike(daemon), lambda left: not left, PATIENCE)
    until(lambda: set(_open(daemon)), lambda found: found == plot.INCIDENTS, PATIENCE)
    ident = _open(daemon)["site", plot.TAKEN_CARE_OF, "silence"]
    for act, body in plot.ACTS.items():
        _command(commands, f"/api/v1/incidents/{ident}/{act}", body)


def _unlike(daemon: Housed) -> list[tuple[str, str]]:
    """Sites that are not as they are in the end, and how they are."""
    sites = daemon.sites()
    below = (ident for ident, site in sites.items() if f"/{plot.DISTRICT}/" in site["path"])
    expected = {**dict.fromkeys(below, "unreachable"), **plot.STATES}
    states = ((ident, site["state"]) for ident, site in sites.items())
    return [each for each in states if each[1] != expected.get(each[0], "up")]


def _open(daemon: Housed) -> dict[tuple[str, str, str], str]:
    return {
        (each["scope"], each["subject"], each["aspect"]): each["id"]
        for each in daemon.ask("/api/v1/incidents").json["incidents"]
    }


def _command(commands: Path, where: str, body: object) -> None:
    with closing(UnixConnection(commands)) as connection:
        connection.request("POST", where, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        assert response.status == 200, response.read().decode()


def _frozen(daemon: Housed, ask: Prometheus) -> tuple[Api, float]:
    """What the API says, and a moment at which all that Prometheus has is as old as that."""
    before = _said(daemon)
    for _ in range(TRIES):
        for news in (ask.scraped, ask.scraped, ask.evaluated, ask.evaluated):
            _wait_for(news)
        at = time.time()
        after = _said(daemon)
        as_played = not _unlike(daemon) and set(_open(daemon)) == plot.INCIDENTS
        scraped = ask.instant("up", at).by() == {(): 1.0}
        if as_played and scraped and _still(before) == _still(after):
            return after, at
        before = after
    raise AssertionError("the province does not come to rest")


def _wait_for(news: Callable[[], str]) -> None:
    """Wait for one that begins from now on, and has ended."""
    now = datetime.now(UTC)
    until(news, lambda began: bool(began) and datetime.fromisoformat(began) > now, PATIENCE)


def _said(daemon: Housed) -> Api:
    document = daemon.document()
    windows = daemon.ask("/api/v1/maintenance").json["windows"]
    sites = {site["id"]: site for site in document["sites"]}
    return Api(
        document["verdict"],
        sites,
        {each["id"]: each for each in daemon.ask("/api/v1/incidents").json["incidents"]},
        {each["id"]: each for each in windows if each["in_force"] is not None},
        dict(_circuits(daemon, plot.TOLD_OF)),
    )


def _circuits(daemon: Housed, sites: Iterable[str]) -> Iterator[tuple[str, Document]]:
    for ident in sites:
        for circuit in daemon.ask(f"/api/v1/sites/{ident}").json["circuits"]:
            yield circuit["id"], {**circuit, "site": ident}


def _still(found: Any) -> Any:
    """The same without what moves."""
    if isinstance(found, Api):
        return [_still(getattr(found, name)) for name in found.__slots__]
    if isinstance(found, dict):
        return {key: _still(value) for key, value in found.items() if key not in MOVING}
    return [_still(each) for each in found] if isinstance(found, list) else found
