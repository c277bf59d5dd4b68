"""`python -m benchmarks`: every figure side by side with the public tools, in one run."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import SubprocessError
from time import monotonic

import click
from rich.console import Console

from benchmarks.parts import PARTS
from benchmarks.report import NotHereError, Table, console, machine, show, write
from benchmarks.scale import FULL, QUICK, Scale
from benchmarks.scraping import NotServedError
from tests.lab.province import ProvinceError

KEPT = Path("docs/proofs/bench.md")
FAILURES = (NotServedError, ProvinceError, OSError, SubprocessError)
"""What ends one part and not the whole run."""
AGAIN = "`make bench` measures all of this again, in about 20 minutes. Targets: the project's own."


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="A smoke run: figures too short to be quoted.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
def main(parts: tuple[str, ...], quick: bool, output: Path | None) -> None:
    """Measure all PARTS, or only some, and print a table for each.

    Only a whole run is kept, in docs/proofs/bench.md; --output keeps any, where it says. Exit code
    1 when a part failed; not when it cannot be measured on this machine, nor for a missed target.
    """
    out, where = console(), machine()
    out.print(where, markup=False)
    scale = QUICK if quick else FULL
    tables, failed = [], False
    for name in parts or PARTS:
        try:
            measured = table(name, scale, out)
        except FAILURES as error:
            measured, failed = Table(f"{name}: failed", [], [str(error)]), True
            show(measured, out)
        tables.append(measured)
    if output is None and not parts and not quick:
        output = KEPT
    if output is not None:
        preface = [where, AGAIN, *(["A smoke run: too short to be quoted."] if quick else [])]
        write(output, "Benchmarks", preface, tables)
        out.print(f"written: {output}", markup=False)
    sys.exit(1 if failed else 0)


def table(name: str, scale: Scale, out: Console) -> Table:
    """Measure and print one part; a part that cannot be measured here says why."""
    out.print(f"\n… {name}", markup=False)
    began = monotonic()
    try:
        measured = PARTS[name](scale)
    except NotHereError as reason:
        measured = Table(f"{name}: not measured", [], [str(reason)])
    show(measured, out)
    out.print(f"  took {monotonic() - began:.0f} s", style="dim", markup=False)
    return measured


if __name__ == "__main__":
    main()
