"""Who condenses may be killed at any moment: nothing is lost, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest

from monitord.store import quality
from monitord.store.condense import condense
from monitord.store.engine import prepare, read, transact
from monitord.store.quality import FinishedSlots, finished, strips
from tests.store.slotted import HANOI, OCTOBER, all_of, slots_of, sums
from tests.store.test_quality_condensed import IN_OCTOBER, OLD

pytestmark = pytest.mark.waits
CHECKS = [f"h-{n}/rt/icmp" for n in range(6)]
SLOTS = [slot for check in CHECKS for slot in slots_of(OCTOBER, 300, check)]
FIRST = "import sys; from tests.store.test_quality_killed import *; forever(sys.argv[1])"


def forever(url: str) -> None:
    """Condense, one day of one check after the other; says when each is committed."""
    engine = prepare(url)
    while not transact(
        engine, partial(condense, now=OLD, timezone=HANOI, closed=[IN_OCTOBER], most=1)
    ):
        print("step", flush=True)


@pytest.mark.parametrize("steps", [1, 9, 22])
def test_what_a_killed_one_has_begun_is_done_by_the_next(url: str, steps: int) -> None:
    engine = prepare(url)
    transact(engine, partial(quality.add, finished=[FinishedSlots(list(map(finished, SLOTS)))]))
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, url], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(steps):
            assert process.stdout.readline() == "step\n"
        process.kill()
    whole = OCTOBER, OCTOBER + timedelta(days=3)
    assert sums(all_of(read(engine, lambda c: list(strips(c, *whole))))) == sums(SLOTS)
    step = partial(condense, now=OLD, timezone=HANOI, closed=[IN_OCTOBER], most=5)
    while not transact(engine, step):
        pass
    found = read(engine, lambda c: list(strips(c, *whole)))
    assert sums(all_of(found)) == sums(SLOTS)
    assert {strip.merged.seconds for strip in found} == {86_400}
    assert not any(strip.briefs for strip in found)
    engine.dispose()
