"""`python -m benchmarks.half_province`: half the province falls silent, and one alert goes out.

With the real Alertmanager, and every message that it sends counted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import yaml

from benchmarks.report import NotHereError, Row, Table, console, machine, milliseconds, show, write
from benchmarks.running import INVENTORY
from benchmarks.scraping import Samples, lag, samples
from monitord.inventory import load
from monitord.model.inventory import Inventory
from tests.lab.province import why_not
from tests.scenarios.alertmanager import installed
from tests.scenarios.ground import settings
from tests.scenarios.stage import Stage, stage
from tests.scenarios.webhook import FIRING, RESOLVED, Webhook
from tests.system.talk import until

KEPT = Path("docs/proofs/half-the-province.md")
AGAIN = "`make prove` shows it again."
SITES = 310
PATIENCE = 90.0
"""Seconds for an alert, and for its end."""
WARM_UP = 20.0
CALM = 30.0
"""Seconds for which nobody may hear anything more."""
EVERY = 1.0
"""Seconds between two looks at the daemon."""
WAITING = "monitord_store_entries_waiting"
MOST_LAG = 0.02
MOST_SECONDS = 8.0
"""From the moment of silence: six until it is decided, two until Alertmanager knows."""


@dataclass
class Seen:
    """What happened."""

    sites: int
    fell: float = 0.0
    """When the last of them fell silent, Unix seconds."""
    accepted: float = 0.0
    """When Alertmanager had the first alert."""
    affected: int = 0
    """Sites of the incident when all were decided."""
    incidents: set[str] = field(default_factory=set)
    firing: int = 0
    resolved: int = 0
    messages: list[str] = field(default_factory=list)
    """All that people were told, in their order."""
    waiting: float = 0.0
    """Entries that waited for the database, at most."""
    first: Samples = field(default_factory=dict)
    last: Samples = field(default_factory=dict)


def main() -> None:
    """Prove it, and keep the result."""
    out, where = console(), machine()
    out.print(where, markup=False)
    if (reason := why_not()) is not None or not installed():
        out.print(f"cannot be proved here: {reason or 'there is no Alertmanager'}", markup=False)
        sys.exit(2)
    try:
        with TemporaryDirectory(prefix="prove-") as name:
            seen = run(Path(name))
    except NotHereError as why:
        out.print(f"cannot be proved here: {why}", markup=False)
        sys.exit(2)
    table, holds = report(seen)
    show(table, out)
    verdict = "**Proved.**" if holds else "**Not proved.**"
    write(KEPT, "Half the province falls silent", [where, AGAIN, verdict], [table])
    sys.exit(0 if holds else 1)


def run(folder: Path) -> Seen:
    """Let half the province die, and live again."""
    inventory = told(INVENTORY, folder)
    heads = half(load(inventory))
    with stage(inventory) as (daemon, webhook), watching(daemon) as seen:
        time.sleep(WARM_UP)
        seen.sites, seen.first = sum(heads.values()), samples(daemon.where)
        for head in heads:
            daemon.province.fault({"dark": True}, subtree=head)
        seen.fell = time.time()
        until(lambda: told_of(webhook, FIRING), bool, within=PATIENCE)
        time.sleep(CALM)
        seen.last = samples(daemon.where)
        alerts = [each for each in daemon.post.accepted if each.at >= seen.fell]
        seen.accepted = min(each.at for each in alerts)
        seen.incidents = {each.labels["incident"] for each in alerts}
        seen.affected = sum(
            len(daemon.incident(ident)["sites"]) for ident in sorted(seen.incidents)
        )
        daemon.province.clear()
        until(lambda: told_of(webhook, RESOLVED), bool, within=PATIENCE)
        time.sleep(CALM)
        seen.firing, seen.resolved = told_of(webhook, FIRING), told_of(webhook, RESOLVED)
        seen.messages = [str(each) for each in webhook.told()]
    return seen


def told(inventory: Path, folder: Path) -> Path:
    """A copy of an inventory in which no silence is off, and Alertmanager is told."""
    text = inventory.read_text(encoding="utf-8")
    document = yaml.load(text.replace("presence: hanh-chinh", "presence: always"), yaml.CSafeLoader)
    document["daemon"] |= {key: settings(folder)[key] for key in ("socket", "alertmanagers")}
    path = folder / "inventory.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def half(inventory: Inventory) -> dict[str, int]:
    """Heads of subtrees below the centre and their sizes: `SITES` sites together."""
    sizes = dict(sorted(_sizes(inventory).items(), key=lambda item: -item[1]))
    chosen: dict[str, int] = {}
    for head, size in sizes.items():
        if sum(chosen.values()) + size <= SITES:
            chosen[head] = size
    return chosen


def told_of(webhook: Webhook, status: str) -> int:
    """How many messages of a status people got."""
    return sum(each.status == status for each in webhook.told())


def report(seen: Seen) -> tuple[Table, bool]:
    """What is said of it, and whether it is as it must be."""
    took = seen.accepted - seen.fell
    late = lag(seen.first, seen.last)
    claims = {
        "one incident": len(seen.incidents) == 1,
        "all sites in it": seen.affected == seen.sites,
        "one message that it fires, one that it is over": (seen.firing, seen.resolved) == (1, 1),
        f"Alertmanager told within {MOST_SECONDS:.0f} s": took <= MOST_SECONDS,
        f"the loop never over {milliseconds(MOST_LAG)} late": late.over == 0,
    }
    rows = [
        Row("sites that fall silent", f"{seen.sites}"),
        Row("incidents", f"{len(seen.incidents)}", target="1"),
        Row("sites that the incident names", f"{seen.affected}", target=f"{seen.sites}"),
        Row("messages: firing, resolved", f"{seen.firing}, {seen.resolved}", target="1, 1"),
        Row("from silence to Alertmanager", f"{took:.2f} s", target=f"≤ {MOST_SECONDS:.0f} s"),
        Row("loop lag meanwhile", str(late), target=f"≤ {milliseconds(MOST_LAG)}"),
        Row("entries that waited for the database, at most", f"{seen.waiting:,.0f}"),
    ]
    notes = [
        "the daemon, the simulator, Alertmanager and whoever it tells share the machine",
        f"scraped every {EVERY:.0f} s",
        *(f"people were told: {message}" for message in seen.messages),
        *(f"not so: {claim}" for claim, holds in claims.items() if not holds),
    ]
    return Table(f"{seen.sites} of 621 sites fall silent at once", rows, notes), all(
        claims.values()
    )


@contextmanager
def watching(daemon: Stage) -> Iterator[Seen]:
    """How many entries wait for the database, looked at again and again."""
    seen, over = Seen(0), Event()

    def look() -> None:
        while not over.wait(EVERY):
            seen.waiting = max(seen.waiting, samples(daemon.where)[WAITING])

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _sizes(inventory: Inventory) -> Mapping[str, int]:
    """By each site that hangs on the root: how many hang on it, itself counted."""
    root = next(site.id for site in inventory.sites.values() if site.parent is None)
    heads: dict[str, int] = {}
    for site in inventory.sites.values():
        steps = site.path.strip("/").split("/")
        if len(steps) > 1 and steps[0] == root and site.circuits:
            heads[steps[1]] = heads.get(steps[1], 0) + 1
    return heads


if __name__ == "__main__":
    main()
