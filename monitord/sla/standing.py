"""How circuits and providers stand in a month that goes on: what is needed every few minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.model.evidence import Evidence
from monitord.model.figures import Month
from monitord.model.inventory import Circuit, Site, Sla
from monitord.model.standing import MonthToDate, Standing
from monitord.sla.available import available, merged
from monitord.sla.basis import Basis, basis_of
from monitord.sla.circuits import outages_of
from monitord.sla.credits import budget
from monitord.sla.months import full_end, midnight
from monitord.sla.repairs import counts
from monitord.sla.tenures import Tenure


def month_to_date(evidence: Evidence, month: Month) -> MonthToDate:
    """The month so far, up to `month.end`. Quality is not read. Raises LedgerError."""
    basis = basis_of(evidence, month)
    circuits = [_of_circuit(basis, tenure) for tenure in basis.tenures]
    there = dict.fromkeys(each.provider for each in circuits)
    return MonthToDate(
        computed_at=month.end.timestamp(),
        month=month.name,
        circuits=circuits,
        providers=[
            _of_provider(basis.providers[provider].sla, provider, circuits)
            for provider in basis.providers
            if provider in there
        ],
    )


def _of_circuit(basis: Basis, tenure: Tenure) -> Standing:
    sla = basis.providers[tenure.circuit.provider].sla
    figures = available(tenure.intervals, sla, closed=basis.closed)
    ahead = _ahead(basis, tenure)
    return Standing(
        id=tenure.circuit.id,
        provider=tenure.circuit.provider,
        available=figures,
        target=sla.availability,
        budget=budget(sla, figures.counted + ahead),
        outages=sum(counts(each, basis.month) for each in outages_of(basis, tenure)),
    )


def _of_provider(sla: Sla, provider: str, circuits: Sequence[Standing]) -> Standing:
    its = [each for each in circuits if each.provider == provider]
    budgets = [each.budget for each in its if each.budget is not None]
    return Standing(
        id=provider,
        provider=provider,
        available=merged(each.available for each in its),
        target=sla.availability,
        budget=sum(budgets) if budgets else None,
        outages=sum(each.outages for each in its),
    )


def _ahead(basis: Basis, tenure: Tenure) -> float:
    """Seconds of the month still to come in which the circuit is to be there."""
    month, last = basis.month, tenure.intervals[-1]
    if last.end < month.end or not last.present:
        return 0.0
    until = min(full_end(month), _gone(tenure.circuit, month), _gone(tenure.site, month))
    return max(0.0, (until - month.end).total_seconds())


def _gone(what: Circuit | Site, month: Month) -> datetime:
    """When its last day is over."""
    last: date | None = what.until
    if last is None:
        return full_end(month)
    return midnight(last + timedelta(1), ZoneInfo(month.timezone))
