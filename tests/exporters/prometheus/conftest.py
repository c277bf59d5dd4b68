"""An exposition over a province that the test may replace."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from exporters.prometheus.exposition import Exposition, Rendered
from exporters.prometheus.own import SelfMetrics
from tests.exporters.prometheus.standings import with_month
from tests.exporters.prometheus.troubles import Keeper, incident, troubled
from tests.exporters.province import NOW, Province, equipped, province, talkative

OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@dataclass
class Stage:
    """What is scraped, and when."""

    province: Province
    now: float = NOW
    ticks: float = 1000.0
    exposition: Exposition = field(init=False)
    own: SelfMetrics = field(init=False)

    def __post_init__(self) -> None:
        self.own = SelfMetrics("1.2.3", lambda: self.ticks)
        self.own.watch_store(Keeper())
        self.own.alerts_posted("http://127.0.0.1:9093", "accepted", 1)
        self.own.notified("zalo", "sent", 1)
        self.exposition = Exposition(
            lambda: self.province.poller, lambda: self.province.centre, self.own, lambda: self.now
        )

    async def scrape(self, accept: str = "", accept_encoding: str = "") -> Rendered:
        return await self.exposition.render(accept, accept_encoding)


@pytest.fixture
def stage() -> Stage:
    """Forty sites: every state occurs, and one device says everything that one can."""
    everything = with_month(talkative(equipped(province(40))))
    return Stage(troubled(everything, incident("261122-K7QF", "xa-00020"), windows=("xa-00030",)))
