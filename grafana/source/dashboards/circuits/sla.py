"""The month so far: providers and lines against their contracts, and who answers for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import BigValueTextMode

from grafana.source.dashboards.circuits.parts import CHOSEN, with_names
from grafana.source.links import drill
from grafana.source.palette import BAD, NEUTRAL, NOTICE, PLAIN, WELL, steps
from grafana.source.panels import figure, in_turn, stacked, trend
from grafana.source.queries import named, now, over_time, rows
from grafana.source.tables import (
    AGE,
    Column,
    bounded,
    column,
    joined,
    linked,
    sorted_by,
    unit,
    unseen,
    wide,
)
from grafana.source.walls import LARGE, written
from grafana.source.words import Words
from monitord.model.ledger import LEFT_OUT

CLASSES = ("provider", "suspected", "others")
OF_CHOSEN = 'provider=~"$provider"'
PROVIDERS = "monitord_provider_info"
MOST = 20
LOW = 0.25
"""Of the budget: with less left, one more bad day overdraws it."""
HELD = "and on (circuit, provider) monitord_circuit_info"
"""With the provider that a line has now: one that has changed it has figures with both."""
ONE = 'circuit="$circuit"'

FIGURES: Mapping[str, tuple[str, str]] = {
    "availability": ("B", "availability_ratio"),
    "with-suspected": ("C", "availability_with_suspected_ratio"),
    "target": ("D", "target_ratio"),
    "budget-left": ("E", "error_budget_left_seconds"),
    "sla-outages": ("F", "outages"),
    **{f"down-{each}": (ref, f'down_seconds|class="{each}"')
       for ref, each in zip("GHI", CLASSES, strict=True)},
    **{f"excluded-{each}": (ref, f'excluded_seconds|class="{each}"')
       for ref, each in zip("JKLM", LEFT_OUT, strict=True)},
    "coverage": ("N", "coverage_ratio"),
}  # fmt: skip
"""By column: the letter of its question, and the end of its metric with a matcher, if any."""

RATIOS = frozenset({"availability", "with-suspected", "target", "coverage"})
WIDTHS: Mapping[str, int] = {
    "target": 85, "coverage": 90, "sla-outages": 75, "excluded-agreed": 85, "with-suspected": 125,
    "budget-left": 125, "excluded-unknown": 130, "down-suspected": 145,
}  # fmt: skip
"""Pixels, where a title needs more than others, or less."""


def budget(words: Words) -> stat.Panel:
    """What is left of what the contract allows, by provider: below zero it is broken."""
    share = (
        f"monitord_provider_sla_error_budget_left_seconds{{{OF_CHOSEN}}}"
        f" / monitord_provider_sla_error_budget_seconds{{{OF_CHOSEN}}}"
    )
    panel = figure(words, "sla-budget", _by_name(share), unit="percentunit")
    colours = steps(BAD, (0, NOTICE), (LOW, WELL))
    return panel.thresholds(colours).text(written(LARGE))


def availability(words: Words) -> stat.Panel:
    """By provider; whether that is enough is told by the budget."""
    ratio = f"monitord_provider_sla_availability_ratio{{{OF_CHOSEN}}}"
    panel = figure(words, "sla-availability", _by_name(ratio), unit="percentunit")
    return panel.decimals(3).thresholds(steps(NEUTRAL)).text(written(LARGE))


def below(words: Words) -> stat.Panel:
    """How many lines have spent their budget."""
    left = f"monitord_circuit_sla_error_budget_left_seconds{{{OF_CHOSEN}}}"
    panel = figure(words, "sla-below", now(f"sum ({left} < bool 0)"))
    panel = panel.text_mode(BigValueTextMode.VALUE)
    return panel.thresholds(steps(WELL, (1, BAD))).text(written(LARGE))


def providers(words: Words) -> table.Panel:
    """One row a provider, all that its contract is about."""
    queries = [rows(f"monitord_provider_info{{{OF_CHOSEN}}}")]
    queries += [
        rows(f"max by (provider) ({_metric('provider', end, OF_CHOSEN)})", ref)
        for ref, end in FIGURES.values()
    ]
    return joined(
        words, "sla-providers", queries, [column(words, "provider", "name"), *_figures(words)]
    )


def worst(words: Words) -> table.Panel:
    """The lines with the lowest availability, were every suspicion confirmed."""
    ratio = f"monitord_circuit_sla_availability_with_suspected_ratio{{{OF_CHOSEN}}} {HELD}"
    panel = _lines(words, "sla-worst", f"bottomk({MOST}, {ratio})", OF_CHOSEN)
    return sorted_by(panel, words.common("column.with-suspected"), falling=False)


def one(words: Words) -> table.Panel:
    """The chosen line."""
    counted = f"monitord_circuit_sla_counted_seconds{{{ONE}}} {HELD}"
    return _lines(words, "sla-one", counted, ONE)


def over_the_month(words: Words) -> timeseries.Panel:
    """Availability to date, as it went, and the target."""
    queries = []
    for ref, name in (("A", "availability"), ("B", "target")):
        metric = _metric("provider", FIGURES[name][1], OF_CHOSEN)
        legend = f"{{{{name}}}}: {words.common(f'column.{name}')}"
        queries.append(over_time(named(metric, "provider", "name", PROVIDERS), legend, ref))
    return trend(words, "sla-trend", *queries, unit="percentunit").decimals(3).max(1)


def down(words: Words) -> timeseries.Panel:
    """Seconds down since the month began, by who answers."""
    return _parts(words, "sla-down", [f"down-{each}" for each in CLASSES])


def excluded(words: Words) -> timeseries.Panel:
    """Seconds that count neither way, by the reason."""
    return _parts(words, "sla-excluded", [f"excluded-{each}" for each in LEFT_OUT])


def _parts(words: Words, key: str, names: Sequence[str]) -> timeseries.Panel:
    queries = [
        over_time(
            f"sum ({_metric('provider', FIGURES[name][1], OF_CHOSEN)})",
            words.common(f"column.{name}"),
            ref,
        )
        for ref, name in zip("ABCD", names, strict=False)
    ]
    panel = stacked(trend(words, key, *queries, unit=AGE).min(0))
    return in_turn(panel, "ABCD"[: len(names)])


def _by_name(expr: str) -> Dataquery:
    return now(named(expr, "provider", "name", PROVIDERS), "{{name}}")


def _lines(words: Words, key: str, which: str, matchers: str) -> table.Panel:
    """One row for each series of `which`, a line, with all its figures."""
    queries = [rows(f"({with_names(CHOSEN)}) and on (circuit) ({which})")]
    queries += [
        rows(
            f"max by (circuit) (({_metric('circuit', end, matchers)} {HELD})"
            f" and on (circuit) ({which}))",
            ref,
        )
        for ref, end in FIGURES.values()
    ]
    there = drill(
        "circuits", words, provider="${__data.fields.provider}", circuit="${__data.fields.circuit}"
    )
    site = drill("site", words, site="${__data.fields.site}")
    return joined(
        words,
        key,
        queries,
        [
            column(words, "circuit", "", *linked(there), wide(110)),
            column(words, "site", "name", *linked(site)),
            column(words, "provider", "provider_name", wide(125)),
            *_figures(words),
            unseen("provider"),
            unseen("site"),
        ],
    )


def _metric(what: str, end: str, matchers: str) -> str:
    """`monitord_<what>_sla_<end>` with these matchers and its own."""
    name, _, own = end.partition("|")
    return f"monitord_{what}_sla_{name}{{{', '.join(filter(None, (matchers, own)))}}}"


def _figures(words: Words) -> list[Column]:
    """Ratios, then seconds: down by who answers, and apart from these what does not count."""
    spent = bounded(steps(BAD, (0, PLAIN)))
    found = []
    for name, (ref, _) in FIGURES.items():
        if name in RATIOS:
            settings = unit("percentunit", 3)
        elif name == "budget-left":
            settings = (*unit("s", 1), *spent)
        else:
            settings = unit("none", 0) if name == "sla-outages" else unit(AGE)
        found.append(column(words, name, ref, *settings, wide(WIDTHS.get(name, 115))))
    return found
