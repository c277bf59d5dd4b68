"""Bursts and gaps (RFC 3611, 4.7.2): where the losses of a leg lie."""

from __future__ import annotations

from collections.abc import Sequence

from monitord.model.quality import Bursts

GMIN = 16
"""So many packets received in a row end a burst (RFC 3611, 4.7.2: the value recommended)."""


def bursts(fates: Sequence[bool], spacing: float) -> Bursts:
    """What bursts the packets of a leg show; `fates`: whether each arrived, in their order.

    A burst begins and ends with a lost packet and has nowhere `GMIN` received ones in a row; a
    loss on its own is part of the gap around it. `spacing` is the mean time from one packet to
    the next, seconds.
    """
    lost = [at for at, arrived in enumerate(fates) if not arrived]
    spans = [span for span in _clusters(lost) if span[-1] > span[0]]
    inside = sum(len(span) for span in spans)
    widths = [span[-1] - span[0] + 1 for span in spans]
    gaps = _gaps(spans, len(fates))
    return Bursts(
        bursts=len(spans),
        burst_density=_ratio(inside, sum(widths)),
        gap_density=_ratio(len(lost) - inside, sum(gaps)),
        burst_length=_ratio(sum(widths), len(widths)) * spacing,
        gap_length=_ratio(sum(gaps), len(gaps)) * spacing,
        longest_run=max(map(len, loss_runs(lost)), default=0),
    )


def loss_runs(lost: Sequence[int]) -> list[list[int]]:
    """Losses in a row, from the ascending numbers of the packets lost."""
    return _split(lost, 1)


def _clusters(lost: Sequence[int]) -> list[list[int]]:
    """Losses with fewer than `GMIN` packets received in a row between them."""
    return _split(lost, GMIN)


def _split(numbers: Sequence[int], reach: int) -> list[list[int]]:
    """Ascending numbers in groups whose neighbours are at most `reach` apart."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number - groups[-1][-1] <= reach:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _gaps(spans: Sequence[Sequence[int]], count: int) -> list[int]:
    """Packets of each gap: before, between and after the bursts."""
    starts = [0, *(span[-1] + 1 for span in spans)]
    ends = [*(span[0] for span in spans), count]
    return [end - start for start, end in zip(starts, ends, strict=True) if end > start]


def _ratio(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
