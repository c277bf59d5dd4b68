"""What a comparison with Prometheus found, in words."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from monitord.cli.sla.verified import Verified, told
from monitord.sla.months import month_of
from monitord.sla.scrapes import Scrapes
from monitord.texts import texts


@pytest.mark.parametrize(("language", "month"), [("vi", "tháng 10/2026"), ("en", "2026-10")])
def test_the_month_reads_as_it_does_in_the_other_commands(language: str, month: str) -> None:
    october = month_of("2026-10", "Asia/Ho_Chi_Minh", datetime(2026, 10, 1, tzinfo=UTC))
    begins = october.start.timestamp()
    scraped = Scrapes([begins + 60.0 * n for n in range(3)])
    out = Console(file=io.StringIO(), width=200)
    first = next(told(out, texts(language), Verified(october, scraped, [])))
    assert month in str(first)
