"""What a real daemon counted of its echoes is in its slots, restarts included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitord.model.slots import Slot, merged_counts, merged_samples
from monitord.store.engine import prepare, read
from monitord.store.quality import strips
from tests.system.inventories import CENTRE, HEAD, QUICK
from tests.system.plain import Plain, daemon
from tests.system.talk import Metrics, until

pytestmark = [pytest.mark.system, pytest.mark.alone]
CHECK = "centre/rt/icmp"
RARELY = "2s"
"""Between two summaries: time enough to read the counters and stop before the next one."""
COUNTERS = ("sent", "lost", "unmeasured", "late", "duplicates", "rtts")


def one_device(folder: Path) -> Path:
    """An inventory with a single check."""
    text = (
        HEAD.format(witnesses="", closed="mon") + f"  usual: {{role: endpoint, checks: {QUICK}}}\n"
    )
    path = folder / "inventory.yaml"
    path.write_text(text + CENTRE.replace("    sites:\n", ""))
    return path


def counted(metrics: Metrics) -> tuple[int, ...]:
    """By the daemon, in the order of `COUNTERS`."""
    labels = frozenset({("site", "centre"), ("device", "rt")})
    names = ("echoes", "echoes_lost", "echoes_unmeasured", "replies_late", "replies_duplicate")
    totals = [metrics.values[f"monitord_icmp_{name}_total", labels] for name in names]
    return (*map(int, totals), int(metrics.values["monitord_icmp_rtt_seconds_count", labels]))


def kept(folder: Path) -> list[Slot]:
    """What the database has."""
    engine = prepare(f"sqlite:///{folder}/monitord.db")
    now = datetime.now(UTC)
    try:
        return read(
            engine,
            lambda c: [s.merged for s in strips(c, now - timedelta(1), now + timedelta(1))],
        )
    finally:
        engine.dispose()


def in_slots(slots: Sequence[Slot]) -> tuple[int, ...]:
    """In the order of `COUNTERS`."""
    c = merged_counts(slot.counts for slot in slots)
    rtts = merged_samples(slot.rtt for slot in slots).count
    return c.sent, c.lost, c.unmeasured, c.late, c.duplicates, rtts


def summarised(plain: Plain) -> tuple[int, ...]:
    """The counters a moment after a summary has changed them."""
    before = counted(plain.metrics())
    return until(lambda: counted(plain.metrics()), lambda now: now != before)


def test_slots_have_what_the_counters_counted(tmp_path: Path) -> None:
    inventory = one_device(tmp_path)
    told = []
    for _ in range(2):
        with daemon(inventory, MONITORD_SUMMARY_EVERY=RARELY) as plain:
            until(lambda: counted(plain.metrics()), lambda now: now[0] >= 15)
            told.append(summarised(plain))
            assert plain.end()[0] == 0
    slots = kept(tmp_path)
    assert {slot.check for slot in slots} == {CHECK}
    assert in_slots(slots) == tuple(map(sum, zip(*told, strict=True)))
    assert in_slots(slots)[0] >= 30
