"""Sites and MCUs: what the people in the rooms had, whoever answers for it."""

from __future__ import annotations

from collections.abc import Callable

from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.figures import McuFigures, SiteFigures
from monitord.model.states import State

S = Column[SiteFigures]
M = Column[McuFigures]


def sites(book: Book) -> None:
    """Write the sheet of sites."""
    write(book, Table(sheet="sites", columns=_sites(book), rows=book.report.sites, still=2))


def mcus(book: Book) -> None:
    """Write the sheet of MCUs."""
    write(book, Table(sheet="mcus", columns=_mcus(book), rows=book.report.mcus))


def _sites(book: Book) -> list[S]:
    def hours(key: str, value: Callable[[SiteFigures], float]) -> S:
        return S(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style="span",
                 value=value, name=f"site_{key}", total=True)  # fmt: skip

    def state(each: State) -> S:
        return S(key=each.value, heading=book.texts.state(each), style="span", total=True,
                 value=lambda s: s.states.get(each, 0.0))  # fmt: skip

    served = '=IF({hours}-{not_known}>0,({hours}-{not_known}-{lost})/({hours}-{not_known}),"")'
    return [
        S(key="site", heading=book.word("column.site"), value=lambda s: s.id),
        S(key="site_name", heading=book.word("column.site-name"), value=lambda s: s.name, width=28),
        S(key="area", heading=book.word("column.area"), value=lambda s: s.area, name="site_area"),
        S(key="level", heading=book.word("column.level"), value=lambda s: s.level),
        S(key="service", heading=book.word("column.service"), width=20, name="site_service",
          value=lambda s: book.word(f"service.{s.service}")),
        hours("hours", lambda s: s.served.hours),
        hours("lost", lambda s: s.served.lost),
        hours("not_known", lambda s: s.served.unknown),
        S(key="served", heading=book.word("figure.served"), style="percent", formula=served,
          value=lambda s: s.served.ratio.value),
        *map(state, State),
        S(key="absent", heading=book.word("figure.absent"), style="span",
          value=lambda s: s.absent, total=True),
        S(key="outages", heading=book.word("figure.outages"), style="count",
          value=lambda s: s.outages, total=True),
        S(key="longest", heading=book.word("figure.longest"), style="span",
          value=lambda s: s.longest),
    ]  # fmt: skip


def _mcus(book: Book) -> list[M]:
    def state(each: State) -> M:
        return M(key=each.value, heading=book.texts.state(each), style="span",
                 value=lambda m: m.states.get(each, 0.0))  # fmt: skip

    return [
        M(key="mcu", heading=book.word("column.mcu"), value=lambda m: m.id, width=24),
        M(key="group", heading=book.word("column.group"),
          value=lambda m: book.word("yes" if m.group else "no")),
        *map(state, State),
        M(key="absent", heading=book.word("figure.absent"), style="span",
          value=lambda m: m.absent),
        M(key="outages", heading=book.word("figure.outages"), style="count",
          value=lambda m: m.outages),
        M(key="longest", heading=book.word("figure.longest"), style="span",
          value=lambda m: m.longest),
    ]  # fmt: skip
