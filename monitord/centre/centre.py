"""The centre: hears the events of the pollers and knows how every site and circuit is."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime

from monitord.centre.inbox import Inbox
from monitord.centre.judgement import judge, judge_itself, passes_traffic
from monitord.centre.lines import Lines, tells
from monitord.diagnosis.ties import Ties
from monitord.model.facts import Fact
from monitord.model.inventory import Inventory, Service
from monitord.model.messages import AnyEvent, Heartbeat, Observation, Summary, Transition
from monitord.model.snapshot import CentreSnapshot, SiteView, Verdict
from monitord.model.states import Reason, State, of_device

log = logging.getLogger("centre")

MOST_FACTS = 20
"""Observations shown of a site; the database has them all."""
_COUNTED: frozenset[Service] = frozenset({"live", "temporary"})
"""Planned sites and those on trial are shown; they are not in the verdict."""


class Centre:
    """Sites and circuits of one inventory. Everything runs on the loop; times are arguments.

    `now` is the wall clock, `ticks` seconds of CLOCK_MONOTONIC.
    """

    def __init__(self) -> None:
        self.inbox = Inbox()
        self._inventory: Inventory | None = None
        self._checks: dict[str, dict[str, State]] = {}
        self._devices: dict[str, State] = {}
        self._reached: dict[str, State] = {}
        """By device: whether it answers echoes, which tells of the line before it; all of its
        checks where it has none of ICMP."""
        self._sites: dict[str, SiteView] = {}
        self._lines = Lines()

    def apply(self, inventory: Inventory, day: date, now: datetime, ticks: float) -> None:
        """Judge by this inventory from now on; what stays keeps its state and its time."""
        self._inventory = inventory
        self._ties = ties = Ties(inventory, day)
        self._checks = {
            device.id: {
                probe: state
                for probe, state in self._checks.get(device.id, {}).items()
                if probe in device.checks
            }
            for site in ties.sites.values()
            for device in site.devices
        }
        self._devices = {i: of_device(checks.values()) for i, checks in self._checks.items()}
        self._reached = {i: self._reach(i) for i in self._devices}
        self._lines.apply(
            [c for s in ties.sites.values() for c in s.circuits if c.active(day)], now, ticks
        )
        self._lines.keep_speaking({i for i, checks in self._checks.items() if "snmp" in checks})
        known, self._sites = self._sites, {}
        for ident, site in ties.sites.items():
            old = known.get(ident) or SiteView(site, State.UNKNOWN, Reason("starting"), now)
            facts = tuple(fact for fact in old.facts if _device(fact.check) in self._checks)
            self._sites[ident] = replace(old, site=site, facts=facts)
        for ident in ties.sites:
            self._judge(ident, now, ticks)

    def hear(self, event: AnyEvent, ticks: float) -> None:
        """Take one event; a duplicate or an outdated one changes nothing."""
        if not self.inbox.takes(event):
            return
        match event:
            case Transition():
                if self.inbox.is_newest(event):
                    self._transition(event, ticks)
            case Observation():
                self._observation(event, ticks)
            case Summary() | Heartbeat():
                pass  # the ledger will want these; the states do not

    def snapshot(self, now: float, ticks: float) -> CentreSnapshot:
        """Everything as it is now (`now`: Unix seconds). Only after `apply`."""
        if self._inventory is None:
            raise RuntimeError("the centre has no inventory yet")
        counted = [v.state for v in self._sites.values() if v.site.service in _COUNTED]
        return CentreSnapshot(
            taken_at=now,
            ticks=ticks,
            inventory=self._inventory,
            verdict=Verdict(len(counted), {state: counted.count(state) for state in State}),
            sites=tuple(self._sites.values()),
            circuits=self._lines.views(),
        )

    def _transition(self, event: Transition, ticks: float) -> None:
        device, probe = event.check.rsplit("/", 1)
        if device not in self._checks:
            return  # it has left the inventory while the event was on its way
        if event.previous is not event.state:
            starting = (event.previous, event.state) == (State.UNKNOWN, State.UP)
            log.log(
                logging.DEBUG if starting else logging.INFO,
                "transition check=%s from=%s to=%s reason=%s since=%s",
                event.check, event.previous, event.state, event.reason.code,
                event.since.isoformat(),
            )  # fmt: skip
        self._checks[device][probe] = event.state
        if probe == "snmp":
            self._lines.speaks(device, tells(event.state, event.reason))
        site = device.split("/")[0]
        passed = self._passes(site)
        self._devices[device] = of_device(self._checks[device].values())
        self._reached[device] = self._reach(device)
        heads = list(self._ties.behind(device))
        if passed is not self._passes(site):
            heads.append(site)
        below = [ident for head in heads for ident in self._ties.subtree(head)]
        for ident in dict.fromkeys([site, *below]):
            self._judge(ident, event.since, ticks)

    def _observation(self, event: Observation, ticks: float) -> None:
        """Keep a fact; one about a circuit's interface also says how the circuit is."""
        device = _device(event.check)
        if device not in self._checks:
            return
        if event.kind == "circuit-interface" and not self._interface(event, ticks):
            return
        told = " ".join(f"{name}={value!r}" for name, value in event.params.items())
        log.info("observed check=%s kind=%s %s", event.check, event.kind, told)
        site = device.split("/")[0]
        view = self._sites[site]
        fact = Fact(event.check, event.kind, event.params, event.observed_at)
        self._sites[site] = replace(view, facts=(fact, *view.facts[: MOST_FACTS - 1]))

    def _interface(self, event: Observation, ticks: float) -> bool:
        """Note how a circuit's interface is; whether that is news. It may be another site's."""
        circuit, up = str(event.params["circuit"]), bool(event.params["up"])
        site = self._lines.site(circuit, _device(event.check))
        if site is None or not self.inbox.is_newest(event, circuit):
            return False
        news = self._lines.interface(circuit, up)
        self._judge(site, event.observed_at, ticks)
        return news

    def _reach(self, device: str) -> State:
        return self._checks[device].get("icmp", self._devices[device])

    def _passes(self, site: str) -> bool:
        return passes_traffic(self._ties.sites[site], self._devices)

    def _judge(self, ident: str, since: datetime, ticks: float) -> None:
        """Judge one site again, and its circuits."""
        old = self._sites[ident]
        silent = self._ties.silent_above(ident, self._passes, self._devices)
        verdict = judge(judge_itself(old.site, self._devices), silent)
        if verdict.state is not old.state:
            self._sites[ident] = replace(
                old, state=verdict.state, reason=verdict.reason, since=since
            )
        elif verdict.reason != old.reason:
            self._sites[ident] = replace(old, reason=verdict.reason)
        self._lines.judge(old.site.circuits, self._reached, self._sites[ident], since, ticks)


def _device(check: str) -> str:
    return check.rsplit("/", 1)[0]
