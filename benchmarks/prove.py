"""`python -m benchmarks.prove`: an hour of 1 % random loss on 1,242 devices, and no false alarm.

What the daemon says is compared with the lab's packet log, device by device. Exit code 1 when
anything is not as it must be, 2 where it cannot be tried.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.fates import Fates
from benchmarks.processes import usage
from benchmarks.proof import BAD, EACH_WAY, Proof, Watched, judge, report
from benchmarks.report import NotHereError, console, machine, show, write
from benchmarks.running import INVENTORY, Running, always, in_the_lab, transitions
from benchmarks.scraping import samples, total, totals
from monitord.inventory import load

KEPT = Path("docs/proofs/loss-1-percent.md")
AGAIN = "`make prove` shows it again, in an hour."
MINUTES = 60.0
EVERY = 10.0
"""Seconds between two looks at the daemon."""
WARM_UP = 10.0
SETTLED = 125.0
"""Seconds after its start when the daemon's greatest lag no longer tells of the start."""
FLUSHED = 3.0
"""Seconds after which what the daemon had counted is in the packet log's file."""
LOSS = f"loss: {EACH_WAY:.1%}"
SCENARIO = f"""\
version: 1
events: [{{all: true, fault: {{to_site: {{{LOSS}}}, from_site: {{{LOSS}}}}}}}]
"""

Tell = Callable[[float, str], None]
"""Hears how many seconds have passed, and what was seen."""


@click.command()
@click.option("--minutes", default=MINUTES, show_default=True, type=click.FloatRange(0.5, 24 * 60))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
def main(minutes: float, output: Path | None) -> None:
    """Prove it. Only an hour or more is kept, in docs/proofs/; --output keeps any."""
    out, where = console(), machine()
    out.print(where, markup=False)
    try:
        proof = run(minutes * 60, out)
    except NotHereError as reason:
        out.print(f"cannot be proved here: {reason}", markup=False)
        sys.exit(2)
    table = report(proof, minutes, EVERY)
    show(table, out)
    if output is None and minutes >= MINUTES:
        output = KEPT
    if output is not None:
        verdict = "**Proved.**" if proof.holds else "**Not proved.**"
        write(output, "1 % of random loss is no fault", [where, AGAIN, verdict], [table])
        out.print(f"written: {output}", markup=False)
    sys.exit(0 if proof.holds else 1)


def run(duration: float, out: Console) -> Proof:
    """Let the daemon watch a lossy province for so many seconds."""
    with TemporaryDirectory(prefix="prove-") as name:
        inventory = always(INVENTORY, Path(name, "inventory.yaml"))
        sites = load(inventory).sites
        addresses = {d.id: d.address for site in sites.values() for d in site.devices}
        with in_the_lab(inventory, SCENARIO) as (province, daemon, _):
            fates = Fates(province.log_path, addresses.values())
            time.sleep(WARM_UP)
            before = totals(daemon.web, sites)
            with progress(out, duration) as tell:
                watched = watch(daemon, fates, duration, tell)
            after = totals(daemon.web, sites)
            time.sleep(FLUSHED)
            fates.follow()
            alarms = transitions(daemon.log)
    return judge(watched, fates, addresses, (before, after), alarms)


def watch(daemon: Running, fates: Fates, duration: float, tell: Tell) -> Watched:
    """Look at the daemon every few seconds, until the end."""
    first, before = samples(daemon.web), usage(daemon.pid)
    watched = Watched(before, first, before, first)
    begin = time.monotonic()
    while (passed := time.monotonic() - begin) < duration:
        time.sleep(min(EVERY, duration - passed))
        look(watched, daemon, WARM_UP + passed)
        fates.follow()
        lost = total(watched.last, "monitord_icmp_echoes_lost_total")
        alarms = sum(watched.seen.values())
        tell(time.monotonic() - begin, f"{lost:,.0f} lost, {alarms} checks seen not up")
    return watched


def look(watched: Watched, daemon: Running, uptime: float) -> None:
    """At what it uses, the state of every check, and the greatest lag."""
    watched.last, watched.after = samples(daemon.web), usage(daemon.pid)
    watched.looks += 1
    for state in BAD:
        if seen := total(watched.last, "monitord_check_state", f'state="{state}"'):
            watched.seen[state] += int(seen)
    if uptime >= SETTLED:
        greatest = watched.last["monitord_loop_lag_max_seconds"]
        watched.greatest_lag = max(greatest, watched.greatest_lag or 0.0)


@contextmanager
def progress(out: Console, duration: float) -> Iterator[Tell]:
    """A bar on a terminal, a line a minute elsewhere."""
    if not out.is_terminal:
        told = set[int]()

        def line(passed: float, said: str) -> None:
            if (minute := int(passed // 60)) not in told:
                told.add(minute)
                out.print(f"  {minute} of {duration / 60:g} minutes: {said}", markup=False)

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out) as bar:
        task = bar.add_task("", total=duration)
        yield lambda passed, said: bar.update(task, completed=passed, description=said)


if __name__ == "__main__":
    main()
