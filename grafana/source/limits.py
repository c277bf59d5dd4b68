"""Bounds drawn into panels: those by which monitord judges, unless an inventory has others."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common, timeseries
from grafana_foundation_sdk.models.common import GraphTresholdsStyleMode

from grafana.source.palette import NOTICE, WELL, steps
from monitord.model.settings import Limits, QualityLimits

ECHOES = Limits()
STREAMS = QualityLimits()


def up_to(panel: timeseries.Panel, bound: float | None) -> timeseries.Panel:
    """With a dashed line at `bound`, above which a check is degraded; None: not judged."""
    if bound is None:
        return panel
    dashed = common.GraphThresholdsStyleConfig().mode(GraphTresholdsStyleMode.DASHED)
    return panel.thresholds(steps(WELL, (bound, NOTICE))).thresholds_style(dashed)


def from_zero(panel: timeseries.Panel, least: float) -> timeseries.Panel:
    """With an axis from 0 to `least` at least: a line of zeros has no scale of its own."""
    return panel.min(0).axis_soft_max(least)


def down_to(panel: timeseries.Panel, bound: float) -> timeseries.Panel:
    """With a dashed line at `bound`, below which it is bad."""
    dashed = common.GraphThresholdsStyleConfig().mode(GraphTresholdsStyleMode.DASHED)
    return panel.thresholds(steps(NOTICE, (bound, NOTICE))).thresholds_style(dashed)
