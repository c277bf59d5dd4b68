"""The figures of each circuit, worked out from its intervals and outages."""

from __future__ import annotations

from collections.abc import Callable

from exporters.reports.progress import Progress
from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.figures import Available, CircuitFigures, Repairs
from monitord.model.ledger import Excluded
from monitord.model.states import State

ITS_INTERVALS = "interval_duration,interval_circuit,{circuit},interval_provider,{provider}"
ITS_OUTAGES = "outage_circuit,{circuit},outage_provider,{provider}"
TARGET = "INDEX(contract_availability,MATCH({provider},contract_provider,0))"
LONGEST = "=SUMPRODUCT(MAX((outage_circuit={circuit})*(outage_provider={provider})*outage_down))"
CREDIT = (
    "=IF({counted}>0,SUMPRODUCT(MAX((credit_provider={provider})*(credit_below>{availability})"
    "*credit_share)),0)"
)
C = Column[CircuitFigures]


def sheet(book: Book, progress: Progress) -> None:
    """Write it."""
    rows = [each for provider in book.report.providers for each in provider.circuits]
    columns = [
        *_identity(book), *_available(book), *_promised(book), _up(book), *_repairs(book),
        *_repairs(book, "answered_"),
    ]  # fmt: skip
    write(book, Table(sheet="circuits", columns=columns, rows=rows, still=1), progress)


def _identity(book: Book) -> list[C]:
    def head(key: str) -> str:
        return book.word(f"column.{key}")

    def medium(figures: CircuitFigures) -> str | None:
        return book.texts.entries.get(f"card.medium.{figures.medium}", figures.medium)

    return [
        C(key="circuit", heading=head("circuit"), value=lambda c: c.id, width=18,
          name="circuit_id"),
        C(key="provider", heading=head("provider-id"), value=lambda c: c.provider,
          name="circuit_provider"),
        C(key="site", heading=head("site"), value=lambda c: c.site),
        C(key="site_name", heading=head("site-name"), value=lambda c: c.site_name, width=28),
        C(key="area", heading=head("area"), value=lambda c: c.area, name="circuit_area"),
        C(key="role", heading=head("role"), value=lambda c: book.word(f"role.{c.role}")),
        C(key="medium", heading=head("medium"), value=medium),
        C(key="bandwidth", heading=head("bandwidth"), style="megabits",
          value=lambda c: None if c.bandwidth is None else c.bandwidth / 1e6),
    ]  # fmt: skip


def _available(book: Book) -> list[C]:
    def span(key: str, value: Callable[[Available], float], formula: str) -> C:
        return C(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style="span",
                 value=lambda c: value(c.available), formula=formula, total=True,
                 name=f"circuit_{key}")  # fmt: skip

    def counting(key: str, value: Callable[[Available], float], counts: str) -> C:
        return span(key, value, f'=SUMIFS({ITS_INTERVALS},interval_counts,"{counts}")')

    def left_out(why: Excluded) -> C:
        return counting(why.value, lambda a: a.excluded.get(why, 0.0), why.value)

    def share(key: str, value: Callable[[Available], float | None], good: str, of: str) -> C:
        return C(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style="percent",
                 value=lambda c: value(c.available),
                 formula=f'=IF({of}>0,({good})/{of},"")')  # fmt: skip

    present = f'=SUMIFS({ITS_INTERVALS},interval_present,"yes")'
    unmeasured = f'=SUMIFS({ITS_INTERVALS},interval_present,"yes",interval_state,"unknown")'
    counted = "={present}-{agreed}-{maintenance}-{unknown}-{unreachable}"
    return [
        span("present", lambda a: a.present, present),
        left_out(Excluded.AGREED),
        left_out(Excluded.MAINTENANCE),
        left_out(Excluded.UNKNOWN),
        left_out(Excluded.UNREACHABLE),
        span("counted", lambda a: a.counted, counted),
        counting("provider_down", lambda a: a.provider_down, "provider"),
        counting("suspected_down", lambda a: a.suspected_down, "suspected"),
        counting("others_down", lambda a: a.others_down, "others"),
        share("availability", lambda a: a.ratio.value, "{counted}-{provider_down}", "{counted}"),
        share("with_suspected", lambda a: a.with_suspected.value,
              "{counted}-{provider_down}-{suspected_down}", "{counted}"),
        span("unmeasured", lambda a: a.states.get(State.UNKNOWN, 0.0), unmeasured),
        share("coverage", lambda a: a.coverage.value, "{present}-{unmeasured}", "{present}"),
    ]  # fmt: skip


def _promised(book: Book) -> list[C]:
    def head(key: str) -> str:
        return book.word(f"figure.{key}")

    def minutes(figures: CircuitFigures) -> float | None:
        return None if figures.budget_left is None else figures.budget_left / 60

    below = '=IF(OR({target}="",{availability}=""),0,IF({availability}<{target},1,0))'
    return [
        C(key="target", heading=head("target"), style="percent", value=lambda c: c.target,
          formula=f'=IF({TARGET}="","",{TARGET})'),
        C(key="below", heading=head("below-target"), style="count", name="circuit_below",
          value=lambda c: int(c.kept is False), formula=below, total=True),
        C(key="budget", heading=head("budget"), style="span", value=lambda c: c.budget,
          formula='=IF({target}="","",(1-{target})*{counted})', name="circuit_budget",
          total=True),
        C(key="budget_left", heading=head("budget-left"), style="minutes", value=minutes,
          formula='=IF({target}="","",({budget}-{provider_down})*1440)', width=16),
        C(key="credit", heading=head("credit"), style="share", value=lambda c: c.credit,
          formula=CREDIT, name="circuit_credit"),
    ]  # fmt: skip


def _repairs(book: Book, of: str = "") -> list[C]:
    """Of all outages, or with `of` those for which the provider answers."""

    def figure(
        key: str, style: str, value: Callable[[Repairs], float | None], formula: str,
        *, total: bool = False,
    ) -> C:  # fmt: skip
        name = f"circuit_{of}{key}" if total or key == "longest" else None
        key = f"{of}{key}"
        return C(key=key, heading=book.word(f"figure.{key.replace('_', '-')}"), style=style,
                 value=lambda c: value(c.answered if of else c.repairs), formula=formula,
                 total=total, name=name)  # fmt: skip

    its = f"{ITS_OUTAGES},outage_answered,1" if of else ITS_OUTAGES
    longest = LONGEST.replace("*outage_down", "*outage_answered*outage_down") if of else LONGEST
    return [
        figure("outages", "count", lambda r: r.outages, f"=COUNTIFS({its},outage_in_month,1)",
               total=True),
        figure("longest", "span", lambda r: r.longest, longest),
        figure("repaired", "span", lambda r: r.detection.good,
               f"=SUMIFS(outage_from_detection,{its})", total=True),
        figure("repaired_n", "count", lambda r: r.detection.of,
               f'=COUNTIFS({its},outage_from_detection,">=0")', total=True),
        figure("repair_detection", "span", lambda r: r.detection.value,
               f'=IF({{{of}repaired_n}}>0,{{{of}repaired}}/{{{of}repaired_n}},"")'),
        figure("reported", "span", lambda r: r.report.good,
               f"=SUMIFS(outage_from_report,{its})", total=True),
        figure("reported_n", "count", lambda r: r.report.of,
               f'=COUNTIFS({its},outage_from_report,">=0")', total=True),
        figure("repair_report", "span", lambda r: r.report.value,
               f'=IF({{{of}reported_n}}>0,{{{of}reported}}/{{{of}reported_n}},"")'),
        figure("between", "span", lambda r: r.between.value,
               f'=IF({{{of}outages}}>0,{{up}}/{{{of}outages}},"")'),
    ]  # fmt: skip


def _up(book: Book) -> C:
    """Time measured up or degraded: what lies between outages, whosoever they are."""
    its = f'=SUMIFS({ITS_INTERVALS},interval_present,"yes",interval_measured,"up")'
    its += f'+SUMIFS({ITS_INTERVALS},interval_present,"yes",interval_measured,"degraded")'
    return C(key="up", heading=book.word("figure.up"), style="span", name="circuit_up", total=True,
             value=lambda c: c.repairs.between.good, formula=its)  # fmt: skip
