"""kill -9 while a closed month is corrected: its revision and the correction, or neither."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from monitord.store import closings, corrections
from monitord.store.engine import prepare, read
from tests.store.test_ledger import QUALITY

PROGRAM = "tests.store.kills.revising"


@pytest.mark.parametrize("seconds", [0.05, 0.31])
def test_a_revision_is_there_with_its_corrections_or_not_at_all(url: str, seconds: float) -> None:
    said = killed_after(url, seconds)
    engine = prepare(url)
    kept = read(engine, closings.of)
    entered = [each.id for each in read(engine, corrections.all_of)]
    frozen = read(engine, lambda connection: closings.frozen(connection, "2026-10"))
    engine.dispose()
    assert len(kept) - said in (0, 1), "what was said to be kept is, and one more at most"
    assert [each.revision for each in kept] == list(range(1, len(kept) + 1))
    assert [each.corrections for each in kept] == entered[1::2]
    assert len(entered) == 2 * len(kept)
    assert frozen == QUALITY


def killed_after(url: str, seconds: float) -> int:
    """The last revision of which the program said that it is kept, `seconds` after its first."""
    process = subprocess.Popen(
        [sys.executable, "-m", PROGRAM, url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    rest, _ = process.communicate()
    return int((first + rest).splitlines()[-1])
