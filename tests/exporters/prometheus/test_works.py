"""The metrics of maintenance."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from exporters.prometheus.works import WINDOWS
from monitord.model.maintenance import Occurrence
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import Stage
from tests.exporters.prometheus.troubles import AT, troubled
from tests.exporters.province import Province, province

HOUR = timedelta(hours=1)


async def test_sites_in_maintenance_are_counted_whatever_their_state(stage: Stage) -> None:
    quiet: Province = province(40)
    stage.province = quiet
    assert samples(await stage.scrape())[key("monitord_sites_in_maintenance")] == 0
    stage.province = troubled(quiet, windows=("xa-00000", "xa-00001"))
    found = samples(await stage.scrape())
    assert found[key("monitord_sites_in_maintenance")] == 2
    assert found[key("monitord_maintenance_windows")] == 2


async def test_each_window_in_force_says_what_is_worked_on_and_for_how_long(stage: Stage) -> None:
    stage.province = troubled(province(40), windows=("xa-00001",))
    found = _of_windows(samples(await stage.scrape()))
    window = {"window": "w-xa-00001"}
    assert found == {
        key("monitord_maintenance_info", **window, scope="site", subject="xa-00001"): 1.0,
        key("monitord_maintenance_start_timestamp_seconds", **window): AT.timestamp(),
        key("monitord_maintenance_end_timestamp_seconds", **window): (AT + HOUR).timestamp(),
    }
    stage.province = troubled(province(40))
    assert not _of_windows(samples(await stage.scrape()))
    assert not stage.exposition.renderer.templates[WINDOWS]


async def test_a_window_that_repeats_before_it_ends_is_one(stage: Stage) -> None:
    once = troubled(province(40), windows=("xa-00001",))
    [first] = once.centre.in_force
    again = Occurrence(first.window, AT + HOUR / 2, AT + 1.5 * HOUR, agreed=None)
    stage.province = replace(once, centre=replace(once.centre, in_force=(again, first)))
    found = samples(await stage.scrape())
    window = {"window": "w-xa-00001"}
    start = found[key("monitord_maintenance_start_timestamp_seconds", **window)]
    end = found[key("monitord_maintenance_end_timestamp_seconds", **window)]
    assert (start, end) == (AT.timestamp(), (AT + 1.5 * HOUR).timestamp())
    assert found[key("monitord_maintenance_windows")] == 1


def _of_windows(found: dict[Key, float]) -> dict[Key, float]:
    return {each: value for each, value in found.items() if "window" in dict(each[1])}
