"""A month that never was: what happened is drawn first, then what the monitor told of it.

The truth is painted: each thing that happens covers what lies beneath it, on a line of whole
microseconds. Nothing of it is taken from `monitord.sla`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Month
from monitord.model.incidents import (
    Aspect,
    Cause,
    Certainty,
    FaultKey,
    Incident,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.inventory import Circuit, Inventory
from monitord.model.ledger import Affected, Change, Span, Subject
from monitord.model.maintenance import Cover, Window
from monitord.model.states import Reason, State

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
MICROSECOND = timedelta(microseconds=1)
DETECTED = 5 * SECOND
"""From the first lost echo to the decision."""
MARGIN = 10 * MINUTE
"""Between two things that happen to one circuit: more than any rule joins."""

Painted = list[tuple[int, int, str]]
"""[start, end) and what was then, by start, without hole or overlap."""

KINDS: Mapping[str, tuple[Cause, Owner, Certainty]] = {
    "provider": (Cause.CIRCUIT, Owner.PROVIDER, Certainty.CONFIRMED),
    "suspected": (Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED),
    "others": (Cause.POWER, Owner.UTILITY, Certainty.CONFIRMED),
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a report is made from, and what it must say."""

    evidence: Evidence
    month: Month
    truth: Mapping[str, Mapping[str, int]]
    """Microseconds by circuit and class: `up`, `provider`, `suspected`, `others`, `unreachable`,
    `maintenance`, `unknown`."""
    outages: Mapping[str, int]
    """By circuit: those that began in the month, of which a part was seen, and counts."""


def simulated(
    inventory: Inventory, month: Month, seed: int = 1, each: int = 5, kills: int = 6
) -> Simulated:
    """A month of this inventory: about `each` outages of a circuit, some of whole districts."""
    return _Simulation(inventory, month, Random(seed)).run(each, kills)


@dataclass(slots=True)
class _Boot:
    """One life of the monitor: heartbeats from `start` to `end`, measuring from `ready` on."""

    ident: str
    start: int
    ready: int
    end: int


@dataclass(slots=True)
class _Fate:
    """What happens to one circuit: disjoint spans, apart by `MARGIN`."""

    circuit: Circuit
    above: str | None
    down: list[tuple[int, int, str]] = field(default_factory=list)
    unreachable: list[tuple[int, int]] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing of it is near."""
        taken = [(a, b) for a, b, _ in self.down] + self.unreachable
        return all(end + MARGIN < a or b + MARGIN < start for a, b in taken)


class _Simulation:
    """Instants are whole microseconds since `zero`, a day before the month."""

    def __init__(self, inventory: Inventory, month: Month, random: Random) -> None:
        self.inventory, self.month, self.random = inventory, month, random
        self.zero = month.start - timedelta(days=1)
        self.begin, self.end = DAY, DAY + (month.end - month.start) // MICROSECOND
        self.incidents: list[Incident] = []
        self.affected: dict[str, tuple[Affected, ...]] = {}
        self.told: list[tuple[int, int, Change]] = []
        self.fates = {c.id: _Fate(c, self._above(c)) for c in self._primaries()}
        self.count: Counter[str] = Counter()

    def run(self, each: int, kills: int) -> Simulated:
        self.boots = boots = list(self._boots(kills))
        works = self._works()
        self._kill_districts(each)
        for fate in self.fates.values():
            self._own_outages(fate, each)
        for fate in self.fates.values():
            self._tell(fate, boots)
        truth = {
            ident: self._add_up(self._paint(fate, boots, works))
            for ident, fate in self.fates.items()
        }
        return Simulated(self._evidence(boots, works), self.month, truth, dict(self.count))

    def at(self, when: int) -> datetime:
        return self.zero + when * MICROSECOND

    def _primaries(self) -> list[Circuit]:
        return [c for c in self.inventory.circuits.values() if c.role == "primary" and c.device]

    def _above(self, circuit: Circuit) -> str | None:
        """The circuit of the site above, which takes this one with it."""
        parent = self.inventory.sites[circuit.site].parent
        lines = self.inventory.sites[parent].circuits if parent else ()
        return next((line.id for line in lines if line.role == "primary"), None)

    def _boots(self, kills: int) -> Iterator[_Boot]:
        """The monitor is killed and comes back later; it then takes a moment to measure."""
        room = self.end // (kills + 1)
        start = 0
        for number in range(kills + 1):
            last = number == kills
            end = self.end + MINUTE if last else start + room - self.random.randrange(30 * MINUTE)
            yield _Boot(
                f"boot-{number}", start, start + self.random.randrange(SECOND, 20 * SECOND), end
            )
            start = end + self.random.randrange(20 * SECOND, 40 * MINUTE)

    def _works(self) -> list[tuple[str, int, int]]:
        """Agreed maintenance of some circuits that nothing hangs on, whatever happens to them."""
        ends = sorted(self.fates.keys() - {fate.above for fate in self.fates.values()})
        chosen = self.random.sample(ends, max(1, len(ends) // 20))
        return [
            (c, s, s + self.random.randrange(60, 240) * MINUTE)
            for c in chosen
            for s in (self._when(),)
        ]

    def _when(self) -> int:
        return self.random.randrange(self.begin - DAY // 2, self.end - 2 * MINUTE)

    def _length(self) -> int:
        """Mostly minutes, sometimes a day."""
        return int(self.random.lognormvariate(2.5, 1.2) * MINUTE) + self.random.randrange(
            10 * SECOND, MINUTE
        )

    def _kill_districts(self, each: int) -> None:
        heads = sorted({f.above for f in self.fates.values() if f.above and f.above in self.fates})
        for head in heads:
            if self.fates[head].above in self.fates:
                continue  # one level: what is above the districts stays well
            for _ in range(max(1, each // 2)):
                start, end = self._span()
                if self.fates[head].free(start, end):
                    self._outage(self.fates[head], start, end, "provider")
                    for fate in self.fates.values():
                        if fate.above == head:
                            fate.unreachable.append((start, end))

    def _span(self) -> tuple[int, int]:
        """When something happens; its edges are not seen while the monitor dies or wakes."""
        while True:
            start = self._when()
            end = start + self._length()
            edges = [edge for b in self.boots for edge in (b.start, b.ready, b.end)]
            if all(abs(at - edge) > MINUTE for at in (start, end) for edge in edges):
                return start, end

    def _own_outages(self, fate: _Fate, each: int) -> None:
        for _ in range(each):
            start, end = self._span()
            if fate.free(start, end):
                self._outage(fate, start, end, self.random.choice(sorted(KINDS)))

    def _outage(self, fate: _Fate, start: int, end: int, kind: str) -> None:
        fate.down.append((start, end, kind))
        cause, owner, certainty = KINDS[kind]
        ident = f"S{len(self.incidents):06}"
        since, over = self.at(start), self.at(end)
        self.incidents.append(
            Incident(
                id=ident,
                key=FaultKey(Scope.CIRCUIT, fate.circuit.id, Aspect.SILENCE),
                cause=cause,
                owner=owner,
                certainty=certainty,
                severity=Severity.CRITICAL,
                urgency=Urgency.PAGE,
                reason=Reason("none"),
                team=None,
                sites=(fate.circuit.site,),
                most_sites=1,
                since=since,
                decided_at=since + DETECTED * MICROSECOND,
                opened_at=since + DETECTED * MICROSECOND,
                restored_at=over,
                closed_at=over + timedelta(seconds=30),
            )
        )
        self.affected[ident] = (Affected(fate.circuit.site, since, None),)

    def _tell(self, fate: _Fate, boots: Sequence[_Boot]) -> None:
        """What the monitor says of a circuit, life by life."""
        truth = sorted(
            [(a, b, State.DOWN) for a, b, _ in fate.down]
            + [(a, b, State.UNREACHABLE) for a, b in fate.unreachable]
        )
        for boot in boots:
            self._say(fate, boot, State.UNKNOWN, boot.start, boot.start)
            now = next((s for a, b, s in truth if a <= boot.ready < b), State.UP)
            self._say(fate, boot, now, boot.ready, boot.ready + DETECTED)
            for start, end, state in truth:
                if boot.ready < start < boot.end:
                    self._fall(fate, boot, start, state)
                if boot.ready < end < boot.end:
                    self._say(fate, boot, State.UP, end, end + SECOND)
            self._nights(fate, boot, truth)

    def _fall(self, fate: _Fate, boot: _Boot, start: int, state: State) -> None:
        """What hangs on something dead is often seen down first, and understood a moment later."""
        if state is State.UNREACHABLE and self.random.random() < 0.5:
            self._say(fate, boot, State.DOWN, start, start + DETECTED)
            self._say(fate, boot, state, start + SECOND // 2, start + DETECTED + SECOND)
        else:
            self._say(fate, boot, state, start, start + DETECTED)

    def _nights(self, fate: _Fate, boot: _Boot, truth: Iterable[tuple[int, int, State]]) -> None:
        """At midnight everything is said once more, with its true beginning."""
        things = list(truth)
        for midnight in range(DAY, self.end, DAY):
            if boot.ready + DETECTED < midnight < boot.end - DETECTED:
                held = [(a, s) for a, b, s in things if a + 3 * DETECTED < midnight < b]
                ends = [b for _, b, _ in things if boot.ready < b < midnight - 3 * DETECTED]
                near = any(
                    abs(midnight - edge) < 4 * DETECTED for a, b, _ in things for edge in (a, b)
                )
                if not near:
                    since, state = held[0] if held else (max([boot.ready, *ends]), State.UP)
                    self._say(fate, boot, state, max(since, boot.ready), midnight)

    def _say(self, fate: _Fate, boot: _Boot, state: State, since: int, decided: int) -> None:
        for kind, ident in (("circuit", fate.circuit.id), ("site", fate.circuit.site)):
            change = Change(
                boot_id=boot.ident,
                subject=Subject("circuit" if kind == "circuit" else "site", ident),
                state=state,
                reason="none",
                since=self.at(since),
                decided_at=self.at(decided),
            )
            self.told.append((decided, len(self.told), change))

    def _paint(
        self, fate: _Fate, boots: Sequence[_Boot], works: Iterable[tuple[str, int, int]]
    ) -> Painted:
        line: Painted = [(0, self.end + DAY, "up")]
        for start, end, kind in fate.down:
            line = painted(line, start, end, kind)
        for start, end in fate.unreachable:
            line = painted(line, start, end, "unreachable")
        for boot, after in pairwise(boots):
            line = painted(line, boot.end, after.ready, "unknown")
        for circuit, start, end in works:
            if circuit == fate.circuit.id:
                line = painted(line, start, end, "maintenance")
        self.count[fate.circuit.id] = sum(
            self.begin <= start < self.end
            and any(what == kind and a < end and start < b for a, b, what in line)
            for start, end, kind in fate.down
        )
        return line

    def _add_up(self, line: Painted) -> dict[str, int]:
        total: Counter[str] = Counter()
        for start, end, what in line:
            total[what] += max(0, min(end, self.end) - max(start, self.begin))
        return dict(total)

    def _evidence(self, boots: Sequence[_Boot], works: Iterable[tuple[str, int, int]]) -> Evidence:
        spans = [
            Span(
                poller="local",
                boot_id=boot.ident,
                isolated=False,
                first_at=self.at(boot.start),
                last_at=self.at(boot.end),
            )
            for boot in boots
        ]
        windows = [
            Window(
                id=f"m-{number}", cover=Cover("circuit", circuit), start=self.at(start),
                seconds=(end - start) / SECOND, timezone="UTC", source="command",
                announced_at=self.at(start) - timedelta(days=30),
            )
            for number, (circuit, start, end) in enumerate(works)
        ]  # fmt: skip
        return Evidence(
            revisions=[InForce(self.zero - timedelta(days=40), None, "0" * 64, self.inventory)],
            changes=[change for _, _, change in sorted(self.told, key=lambda each: each[:2])],
            spans=spans,
            incidents=sorted(self.incidents, key=lambda each: each.opened_at),
            affected=self.affected,
            windows=windows,
            corrections=(),
            closings=(),
            quality=iter(()),
            now=self.at(self.end + MINUTE).astimezone(UTC),
        )


def painted(line: Painted, start: int, end: int, what: str) -> Painted:
    """The line with [start, end) covered by something."""
    out: Painted = []
    for a, b, old in line:
        pieces = (
            (a, min(b, start), old),
            (max(a, start), min(b, end), what),
            (max(a, end), b, old),
        )
        out += [piece for piece in pieces if piece[0] < piece[1]]
    return out
