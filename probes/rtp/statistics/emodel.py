"""The E-model: from loss and delay to R and MOS (ITU-T G.107; for wideband G.107.1)."""

from __future__ import annotations

from typing import Final

from monitord.model.codecs import Codec, Scale
from monitord.model.quality import Rating

BEST: Final[dict[Scale, float]] = {"narrowband": 93.2, "wideband": 129.0}
"""R without any impairment, on each scale."""
WIDER: Final = 1.29
"""What a wideband R is divided by on its way to a MOS (ITU-T G.107.1, annex A)."""
KNEE: Final = 177.3
"""ms of one-way delay above which talkers get in each other's way."""


def rating(codec: Codec, *, loss: float, run: float, delay: float) -> Rating | None:
    """What a listener would make of a leg; None for a codec that has no scale.

    `loss` is the ratio of packets that are not played: lost, or too late for the jitter buffer.
    `run` is how many are lost in a row, mean; `delay` that of the network, one way, seconds:
    codec and jitter buffer add theirs here.
    """
    if codec.scale is None or codec.bpl is None:
        return None
    spoilt = impairment(codec.ie, codec.bpl, loss * 100, burst_ratio(loss, run))
    slowed = delay_impairment((delay + codec.delay) * 1000)
    r = max(0.0, BEST[codec.scale] - slowed - spoilt)
    mos = opinion(r / WIDER if codec.scale == "wideband" else r)
    return Rating(codec.scale, r, mos, codec.provisional)


def burst_ratio(loss: float, run: float) -> float:
    """BurstR: the mean run of losses over that of random loss; validated up to about 2."""
    return max(1.0, run * (1 - loss))


def impairment(ie: float, bpl: float, percent: float, ratio: float = 1.0) -> float:
    """Ie-eff: what codec and loss take from R (ITU-T G.107, 7.5)."""
    return ie + (95 - ie) * percent / (percent / ratio + bpl)


def delay_impairment(ms: float) -> float:
    """Id: what delay takes from R; the fit of Cole and Rosenbluth, without echo."""
    return 0.024 * ms + 0.11 * max(0.0, ms - KNEE)


def opinion(r: float) -> float:
    """MOS from a narrowband R (ITU-T G.107, annex B). The polynomial's dip below 1 is cut off."""
    if r <= 0:
        return 1.0
    if r >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r))
