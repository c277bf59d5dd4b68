"""Each scenario of the table: undisturbed, and with a kill -9 early or in the middle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TypeAlias

import pytest

from tests.lab.province import why_not
from tests.scenarios.alertmanager import installed
from tests.scenarios.ground import write
from tests.scenarios.performance import Performance, perform
from tests.scenarios.play import Scenario
from tests.scenarios.stage import Stage, stage
from tests.scenarios.table import PROVINCE, WIDE

pytestmark = [pytest.mark.lab, pytest.mark.system, pytest.mark.timeout(300)]

TO_DECIDE = 6.0
"""Seconds from the last reply to the transition, at most."""
TO_TELL = 2.0
"""Seconds from there until Alertmanager has accepted the alert, at most."""

FIRST_PART = 60.0
"""Seconds until all times are measured, at most."""
UNDISTURBED = "undisturbed"

Run: TypeAlias = tuple[str, str]
"""The table, and what befalls the daemon."""
TABLES: Mapping[str, Sequence[Scenario]] = {"province": PROVINCE, "centre": WIDE}
Befalls: TypeAlias = Callable[[Stage], None]


def nothing(_: Stage) -> None:
    """Let it be."""


BEFALLS: Mapping[str, tuple[float, Befalls, Befalls]] = {
    UNDISTURBED: (12.0, nothing, nothing),
    "killed-blind": (4.0, Stage.restart, nothing),
    "killed-held": (6.7, Stage.restart, nothing),
    "killed": (0.0, nothing, Stage.restart),
}
"""What befalls the daemon so many seconds after the start, and in the middle of each scenario.

After four seconds much is silent and nobody knows; after almost seven it is known and held back;
after twelve almost everybody who is to be told has been told for the first time.
"""
CASES = [(table, scenario) for table, scenarios in TABLES.items() for scenario in scenarios]
cases = pytest.mark.parametrize(
    ("table", "scenario"), [pytest.param(t, s, id=f"{t}-{s.name}") for t, s in CASES]
)
told = pytest.mark.parametrize(
    ("table", "scenario"), [pytest.param(t, s, id=f"{t}-{s.name}") for t, s in CASES if s.expected]
)


@pytest.fixture(scope="module")
def performances(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Run, Performance]:
    """All runs. Those that are disturbed begin when times are no longer measured."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    if not installed():
        pytest.skip("there is no Alertmanager here")
    runs = [(table, befalls) for table in TABLES for befalls in BEFALLS]
    folders = [tmp_path_factory.mktemp("-".join(run)) for run in runs]
    measured = Event()
    with ThreadPoolExecutor(len(runs)) as threads:
        played = threads.map(lambda run, folder: play(run, folder, measured), runs, folders)
        return dict(zip(runs, played, strict=True))


def play(run: Run, folder: Path, measured: Event) -> Performance:
    """One daemon on one stage."""
    table, befalls = run
    seconds, early, later = BEFALLS[befalls]
    if befalls != UNDISTURBED:
        measured.wait(FIRST_PART)

    def at_first(daemon: Stage) -> None:
        if run == ("province", UNDISTURBED):
            measured.set()
        early(daemon)

    scenarios = TABLES[table]
    with stage(write(folder, [scenario.ground for scenario in scenarios])) as (daemon, webhook):
        return perform(scenarios, daemon, webhook, (seconds, at_first), later)


@cases
@pytest.mark.parametrize("befalls", BEFALLS)
def test_exactly_this_is_told(
    performances: Mapping[Run, Performance], table: str, scenario: Scenario, befalls: str
) -> None:
    performance = performances[table, befalls]
    heard = sorted(map(str, performance.of(scenario.name)))
    assert (heard, performance.failures.get(scenario.name)) == (sorted(scenario.expected), None)


@told
def test_it_is_decided_and_told_in_time(
    performances: Mapping[Run, Performance], table: str, scenario: Scenario
) -> None:
    performance = performances[table, UNDISTURBED]
    if scenario.root is not None:
        last_reply, decided = performance.silenced[scenario.root]
        assert decided - last_reply <= TO_DECIDE
    incident = performance.first(scenario.name)
    due = performance.marks[scenario.name].get(scenario.after or "", performance.decided[incident])
    assert performance.accepted[incident] - due <= TO_TELL


@pytest.mark.parametrize("befalls", BEFALLS)
@pytest.mark.parametrize("scenario", PROVINCE, ids=lambda scenario: scenario.name)
def test_one_cause_is_one_incident(
    performances: Mapping[Run, Performance], scenario: Scenario, befalls: str
) -> None:
    heard = performances["province", befalls].of(scenario.name)
    incidents = {alert.labels["incident"] for each in heard for alert in each.alerts}
    told = [each.split() for line in scenario.expected for each in line.split("; ")]
    assert len(incidents) == len({(name, subject) for _, name, subject, _ in told})


@pytest.mark.parametrize("befalls", BEFALLS)
def test_nobody_is_told_anything_else(
    performances: Mapping[Run, Performance], befalls: str
) -> None:
    performance = performances["province", befalls]
    known = [each for scenario in PROVINCE for each in performance.of(scenario.name)]
    assert [str(each) for each in performance.told if each not in known] == []
