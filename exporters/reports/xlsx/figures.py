"""The tables of the first sheet: a column for each provider, and one for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypeAlias

from xlsxwriter.utility import xl_col_to_name

from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.contract import CHOICES
from exporters.reports.xlsx.page import Formula, Page, Written
from exporters.reports.xlsx.quality import LIMITS, what
from monitord.model.figures import ProviderFigures, Quality, Repairs
from monitord.model.ledger import Excluded
from monitord.model.states import State

Value: TypeAlias = Callable[[ProviderFigures], float | None]


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure that is summed over circuits, `of` a named column of theirs."""

    key: str
    style: str
    value: Value
    of: str
    most: bool = False
    """The greatest instead of the sum."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A figure that is worked out from the rows above: `good` of `of`, by their keys."""

    key: str
    style: str
    good: Sequence[str]
    """The first one less the others."""
    of: str


def _left_out(why: Excluded) -> Sum:
    return Sum(why.value, "span", lambda p: p.available.excluded.get(why, 0.0), why.value)


def _repairs(of: str, its: Callable[[ProviderFigures], Repairs]) -> Sequence[Sum | Quotient]:
    """Of all outages, or of those for which the provider answers."""

    def summed(
        key: str, style: str, value: Callable[[Repairs], float], *, most: bool = False
    ) -> Sum:
        return Sum(f"{of}{key}", style, lambda p: value(its(p)), f"{of}{key}", most=most)

    return (
        summed("outages", "count", lambda r: r.outages),
        summed("longest", "span", lambda r: r.longest, most=True),
        summed("repaired", "span", lambda r: r.detection.good),
        summed("repaired_n", "count", lambda r: r.detection.of),
        Quotient(f"{of}repair_detection", "span", (f"{of}repaired",), f"{of}repaired_n"),
        summed("reported", "span", lambda r: r.report.good),
        summed("reported_n", "count", lambda r: r.report.of),
        Quotient(f"{of}repair_report", "span", (f"{of}reported",), f"{of}reported_n"),
        Quotient(f"{of}between", "span", ("up",), f"{of}outages"),
    )


ROWS: Sequence[Sum | Quotient] = (
    Sum("circuits", "count", lambda p: len(p.circuits), ""),
    Sum("present", "span", lambda p: p.available.present, "present"),
    _left_out(Excluded.AGREED),
    _left_out(Excluded.MAINTENANCE),
    _left_out(Excluded.UNKNOWN),
    _left_out(Excluded.UNREACHABLE),
    Sum("counted", "span", lambda p: p.available.counted, "counted"),
    Sum("provider_down", "span", lambda p: p.available.provider_down, "provider_down"),
    Sum("suspected_down", "span", lambda p: p.available.suspected_down, "suspected_down"),
    Sum("others_down", "span", lambda p: p.available.others_down, "others_down"),
    Quotient("availability", "percent", ("counted", "provider_down"), "counted"),
    Quotient("with_suspected", "percent", ("counted", "provider_down", "suspected_down"),
             "counted"),
    Sum("unmeasured", "span", lambda p: p.available.states.get(State.UNKNOWN, 0.0), "unmeasured"),
    Quotient("coverage", "percent", ("present", "unmeasured"), "present"),
    Sum("below_target", "count", lambda p: p.below_target, "below"),
    Sum("credited", "count", lambda p: sum(c.credit > 0 for c in p.circuits), "credit"),
    Sum("budget", "span", lambda p: fsum(c.budget or 0.0 for c in p.circuits), "budget"),
    Sum("up", "span", lambda p: p.repairs.between.good, "up"),
    *_repairs("", lambda p: p.repairs),
    *_repairs("answered_", lambda p: p.answered),
)  # fmt: skip


def table(page: Page) -> None:
    """The figures, against what the contract says."""
    book, providers = page.book, page.book.report.providers
    heads = [book.word("column.figure"), *(each.provider.name for each in providers)]
    several = len(providers) > 1
    page.heads([*heads, book.word("total")] if several else heads)
    _contracts(page)
    columns: list[Sequence[ProviderFigures]] = [[each] for each in providers]
    if several:
        columns.append(providers)
    places: dict[str, int] = {}
    values: list[dict[str, float | None]] = [{} for _ in columns]
    for row in ROWS:
        places[row.key] = page.at + 1
        cells: list[Written] = [(book.word(f"figure.{row.key.replace('_', '-')}"), "text", "")]
        for index, those in enumerate(columns):
            letter = xl_col_to_name(index + 1)
            if isinstance(row, Sum):
                formula = _summed(row, those, whole=several and len(those) > 1)
            else:
                formula = _divided(row, letter, places, values[index])
            values[index][row.key] = formula.value if isinstance(formula.value, float) else None
            look = "strong" if row.key == "availability" else ""
            cells.append((formula, row.style, look))
        page.row(cells)


def _contracts(page: Page) -> None:
    """What was promised, and the choices by which it is counted."""
    book, terms = page.book, [each.provider.sla for each in page.book.report.providers]
    label = book.word("figure.target")
    unsaid = book.word("not-agreed")
    promised: list[Written] = [
        (unsaid, "text", "right") if sla.availability is None else (sla.availability, "percent", "")
        for sla in terms
    ]
    page.row([(label, "text", ""), *promised])
    for choice in CHOICES:
        key = choice.replace("_", "-")
        words = [book.word(f"contract.choice.{key}.{getattr(sla, choice)}") for sla in terms]
        label = book.word(f"contract.{key}")
        page.row([(label, "text", ""), *((word, "text", "right") for word in words)])


def _summed(row: Sum, those: Sequence[ProviderFigures], *, whole: bool) -> Formula:
    found = [row.value(each) or 0.0 for each in those]
    value = float(max(found, default=0.0)) if row.most else round(fsum(found), 6)
    its = "" if whole else f'"{those[0].provider.id}"'
    return Formula(f"={_over(row, its) if its else _over_all(row)}", value)


def _over(row: Sum, its: str) -> str:
    """Of the circuits of one provider."""
    name = f"circuit_{row.of}"
    if row.key == "circuits":
        return f"COUNTIFS(circuit_provider,{its})"
    if row.key == "credited":
        return f'COUNTIFS(circuit_provider,{its},{name},">0")'
    if row.most:
        return f"SUMPRODUCT(MAX((circuit_provider={its})*{name}))"
    return f"SUMIFS({name},circuit_provider,{its})"


def _over_all(row: Sum) -> str:
    name = f"circuit_{row.of}"
    if row.key == "circuits":
        return "COUNTA(circuit_id)"
    if row.key == "credited":
        return f'COUNTIF({name},">0")'
    return f"MAX({name})" if row.most else f"SUM({name})"


def _divided(
    row: Quotient, letter: str, places: dict[str, int], values: dict[str, float | None]
) -> Formula:
    of = values[row.of] or 0.0
    good = [values[key] or 0.0 for key in row.good]
    over = "-".join(f"{letter}{places[key]}" for key in row.good)
    under = f"{letter}{places[row.of]}"
    value = (good[0] - fsum(good[1:])) / of if of > 0 else None
    return Formula(f'=IF({under}>0,({over})/{under},"")', value)


def service(page: Page) -> None:
    """What the people at the sites had; not in a report for one provider."""
    book, report = page.book, page.book.report
    if not report.sites:
        return
    served = report.served
    page.heads([book.word("figure.served"), book.word("all-providers")])
    first = page.at + 1
    for key, value in (
        ("hours", served.hours), ("lost", served.lost), ("not_known", served.unknown),
    ):  # fmt: skip
        label = book.word(f"figure.{key.replace('_', '-')}")
        page.row([(label, "text", ""), (Formula(f"=SUM(site_{key})", value), "span", "")])
    hours, lost, unknown = (f"B{first + offset}" for offset in range(3))
    text = f'=IF({hours}-{unknown}>0,({hours}-{unknown}-{lost})/({hours}-{unknown}),"")'
    formula = Formula(text, served.ratio.value)
    page.row([(book.word("figure.served"), "text", ""), (formula, "percent", "strong")])
    page.skip()


def quality(page: Page) -> None:
    """Of each provider, by direction: loss, and the share of slots within each limit."""
    book, report = page.book, page.book.report
    if not any(each.quality for each in report.providers):
        return
    shares = [book.word("column.share", what=what(book, name)) for name in LIMITS]
    heads = [book.word("sheet.quality"), book.word("column.direction"), book.word("column.loss")]
    page.heads([*heads, *shares])
    for provider in report.providers:
        for each in provider.quality:
            page.row(list(_direction(book, provider, each)))
    page.skip()


def _direction(book: Book, provider: ProviderFigures, quality: Quality) -> Iterator[Written]:
    direction = book.word(f"direction.{quality.direction}")
    those = f'quality_provider,"{provider.provider.id}",quality_direction,"{direction}"'

    def share(good: str, of: str, value: float | None) -> Formula:
        over, under = f"SUMIFS(quality_{good},{those})", f"SUMIFS(quality_{of},{those})"
        return Formula(f'=IF({under}>0,{over}/{under},"")', value)

    yield provider.provider.name, "text", ""
    yield direction, "text", ""
    lost, known = (f"SUMIFS(quality_{name},{those})" for name in ("lost", "received"))
    loss = f'=IF({known}+{lost}>0,{lost}/({known}+{lost}),"")'
    yield Formula(loss, quality.counts.loss), "percent", ""
    for name in LIMITS:
        within = quality.within.get(name)
        value = None if within is None else within.value
        yield share(f"{name}_good", f"{name}_of", value), "share", ""
