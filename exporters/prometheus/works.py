"""What each metric of maintenance reads from a snapshot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from exporters.prometheus.kinds import Kind, Series, info
from exporters.prometheus.metrics import METRIC
from monitord.model.maintenance import Window
from monitord.model.snapshot import CentreSnapshot


@dataclass(frozen=True, slots=True)
class Span:
    """A window and the time for which it is in force without a break."""

    window: Window
    start: datetime
    end: datetime


MAINTENANCE: Kind[CentreSnapshot] = Kind(
    (),
    lambda _centre: (),
    (
        Series(METRIC["monitord_sites_in_maintenance"], lambda centre, _: (_worked_on(centre),)),
        Series(METRIC["monitord_maintenance_windows"], lambda centre, _: (len(spans(centre)),)),
    ),
)

WINDOWS: Kind[Span] = Kind(
    ("window", "scope", "subject"),
    lambda span: (span.window.id, span.window.cover.kind, span.window.cover.id),
    (
        info("monitord_maintenance_info"),
        Series(
            METRIC["monitord_maintenance_start_timestamp_seconds"],
            lambda span, _: (span.start.timestamp(),),
        ),
        Series(
            METRIC["monitord_maintenance_end_timestamp_seconds"],
            lambda span, _: (span.end.timestamp(),),
        ),
    ),
)


def spans(centre: CentreSnapshot) -> Collection[Span]:
    """The windows in force, each once: one that repeats sooner than it ends runs on."""
    found: dict[str, Span] = {}
    for each in centre.in_force:
        new = Span(each.window, each.start, each.end)
        known = found.get(each.window.id, new)
        start, end = min(known.start, new.start), max(known.end, new.end)
        found[each.window.id] = replace(new, start=start, end=end)
    return found.values()


def _worked_on(centre: CentreSnapshot) -> int:
    return sum(view.window is not None for view in centre.sites)
