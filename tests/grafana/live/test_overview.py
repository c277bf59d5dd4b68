"""What the panels of the overview themselves ask is exactly what the API says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from grafana.source.broken import FIRST
from grafana.source.queries import CODES
from monitord.model.states import State
from tests.grafana.live.asking import Asker
from tests.grafana.live.marks import ON_STAGE
from tests.grafana.live.prometheus import Answer
from tests.grafana.live.read import Target, dashboards
from tests.grafana.live.stage import Recorded

pytestmark = ON_STAGE

OVERVIEW = dashboards()["monitord-overview-en"]


@pytest.fixture
def ask(stage: Recorded) -> Asker:
    return Asker(stage)


def targets(title: str) -> dict[str, Target]:
    """The questions of a panel, by their legends; those of a table by their letters."""
    (panel,) = (each for each in OVERVIEW.panels if each.title == title)
    return {each.ref if each.table else each.legend: each for each in panel.targets}


def answers(ask: Asker, title: str) -> dict[str, Answer]:
    return {name: ask.target(target, {}) for name, target in targets(title).items()}


def only(answer: Answer) -> float:
    (series,) = answer.series
    return series.value


def test_the_sentence_has_the_numbers_of_the_verdict(stage: Recorded, ask: Asker) -> None:
    sentence, silence = answers(ask, "Right now").values()
    (said,) = sentence.series
    verdict = stage.api.verdict
    assert said.value == verdict["cannot_meet"]
    assert {name: int(text) for name, text in said.labels.items()} == {
        "cannot": verdict["cannot_meet"],
        "total": verdict["total"],
        "down": verdict["states"]["down"],
        "unreachable": verdict["states"]["unreachable"],
    }
    assert not silence.series


def test_each_state_has_the_number_of_the_verdict(stage: Recorded, ask: Asker) -> None:
    found = {name: only(each) for name, each in answers(ask, "Sites by state").items()}
    states = stage.api.verdict["states"]
    assert sorted(found.values()) == sorted(states[state] for state in State)
    for state in State:
        (name,) = (each for each in targets("Sites by state").values() if f'"{state}"' in each.expr)
        assert found[name.legend] == states[state]


def test_incidents_are_counted_as_the_api_lists_them(stage: Recorded, ask: Asker) -> None:
    severities = Counter(each["severity"] for each in stage.api.incidents.values())
    waiting = sum(each["acknowledged"] is None for each in stage.api.incidents.values())
    found = [only(each) for each in answers(ask, "Open incidents").values()]
    assert found == [severities["critical"], severities["warning"], waiting]


def test_the_table_has_the_incidents_of_the_api_the_worst_first(
    stage: Recorded, ask: Asker
) -> None:
    about, since, cared, rank = answers(ask, "Broken now").values()
    incidents = stage.api.incidents
    words = ("severity", "scope", "subject", "cause", "owner", "team", "ticket")
    fields = (*words[:-1], "provider_ticket")
    of_api = {
        (ident, each["subject_name"], *(each[name] or "" for name in fields)): len(each["sites"])
        for ident, each in incidents.items()
    }
    assert about.by("incident", "name", *words) == of_api
    assert {i: [v] for (i,), v in since.by("incident").items()} == {
        i: [pytest.approx(1000 * datetime.fromisoformat(e["since"]).timestamp(), abs=1)]
        for i, e in incidents.items()
    }
    taken = {(i,): int(e["acknowledged"] is not None) for i, e in incidents.items()}
    assert cared.by("incident") == taken
    assert rank.by("incident") == {
        (i,): len(e["sites"]) + FIRST * (e["severity"] == "critical") for i, e in incidents.items()
    }


def test_each_tile_has_the_name_the_place_and_the_state_of_its_site(
    stage: Recorded, ask: Asker
) -> None:
    (tiles,) = answers(ask, "All sites").values()
    assert tiles.by("site", "name", "path") == {
        (ident, site["name"], site["path"]): CODES[State(site["state"])]
        for ident, site in stage.api.sites.items()
    }


def test_each_area_has_the_numbers_of_its_children(stage: Recorded, ask: Asker) -> None:
    of_each, cannot, degraded, unknown = answers(ask, "By area").values()
    sites = [each for each in stage.api.sites.values() if each["parent"]]
    assert of_each.by("site") == Counter((each["parent"],) for each in sites)
    for answer, states in (
        (cannot, {"down", "unreachable"}),
        (degraded, {"degraded"}),
        (unknown, {"unknown"}),
    ):
        found = {key: value for key, value in answer.by("parent").items() if value}
        assert found == Counter(
            (each["parent"],)
            for each in sites
            if each["state"] in states and each["service"] in ("live", "temporary")
        )
