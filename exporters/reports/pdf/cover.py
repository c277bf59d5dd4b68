"""The first page: the head of an administrative document, title, parties; and the signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import (
    Block,
    Conclusion,
    Cover,
    Facts,
    Heading,
    Paragraph,
    Signature,
)
from exporters.reports.pdf.scribe import Scribe
from monitord.model.figures import MonthReport
from monitord.model.inventory import Signatory

BLANK = "…………………………………………"
"""To be filled in by hand."""
PARTIES = "BCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Bên A is the organization; its providers are Bên B and so on."""


def cover(report: MonthReport, scribe: Scribe) -> Cover:
    """What stands above the first section."""
    month = report.month
    return Cover(
        organization=report.organization.name.upper(),
        number=scribe.say("sla-pdf.cover.number"),
        nation=scribe.say("sla-pdf.cover.nation"),
        motto=scribe.say("sla-pdf.cover.motto"),
        title=scribe.say("sla-pdf.cover.title"),
        lines=(
            scribe.say("sla-pdf.cover.month", month=month.month, year=month.year),
            scribe.say(
                "sla-pdf.cover.range",
                start=scribe.moment(month.start),
                end=scribe.moment(month.end),
                zone=month.timezone,
            ),
            status(report, scribe),
        ),
    )


def status(report: MonthReport, scribe: Scribe) -> str:
    """How final the figures are."""
    if report.closing is None:
        key = "sla-pdf.status.provisional" if report.provisional else "sla-pdf.status.open"
        return scribe.say(key, at=scribe.moment(report.month.end))
    key = "sla-pdf.status.closed" if report.closing.revision == 1 else "sla-pdf.status.revised"
    return scribe.say(key, revision=report.closing.revision, at=scribe.moment(report.closing.at))


def parties(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """Who reconciles with whom, by which contract."""
    yield Heading(scribe.say("sla-pdf.parties"))
    yield Paragraph(scribe.say("sla-pdf.parties.today"))
    ours = scribe.say("sla-pdf.party", letter="A")
    yield Facts([(ours, report.organization.name), *_signs(report.organization.signatory, scribe)])
    for letter, each in zip(PARTIES, report.providers, strict=False):
        contract = each.provider.sla.contract or BLANK
        yield Facts(
            [
                (scribe.say("sla-pdf.party", letter=letter), each.provider.name),
                *_signs(each.provider.signatory, scribe),
                (scribe.say("sla-pdf.party.contract"), contract),
            ]
        )
    month = report.month
    yield Paragraph(
        scribe.say(
            "sla-pdf.parties.reconcile",
            who=_who(report, scribe),
            month=month.month,
            year=month.year,
        )
    )


def _who(report: MonthReport, scribe: Scribe) -> str:
    return scribe.say("sla-pdf.both" if len(report.providers) == 1 else "sla-pdf.everybody")


def _signs(signatory: Signatory | None, scribe: Scribe) -> Sequence[tuple[str, str]]:
    who = signatory or Signatory()
    return (
        (scribe.say("sla-pdf.party.represented"), who.name or BLANK),
        (scribe.say("sla-pdf.party.title"), who.title or BLANK),
        (scribe.say("sla-pdf.party.address"), who.address or BLANK),
    )


def conclusion(report: MonthReport, scribe: Scribe) -> Conclusion:
    """What both sides agree on, and where they sign."""
    names = [
        ("A", report.organization.name, report.organization.signatory),
        *(
            (letter, each.provider.name, each.provider.signatory)
            for letter, each in zip(PARTIES, report.providers, strict=False)
        ),
    ]
    return Conclusion(
        scribe.say("sla-pdf.conclusion"),
        (
            scribe.say("sla-pdf.conclusion.agreed", who=_who(report, scribe)),
            scribe.say("sla-pdf.conclusion.remarks", blank=BLANK * 2),
            scribe.say("sla-pdf.conclusion.copies"),
        ),
        [_signature(*each, scribe) for each in names],
    )


def _signature(
    letter: str, organization: str, signatory: Signatory | None, scribe: Scribe
) -> Signature:
    return Signature(
        party=scribe.say("sla-pdf.sign.party", letter=letter),
        organization=organization,
        title=(signatory and signatory.title) or "",
        how=scribe.say("sla-pdf.sign.how"),
        name=(signatory and signatory.name) or "",
    )
