"""The whole report in words: the minutes that are signed, then the annexes."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from exporters.reports.pdf.annexes import annexes
from exporters.reports.pdf.areas import areas
from exporters.reports.pdf.blocks import Block, Document, Part
from exporters.reports.pdf.calendar import calendar
from exporters.reports.pdf.cover import conclusion, cover, parties
from exporters.reports.pdf.quality import quality
from exporters.reports.pdf.results import contract, results
from exporters.reports.pdf.scribe import Scribe
from monitord.model.figures import MonthReport
from monitord.texts import Texts


def document(report: MonthReport, words: Texts) -> Document:
    """The report in the language of `words`, in the organization's timezone."""
    scribe = Scribe(words, ZoneInfo(report.month.timezone), report.names)
    month = report.month
    return Document(
        language=words.language,
        title=scribe.say("sla-pdf.document.title", month=month.month, year=month.year),
        author=report.organization.name,
        footer=scribe.say(
            "sla-pdf.footer",
            month=month.month,
            year=month.year,
            inventory=report.inputs.inventories[-1][1][:12] if report.inputs.inventories else "–",
            data=report.inputs.data[:12],
            version=report.inputs.version,
        ),
        page=words.entries["sla-pdf.page"],
        parts=(
            Part(landscape=False, blocks=tuple(_minutes(report, scribe))),
            Part(landscape=True, blocks=tuple(annexes(report, scribe))),
        ),
    )


def _minutes(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    yield cover(report, scribe)
    yield from parties(report, scribe)
    yield from results(report, scribe)
    yield from contract(report, scribe)
    yield from areas(report, scribe)
    yield from calendar(report, scribe)
    yield from quality(report, scribe)
    yield conclusion(report, scribe)
