"""What every figure of a month rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitord.model.evidence import Evidence
from monitord.model.figures import Month, Outage
from monitord.model.inventory import Provider, Site
from monitord.model.ledger import Closing, LedgerError, Subject
from monitord.sla.closing import settled
from monitord.sla.ledger import Ledger, work_out
from monitord.sla.months import Day, days_of
from monitord.sla.tenures import Part, Tenure, parts_of, providers_of, sites_of, tenures_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The ledger of a month, with what the inventories then in force say of it."""

    month: Month
    parts: Sequence[Part]
    providers: Mapping[str, Provider]
    sites: Mapping[str, Site]
    ledger: Ledger
    days: Sequence[Day]
    tenures: Sequence[Tenure]
    """Of every circuit with each of its providers, by id."""
    closing: Closing | None
    """None: the month is not closed."""

    @property
    def closed(self) -> bool:
        """Whether suspicion is settled by the contracts."""
        return self.closing is not None

    @property
    def edges(self) -> Sequence[datetime]:
        """Where its days meet: one more than there are days, UTC."""
        return [*(day.start for day in self.days), self.month.end]

    def outages(self, subject: Subject) -> Sequence[Outage]:
        """Of a subject, by their start."""
        found = self.ledger.outages.get(subject, ())
        return settled(found, self.providers) if self.closed else found


def basis_of(evidence: Evidence, month: Month, revision: int | None = None) -> Basis:
    """Work a month out. `revision`: as in `work_out`. Raises LedgerError.

    `sla.nothing-known`: no inventory was in force in the month.
    """
    parts = parts_of(month, evidence.revisions)
    if not parts:
        raise LedgerError("sla.nothing-known", month=month.name)
    ledger = work_out(evidence, month, revision)
    return Basis(
        month=month,
        parts=parts,
        providers=providers_of(parts),
        sites=sites_of(parts),
        ledger=ledger,
        days=days_of(month),
        tenures=list(tenures_of(parts, ledger.intervals)),
        closing=_closing(evidence.closings, revision),
    )


def _closing(closings: Sequence[Closing], revision: int | None) -> Closing | None:
    """The newest, or the one of this number."""
    chosen = [each for each in closings if revision is None or each.revision == revision]
    return max(chosen, key=lambda each: each.revision, default=None)
