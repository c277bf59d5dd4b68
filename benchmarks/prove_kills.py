"""`python -m benchmarks.prove_kills`: 200 kill -9 while everything is recorded, on each database.

Exit code 1 when anything is not as it must be, 2 where it cannot be tried.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

from benchmarks.killing import Database, Postgresql, Sqlite, Toll, report, together, toll
from benchmarks.report import console, machine, show, write
from tests.postgres import cluster, installed

KEPT = Path("docs/proofs/kill-9.md")
AGAIN = "`make prove` shows it again, in about ten minutes."
KILLS = 200
LANES = 4
"""Databases at the same time."""
EVERY = 10
"""Kills of one lane between two lines of progress."""


@click.command()
@click.option("--kills", default=KILLS, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=0, show_default=True, help="Of the moments of the first lane.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
def main(kills: int, seed: int, output: Path | None) -> None:
    """Prove it. Only a whole proof is kept, in docs/proofs/; --output keeps any."""
    out, where = console(), machine()
    out.print(where, markup=False)
    if not installed():
        out.print("cannot be proved here: no PostgreSQL server is installed")
        sys.exit(2)
    share, rest = divmod(kills, LANES)
    lanes = [(share + (lane < rest), seed + lane) for lane in range(LANES)]
    with ProcessPoolExecutor(LANES) as pool:  # the migrations are not for two threads
        work = {
            kind: [pool.submit(_lane, kind, *lane) for lane in lanes if lane[0]] for kind in KINDS
        }
        found = [together([each.result() for each in of_kind]) for of_kind in work.values()]
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
def _sqlite() -> Iterator[Database]:
    with TemporaryDirectory(prefix="kill-") as folder:
        yield Sqlite(Path(folder, "monitord.db"))


@contextmanager
def _postgresql() -> Iterator[Database]:
    with cluster() as server:
        yield Postgresql(server)


KINDS: Mapping[str, Callable[[], AbstractContextManager[Database]]] = {
    "SQLite": _sqlite,
    "PostgreSQL": _postgresql,
}
"""Each with nothing in it."""


def _lane(kind: str, kills: int, seed: int) -> Toll:
    """In a process of its own."""
    out = console()

    def tell(done: int, said: str) -> None:
        if done % EVERY == 0:
            out.print(f"  {kind} {seed}: {done} of {kills} kills, {said}", markup=False)

    with KINDS[kind]() as database:
        return toll(database, kills, Random(seed), tell)


if __name__ == "__main__":
    main()
