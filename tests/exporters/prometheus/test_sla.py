"""How circuits and providers stand in the month so far, as series."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exporters.prometheus.sla_metrics import SLA_METRICS
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage
from tests.exporters.prometheus.standings import HALF, standing, with_month
from tests.exporters.province import NOW, province

NAMES = {metric.name for metric in SLA_METRICS}


@pytest.fixture
def stage() -> Stage:
    """Two sites with a circuit each."""
    return Stage(with_month(province(2)))


async def told(stage: Stage, accept: str = "") -> dict[Key, float]:
    """The series of service levels."""
    return {each: value for each, value in samples(await stage.scrape(accept)).items()
            if each[0] in NAMES}  # fmt: skip


def expected(what: str, **labels: str) -> dict[Key, float]:
    """Written out, so that a slip in the table is not repeated here."""
    stem = f"monitord_{what}_sla"
    found: dict[Key, float] = {
        key(f"{stem}_availability_ratio", **labels): 0.99,
        key(f"{stem}_availability_with_suspected_ratio", **labels): 0.985,
        key(f"{stem}_target_ratio", **labels): 0.999,
        key(f"{stem}_error_budget_seconds", **labels): 2592,
        key(f"{stem}_error_budget_left_seconds", **labels): 2592 - 8500,
        key(f"{stem}_coverage_ratio", **labels): 0.9,
        key(f"{stem}_counted_seconds", **labels): 850_000,
        key(f"{stem}_outages", **labels): 3,
    }
    down = {"provider": 8500, "suspected": 4250, "others": 7250}
    excluded = {"maintenance": 50_000, "unknown": 100_000, "unreachable": 0, "agreed": 0}
    for name, by_class in (("down", down), ("excluded", excluded)):
        for sort, seconds in by_class.items():
            found[key(f"{stem}_{name}_seconds", **labels, **{"class": sort})] = seconds
    return found


@pytest.mark.parametrize("accept", ["", OPENMETRICS])
async def test_each_circuit_and_each_provider_has_its_figures(stage: Stage, accept: str) -> None:
    assert await told(stage, accept) == {
        **expected("circuit", circuit="TSL-0000", provider="vnpt"),
        **expected("circuit", circuit="TSL-0001", provider="vnpt"),
        **expected("provider", provider="vnpt"),
        key("monitord_sla_month_info", month="2026-11"): 1,
        key("monitord_sla_computed_timestamp_seconds"): NOW - 60,
    }


async def test_nothing_is_said_before_it_is_worked_out(stage: Stage) -> None:
    await told(stage)
    stage.province = province(2)
    assert await told(stage) == {}


async def test_what_is_not_promised_or_not_measured_is_absent(stage: Stage) -> None:
    nothing = replace(HALF, present=0.0, counted=0.0, states={}, excluded={}, provider_down=0.0,
                      suspected_down=0.0, others_down=0.0)  # fmt: skip
    fresh = standing("TSL-0001", available=nothing, target=None, budget=None, outages=0)
    stage.province = with_month(province(2), fresh)
    ours = {name for name, labels in await told(stage) if ("circuit", "TSL-0001") in labels}
    assert ours == {
        f"monitord_circuit_sla_{end}"
        for end in ("counted_seconds", "down_seconds", "excluded_seconds", "outages")
    }


async def test_a_circuit_that_has_left_is_not_told_of_any_more(stage: Stage) -> None:
    await told(stage)
    seen = stage.province.centre
    left = replace(seen, circuits=seen.circuits[:1])
    stage.province = replace(stage.province, centre=left)
    found = await told(stage)
    assert not [each for each in found if ("circuit", "TSL-0001") in each[1]]
    assert found.items() >= expected("circuit", circuit="TSL-0000", provider="vnpt").items()
    assert found.items() >= expected("provider", provider="vnpt").items()


async def test_new_figures_take_the_place_of_the_old_ones(stage: Stage) -> None:
    await told(stage)
    stage.province = with_month(province(2), standing("TSL-0000", outages=4))
    found = await told(stage)
    assert found[key("monitord_circuit_sla_outages", circuit="TSL-0000", provider="vnpt")] == 4
    assert not [each for each in found if ("circuit", "TSL-0001") in each[1]]


async def test_a_circuit_that_changed_its_provider_has_figures_with_each(stage: Stage) -> None:
    both = standing("TSL-0000"), standing("TSL-0000", provider="viettel", outages=0)
    stage.province = with_month(province(2), *both)
    found = await told(stage)
    by = {dict(labels)["provider"]: value for (name, labels), value in found.items()
          if name == "monitord_circuit_sla_outages"}  # fmt: skip
    assert by == {"vnpt": 3, "viettel": 0}


async def test_a_second_scrape_writes_nothing_anew(stage: Stage) -> None:
    await stage.scrape()
    before = stage.exposition.renderer.sla.texts
    await stage.scrape()
    assert stage.exposition.renderer.sla.texts is before
