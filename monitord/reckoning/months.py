"""The figures of a month, ready to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from exporters.reports import json
from monitord import __version__
from monitord.model.evidence import Evidence
from monitord.model.figures import Month, MonthReport, Outage
from monitord.model.reckoning import Wanted
from monitord.reckoning.archive import Archive
from monitord.reckoning.outages import outage_document, outages_of, the_one
from monitord.sla import report
from monitord.sla.tenures import parts_of, providers_of, sites_of


def figures_of(
    evidence: Evidence,
    month: Month,
    provider: str | None = None,
    revision: int | None = None,
    *,
    own: bool = False,
) -> MonthReport:
    """What a month came to, of all providers or of one, by its id or name.

    `revision`: of a closed month an earlier one than the newest. `own`: see `Wanted`.

    Raises UnknownNameError and what `report` raises.
    """
    ident = provider_meant(evidence, month, provider, own=own)
    return report.report(evidence, month, ident, __version__, revision)


def provider_meant(
    evidence: Evidence, month: Month, word: str | None, *, own: bool = False
) -> str | None:
    """The id of the provider that is meant; None: nobody asks. Raises UnknownNameError."""
    known = providers_of(parts_of(month, evidence.revisions))
    names = {each.id: each.name for each in known.values()}
    return the_one("provider", word, names, exactly=own)


def figures_document(made: MonthReport) -> bytes:
    """The JSON report without the raw intervals."""
    out = BytesIO()
    json.write(replace(made, intervals=()), out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class FoundOutages:
    """Outages of a month."""

    month: Month
    outages: Sequence[Outage]
    """By their start."""
    names: Mapping[str, str]
    """Of sites, by id."""


def found_outages(archive: Archive, wanted: Wanted) -> FoundOutages:
    """Those that are wanted. Raises LedgerError."""
    month = archive.month(wanted.month)
    evidence = archive.evidence(month, quality=False)
    sites = sites_of(parts_of(month, evidence.revisions))
    names = {ident: site.name for ident, site in sites.items()}
    return FoundOutages(month, outages_of(evidence, month, wanted), names)


def outages_document(found: FoundOutages) -> dict[str, Any]:
    """The same for machines."""
    return {
        "month": found.month.name,
        "timezone": found.month.timezone,
        "outages": [outage_document(each, found.names) for each in found.outages],
    }
