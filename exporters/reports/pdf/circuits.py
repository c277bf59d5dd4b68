"""Tables of circuits: all of them, those with repeated faults, and what their quality was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Column, LongTable, Paragraph
from exporters.reports.pdf.quality import RANKS, within
from exporters.reports.pdf.scribe import NONE, Scribe
from monitord.model.figures import CircuitFigures, ProviderFigures, Quality
from monitord.model.inventory import Sla

REPEATED = 3
"""Outages in a month from which a circuit is one with repeated faults."""


def circuits(figures: ProviderFigures, scribe: Scribe) -> Iterator[Block]:
    """One row each, in their order."""
    say = scribe.say
    columns = (
        Column(say("sla-pdf.column.number"), 8, "right"),
        Column(say("sla-pdf.column.circuit"), 30),
        Column(say("sla-pdf.column.site"), 37.5),
        Column(say("sla-pdf.column.role"), 14),
        Column(say("sla-pdf.column.available"), 16, "right"),
        Column(say("sla-pdf.column.verdict"), 15),
        Column(say("sla-pdf.column.provider-down"), 17, "right"),
        Column(say("sla-pdf.column.suspected-down"), 16, "right"),
        Column(say("sla-pdf.column.others-down"), 16, "right"),
        Column(say("sla-pdf.column.excluded"), 17, "right"),
        Column(say("sla-pdf.column.budget-left"), 17, "right"),
        Column(say("sla-pdf.column.outages-both"), 14, "right"),
        Column(say("sla-pdf.column.mttr"), 16, "right"),
        Column(say("sla-pdf.column.longest-answered"), 16, "right"),
        Column(say("sla-pdf.column.coverage"), 14.5, "right"),
        Column(say("sla-pdf.column.credit"), 9, "right"),
    )
    sla = figures.provider.sla
    rows = [
        (scribe.count(number), *_row(each, sla, scribe))
        for number, each in enumerate(figures.circuits, 1)
    ]
    yield LongTable(columns, rows)


def _row(circuit: CircuitFigures, sla: Sla, scribe: Scribe) -> Sequence[str]:
    available, answered = circuit.available, circuit.answered
    return (
        circuit.id,
        _where(circuit, scribe),
        scribe.words.say(f"sla-report.role.{circuit.role}"),
        scribe.share(available.ratio),
        verdict(circuit, scribe),
        scribe.span(available.provider_down),
        scribe.span(available.suspected_down),
        scribe.span(available.others_down),
        scribe.span(sum(available.excluded.values())),
        scribe.span(circuit.budget_left),
        f"{scribe.count(answered.outages)}/{scribe.count(circuit.repairs.outages)}",
        scribe.span(answered.mttr(sla).value),
        scribe.span(answered.longest),
        scribe.share(available.coverage, 1),
        scribe.promised(circuit.credit) if circuit.credit else NONE,
    )


def verdict(circuit: CircuitFigures, scribe: Scribe) -> str:
    """Whether it kept the contract, in words."""
    if circuit.kept is None:
        return NONE
    return scribe.say("sla-pdf.verdict.kept" if circuit.kept else "sla-pdf.verdict.missed")


def _where(circuit: CircuitFigures, scribe: Scribe) -> str:
    """Its site, and where it was before it moved there."""
    if len(circuit.moved) < 2:
        return circuit.site_name
    zone, names = scribe.zone, scribe.names
    before = [
        scribe.say("sla-pdf.moved", name=names.get(site, site), day=scribe.day(at.astimezone(zone)))
        for (_, site), (at, _) in zip(circuit.moved, circuit.moved[1:], strict=False)
    ]
    return f"{circuit.site_name} ({'; '.join(before)})"


def repeated(figures: ProviderFigures, scribe: Scribe) -> Iterator[Block]:
    """Those with the most outages first."""
    found = sorted(
        (each for each in figures.circuits if each.repairs.outages >= REPEATED),
        key=lambda each: (-each.repairs.outages, each.id),
    )
    key = "sla-pdf.repeated" if found else "sla-pdf.repeated.none"
    yield Paragraph(scribe.say(key, n=scribe.count(len(found)), least=REPEATED))
    if not found:
        return
    say = scribe.say
    columns = (
        Column(say("sla-pdf.column.number"), 10, "right"),
        Column(say("sla-pdf.column.circuit"), 45),
        Column(say("sla-pdf.column.site"), 78),
        Column(say("sla-pdf.column.outages"), 15, "right"),
        Column(say("sla-pdf.column.provider-down"), 25, "right"),
        Column(say("sla-pdf.column.suspected-down"), 25, "right"),
        Column(say("sla-pdf.column.others-down"), 25, "right"),
        Column(say("sla-pdf.column.longest"), 25, "right"),
        Column(say("sla-pdf.column.between"), 25, "right"),
    )
    rows = [
        (scribe.count(number), *_repeated_row(each, scribe)) for number, each in enumerate(found, 1)
    ]
    yield LongTable(columns, rows, 8.0)


def _repeated_row(circuit: CircuitFigures, scribe: Scribe) -> Sequence[str]:
    available, repairs = circuit.available, circuit.repairs
    return (
        circuit.id,
        circuit.site_name,
        scribe.count(repairs.outages),
        scribe.span(available.provider_down),
        scribe.span(available.suspected_down),
        scribe.span(available.others_down),
        scribe.span(repairs.longest),
        scribe.span(repairs.between.value),
    )


def measured(figures: ProviderFigures, scribe: Scribe) -> Iterator[Block]:
    """The quality of each circuit of which anything was measured, a row for each direction."""
    say = scribe.say
    rows = [
        (each.id, each.site_name, *_measured_row(quality, scribe))
        for each in figures.circuits
        for quality in each.quality
        if quality.slots
    ]
    yield Paragraph(scribe.say("sla-pdf.measured" if rows else "sla-pdf.quality.none"))
    if not rows:
        return
    columns = (
        Column(say("sla-pdf.column.circuit"), 30),
        Column(say("sla-pdf.column.site"), 44),
        Column(say("sla-pdf.column.direction"), 18),
        Column(say("sla-pdf.column.slots"), 12, "right"),
        Column(say("sla-pdf.measure.loss"), 14, "right"),
        *(Column(f"RTT {scribe.promised(rank)} (ms)", 13, "right") for rank in RANKS),
        *(Column(f"Jitter {scribe.promised(rank)} (ms)", 12, "right") for rank in RANKS),
        *(Column(f"MOS {scribe.promised(rank)}", 10, "right") for rank in RANKS[:2]),
        *(
            Column(say(f"sla-pdf.within.{name}"), 15, "right")
            for name in ("loss", "rtt", "jitter", "mos")
        ),
    )
    yield LongTable(columns, rows)


def _measured_row(quality: Quality, scribe: Scribe) -> Sequence[str]:
    rtt, jitter, mos = (each.sketch for each in (quality.rtt, quality.jitter, quality.mos))
    return (
        scribe.direction(quality.direction),
        scribe.count(quality.slots),
        scribe.percent(quality.counts.loss),
        *(scribe.milliseconds(rtt.quantile(rank)) for rank in RANKS),
        *(scribe.milliseconds(jitter.quantile(rank)) for rank in RANKS),
        *(scribe.number(mos.quantile(1 - rank)) for rank in RANKS[:2]),
        *(_kept(quality, name, scribe) for name in ("loss", "rtt", "jitter", "mos")),
    )


def _kept(quality: Quality, name: str, scribe: Scribe) -> str:
    """Only the share: how many slots there were stands in a column of its own."""
    return within(quality, name, scribe).partition(" (")[0]
