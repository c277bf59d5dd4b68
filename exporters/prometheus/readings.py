"""The lines of what devices say of themselves: readings, sorted by quantity.

A device is polled about once a minute and scraped more often: an answer becomes text once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from exporters.prometheus.kinds import Values, gauge, one_hot
from exporters.prometheus.lines import Family, template
from exporters.prometheus.metrics import METRIC
from exporters.prometheus.polls import fresh
from exporters.slices import Slices
from monitord.model.quantities import QUANTITIES
from monitord.model.readings import Labels, Reading
from monitord.model.views import PollView

Place: TypeAlias = tuple[str, str]
"""Site and device."""

_METRICS = {quantity.name: METRIC[f"monitord_{quantity.name}"] for quantity in QUANTITIES}
_STATES: Mapping[str, Mapping[str, Values]] = {
    quantity.name: one_hot(quantity.states) for quantity in QUANTITIES if quantity.states
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer of a device as text."""

    readings: Sequence[Reading] = ()
    templates: Mapping[tuple[str, Labels], bytes] = field(default_factory=dict)
    """By quantity and labels: those of its readings."""
    texts: tuple[tuple[str, bytes], ...] = ()
    """The lines of each quantity."""


class Sheets:
    """Turns readings into lines. Keeps what devices said last, and drops a device with it."""

    def __init__(self) -> None:
        self.sheets: dict[Place, Sheet] = {}

    async def families(self, views: Iterable[PollView], now: float, slices: Slices) -> list[Family]:
        """A family for each quantity, in the order of the table."""
        families = {name: Family(metric, []) for name, metric in _METRICS.items()}
        after: dict[Place, Sheet] = {}
        for view in views:
            recent = fresh(view, now)
            if recent is not None:
                place = (view.site, view.device)
                sheet = self.sheets.get(place) or Sheet()
                if sheet.readings is not recent.readings:
                    sheet = _write(place, recent.readings, sheet)
                after[place] = sheet
                for quantity, text in sheet.texts:
                    families[quantity].lines.append(text)
            if slices.over:
                await slices.rest()
        self.sheets = after
        return list(families.values())


def _write(place: Place, readings: Sequence[Reading], before: Sheet) -> Sheet:
    """The sheet of an answer, with the templates of the one before where they fit.

    Of two readings with the same labels the first one counts: a second would void the scrape.
    """
    templates: dict[tuple[str, Labels], bytes] = {}
    lines: dict[str, list[bytes]] = defaultdict(list)
    for reading in readings:
        ident = reading.quantity, reading.labels
        values = _values(reading)
        if values is None or ident in templates:
            continue
        line = templates[ident] = before.templates.get(ident) or _template(place, reading)
        lines[reading.quantity].append(line % values)
    texts = tuple((quantity, b"".join(parts)) for quantity, parts in lines.items())
    return Sheet(readings, templates, texts)


def _values(reading: Reading) -> Values | None:
    if isinstance(reading.value, str):
        return _STATES[reading.quantity].get(reading.value)
    return gauge(reading.value)


def _template(place: Place, reading: Reading) -> bytes:
    metric = _METRICS[reading.quantity]
    return template(metric, dict(zip(metric.labels, (*place, *reading.labels), strict=True)))
