"""`python -m benchmarks.prove_kills`: 200 kill -9 while everything is recorded, on each database.

Both at the same time: a busy machine makes it no easier.

Exit code 1 when anything is not as it must be, 2 where it cannot be tried.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click
from rich.console import Console

from benchmarks.killing import Database, Postgresql, Sqlite, Toll, report, toll
from benchmarks.report import console, machine, show, write
from tests.postgres import cluster, installed

KEPT = Path("docs/proofs/kill-9.md")
AGAIN = "`make prove` shows it again, in about a quarter of an hour."
KILLS = 200
EVERY = 20
"""Kills between two lines of progress."""


@click.command()
@click.option("--kills", default=KILLS, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=0, show_default=True, help="Of the moments.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
def main(kills: int, seed: int, output: Path | None) -> None:
    """Prove it. Only a whole proof is kept, in docs/proofs/; --output keeps any."""
    out, where = console(), machine()
    out.print(where, markup=False)
    if not installed():
        out.print("cannot be proved here: no PostgreSQL server is installed")
        sys.exit(2)
    with _databases() as databases, ThreadPoolExecutor(len(databases)) as pool:
        work = [pool.submit(_prove, database, kills, Random(seed), out) for database in databases]
        found = [each.result() for each in work]
    for each in found:
        show(report(each), out)
    holds = all(each.holds for each in found)
    if output is None and kills >= KILLS:
        output = KEPT
    if output is not None:
        verdict = "**Proved.**" if holds else "**Not proved.**"
        write(output, "kill -9 costs a second at most", [where, AGAIN, verdict], map(report, found))
        out.print(f"written: {output}", markup=False)
    sys.exit(0 if holds else 1)


@contextmanager
def _databases() -> Iterator[Sequence[Database]]:
    """Both kinds, with nothing in them."""
    with TemporaryDirectory(prefix="kill-") as folder, cluster() as server:
        yield Sqlite(Path(folder, "monitord.db")), Postgresql(server)


def _prove(database: Database, kills: int, chance: Random, out: Console) -> Toll:
    def tell(done: int, said: str) -> None:
        if done % EVERY == 0:
            out.print(f"  {database.name}: {done} of {kills} kills, {said}", markup=False)

    return toll(database, kills, chance, tell)


if __name__ == "__main__":
    main()
