"""Poller, centre, store and web, put together and kept together until a signal."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, nullcontext
from datetime import datetime, time
from pathlib import Path
from time import monotonic
from time import time as unix
from typing import Any
from zoneinfo import ZoneInfo

from exporters.prometheus.exposition import Exposition
from exporters.prometheus.own import SelfMetrics
from exporters.web.app import create_app
from exporters.web.server import WebServer
from exporters.web.sources import ReloadProblems, ReloadResult, WebSources
from exporters.web.tls import Certificates
from monitord import __version__
from monitord.alerts.verdict import in_one_line
from monitord.daemon import garbage, manager, nights
from monitord.daemon.channel import Channel
from monitord.daemon.control import ControlRoom
from monitord.daemon.deliveries import Deliveries
from monitord.daemon.doors import refusal
from monitord.daemon.engines import OpenEngines
from monitord.daemon.housekeeping import Housekeeping
from monitord.daemon.lag import watch_clocks
from monitord.daemon.ledger import LedgerRoom
from monitord.daemon.loading import Loaded, Refused, complain, load_aside
from monitord.daemon.local_socket import local_sockets
from monitord.daemon.recorder import Recorder
from monitord.daemon.resolver import Resolver
from monitord.daemon.settings import lasting, overrule, overruled, own_modules
from monitord.daemon.sockets import is_near, names
from monitord.daemon.tasks import Tasks
from monitord.daemon.tracer import Tracer
from monitord.daemon.traps import Traps
from monitord.daemon.watch import revision_of, watch_file
from monitord.daemon.watchdog import keep_alive
from monitord.model.actions import AnyAction
from monitord.model.checks import CheckChanges, checks_of
from monitord.model.incidents import Incident
from monitord.model.inventory import Inventory
from monitord.model.messages import AnyCommand
from monitord.poller.calendar import Calendar
from monitord.poller.clock import Clock
from monitord.poller.poller import Poller
from monitord.poller.reporter import Reporter
from monitord.store.revisions import Revision
from probes.snmp.mapping.module_map import ModuleMap

log = logging.getLogger("daemon")


class Daemon:
    """One monitoring process. Make it inside the running loop, then `await run(sockets)`.

    Raises IcmpUnavailableError when the system allows no ICMP socket.
    """

    def __init__(
        self,
        path: Path,
        loaded: Loaded,
        overrides: Mapping[str, Any],
        certificates: Certificates | None = None,
    ) -> None:
        self._path = path
        self._certificates = certificates
        self._near = True
        """Whether only this machine can connect."""
        self._overrides = overrides
        self._loaded = loaded
        self._settings = overrule(loaded.inventory.daemon, overrides)
        self._clock = Clock()
        self._read: str | None = loaded.inventory.revision
        """The revision of the file when it was last read, good or bad."""
        self._ready = False
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._reloading = asyncio.Lock()
        self._own = SelfMetrics(__version__, monotonic)
        self._engines = OpenEngines(asyncio.get_running_loop(), self._settings)
        self._calendar = Calendar(self._clock.now, self._failed)
        deliveries = Deliveries(
            self._settings, self._clock.now, self._own.alerts_posted, self._own.notified
        )
        self._recorder = Recorder(
            self._settings.database, self._clock.now, self._recording, self._own.store_failed
        )
        self._own.watch_store(self._recorder)
        self._housekeeping = Housekeeping(self._recorder, self._clock.now)
        boot_id = secrets.token_hex(8)
        self._ledger = LedgerRoom(
            self._settings, self._recorder, self._inventory, self._clock.now, self._own
        )
        self._room = ControlRoom(
            self._clock.now, self._ask, self._recorder, deliveries, boot_id, self._ledger.month
        )
        self._room.desk.judged = self._judged
        channel = Channel(self._room.hear)
        every = self._settings.summary_every
        self._reporter = Reporter("local", self._clock, channel.publish, boot_id)
        self._tracer = Tracer(self._engines.echoes, self._reporter.observed)
        self._poller = Poller(
            self._engines.for_poller, self._reporter, self._calendar, self._clock, every,
            self._tracer.request, ModuleMap, self._settings.rtp_total,
        )  # fmt: skip
        self._traps = Traps(self._reporter.observed, self._poller.poll_now, self._own.trap)
        self._resolver = Resolver(self._resolved, self._settings.resolve_every)

    async def run(self, sockets: Sequence[socket.socket]) -> None:
        """Serve until SIGTERM or SIGINT. Raises what a sweep raised: a bug ends the daemon."""
        async with AsyncExitStack() as closing, asyncio.TaskGroup() as group:
            self._tasks = Tasks(group)
            self._heed_signals()
            await self._start(closing, sockets)
            self._ready = True
            manager.tell(manager.READY)
            self._tasks.start(keep_alive(self._verdict, os.environ))
            log.info("started checks=%d listen=%s", len(self._reporter.views), names(sockets))
            await self._stop.wait()
            self._ready = False
            manager.tell(manager.STOPPING)
            self._tasks.cancel()
        if self._failure is not None:
            raise self._failure
        log.info("stopped")

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._tasks.start(self.reload()))

    async def _start(self, closing: AsyncExitStack, sockets: Sequence[socket.socket]) -> None:
        """Start everything; `closing` ends it in reverse."""
        self._engines.close_with(closing)
        web = WebServer()
        self._near = all(map(is_near, sockets))
        await web.start(
            create_app(self._sources()),
            [*sockets, *local_sockets(self._settings.socket, closing)],
            self._certificates.context if self._certificates else None,
            self._own.http_refused,
        )
        closing.push_async_callback(web.stop)
        self._calendar.start()
        closing.callback(self._calendar.stop)
        self._poller.start()
        closing.push_async_callback(self._poller.stop)
        closing.push_async_callback(self._tracer.close)
        if self._settings.snmp_traps is not None:
            self._traps.listen(self._settings.snmp_traps)
        closing.push_async_callback(self._traps.close)
        closing.callback(self._resolver.close)
        closing.push_async_callback(self._room.close)
        closing.callback(self._poller.beat)  # what it did until now is known
        await self._room.resume()
        self._keep(self._loaded)
        await self._renew()
        self._room.start(self._tasks)
        self._calendar.keep("midnight", self._new_day)
        self._calendar.keep("quiet hour", self._clean_up)
        self._ledger.start(self._calendar, self._tasks)
        self._own.loaded(unix())
        self._tasks.start(watch_clocks(self._own.loop_lag, self._stepped))
        self._tasks.start(watch_file(self._path, self._file_changed, known=self._read))

    async def reload(self) -> ReloadResult | ReloadProblems:
        """Read the inventory again; a bad one changes nothing."""
        async with self._reloading:
            with manager.reloading() if self._ready else nullcontext():
                return await self._reload()

    async def _reload(self) -> ReloadResult | ReloadProblems:
        """See `reload`. Only under `_reloading`."""
        self._read = await asyncio.to_thread(revision_of, self._path)
        language = self._loaded.inventory.organization.locale
        loaded = await load_aside(self._path, language, own_modules(self._overrides))
        if isinstance(loaded, Loaded):
            loaded = await self._fit(loaded, language)
        self._own.reload(isinstance(loaded, Loaded), unix())
        if isinstance(loaded, Refused):
            complain(loaded)
            return ReloadProblems(loaded.problems)
        self._keep(loaded)
        settings = overrule(loaded.inventory.daemon, self._overrides)
        if lasting(settings) != lasting(self._settings):
            log.warning("changed settings of the daemon need a restart")
        applied = await self._apply(loaded)
        added, changed, removed = map(len, (applied.added, applied.changed, applied.removed))
        log.info(
            "inventory accepted revision=%s added=%d changed=%d removed=%d",
            loaded.inventory.revision, added, changed, removed,
        )  # fmt: skip
        return ReloadResult(loaded.inventory.revision, added, changed, removed)

    def _verdict(self) -> str:
        """How the sites are, in a line."""
        return in_one_line(self._room.snapshot(), isolated=self._poller.snapshot().isolated)

    async def _fit(self, loaded: Loaded, language: str) -> Loaded | Refused:
        """What was loaded, if it does not open the doors, and its certificate can be used."""
        settings = overrule(loaded.inventory.daemon, self._overrides)
        why = await refusal(settings, self._certificates, near=self._near, language=language)
        return loaded if why is None else Refused((why,))

    def _ask(self, command: AnyCommand) -> None:
        """The centre's commands go to the only poller that there is."""
        self._poller.command(command)

    def _recording(self, failing_since: datetime | None) -> None:
        self._room.recording(failing_since)

    def _keep(self, loaded: Loaded) -> None:
        """Have the revision recorded with the time from which it is in force."""
        revision, now = loaded.inventory.revision, self._clock.now()
        self._recorder.keep(Revision(revision, loaded.content, str(self._path), now))
        for why in loaded.unreadable:
            log.warning("devices are not asked without their secret: %s", why)

    async def _apply(self, loaded: Loaded) -> CheckChanges:
        """Probe and judge by this inventory from now on. Only under `_reloading`."""
        inventory = overruled(loaded.inventory, self._overrides)
        zone = ZoneInfo(inventory.organization.timezone)
        now = self._clock.now()
        day = now.astimezone(zone).date()
        self._loaded = loaded
        self._room.apply(loaded, inventory, day, now)
        wanted = checks_of(inventory, day, loaded.means)
        applied = await self._poller.apply(inventory.revision, wanted, inventory.daemon.witnesses)
        self._resolver.watch(self._poller.names)
        self._traps.apply(wanted.values(), loaded.means.modules.values())
        garbage.set_aside()
        return applied

    def _new_day(self, now: datetime) -> datetime:
        """Sites come into force and leave it at midnight, local time; when that is next."""
        if self._ready:
            self._tasks.start(self._renew())
        return self._tomorrow(now, nights.MIDNIGHT)

    async def _renew(self) -> None:
        async with self._reloading:
            await self._apply(self._loaded)

    def _clean_up(self, now: datetime) -> datetime:
        """Collect garbage, and have the database tidied; when that is next."""
        garbage.clean_up()
        timezone = self._loaded.inventory.organization.timezone
        tidy = self._housekeeping.run if self._ready else self._housekeeping.later
        self._tasks.start(tidy(timezone))
        return self._tomorrow(now, nights.QUIET_HOUR)

    def _tomorrow(self, now: datetime, hour: time) -> datetime:
        return nights.tomorrow(now, hour, self._loaded.inventory.organization.timezone)

    def _inventory(self) -> Inventory:
        return self._loaded.inventory

    def _judged(self, incident: Incident, action: AnyAction) -> None:
        self._ledger.judged(self._tasks, incident, action)

    async def _file_changed(self, revision: str) -> None:
        if revision != self._read:  # else somebody has asked for it already
            log.info("inventory file changed")
            await self.reload()

    def _failed(self, error: BaseException) -> None:
        self._failure = error
        self._stop.set()

    def _stepped(self, seconds: float) -> None:
        log.warning("the wall clock stepped by %.3f s", seconds)
        self._calendar.rebook()

    def _resolved(self, name: str, address: str | None, why: str) -> None:
        if address is None:
            log.warning("name not resolved name=%s why=%s", name, why)
        self._poller.aim(name, address)
        self._traps.resolved(name, address)

    def _sources(self) -> WebSources:
        exposition = Exposition(self._poller.snapshot, self._room.snapshot, self._own, unix)
        return WebSources(
            poller=self._poller.snapshot,
            centre=self._room.snapshot,
            render_metrics=exposition.render,
            reload=self.reload,
            ready=lambda: self._ready,
            now=unix,
            desk=self._room.desk,
            reckoning=self._ledger.reckoner,
            accounts=lambda: self._loaded.words.accounts,
            advice=self._room.advice,
            refused=self._own.http_refused,
        )
