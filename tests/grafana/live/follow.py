"""Follows links of panels, from a row or a series to another dashboard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.grafana.live import fill
from tests.grafana.live.asking import Asker
from tests.grafana.live.fill import Choice
from tests.grafana.live.prometheus import Labels
from tests.grafana.live.read import Dashboard, Panel

_OWN = re.compile(r"^/d/([\w-]+)")
_SET = re.compile(r"[?&]var-(\w+)=|\$\{(\w+):queryparam\}")
_OF_A_ROW = re.compile(r"\$\{(__(?:field\.labels|data\.fields)(?:\.(\w+)|\[\"?([^\]\"]+)\"?\]))\}")
ROWS = 10
"""So many are followed, from the first to the last."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a link leads, and with what chosen there."""

    uid: str
    carried: Mapping[str, str]


def uid(url: str) -> str:
    """The dashboard to which a link of ours leads."""
    found = _OWN.match(url)
    assert found is not None, f"{url} leads to no dashboard of ours"
    return found[1]


def varies(url: str) -> bool:
    """Whether it is the row that says to which dashboard a link leads."""
    return "$" in url.partition("?")[0]


def carried(url: str) -> set[str]:
    """The variables that a link sets."""
    return {plain or param for plain, param in _SET.findall(url)}


def taken(url: str) -> dict[str, str]:
    """What stands in a link for a value of the row, and the column or label meant."""
    return {whole: plain or quoted for whole, plain, quoted in _OF_A_ROW.findall(url)}


def followed(url: str, panel: Panel, choice: Choice, ask: Asker) -> list[Arrival]:
    """A link of a panel, from some of its rows; empty when no row has what it takes."""
    names = {whole: _label(name, panel) for whole, name in taken(url).items()}
    rows = [row for row in _rows(panel, choice, ask) if all(row.get(n) for n in names.values())]
    some = sorted({(len(rows) - 1) * part // (ROWS - 1) for part in range(ROWS)} if rows else ())
    return [_arrival(url, choice, {w: rows[i][n] for w, n in names.items()}) for i in some]


def asks_with(dashboard: Dashboard, names: set[str], choice: Choice, ask: Asker) -> Iterator[str]:
    """The titles of panels that ask with some variables, and have an answer."""
    for panel in dashboard.panels:
        for target in panel.targets:
            if fill.names(target.expr) & names and ask.target(target, choice).series:
                yield panel.title


def _rows(panel: Panel, choice: Choice, ask: Asker) -> list[Labels]:
    return [s.labels for t in panel.targets for s in ask.target(t, choice).series]


def _label(column: str, panel: Panel) -> str:
    """The label behind a column, which may have been renamed."""
    for each in panel.transformations:
        if each.kind == "organize":
            for name, title in each.options.get("renameByName", {}).items():
                if title == column:
                    return str(name)
    return column


def _arrival(url: str, choice: Choice, values: Mapping[str, str]) -> Arrival:
    whole = fill.link(url, choice, values)
    asked = parse_qs(urlsplit(whole).query)
    found = {name.removeprefix("var-"): each[0] for name, each in asked.items() if "var-" in name}
    return Arrival(uid(whole), found)
