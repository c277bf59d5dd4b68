"""Tables of several questions: which columns they have, and how each is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.builders.common import TableSortByFieldState
from grafana_foundation_sdk.builders.dashboard import DashboardLink, ThresholdsConfig
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue, ValueMapping

from grafana.source.palette import PLAIN, steps
from grafana.source.panels import listing, merged, property_of, relabelled
from grafana.source.words import Words

COLOURED = "color-background-solid"
"""As 9.4 names it; later versions translate it by the schema version of a dashboard."""
AGE = "dtdhms"
"""Seconds, as days and a time."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the label that it shows, or the letter of the question whose value it shows."""

    source: str
    title: str
    settings: tuple[DynamicConfigValue, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What Grafana may call it: without the letter where one question only has an answer."""
        if not _is_letter(self.source):
            return (self.source,)
        return (f"Value #{self.source}", *(("Value",) if self.source == "A" else ()))

    def shown(self) -> list[DynamicConfigValue]:
        """Its settings; a number that has no unit is a count."""
        told = {setting.id_val for setting in self.settings}
        bare = _is_letter(self.source) and not told & {"unit", "mappings", "custom.hidden"}
        return [*self.settings, *([property_of("unit", "none")] if bare else [])]


def column(words: Words, name: str, source: str = "", *settings: DynamicConfigValue) -> Column:
    """Titled `grafana.column.<name>`; shows the label `name` where no other source is given."""
    return Column(source or name, words.common(f"column.{name}"), settings)


def unseen(label: str) -> Column:
    """A label that only links read, as `${__data.fields.<label>}`."""
    return Column(label, label, (property_of("custom.hidden", value=True),))


def unit(name: str, decimals: int | None = None) -> tuple[DynamicConfigValue, ...]:
    """In this unit of Grafana's."""
    found = [property_of("unit", name)]
    return tuple(found if decimals is None else [*found, property_of("decimals", decimals)])


def when(words: Words) -> tuple[DynamicConfigValue, ...]:
    """Milliseconds since the epoch, as the language writes times, wherever the browser is."""
    return *unit(f"time:{words.common('when')}"), wide(170)


def worded(mappings: list[ValueMapping], coloured: bool = False) -> tuple[DynamicConfigValue, ...]:
    """By these words, on their colours if they have any; on none where nothing is known."""
    found = (property_of("mappings", mappings),)
    return (*found, *bounded(steps(PLAIN))) if coloured else found


def bounded(thresholds: ThresholdsConfig) -> tuple[DynamicConfigValue, ...]:
    """Coloured by these bounds; the number itself stays."""
    made = property_of("thresholds", thresholds.build())
    return made, property_of("custom.displayMode", COLOURED)


def wide(pixels: int) -> DynamicConfigValue:
    """The width of a column; those without share what is left."""
    return property_of("custom.width", pixels)


def linked(*links: DashboardLink) -> tuple[DynamicConfigValue, ...]:
    """A click leads there."""
    return (property_of("links", [each.build() for each in links]),)


def joined(
    words: Words, key: str, queries: Sequence[Dataquery], columns: Sequence[Column]
) -> table.Panel:
    """A row for each series of the first question, beside it the answers of the others."""
    titles = {field: each.title for each in columns for field in each.fields}
    panel = listing(words, key, *queries)
    for each in (merged(), *relabelled(titles)):
        panel = panel.with_transformation(each)
    for column in columns:
        settings = column.shown()
        if _is_letter(column.source):
            settings.append(property_of("noValue", words.common("no-value")))
        if settings:
            panel = panel.override_by_name(column.title, settings)
    return panel


def sorted_by(panel: table.Panel, title: str, falling: bool = True) -> table.Panel:
    """The rows in the order of the column of this title."""
    return panel.sort_by([TableSortByFieldState().display_name(title).desc(falling)])


def _is_letter(source: str) -> bool:
    return len(source) == 1 and source.isupper()
