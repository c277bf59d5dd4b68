"""The figures of each area: sums over its circuits and sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.figures import AreaFigures, Repairs
from monitord.model.ledger import Excluded


@dataclass(frozen=True, slots=True)
class Line:
    """An area's figures, of one provider or of all."""

    area: AreaFigures
    provider: str | None
    name: str
    """The provider's."""


C = Column[Line]


def sheet(book: Book) -> None:
    """Write it: all providers together, then one by one where there are several."""
    report = book.report
    rows = [Line(each, None, book.word("all-providers")) for each in report.areas]
    if len(report.providers) > 1:
        rows += [
            Line(area, each.provider.id, each.provider.name)
            for each in report.providers
            for area in each.areas
        ]
    write(book, Table(sheet="areas", columns=_columns(book), rows=rows, still=3))


def _its(line: Line) -> str:
    """Which circuits are meant."""
    return (
        "circuit_area,{area}"
        if line.provider is None
        else ("circuit_area,{area},circuit_provider,{provider}")
    )


def _sum(name: str) -> Callable[[Line], str]:
    return lambda line: f"=SUMIFS(circuit_{name},{_its(line)})"


def _longest(of: str) -> Callable[[Line], str]:
    def formula(line: Line) -> str:
        those = "(circuit_area={area})"
        if line.provider is not None:
            those += "*(circuit_provider={provider})"
        return f"=SUMPRODUCT(MAX({those}*circuit_{of}longest))"

    return formula


def _columns(book: Book) -> list[C]:
    columns = [
        C(key="area", heading=book.word("column.area"), value=lambda x: x.area.id, width=16),
        C(key="name", heading=book.word("column.area-name"), value=lambda x: x.area.name, width=28),
        C(key="provider", heading=book.word("column.provider-id"), value=lambda x: x.provider),
        C(key="provider_name", heading=book.word("column.provider"), value=lambda x: x.name,
          width=20),
        C(key="circuits", heading=book.word("figure.circuits"), value=lambda x: x.area.circuits,
          style="count", formula=lambda x: f"=COUNTIFS({_its(x)})"),
        *_available(book),
        _up(book),
        *_repairs(book),
        *_repairs(book, "answered_"),
    ]  # fmt: skip
    return [*columns, *_served(book)] if book.report.sites else columns


def _available(book: Book) -> list[C]:
    def span(key: str, value: Callable[[Line], float]) -> C:
        return C(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style="span",
                 value=value, formula=_sum(key))  # fmt: skip

    def share(key: str, value: Callable[[Line], float | None], good: str, of: str) -> C:
        return C(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style="percent",
                 value=value, formula=f'=IF({of}>0,({good})/{of},"")')  # fmt: skip

    def left_out(why: Excluded) -> C:
        return span(why.value, lambda x: x.area.available.excluded.get(why, 0.0))

    return [
        span("present", lambda x: x.area.available.present),
        left_out(Excluded.AGREED),
        left_out(Excluded.MAINTENANCE),
        left_out(Excluded.UNKNOWN),
        left_out(Excluded.UNREACHABLE),
        span("counted", lambda x: x.area.available.counted),
        span("provider_down", lambda x: x.area.available.provider_down),
        span("suspected_down", lambda x: x.area.available.suspected_down),
        span("others_down", lambda x: x.area.available.others_down),
        share("availability", lambda x: x.area.available.ratio.value,
              "{counted}-{provider_down}", "{counted}"),
        share("with_suspected", lambda x: x.area.available.with_suspected.value,
              "{counted}-{provider_down}-{suspected_down}", "{counted}"),
    ]  # fmt: skip


def _repairs(book: Book, of: str = "") -> list[C]:
    """Of all outages, or with `of` those for which the provider answers."""

    def figure(
        key: str, style: str, value: Callable[[Repairs], float | None],
        formula: Callable[[Line], str] | str,
    ) -> C:  # fmt: skip
        key = f"{of}{key}"
        return C(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style=style,
                 value=lambda x: value(x.area.answered if of else x.area.repairs),
                 formula=formula)  # fmt: skip

    def summed(key: str, style: str, value: Callable[[Repairs], float | None]) -> C:
        return figure(key, style, value, _sum(f"{of}{key}"))

    return [
        summed("outages", "count", lambda r: r.outages),
        figure("longest", "span", lambda r: r.longest, _longest(of)),
        summed("repaired", "span", lambda r: r.detection.good),
        summed("repaired_n", "count", lambda r: r.detection.of),
        figure("repair_detection", "span", lambda r: r.detection.value,
               f'=IF({{{of}repaired_n}}>0,{{{of}repaired}}/{{{of}repaired_n}},"")'),
        summed("reported", "span", lambda r: r.report.good),
        summed("reported_n", "count", lambda r: r.report.of),
        figure("repair_report", "span", lambda r: r.report.value,
               f'=IF({{{of}reported_n}}>0,{{{of}reported}}/{{{of}reported_n}},"")'),
        figure("between", "span", lambda r: r.between.value,
               f'=IF({{{of}outages}}>0,{{up}}/{{{of}outages}},"")'),
    ]  # fmt: skip


def _up(book: Book) -> C:
    return C(key="up", heading=book.word("figure.up"), style="span",
             value=lambda x: x.area.repairs.between.good, formula=_sum("up"))  # fmt: skip


def _served(book: Book) -> list[C]:
    """What the people had; of all providers only, for the sites are nobody's."""

    def of_sites(key: str, value: Callable[[AreaFigures], float]) -> C:
        def formula(line: Line) -> str | None:
            if line.provider is not None:
                return None
            live, temporary = (book.word(f"service.{each}") for each in ("live", "temporary"))
            its = f"site_{key},site_area,{{area}},site_service"
            return f'=SUMIFS({its},"{live}")+SUMIFS({its},"{temporary}")'

        return C(
            key=key,
            heading=book.word(f"figure.{key.replace('_', '-')}"),
            style="span",
            value=lambda x: None if x.provider else value(x.area),
            formula=formula,
        )

    had = "({hours}-{not_known}-{lost})/({hours}-{not_known})"
    served = f'=IF({{hours}}-{{not_known}}>0,{had},"")'
    return [
        of_sites("hours", lambda a: a.served.hours),
        of_sites("lost", lambda a: a.served.lost),
        of_sites("not_known", lambda a: a.served.unknown),
        C(key="served", heading=book.word("figure.served"), style="percent",
          value=lambda x: None if x.provider else x.area.served.ratio.value,
          formula=lambda x: None if x.provider else served),
    ]  # fmt: skip
