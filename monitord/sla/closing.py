"""Closing a month: what stands in its way, and what suspicion comes to by the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitord.model.evidence import Evidence
from monitord.model.figures import Month, Outage
from monitord.model.incidents import Certainty, Owner
from monitord.model.inventory import Provider
from monitord.model.ledger import LedgerError
from monitord.sla.ledger import work_out
from monitord.sla.months import full_end
from monitord.sla.tenures import parts_of, providers_of


def may_close(evidence: Evidence, month: Month, now: datetime) -> Sequence[Outage]:
    """The outages that stand in the way of closing a month, by their start; empty: none does.

    Those of which a provider is suspected, and its contract gives time to find out. Raises
    LedgerError: `sla.month-not-over`, or `sla.month-closed` where that was done before.
    """
    if now < full_end(month):
        raise LedgerError("sla.month-not-over", month=month.name)
    if evidence.closings:
        raise LedgerError("sla.month-closed", month=month.name)
    providers = providers_of(parts_of(month, evidence.revisions))
    outages = (each for its in work_out(evidence, month).outages.values() for each in its)
    waiting = [each for each in outages if _waits(each, providers, month, now)]
    return sorted(waiting, key=lambda each: (each.start, each.id))


def suspected(outage: Outage) -> bool:
    """Whether a provider is suspected, and nobody has confirmed or denied it."""
    return (
        outage.provider is not None
        and outage.owner is Owner.PROVIDER
        and outage.certainty is not Certainty.CONFIRMED
        and not outage.agreed
    )


def settled(outages: Iterable[Outage], providers: Mapping[str, Provider]) -> Sequence[Outage]:
    """The outages of a closed month: suspicion counts by the default of the contract."""
    return [_settled(each, providers) if suspected(each) else each for each in outages]


def _settled(outage: Outage, providers: Mapping[str, Provider]) -> Outage:
    provider = providers.get(outage.provider or "")
    if provider is None or provider.sla.suspected == "provider":
        return replace(outage, settled=True)
    return replace(outage, settled=True, down=0.0, excluded=round(outage.down + outage.excluded, 6))


def _waits(outage: Outage, providers: Mapping[str, Provider], month: Month, now: datetime) -> bool:
    """Whether there is time left to find out."""
    provider = providers.get(outage.provider or "")
    if provider is None or not suspected(outage) or outage.down == 0:
        return False
    return now < full_end(month) + timedelta(seconds=provider.sla.suspected_after)
