"""What test packets said of the circuits of the small month."""

from __future__ import annotations

from monitord.model.figures import Quality, Within
from monitord.model.quality import Direction
from monitord.model.sketch import Sketch
from monitord.model.slots import Counts, Samples


def round_trip() -> Quality:
    rtt = [0.008 + 0.0001 * (i % 50) for i in range(1000)] + [0.2] * 5
    return Quality(
        direction=Direction.ROUND_TRIP,
        counts=Counts(
            sent=2_600_000,
            received=2_597_400,
            lost=2_500,
            unmeasured=100,
            duplicates=3,
            reordered=7,
        ),
        rtt=Samples(sum(rtt), Sketch.of(rtt)),
        jitter=Samples(),
        delay=Samples(),
        mos=Samples(),
        slots=8640,
        within={"loss": Within(0.01, 8600, 8640), "rtt": Within(0.15, 8620, 8630)},
    )


def to_site() -> Quality:
    jitter, mos = [0.001 * (1 + i % 20) for i in range(300)], [4.1, 4.2, 3.4] * 100
    return Quality(
        direction=Direction.TO_SITE,
        counts=Counts(sent=150_000, received=149_000, lost=1_000, late=12),
        rtt=Samples(),
        jitter=Samples(sum(jitter), Sketch.of(jitter)),
        delay=Samples(),
        mos=Samples(sum(mos), Sketch.of(mos)),
        slots=300,
        within={
            "loss": Within(0.01, 290, 300),
            "jitter": Within(0.03, 300, 300),
            "mos": Within(3.6, 200, 300),
        },
    )
