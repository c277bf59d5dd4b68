"""The lines of a snapshot, family by family, from templates kept between scrapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from exporters.prometheus import circuits, incidents, mcus, polls, series, signals, works
from exporters.prometheus.carrying import carrying
from exporters.prometheus.kinds import Kind, View
from exporters.prometheus.lines import Family
from exporters.prometheus.readings import Sheets
from exporters.prometheus.sla import SlaSheets
from exporters.prometheus.streams import StreamSheets
from exporters.slices import Slices
from monitord.model.inventory import Device
from monitord.model.snapshot import CentreSnapshot, PollerSnapshot

Templates: TypeAlias = dict[tuple[str, ...], tuple[bytes, ...]]


class Renderer:
    """Turns snapshots into lines.

    Keeps nothing but templates, by kind and labels; what is not in a snapshot is dropped with it.
    Not for two renderings at once.
    """

    def __init__(self) -> None:
        self.templates: dict[Kind[Any], Templates] = {}
        self.readings = Sheets()
        self.streams = StreamSheets()
        self.sla = SlaSheets()

    async def families(
        self, poller: PollerSnapshot, centre: CentreSnapshot, now: float, slices: Slices
    ) -> list[Family]:
        """Every family, in the order of the table; empty where nothing is exposed."""
        inventory, polled = centre.inventory, poller.polls
        identified = [view for view in polled if view.identity]
        return [
            *await self.kind(series.SITES, centre.sites, now, slices),
            *await self.kind(series.DEVICES, _devices(centre), now, slices),
            *await self.kind(mcus.MCUS, mcus.mcus(centre), now, slices),
            *await self.kind(circuits.CIRCUITS, centre.circuits, centre.ticks, slices),
            *await self.kind(circuits.IN_USE, carrying(centre), now, slices),
            *await self.kind(series.LEVELS, inventory.levels, now, slices),
            *await self.kind(series.PROVIDERS, inventory.providers.values(), now, slices),
            *await self.kind(series.TEAMS, inventory.teams.values(), now, slices),
            *await self.kind(series.VERDICT, (centre.verdict,), now, slices),
            *await self.kind(incidents.INCIDENTS, incidents.alike(centre), now, slices),
            *await self.kind(incidents.UNACKNOWLEDGED, incidents.waiting(centre), now, slices),
            *await self.kind(incidents.OPEN, incidents.named(centre), now, slices),
            *await self.kind(incidents.SITE_CAUSES, incidents.suffering(centre), now, slices),
            *await self.kind(works.MAINTENANCE, (centre,), now, slices),
            *await self.kind(works.WINDOWS, works.spans(centre), now, slices),
            *await self.sla.families(centre, slices),
            *await self.kind(series.CHECKS, poller.checks, now, slices),
            *await self.kind(series.ECHOES, poller.echoes, now, slices),
            *await self.kind(polls.POLLS, polled, now, slices),
            *await self.streams.families(poller.streams, now, slices),
            *await self.kind(signals.SIGNALS, poller.signals, now, slices),
            *await self.kind(polls.IDENTITIES, identified, now, slices),
            *await self.kind(polls.INTERFACES, polls.interfaces(polled), now, slices),
            *await self.readings.families(polled, now, slices),
        ]

    async def kind(
        self, kind: Kind[View], views: Iterable[View], now: float, slices: Slices
    ) -> list[Family]:
        """The families of one kind."""
        before = self.templates.get(kind, {})
        after: Templates = {}
        families = [Family(each.metric, []) for each in kind.series]
        plan = [
            (each.read, family.lines) for each, family in zip(kind.series, families, strict=True)
        ]
        for view in views:
            labels = kind.labels(view)
            templates = after[labels] = before.get(labels) or kind.templates(labels)
            for line, (read, lines) in zip(templates, plan, strict=True):
                values = read(view, now)
                if values is not None:
                    lines.append(line % values)
            if slices.over:
                await slices.rest()
        self.templates[kind] = after
        return families


def _devices(centre: CentreSnapshot) -> Iterator[Device]:
    return (device for view in centre.sites for device in view.site.devices)
