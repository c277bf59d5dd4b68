"""Every question of every panel, variable and annotation, asked of the stage.

The two languages ask the same, so one is asked. A panel is asked first with everything chosen that
can be chosen, which is most work for Prometheus, and then, as long as it has no answer, with the
places where something is the matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.grafana.live.asking import BUDGET, Asker, seconds
from tests.grafana.live.fields import (
    absent,
    columns,
    columns_of_texts,
    labels_of_a_legend,
    labels_of_texts,
    titles,
)
from tests.grafana.live.fill import Choice
from tests.grafana.live.marks import ON_STAGE
from tests.grafana.live.places import PLACES
from tests.grafana.live.prometheus import Answer
from tests.grafana.live.read import Dashboard, Panel, Target, dashboards
from tests.grafana.live.stage import Recorded

pytestmark = ON_STAGE

DASHBOARDS = {each.name: each for each in dashboards().values() if each.language == "en"}
CLOCK = "one-way delays need a machine whose clock says that it is synchronised"
DEAD = "the circuits of the stage that are not well are dead: nothing is measured on them"
AREAS = "the gatekeeper of the stage tells of no areas"
WIDER = "of two warnings a site names the wider one, here the dead backup MCU"
STRAYS = "datagrams that answer nothing come from devices that are ill in ways of their own"
EMPTY: Mapping[tuple[str, str, str], str] = {
    ("overview", "Right now", "B"): "monitord says how many sites there are",
    **{("circuits", "Not well now", letter): DEAD for letter in "IJ"},
    ("mcu", "MCUs", "H"): "the MCUs of the stage do not say whether they are registered",
    ("mcu", "Bandwidth of areas", "A"): AREAS,
    ("mcu", "Calls in areas", "A"): AREAS,
    ("overview", "Sites affected, by cause", "poor quality"): WIDER,
    ("site", "Signalling", "C"): "nobody on the stage speaks TLS",
    **{("site", "Delay", letter): CLOCK for letter in "AB"},
    **{("self", "Strays", letter): STRAYS for letter in "ABCD"},
} | {
    ("overview", "Sites affected, by cause", cause): "nothing on the stage is of this cause"
    for cause in ("power", "provider-wide outage", "upstream", "the monitor itself", "undetermined")
}
"""Questions, by dashboard, title and legend (else letter), that may have no answer, and why."""
MOST = 50
"""Series of a panel; tiles of all sites are as many as there are sites."""
CHILDREN = 61
"""Of the centre, which has most."""
MORE: Mapping[tuple[str, str], int] = {
    ("overview", "All sites"): 621,
    ("area", "The sites of this area"): 621,
    ("area", "Right below"): CHILDREN,
    ("area", "States over time"): CHILDREN,
    ("area", "Round trips"): CHILDREN,
    ("area", "Loss"): CHILDREN,
}
"""Panels, by dashboard and title, that may have more."""


def panels() -> Iterator[tuple[str, Panel]]:
    return ((name, panel) for name, each in DASHBOARDS.items() for panel in each.panels)


def asking() -> list[object]:
    return [
        pytest.param(name, panel, target, id=f"{name}: {panel.title}: {target.ref}")
        for name, panel in panels()
        for target in panel.targets
    ]


def showing() -> list[object]:
    return [
        pytest.param(name, panel, id=f"{name}: {panel.title}")
        for name, panel in panels()
        if panel.targets
    ]


def happening() -> list[object]:
    return [
        pytest.param(name, target, id=f"{name}: {target.ref}")
        for name, each in DASHBOARDS.items()
        for target in each.annotations
    ]


@pytest.fixture(scope="session")
def choices(stage: Recorded) -> dict[str, list[Choice]]:
    """What is chosen of each dashboard's variables, in turn."""
    ask = Asker(stage)
    return {
        name: [ask.options(each, place) for place in PLACES] for name, each in DASHBOARDS.items()
    }


@pytest.fixture(scope="session")
def ask(stage: Recorded) -> Asker:
    return Asker(stage)


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_variable_has_something_to_choose_from(
    name: str, choices: dict[str, list[Choice]]
) -> None:
    asked = {variable.name for variable in DASHBOARDS[name].variables}
    assert all(set(choice) == asked for choice in choices[name])


@pytest.mark.parametrize(("name", "panel", "target"), asking())
def test_a_question_is_answered_within_the_budget(
    name: str, panel: Panel, target: Target, ask: Asker, choices: dict[str, list[Choice]]
) -> None:
    most = MORE.get((name, panel.title), MOST)
    first, *others = choices[name]
    answer = ask.target(target, first)
    assert len(answer.series) <= most
    assert seconds(answer, lambda: ask.target(target, first)) <= BUDGET
    answers = [answer] + [ask.target(target, each) for each in others if not answer.series]
    if not {(name, panel.title, each) for each in (target.legend, target.ref)} & set(EMPTY):
        assert any(each.series for each in answers)
    needed = labels_of_a_legend(target) | (set() if target.table else labels_of_texts(panel))
    for each in answers:
        assert_labels(each, needed)


def assert_labels(answer: Answer, needed: set[str]) -> None:
    lacking = [(needed - set(s.labels), dict(s.labels)) for s in answer.series]
    assert not [each for each in lacking if each[0]]


@pytest.mark.parametrize(("name", "panel"), showing())
def test_a_panel_has_the_columns_that_it_words_orders_and_links(
    name: str, panel: Panel, ask: Asker, choices: dict[str, list[Choice]]
) -> None:
    answers = full(panel, ask, choices[name])
    if any(target.table for target in panel.targets):
        assert not absent(panel, answers)
        assert columns_of_texts(panel) <= titles(columns(panel, answers))
    else:
        assert not columns_of_texts(panel)


def full(panel: Panel, ask: Asker, choices: list[Choice]) -> dict[str, Answer]:
    """The answers to all questions of a panel, where most of them have one."""
    tried = (
        {target.ref: ask.target(target, choice) for target in panel.targets} for choice in choices
    )
    return max(tried, key=lambda answers: sum(bool(each.series) for each in answers.values()))


@pytest.mark.parametrize(("name", "target"), happening())
def test_what_happened_is_found_and_named(
    name: str, target: Target, ask: Asker, choices: dict[str, list[Choice]]
) -> None:
    answers = [ask.target(target, choice) for choice in choices[name]]
    assert any(each.series for each in answers)
    for each in answers:
        assert_labels(each, labels_of_a_legend(target))
        assert len(each.series) <= MOST


def test_both_languages_ask_the_same_and_link_to_the_same() -> None:
    vi = {each.name: each for each in dashboards().values() if each.language == "vi"}
    assert {name: questions(each) for name, each in vi.items()} == {
        name: questions(each) for name, each in DASHBOARDS.items()
    }


def questions(dashboard: Dashboard) -> object:
    """What is asked and where links lead, without what is worded in a language."""
    targets = [[(t.ref, t.expr, t.over, t.table) for t in p.targets] for p in dashboard.panels]
    urls = [url.replace(f"-{dashboard.language}", "") for url in dashboard.urls]
    happened = [target.expr for target in dashboard.annotations]
    return targets, dashboard.variables, happened, urls
