"""The report of a month: every figure, worked out from the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitord.model.evidence import Evidence
from monitord.model.figures import Inputs, Month, MonthReport, ProviderFigures, SiteFigures
from monitord.model.inventory import Provider
from monitord.model.ledger import Closing, Correction, Interval
from monitord.model.raw import as_csv, digest
from monitord.sla import served
from monitord.sla.basis import Basis, basis_of
from monitord.sla.months import over
from monitord.sla.providers import area_figures, provider_figures
from monitord.sla.quality import qualities
from monitord.sla.sites import mcu_figures, site_figures
from monitord.sla.unknown import unknown


def report(
    evidence: Evidence,
    month: Month,
    provider: str | None = None,
    version: str = "",
    revision: int | None = None,
) -> MonthReport:
    """Everything that is printed of a month.

    `provider`: only what is reconciled with this one, by its id; None: everything. `version`: of
    monitord. `revision`: of a closed month an earlier one than the newest; availability only, for
    quality was frozen with the first. Reads `evidence.quality` unless that was frozen. Raises
    LedgerError: `sla.nothing-known`, `sla.unknown-provider`, or as `work_out` does.
    """
    basis = basis_of(evidence, month, revision)
    wanted = _wanted(basis, provider)
    measured = qualities(evidence, basis.tenures, basis.providers)
    providers = [provider_figures(basis, each, measured) for each in wanted]
    sites = site_figures(basis) if provider is None else []
    intervals = _intervals(basis, provider)
    held = _corrections(basis, evidence.corrections, providers, provider)
    last = basis.parts[-1].revision.inventory
    circuits = [circuit for each in providers for circuit in each.circuits]
    return MonthReport(
        organization=last.organization,
        month=month,
        provisional=not over(month),
        closing=_closing(basis, evidence, held, provider),
        providers=providers,
        areas=area_figures(basis.sites, circuits, sites),
        sites=sites,
        mcus=mcu_figures(basis) if provider is None else [],
        served=served.merged(each.served for each in sites),
        intervals=intervals,
        corrections=held,
        inputs=Inputs(
            inventories=[(p.revision.start, p.revision.sha256) for p in basis.parts],
            data=digest(as_csv(intervals)),
            version=version,
        ),
        names=_names(basis, providers, sites, provider),
        days=[day.date for day in basis.days],
    )


def _wanted(basis: Basis, provider: str | None) -> Sequence[Provider]:
    """Those that had a circuit in the month, in the order of the file; or the one asked for."""
    if provider is None:
        there = {each.circuit.provider for each in basis.tenures}
        return [each for each in basis.providers.values() if each.id in there]
    if provider not in basis.providers:
        raise unknown("sla.unknown-provider", provider, basis.providers)
    return [basis.providers[provider]]


def _intervals(basis: Basis, provider: str | None) -> Sequence[Interval]:
    """Those that the figures of the report rest on, by subject, then by time."""
    if provider is None:
        intervals = basis.ledger.intervals
        return [each for subject in sorted(intervals) for each in intervals[subject]]
    its = (each for each in basis.tenures if each.circuit.provider == provider)
    return [each for tenure in its for each in tenure.intervals]


def _corrections(
    basis: Basis,
    corrections: Sequence[Correction],
    providers: Sequence[ProviderFigures],
    provider: str | None,
) -> Sequence[Correction]:
    """Those that the report holds; of one for a provider those of its outages only."""
    last = basis.closing.corrections if basis.closing else None
    held = [each for each in corrections if last is None or each.id <= last]
    if provider is None:
        return held
    outages = [outage for each in providers for outage in each.outages]
    theirs = {each.id for each in outages} | {each.incident for each in outages}
    return [each for each in held if each.outage in theirs]


def _closing(
    basis: Basis, evidence: Evidence, held: Sequence[Correction], provider: str | None
) -> Closing | None:
    """As it is kept; a provider reads why only where that was said of an outage of its own.

    What the organization says of another one is none of its business.
    """
    closing = basis.closing
    if closing is None or provider is None:
        return closing
    before = max(
        (each.corrections for each in evidence.closings if each.revision < closing.revision),
        default=closing.corrections,
    )
    own = any(before < each.id <= closing.corrections for each in held)
    return closing if own else replace(closing, why="")


def _names(
    basis: Basis,
    providers: Sequence[ProviderFigures],
    sites: Sequence[SiteFigures],
    provider: str | None,
) -> Mapping[str, str]:
    """Of the sites that the report speaks of."""
    if provider is None:
        return {ident: site.name for ident, site in basis.sites.items()}
    circuits = [circuit for each in providers for circuit in each.circuits]
    spoken = {circuit.area for circuit in circuits}
    spoken.update(site for circuit in circuits for _, site in circuit.moved)
    spoken.update(outage.site for each in providers for outage in each.outages)
    return {ident: site.name for ident, site in basis.sites.items() if ident in spoken}
