"""An application over a synthetic province, reached without a socket."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest

from exporters.prometheus.exposition import Exposition
from exporters.prometheus.own import SelfMetrics
from exporters.web.app import create_app
from exporters.web.sources import ReloadProblems, ReloadResult, WebSources
from monitord.model.doors import Account, Role
from monitord.model.snapshot import CentreSnapshot, PollerSnapshot
from tests.desk.desk import MemoryDesk, desk_of
from tests.desk.reckoning import MemoryReckoning
from tests.exporters.province import NOW, Province, province


@dataclass
class House:
    """What the application asks, changeable by the test."""

    province: Province = field(default_factory=lambda: province(40))
    started: bool = True
    outcome: ReloadResult | ReloadProblems = field(
        default_factory=lambda: ReloadResult("fedcba9876543210", 3, 2, 1)
    )
    reloads: int = 0
    now: float = NOW
    desk: MemoryDesk = field(default_factory=lambda: desk_of(datetime.fromtimestamp(NOW, UTC)))
    reckoning: MemoryReckoning = field(default_factory=MemoryReckoning)
    accounts: dict[str, Account] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def sources(self) -> WebSources:
        """The callables of the daemon."""

        def poller() -> PollerSnapshot:
            return self.province.poller

        def centre() -> CentreSnapshot:
            return self.province.centre

        own = SelfMetrics("1.2.3", lambda: 1000.0)
        exposition = Exposition(poller, centre, own, lambda: self.now)
        return WebSources(
            poller=poller,
            centre=centre,
            render_metrics=exposition.render,
            reload=self.reload,
            ready=lambda: self.started,
            now=lambda: self.now,
            desk=self.desk,
            reckoning=self.reckoning,
            accounts=lambda: self.accounts,
            refused=self.refuse,
            advice=lambda incident, language: {"what_to_do": f"{language}: {incident.id}"},
        )

    def tokens(self, role: Role = "operate", provider: str | None = None, **tokens: str) -> None:
        """Users with a token each, by name."""
        for name, token in tokens.items():
            self.accounts[name] = Account(name, role, provider, token=token)

    def refuse(self, reason: str) -> None:
        self.refused[reason] += 1

    async def reload(self) -> ReloadResult | ReloadProblems:
        self.reloads += 1
        return self.outcome


@pytest.fixture
def house() -> House:
    """Forty sites, started."""
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the application itself; its errors are answers, as on the wire."""
    transport = httpx.ASGITransport(create_app(house.sources()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://monitord") as client:
        yield client
