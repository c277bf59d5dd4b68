"""Whether loss, duplicates, order and RTTs are what really happened.

The bare engine runs inside the lab. Losses, duplicates and order are judged against the lab's
packet log, RTTs against that and a capture on the TUN device.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.echoes import Echo
from benchmarks.pcap import round_trips
from benchmarks.recorded import quantile
from benchmarks.report import NONE, NotHereError, Row, Table, fine_milliseconds, judge
from benchmarks.scale import Scale
from monitord.inventory import load
from monitord.simulator.outcome import Fate
from monitord.simulator.packetlog import Entry
from tests.lab.files import write_province
from tests.lab.province import Province, why_not

RATE = 2_000
TIMEOUT = 800_000_000
"""Of the engine, nanoseconds."""
MOST_ERROR = 0.0002
"""Seconds, for 99 % of the RTTs."""
SCENARIO = """\
version: 1
defaults: {delay: 20ms, jitter: 5ms}
events:
  - all: true
    fault:
      to_site: {loss: 2%, duplicate: 1%, reorder: 5%, hold: 300ms}
      from_site: {loss: 1%, duplicate: 1%}
"""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the lab did with one echo."""

    sequence: int
    replies: int
    first: int
    """When the first reply departed, CLOCK_MONOTONIC nanoseconds; 0 without one."""
    kept: int
    """Nanoseconds from the echo's arrival to that departure."""

    @property
    def answered(self) -> bool:
        """Whether a reply departed in time."""
        return self.replies > 0 and self.kept <= TIMEOUT


Pairs = Sequence[tuple[Echo, Truth]]


def run(scale: Scale) -> Table:
    """Everything."""
    if (reason := why_not()) is not None:
        raise NotHereError(reason)
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        pairs = _pairs(*_measure(folder, scale.echoes))
        captured = _captured(folder / "capture.pcap", pairs)
    rows = [*_counts(pairs), _order(pairs), *_errors(pairs, captured)]
    notes = [
        f"the bare engine in the lab, {RATE:,} echoes a second to 401 devices; 20 ± 5 ms of delay,"
        " 3 % lost, 2 % twice, 5 % held back by 300 ms so that later ones overtake them",
        "RTTs against a capture by dumpcap on the TUN device; the log's times lack the queue there",
    ]
    return Table("Accuracy", rows, notes)


def _measure(folder: Path, number: int) -> tuple[list[Echo], list[Entry]]:
    inventory = write_province(folder / "inventory.yaml", districts=20, communes=9)
    scenario = folder / "scenario.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    addresses = [device.address for device in load(inventory).devices.values()]
    words = ["-m", "benchmarks.echoes", str(folder), str(RATE), str(number), *addresses]
    with (folder / "output.log").open("wb") as output:
        command = [sys.executable, *words]
        with Province(inventory, command, scenario=scenario, output=output) as province:
            code = province.wait(number / RATE + 60)
            log = province.log()
    if code:
        raise NotHereError((folder / "output.log").read_text(encoding="utf-8").strip())
    records = json.loads((folder / "fates.json").read_text(encoding="utf-8"))
    return [Echo(**record) for record in records], log


def _pairs(echoes: Sequence[Echo], log: Sequence[Entry]) -> Pairs:
    """Each echo with what the lab did with it: the n-th to an address is the n-th that arrived."""
    outcomes: dict[str, dict[tuple[int, int], list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in log:
        outcomes[entry.destination][entry.arrived, entry.sequence].append(entry)
    ours: dict[str, list[Echo]] = defaultdict(list)
    for echo in sorted(echoes, key=lambda echo: echo.sent):
        ours[echo.address].append(echo)
    pairs: list[tuple[Echo, Truth]] = []
    for address, mine in ours.items():
        arrived = sorted(outcomes[address].items())
        if len(arrived) != len(mine):
            raise NotHereError(f"{len(mine)} echoes to {address}, {len(arrived)} arrived")
        pairs += zip(mine, (_truth(seq, ends) for (_, seq), ends in arrived), strict=True)
    return pairs


def _truth(sequence: int, ends: Sequence[Entry]) -> Truth:
    departed = [entry.departed for entry in ends if entry.fate is Fate.ANSWERED]
    first = min(departed, default=0)
    return Truth(sequence, len(departed), first, first - ends[0].arrived if first else 0)


def _counts(pairs: Pairs) -> list[Row]:
    """Echo by echo, not only in sum."""
    wrong = sum((echo.fate == "answered") is not truth.answered for echo, truth in pairs)
    lost = sum(echo.fate == "lost" for echo, _ in pairs)
    really = sum(not truth.answered for _, truth in pairs)
    extra = [(e.duplicates, max(t.replies - 1, 0)) for e, t in pairs]
    unequal = sum(ours != theirs for ours, theirs in extra)
    return [
        _exact(f"lost, of {len(pairs):,} echoes", lost, really, wrong, "echoes judged wrongly"),
        _exact(
            "duplicate replies", sum(o for o, _ in extra), sum(t for _, t in extra), unequal,
            "echoes counted wrongly",
        ),
    ]  # fmt: skip


def _order(pairs: Pairs) -> Row:
    """Of the first replies of each device, by the kernel's stamps."""
    by_address: dict[str, list[tuple[Echo, Truth]]] = defaultdict(list)
    for echo, truth in pairs:
        if echo.received is not None and truth.answered:
            by_address[echo.address].append((echo, truth))
    wrong = overtaken = really = 0
    for mine in by_address.values():
        seen = [t.sequence for _, t in sorted(mine, key=lambda pair: pair[0].received or 0)]
        true = [t.sequence for _, t in sorted(mine, key=lambda pair: pair[1].first)]
        wrong += sum(one != other for one, other in zip(seen, true, strict=True))
        overtaken += _overtaken(seen)
        really += _overtaken(true)
    return _exact("replies overtaken", overtaken, really, wrong, "replies out of their place")


def _overtaken(order: Sequence[int]) -> int:
    """How many came after one that was sent later."""
    latest, late = -1, 0
    for each in order:
        late += each < latest
        latest = max(latest, each)
    return late


def _exact(what: str, ours: int, theirs: int, wrong: int, unit: str) -> Row:
    verdict = "reached" if not wrong else f"not reached by {wrong} {unit}"
    return Row(what, f"{ours:,}", f"log: {theirs:,}", target="exact", verdict=verdict)


def _captured(path: Path, pairs: Pairs) -> Mapping[int, int] | None:
    """Captured nanoseconds by position among `pairs`; None without a capture."""
    if not path.exists():
        return None
    trips = round_trips(path)
    keys = ((at, (echo.address, truth.sequence)) for at, (echo, truth) in enumerate(pairs))
    return {at: trips[key] for at, key in keys if key in trips}


def _errors(pairs: Pairs, captured: Mapping[int, int] | None) -> list[Row]:
    rtts = {at: echo.rtt for at, (echo, _) in enumerate(pairs) if echo.rtt is not None}
    kept = {at: pairs[at][1].kept for at in rtts if pairs[at][1].answered}
    by_log = _error("RTT error against the log", rtts, kept, judged=False)
    if captured is None:
        return [
            Row("RTT error against a capture", NONE, verdict="dumpcap is not installed"),
            by_log,
        ]
    return [_error("RTT error against a capture", rtts, captured, judged=True), by_log]


def _error(what: str, ours: Mapping[int, int], true: Mapping[int, int], *, judged: bool) -> Row:
    """The quantiles of the absolute difference."""
    off = sorted(abs(ours[at] - true[at]) / 1e9 for at in ours.keys() & true.keys())
    if not off:
        return Row(what, "no RTT of both")
    p50, p99, most = (quantile(off, share) for share in (0.5, 0.99, 1.0))
    figures = " / ".join(map(fine_milliseconds, (p50, p99, most)))
    what = f"{what}, p50 / p99 / max of {len(off):,}"
    if not judged:
        return Row(what, figures)
    verdict = judge(p99, MOST_ERROR, fine_milliseconds)
    return Row(what, figures, target=f"p99 ≤ {fine_milliseconds(MOST_ERROR)}", verdict=verdict)
