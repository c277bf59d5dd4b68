"""The figures of a provider, and of the areas in which its circuits lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitord.model.figures import (
    AreaFigures,
    Available,
    CircuitFigures,
    ProviderFigures,
    Quality,
    SiteFigures,
)
from monitord.model.inventory import Provider, Site
from monitord.sla import available, quality, repairs, served
from monitord.sla.areas import area_of
from monitord.sla.basis import Basis
from monitord.sla.circuits import circuit_figures, outages_of


def provider_figures(
    basis: Basis, provider: Provider, qualities: Mapping[str, Sequence[Quality]]
) -> ProviderFigures:
    """What is reconciled with one provider: sums over its circuits."""
    tenures = [each for each in basis.tenures if each.circuit.provider == provider.id]
    circuits = [circuit_figures(basis, each, qualities.get(each.key, ())) for each in tenures]
    return ProviderFigures(
        provider=provider,
        circuits=circuits,
        areas=area_figures(basis.sites, circuits, ()),
        available=available.merged(each.available for each in circuits),
        repairs=repairs.merged(each.repairs for each in circuits),
        answered=repairs.merged(each.answered for each in circuits),
        below_target=sum(each.kept is False for each in circuits),
        outages=sorted(
            (outage for tenure in tenures for outage in outages_of(basis, tenure)),
            key=lambda outage: (outage.start, outage.id),
        ),
        days=_days(basis, circuits),
        quality=quality.merged(one for each in circuits for one in each.quality),
    )


def area_figures(
    known: Mapping[str, Site], circuits: Sequence[CircuitFigures], sites: Sequence[SiteFigures]
) -> Sequence[AreaFigures]:
    """Of each area in which there is a circuit or a site, in the order of the file.

    Without `sites` their number is that of those that have one of the circuits, and nothing is
    said of what they had.
    """
    areas = dict.fromkeys(area_of(site) for site in known.values())
    made = (_area(known[area], circuits, sites) for area in areas if area in known)
    return [each for each in made if each.circuits or each.sites]


def _area(
    area: Site, circuits: Sequence[CircuitFigures], sites: Sequence[SiteFigures]
) -> AreaFigures:
    lines = [each for each in circuits if each.area == area.id]
    points = [each for each in sites if each.area == area.id and each.service in served.IN_SERVICE]
    return AreaFigures(
        id=area.id,
        name=area.name,
        circuits=len(lines),
        available=available.merged(each.available for each in lines),
        repairs=repairs.merged(each.repairs for each in lines),
        answered=repairs.merged(each.answered for each in lines),
        sites=len(points) if sites else len({each.site for each in lines}),
        served=served.merged(each.served for each in points),
    )


def _days(basis: Basis, circuits: Sequence[CircuitFigures]) -> Sequence[Available]:
    return [available.merged(each.days[day] for each in circuits) for day in range(len(basis.days))]
