"""What each metric of circuits reads from a snapshot."""

from __future__ import annotations

from exporters.prometheus.carrying import Carrying
from exporters.prometheus.kinds import Kind, Series, Values, gauge, info, one_hot
from exporters.prometheus.metrics import METRIC
from exporters.prometheus.place_metrics import SITE_STATES
from monitord.model.snapshot import CircuitView

_STATE = one_hot(SITE_STATES)


def _seconds(view: CircuitView, ticks: float) -> Values:
    booked = view.seconds(ticks)
    return tuple([booked.get(state, 0.0) for state in SITE_STATES])


def _bandwidth(view: CircuitView, _ticks: float) -> Values | None:
    rented = view.circuit.bandwidth
    return None if rented is None else gauge(rented / 8)


CIRCUITS: Kind[CircuitView] = Kind(
    ("site", "circuit", "provider", "role", "medium", "device", "interface"),
    lambda view: (
        view.circuit.site,
        view.circuit.id,
        view.circuit.provider,
        view.circuit.role,
        view.circuit.medium or "",
        # That of another site keeps its `site/`: its own id alone would be taken for one here.
        (view.circuit.device or "").removeprefix(f"{view.circuit.site}/"),
        view.circuit.interface or "",
    ),
    (
        info("monitord_circuit_info"),
        Series(METRIC["monitord_circuit_bandwidth_bytes_per_second"], _bandwidth),
        Series(METRIC["monitord_circuit_state"], lambda view, _: _STATE[view.state]),
        Series(
            METRIC["monitord_circuit_state_since_timestamp_seconds"],
            lambda view, _: (view.since.timestamp(),),
        ),
        Series(METRIC["monitord_circuit_state_seconds_total"], _seconds),
    ),
)

IN_USE: Kind[Carrying] = Kind(
    ("circuit",),
    lambda carrying: (carrying.circuit,),
    (Series(METRIC["monitord_circuit_in_use"], lambda carrying, _: (int(carrying.in_use),)),),
)
