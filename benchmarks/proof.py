"""What an hour of loss has shown: the daemon's counts judged by the lab's packet log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from benchmarks.fates import Counts, Fates
from benchmarks.processes import Usage
from benchmarks.report import NONE, Row, Table, count, mebibytes, milliseconds, percent
from benchmarks.running import Transition
from benchmarks.scraping import Samples, lag, total
from monitord.model.settings import Limits

EACH_WAY = 0.005
"""The ratio of packets lost, to the site and from it."""
EXPECTED = 1 - (1 - EACH_WAY) ** 2
WINDOW = 120
"""Echoes: the window of health at one a second."""
BAD = ("down", "degraded", "off", "unknown")
SHOWN = 20
"""Alarms, and devices, that are named; the others are counted."""


@dataclass(slots=True)
class Watched:
    """What was seen while the daemon ran."""

    before: Usage
    first: Samples
    after: Usage
    last: Samples
    looks: int = 0
    seen: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """By state, how often a look saw a check in it."""
    greatest_lag: float | None = None
    """Seconds, by the daemon's own gauge; None before it is free of the start."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that the run has shown."""

    watched: Watched
    alarms: Sequence[Transition]
    unequal: Sequence[str]
    """Devices whose counts are not those of the packet log."""
    unmeasured: int
    """Echoes whose fate the daemon could not tell; the counts of their devices differ."""
    counted: Counts
    """By the daemon, over all devices."""
    logged: Counts
    """By the packet log, of the same echoes."""
    fates: Fates

    @property
    def holds(self) -> bool:
        """Whether what was to be proved is so."""
        return not self.alarms and not self.watched.seen and not self.unequal


Told: TypeAlias = Mapping[str, Mapping[str, int]]
"""What the daemon tells of each device's echoes so far."""


def judge(
    watched: Watched,
    fates: Fates,
    addresses: Mapping[str, str],
    told: tuple[Told, Told],
    alarms: Sequence[Transition],
) -> Proof:
    """Compare what the daemon counted for each device with the log of the very same echoes.

    `addresses` by device id; `told` at the beginning and at the end.
    """
    ours, theirs, unequal = Counts(0, 0), Counts(0, 0), []
    for device, address in addresses.items():
        before, after = (each[device] for each in told)
        mine = counts(after) - counts(before)
        true = fates.between(address, judged(before), judged(after)) or Counts(0, 0)
        if true != mine:
            unequal.append(device)
        ours, theirs = ours + mine, theirs + true
    unmeasured = sum(told[1][d]["unmeasured"] - told[0][d]["unmeasured"] for d in addresses)
    return Proof(watched, alarms, unequal, unmeasured, ours, theirs, fates)


def judged(told: Mapping[str, int]) -> int:
    """Of how many echoes the daemon knows the fate, or knows that it cannot know it."""
    return told["received"] + told["lost"] + told["unmeasured"]


def counts(told: Mapping[str, int]) -> Counts:
    """A reply after the time-out is a reply to the log."""
    return Counts(told["received"] + told["late"], told["lost"] - told["late"])


def report(proof: Proof, minutes: float, every: float) -> Table:
    """All figures. `every`: seconds between two looks."""
    limits = Limits()
    notes = [
        f"{minutes:g} minutes in the lab; every device of `inventory.yaml` at one echo a second,"
        f" presence always; {EACH_WAY:.1%} lost at random in each direction",
        f"states: {proof.watched.looks:,} looks at all checks in the metrics, every {every:.0f} s;"
        " transitions: all in the daemon's log",
        "counts: of the very echoes of each device that the daemon judged between first and last"
        " look, the packet log must have exactly as many lost and answered",
        f"degraded is more than {limits.loss:.0%} lost, in a full window of {WINDOW} echoes more"
        f" than {limits.loss * WINDOW:.0f}",
        *(f"{t.check}: {t.previous} → {t.state} ({t.reason})" for t in proof.alarms[:SHOWN]),
        *(f"counts differ: {device}" for device in proof.unequal[:SHOWN]),
    ]
    devices = f"{len(proof.fates.of):,} devices"
    return Table(f"1 % of random loss on {devices}", [*_claims(proof), *_figures(proof)], notes)


def _claims(proof: Proof) -> list[Row]:
    """What must hold."""
    seen, counted, logged = proof.watched.seen, proof.counted, proof.logged
    return [
        _none("transitions of any kind", len(proof.alarms)),
        *(_none(f"checks seen {state}", seen.get(state, 0)) for state in BAD),
        _none("devices whose counts differ", len(proof.unequal)),
        _none("echoes unmeasured", proof.unmeasured),
        Row("echoes never answered", count(counted.lost), f"log: {count(logged.lost)}"),
        Row("echoes answered", count(counted.answered), f"log: {count(logged.answered)}"),
    ]


def _none(what: str, number: int) -> Row:
    verdict = "reached" if not number else f"not reached by {number:,}"
    return Row(what, count(number), target="0", verdict=verdict)


def _figures(proof: Proof) -> list[Row]:
    """What else was seen."""
    watched, last = proof.watched, proof.watched.last
    lost, answered = proof.counted.lost, proof.counted.answered
    greatest = NONE if watched.greatest_lag is None else milliseconds(watched.greatest_lag)
    return [
        Row("loss", f"{lost / (lost + answered):.3%}", f"expected: {EXPECTED:.3%}"),
        Row(f"most lost of {WINDOW} in a row, any device", count(proof.fates.worst_window(WINDOW))),
        Row("replies after the time-out", count(total(last, "monitord_icmp_replies_late_total"))),
        Row("turns overrun", count(total(last, "monitord_probe_overruns_total"))),
        Row("CPU of one core", percent(watched.after.load_since(watched.before))),
        Row("memory (PSS) at the start", mebibytes(watched.before.pss)),
        Row("memory (PSS) at the end", mebibytes(watched.after.pss)),
        Row("memory (RSS) at the start", mebibytes(watched.before.rss)),
        Row("memory (RSS) at the end", mebibytes(watched.after.rss)),
        Row("loop lag", str(lag(watched.first, last))),
        Row("greatest loop lag", greatest),
    ]
