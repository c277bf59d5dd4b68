"""The wall clock steps by an hour, forward and back: probing goes on, and the calendar is right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from tests.daemon.stepped_clock import INTERVAL

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
LATE = 0.5
"""Seconds by which a turn or an edge may be late on a busy machine."""

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed (Debian: faketime)"),
]


def test_an_hour_forward_and_back_neither_stops_nor_bursts_anything(tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    offset.write_text("+0")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.daemon.stepped_clock"],
        env={
            **os.environ,
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=40,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["failures"] == []
    forward, back = seen["steps"]
    assert forward == pytest.approx(3600, abs=1)
    assert back == pytest.approx(-3600, abs=1)
    # An edge is noticed with the echo after it, which takes its time-out to be lost.
    assert [at - due for at, due in zip(seen["edges"], (2, 5), strict=True)] == pytest.approx(
        [INTERVAL, INTERVAL], abs=LATE
    )
    sent = seen["sent_at"]
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert max(gaps) <= INTERVAL + LATE
    assert median(gaps) == pytest.approx(INTERVAL, rel=0.2)
    # A turn may be late, by one interval at most, and the next on time: no more than that at once.
    assert min(b - a for a, b in zip(sent, sent[3:], strict=False)) >= 1.9 * INTERVAL
    assert seen["alive"] == ["up"]
