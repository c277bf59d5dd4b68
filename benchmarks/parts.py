"""Every part of `make bench`, in the order in which it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from benchmarks import (
    accuracy,
    detection,
    exposition,
    icmp_engine,
    inventory,
    polling,
    reporting,
    snmp_engine,
    storm,
    stream_engine,
    streaming,
    whole,
)
from benchmarks.report import (
    NONE,
    NotHereError,
    Row,
    Table,
    against,
    in_seconds,
    judge,
    microseconds,
    milliseconds,
)
from benchmarks.scale import Scale

MOST_RENDERING = 0.15
"""Seconds of CPU for 621 sites."""
MOST_LAG = 0.02


def engines(scale: Scale) -> Table:
    """CPU per ICMP echo."""
    found = icmp_engine.run(scale.rates, scale.rounds)
    cost = {(row.way, row.rate): row.cpu for row in found}
    rows = [
        _echo(row, cost["monitord", row.rate or min(scale.rates)])
        for row in found
        if not row.way.startswith("monitord")
    ]
    if not rows:
        raise NotHereError("neither fping nor blackbox_exporter is installed")
    short = [
        f"{r.way}: {r.answered:,} of {r.echoes:,} answered" for r in found if r.answered < r.echoes
    ]
    notes = [
        f"medians of {scale.rounds} rounds in which the ways take turns; the kernel answers",
        "ours is the engine with a counting sink; beside what has no rate, it is at the lowest one",
        *short,
    ]
    return Table("ICMP: CPU per echo", rows, notes)


def _echo(row: icmp_engine.Row, ours: float) -> Row:
    rate = "as fast as it goes" if row.rate is None else f"{row.rate:,}/s"
    ratio = ours / row.cpu
    target, verdict = NONE, NONE
    if row.way == "fping":
        target, verdict = "ratio ≤ 1.00", judge(ratio, 1.0, lambda by: f"{by:.2f}")
    theirs = microseconds(row.cpu)
    return Row(f"{row.way}, {rate}", microseconds(ours), theirs, f"{ratio:.2f}", target, verdict)


def month_report(scale: Scale) -> Table:
    """The report of a month, which is a month at any scale."""
    del scale
    return reporting.run()


def rendering(scale: Scale) -> Table:
    """A scrape beside prometheus_client over the same series."""
    found = exposition.run(scale.rendered)
    rows = []
    for sites in scale.rendered:
        ways = {row.way: row for row in found if row.sites == sites}
        plain, theirs = ways["monitord, plain"], ways["prometheus_client, plain"]
        packed, idle = ways["monitord, gzip −1"], ways["an idle loop"]
        many = f"{sites:,} sites, {plain.series:,} series"
        judged = sites == min(scale.rendered)
        rows += [
            Row(
                f"CPU of rendering, {many}",
                milliseconds(plain.cpu),
                milliseconds(theirs.cpu),
                f"{plain.cpu / theirs.cpu:.3f}",
                f"≤ {milliseconds(MOST_RENDERING)}" if judged else NONE,
                judge(plain.cpu, MOST_RENDERING, milliseconds) if judged else NONE,
            ),
            Row(f"the same with gzip −1, {sites:,} sites", milliseconds(packed.cpu)),
            Row(
                f"greatest loop lag meanwhile, {sites:,} sites",
                milliseconds(packed.lag),
                f"idle loop: {milliseconds(idle.lag)}",
                target=f"≤ {milliseconds(MOST_LAG)}",
                verdict=judge(packed.lag, MOST_LAG, milliseconds),
            ),
            Row(
                f"greatest slice, CPU between two ticks, {sites:,} sites",
                milliseconds(packed.held),
                milliseconds(theirs.held),
            ),
        ]
    notes = [
        f"theirs is prometheus_client's generate_latest over the same series; medians of"
        f" {exposition.RUNS} runs",
        "the lag is that of a timer of 1 ms, other processes' doing included; the slice is not",
    ]
    return Table("Rendering a scrape", rows, notes)


def loading(scale: Scale) -> Table:
    """How long an inventory takes."""
    rows = []
    for row in inventory.run(scale.loaded):
        what = f"{row.sites:,} sites"
        rows.append(against(what, row.seconds, inventory.LIMITS[row.sites], in_seconds))
        rows.append(Row(f"{what}, peak memory of the process", f"{row.megabytes:.0f} MiB"))
    return Table("Loading an inventory", rows, ["the best of three, in a process of its own"])


PARTS: Mapping[str, Callable[[Scale], Table]] = MappingProxyType(
    {
        "icmp": engines,
        "snmp": snmp_engine.run,
        "rtp": stream_engine.run,
        "load": loading,
        "accuracy": accuracy.run,
        "detection": detection.run,
        "daemon-621": whole.at_621,
        "streams": streaming.run,
        "dead-agents": polling.run,
        "storm": storm.run,
        "daemon-10000": whole.at_10_000,
        "sla-report": month_report,
        "render": rendering,  # last, for it leaves this process large
    }
)
