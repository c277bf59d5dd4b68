"""The ledger of a month: every subject's intervals and outages, worked out from the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitord.model.evidence import Evidence
from monitord.model.figures import Month, Outage
from monitord.model.ledger import Interval, Subject


@dataclass(frozen=True, slots=True)
class Ledger:
    """How everything was in a month."""

    intervals: Mapping[Subject, Sequence[Interval]]
    """Of each subject that was present at any time: [month.start, month.end) without hole or
    overlap, by time. Subjects in order."""
    outages: Mapping[Subject, Sequence[Outage]]
    """Those with time down within the month, by their start; only subjects that had any."""


def work_out(evidence: Evidence, month: Month, revision: int | None = None) -> Ledger:
    """The ledger of `month`.

    `revision`: with the corrections that this closing of the month holds; None: with those of the
    newest, or with all where the month has not been closed. Raises LedgerError
    (`sla.revision-unknown`) for one that there is not.
    """
    raise NotImplementedError
