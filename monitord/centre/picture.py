"""The picture of the province: how every site and circuit is, kept up with each event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from monitord.centre.diary import Diary, Seen, subjects_of
from monitord.centre.facts import Facts
from monitord.centre.lines import Lines, tells
from monitord.centre.memory import Memory
from monitord.diagnosis import Judged, Sight, doubted, judge_site, passes
from monitord.diagnosis.ties import Ties
from monitord.diagnosis.world import Coverage, World
from monitord.model.facts import Fact
from monitord.model.inventory import Inventory
from monitord.model.messages import Observation, Transition
from monitord.model.snapshot import CircuitView, SiteView
from monitord.model.states import Reason, State

STARTING = Reason("starting")
UNHEARD = Judged(State.UNKNOWN, STARTING)


class Picture:
    """Of one inventory. Times are arguments: `now` the wall clock, `ticks` CLOCK_MONOTONIC."""

    def __init__(self, diary: Diary) -> None:
        """`diary` hears how sites, circuits and MCUs have been measured to be."""
        self.sites: dict[str, SiteView] = {}
        self.troubled: set[str] = set()
        """Sites that are not plainly well: what is to be explained is among them."""
        self.isolated_since: datetime | None = None
        self._diary = diary
        self._measured: dict[str, Judged] = {}
        """Sites, whatever is planned there."""
        self._stirred: set[str] = set()
        """Sites of which there may be something to write into the diary."""
        self._memory = Memory()
        self._lines = Lines()
        self._facts = Facts()
        self._came_back: dict[str, datetime] = {}
        self._recovering: set[str] = set()
        """Those of them that what hangs on them may still be following."""

    def apply(
        self, inventory: Inventory, day: date, windows: Coverage, now: datetime, ticks: float
    ) -> None:
        """Judge by this inventory from now on; what stays keeps its state and its time."""
        self.inventory, self._windows = inventory, windows
        self.ties = ties = Ties(inventory, day)
        self._memory.apply(device for site in ties.sites.values() for device in site.devices)
        self._facts.keep_only(lambda check: _device(check) in self._memory.checks)
        self._lines.apply(
            [c for s in ties.sites.values() for c in s.circuits if c.active(day)], now, ticks
        )
        self._lines.keep_speaking({i for i, c in self._memory.checks.items() if "snmp" in c})
        known, self.sites = self.sites, {}
        for ident, site in ties.sites.items():
            old = known.get(ident) or SiteView(site, State.UNKNOWN, STARTING, now)
            self.sites[ident] = replace(old, site=site, facts=self._facts.get(ident, ()))
        self._measured = {i: self._measured.get(i, UNHEARD) for i in ties.sites}
        self._came_back = {i: at for i, at in self._came_back.items() if i in ties.sites}
        self._recovering.intersection_update(self._came_back)
        self.troubled.clear()
        self._judge_again(ties.sites, now, now, ticks)
        self._diary.turn(self._seen(ties.sites), day, now)
        self._stirred.clear()

    def cover(self, windows: Coverage, now: datetime, ticks: float) -> None:
        """These maintenance windows are in force from now on."""
        before, self._windows = self._windows, windows
        moved = [i for i in self.sites if before.site(i) != windows.site(i)]
        self.judge(moved, now, now, ticks)

    def knows(self, device: str) -> bool:
        """Whether it is in the inventory: it may have left while an event was on its way."""
        return device in self._memory.checks

    def world(self, now: datetime) -> World:
        """Everything that is known at `now`; good until the next event."""
        return World(
            now=now,
            inventory=self.inventory,
            rules=self.inventory.daemon.incidents,
            ties=self.ties,
            checks=self._memory.checks,
            circuits=self._lines.now,
            facts=self._facts,
            came_back=self._came_back,
            windows=self._windows,
            isolated_since=self.isolated_since,
        )

    def resume(self, observed: Iterable[Observation]) -> None:
        """What was observed before the start, oldest first. Before the first `apply`."""
        for each in observed:
            fact = Fact(each.check, each.kind, each.params, each.observed_at)
            self._facts.resume(_device(each.check).split("/")[0], fact)

    def shift(self, by: timedelta, now: datetime) -> None:
        """The wall clock was set, and shows `now`: all that is known was then, by the new one."""
        for part in (self._memory, self._lines, self._facts):
            part.shift(by)
        for ident, view in self.sites.items():
            facts = self._facts.get(ident, ())
            self.sites[ident] = replace(view, since=view.since + by, facts=facts)
        self._came_back = {site: at + by for site, at in self._came_back.items()}
        if self.isolated_since is not None:
            self.isolated_since += by
        self._diary.shift(by, now)

    def transition(self, event: Transition, ticks: float) -> None:
        """A check has changed: so may its site, and what hangs on that."""
        device, probe = event.check.rsplit("/", 1)
        site, now = device.split("/")[0], event.decided_at
        passed = self._passes(site, now)
        if probe == "snmp":
            speaks = tells(event.state, event.reason)
            self._lines.speaks(device, speaks)
            if speaks and self._facts.measured(site, event.check):
                self.sites[site] = replace(self.sites[site], facts=self._facts[site])
        self._memory.learn(device, probe, event)
        self._stirred.add(site)  # the device may be an MCU
        heads = list(self.ties.behind(device))
        passing = self._passes(site, now)
        if passing is not passed:
            heads.append(site)
            self._note_return(site, now, passing=passing)
        below = [ident for head in heads for ident in self.ties.subtree(head)]
        self.judge([site, *below], event.since, now, ticks)

    def observe(self, event: Observation, ticks: float) -> None:
        """Keep a fact for people and for root cause."""
        site = _device(event.check).split("/")[0]
        fact = Fact(event.check, event.kind, event.params, event.observed_at)
        self._facts.add(site, fact)
        self.sites[site] = replace(self.sites[site], facts=self._facts[site])
        self.judge([site], event.observed_at, event.observed_at, ticks)

    def interface_of(self, event: Observation) -> str | None:
        """The site whose circuit the observation is about; None when there is none there."""
        return self._lines.site(str(event.params["circuit"]), _device(event.check))

    def interface(self, event: Observation, site: str, ticks: float) -> bool:
        """Note how a circuit's interface is; whether that is news. It may be another site's."""
        news = self._lines.interface(str(event.params["circuit"]), up=bool(event.params["up"]))
        self.judge([site], event.observed_at, event.observed_at, ticks)
        return news

    def end_recoveries(self, now: datetime, ticks: float) -> None:
        """What is still silent a while after its uplink came back is so by itself.

        That the uplink came back is remembered for as long as it explains why something else did.
        """
        rules = self.inventory.daemon.incidents
        grace = timedelta(seconds=rules.recovery)
        over = [s for s in self._recovering if not _within(self._came_back[s], now, grace)]
        self._recovering.difference_update(over)
        grace += timedelta(seconds=rules.settle)
        for site in [s for s, at in self._came_back.items() if not _within(at, now, grace)]:
            del self._came_back[site]
        below = [ident for site in over for ident in self.ties.subtree(site)]
        self.judge(below, now, now, ticks)

    def explain(self, incidents: Mapping[str, str]) -> None:
        """By site: the incident that explains how it is."""
        for ident, view in self.sites.items():
            incident = incidents.get(ident)
            if view.incident != incident:
                self.sites[ident] = replace(view, incident=incident)

    def circuits(self) -> tuple[CircuitView, ...]:
        """All of them."""
        return self._lines.views()

    def judge(self, idents: Iterable[str], since: datetime, now: datetime, ticks: float) -> None:
        """Judge these sites again, and their circuits: what changes has done so at `since`."""
        self._judge_again(idents, since, now, ticks)
        self._write(since, now)

    def judge_doubted(self, sight: Sight, ticks: float) -> None:
        """Judge those again of which time alone may tell more, and what hangs on them.

        With it only states change, of which nothing is concluded: `sight` stays good.
        """
        heads = doubted(sight.world, self.troubled, sight)
        below = dict.fromkeys(ident for head in heads for ident in self.ties.subtree(head))
        self._judge_all(below, sight, sight.world.now, ticks)
        self._write(sight.world.now, sight.world.now)

    def _judge_again(
        self, idents: Iterable[str], since: datetime, now: datetime, ticks: float
    ) -> None:
        wanted = list(dict.fromkeys(idents))
        for ident in wanted:
            self._judge_lines(ident, since, ticks)
        self._judge_all(wanted, Sight(self.world(now)), since, ticks)

    def _judge_all(
        self, idents: Iterable[str], sight: Sight, since: datetime, ticks: float
    ) -> None:
        for ident in idents:
            self._judge(ident, sight, since, ticks)

    def _judge(self, ident: str, sight: Sight, since: datetime, ticks: float) -> None:
        old = self.sites[ident]
        verdict = judge_site(ident, sight.world, sight)
        view = replace(old, reason=verdict.reason, window=self._windows.site(ident))
        if verdict.state is not old.state:
            view = replace(view, state=verdict.state, since=since)
        self.sites[ident] = view
        before, self._measured[ident] = self._measured[ident], verdict.measured
        if verdict.measured.state is not before.state:
            self._stirred.add(ident)
            self._judge_lines(ident, since, ticks)  # those of an unreachable site are so too
        (self.troubled.add if self._in_trouble(ident) else self.troubled.discard)(ident)

    def _judge_lines(self, ident: str, since: datetime, ticks: float) -> None:
        circuits, judged = self.ties.sites[ident].circuits, self._measured[ident]
        if self._lines.judge(circuits, self._memory.reached, judged, since, ticks):
            self._stirred.add(ident)

    def _write(self, since: datetime, now: datetime) -> None:
        """Have in the diary what was measured to change."""
        self._diary.look(self._seen(self._stirred), since, now)
        self._stirred.clear()

    def _seen(self, idents: Iterable[str]) -> Iterator[Seen]:
        """The subjects of these sites, as measured."""
        memory = self._memory
        for ident in idents:
            site, judged = self.ties.sites[ident], self._measured[ident]
            yield from subjects_of(site, judged, self._lines.now, memory.checks, memory.devices)

    def _in_trouble(self, ident: str) -> bool:
        site = self.sites[ident].site
        return (
            any(not self._memory.well(device.id) for device in site.devices)
            or any(self._lines.broken(circuit.id) for circuit in site.circuits)
            or self._facts.active(ident)
        )

    def _note_return(self, site: str, now: datetime, *, passing: bool) -> None:
        if passing:
            self._came_back[site] = now
            self._recovering.add(site)
        else:
            self._came_back.pop(site, None)
            self._recovering.discard(site)

    def _passes(self, site: str, now: datetime) -> bool:
        return passes(site, self.world(now))


def _device(check: str) -> str:
    return check.rsplit("/", 1)[0]


def _within(began: datetime, now: datetime, grace: timedelta) -> bool:
    """Whether `now` is in the grace that began then; it is not when the clock was set back."""
    return began <= now < began + grace
