"""promtool, the judge of names, types and helps."""

from __future__ import annotations

import asyncio
import shutil

import pytest

from tests.exporters.prometheus.conftest import Stage

PROMTOOL = shutil.which("promtool") or ""


@pytest.mark.system
@pytest.mark.skipif(not PROMTOOL, reason="promtool is not installed (Debian: prometheus)")
async def test_promtool_finds_nothing_to_say(stage: Stage) -> None:
    checker = await asyncio.create_subprocess_exec(
        *(PROMTOOL, "check", "metrics"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await checker.communicate((await stage.scrape()).body)
    assert (said.decode(), checker.returncode) == ("", 0)
