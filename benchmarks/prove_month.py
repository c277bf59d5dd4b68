"""`python -m benchmarks.prove_month`: a month of 621 sites through a real Prometheus.

What `sla verify` reads from it is compared with the ledger: nothing may differ. Then one circuit's
series is falsified by some minutes, and exactly that one must be found. Exit code 1 when anything
is not as it must be, 2 where it cannot be tried.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from rich.progress import track

from benchmarks.report import (
    NotHereError,
    Row,
    Table,
    console,
    count,
    in_seconds,
    machine,
    mebibytes,
    show,
    write,
)
from monitord.cli.sla.prometheus import Login, opened
from monitord.cli.sla.scraped import scraped
from monitord.inventory.past import parse_past
from monitord.model.evidence import Evidence
from monitord.model.figures import Month
from monitord.model.states import State
from monitord.sla.decided import decided
from monitord.sla.months import month_of
from monitord.sla.verify import Compared, compare
from tests.sla.backfill import PROMETHEUS, PROMTOOL, fill, serving
from tests.sla.scraping import BLOCK, Lie, Scraping
from tests.sla.simulated import simulated

KEPT = Path("docs/proofs/prometheus-month.md")
INVENTORY = Path("inventory.yaml")
AGAIN = (
    "`make prove` shows it again; it took 26 minutes on a machine that was busy with other things."
)
INTERVAL = 60.0
MONTH = "2025-10"
LIE = 240.0
"""Seconds by which one circuit's series are falsified."""
DAYS = 31


@dataclass(frozen=True, slots=True)
class Read:
    """What one run of the comparison found, and what it took."""

    found: Sequence[Compared]
    seconds: float
    interval: float
    scrapes: int

    @property
    def differing(self) -> Sequence[str]:
        """The circuits that differ."""
        return [each.circuit for each in self.found if each.differs]


@click.command()
@click.option("--days", default=DAYS, show_default=True, type=click.IntRange(1, DAYS))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
def main(days: int, output: Path | None) -> None:
    """Prove it. Only a whole month is kept, in docs/proofs/; --output keeps any."""
    out, where = console(), machine()
    out.print(where, markup=False)
    try:
        table, holds = prove(days)
    except NotHereError as reason:
        out.print(f"cannot be proved here: {reason}", markup=False)
        sys.exit(2)
    show(table, out)
    if output is None and days == DAYS:
        output = KEPT
    if output is not None:
        verdict = "**Proved.**" if holds else "**Not proved.**"
        write(output, "A month in Prometheus is a month in the ledger", [where, AGAIN, verdict],
              [table])  # fmt: skip
        out.print(f"written: {output}", markup=False)
    sys.exit(0 if holds else 1)


def prove(days: int) -> tuple[Table, bool]:
    """A table of what was found, and whether all is as it must be. Raises NotHereError."""
    if not (PROMETHEUS and PROMTOOL):
        raise NotHereError("Prometheus is not installed (Debian: prometheus)")
    began = datetime(2025, 9, 30, 17, tzinfo=UTC)
    inventory = parse_past(INVENTORY.read_bytes(), began)
    month = month_of(MONTH, inventory.organization.timezone, began + timedelta(days=days))
    evidence = simulated(inventory, month).evidence
    with TemporaryDirectory() as name:
        folder = Path(name)
        honest = Scraping(evidence, INTERVAL)
        started = perf_counter()
        _fill(honest, month, folder / "honest")
        filled = perf_counter() - started
        lie = _lie(evidence, month)
        _falsify(evidence, lie, folder / "honest", folder / "lying")
        told = [_read(evidence, month, folder / which) for which in ("honest", "lying")]
    return _table(evidence, honest, filled, lie, *told)


def _fill(scraping: Scraping, month: Month, folder: Path) -> None:
    folder.mkdir()
    blocks = round((month.end - month.start).total_seconds() / BLOCK) + 1
    files = scraping.files(month.start, month.end, folder)
    for file in track(files, "backfilling", total=blocks):
        fill(file, folder / "data")
        file.unlink()


def _lie(evidence: Evidence, month: Month) -> Lie:
    """In the middle of the month, of the first circuit that is well for two hours then."""
    middle = month.start.timestamp() + (month.end - month.start).total_seconds() / 2
    at = (middle // BLOCK) * BLOCK + BLOCK / 2
    for circuit, pieces in sorted(
        decided(evidence.changes, evidence.spans, month.start, month.end).items()
    ):
        if any(p.start < at - 3600 and at + 3600 < p.end and p.state is State.UP for p in pieces):
            return Lie(circuit, at, at + LIE, State.DOWN)
    raise NotHereError("no circuit was well for two hours")


def _falsify(evidence: Evidence, lie: Lie, honest: Path, lying: Path) -> None:
    """The same blocks but for the one in which the lie is."""
    copytree(honest / "data", lying / "data", copy_function=os.link)
    start = (lie.start // BLOCK) * BLOCK
    for meta in lying.glob("data/*/meta.json"):
        if start <= json.loads(meta.read_text())["minTime"] / 1000 < start + BLOCK:
            rmtree(meta.parent)
    first = datetime.fromtimestamp(start, UTC)
    scraping = Scraping(evidence, INTERVAL, [lie])
    for file in scraping.files(first, first + timedelta(seconds=BLOCK), lying):
        fill(file, lying / "data")


def _read(evidence: Evidence, month: Month, folder: Path) -> Read:
    """As `monitord sla verify` does it."""
    with serving(folder) as url, opened(url, Login(), None, "") as prometheus:
        started = perf_counter()
        seen = scraped(prometheus, month.start.timestamp(), month.end.timestamp())
        ledger = decided(evidence.changes, evidence.spans, month.start, month.end)
        found = [
            compare(circuit, seen.runs.get(circuit, ()), pieces, seen.scrapes)
            for circuit, pieces in ledger.items()
        ]
        took = perf_counter() - started
    return Read(found, took, seen.scrapes.interval, len(seen.scrapes.at))


def _table(
    evidence: Evidence, scraping: Scraping, filled: float, lie: Lie, honest: Read, lying: Read
) -> tuple[Table, bool]:
    agree, named = not honest.differing, lying.differing == [lie.circuit]
    share = max(abs(each.difference) / each.explained for each in honest.found if each.explained)
    edges = sum(each.edges for each in honest.found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    rows = [
        Row("circuits", count(len(honest.found))),
        Row("incidents", count(len(evidence.incidents))),
        Row("changes of circuits in what was compared", count(edges)),
        Row("scrapes, one each minute", count(honest.scrapes)),
        Row("samples in Prometheus", count(scraping.samples)),
        Row("circuits that differ", count(len(honest.differing)), target="0",
            verdict=_verdict(good=agree)),
        Row("greatest difference, of what its changes explain", f"{share:.0%}", target="≤ 100%",
            verdict=_verdict(good=share <= 1)),
        Row(f"one falsified by {LIE:.0f} s: circuits that differ", count(len(lying.differing)),
            target="exactly that one", verdict=_verdict(good=named)),
        Row("asking and comparing", in_seconds(honest.seconds)),
        Row("backfilling", in_seconds(filled)),
        Row("peak of this process, the simulation included", mebibytes(peak)),
    ]  # fmt: skip
    notes = [
        "a simulated month of the province of inventory.yaml is drawn by tests/sla/simulated.py "
        "and rendered as scrapes by tests/sla/scraping.py, neither of which knows monitord.sla",
        "while the monitor is dead there are no samples; there nothing is compared",
        "all seven states of each circuit are written, as the daemon exposes them",
    ]
    return Table("sla verify", rows, notes), agree and named and share <= 1


def _verdict(*, good: bool) -> str:
    return "reached" if good else "not reached"


if __name__ == "__main__":
    main()
