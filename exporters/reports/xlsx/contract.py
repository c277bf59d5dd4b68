"""How each provider's contract counts, and what the codes in the tables mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.page import Page, Written
from monitord.model.inventory import Provider
from monitord.model.states import State

CHOICES = ("unknown", "degraded", "repair_from", "suspected")
COUNTS = (
    "good", "provider", "suspected", "others", "agreed", "maintenance", "unknown", "unreachable",
    "absent",
)  # fmt: skip


def sheet(book: Book) -> None:
    """Write it. Formulas of other sheets look their parameters up here."""
    report = book.report
    page = Page(book, "contract", [34.0, 26.0, *[16.0] * 11])
    page.row([(book.word("about.contract"), "text", "about")])
    page.skip()
    _setting(page, "month-start", "month_start", report.month.start, "instant")
    _setting(page, "month-end", "month_end", report.month.end, "instant")
    closed = "no" if report.closing is None else "yes"
    _setting(page, "closed", "month_closed", closed, "text")
    page.skip()
    providers = [each.provider for each in report.providers]
    _providers(page, providers)
    page.skip()
    _credits(page, providers)
    page.skip()
    _codes(page)


def _setting(page: Page, key: str, name: str, value: str | datetime, style: str) -> None:
    page.row([(page.book.word(f"contract.{key}"), "text", ""), (value, style, "")])
    page.name(name, 1, page.at - 1, page.at - 1)


def _providers(page: Page, providers: Sequence[Provider]) -> None:
    book = page.book
    named = ("number", "availability", "loss", "rtt", "jitter", "mos", "notice")
    heads = [book.word(f"column.{key}") for key in ("provider-id", "provider")]
    heads += [book.word(f"contract.{key}") for key in named]
    heads += [book.word(f"contract.{key.replace('_', '-')}") for key in CHOICES]
    heads.append(book.word("contract.suspected-after"))
    page.heads(heads)
    first = page.at
    for provider in providers:
        page.row(list(_terms(provider)))
    last = max(page.at - 1, first)
    page.name("contract_provider", 0, first, last)
    page.name("contract_availability", 3, first, last)
    for index, key in enumerate(CHOICES, 9):
        page.name(f"contract_{key}", index, first, last)


def _terms(provider: Provider) -> Iterator[Written]:
    sla = provider.sla
    yield provider.id, "text", ""
    yield provider.name, "text", ""
    yield sla.contract, "text", ""
    yield sla.availability, "percent", ""
    yield sla.loss, "share", ""
    yield None if sla.rtt is None else sla.rtt * 1000, "milliseconds", ""
    yield None if sla.jitter is None else sla.jitter * 1000, "milliseconds", ""
    yield sla.mos, "score", ""
    yield sla.notice, "span", ""
    for key in CHOICES:
        yield getattr(sla, key), "text", ""
    yield sla.suspected_after, "span", ""


def _credits(page: Page, providers: Sequence[Provider]) -> None:
    """Every tier; a line that never applies where there is none, for a name needs cells."""
    book = page.book
    page.row([(book.word("contract.credits"), "text", "strong")])
    page.heads(
        [book.word("column.provider-id"), book.word("column.below"), book.word("figure.credit")]
    )
    first = page.at
    for provider in providers:
        for tier in provider.sla.credits:
            page.row(
                [
                    (provider.id, "text", ""),
                    (tier.below, "percent", ""),
                    (tier.credit, "share", ""),
                ]
            )
    if page.at == first:
        page.row([("-", "text", ""), (0.0, "percent", ""), (0.0, "share", "")])
    for index, name in enumerate(("credit_provider", "credit_below", "credit_share")):
        page.name(name, index, first, page.at - 1)


def _codes(page: Page) -> None:
    book = page.book
    page.heads([book.word(f"column.{key}") for key in ("parameter", "code", "meaning")])
    state, counts = book.word("column.state"), book.word("column.counts")
    for each in State:
        page.row(
            [(state, "text", ""), (each.value, "text", ""), (book.texts.state(each), "text", "")]
        )
    for code in COUNTS:
        meaning = book.word(f"counts.{code}")
        page.row([(counts, "text", ""), (code, "text", ""), (meaning, "text", "")])
    for key, codes in (
        ("unknown", ("excluded", "up")),
        ("degraded", ("up", "down")),
        ("repair-from", ("detection", "report")),
        ("suspected", ("provider", "excluded")),
    ):
        for code in codes:
            meaning = book.word(f"contract.choice.{key}.{code}")
            setting = book.word(f"contract.{key}")
            page.row([(setting, "text", ""), (code, "text", ""), (meaning, "text", "")])
