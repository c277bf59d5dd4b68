"""How the circuits of a province stand in the month so far: hand-made figures."""

from __future__ import annotations

from dataclasses import replace

from monitord.model.figures import Available
from monitord.model.ledger import Excluded
from monitord.model.standing import MonthToDate, Standing
from monitord.model.states import State
from tests.exporters.province import NOW, Province

HALF = Available(
    present=1_000_000.0,
    states={State.UP: 880_000.0, State.DOWN: 20_000.0, State.UNKNOWN: 100_000.0},
    excluded={Excluded.UNKNOWN: 100_000.0, Excluded.MAINTENANCE: 50_000.0},
    provider_down=8_500.0,
    suspected_down=4_250.0,
    others_down=7_250.0,
    counted=850_000.0,
)
"""Availability 0,99, with suspicions 0,985; nine tenths were measured."""


def standing(circuit: str, **fields: object) -> Standing:
    """One that is below its target."""
    made = Standing(
        id=circuit, provider="vnpt", available=HALF, target=0.999, budget=2_592.0, outages=3
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def with_month(province: Province, *standings: Standing) -> Province:
    """The same, with these circuits in the month so far; all of its own where none are given."""
    each = standings or tuple(standing(line) for line in province.inventory.circuits)
    month = MonthToDate(
        computed_at=NOW - 60, month="2026-11", circuits=each, providers=(standing("vnpt"),)
    )
    return replace(province, centre=replace(province.centre, month=month))
