"""The figures of one circuit with one provider."""

from __future__ import annotations

from collections.abc import Sequence

from monitord.model.figures import CircuitFigures, Outage, Quality
from monitord.model.ledger import Subject
from monitord.sla.areas import area_of
from monitord.sla.available import available, by_day
from monitord.sla.basis import Basis
from monitord.sla.credits import budget, credit
from monitord.sla.repairs import answered, repairs
from monitord.sla.tenures import Tenure


def circuit_figures(basis: Basis, tenure: Tenure, quality: Sequence[Quality]) -> CircuitFigures:
    """Everything of it."""
    circuit, site = tenure.circuit, tenure.site
    sla = basis.providers[circuit.provider].sla
    figures = available(tenure.intervals, sla, closed=basis.closed)
    outages = outages_of(basis, tenure)
    return CircuitFigures(
        id=circuit.id,
        provider=circuit.provider,
        site=site.id,
        site_name=site.name,
        area=area_of(site),
        role=circuit.role,
        medium=circuit.medium,
        bandwidth=circuit.bandwidth,
        moved=tenure.moved,
        available=figures,
        repairs=repairs(outages, tenure.intervals, basis.month),
        answered=repairs(answered(outages), tenure.intervals, basis.month),
        target=sla.availability,
        budget=budget(sla, figures.counted),
        credit=credit(sla, figures),
        quality=quality,
        days=by_day(tenure.intervals, sla, basis.edges, closed=basis.closed),
    )


def outages_of(basis: Basis, tenure: Tenure) -> Sequence[Outage]:
    """Those that the circuit had while it was with this provider."""
    outages = basis.outages(Subject("circuit", tenure.circuit.id))
    return [each for each in outages if each.provider == tenure.circuit.provider]
