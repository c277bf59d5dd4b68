"""The first sheet: who reconciles what, the figures against the contract, who signs."""

from __future__ import annotations

from exporters.reports.xlsx import figures
from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.page import Page
from monitord.model.inventory import Signatory

WIDTH = 6
"""Columns on which a line of the head may count."""


def sheet(book: Book) -> None:
    """Write it."""
    page = Page(book, "summary", [72.0, *[26.0] * WIDTH])
    page.on_one_page()
    page.row([(book.word("title"), "text", "title")])
    page.row([(_month(book), "text", "strong")])
    page.row([(_period(book), "text", "")])
    page.row([(book.word("status"), "text", ""), (_status(book), "text", "strong")])
    page.skip()
    _parties(page)
    page.skip()
    page.row([(book.word("about.summary"), "text", "about")])
    figures.table(page)
    page.skip()
    figures.service(page)
    figures.quality(page)
    _inputs(page)
    page.skip()
    _signatures(page)


def _month(book: Book) -> str:
    month = book.report.month
    return book.word("month", month=month.month, year=month.year)


def _period(book: Book) -> str:
    month, days = book.report.month, book.report.days
    first = days[0] if days else month.start.astimezone(book.zone).date()
    last = days[-1] if days else month.end.astimezone(book.zone).date()
    return book.word("period", start=book.day(first), end=book.day(last), timezone=month.timezone)


def _status(book: Book) -> str:
    report = book.report
    if report.closing is not None:
        closing = report.closing
        kind = "closed" if closing.revision == 1 else "revised"
        return book.word(
            f"status.{kind}", revision=closing.revision, at=book.instant(closing.at),
            by=closing.by.name,
        )  # fmt: skip
    if report.provisional:
        return book.word("status.provisional", until=book.instant(report.month.end))
    return book.word("status.open")


def _parties(page: Page) -> None:
    """Bên A is the organization, Bên B each provider of the report."""
    book, report = page.book, page.book.report
    _party(page, "a", report.organization.name, report.organization.signatory, None)
    for each in report.providers:
        provider = each.provider
        _party(page, "b", provider.name, provider.signatory, provider.sla.contract)
    if not report.providers:
        page.row([(book.word("party.b"), "text", "strong")])


def _party(
    page: Page, which: str, name: str, signatory: Signatory | None, contract: str | None
) -> None:
    book = page.book
    page.row([(book.word(f"party.{which}"), "text", "strong"), (name, "text", "strong")])
    known = signatory or Signatory()
    for key, value in (
        ("address", known.address),
        ("represented", known.name),
        ("title", known.title),
        ("contract", contract),
    ):
        if value:
            page.row([(book.word(f"party.{key}"), "text", ""), (value, "text", "")])


def _inputs(page: Page) -> None:
    book, inputs = page.book, page.book.report.inputs
    page.row([(book.word("inputs"), "text", "head")])
    page.row([(book.word("inputs.data"), "text", ""), (inputs.data, "text", "")])
    for since, sha256 in inputs.inventories:
        label = book.word("inputs.inventory", since=book.instant(since))
        page.row([(label, "text", ""), (sha256, "text", "")])
    page.row([(book.word("inputs.version"), "text", ""), (inputs.version, "text", "")])
    held = len(book.report.corrections)
    page.row([(book.word("inputs.corrections"), "text", ""), (held, "count", "")])


def _signatures(page: Page) -> None:
    book, report = page.book, page.book.report
    page.row([(None, "text", ""), (book.word("sign.date"), "text", "centre")])
    page.row([(book.word(f"sign.{which}"), "text", "signed") for which in "ab"])
    page.row([(book.word("sign.how"), "text", "centre")] * 2)
    page.skip(4)
    signs = [report.organization.signatory]
    if len(report.providers) == 1:
        signs.append(report.providers[0].provider.signatory)
    page.row([(each.name if each else None, "text", "signed") for each in signs])
