"""Links lead to dashboards that exist, and carry what selects something there."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.grafana.live.asking import Asker
from tests.grafana.live.fill import Choice
from tests.grafana.live.follow import asks_with, carried, followed, taken, uid, varies
from tests.grafana.live.marks import ON_STAGE
from tests.grafana.live.places import PLACES
from tests.grafana.live.read import Dashboard, Panel, dashboards
from tests.grafana.live.stage import Recorded

pytestmark = ON_STAGE

ALL = dashboards()
ENGLISH = {each.name: each for each in ALL.values() if each.language == "en"}
NOTHING = "nothing"
"""What the rows of links that vary set where there is nothing to choose."""
WAY = ("overview", "area", "site", "circuits")
"""From the wall to the line that is broken."""


def links() -> list[object]:
    return [
        pytest.param(each, url, id=f"{each.uid}: {url}")
        for each in ALL.values()
        for url in dict.fromkeys(each.urls)
        if not varies(url)
    ]


def drills() -> list[object]:
    return [
        pytest.param(each, panel, url, id=f"{each.name}: {panel.title}: {url}")
        for each in ENGLISH.values()
        for panel in each.panels
        for url in dict.fromkeys(panel.urls)
        if taken(url)
    ]


@pytest.fixture(scope="module")
def ask(stage: Recorded) -> Asker:
    return Asker(stage)


@pytest.mark.parametrize(("dashboard", "url"), links())
def test_a_link_sets_variables_of_a_dashboard_in_the_same_language(
    dashboard: Dashboard, url: str
) -> None:
    target = ALL[uid(url)]
    assert target.language == dashboard.language
    assert carried(url) <= {variable.name for variable in target.variables}


@pytest.mark.parametrize(("dashboard", "panel", "url"), drills())
def test_a_link_of_a_row_selects_what_has_data(
    dashboard: Dashboard, panel: Panel, url: str, ask: Asker
) -> None:
    tried = (followed(url, panel, ask.options(dashboard, place), ask) for place in PLACES)
    arrivals = next((each for each in tried if each), [])
    assert arrivals, "no row has what the link takes"
    for arrival in arrivals:
        arrived(ALL[arrival.uid], dict(arrival.carried), ask)


def arrived(target: Dashboard, values: dict[str, str], ask: Asker) -> Choice:
    """What is chosen in a dashboard to which a link led; fails when nothing is shown of it."""
    values.pop(NOTHING, None)
    assert set(values) <= {variable.name for variable in target.variables}
    choice = ask.options(target, values)
    assert {name: choice[name].values for name in values} == {n: (v,) for n, v in values.items()}
    if values:
        assert next(asks_with(target, set(values), choice, ask), ""), "nothing has an answer there"
    return choice


def test_one_comes_from_the_wall_to_the_circuit(ask: Asker) -> None:
    choice = ask.options(ENGLISH[WAY[0]], {})
    for here, there in pairwise(WAY):
        dashboard, target = ENGLISH[here], ENGLISH[there]
        arrivals = (
            arrival
            for panel in dashboard.panels
            for url in panel.urls
            if taken(url) and not varies(url) and uid(url) == target.uid
            for arrival in followed(url, panel, choice, ask)
        )
        arrival = next(arrivals, None)
        assert arrival is not None, f"no way from {here} to {there}"
        choice = arrived(target, dict(arrival.carried), ask)
