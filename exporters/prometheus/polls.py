"""What each metric of polls reads from a snapshot: how they went, and who the devices are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from exporters.prometheus.kinds import Kind, Series, Values, info
from exporters.prometheus.metrics import METRIC
from monitord.model.modules import IDENTITY_FIELDS
from monitord.model.views import PollRecent, PollView

Interface: TypeAlias = tuple[str, str, str, str]
"""Site, device, interface, alias."""


def fresh(view: PollView, now: float) -> PollRecent | None:
    """What the last answer said, unless that is too long ago. Unix seconds."""
    return view.recent if view.recent is not None and now < view.recent.good_until else None


def _duration(view: PollView, now: float) -> Values | None:
    recent = fresh(view, now)
    return (recent.duration,) if recent else None


def _failures(view: PollView, now: float) -> Values | None:
    recent = fresh(view, now)
    return (len(recent.failures),) if recent else None


def _wrong(view: PollView, now: float) -> Values | None:
    recent = fresh(view, now)
    return (recent.wrong,) if recent else None


POLLS: Kind[PollView] = Kind(
    ("site", "device"),
    lambda view: (view.site, view.device),
    (
        Series(METRIC["monitord_snmp_polls_total"], lambda view, _: (view.totals.polls,)),
        Series(METRIC["monitord_snmp_polls_failed_total"], lambda view, _: (view.totals.failed,)),
        Series(
            METRIC["monitord_snmp_polls_unmeasured_total"],
            lambda view, _: (view.totals.unmeasured,),
        ),
        Series(METRIC["monitord_device_reboots_total"], lambda view, _: (view.totals.reboots,)),
        Series(METRIC["monitord_snmp_poll_duration_seconds"], _duration),
        Series(METRIC["monitord_snmp_objects_failed"], _failures),
        Series(METRIC["monitord_snmp_values_wrong"], _wrong),
    ),
)
"""The checks of the probe `snmp`."""

IDENTITIES: Kind[PollView] = Kind(
    ("site", "device", *IDENTITY_FIELDS),
    lambda view: (
        view.site,
        view.device,
        *[view.identity.get(field, "") for field in IDENTITY_FIELDS],
    ),
    (info("monitord_device_identity_info"),),
)

INTERFACES: Kind[Interface] = Kind(
    ("site", "device", "interface", "alias"),
    lambda interface: interface,
    (info("monitord_interface_info"),),
)


def interfaces(views: list[PollView]) -> Iterator[Interface]:
    """Every interface that has an alias."""
    for view in views:
        for interface, alias in view.aliases.items():
            yield view.site, view.device, interface, alias
