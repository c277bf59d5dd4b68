"""How the files of a month are called."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitord.model.figures import MonthReport

STEMS: Mapping[str, str] = {"vi": "bien-ban", "en": "sla-report"}
"""By language."""
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "xlsx": (".xlsx",),
    "csv": (".csv", ".outages.csv", ".circuits.csv"),
    "json": (".json",),
}
"""The files of each format; of CSV the raw intervals, the outages, the figures of the circuits."""
FORMATS = tuple(ENDINGS)


def scope(report: MonthReport) -> str | None:
    """The provider for whom a report is; None: for the organization, with all of them.

    A report for a provider has no time of sites: what others answer for is not its business. One of
    all has it also while every site is on trial only, which have no figures.
    """
    whole = any(each.subject.kind != "circuit" for each in report.intervals)
    if len(report.providers) == 1 and not (report.sites or report.mcus or whole):
        return report.providers[0].provider.id
    return None


def stem(report: MonthReport, language: str) -> str:
    """`bien-ban-2026-10-vnpt-r2`: without a provider for all, `-r2` from the second revision on."""
    parts = [STEMS[language], report.month.name]
    provider = scope(report)
    if provider is not None:
        parts.append(provider)
    if report.closing is not None and report.closing.revision > 1:
        parts.append(f"r{report.closing.revision}")
    return "-".join(parts)


def paths(report: MonthReport, folder: Path, format_: str, language: str) -> list[Path]:
    """Where the files of a format are to be, in the order of `ENDINGS`."""
    within = folder / report.month.name
    name = stem(report, language)
    return [within / f"{name}{ending}" for ending in ENDINGS[format_]]
