"""The bar that `check` draws while it measures."""

from __future__ import annotations

import asyncio
import io
import time

from rich.console import Console

from monitord.cli.measure import Measurement
from monitord.cli.quality.asking import Rounds
from monitord.cli.quality.progress import PATIENCE, progress
from monitord.cli.quality.whole import Whole
from monitord.model.settings import RtpCheck
from monitord.texts import texts
from tests.cli.quality.results import G711, ROUTER


async def drawn(*, terminal: bool) -> str:
    """What is drawn while a stream of 10 s is in its fourth second."""
    rounds = Rounds([], [], running=(ROUTER, RtpCheck(G711), time.monotonic() - 3))
    whole = Whole(Measurement([], 1, "Asia/Ho_Chi_Minh"), rounds)
    out = Console(file=io.StringIO(), force_terminal=terminal, width=120)
    bar = asyncio.create_task(progress(out, whole, texts("vi"), "Điểm cầu"))
    await asyncio.wait([bar], timeout=PATIENCE + 0.3)
    bar.cancel()
    await asyncio.wait([bar])
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


async def test_the_seconds_of_a_stream_are_counted_on_a_terminal() -> None:
    seen = await drawn(terminal=True)
    assert "Đang gửi luồng đo g711 tới x-du/rt" in seen
    assert "4/10" in seen


async def test_nothing_is_drawn_in_a_pipe() -> None:
    assert await drawn(terminal=False) == ""
